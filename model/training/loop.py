"""The training loop of every stage: optimiser, learning rate, checkpoints, progress bar, loss plot.

Several processes, one for each GPU, run through `accelerate`. A batch is a function of its number alone, so a resumed
run sees the same batches. Of n processes, process i takes batch n * step + i; the first one keeps the time, the
checkpoints and the plot.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator, DistributedDataParallelKwargs, PartialState
from accelerate.utils import broadcast, parse_flag_from_env, send_to_device
from torch import Tensor, nn
from tqdm import tqdm

from model.atomic_files import make_folder
from model.training import checkpoint

BatchFn = Callable[[int], Any]
LossFn = Callable[[nn.Module, Any], dict[str, Tensor]]
INNER = re.compile(r"(layers|blocks?)\.")  # parameters inside a layer, by name


@dataclass(frozen=True)
class LoopOptions:
    """Length and speed of a run. Training ends at `steps` or after `minutes`, whichever comes first.

    lr: peak learning rate; linear warm-up over `warmup` steps, constant, then linear decay over the last
    `decay` share of the run. weight_decay applies to matrices only. muon: train the matrices inside layers with Muon.
    precision: "bf16" runs the forward pass under autocast, "no" in float32.
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
class TrainingProgress:
    """Progress of a run; saved with every checkpoint."""

    step: int = 0
    seconds: float = 0.0
    history: list[dict[str, float]] | None = None

    def share(self, options: LoopOptions) -> float:
        """The finished share of the run, 0 to 1."""
        by_time = self.seconds / (60 * options.minutes) if options.minutes else 0.0
        return max(self.step / options.steps, by_time)


def learning_rate(progress: TrainingProgress, options: LoopOptions) -> float:
    """Warm-up, plateau, linear decay (trapezoid; "WSD" in the literature)."""
    warm = min(1.0, (progress.step + 1) / max(1, options.warmup))
    left = max(0.0, 1.0 - progress.share(options))
    return options.lr * warm * min(1.0, left / options.decay if options.decay else 1.0)


def make_optimizers(model: nn.Module, options: LoopOptions) -> list[torch.optim.Optimizer]:
    """AdamW with weight decay on matrices only; with `options.muon`, Muon for the matrices inside layers.

    Muon's step is scaled to the root mean square of AdamW's, so that one learning rate serves both.
    """
    params = {name: p for name, p in model.named_parameters() if p.requires_grad}
    inner = [p for name, p in params.items() if options.muon and INNER.search(name) and p.ndim == 2]
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


def run(
    name: str,
    model: nn.Module,
    batch: BatchFn,
    loss: LossFn,
    folder: Path,
    options: LoopOptions,
    after_step: Callable[[nn.Module, int], None] | None = None,
) -> TrainingProgress:
    """Train `model` until the options say stop; resumes from `folder` if a checkpoint is there.

    batch: from a batch's number. Its tensors (also in tuples, lists and dictionaries) are moved to the model's device.
    loss: returns named scalars; "loss" is minimised, the others are logged.
    after_step: called with the unwrapped model after every optimiser step.
    """
    make_folder(folder)
    torch.manual_seed(options.seed)
    processes()
    # Frozen parts and skipped branches leave parameters without a gradient.
    accelerator = Accelerator(kwargs_handlers=[DistributedDataParallelKwargs(find_unused_parameters=True)])
    optimizers = make_optimizers(model, options)
    with accelerator.main_process_first():  # loading may finish an interrupted save
        found = checkpoint.load(folder, model, optimizers)
    progress = TrainingProgress(**found) if found else TrainingProgress(history=[])
    model, *optimizers = accelerator.prepare(model, *optimizers)
    model.train()
    last_save = started = time.monotonic()
    before = progress.seconds
    with tqdm(total=options.steps, initial=progress.step, desc=name, dynamic_ncols=True, mininterval=5) as bar:
        log = Log(progress, options.log_every, bar)
        while progress.share(options) < 1.0:
            parts = train_step(accelerator, model, optimizers, batch, loss, progress, options)
            if after_step is not None:
                after_step(accelerator.unwrap_model(model), progress.step)
            progress.step += 1
            progress.seconds = shared_time(before + time.monotonic() - started, accelerator)
            log.add(parts)
            if accelerator.is_main_process and time.monotonic() - last_save > options.save_every_s:
                checkpoint.save(folder, accelerator.unwrap_model(model), optimizers, vars(progress))
                last_save = time.monotonic()
    if accelerator.is_main_process:
        checkpoint.save(folder, accelerator.unwrap_model(model), optimizers, vars(progress))
        plot_losses(name, progress, folder / "loss.png")
    accelerator.wait_for_everyone()
    return progress


def train_step(
    accelerator: Accelerator,
    model: nn.Module,
    optimizers: list[torch.optim.Optimizer],
    batch: BatchFn,
    loss: LossFn,
    progress: TrainingProgress,
    options: LoopOptions,
) -> dict[str, Tensor]:
    """One batch, one step of every optimiser; the named losses."""
    for group in (g for optimizer in optimizers for g in optimizer.param_groups):
        group["lr"] = learning_rate(progress, options)
    number = progress.step * accelerator.num_processes + accelerator.process_index
    torch.manual_seed(options.seed * 1_000_003 + number)
    device = accelerator.device
    rows = send_to_device(batch(number), device)  # outside autocast: sound features stay float32, as in use
    # accelerate's own precision setting is fixed for a whole process; ours is per stage.
    with torch.autocast(device.type, torch.bfloat16, enabled=options.precision == "bf16"):
        parts = loss(model, rows)
    accelerator.backward(parts["loss"])
    if accelerator.sync_gradients:
        accelerator.clip_grad_norm_(model.parameters(), options.clip)
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return parts


class Log:
    """Means of the losses over `every` steps, for the history and the progress bar."""

    def __init__(self, progress: TrainingProgress, every: int, bar: Any) -> None:
        self._progress, self._every, self._bar = progress, every, bar
        self._seen: dict[str, float] = {}
        self._count = 0  # fewer than `every` after a resume

    def add(self, parts: dict[str, Tensor]) -> None:
        """Adds the losses of a step."""
        for key, value in parts.items():
            self._seen[key] = self._seen.get(key, 0.0) + float(value.detach())
        self._count += 1
        if self._progress.step % self._every == 0:
            row = {key: value / self._count for key, value in self._seen.items()}
            self._bar.set_postfix({key: f"{value:.3f}" for key, value in row.items()})
            assert self._progress.history is not None
            self._progress.history.append(row | {"step": self._progress.step})
            self._seen, self._count = {}, 0
        self._bar.update(1)


def shared_time(seconds: float, accelerator: Accelerator) -> float:
    """The first process's clock, so that all of them end at the same step."""
    if accelerator.num_processes == 1:
        return seconds
    clock: Tensor = broadcast(torch.tensor([seconds], dtype=torch.float64, device=accelerator.device))
    return float(clock)


def follow_first(tensor: Tensor) -> None:
    """Copies the first process's values to the others, in place, after a change outside the optimiser."""
    if processes().num_processes > 1:
        broadcast(tensor)


def is_first() -> bool:
    """True if this process is the one that writes files."""
    return bool(processes().is_main_process)


def processes() -> PartialState:
    """This process among those of its run, as `accelerate launch` started them."""
    return PartialState(cpu=parse_flag_from_env("ACCELERATE_USE_CPU"))


def plot_losses(name: str, progress: TrainingProgress, path: Path) -> None:
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
