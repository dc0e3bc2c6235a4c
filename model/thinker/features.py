"""Sound to log-mel features, and how many audio tokens they become.

Owns: the numbers of the front end (25 ms window, 10 ms hop, 80 mels) and its normalisation. Pure functions, any
thread.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from model import SAMPLE_RATE
from model.thinker.starter_config import MELS

HOP = 160
WINDOW = 400
BLOCK = 200  # mel frames in one block of the audio tower, 2 s


@lru_cache(maxsize=2)
def filters(mels: int = MELS) -> Tensor:
    """Slaney mel filters from 0 to 8,000 Hz, (mels, WINDOW // 2 + 1) float32."""
    from transformers.audio_utils import mel_filter_bank

    bank = mel_filter_bank(WINDOW // 2 + 1, mels, 0.0, SAMPLE_RATE / 2, SAMPLE_RATE, norm="slaney", mel_scale="slaney")
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


# -- Sound to the log-mel features of the stock models, whole or block by block while the student speaks.


WHISPER_MELS = 128
FLOOR = 8.0
"""Decades below the loudest value."""


def frame_count(samples: int) -> int:
    """Frames of a recording: one for every begun hop."""
    return -(-samples // HOP)


def samples_needed(frames: int) -> int:
    """How many samples must be there before the first `frames` frames are what they will stay."""
    return (frames - 1) * HOP + WINDOW // 2


def log_power(samples: Tensor, start: int, stop: int) -> Tensor:
    """log10 mel power of frames [start, stop), (WHISPER_MELS, stop - start) float32.

    samples: float32 mono 16 kHz from the recording's start, more than WINDOW // 2 of them. What lies behind
    their end counts as silence.
    """
    half = WINDOW // 2
    begin, end = start * HOP - half, (stop - 1) * HOP + half
    piece = samples[max(0, begin) : end]
    if begin < 0:
        piece = torch.cat((samples[1 : 1 - begin].flip(0), piece))
    piece = F.pad(piece, (0, end - begin - piece.shape[0]))
    spectrum = torch.stft(piece, WINDOW, HOP, window=window(), center=False, return_complex=True)
    power = spectrum.real.square() + spectrum.imag.square()
    return torch.log10((filters(WHISPER_MELS) @ power).clamp_min(1e-10))


def normalised(log: Tensor, top: float) -> Tensor:
    """Features as the tower takes them. top: the loudest value of the recording."""
    return (log.clamp_min(top - FLOOR) + 4.0) / 4.0


def whisper_mel(samples: Tensor) -> Tensor:
    """Features of a whole recording, (WHISPER_MELS, frame_count(n)) float32."""
    log = log_power(samples, 0, frame_count(samples.shape[0]))
    return normalised(log, float(log.max()))
