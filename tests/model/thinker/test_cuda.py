"""The Thinker on a graphics card: every path that a machine without one cannot run.

Each test's first assertion is the one that tells a person with a card what failed.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from model.engine import TurnOptions, TutorEngine
from model.errors import MissingCapability
from model.events import TurnEnded, TurnEvent
from model.lm.decoder import Decoder
from model.lm.memory import estimate
from model.lm.pretrained import working_dtype
from model.lm.quantization import check_4bit, language_linears
from model.lm.sampling import Sampler
from model.lm.sequence import TokenSequence
from model.thinker.dual_stream import DualStreamSequence
from model.thinker.qwen_omni import QwenOmniThinker, load_qwen_omni
from model.thinker.thinker import thinker_decoder
from model.thinker.types import Stream
from model.turn import Turn, TurnContext, TurnRequest

pytestmark = pytest.mark.gpu
R, S = Stream.REASONING, Stream.SPOKEN
SOUND = np.random.default_rng(1).normal(0, 0.1, 56_000).astype(np.float32)


@pytest.fixture(autouse=True)
def _no_grad() -> Iterator[None]:
    with torch.inference_mode():
        yield


@pytest.fixture(scope="module")
def card_model(miniature: Any) -> Any:
    """The float32 miniature on the card."""
    return copy.deepcopy(miniature).to("cuda")


@pytest.fixture(scope="module")
def packed(qwen_folder: Path) -> QwenOmniThinker:
    """The published miniature as a student's card holds it: NF4, bf16 or fp16."""
    return load_qwen_omni(qwen_folder, device="cuda", dtype=working_dtype("cuda"), four_bit=True)


def _greedy(decoder: Decoder, prompt: list[int], count: int) -> list[int]:
    sequence, out = TokenSequence(decoder, decoder.new_cache()), list[int]()
    sequence.push(*prompt)
    for _ in range(count):
        out.append(sequence.choose()[0])
        sequence.push(out[-1])
    return out


def test_captured_steps_give_the_tokens_of_eager_ones(card_model: Any, miniature: Any) -> None:
    """float32, across two captured lengths; and both are the CPU's."""
    prompt = (list(range(20, 110)) * 3)[:246]
    captured = thinker_decoder(card_model, capacity=640)
    tokens = _greedy(captured, prompt, 24)
    assert captured.graph_pool.fault == ""
    assert captured.graphs
    assert tokens == _greedy(thinker_decoder(card_model, capacity=640, graphs=False), prompt, 24)
    assert tokens == _greedy(thinker_decoder(miniature, capacity=640), prompt, 24)


def test_two_captured_cursors_give_the_cpus_logits(card_model: Any, miniature: Any) -> None:
    """float32, 1e-3 on logits of size about 3: steps of one and of two rows in turn, over one memory pool."""

    def logits(decoder: Decoder) -> list[torch.Tensor]:
        sequence = TokenSequence(decoder, decoder.new_cache())
        sequence.push(*range(20, 60))
        sequence.compute()
        dual = DualStreamSequence(decoder, sequence.cache, reasoning_room=230, spoken_room=40)
        dual.push(R, 40)
        dual.push(S, 50, 51)
        found = list(dual.logits(R, S).values())
        for step in range(12):
            dual.push(R, 30 + step)
            streams = (R, S) if step % 3 else (R,)
            if S in streams and step % 2:
                dual.push(S, 70 + step)
            found += dual.logits(*streams).values()
        return [row.cpu() for row in found]

    captured = thinker_decoder(card_model, capacity=640)
    for ours, theirs in zip(logits(captured), logits(thinker_decoder(miniature, capacity=640)), strict=True):
        assert captured.graph_pool.fault == ""
        torch.testing.assert_close(ours, theirs, atol=1e-3, rtol=1e-3)


def test_a_capture_that_fails_leaves_an_eager_decoder(card_model: Any, monkeypatch: Any, caplog: Any) -> None:
    """A look at a value in the middle of a step is what no graph can hold."""
    expected = _greedy(thinker_decoder(card_model, capacity=320, graphs=False), [3, 50, 61], 12)
    plain, stream = Decoder.logits, torch.cuda.current_stream()

    def looks(self: Decoder, hidden: torch.Tensor) -> torch.Tensor:
        assert bool(torch.isfinite(hidden.sum()))
        return plain(self, hidden)

    monkeypatch.setattr(Decoder, "logits", looks)
    decoder = thinker_decoder(card_model, capacity=320)
    assert _greedy(decoder, [3, 50, 61], 12) == expected
    assert decoder.graph_pool.fault
    assert torch.cuda.current_stream() == stream
    torch.cuda.empty_cache()
    assert bool(torch.isfinite(torch.randn(9, device="cuda")).all())


def test_four_bits_lie_packed_on_the_card(packed: QwenOmniThinker, qwen_folder: Path) -> None:
    """Against the same weights rounded on the CPU: half precision, 0.3 on logits of size about 10."""
    check_4bit(packed.model)
    assert all(p.is_cuda for p in packed.model.parameters())
    assert not any(layer.weight.quant_state.nested for layer in language_linears(packed.model).values())  # type: ignore[union-attr]
    rounded = load_qwen_omni(qwen_folder, device="cpu", dtype=torch.bfloat16, four_bit=True)
    ids = packed.tokens.prompt("3+4")
    for count in (1, len(ids)):  # the step's kernel, and the prefill's
        one, two = (t.decoder.next_logits(ids[:count], t.decoder.new_cache(64)) for t in (packed, rounded))
        assert (one.cpu() - two).abs().max() < 0.3


def test_four_bit_steps_of_one_and_two_rows_can_be_captured(packed: QwenOmniThinker) -> None:
    eager = thinker_decoder(packed.model, capacity=640, graphs=False)
    for decoder in (packed.decoder, eager):
        cache = decoder.new_cache(600)
        decoder.forward(decoder.embed([100 + n for n in range(40)]), cache)
        mask = torch.ones(2, 300, dtype=torch.bool, device="cuda")
        mask[:, 40:299] = False
        both = decoder.step([7, 8], [40, 299], mask, cache).clone()
        one = decoder.step([7], [40], mask[:1, :41].fill_(True), cache).clone()
        if decoder is packed.decoder:
            assert decoder.graph_pool.fault == ""
            captured = both, one
    for ours, theirs in zip(captured, (both, one), strict=True):
        torch.testing.assert_close(ours, theirs, atol=0.1, rtol=0.05)


def test_the_estimate_holds(qwen_folder: Path) -> None:
    torch.cuda.empty_cache()
    before = torch.cuda.memory_allocated()
    thinker = load_qwen_omni(qwen_folder, device="cuda", dtype=working_dtype("cuda"), four_bit=True)
    taken = torch.cuda.memory_allocated() - before
    need = estimate(thinker.model, four_bit=False, capacity=4096)
    assert taken < need.total
    assert taken > 0.8 * (need.rest + need.cache)


def test_a_full_card_is_one_line(qwen_folder: Path) -> None:
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(1e-4)
    try:
        with pytest.raises(MissingCapability, match="too little graphics memory"):
            load_qwen_omni(qwen_folder, device="cuda", dtype=working_dtype("cuda"), four_bit=True)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)


def test_out_of_memory_in_a_turn_is_tried_again_shorter(packed: QwenOmniThinker, monkeypatch: Any) -> None:
    forward, faults = packed.decoder.forward, [True]

    def full(rows: torch.Tensor, cache: Any) -> torch.Tensor:
        if faults:
            faults.clear()
            torch.empty(1 << 50, dtype=torch.uint8, device="cuda")
        return forward(rows, cache)

    monkeypatch.setattr(packed.decoder, "forward", full)
    events: list[TurnEvent] = []
    options = TurnOptions(max_reasoning_tokens=12, follow_up=False)
    Turn(TurnContext(packed, None, events.append), TurnRequest(1, "3+4", options), lambda: False).run()
    ended = events[-1]
    assert isinstance(ended, TurnEnded)
    assert (ended.reason, ended.reasoning_tokens) == ("length", 6)


def test_listening_ahead_equals_one_shot(packed: QwenOmniThinker) -> None:
    """Half precision, keys of size about 10: blocks of other sizes round otherwise, 0.3."""

    def keys() -> torch.Tensor:
        cache = packed.context.cache()
        return torch.stack([keys[:, : cache.length] for keys, _ in cache.layers]).float()

    packed.context.forget()
    packed.ask(SOUND, follow_up=False)
    whole = keys()
    packed.context.forget()
    packed.listen(SOUND[:50_000])
    packed.ask(SOUND)
    assert whole.shape == keys().shape
    assert (keys() - whole).abs().max() < 0.3


def test_sampling_is_outside_the_graph_and_seeded_alike(packed: QwenOmniThinker) -> None:
    logits = torch.randn(500, generator=torch.Generator().manual_seed(2))
    draws = [[Sampler(0.8, seed=4).choose(row)[0] for _ in range(20)] for row in (logits, logits.cuda())]
    assert draws[0] == draws[1]


def test_a_whole_engine(qwen_folder: Path) -> None:
    """Two questions of one conversation; a capture that failed would be told in the first one's message."""
    events: list[TurnEvent] = []
    engine = TutorEngine(qwen_folder, events.append, device="cuda")
    engine.wait_ready(240)
    assert (engine.info.device, engine.info.precision) == ("cuda", "nf4")
    for question in (SOUND, "And 3 + 4?"):
        done = len(events)
        engine.start_turn(question, TurnOptions(mode="concurrent", max_reasoning_tokens=12))
        while not any(isinstance(event, TurnEnded) for event in events[done:]):
            assert engine.state != "failed", engine.error
            time.sleep(0.02)
    engine.close(60)
    first, second = (event for event in events if isinstance(event, TurnEnded))
    assert first.message == second.message == ""
    assert first.reason == second.reason == "length"
    assert first.context < second.context
