"""A pickled codec becomes safetensors, once; what is not the published file is refused."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from model.codec.config import CodecConfig
from model.codec.weights import PICKLE, SNAC_24K, Published, build, load_codec, prepared
from model.errors import BadInput

SMALL = CodecConfig(encoder_dim=4, decoder_dim=32, codebook_size=64, depthwise=True, noise=True)


def known(folder: Path) -> tuple[Published, ...]:
    file = folder / PICKLE
    return (replace(SNAC_24K, sha256=hashlib.sha256(file.read_bytes()).hexdigest(), size=file.stat().st_size),)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A codec as its author publishes it: weight norm in, pickled."""
    folder = tmp_path / "published"
    folder.mkdir()
    torch.manual_seed(4)
    torch.save(build(SMALL).state_dict(), folder / PICKLE)
    raw = {key: value for key, value in SMALL.to_dict().items() if key != "latent_dim"}
    (folder / "config.json").write_text(json.dumps(raw))
    return folder


def test_it_decodes_as_before_and_is_converted_once(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepared(source, tmp_path / "codec", known=known(source))
    converted, config = load_codec(folder)
    assert config == SMALL
    original = build(SMALL).eval()
    original.load_state_dict(torch.load(source / PICKLE, weights_only=True))
    torch.manual_seed(1)
    codes = [torch.randint(0, 64, (1, count)) for count in (2, 4, 8)]
    torch.manual_seed(2)
    expected = original.decode(codes)
    torch.manual_seed(2)  # the noise layers
    torch.testing.assert_close(converted.decode(codes), expected, atol=1e-6, rtol=1e-5)
    monkeypatch.setattr("model.codec.weights._convert_apart", lambda *_: pytest.fail("converted twice"))
    assert prepared(source, folder, known=known(source)) == folder


def test_converting_in_place_changes_no_file_that_was_there(source: Path) -> None:
    """A bundle lists size and checksum of what was downloaded: the next start must find it so."""
    before = {file.name: file.read_bytes() for file in source.iterdir()}
    assert load_codec(prepared(source, source, known=known(source)))[1] == SMALL
    assert before.items() <= {file.name: file.read_bytes() for file in source.iterdir()}.items()


def test_a_file_that_is_not_the_published_one_is_not_read(source: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="none of the published"):
        prepared(source, tmp_path / "codec")


def test_no_codec_at_all(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="has no codec"):
        prepared(tmp_path, tmp_path)


class Evil:
    """Unpickled freely, it makes a file."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (self.path,)


def test_code_in_a_pickle_does_not_run(source: Path, tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    (source / PICKLE).write_bytes(pickle.dumps(Evil(str(trap))))
    with pytest.raises(BadInput, match="could not be converted") as caught:
        prepared(source, tmp_path / "codec", known=known(source))
    assert "\n" not in str(caught.value)
    assert not trap.exists()
    assert not (tmp_path / "codec").exists()


def test_a_conversion_that_takes_too_long_is_ended(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.codec.weights.TIME_S", 0.01)
    with pytest.raises(BadInput, match="timed out"):
        prepared(source, tmp_path / "codec", known=known(source))
    assert not (tmp_path / "codec").exists()


def test_a_full_disk_leaves_no_half_file(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(made: Path, partial: Path) -> None:
        partial.write_bytes(made.read_bytes()[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("model.codec.weights.shutil.copyfile", half)
    with pytest.raises(BadInput, match="No space left"):
        prepared(source, tmp_path / "codec", known=known(source))
    assert not list((tmp_path / "codec").iterdir())


def test_the_child_sees_none_of_the_users_environment(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess

    seen: dict[str, str] = {}
    real = subprocess.run

    def watched(*args: object, **options: object) -> object:
        seen.update(options["env"])  # type: ignore[call-overload]
        return real(*args, **options)  # type: ignore[call-overload]

    monkeypatch.setenv("HF_TOKEN", "secret")
    monkeypatch.setattr(subprocess, "run", watched)
    prepared(source, tmp_path / "codec", known=known(source))
    assert seen
    assert "secret" not in seen.values()
