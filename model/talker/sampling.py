"""Choosing codes and cursor moves from logits.

Owns: temperature, top-k, the limits that keep the cursor moving. Must not know: networks, sound.
Thread: the caller's; the random state is the caller's generator.
"""

from __future__ import annotations

import torch
from torch import Tensor

from model.talker.config import TalkerConfig

FREE_FRAMES, FRAMES_PER_CHARACTER = 14, 2.0  # a phrase never takes more frames than these allow


class Sampler:
    """Draws from top-k logits by the Gumbel trick: one arg-max for all streams, temperature 0 is greedy."""

    def __init__(self, config: TalkerConfig, seed: int) -> None:
        self.config = config
        self.random = torch.Generator().manual_seed(seed & 0x7FFF_FFFF_FFFF_FFFF)
        self.k = min(config.top_k, config.codebook_size)
        self.heat = torch.tensor(config.temperatures)[:, None]

    def codes(self, logits: Tensor) -> list[int]:
        """One code per stream from (streams, codebook_size); logits that are not numbers lose."""
        best, places = torch.nan_to_num(logits, nan=-1e9).topk(self.k, -1)
        noise = torch.rand(best.shape, generator=self.random).clamp_min_(1e-9).log_().neg_().log_().neg_()
        picks = (best + self.heat * noise).argmax(-1, keepdim=True)
        chosen: list[int] = places.gather(-1, picks).flatten().tolist()
        return chosen

    def advance(self, logits: Tensor, left: int, must_move: bool) -> int:
        """How many characters the next frame covers: 0 to `left`, at least 1 if it must move."""
        noise = torch.rand(logits.shape, generator=self.random).clamp_min_(1e-9).log_().neg_().log_().neg_()
        scores = torch.nan_to_num(logits, nan=-1e9) + self.config.advance_temperature * noise
        low = 1 if must_move else 0
        return low + int(scores[low : left + 1].argmax())


def must_move(config: TalkerConfig, cursor: int, stay: int, frames: int) -> bool:
    """Whether the cursor has stood still, or the phrase has taken, too long (a run-away)."""
    return stay >= config.max_stay or frames > FREE_FRAMES + FRAMES_PER_CHARACTER * cursor


def most_frames(characters: int) -> int:
    """No phrase of so many characters gets more frames than this."""
    return int(FREE_FRAMES + FRAMES_PER_CHARACTER * characters) + characters
