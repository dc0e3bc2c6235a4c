"""Doing without CUDA graphs: the same tokens, said once, and no cover for a lack of memory or a lost card."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from model.lm.cuda_graphs import GraphPool
from model.lm.decoder import CAPTURED_SLOTS, Decoder
from model.thinker.qwen_omni import QwenOmniThinker
from model.thinker.thinker import thinker_decoder


@pytest.fixture(autouse=True)
def _no_grad() -> Iterator[None]:
    with torch.inference_mode():
        yield


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Makes capturing fail as it does on a card: refusing(error)."""
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: None)

    def refuse(error: Exception) -> None:
        def capture(self: GraphPool, work: Any) -> Any:
            raise error

        monkeypatch.setattr(GraphPool, "_capture", capture)

    return refuse


def _step(decoder: Decoder, *, capture: bool) -> torch.Tensor:
    cache = decoder.new_cache()
    decoder.forward(decoder.embed([3, 50, 61]), cache)
    step = decoder.graphed_step(cache, 1, 4, capture=capture)
    return step(torch.tensor([7]), torch.tensor([3]), torch.ones(1, 4, dtype=torch.bool)).clone()


def test_a_step_that_cannot_be_captured_runs_eagerly(miniature: Any, refusing: Any, caplog: Any) -> None:
    decoder = thinker_decoder(miniature, capacity=320)
    expected = _step(decoder, capture=False)
    refusing(RuntimeError("CUDA error: operation not permitted when stream is capturing\nand more"))
    assert torch.equal(_step(decoder, capture=True), expected)
    assert decoder.graph_pool.fault.endswith("operation not permitted when stream is capturing")
    refusing(AssertionError("tried again"))
    assert torch.equal(_step(decoder, capture=True), expected)


def test_compiling_is_opt_in_and_changes_no_number(miniature: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """float32, 1e-5. The back end is torch's own eager one: what is compiled, not how, is ours."""
    real = torch.compile
    monkeypatch.setattr(torch, "compile", lambda work, **options: real(work, backend="eager", **options))
    decoder = thinker_decoder(miniature, capacity=320)
    assert not decoder.compiled
    monkeypatch.setenv("ALOUD_COMPILE", "1")
    compiled = thinker_decoder(miniature, capacity=320)
    assert compiled.compiled
    assert compiled.graphs
    torch.testing.assert_close(_step(compiled, capture=False), _step(decoder, capture=False), atol=1e-5, rtol=1e-5)


def test_it_is_said_once(qwen: QwenOmniThinker, monkeypatch: pytest.MonkeyPatch) -> None:
    assert qwen.take_notice() == ""
    monkeypatch.setattr(qwen.decoder.graph_pool, "fault", "not permitted")
    assert "cannot replay CUDA graphs (not permitted); update its driver" in qwen.take_notice()
    assert qwen.take_notice() == ""


def test_want_of_memory_is_not_taken_for_it(miniature: Any, refusing: Any) -> None:
    decoder = thinker_decoder(miniature, capacity=320)
    ending = RuntimeError("capture_end: the capture was invalidated")
    ending.__context__ = torch.OutOfMemoryError("CUDA out of memory")
    for fault in (torch.OutOfMemoryError("CUDA out of memory"), ending):
        refusing(fault)
        with pytest.raises(torch.OutOfMemoryError):
            _step(decoder, capture=True)
    assert decoder.graph_pool.fault == ""


def test_nor_is_a_lost_card(miniature: Any, refusing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        raise RuntimeError("CUDA error: unspecified launch failure")

    refusing(RuntimeError("CUDA error: an illegal memory access was encountered"))
    monkeypatch.setattr(torch.cuda, "synchronize", lost)
    with pytest.raises(RuntimeError, match="launch failure"):
        _step(thinker_decoder(miniature, capacity=320), capture=True)


def test_a_cache_and_its_steps_go_at_once(miniature: Any) -> None:
    """A card's memory must not wait for the next garbage collection."""
    decoder = thinker_decoder(miniature, capacity=320, graphs=True)
    cache = decoder.new_cache()
    decoder.step([7], [3], torch.ones(1, 4, dtype=torch.bool), cache)
    keys = weakref.ref(cache.layers[0][0])
    gc.disable()
    try:
        del cache
        assert keys() is None
    finally:
        gc.enable()


def test_a_longer_cache_gets_a_step_of_its_own(miniature: Any) -> None:
    decoder = thinker_decoder(miniature, capacity=320, graphs=True)
    cache = decoder.new_cache()
    short, same, long = (decoder.graphed_step(cache, 1, end) for end in (4, CAPTURED_SLOTS[0], CAPTURED_SLOTS[0] + 1))
    assert short is same
    assert long is not short
    assert set(cache.graphs) == {(1, 256), (1, 320)}
