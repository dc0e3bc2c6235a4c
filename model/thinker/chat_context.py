"""The conversation in the KV cache: system prompt, finished turns, the open question.

A finished turn is kept as its question's rows (sound as embeddings) and the heard part of the reply as tokens; its
notes are dropped. Keys encode their positions, so they are computed again only when the oldest turns are dropped.
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
    """One conversation. system: ids of the system prompt. room: slots to leave free for an answer."""

    def __init__(self, decoder: Decoder, system: Sequence[int], sampler: Sampler, *, room: int) -> None:
        self._decoder = decoder
        self.sequence = TokenSequence(decoder, decoder.new_cache(), sampler)
        self._limit = self.sequence.cache.capacity - room
        if len(system) >= self._limit:
            raise ValueError(f"a cache of {self.sequence.cache.capacity} slots is too small for prompt and answer")
        self._system = list(system)
        self._turns: list[Tensor] = []  # rows of each finished turn
        self._question: Tensor | None = None
        self._kept = 0  # length of the sequence without the open question; 0 if nothing is computed
        self.dropped = 0

    @property
    def used(self) -> float:
        """Share of the context that is filled, 0 to 1."""
        return min(1.0, self.sequence.length / self._limit)

    def open(self, *, follow_up: bool = True) -> None:
        """Begins a question. follow_up: after the conversation; otherwise after the system prompt."""
        self._question = None
        if not follow_up:
            self._turns.clear()
        if not self._kept or not follow_up:
            self._rebuild()
        self.sequence.cut(self._kept)

    def start(self, rows: Tensor, *, follow_up: bool = True) -> None:
        """Adds a whole question. rows: (n, hidden_size). Raises BadInput if it does not fit."""
        self.open(follow_up=follow_up)
        self._make_room(rows.shape[0])
        self.sequence.push_rows(rows)
        self._question = rows

    def add(self, rows: Tensor) -> None:
        """Adds rows to the question that `open` began. Raises BadInput if they do not fit."""
        if self.sequence.length + rows.shape[0] > self._limit:
            before = self._question
            self._make_room(rows.shape[0] + (0 if before is None else before.shape[0]))
            if before is not None:
                self.sequence.push_rows(before)
        self.sequence.push_rows(rows)
        self._question = rows if self._question is None else torch.cat((self._question, rows))

    def cut_question(self, rows: int) -> None:
        """Cuts the open question to its first `rows` rows."""
        assert self._question is not None
        self._question = self._question[:rows]
        self.sequence.cut(self._kept + rows)

    def drop_question(self) -> None:
        """Removes the open question."""
        self._question = None
        if self._kept:
            self.sequence.cut(self._kept)

    def cache(self) -> KVCache:
        """The cache with everything up to the open question computed."""
        self.sequence.compute()
        return self.sequence.cache

    def finish(self, opening: Sequence[int], reply: Sequence[int], end: Sequence[int]) -> None:
        """Ends the turn: question and the heard part of the reply stay. Without a reply nothing stays."""
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
        """Begins a new conversation."""
        self.open(follow_up=False)

    def _make_room(self, rows: int) -> None:
        """Drops the oldest turns until a question of `rows` fits."""
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
