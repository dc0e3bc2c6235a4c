"""Sound to the log-mel features of the stock models, whole or block by block while the student speaks.

Owns: the front end of Whisper as Qwen2.5-Omni uses it (128 mels, 10 ms hop). Must not know: towers, tokens. Pure
functions; any thread.

The one thing in it that looks at the whole recording is its floor: everything is raised to 8 decades below the
loudest value. Speech is far above that floor, so a block is almost always the same before and after the rest is
known; who works block by block must compare.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from model.thinker.features import HOP, WINDOW, filters, window

MELS = 128
FLOOR = 8.0
"""Decades below the loudest value."""


def frame_count(samples: int) -> int:
    """Frames of a recording: one for every begun hop."""
    return -(-samples // HOP)


def samples_needed(frames: int) -> int:
    """How many samples must be there before the first `frames` frames are what they will stay."""
    return (frames - 1) * HOP + WINDOW // 2


def log_power(samples: Tensor, start: int, stop: int) -> Tensor:
    """log10 mel power of frames [start, stop), (MELS, stop - start) float32.

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
    return torch.log10((filters(MELS) @ power).clamp_min(1e-10))


def normalised(log: Tensor, top: float) -> Tensor:
    """Features as the tower takes them. top: the loudest value of the recording."""
    return (log.clamp_min(top - FLOOR) + 4.0) / 4.0


def whisper_mel(samples: Tensor) -> Tensor:
    """Features of a whole recording, (MELS, frame_count(n)) float32."""
    log = log_power(samples, 0, frame_count(samples.shape[0]))
    return normalised(log, float(log.max()))
