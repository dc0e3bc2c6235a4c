"""A run that was stopped and resumed ends where an unbroken one ends; the schedule is as stated."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from model.training import loop

ROOT = Path(__file__).resolve().parents[3]
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
    options = replace(OPTIONS, steps=100, warmup=10)
    rates = [loop.learning_rate(loop.TrainingProgress(step=s), options) for s in range(100)]
    assert rates[0] < rates[5] < rates[9] == rates[40] == 1e-2
    assert rates[60] > rates[80] > rates[99] > 0


def test_time_budget_counts_as_progress() -> None:
    options = replace(OPTIONS, minutes=1.0)
    assert loop.TrainingProgress(seconds=30).share(options) == 0.5


TWO_PROCESSES = """
import json, sys
from pathlib import Path
import torch
from tests.model.training import test_loop as t
from model.training import loop
state, out = loop.processes(), Path(sys.argv[1])
seen, model = [], t.plain()
clock = iter(range(1000)) if state.is_main_process else iter(range(0, 5000, 7))  # clocks that run apart
loop.time.monotonic = lambda: float(next(clock))
def batch(number):
    seen.append(number)
    return t.batch(number)
def shake(bare, step):  # a change that is no gradient step, another one in each process
    with torch.no_grad():
        bare.weight.add_(1e-3 * state.process_index + 1e-3)
    loop.follow_first(bare.weight)
progress = loop.run("two", model, batch, t.loss, out, t.TWO, after_step=shake)
weights = [p.tolist() for p in model.parameters()]
(out / f"{state.process_index}.json").write_text(json.dumps([seen, weights, progress.step]))
state.destroy_process_group()
"""
TWO = replace(OPTIONS, steps=50, minutes=0.25, warmup=1, decay=0.0, clip=1e9)


def plain() -> nn.Module:
    torch.manual_seed(5)
    return nn.Linear(4, 1)


def test_two_processes_take_batches_of_their_own_and_stay_equal(tmp_path: Path) -> None:
    """They see every batch once, end at the same step although their clocks differ, and hold the same weights."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    world = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2",
             "ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1"}  # fmt: skip
    children = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", TWO_PROCESSES, str(tmp_path)],
            env={**os.environ, **world, "RANK": rank, "LOCAL_RANK": rank}, cwd=ROOT, stderr=subprocess.PIPE, text=True,
        )
        for rank in "01"
    ]  # fmt: skip
    errors = [child.communicate(timeout=250)[1] for child in children]
    assert [child.returncode for child in children] == [0, 0], errors
    first, second = (json.loads((tmp_path / f"{rank}.json").read_text()) for rank in "01")
    steps = first[2]
    assert 2 < steps < 50  # the first process's clock ended it
    assert first[0] == list(range(0, 2 * steps, 2))
    assert second[0] == list(range(1, 2 * steps, 2))
    assert first[1:] == second[1:]
    assert json.loads((tmp_path / "progress.json").read_text())["step"] == steps


@pytest.mark.gpu
def test_training_runs_on_the_graphics_card_and_goes_on_there(tmp_path: Path) -> None:
    first, second = model(), model()
    loop.run("half", first, batch, loss, tmp_path, replace(OPTIONS, steps=6))
    assert next(first.parameters()).device.type == "cuda"
    assert loop.run("whole", second, batch, loss, tmp_path, OPTIONS).step == 12
