"""A bundle into memory: how many threads its steps are given."""

from __future__ import annotations

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
