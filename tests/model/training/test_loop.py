"""A run that was stopped and resumed ends where an unbroken one ends; the schedule is as stated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from model.training import loop

OPTIONS = loop.LoopOptions(steps=12, lr=1e-2, warmup=3, decay=0.5, precision="no", log_every=4)


def batch(step: int) -> Tensor:
    return torch.randn(8, 4, generator=torch.Generator().manual_seed(step))


def loss(model: nn.Module, x: Tensor) -> dict[str, Tensor]:
    value = (model(x) - x.sum(1, keepdim=True)).square().mean()
    return {"loss": value + 0 * torch.rand(()), "square": value}


def model() -> nn.Module:
    torch.manual_seed(5)
    return nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.2), nn.Linear(8, 1))


def test_resumed_equals_unbroken(tmp_path: Path) -> None:
    whole, first, second = model(), model(), model()
    loop.run("whole", whole, batch, loss, tmp_path / "whole", OPTIONS)

    class Kill(Exception):
        pass

    def kill(_: nn.Module, step: int) -> None:
        if step == 7:
            raise Kill

    with pytest.raises(Kill):
        loop.run("part", first, batch, loss, tmp_path / "part", replace(OPTIONS, save_every_s=0), after_step=kill)
    progress = loop.run("part", second, batch, loss, tmp_path / "part", OPTIONS)
    assert progress.step == 12
    for a, b in zip(whole.parameters(), second.parameters(), strict=True):
        torch.testing.assert_close(a, b)


def test_finished_run_leaves_plot_and_does_nothing_again(tmp_path: Path) -> None:
    loop.run("run", model(), batch, loss, tmp_path, OPTIONS)
    assert (tmp_path / "loss.png").stat().st_size > 1000
    before = (tmp_path / "model.safetensors").read_bytes()
    again = loop.run("run", model(), batch, loss, tmp_path, OPTIONS)
    assert again.step == 12
    assert (tmp_path / "model.safetensors").read_bytes() == before


def test_learning_rate_is_a_trapezoid() -> None:
    rates = [loop.learning_rate(loop.Progress(step=s), replace(OPTIONS, steps=100, warmup=10)) for s in range(100)]
    assert rates[0] < rates[5] < rates[9] == rates[40] == 1e-2
    assert rates[60] > rates[80] > rates[99] > 0


def test_time_budget_counts_as_progress() -> None:
    options = replace(OPTIONS, minutes=1.0)
    assert loop.Progress(seconds=30).share(options) == 0.5
