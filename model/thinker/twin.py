"""Two cursors on one static store: reasoning and speech of a stock model, one token of each a forward.

Owns: the regions of the store, what each cursor sees, and which rows a forward carries. Must not know: what the
tokens mean, text, clocks. Thread: the engine's worker only.

    slots   [ prompt and question | reasoning region | spoken region ]      position = slot

A reasoning token sees the prompt and the reasoning before it, so that stream is what it would be alone. A spoken
token sees the prompt, all reasoning so far (that of the same forward included) and the speech before it. Keys
keep the position they were made with; nothing is prefilled again. A spoken token that was computed but not gone
on from (a hold) is computed again in the same slot, once there is more reasoning to see.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

import torch
from torch import Tensor

from model.thinker.decode import Decoder
from model.thinker.kv import KVStore, StoreFull
from model.thinker.picker import Picker
from model.thinker.schedule import Stream

REASONING, SPOKEN = Stream.REASONING, Stream.SPOKEN


class Duet(Protocol):
    """Two growing streams. Tokens may be appended for free; choosing computes what is pending."""

    def room(self, stream: Stream) -> int:
        """How many tokens still fit."""
        ...

    def push(self, stream: Stream, *ids: int) -> None: ...

    def choose(
        self, reasoning: Collection[int] | None, spoken: Collection[int] | None, count: int = 1
    ) -> tuple[list[int], list[int]]:
        """For each stream that is asked for (by what it must not be): its best next tokens, `count` in all."""
        ...


class TwinSequence:
    """The two streams over one store whose first `store.length` slots hold prompt and question.

    reasoning_room, spoken_room: slots of the regions. Raises StoreFull if the store is too small. The store's
    length stays the prompt's: cutting nothing, a next turn starts where this one did.
    """

    def __init__(self, decoder: Decoder, store: KVStore, *, reasoning_room: int, spoken_room: int) -> None:
        self._decoder, self.store = decoder, store
        self.prompt = store.length
        self._start = {REASONING: self.prompt, SPOKEN: self.prompt + reasoning_room}
        self._room = {REASONING: reasoning_room, SPOKEN: spoken_room}
        if self._start[SPOKEN] + spoken_room > store.capacity:
            raise StoreFull(f"{self.prompt} + {reasoning_room} + {spoken_room} slots in a store of {store.capacity}")
        self._ids: dict[Stream, list[int]] = {REASONING: [], SPOKEN: []}
        self._done = {REASONING: 0, SPOKEN: 0}
        self._logits: dict[Stream, Tensor] = {}
        self._seen = 0  # reasoning tokens that the last spoken logits rest on

    def room(self, stream: Stream) -> int:
        """Slots of a region that no token was pushed for."""
        return self._room[stream] - len(self._ids[stream])

    def push(self, stream: Stream, *ids: int) -> None:
        """Appends tokens to a stream; nothing is computed yet. Raises StoreFull if its region is full."""
        if len(ids) > self.room(stream):
            raise StoreFull(f"{len(ids)} tokens for {self.room(stream)} slots of the {stream.value} region")
        self._ids[stream].extend(ids)
        self._logits.pop(stream, None)

    def logits(self, *streams: Stream) -> dict[Stream, Tensor]:
        """float32 logits (vocab_size,) for the next token of each stream asked for, in one forward.

        Raises ValueError for a stream to which nothing was pushed.
        """
        for stream in streams:
            if not self._ids[stream]:
                raise ValueError(f"push a token first: the {stream.value} stream is empty")
        rows = {stream: len(self._ids[stream]) - self._done[stream] for stream in (REASONING, SPOKEN)}
        if SPOKEN not in streams:
            rows[SPOKEN] = 0
        elif not rows[SPOKEN]:  # held: its last token again, if there is more to see
            rows[SPOKEN] = int(len(self._ids[REASONING]) > self._seen)
        if any(rows.values()):
            self._compute({stream: count for stream, count in rows.items() if count})
        return {stream: self._logits[stream] for stream in streams}

    def _compute(self, rows: dict[Stream, int]) -> None:
        ids: list[int] = []
        slots: list[int] = []
        for stream, count in rows.items():
            known = self._ids[stream]
            ids += known[len(known) - count :]
            slots += range(self._start[stream] + len(known) - count, self._start[stream] + len(known))
            self._done[stream] = len(known)
        logits = self._decoder.step(ids, slots, self._mask(rows, slots), self.store)
        at = 0
        for stream, count in rows.items():
            at += count
            self._logits[stream] = logits[at - 1].clone()
        if SPOKEN in rows:
            self._seen = self._done[REASONING]

    def _mask(self, rows: dict[Stream, int], slots: list[int]) -> Tensor:
        """bool (rows, last slot + 1): the prompt, the own stream up to the row itself, for speech all reasoning."""
        mask = torch.zeros(len(slots), max(slots) + 1, dtype=torch.bool)
        mask[:, : self.prompt] = True
        first = rows.get(REASONING, 0)
        mask[first:, self.prompt : self.prompt + self._done[REASONING]] = True
        for row, slot in enumerate(slots):
            start = self._start[REASONING if row < first else SPOKEN]
            mask[row, start : slot + 1] = True
        return mask.to(self._decoder.device)


class ModelDuet:
    """The two streams of a real model."""

    def __init__(self, twin: TwinSequence, picker: Picker) -> None:
        self.twin = twin
        self._picker = picker
        self._masks: dict[Collection[int], Tensor] = {}

    def room(self, stream: Stream) -> int:
        return self.twin.room(stream)

    def push(self, stream: Stream, *ids: int) -> None:
        self.twin.push(stream, *ids)

    def choose(
        self, reasoning: Collection[int] | None, spoken: Collection[int] | None, count: int = 1
    ) -> tuple[list[int], list[int]]:
        asked = {s: f for s, f in ((REASONING, reasoning), (SPOKEN, spoken)) if f is not None}
        logits = self.twin.logits(*asked)
        found = {s: self._picker.ranked(logits[s], self._mask(f, logits[s]), count) for s, f in asked.items()}
        return found.get(REASONING, []), found.get(SPOKEN, [])

    def _mask(self, forbidden: Collection[int], logits: Tensor) -> Tensor:
        if forbidden not in self._masks:
            self._masks[forbidden] = torch.tensor(sorted(forbidden), dtype=torch.long, device=logits.device)
        return self._masks[forbidden]
