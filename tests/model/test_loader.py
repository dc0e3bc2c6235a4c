"""A bundle into memory: how many threads its steps are given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from app.storage import STARTER
from model import loader
from model.loader import load_bundle

pytestmark = pytest.mark.needs_starter


def test_a_large_model_after_a_small_one_has_all_threads_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    before = torch.get_num_threads()
    monkeypatch.setattr(loader, "_THREADS", 2)
    try:
        load_bundle(STARTER, device="cpu")
        monkeypatch.setattr(loader, "SMALL", 0)
        load_bundle(STARTER, device="cpu")
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_what_an_engine_before_held_is_free_before_another_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card's free memory would be too little for the next model otherwise, or for the old one again."""
    order: list[str] = []
    load = loader.load_thinker

    def noted(*args: Any, **options: Any) -> Any:
        order.append("load")
        return load(*args, **options)

    monkeypatch.setattr(loader, "empty_cache", lambda: order.append("free"))
    monkeypatch.setattr(loader, "load_thinker", noted)
    load_bundle(STARTER, device="cpu")
    assert order == ["free", "load"]


@pytest.mark.parametrize(("wished", "threads"), [(None, 1), ("2", 2)])
def test_a_small_model_stays_on_one_thread_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, wished: str | None, threads: int
) -> None:
    """Beside a busy program a second thread would make every step wait."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if wished is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", wished)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        loaded = load_bundle(STARTER, device="cpu")
        assert loaded.voice is not None
        assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)


def test_a_bundle_that_does_not_fit_is_loaded_in_smaller_ways() -> None:
    from model.lm.memory import NoRoom
    from model.loader import SHORT, Step, by_steps

    steps = [Step(), Step(voice_on_cpu=True), Step(voice_on_cpu=True, capacity=SHORT)]
    tried: list[Step] = []

    def fits_from(at: int) -> tuple[str, Step]:
        tried.clear()

        def load(step: Step) -> str:
            tried.append(step)
            if len(tried) <= at:
                raise NoRoom(f"step {len(tried)}")
            return "loaded"

        return by_steps(load, steps)

    assert [len(fits_from(at)[1].notices) for at in range(3)] == [0, 1, 2]
    assert tried == steps
    with pytest.raises(NoRoom, match="step 1"):
        fits_from(3)


def test_with_little_memory_a_published_model_remembers_less(
    qwen_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from model.bundle_manifest import write_manifest
    from model.lm import memory
    from model.lm.memory import estimate
    from model.loader import SHORT, load_bundle
    from model.thinker.qwen_checkpoint import read_config
    from model.thinker.qwen_omni import CACHES, CAPACITY, QwenOmniThinker, empty_thinker

    shutil.copytree(qwen_folder, tmp_path / "thinker")
    write_manifest(tmp_path, name="omni", version="1", licence="none", sample_rate=24_000)
    model = empty_thinker(read_config(qwen_folder))
    needs = [estimate(model, four_bit=False, capacity=CACHES * tokens).total for tokens in (SHORT, CAPACITY)]
    monkeypatch.setattr(memory, "free_bytes", lambda _: needs[1] - 1)
    thinker = load_bundle(tmp_path, device="cpu").thinker
    assert isinstance(thinker, QwenOmniThinker)
    assert thinker.context.sequence.cache.capacity == SHORT
    assert "remembers less" in thinker.take_notice()
    assert thinker.take_notice() == ""
    monkeypatch.setattr(memory, "free_bytes", lambda _: needs[0] // 2)
    with pytest.raises(memory.NoRoom, match="of memory and"):
        load_bundle(tmp_path, device="cpu")
