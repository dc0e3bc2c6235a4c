"""Stage `talker`: from spoken text to codes of the target voice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from model.atomic_files import whole_file, whole_folder
from model.talker.network import Talker, TalkerConfig, TransformerBlock
from model.training import loop
from model.training.talker_data import Phrase, load

CODE_NOISE = 0.15  # share of input codes replaced at random, so that the model recovers from its own errors
DROPOUT = 0.1  # without it 16 epochs memorise the recordings: 0.5 nats on their first codes, 5.2 on others
STREAM_WEIGHTS = (1.6, 1.2, 0.9, 0.9, 1.2, 0.9, 0.9)  # coarse codes carry the words
ADVANCE_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors for `Talker.forward` and its targets; -100 marks steps without a target.

    ids (batch, characters), lengths (batch,), cursors (batch, steps + 1), codes and targets
    (batch, steps, streams), advances (batch, steps); all int64.
    """

    ids: Tensor
    lengths: Tensor
    cursors: Tensor
    codes: Tensor
    advances: Tensor
    targets: Tensor


def collate(phrases: Sequence[Phrase], config: TalkerConfig, rng: np.random.Generator | None = None) -> Batch:
    """Delays the streams and pads. With `rng`, replaces some input codes."""
    lag, streams, empty = config.lag, config.streams, config.codebook_size
    steps = max(len(p.codes) for p in phrases) + lag
    ids = np.zeros((len(phrases), max(len(p.ids) for p in phrases)), np.int64)
    cursors = np.zeros((len(phrases), steps + 1), np.int64)
    codes = np.full((len(phrases), steps, streams), empty)
    targets = np.full((len(phrases), steps, streams), -100)
    advances = np.full((len(phrases), steps), -100)
    for row, phrase in enumerate(phrases):
        count = len(phrase.codes)
        ids[row, : len(phrase.ids)] = phrase.ids
        cursors[row, 1 : count + 2] = phrase.cursors
        cursors[row, count + 2 :] = len(phrase.ids)
        advances[row, :count] = np.diff(phrase.cursors)
        given = phrase.codes if rng is None else _noisy(phrase.codes, empty, rng)
        for stream in range(streams):
            targets[row, stream + 1 : stream + 1 + count, stream] = phrase.codes[:, stream]
            stop = min(steps, stream + 2 + count)
            codes[row, stream + 2 : stop, stream] = given[: stop - stream - 2, stream]
    lengths = np.array([len(p.ids) for p in phrases])
    return Batch(*(torch.from_numpy(x.astype(np.int64)) for x in (ids, lengths, cursors, codes, advances, targets)))


def _noisy(codes: npt.NDArray[np.int64], size: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    wrong = rng.integers(0, size, codes.shape)
    return np.where(rng.random(codes.shape) < CODE_NOISE, wrong, codes)


class PhraseBatches:
    """Batches of similar length as a function of the step number; each phrase once an epoch."""

    def __init__(self, phrases: Sequence[Phrase], config: TalkerConfig, seed: int, frames: int = 1200) -> None:
        self.phrases, self.config, self.seed, self.frames = phrases, config, seed, frames
        self._epoch, self._groups = -1, self._grouped(0)
        self.per_epoch = len(self._groups)

    def _grouped(self, epoch: int) -> list[npt.NDArray[np.int64]]:
        """Shuffled groups of about `frames` frames; every epoch has the same number of groups."""
        sizes = np.array([len(p.codes) for p in self.phrases], float)
        jitter = np.random.default_rng((self.seed, epoch)).uniform(0.9, 1.1, len(sizes))
        order = np.argsort(sizes * jitter, kind="stable")
        bounds = np.cumsum(np.sort(sizes)) // self.frames  # from the sorted sizes alone: the same every epoch
        groups = np.split(order, np.flatnonzero(np.diff(bounds)) + 1)
        np.random.default_rng((self.seed, epoch, 1)).shuffle(groups)
        return groups

    def __call__(self, step: int) -> Batch:
        epoch, place = divmod(step, self.per_epoch)
        if epoch != self._epoch:
            self._epoch, self._groups = epoch, self._grouped(epoch)
        rng = np.random.default_rng((self.seed, step, 2))
        return collate([self.phrases[i] for i in self._groups[place]], self.config, rng)


def losses(model: nn.Module, batch: Batch, config: TalkerConfig) -> dict[str, Tensor]:
    """Cross-entropy of the cursor and of each stream; "loss" is the weighted sum that is trained."""
    device = next(model.parameters()).device
    advance, codes = model(*(x.to(device) for x in (batch.ids, batch.lengths, batch.cursors, batch.codes)))
    cursor = F.cross_entropy(advance.flatten(0, 1).float(), batch.advances.flatten().to(device), ignore_index=-100)
    targets = batch.targets.to(device)
    each = []
    for stream in range(config.streams):
        logits = codes[..., stream, :].flatten(0, 1).float()
        each.append(F.cross_entropy(logits, targets[..., stream].flatten(), ignore_index=-100))
    weights = [STREAM_WEIGHTS[i % len(STREAM_WEIGHTS)] for i in range(len(each))]
    mean = sum((w * loss for w, loss in zip(weights, each, strict=True)), cursor.new_zeros(())) / sum(weights)
    return {"loss": mean + ADVANCE_WEIGHT * cursor, "cursor": cursor, "c0": each[0], "fine": each[-1]}


def validate(model: nn.Module, phrases: Sequence[Phrase], config: TalkerConfig) -> dict[str, float]:
    """Mean losses over held-out phrases, without code noise."""
    was_training = model.training
    model.eval()
    sums: dict[str, float] = {}
    groups = [phrases[i : i + 16] for i in range(0, len(phrases), 16)]
    with torch.inference_mode():
        for group in groups:
            for key, value in losses(model, collate(group, config), config).items():
                sums[key] = sums.get(key, 0.0) + float(value) / len(groups)
    model.train(was_training)
    return sums


def train(
    data: Path,
    out: Path,
    *,
    minutes: float | None = None,
    steps: int = 100_000,
    seed: int = 0,
    lr: float = 2e-3,
    config: TalkerConfig | None = None,
    codec: Path | None = None,
    precision: str = "bf16",
) -> dict[str, float]:
    """Train on a file of `encode_voice`, resume from `out` if a run is there, export to `out/export`.

    codec: folder of the codec, for the sizes of its codebooks (else the highest code of the data). Returns the
    validation losses, also written to `out/validation.json`, one row per 500 steps.
    """
    phrases = load(data)
    held_out, rest = split(phrases, seed)
    config = fitted(config or TalkerConfig(), phrases, codec)
    model = Talker(config)
    for block in (m for m in model.modules() if isinstance(m, TransformerBlock)):
        block.dropout = DROPOUT
    options = loop.LoopOptions(
        steps=steps, lr=lr, minutes=minutes, seed=seed, precision=precision, warmup=80, decay=0.45, muon=True
    )
    rows: list[dict[str, float]] = []

    def watch(bare: nn.Module, step: int) -> None:
        if (step + 1) % 500 == 0 and loop.is_first():
            rows.append({"step": float(step + 1)} | validate(bare, held_out, config))
            (out / "validation.json").write_text(json.dumps(rows, indent=1))

    loop.run("talker", model, PhraseBatches(rest, config, seed), lambda m, b: losses(m, b, config), out, options, watch)
    final = validate(model, held_out, config)
    if loop.is_first():
        with whole_file(out / "validation.json") as part:
            part.write_text(json.dumps([*rows, {"step": -1.0} | final], indent=1))
        with whole_folder(out / "export") as folder:
            export(model, folder)
    return final


def split(phrases: Sequence[Phrase], seed: int) -> tuple[list[Phrase], list[Phrase]]:
    """Held-out phrases (about 2 %) and the others, by spelling, so that no take of one is in both."""
    keys = sorted({tuple(p.ids.tolist()) for p in phrases})
    rng = np.random.default_rng((seed, 7))
    chosen = {keys[i] for i in rng.permutation(len(keys))[: max(1, len(keys) // 50)]}
    held_out = [p for p in phrases if tuple(p.ids.tolist()) in chosen]
    return held_out[:128], [p for p in phrases if tuple(p.ids.tolist()) not in chosen]


def fitted(config: TalkerConfig, phrases: Sequence[Phrase], codec: Path | None) -> TalkerConfig:
    """The config with the codec's streams and codebook sizes."""
    from model.codec.config import CodecConfig

    streams = phrases[0].codes.shape[1]
    if codec is not None:
        size = CodecConfig.read(codec / "config.json").codebook_size
    else:
        size = int(max(p.codes.max() for p in phrases)) + 1
    temperatures = (config.temperatures * streams)[:streams]
    return replace(config, streams=streams, codebook_size=size, temperatures=temperatures)


def export(model: Talker, folder: Path) -> None:
    """Writes config.json and model.safetensors (fp16), a bundle's `talker` folder."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.detach().cpu().half().contiguous() for name, tensor in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(model.config.to_dict(), indent=1) + "\n", encoding="utf-8")
