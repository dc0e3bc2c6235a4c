"""A kill at any moment leaves the old checkpoint or the new one, whole."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from model.errors import BadInput
from model.training import checkpoint

OPERATIONS = [(os, "replace"), (os, "rename"), (os, "fsync"), (Path, "mkdir"), (Path, "rmdir"), (Path, "write_text"),
              (checkpoint, "save_file"), (checkpoint.shutil, "rmtree")]  # fmt: skip


class Killed(BaseException):
    """Stands for SIGKILL: nothing may catch it."""


def made(value: float) -> tuple[nn.Module, list[torch.optim.Optimizer]]:
    """A model and an optimiser whose every number is `value`."""
    model = nn.Linear(2, 1, bias=False)
    nn.init.constant_(model.weight, value)
    optimizer = torch.optim.AdamW(model.parameters())
    state = {"step": torch.tensor(value), "exp_avg": torch.full((1, 2), value), "exp_avg_sq": torch.full((1, 2), value)}
    optimizer.load_state_dict({"state": {0: state}, "param_groups": optimizer.state_dict()["param_groups"]})
    return model, [optimizer]


def write(folder: Path, value: float) -> None:
    checkpoint.save(folder, *made(value), {"step": value})


def read(folder: Path) -> set[float]:
    """The numbers in a checkpoint's three files."""
    model, optimizers = made(0.0)
    progress = checkpoint.load(folder, model, optimizers)
    assert progress is not None
    moments = optimizers[0].state_dict()["state"][0]
    parts = [*model.state_dict().values(), *moments.values()]
    return {progress["step"]} | {float(x) for part in parts for x in part.flatten()}


def kill_at(patch: pytest.MonkeyPatch, count: int) -> list[str]:
    """The process ends just before its `count`-th file operation. Returns the list of those that were reached."""
    reached: list[str] = []
    for owner, name in OPERATIONS:
        real = getattr(owner, name)

        def operation(*args: Any, _real: Any = real, _name: str = name, **more: Any) -> Any:
            if len(reached) == count:
                raise Killed
            reached.append(_name)
            return _real(*args, **more)

        patch.setattr(owner, name, operation)
    return reached


def test_a_kill_between_any_two_file_operations(tmp_path: Path) -> None:
    found = []
    for count in range(100):
        folder = tmp_path / str(count)
        write(folder, 1.0)
        with pytest.MonkeyPatch.context() as patch:
            kill_at(patch, count)
            try:
                write(folder, 2.0)
            except Killed:
                pass
            else:
                break
        # Other stages read the weights without opening the checkpoint.
        weights = checkpoint.weights(folder)
        assert weights is not None
        assert set(weights["weight"].flatten().tolist()) <= {1.0, 2.0}
        assert (folder / "model.safetensors").exists()
        (value,) = read(folder)
        found.append(value)
        assert checkpoint.weights(folder)["weight"][0, 0] == value  # type: ignore[index]
        write(folder, 3.0)  # the next save works, whatever the kill left
        assert read(folder) == {3.0}
        assert sorted(f.name for f in folder.iterdir()) == sorted(checkpoint.FILES)
    assert found == sorted(found)
    assert set(found) == {1.0, 2.0}
    assert len(found) > 10


def test_a_kill_during_the_first_save_leaves_none_or_all(tmp_path: Path) -> None:
    for count in range(100):
        folder = tmp_path / str(count)
        with pytest.MonkeyPatch.context() as patch:
            kill_at(patch, count)
            try:
                write(folder, 2.0)
            except Killed:
                pass
            else:
                break
        if checkpoint.exists(folder):
            assert read(folder) == {2.0}
        else:
            assert checkpoint.load(folder, *made(0.0)) is None
            assert checkpoint.weights(folder) is None


def test_three_plain_files_are_a_checkpoint(tmp_path: Path) -> None:
    model, optimizers = made(4.0)
    save_file(model.state_dict(), tmp_path / "model.safetensors")
    state = optimizers[0].state_dict()["state"][0]
    save_file({f"0.0.{key}": value for key, value in state.items()}, tmp_path / "optimizer.safetensors")
    (tmp_path / "progress.json").write_text(json.dumps({"step": 4.0}))
    assert read(tmp_path) == {4.0}


@pytest.mark.parametrize("name", checkpoint.FILES)
def test_a_damaged_checkpoint_is_named(tmp_path: Path, name: str) -> None:
    write(tmp_path, 1.0)
    (tmp_path / name).write_bytes(b"{")
    with pytest.raises(BadInput, match=r"cannot go on from .*: remove it, or choose another --run"):
        read(tmp_path)


def test_a_checkpoint_of_another_model_is_named(tmp_path: Path) -> None:
    write(tmp_path, 1.0)
    model = nn.Linear(3, 1)
    with pytest.raises(BadInput, match="cannot go on from"):
        checkpoint.load(tmp_path, model, [torch.optim.AdamW(model.parameters())])


def test_a_full_disk_is_named_and_keeps_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 1.0)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(BadInput, match=r"No space left on device.*: free some space"):
        write(tmp_path, 2.0)
    assert read(tmp_path) == {1.0}
