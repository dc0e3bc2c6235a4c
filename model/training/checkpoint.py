"""Checkpoints: RUN/STAGE with `model.safetensors`, `optimizer.safetensors` (moments) and `progress.json`.

A kill or a power cut at any moment leaves the three old files or the three new ones. The new ones are written into
`checkpoint.part`, and renaming that folder to `checkpoint.ready` makes them valid; then its files are moved into place.
After a kill in between, the next load or save finishes the move.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from model.atomic_files import cannot_write, sync
from model.errors import BadInput, first_line

WEIGHTS, MOMENTS, PROGRESS = FILES = ("model.safetensors", "optimizer.safetensors", "progress.json")
PART, READY = "checkpoint.part", "checkpoint.ready"
Optimizers = list[torch.optim.Optimizer]


def exists(folder: Path) -> bool:
    """True if there is a checkpoint to resume from."""
    return any((place / PROGRESS).exists() for place in (folder, folder / READY))


def save(folder: Path, model: nn.Module, optimizers: Optimizers, progress: dict[str, Any]) -> None:
    """Replaces the checkpoint. Raises BadInput if the disk is full or the folder not writable."""
    moments: dict[str, Tensor] = {}
    for number, optimizer in enumerate(optimizers):
        for index, state in optimizer.state_dict()["state"].items():
            for key, value in state.items():
                moments[f"{number}.{index}.{key}"] = torch.as_tensor(value).cpu().contiguous()
    weights = {k: v.detach().cpu().contiguous().clone() for k, v in model.state_dict().items()}
    part = folder / PART
    try:
        settle(folder)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        save_file(weights, part / WEIGHTS)
        save_file(moments, part / MOMENTS)
        (part / PROGRESS).write_text(json.dumps(progress))
        for name in FILES:
            sync(part / name)
        os.replace(part, folder / READY)
        settle(folder)
    except SafetensorError as error:  # a failed write
        raise BadInput(f"cannot write {part} ({error}): free some space, then run the same command again") from error
    except OSError as error:
        raise cannot_write(folder, error) from error


def settle(folder: Path) -> None:
    """Finishes the move of a complete checkpoint."""
    ready = folder / READY
    if not ready.is_dir():
        return
    for name in FILES:
        if (ready / name).exists():
            os.replace(ready / name, folder / name)
    ready.rmdir()


def load(folder: Path, model: nn.Module, optimizers: Optimizers) -> dict[str, Any] | None:
    """Restores a run and returns its progress; None if there is no checkpoint.

    Raises BadInput for a damaged checkpoint, or one of another model.
    """
    settle(folder)
    if not exists(folder):
        return None
    try:
        model.load_state_dict(load_file(folder / WEIGHTS))
        states: list[dict[int, dict[str, Tensor]]] = [{} for _ in optimizers]
        for name, value in load_file(folder / MOMENTS).items():
            number, index, key = name.split(".", 2)
            states[int(number)].setdefault(int(index), {})[key] = value
        for optimizer, state in zip(optimizers, states, strict=True):
            optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
        progress: dict[str, Any] = json.loads((folder / PROGRESS).read_text())
    except (OSError, SafetensorError, RuntimeError, ValueError, IndexError) as error:
        why = first_line(error)
        raise BadInput(f"cannot go on from {folder} ({why}): remove it, or choose another --run") from error
    return progress


def weights(folder: Path) -> dict[str, Tensor] | None:
    """The weights of a stage's folder by name, on the CPU; None if it has none. Raises BadInput if damaged.

    Moves nothing, as the stage may be saving at this moment.
    """
    for place in (folder / READY, folder):
        try:
            found: dict[str, Tensor] = load_file(place / WEIGHTS)
        except FileNotFoundError:
            continue
        except (OSError, SafetensorError) as error:
            raise BadInput(f"cannot read {place / WEIGHTS} ({error}): train that stage again") from error
        return found
    return None
