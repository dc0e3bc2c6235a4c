"""Log-mel features of 16 kHz sound, for the trained models and for Whisper's front end in Qwen2.5-Omni.

25 ms windows every 10 ms. Whole recordings, or blocks of a recording while the student speaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from model import SAMPLE_RATE
from model.thinker.loudness import automatic_gain
from model.thinker.starter_config import MELS

HOP = 160
WINDOW = 400
BLOCK = 200
"""Mel frames in one block of the audio tower, 2 s."""


@dataclass(frozen=True, slots=True)
class MelPreset:
    """mels: bins from 0 to 8,000 Hz. least: smallest power. decades: what is kept below the loudest value.

    whisper: scaled and padded as transformers' `WhisperFeatureExtractor` does. Otherwise all speech comes to one level
    first (`automatic_gain`), every bin loses its mean over the recording (the microphone's colour), and all are scaled
    to unit variance.
    """

    mels: int
    least: float
    decades: float
    whisper: bool

    def frames(self, samples: int) -> int:
        """Frames of a recording: Whisper's front end also gives one for the hop that is cut short."""
        return -(-samples // HOP) if self.whisper else samples // HOP


STARTER = MelPreset(MELS, 1e-8, 6.0, whisper=False)
WHISPER = MelPreset(128, 1e-10, 8.0, whisper=True)


def log_mel(samples: Tensor, preset: MelPreset) -> Tensor:
    """Features (mels, frames) float32 of a whole recording. samples: float32 mono 16 kHz, (n,), n >= 400."""
    if not preset.whisper:
        samples = torch.from_numpy(automatic_gain(samples.numpy()))
    log = log_power(samples, preset, 0, preset.frames(samples.shape[0]))
    return normalized(log, preset, float(log.max()))


def log_power(samples: Tensor, preset: MelPreset, start: int, stop: int) -> Tensor:
    """log10 mel power of frames [start, stop), (mels, stop - start) float32.

    samples: from the recording's start, more than WINDOW // 2 of them. A window that begins before the recording sees
    its reflection; one that ends after it sees silence (Whisper's padding) or its reflection.
    """
    half, count = WINDOW // 2, samples.shape[0]
    begin, end = start * HOP - half, (stop - 1) * HOP + half
    piece = samples[max(0, begin) : end]
    if begin < 0:
        piece = torch.cat((samples[1 : 1 - begin].flip(0), piece))
    if end > count and not preset.whisper:
        piece = torch.cat((piece, samples[2 * count - end - 1 : count - 1].flip(0)))
    piece = F.pad(piece, (0, end - begin - piece.shape[0]))
    spectrum = torch.stft(piece, WINDOW, HOP, window=_window(), center=False, return_complex=True)
    power = spectrum.real.square() + spectrum.imag.square()
    return torch.log10((_filters(preset.mels) @ power).clamp_min(preset.least))


def normalized(log: Tensor, preset: MelPreset, top: float) -> Tensor:
    """Features as the audio tower takes them. top: the loudest value of the recording."""
    log = log.clamp_min(top - preset.decades)
    if preset.whisper:
        return (log + 4.0) / 4.0
    log = log - log.mean(dim=1, keepdim=True)
    return log / log.std().clamp_min(0.1)


def samples_needed(frames: int) -> int:
    """Number of samples that must be there before the first `frames` frames are final."""
    return (frames - 1) * HOP + WINDOW // 2


def audio_token_count(frames: int) -> int:
    """Audio tokens for `frames` mel frames: 25 a second, as `_get_feat_extract_output_lengths` counts them."""
    return ((frames - 1) // 2 + 1) // 2


@lru_cache(maxsize=2)
def _filters(mels: int) -> Tensor:
    """Slaney mel filters from 0 to 8,000 Hz, (mels, WINDOW // 2 + 1) float32."""
    from transformers.audio_utils import mel_filter_bank

    bank = mel_filter_bank(WINDOW // 2 + 1, mels, 0.0, SAMPLE_RATE / 2, SAMPLE_RATE, norm="slaney", mel_scale="slaney")
    return torch.from_numpy(np.ascontiguousarray(bank.T, dtype=np.float32))


@lru_cache(maxsize=1)
def _window() -> Tensor:
    return torch.hann_window(WINDOW)
