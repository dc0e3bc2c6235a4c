"""Choosing tokens from logits.

Owns: greedy and sampled choice, and noticing NaN. Thread: the engine's worker.
"""

from __future__ import annotations

import torch
from torch import Tensor

from model.errors import AloudError


class NotFinite(AloudError):
    """The model produced NaN or infinity: the turn cannot go on."""

    def __init__(self) -> None:
        super().__init__("the Thinker's numbers are broken (NaN): ask again, or try --quant bf16")


class Picker:
    """Chooses tokens from logits: greedy at temperature 0, else sampled from the `top_k` best, seeded."""

    def __init__(self, temperature: float = 0.0, top_k: int = 20, seed: int = 0) -> None:
        self.temperature = temperature
        self.top_k = top_k
        self._random = torch.Generator().manual_seed(seed)

    def ranked(self, logits: Tensor, forbidden: Tensor | None = None, count: int = 1) -> list[int]:
        """The chosen token, then the next best ones, `count` in all.

        logits: float32 (vocab_size,), left as it is; forbidden: ids (k,) that must not be chosen.
        Raises NotFinite if the logits hold NaN.
        """
        if forbidden is not None:
            logits = logits.index_fill(0, forbidden, float("-inf"))
        if self.temperature > 0:
            logits = self._perturbed(logits)
        if count == 1:
            best, index = logits.max(dim=0)
            ids = [int(index)]
        else:
            values, indices = logits.topk(count)
            best, ids = values[0], indices.tolist()
        if not float("-inf") < float(best) < float("inf"):  # NaN wins every maximum, so one look is enough
            raise NotFinite
        return ids

    def _perturbed(self, logits: Tensor) -> Tensor:
        """Gumbel noise on the best `top_k` logits: their maximum is a draw from the softmax."""
        values, indices = logits.topk(min(self.top_k, logits.shape[0]))
        uniform = torch.rand(values.shape, generator=self._random).clamp_(1e-12)
        noise = -torch.log(-torch.log(uniform)).to(values.device)
        return torch.full_like(logits, -1e30).scatter_(0, indices, values / self.temperature + noise)
