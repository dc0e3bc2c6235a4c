"""One training loop for every stage.

Owns: the optimiser, the learning-rate schedule, checkpoints that survive a kill, the progress bar and the
loss plot. Must not know what is trained: a stage hands in a module, a batch for a step number, and a loss.
Runs on the main thread of a training process; more GPUs go through `accelerate`.

A batch is a function of the step number alone, so that a resumed run sees what an unbroken one would
have seen. Checkpoints are safetensors (weights, optimiser moments) and JSON (step, time, history),
written beside and renamed, so a kill in mid-write costs nothing.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from tqdm import tqdm

BatchFn = Callable[[int], Any]
LossFn = Callable[[nn.Module, Any], dict[str, Tensor]]


@dataclass(frozen=True)
class LoopOptions:
    """How long and how fast. Training ends at `steps` or after `minutes`, whichever comes first.

    lr: peak learning rate; linear warm-up over `warmup` steps, constant, then linear decay over the last
    `decay` share of the run down to nothing. weight_decay applies to matrices only. muon: the matrices inside
    layers are trained by Muon. precision: "bf16" runs
    the forward under autocast, "no" in float32.
    """

    steps: int
    lr: float
    minutes: float | None = None
    warmup: int = 100
    decay: float = 0.3
    betas: tuple[float, float] = (0.9, 0.98)
    weight_decay: float = 0.01
    clip: float = 1.0
    precision: str = "bf16"
    muon: bool = False
    save_every_s: float = 120.0
    log_every: int = 20
    seed: int = 0


@dataclass
class Progress:
    """Where a run stands; saved with every checkpoint."""

    step: int = 0
    seconds: float = 0.0
    history: list[dict[str, float]] | None = None

    def share(self, options: LoopOptions) -> float:
        """How much of the run is done, 0 to 1."""
        by_time = self.seconds / (60 * options.minutes) if options.minutes else 0.0
        return max(self.step / options.steps, by_time)


def learning_rate(progress: Progress, options: LoopOptions) -> float:
    """Warm-up, plateau, linear decay (trapezoid; "WSD" in the literature)."""
    warm = min(1.0, (progress.step + 1) / max(1, options.warmup))
    left = max(0.0, 1.0 - progress.share(options))
    return options.lr * warm * min(1.0, left / options.decay if options.decay else 1.0)


def make_optimizers(model: nn.Module, options: LoopOptions) -> list[torch.optim.Optimizer]:
    """AdamW with weight decay on matrices only; with `options.muon`, Muon for the matrices inside layers.

    Muon's step is scaled to the root mean square of AdamW's, so that one learning rate serves both.
    """
    params = {name: p for name, p in model.named_parameters() if p.requires_grad}
    inner = [p for name, p in params.items() if options.muon and ".layers." in name and p.ndim == 2]
    rest = [p for p in params.values() if not any(p is q for q in inner)]
    groups = [
        {"params": [p for p in rest if p.ndim >= 2], "weight_decay": options.weight_decay},
        {"params": [p for p in rest if p.ndim < 2], "weight_decay": 0.0},
    ]
    found: list[torch.optim.Optimizer] = [torch.optim.AdamW(groups, lr=options.lr, betas=options.betas)]
    if inner:
        decay = options.weight_decay
        found.append(torch.optim.Muon(inner, lr=options.lr, weight_decay=decay, adjust_lr_fn="match_rms_adamw"))
    return found


def save_checkpoint(
    folder: Path, model: nn.Module, optimizers: list[torch.optim.Optimizer], progress: Progress
) -> None:
    """Write weights, moments and progress beside the old checkpoint, then rename."""
    folder.mkdir(parents=True, exist_ok=True)
    moments: dict[str, Tensor] = {}
    for number, optimizer in enumerate(optimizers):
        for index, state in optimizer.state_dict()["state"].items():
            for key, value in state.items():
                moments[f"{number}.{index}.{key}"] = torch.as_tensor(value).contiguous()
    weights = {k: v.detach().cpu().contiguous().clone() for k, v in model.state_dict().items()}
    save_file(weights, folder / "model.tmp")
    save_file(moments, folder / "optimizer.tmp")
    (folder / "progress.tmp").write_text(json.dumps(vars(progress)))
    for name, final in (("model", "model.safetensors"), ("optimizer", "optimizer.safetensors"),
                        ("progress", "progress.json")):
        os.replace(folder / f"{name}.tmp", folder / final)


def load_checkpoint(folder: Path, model: nn.Module, optimizers: list[torch.optim.Optimizer]) -> Progress:
    """Restore a run; a folder without a checkpoint gives a fresh `Progress`."""
    if not (folder / "progress.json").exists():
        return Progress(history=[])
    model.load_state_dict(load_file(folder / "model.safetensors"))
    states: list[dict[int, dict[str, Tensor]]] = [{} for _ in optimizers]
    for name, value in load_file(folder / "optimizer.safetensors").items():
        number, index, key = name.split(".", 2)
        states[int(number)].setdefault(int(index), {})[key] = value
    for optimizer, state in zip(optimizers, states, strict=True):
        optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    return Progress(**json.loads((folder / "progress.json").read_text()))


def run(
    name: str,
    model: nn.Module,
    batch: BatchFn,
    loss: LossFn,
    folder: Path,
    options: LoopOptions,
    after_step: Callable[[nn.Module, int], None] | None = None,
) -> Progress:
    """Train `model` until the options say stop; resumes from `folder` if a checkpoint is there.

    loss returns named scalars; "loss" is the one that is minimised, the others are logged beside it.
    after_step is called with the bare model after every optimiser step (codebook care and the like).
    """
    torch.manual_seed(options.seed)
    accelerator = Accelerator()  # its own precision setting is fixed for a whole process; ours is per stage
    half = options.precision == "bf16"
    optimizers = make_optimizers(model, options)
    progress = load_checkpoint(folder, model, optimizers)
    model, *optimizers = accelerator.prepare(model, *optimizers)
    model.train()
    seen: dict[str, float] = {}
    last_save = started = time.monotonic()
    before = progress.seconds
    bar = tqdm(total=options.steps, initial=progress.step, desc=name, dynamic_ncols=True, mininterval=5)
    while progress.share(options) < 1.0:
        for group in (g for optimizer in optimizers for g in optimizer.param_groups):
            group["lr"] = learning_rate(progress, options)
        torch.manual_seed(options.seed * 1_000_003 + progress.step)
        with torch.autocast(accelerator.device.type, torch.bfloat16, enabled=half):
            parts = loss(model, batch(progress.step))
        accelerator.backward(parts["loss"])
        if accelerator.sync_gradients:
            accelerator.clip_grad_norm_(model.parameters(), options.clip)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        if after_step is not None:
            after_step(accelerator.unwrap_model(model), progress.step)
        progress.step += 1
        progress.seconds = before + time.monotonic() - started
        for key, value in parts.items():
            seen[key] = seen.get(key, 0.0) + float(value.detach())
        if progress.step % options.log_every == 0:
            row = {k: v / options.log_every for k, v in seen.items()} | {"step": progress.step}
            assert progress.history is not None
            progress.history.append(row)
            bar.set_postfix({k: f"{v:.3f}" for k, v in row.items() if k != "step"})
            seen = {}
        bar.update(1)
        if accelerator.is_main_process and time.monotonic() - last_save > options.save_every_s:
            save_checkpoint(folder, accelerator.unwrap_model(model), optimizers, progress)
            last_save = time.monotonic()
    bar.close()
    if accelerator.is_main_process:
        save_checkpoint(folder, accelerator.unwrap_model(model), optimizers, progress)
        plot_losses(name, progress, folder / "loss.png")
    return progress


def plot_losses(name: str, progress: Progress, path: Path) -> None:
    """The logged losses over the steps, as a PNG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    rows = progress.history or []
    if not rows:
        return
    figure, axes = plt.subplots(figsize=(7, 4))
    for key in rows[-1]:
        if key != "step":
            axes.plot([r["step"] for r in rows], [r.get(key, float("nan")) for r in rows], label=key)
    axes.set(xlabel="step", ylabel="loss", title=name, yscale="log")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
