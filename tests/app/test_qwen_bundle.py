"""The way of a downloaded stock bundle: pulled from a hub in the published layout, loaded, asked, heard.

Every part has the published files, names, ids and vocabulary, with few and random weights; nothing else differs from
what `aloud bundle pull omni-3b` and `aloud ask --bundle omni-3b` do with the real ones.
"""

from __future__ import annotations

import functools
import hashlib
import json
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from app import cli
from app.bundles.catalogue import Offer, offers
from app.storage import QUESTIONS
from model.codec.weights import PICKLE, SNAC_24K, prepared
from model.lm.memory import estimate, voice_bytes
from model.talker.token_layout import LAYOUTS
from model.thinker.prompts import PREFIX
from model.thinker.qwen_checkpoint import SIZES, published_config
from model.thinker.qwen_omni import CACHES, CAPACITY, empty_thinker
from tests.app import hub
from tests.app.file_server import Server
from tests.model.talker import miniatures
from tests.model.thinker import published


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Files of each part as its repository holds them."""
    folder = tmp_path_factory.mktemp("hub")
    thinker, talker, codec = (folder / name for name in ("thinker", "talker", "codec"))
    for path in (thinker, talker, codec):
        path.mkdir()
    published.write(thinker)
    (thinker / "LICENSE").write_text("For research.")
    (thinker / "spk_dict.pt").write_bytes(b"voices of a Talker that is not used")
    miniatures.save_published_talker(talker)
    torch.manual_seed(12)
    torch.save(miniatures.build(miniatures.SNAC).state_dict(), codec / PICKLE)
    (codec / "config.json").write_text(json.dumps(miniatures.SNAC.to_dict()))
    return {path.name: {file.name: file.read_bytes() for file in path.iterdir()} for path in (thinker, talker, codec)}


@pytest.fixture
def served(repositories: dict[str, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[Server]:
    """A hub that holds both stock bundles; the codec's pickle counts as the published one."""
    weights = repositories["codec"][PICKLE]
    known = replace(SNAC_24K, sha256=hashlib.sha256(weights).hexdigest(), size=len(weights))
    monkeypatch.setattr("model.talker.tts.prepared", functools.partial(prepared, known=(known,)))
    with Server() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        for offer in offers():
            for part in offer.parts:
                hub.publish(server, part.repo, repositories[part.part], {"license": "other"})
                main = f"/api/models/{part.repo}/revision/main"
                server.files[main.replace("main", part.revision or "main")] = server.files[main]
        yield server


@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
@pytest.mark.parametrize("offer", offers(), ids=lambda offer: offer.name)
def test_pulled_asked_and_heard(
    offer: Offer, device: str, served: Server, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["bundle", "pull", offer.name, "--yes"]) == 0
    shown = capsys.readouterr()
    assert offer.parts[0].repo in shown.out
    assert "cannot load" not in shown.err
    assert not any("spk_dict" in asked.path for asked in served.asked)
    events, sound = tmp_path / "events.jsonl", tmp_path / "answer.wav"
    question = min(QUESTIONS.glob("*.wav"), key=lambda file: file.stat().st_size)
    command = ["ask", str(question), "--bundle", offer.name, "--device", device]
    assert cli.run([*command, "--events", str(events), "--out", str(sound)]) == 0
    lines = [json.loads(line) for line in events.read_text("utf-8").splitlines()]
    _check(lines)
    with wave.open(str(sound)) as answer:
        assert answer.getframerate() == 24_000
        assert answer.getnframes() == sum(line["samples"] for line in lines if line["kind"] == "audio")
    assert cli.run(["bundle", "verify", offer.name]) == 0  # the converted codec lies beside what was pulled


def _check(lines: list[dict[str, Any]]) -> None:
    kinds = {line["kind"] for line in lines}
    assert kinds - {"heard"} == {"reasoning", "spoken", "audio", "ended"}  # random weights write nothing plausible
    spoken = "".join(line["text"] for line in lines if line["kind"] == "spoken")
    assert spoken.startswith(PREFIX)
    ended = lines[-1]
    assert (ended["kind"], ended["drift"]) == ("ended", 0)
    assert ended["reason"] in ("complete", "length")
    assert ended["reasoning_tokens"] > 0
    assert ended["ttfa_s"] > 0


@pytest.mark.parametrize("offer", offers(), ids=lambda offer: offer.name)
def test_the_catalogue_asks_for_what_the_loader_will(offer: Offer) -> None:
    """`min_vram` is the loader's estimate for the real sizes, with a little for the screen."""
    from transformers import Qwen3Config, Qwen3ForCausalLM

    shape = {"hidden_size": 1024, "intermediate_size": 3072, "num_hidden_layers": 28, "num_attention_heads": 16,
             "num_key_value_heads": 8, "head_dim": 128, "tie_word_embeddings": True}  # fmt: skip
    with torch.device("meta"):
        talker = Qwen3ForCausalLM(Qwen3Config(vocab_size=LAYOUTS["qwen3"].size, **shape))
    voice = voice_bytes(((name, p.shape) for name, p in talker.named_parameters()), four_bit=True)
    need = estimate(
        empty_thinker(published_config(SIZES[offer.name])), four_bit=True, capacity=CACHES * CAPACITY, voice=voice
    )
    assert need.total + 0.3e9 < offer.min_vram < need.total + 0.7e9
    assert str(8 if offer.min_vram < 8e9 else 12) in offer.summary
