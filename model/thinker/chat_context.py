"""The conversation in the cache: system prompt, finished turns, the question being asked.

Owns: what is kept from turn to turn, cutting an answer back to what was heard, dropping the oldest turns. Thread: the
engine's worker only.

A finished turn is kept as its question's rows (sound as embeddings) and the reply that was heard as plain tokens;
its notes are dropped. The cache never loses the keys of what is kept, except when the oldest turns must go: keys
remember their position, so the rest is prefilled again, once.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from model.errors import BadInput
from model.lm.decoder import Decoder
from model.lm.kv_cache import KVCache
from model.lm.sampling import Sampler
from model.lm.sequence import TokenSequence


class ChatContext:
    """One conversation. system: ids of the system prompt. room: slots that every answer must find free."""

    def __init__(self, decoder: Decoder, system: Sequence[int], sampler: Sampler, *, room: int) -> None:
        self._decoder = decoder
        self.sequence = TokenSequence(decoder, decoder.new_cache(), sampler)
        self._limit = self.sequence.cache.capacity - room
        if len(system) >= self._limit:
            raise ValueError(f"a cache of {self.sequence.cache.capacity} slots is too small for prompt and answer")
        self._system = list(system)
        self._turns: list[Tensor] = []  # rows of each finished turn
        self._question: Tensor | None = None
        self._kept = 0  # length of the sequence without the open question; 0: nothing is there
        self.dropped = 0

    @property
    def used(self) -> float:
        """Share of the context that is filled, 0 to 1; what is past it would cost the oldest turn."""
        return min(1.0, self.sequence.length / self._limit)

    def open(self, *, follow_up: bool = True) -> None:
        """Makes the cache end where a question begins. follow_up: after the conversation, else after the system."""
        self._question = None
        if not follow_up:
            self._turns.clear()
        if not self._kept or not follow_up:
            self._rebuild()
        self.sequence.cut(self._kept)

    def start(self, rows: Tensor, *, follow_up: bool = True) -> None:
        """A new question, whole. rows: (n, hidden_size). Raises BadInput if it fits nowhere."""
        self.open(follow_up=follow_up)
        self._make_room(rows.shape[0])
        self.sequence.push_rows(rows)
        self._question = rows

    def add(self, rows: Tensor) -> None:
        """More of the question that `open` began. Raises BadInput if it fits nowhere."""
        if self.sequence.length + rows.shape[0] > self._limit:
            before = self._question
            self._make_room(rows.shape[0] + (0 if before is None else before.shape[0]))
            if before is not None:
                self.sequence.push_rows(before)
        self.sequence.push_rows(rows)
        self._question = rows if self._question is None else torch.cat((self._question, rows))

    def cut_question(self, rows: int) -> None:
        """Keeps only the first `rows` rows of the open question."""
        assert self._question is not None
        self._question = self._question[:rows]
        self.sequence.cut(self._kept + rows)

    def drop_question(self) -> None:
        """The open question was none."""
        self._question = None
        if self._kept:
            self.sequence.cut(self._kept)

    def cache(self) -> KVCache:
        """The cache, holding prompt and question and nothing else."""
        self.sequence.compute()
        return self.sequence.cache

    def finish(self, opening: Sequence[int], reply: Sequence[int], end: Sequence[int]) -> None:
        """The open question was answered; `reply` is what was heard of it. An unheard answer leaves no trace."""
        question, self._question = self._question, None
        if question is None:
            return
        self.sequence.cut(self._kept + question.shape[0])
        if not reply:
            self.sequence.cut(self._kept)
            return
        ids = [*opening, *reply, *end]
        self._turns.append(torch.cat((question, self._decoder.embed(ids))))
        self.sequence.push(*ids)  # computed with the next question, in its forward
        self._kept = self.sequence.length

    def forget(self) -> None:
        """A new conversation."""
        self.open(follow_up=False)

    def _make_room(self, rows: int) -> None:
        """Drops the oldest turns until a question of `rows` fits behind the rest."""
        length = len(self._system) + sum(turn.shape[0] for turn in self._turns)
        before = len(self._turns)
        while self._turns and length + rows > self._limit:
            length -= self._turns.pop(0).shape[0]
        if length + rows > self._limit:
            raise BadInput(
                "the question takes {rows} of {limit} tokens that fit: ask a shorter one",
                rows=rows,
                limit=self._limit - length,
            )
        self.dropped += before - len(self._turns)
        if before != len(self._turns):
            self._rebuild()
        self.sequence.cut(self._kept)

    def _rebuild(self) -> None:
        self._kept = 0
        self.sequence.cut(0)
        self.sequence.push(*self._system)
        if self._turns:
            self.sequence.push_rows(torch.cat(self._turns))
        self._kept = self.sequence.length
