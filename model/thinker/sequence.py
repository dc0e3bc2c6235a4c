"""One growing sequence over one store.

Owns: tokens that are known but not computed yet, and when they are. Must not know: streams, text. Thread: the
engine's worker only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from model.thinker.decode import Decoder
    from model.thinker.kv import KVStore


class TokenSequence:
    """What is in the store, and tokens that are known but not computed yet.

    Known tokens cost nothing until a choice depends on them: then all go through in one forward.
    """

    __slots__ = ("_decoder", "_logits", "_pending", "store")

    def __init__(self, decoder: Decoder, store: KVStore) -> None:
        self._decoder = decoder
        self.store = store
        self._pending: list[int] = []
        self._logits: Tensor | None = None

    @property
    def length(self) -> int:
        """Tokens of the sequence, computed or pending."""
        return self.store.length + len(self._pending)

    def push(self, *ids: int) -> None:
        """Appends tokens; nothing is computed yet."""
        self._pending.extend(ids)
        self._logits = None

    def push_rows(self, rows: Tensor) -> None:
        """Appends embeddings (n, hidden_size), after what is pending, and computes them."""
        if self._pending:
            rows = torch.cat((self._decoder.embed(self._pending), rows))
        self._decoder.forward(rows, self.store)
        self._pending.clear()
        self._logits = None

    def compute(self) -> None:
        """Computes what is pending, so that the store holds the whole sequence."""
        if self._pending:
            self._decoder.forward(self._decoder.embed(self._pending), self.store)
            self._pending.clear()
            self._logits = None

    def logits(self) -> Tensor:
        """float32 logits (vocab_size,) for the next token. Raises ValueError right after a cut or fork."""
        if self._logits is None:
            if not self._pending:
                raise ValueError("push a token first: the store keeps no logits")
            self._logits = self._decoder.next_logits(self._pending, self.store)
            self._pending.clear()
        return self._logits

    def cut(self, length: int) -> None:
        """Forgets every token from `length` on."""
        kept = max(0, length - self.store.length)
        if kept > len(self._pending):
            raise ValueError(f"cannot cut a sequence of {self.length} tokens to {length}")
        self.store.cut(min(length, self.store.length))
        del self._pending[kept:]
        self._logits = None

    def fork(self, capacity: int | None = None) -> TokenSequence:
        """A sequence of its own that starts with a copy of this one."""
        other = TokenSequence(self._decoder, self.store.fork(capacity=capacity))
        other._pending.extend(self._pending)
        return other
