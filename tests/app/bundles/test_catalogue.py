"""What a download would bring is known, and asked from the server, before it begins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bundles import catalogue
from app.bundles.catalogue import find_offer, offers, plan_download
from app.bundles.download import Downloader
from model.errors import BadInput
from tests.app import hub
from tests.app.file_server import Server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url + "/")
        yield running


@pytest.fixture
def downloader() -> Iterator[Downloader]:
    with Downloader(timeout_s=600.0, attempts=2, backoff_s=0.01) as made:
        yield made


def test_the_shipped_catalogue_is_sound() -> None:
    found = offers()
    assert [offer.name for offer in found] == ["omni-3b", "omni-7b"]
    for offer in found:
        assert [part.part for part in offer.parts] == ["thinker", "talker", "codec"]
        assert offer.licence
        assert all(part.repo.count("/") == 1 for part in offer.parts)
    assert "non-commercial" in find_offer("omni-3b").licence


def test_published_models_are_pinned_and_an_unlicensed_voice_is_named() -> None:
    for offer in offers():
        parts = {part.part: part for part in offer.parts}
        assert len(parts["thinker"].revision) == len(parts["codec"].revision) == 40
        if not parts["talker"].licence:
            assert "without a stated licence" in offer.summary


def test_the_shipped_catalogue_holds_no_number_that_nobody_checked() -> None:
    text = catalogue.CATALOGUE.read_text(encoding="utf-8")
    assert "sha256:" not in text
    for row in json.loads(text)["bundles"]:
        for part in row["parts"]:
            assert part["revision"] is None or len(part["revision"]) == 40


def test_an_unknown_name_names_the_known_ones() -> None:
    with pytest.raises(BadInput, match=r"no bundle 'omni-9b' .*omni-3b, omni-7b"):
        find_offer("omni-9b")


@pytest.mark.parametrize("content", ["", "[]", '{"format": 1}', '{"format": 1, "bundles": [{"name": "x"}]}'])
def test_a_damaged_catalogue_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "c.json").write_text(content)
    with pytest.raises(BadInput, match="is damaged"):
        offers(tmp_path / "c.json")
    (tmp_path / "c.json").write_text('{"format": 2}')
    with pytest.raises(BadInput, match="has format 2"):
        offers(tmp_path / "c.json")
    with pytest.raises(BadInput, match="cannot read"):
        offers(tmp_path / "none.json")


def test_a_plan_takes_the_shards_of_the_thinker_alone(server: Server, downloader: Downloader) -> None:
    found = plan_download(hub.open_hub(server), downloader)
    names = [file.path for file in found.files]
    assert names == [
        "thinker/config.json",
        "thinker/LICENSE",
        "thinker/model.safetensors.index.json",
        "thinker/model-00001-of-00003.safetensors",
        "thinker/model-00002-of-00003.safetensors",
        "codec/config.json",
        "codec/weights.bin",
    ]
    kinds = {file.path: file.digest.partition(":")[0] for file in found.files}
    assert kinds["thinker/config.json"] == "git"
    assert kinds["thinker/model-00001-of-00003.safetensors"] == "sha256"
    assert all(hub.COMMIT in file.url for file in found.files)  # what is shown is what comes
    assert found.size == sum(len(hub.THINKER[name.partition("/")[2]]) for name in names[:5]) + 2 + 20_000
    assert found.licences == (
        ("thinker (maker/omni)", "apache-2.0"),
        ("codec (other/codec)", "not stated: ask its authors"),
    )
    assert "Do good with it." in found.licence_text
    assert found.sources[0] == "maker/omni at commit 0123456789ab"


def change(server: Server, **fields: object) -> None:
    path = "/api/models/maker/omni/revision/main"
    server.files[path] = json.dumps(json.loads(server.files[path]) | fields).encode()


def test_what_the_hub_does_not_say_is_not_made_up(server: Server, downloader: Downloader) -> None:
    offer = hub.open_hub(server)
    change(server, siblings=[{"rfilename": "config.json", "size": 3}])
    with pytest.raises(BadInput, match="gives no checksum"):
        plan_download(offer.__class__(**{**as_dict(offer), "parts": (no_weights(offer.parts[0]),)}), downloader)
    change(server, siblings=[])
    with pytest.raises(BadInput, match=r"is damaged|is not there|has no"):
        plan_download(offer, downloader)
    server.files["/api/models/maker/omni/revision/main"] = b"<html>"
    with pytest.raises(BadInput, match="does not list a repository"):
        plan_download(offer, downloader)


def as_dict(offer: catalogue.Offer) -> dict[str, object]:
    return {name: getattr(offer, name) for name in offer.__dataclass_fields__}


def no_weights(part: catalogue.HubPart) -> catalogue.HubPart:
    return catalogue.HubPart(part.part, part.repo, "", "", ("config.json",), "")


@pytest.mark.parametrize("name", ["../../config.json", "/config.json", "a\0.json", "\x1b[2J.json", "\ud800.json"])
def test_a_file_outside_the_bundle_is_refused(server: Server, downloader: Downloader, name: str) -> None:
    offer = hub.open_hub(server)
    change(server, siblings=[{"rfilename": name, "size": 3, "blobId": "0" * 40}])
    part = catalogue.HubPart("thinker", "maker/omni", "", "", ("*.json",), "")
    with pytest.raises(BadInput, match="outside the bundle's folder"):
        plan_download(catalogue.Offer(**{**as_dict(offer), "parts": (part,)}), downloader)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [True, -1, 10**400, "3"])
def test_a_size_that_is_none_is_refused(server: Server, downloader: Downloader, size: object) -> None:
    offer = hub.open_hub(server)
    change(server, siblings=[{"rfilename": "config.json", "size": size, "blobId": "0" * 40}])
    part = catalogue.HubPart("thinker", "maker/omni", "", "", ("*.json",), "")
    with pytest.raises(BadInput, match="gives no checksum"):
        plan_download(catalogue.Offer(**{**as_dict(offer), "parts": (part,)}), downloader)  # type: ignore[arg-type]


@pytest.mark.parametrize("listing", [b"[" * 100_000, b'{"sha": "../../x", "siblings": []}', b'{"sha": 7}'])
def test_a_listing_that_is_none_is_refused(server: Server, downloader: Downloader, listing: bytes) -> None:
    offer = hub.open_hub(server)
    server.files["/api/models/maker/omni/revision/main"] = listing
    with pytest.raises(BadInput, match="does not list a repository"):
        plan_download(offer, downloader)


MANIFEST = """format = 1
name = "tiny"
version = "3"
licence = "MIT"
input_rate = 16000
sample_rate = 16000
ratios = ["2:8"]
thinker = "thinker"
[files."thinker/a b.json"]
size = 2
sha256 = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
"""


@pytest.mark.parametrize("address", ["/b/bundle.toml", "/b", "/b/"])
def test_a_bundle_at_an_address_says_itself_what_it_is(server: Server, downloader: Downloader, address: str) -> None:
    server.files["/b/bundle.toml"] = MANIFEST.encode()
    found = plan_download(server.url + address, downloader)
    assert (found.name, found.version, found.size) == ("tiny", "3", 2)
    assert found.files[0].url == server.url + "/b/thinker/a%20b.json"
    assert found.licences == (("the bundle", "MIT"),)
    assert found.head["thinker"] == "thinker"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"tiny"', '"../evil"', "cannot be the name"),
        ('"tiny"', '"starter"', "cannot be the name"),
        ('"tiny"', '"Starter"', "cannot be the name"),
        ('"tiny"', '"omni-3b"', "as one of Aloud's own list"),
        ('"tiny"', '"Omni-3B"', "as one of Aloud's own list"),
        ("thinker/a b.json", "../a.json", "is damaged"),
        ("format = 1", "format = 9", "newer"),
        ("format", "# format", "is damaged"),
    ],
)
def test_a_manifest_that_lies_is_refused(
    server: Server, downloader: Downloader, old: str, new: str, words: str
) -> None:
    server.files["/b/bundle.toml"] = MANIFEST.replace(old, new, 1).encode()
    with pytest.raises(BadInput, match=words):
        plan_download(server.url + "/b", downloader)
