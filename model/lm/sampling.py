"""Choosing tokens and codes from logits: greedy, or sampled with temperature, top-k, top-p and repetition penalty."""

from __future__ import annotations

from collections.abc import Collection

import torch
from torch import Tensor

from model.errors import N_, AloudError


class NotFinite(AloudError):
    """The model produced NaN or infinity: the turn cannot continue."""

    def __init__(self) -> None:
        super().__init__(N_("the model's numbers are broken (NaN): ask again, or try --quant bf16"))


class Sampler:
    """Draws by the Gumbel trick: the maximum of logits plus noise is a draw from their softmax. Seeded.

    temperature: 0 takes the likeliest; a tensor (rows, 1) for `choose_rows`. top_k: only the k best are candidates.
    top_p: only the likeliest that together reach this probability are. repetition_penalty: divides the positive and
    multiplies the negative logits of repeated ids (CTRL, Keskar et al. 2019, section 4.1).
    """

    def __init__(
        self,
        temperature: float | Tensor = 0.0,
        top_k: int = 20,
        *,
        top_p: float = 1.0,
        repetition_penalty: float = 1.0,
        seed: int = 0,
    ) -> None:
        self.temperature, self.top_k, self.top_p = temperature, top_k, top_p
        self.repetition_penalty = repetition_penalty
        self._random = torch.Generator().manual_seed(seed & 0x7FFF_FFFF_FFFF_FFFF)
        self._indices: dict[Collection[int], Tensor] = {}

    def choose(
        self, logits: Tensor, forbidden: Collection[int] = (), count: int = 1, *, repeated: Collection[int] = ()
    ) -> list[int]:
        """The chosen id, then the next best ones, `count` in all and at most `top_k` if sampled.

        logits: float32 (n,), left as it is. forbidden: ids that must not be chosen, hashable and used again. repeated:
        ids that the penalty applies to. Raises NotFinite if the logits contain NaN.
        """
        if forbidden:
            logits = logits.index_fill(0, self._index(forbidden, logits.device), float("-inf"))
        if repeated and self.repetition_penalty != 1:
            index = torch.tensor(sorted(repeated), device=logits.device)
            old = logits[index]
            penalised = torch.where(old > 0, old / self.repetition_penalty, old * self.repetition_penalty)
            logits = logits.index_put((index,), penalised)
        if self.temperature == 0 and count == 1:
            top, best = logits.max(dim=0)
            values, ids = top[None], best[None]
        else:
            values, ids = logits.topk(min(count if self.temperature == 0 else self.top_k, logits.shape[0]))
        if not float("-inf") < float(values[0]) < float("inf"):  # NaN wins every maximum, so one look is enough
            raise NotFinite
        if self.temperature != 0:
            ids = ids.cpu()[self._perturbed(values.cpu()).argsort(descending=True)]
        chosen: list[int] = ids[:count].tolist()
        return chosen

    def choose_rows(self, logits: Tensor) -> list[int]:
        """One id for each row of (rows, n); NaN is never chosen."""
        values, ids = logits.nan_to_num(nan=-1e9).topk(min(self.top_k, logits.shape[-1]), -1)
        picks = self._perturbed(values).argmax(-1, keepdim=True)
        chosen: list[int] = ids.gather(-1, picks).flatten().tolist()
        return chosen

    def gumbel(self, shape: torch.Size) -> Tensor:
        """Gumbel noise, float32 on the CPU."""
        return torch.rand(shape, generator=self._random).clamp_min_(1e-12).log_().neg_().log_().neg_()

    def _perturbed(self, values: Tensor) -> Tensor:
        """Sorted logits (..., k) with noise; those beyond `top_p` cannot win."""
        scores = values + self.temperature * self.gumbel(values.shape)
        if self.top_p < 1:
            chances = (values / self.temperature).softmax(-1)
            scores = scores.masked_fill(chances.cumsum(-1) - chances >= self.top_p, float("-inf"))
        return scores

    def _index(self, ids: Collection[int], device: torch.device) -> Tensor:
        """The ids as a tensor, made once: copying it to the device costs as much as a choice."""
        found = self._indices.get(ids)
        if found is None:
            found = self._indices[ids] = torch.tensor(sorted(ids), dtype=torch.long, device=device)
        return found
