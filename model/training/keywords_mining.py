"""Hard negatives for the spoken commands: what a half-trained network takes for one.

Owns: running sound without a command, searching it as the listening side does, and the windows found. Random windows
show a network too little of what it gets wrong: an hour holds 45,000 of them, and one mistake an hour is too much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from model.training.keywords_data import CANCELLED, WINDOW, Windows, cancelled, changed, pick, room
from model.training.keywords_sources import RATE, Sound, write
from model.training.sounds import Shard

LENGTH = 25 * WINDOW  # samples of a stream: 30 s
STREAMS = 600
DOUBT = 0.15  # a window is kept from this probability of any command on
EVERY = 8  # feature frames between two judgements, as in `audio_io.keywords`
APART = 6  # judgements; of those nearer to each other the surest is kept
SLACK = 1_280  # samples kept on both sides of a window
HOP = 160


def sentences(windows: Windows, rng: np.random.Generator) -> Sound:
    """Other people talking: whole sentences with short pauses."""
    spoken, rows = windows.sources.spoken, windows.sources.spoken_rows
    return filled(lambda: spoken.samples(rows[int(rng.integers(len(rows)))]), 0.8, rng)


def words(windows: Windows, rng: np.random.Generator) -> Sound:
    """People's single words and words that sound like commands, one after the other."""
    return filled(lambda: changed(pick(rng, windows.others + windows.similar), rng), 0.7, rng)


def filled(source: Callable[[], Sound], pause_s: float, rng: np.random.Generator) -> Sound:
    """(LENGTH,) of what `source` gives, with pauses up to `pause_s` between."""
    out, at = np.zeros(LENGTH, np.float32), 0
    while at < LENGTH:
        sound = source()[: LENGTH - at]
        loud = float(np.sqrt((sound * sound).mean())) + 1e-4
        out[at : at + len(sound)] = sound * np.float32(0.08 / loud)
        at += len(sound) + int(rng.uniform(0.05, pause_s) * RATE)
    return out


def stream(windows: Windows, rng: np.random.Generator) -> Sound:
    """(2, LENGTH) microphone and speaker; nobody but the tutor says a command."""
    kind = rng.random()
    silence = np.zeros(LENGTH, np.float32)
    near = sentences(windows, rng) if kind < 0.35 else words(windows, rng) if kind < 0.75 else silence
    if rng.random() > CANCELLED:
        return windows.rough(near, rng)
    played = np.concatenate([windows.played(rng) for _ in range(LENGTH // WINDOW)])
    near = near * np.float32(10 ** (rng.uniform(-9, 6) / 20)) + room(played, rng)
    near += rng.standard_normal(LENGTH).astype(np.float32) * np.float32(0.1 * 10 ** (-rng.uniform(25, 50) / 20))
    return np.stack(cancelled(near, played))


@torch.no_grad()
def doubts(net: nn.Module, pair: Tensor) -> Tensor:
    """(judgements,) probability of any command in each window of a (2, samples) stream."""
    features = net.features(pair[None])  # type: ignore[operator]
    span = 1 + (WINDOW - 400) // HOP
    parts = features[0].unfold(0, span, EVERY).transpose(1, 2)
    return torch.cat([1.0 - net(part).softmax(dim=1)[:, 0] for part in parts.split(64)])


def peaks(scores: Sound) -> Iterator[int]:
    """Where the scores are above DOUBT and no neighbour is higher."""
    for at in np.flatnonzero(scores > DOUBT):
        around = scores[max(0, at - APART) : at + APART + 1]
        if scores[at] == around.max():
            yield int(at)


def mine(net: nn.Module, windows: Windows, folder: Path, number: int) -> None:
    """Adds round `number` of mined windows to `windows`; searched once, then read back from `folder`."""
    name = f"mined{number}"
    if not (folder / f"{name}.jsonl").exists():
        rng = np.random.default_rng((windows.seed, 2, number))
        net.eval()
        write(folder, name, (({}, part) for _ in range(STREAMS) for part in found(net, stream(windows, rng))))
    shard = Shard(folder, name)
    windows.mined += [(shard, i) for i in range(len(shard))]


def found(net: nn.Module, pair: Sound) -> Iterator[Sound]:
    """The windows of a stream that the network doubts, both channels one after the other."""
    scores = doubts(net, torch.from_numpy(np.ascontiguousarray(pair))).numpy()
    padded = np.pad(pair, ((0, 0), (SLACK, SLACK)))
    for at in peaks(scores):
        start = at * EVERY * HOP
        yield padded[:, start : start + WINDOW + 2 * SLACK].reshape(-1)
