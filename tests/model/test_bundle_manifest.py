"""Bundles: what opens, and what each kind of damage says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.bundle_manifest import MANIFEST, Bundle, write_manifest
from model.errors import BadInput


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("thinker", "talker", "codec"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "model.safetensors").write_text(f"{part} weights")
    (tmp_path / "MODEL_CARD.md").write_text("card")
    ratios = [(1, 9), (2, 8)]
    write_manifest(tmp_path, name="tiny", version="1.2", licence="Apache-2.0", sample_rate=16_000, ratios=ratios)
    return tmp_path


def test_what_is_written_opens_again(folder: Path) -> None:
    bundle = Bundle.open(folder)
    bundle.verify()
    assert (bundle.name, bundle.version, bundle.licence) == ("tiny", "1.2", "Apache-2.0")
    assert bundle.ratios == ((1, 9), (2, 8))
    assert (bundle.input_rate, bundle.sample_rate) == (16_000, 16_000)
    assert bundle.thinker == folder / "thinker"
    assert bundle.talker == folder / "talker"
    parts = ("codec", "talker", "thinker")
    assert [f.path for f in bundle.files] == [f"{part}/model.safetensors" for part in parts]
    assert bundle.size == len("thinker weights" + "talker weights" + "codec weights")


def test_a_bundle_without_voice_opens(tmp_path: Path) -> None:
    (tmp_path / "thinker").mkdir()
    (tmp_path / "thinker" / "config.json").write_text("{}")
    bundle = write_manifest(tmp_path, name="silent", version="1", licence="x", sample_rate=16_000)
    assert bundle.talker is None
    assert bundle.codec is None


def test_a_manifest_needs_a_thinker(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="thinker"):
        write_manifest(tmp_path, name="x", version="1", licence="x", sample_rate=16_000)
    assert not (tmp_path / MANIFEST).exists()


def test_odd_characters_survive(folder: Path) -> None:
    odd = 'a "b" é \U0001f642.json'
    (folder / "talker" / odd).write_text("{}")
    write_manifest(folder, name='say "é" \U0001f642', version="1\x7f\x1b", licence="\U0001f193", sample_rate=16_000)
    bundle = Bundle.open(folder)
    bundle.verify()
    assert (bundle.name, bundle.version, bundle.licence) == ('say "é" \U0001f642', "1\x7f\x1b", "\U0001f193")
    assert f"talker/{odd}" in [f.path for f in bundle.files]


def _edit(old: str, new: str) -> Callable[[Path], object]:
    def apply(folder: Path) -> None:
        manifest = folder / MANIFEST
        text = manifest.read_text()
        assert old in text
        manifest.write_text(text.replace(old, new))

    return apply


DAMAGE: list[tuple[str, Callable[[Path], object], str]] = [
    ("no manifest", lambda f: (f / MANIFEST).unlink(), "no bundle"),
    ("not TOML", lambda f: (f / MANIFEST).write_text("= ["), "damaged"),
    ("not text", lambda f: (f / MANIFEST).write_bytes(b"\xff\xfe\x00"), "damaged"),
    ("newer", _edit("format = 1", "format = 2"), "update Aloud"),
    ("no format", _edit("format = 1\n", ""), "damaged"),
    ("no name", _edit('name = "tiny"\n', ""), "damaged"),
    ("rate is text", _edit("sample_rate = 16000", 'sample_rate = "x"'), "damaged"),
    ("ratio", _edit('"1:9"', '"1-9"'), "damaged"),
    ("no thinker", _edit('thinker = "thinker"\n', ""), "damaged"),
    ("NUL in a path", _edit("codec/model", "codec/\\u0000model"), "damaged"),
    ("escape in a path", _edit("codec/model", "codec/\\u001b[2Jmodel"), "damaged"),
    ("many digits", _edit("size = 15", "size = " + "9" * 900), "damaged"),
    ("too many digits", _edit("size = 15", "size = " + "9" * 5_000), "damaged"),
    ("no number", _edit("size = 15", "size = true"), "damaged"),
    ("negative size", _edit("size = 15", "size = -12"), "damaged"),
    ("deep", lambda f: (f / MANIFEST).write_text("a = " + "[\n" * 3_000), "damaged"),
    ("many parts", lambda f: (f / MANIFEST).write_text("a." * 100_000 + "b = 1"), "it is too long"),
    ("huge", lambda f: (f / MANIFEST).write_text("a = 1\n" * 1_000_000), "it is too long"),
    ("leaves the folder", _edit('thinker = "thinker"', 'thinker = "../thinker"'), "leaves the bundle"),
    ("absolute", _edit('"codec/model.safetensors"', '"/etc/passwd"'), "leaves the bundle"),
    ("missing file", lambda f: (f / "codec" / "model.safetensors").unlink(), "is missing"),
    ("cut short", lambda f: (f / "codec" / "model.safetensors").write_text("codec"), "5 bytes instead of"),
]


@pytest.mark.parametrize(("damage", "says"), [d[1:] for d in DAMAGE], ids=[d[0] for d in DAMAGE])
def test_damage_is_one_clear_line(folder: Path, damage: Callable[[Path], object], says: str) -> None:
    damage(folder)
    with pytest.raises(BadInput, match=says) as caught:
        Bundle.open(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert str(folder) in message


def test_changed_content_is_found_by_verify(folder: Path) -> None:
    (folder / "codec" / "model.safetensors").write_text("codec weightz")
    bundle = Bundle.open(folder)
    with pytest.raises(BadInput, match=r"codec/model\.safetensors is damaged"):
        bundle.verify()


def test_whether_a_thinker_declines_is_said_only_where_it_does(tmp_path: Path) -> None:
    (tmp_path / "thinker").mkdir()
    (tmp_path / "thinker" / "a").write_bytes(b"a")
    about = {"name": "x", "version": "1", "licence": "x", "sample_rate": 16_000}
    assert not write_manifest(tmp_path, **about).declines  # type: ignore[arg-type]
    assert "declines" not in (tmp_path / "bundle.toml").read_text()
    assert write_manifest(tmp_path, **about, declines=True).declines  # type: ignore[arg-type]
    text = (tmp_path / "bundle.toml").read_text().replace("declines = true", "declines = 1")
    with pytest.raises(BadInput, match="declines is 1"):
        Bundle.parse(tmp_path, text)
