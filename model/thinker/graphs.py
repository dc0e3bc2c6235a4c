"""A step of one or two tokens with everything that changes in fixed buffers, so that CUDA can replay it.

Owns: the buffers, the lengths that steps are captured for, capture and replay. Must not know: layers, streams.
Thread: the engine's worker only. On the CPU the same step runs eagerly, which is what tests compare.

At batch 1 a 3B model in 4 bits needs about 500 kernel launches a token, more time than the kernels themselves;
a captured graph is one launch. A graph is tied to addresses: it lives with the store that it writes to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor

if TYPE_CHECKING:
    from model.thinker.decode import Decoder
    from model.thinker.kv import KVStore

LENGTHS = (256, 512, 1024, 2048, 4096, 8192)
"""A captured step attends over one of these many slots, the rest masked: five graphs serve a whole answer."""


class StaticStep:
    """One forward of `rows` tokens over the first `end` slots of a store.

    capture: record a CUDA graph (needs a CUDA device); otherwise every call runs eagerly over the same buffers.
    """

    def __init__(self, decoder: Decoder, store: KVStore, rows: int, end: int, *, capture: bool) -> None:
        self._decoder, self._store, self._end = decoder, store, end
        device = decoder.device
        self._ids = torch.zeros(rows, dtype=torch.long, device=device)
        # While warming up, rows land in the store's last slots, which an answer leaves free.
        self._slots = torch.arange(store.capacity - rows, store.capacity, device=device)
        self._mask = torch.ones(rows, end, dtype=torch.bool, device=device)
        self._out: Tensor | None = None
        self._graph: torch.cuda.CUDAGraph | None = None
        if capture:
            self._capture()

    def __call__(self, ids: Sequence[int], slots: Sequence[int], mask: Tensor) -> Tensor:
        """float32 logits (rows, vocab_size), valid until the next call. mask: bool (rows, k), k <= end."""
        self._ids.copy_(torch.tensor(ids), non_blocking=True)
        self._slots.copy_(torch.tensor(slots), non_blocking=True)
        self._mask.zero_()
        self._mask[:, : mask.shape[1]] = mask
        if self._graph is None or self._out is None:
            return self._work()
        self._graph.replay()
        return self._out

    def _work(self) -> Tensor:
        decoder = self._decoder
        place = decoder.place(self._slots, self._end, self._mask)
        rows = F.embedding(self._ids, decoder.embedding).to(decoder.dtype)
        return decoder.logits(decoder.run(rows, self._store, place))

    def _capture(self) -> None:
        """Three runs on a side stream first, as CUDA graphs ask for: libraries set themselves up in them."""
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self._work()
        torch.cuda.current_stream().wait_stream(side)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph):
            self._out = self._work()


def step_for(decoder: Decoder, store: KVStore, rows: int, end: int, *, capture: bool) -> StaticStep:
    """The step for `rows` tokens that see slots below `end`, made when it is first needed."""
    length = min(next(size for size in (*LENGTHS, store.capacity) if size >= end), store.capacity)
    found = store.graphs.get((rows, length))
    if not isinstance(found, StaticStep):
        found = StaticStep(decoder, store, rows, length, capture=capture)
        store.graphs[rows, length] = found
    return found
