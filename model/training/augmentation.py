"""Recorded questions as people speak them elsewhere: other bodies, rooms, microphones and noises, and masks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import soxr
import torch
from torch import Tensor

from model.corpus.shards import Sound
from model.thinker.features import STARTER, MelPreset, log_mel
from model.training import channel, rooms
from model.training.audio_data import Shard

SPEED = (0.8, 1.25)
TRACT = (0.75, 1.3)
"""Factor of all formants: 0.75 a very long vocal tract, 1.3 a small child's. Pitch and tempo come with the speed."""
FORMANT_HZ = (500.0, 1_500.0, 2_500.0, 4_000.0)
FORMANT_JITTER = 0.06
"""Largest share by which each of these moves on its own."""
MOST_VOICES = 5  # of a babble


@dataclass(frozen=True)
class Augmenter:
    """noise: a track with an RMS of 1, or empty. voices: recordings for babble. mel: the model's front end.

    All randomness comes from the generator of the call, so a step gives the same examples after a restart.
    """

    noise: Sound
    voices: Shard | None = None
    mel: MelPreset = STARTER

    def features(self, samples: Sound, rng: np.random.Generator) -> Tensor:
        """(mels, frames) of the sound as somebody else might say it somewhere else."""
        speed = rng.uniform(*SPEED)
        formants = TRACT[0] * (TRACT[1] / TRACT[0]) ** rng.random() / speed  # the speed moves them, too
        jitter = 1 + rng.uniform(-FORMANT_JITTER, FORMANT_JITTER, len(FORMANT_HZ))
        sound = self.wave(at_speed(samples, speed), rng)
        mel = warp(log_mel(torch.from_numpy(sound), self.mel), np.clip(formants, 0.7, 1.45) * jitter)
        return masked(mel, rng)

    def wave(self, sound: Sound, rng: np.random.Generator) -> Sound:
        """Silence around, the room, other sounds, then microphone and line, in the order of the world."""
        sound = np.pad(sound, (rng.integers(0, 8_000), rng.integers(800, 12_800)))
        if rng.random() < 0.5:
            sound = rooms.convolve(sound, rooms.impulse_response(rooms.random_room(rng), rng))
        if len(self.noise) > len(sound) and rng.random() < 0.35:
            start = int(rng.integers(0, len(self.noise) - len(sound)))
            sound = channel.mixed(sound, self.noise[start : start + len(sound)], rng.uniform(8, 35))
        if self.voices is not None and rng.random() < 0.25:
            sound = channel.mixed(sound, self.babble(self.voices, len(sound), rng), rng.uniform(5, 25))
        hiss = rng.standard_normal(len(sound), dtype=np.float32)
        return through_channel(channel.mixed(sound, hiss, rng.uniform(12 if rng.random() < 0.2 else 30, 70)), rng)

    @staticmethod
    def babble(voices: Shard, length: int, rng: np.random.Generator) -> Sound:
        picks = rng.integers(0, len(voices), rng.integers(3, MOST_VOICES + 1))
        return channel.babble([voices.samples(int(i)) for i in picks], length, rng)


def through_channel(sound: Sound, rng: np.random.Generator) -> Sound:
    """A microphone's colour, perhaps clipping, a level from -50 to 0 dBFS, perhaps a telephone."""
    if rng.random() < 0.5:
        sound = channel.equalized(sound, rng.uniform(-8, 8, len(channel.EQ_HZ)))
    if rng.random() < 0.15:
        sound = channel.clipped(sound, rng.uniform(0, 12))
    elif rng.random() < 0.5:
        sound = channel.at_level(sound, rng.uniform(-50, 0))
    if rng.random() < 0.15:
        sound = channel.telephone(sound, "ULAW" if rng.random() < 0.5 else "GSM610")
    return sound


def at_speed(sound: Sound, factor: float) -> Sound:
    """Faster and higher by `factor`, as a record that turns too fast."""
    return np.asarray(soxr.resample(sound, factor, 1.0, quality="MQ"), dtype=np.float32)


@lru_cache(maxsize=2)
def centre_hertz(mels: int) -> npt.NDArray[np.float64]:
    """Centre frequency of each mel bin."""
    from transformers.audio_utils import hertz_to_mel, mel_to_hertz

    edges = np.linspace(0.0, float(hertz_to_mel(8_000.0, "slaney")), mels + 2)
    return np.asarray(mel_to_hertz(edges[1:-1], "slaney"), dtype=np.float64)


def warp(mel: Tensor, factors: npt.ArrayLike) -> Tensor:
    """(mels, frames) for another vocal tract: moves what is at FORMANT_HZ by `factors`, straight in between.

    The ends of the axis stay, so nothing is lost (piecewise VTLP: Jaitly and Hinton 2013).
    """
    centres = centre_hertz(mel.shape[0])
    there = np.concatenate([[0.0], np.asarray(FORMANT_HZ) * factors, [8_000.0]])
    source = np.interp(np.interp(centres, there, [0.0, *FORMANT_HZ, 8_000.0]), centres, np.arange(mel.shape[0]))
    low = torch.from_numpy(source).long().clamp(max=mel.shape[0] - 2)
    share = (torch.from_numpy(source) - low)[:, None].to(mel.dtype)
    return torch.lerp(mel[low], mel[low + 1], share)


def masked(mel: Tensor, rng: np.random.Generator) -> Tensor:
    """SpecAugment (Park et al. 2019): two bands of up to 20 bins and two spans of up to a twentieth become 0."""
    mel = mel.clone()
    mels, frames = mel.shape
    for _ in range(2):
        band = int(rng.integers(0, 21))
        start = int(rng.integers(0, mels - band + 1))
        mel[start : start + band] = 0
        span = int(rng.integers(0, frames // 20 + 1))
        at = int(rng.integers(0, frames - span + 1))
        mel[:, at : at + span] = 0
    return mel


def features(shard: Shard, index: int, rng: np.random.Generator | None, augmenter: Augmenter) -> Tensor:
    """(mels, frames) of one row; augmented if a generator is given."""
    samples = shard.samples(index)
    return log_mel(torch.from_numpy(samples), augmenter.mel) if rng is None else augmenter.features(samples, rng)
