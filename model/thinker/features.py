"""Sound to log-mel features, and how many audio tokens they become.

Owns: the numbers of the front end (25 ms window, 10 ms hop, 80 mels) and its normalisation. Must not know
files or models. Pure functions, any thread.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from model.thinker.config import MELS

RATE = 16_000
HOP = 160
WINDOW = 400
BLOCK = 200  # mel frames in one block of the audio tower, 2 s


@lru_cache(maxsize=2)
def filters(mels: int = MELS) -> Tensor:
    """Slaney mel filters from 0 to 8,000 Hz, (mels, WINDOW // 2 + 1) float32."""
    from transformers.audio_utils import mel_filter_bank

    bank = mel_filter_bank(WINDOW // 2 + 1, mels, 0.0, RATE / 2, RATE, norm="slaney", mel_scale="slaney")
    return torch.from_numpy(np.ascontiguousarray(bank.T, dtype=np.float32))


@lru_cache(maxsize=1)
def window() -> Tensor:
    return torch.hann_window(WINDOW)


def log_mel(samples: Tensor) -> Tensor:
    """samples: float32 mono 16 kHz, shape (n,), n >= 400. Returns (MELS, n // 160) float32.

    Per utterance: every mel bin loses its mean (the microphone's colour), all are scaled to unit variance.
    """
    spectrum = torch.stft(samples, WINDOW, HOP, window=window(), return_complex=True)[:, :-1]
    power = spectrum.real.square() + spectrum.imag.square()
    mel = torch.log10((filters() @ power).clamp_min(1e-8))
    mel = torch.maximum(mel, mel.max() - 6.0)
    mel = mel - mel.mean(dim=1, keepdim=True)
    return mel / mel.std().clamp_min(0.1)


def audio_token_count(frames: int) -> int:
    """Audio tokens for `frames` mel frames: 25 a second, as `_get_feat_extract_output_lengths` counts them."""
    return ((frames - 1) // 2 + 1) // 2
