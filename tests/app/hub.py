"""A small model hub: two repositories as the real one lists them, on the misbehaving file server."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator

import pytest

from app.bundles.catalogue import HubPart, Offer
from tests.app.file_server import Server

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def blob_id(content: bytes) -> str:
    """What git calls a file of this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def publish(server: Server, repo: str, files: dict[str, bytes], card: dict[str, str] | None = None) -> None:
    """Lists a repository and serves its files at their commit; what is no JSON or text counts as large."""
    siblings = []
    for name, content in files.items():
        row: dict[str, object] = {"rfilename": name, "size": len(content), "blobId": blob_id(content)}
        if not name.endswith((".json", ".md", "LICENSE")):
            row["lfs"] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "pointerSize": 130}
        siblings.append(row)
        server.files[f"/{repo}/resolve/{COMMIT}/{name}"] = content
    listing = {"sha": COMMIT, "cardData": card or {}, "siblings": siblings}
    server.files[f"/api/models/{repo}/revision/main"] = json.dumps(listing).encode()


THINKER = {
    "config.json": b'{"model_type": "qwen2_5_omni"}',
    "LICENSE": b"Do good with it.",
    "model.safetensors.index.json": json.dumps(
        {
            "weight_map": {
                "thinker.a": "model-00001-of-00003.safetensors",
                "thinker.b": "model-00002-of-00003.safetensors",
                "talker.a": "model-00002-of-00003.safetensors",
                "token2wav.a": "model-00003-of-00003.safetensors",
            }
        }
    ).encode(),
    "model-00001-of-00003.safetensors": noise(1, 90_000),
    "model-00002-of-00003.safetensors": noise(2, 70_000),
    "model-00003-of-00003.safetensors": noise(3, 50_000),
    "spk_dict.pt": noise(4, 100),
}
CODEC = {"config.json": b"{}", "weights.bin": noise(5, 20_000)}


def open_hub(server: Server) -> Offer:
    """Publishes both repositories; the offer that names them."""
    publish(server, "maker/omni", THINKER, {"license": "apache-2.0"})
    publish(server, "other/codec", CODEC)
    return Offer(
        name="omni-test",
        version="1",
        title="Omni, small",
        summary="For tests.",
        licence="Apache-2.0",
        licence_url="",
        min_vram=0,
        disk=0,
        runs=True,
        input_rate=16_000,
        sample_rate=24_000,
        parts=(
            HubPart("thinker", "maker/omni", "", "", ("*.json", "LICENSE"), "thinker."),
            HubPart("codec", "other/codec", "", "", ("config.json", "*.bin"), ""),
        ),
    )


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The file server, asked in place of the hub."""
    with Server() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        yield running


@pytest.fixture
def offer(server: Server) -> Offer:
    """What can be downloaded from it."""
    return open_hub(server)
