"""Recorded questions as training examples: the corpus's shards, noise, batches of similar length."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import soundfile
import torch
from torch import Tensor
from torch.nn import functional as F

from model import SAMPLE_RATE
from model.errors import BadInput

Pcm = npt.NDArray[np.int16]
T = TypeVar("T")


class Shard:
    """Rows and samples of NAME.jsonl / NAME.pcm, memory-mapped; may be opened while it is still being written.

    Raises BadInput if they are missing, damaged or empty.
    """

    def __init__(self, folder: Path, name: str) -> None:
        path = folder / f"{name}.jsonl"
        try:
            text = path.read_text(encoding="utf-8")
            self.rows: list[dict[str, Any]] = [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]
            ends = [row["offset"] + row["length"] for row in self.rows]
            # An empty file cannot be mapped: ValueError.
            self.pcm: Pcm = np.memmap(path.with_suffix(".pcm"), dtype="<i2", mode="r")
        except FileNotFoundError as error:
            raise BadInput(f"{error.filename} is missing: make the corpus first (aloud corpus build)") from error
        except OSError as error:
            raise BadInput(f"cannot read {error.filename} ({error.strerror}): check its permissions") from error
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(f"{path} is damaged or empty ({error!r}): make the corpus again") from error
        if not ends or max(ends) > len(self.pcm):
            raise BadInput(f"{path} and its .pcm do not fit each other: make the corpus again")

    def __len__(self) -> int:
        return len(self.rows)

    def samples(self, index: int) -> npt.NDArray[np.float32]:
        """float32 mono 16 kHz."""
        row = self.rows[index]
        piece = self.pcm[row["offset"] : row["offset"] + row["length"]]
        return np.asarray(piece.astype(np.float32) / 32768, dtype=np.float32)


def mel_filters(
    mels: int, fft: int, rate: int, *, low: float = 0.0, high: float | None = None, scale: str = "htk"
) -> Tensor:
    """Triangular filters of equal area, float32 (mels, fft // 2 + 1)."""
    from transformers.audio_utils import mel_filter_bank

    bank = mel_filter_bank(fft // 2 + 1, mels, low, high or rate / 2, rate, norm="slaney", mel_scale=scale)
    return torch.from_numpy(np.ascontiguousarray(bank.T, dtype=np.float32))


def read_noise(folder: Path, seconds: float = 30 * 60) -> npt.NDArray[np.float32]:
    """Noise recordings (.ogg, .wav) of a folder as one long float32 mono 16 kHz track.

    Raises BadInput if there are none, or one cannot be read.
    """
    import soxr

    parts: list[npt.NDArray[np.float32]] = []
    for path in sorted(folder.rglob("*.ogg")) + sorted(folder.rglob("*.wav")):
        try:
            samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, OSError) as error:
            raise BadInput(f"cannot read the noise {path} ({error}): remove it, or leave out --noise") from error
        sound = soxr.resample(samples.mean(axis=1), rate, SAMPLE_RATE).astype(np.float32)
        parts.append(sound / max(1e-3, float(np.sqrt((sound**2).mean()))))
        if sum(map(len, parts)) > seconds * SAMPLE_RATE:
            break
    if not parts:
        raise BadInput(f"{folder} has no .ogg or .wav recordings: give --noise a folder with some, or leave it out")
    return np.concatenate(parts)


class EpochBatches(Generic[T]):
    """Batches as a function of the step number. make: the batches of an epoch."""

    def __init__(self, make: Callable[[int], list[list[T]]]) -> None:
        self.make = make
        self.epoch, self.first, self.batches = -1, 0, list[list[T]]()

    def __call__(self, step: int) -> list[T]:
        if step < self.first:
            self.epoch, self.first, self.batches = -1, 0, []
        while step >= self.first + len(self.batches):
            self.first += len(self.batches)
            self.epoch += 1
            self.batches = self.make(self.epoch)
        return self.batches[step - self.first]


def within_budget(rows: Sequence[T], cost: Callable[[T], int], budget: int, most: int | None = None) -> list[list[T]]:
    """Sorts rows by cost and cuts them into batches that cost at most `budget`, padding included."""
    batches: list[list[T]] = [[]]
    for row in sorted(rows, key=cost):
        full = len(batches[-1]) == most or (len(batches[-1]) + 1) * cost(row) > budget
        if batches[-1] and full:
            batches.append([])
        batches[-1].append(row)
    return batches


def batch_sampler(costs: Sequence[int], budget: int, seed: int, most: int = 48) -> EpochBatches[int]:
    """Batches of row numbers of similar cost, in an order that seed and step number decide."""

    def make(epoch: int) -> list[list[int]]:
        rng = np.random.default_rng((seed, epoch))
        order = rng.permutation(len(costs)).tolist()
        groups = (order[start : start + 800] for start in range(0, len(order), 800))
        batches = [batch for group in groups for batch in within_budget(group, lambda i: costs[i], budget, most)]
        rng.shuffle(batches)
        return batches

    return EpochBatches(make)


def pad_frames(mel: Tensor) -> Tensor:
    """Pads utterances shorter than 40 ms to one audio token."""
    return F.pad(mel, (0, max(0, 4 - mel.shape[1])))
