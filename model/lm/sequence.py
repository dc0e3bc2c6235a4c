"""A growing sequence of tokens over one KV cache, and the choice of its next token."""

from __future__ import annotations

from collections.abc import Collection

import torch
from torch import Tensor

from model.lm.decoder import Decoder
from model.lm.kv_cache import KVCache
from model.lm.sampling import Sampler


class TokenSequence:
    """Tokens in a cache, and tokens that are appended but not computed yet.

    Appended tokens cost nothing until a choice depends on them: then all go through the decoder in one forward.
    """

    def __init__(self, decoder: Decoder, cache: KVCache, sampler: Sampler | None = None) -> None:
        self._decoder = decoder
        self.cache = cache
        self._sampler = sampler or Sampler()
        self._pending: list[int] = []
        self._logits: Tensor | None = None

    @property
    def length(self) -> int:
        """Tokens of the sequence, computed or pending."""
        return self.cache.length + len(self._pending)

    @property
    def room(self) -> int:
        """Number of tokens that still fit."""
        return self.cache.capacity - self.length

    def push(self, *ids: int) -> None:
        """Appends tokens; nothing is computed yet."""
        self._pending.extend(ids)
        self._logits = None

    def push_rows(self, rows: Tensor) -> None:
        """Appends embeddings (n, hidden_size) after the pending tokens, and computes all."""
        if self._pending:
            rows = torch.cat((self._decoder.embed(self._pending), rows))
        self._decoder.forward(rows, self.cache)
        self._pending.clear()
        self._logits = None

    def compute(self) -> None:
        """Computes the pending tokens, so that the cache has the whole sequence."""
        if self._pending:
            self._decoder.forward(self._decoder.embed(self._pending), self.cache)
            self._pending.clear()
            self._logits = None

    def logits(self) -> Tensor:
        """float32 logits (vocab_size,) for the next token. Raises ValueError right after a cut or fork."""
        if self._logits is None:
            if not self._pending:
                raise ValueError("push a token first: the cache keeps no logits")
            self._logits = self._decoder.next_logits(self._pending, self.cache)
            self._pending.clear()
        return self._logits

    def choose(self, forbidden: Collection[int] = (), count: int = 1) -> list[int]:
        """The chosen next token, then the next best ones, `count` in all; nothing is appended."""
        return self._sampler.choose(self.logits(), forbidden, count)

    def log_probability(self, token: int) -> float:
        """The natural logarithm of the probability that `token` is the next one."""
        logits = self.logits()
        return float(logits[token] - logits.logsumexp(0))

    def cut(self, length: int) -> None:
        """Drops every token from `length` on. Raises ValueError if there are fewer."""
        kept = max(0, length - self.cache.length)
        if kept > len(self._pending):
            raise ValueError(f"cannot cut a sequence of {self.length} tokens to {length}")
        self.cache.cut(min(length, self.cache.length))
        del self._pending[kept:]
        self._logits = None

    def fork(self, room: int | None = None, into: KVCache | None = None) -> TokenSequence:
        """A copy of this sequence with room for `room` more tokens (default: as much as here), or in a cache given."""
        if into is not None:
            self.cache.copy_to(into)
        cache = into or self.cache.fork(None if room is None else self.length + room)
        other = TokenSequence(self._decoder, cache, self._sampler)
        other._pending.extend(self._pending)
        return other
