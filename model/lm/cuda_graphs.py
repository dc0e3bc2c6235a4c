"""A step of one or two tokens with everything that changes in fixed buffers, so that CUDA can replay it.

Owns: the buffers, the lengths that steps are captured for, capture and replay, doing without where it fails. Thread:
the engine's worker only. On the CPU the same step runs eagerly, which is what tests compare.

At batch 1 a 3B model in 4 bits needs about 500 kernel launches a token, more time than the kernels themselves;
a captured graph is one launch. A graph is tied to addresses: it lives with the store that it writes to.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import torch
import torch.nn.functional as F
from torch import Tensor

from model.errors import first_line

if TYPE_CHECKING:
    from model.lm.decoder import Decoder
    from model.lm.kv_cache import KVStore

LENGTHS = (256, 512, 1024, 2048, 4096, 8192)
"""A captured step attends over one of these many slots, the rest masked: five graphs serve a whole answer."""
WARM_UPS = 3

_log = logging.getLogger(__name__)


class Recorder:
    """Captures the steps of one decoder; `fault` says why it gave up, and is empty while it works.

    All captures share one stream, since cuBLAS keeps a workspace of 8 to 32 MB for every stream that it ever saw,
    and one memory pool: graphs that are replayed one after the other may work in the same memory. What a step
    gives back is held by it, so no other capture is laid over that.
    """

    def __init__(self) -> None:
        self.fault = ""
        self._stream: torch.cuda.Stream | None = None
        self._pool: Any = None

    def record(self, work: Callable[[], Tensor]) -> tuple[torch.cuda.CUDAGraph, Tensor] | None:
        """The graph of `work`, and the tensor that a replay fills; None if this machine cannot capture it.

        Raises torch.OutOfMemoryError, and what a lost card raises: doing without a graph helps neither.
        """
        if self.fault:
            return None
        try:
            return self._capture(work)
        except RuntimeError as error:
            first = error.__context__ or error  # ending a capture that failed raises an error of its own
            if isinstance(first, torch.OutOfMemoryError):
                raise first from None
            torch.cuda.synchronize()
            self.fault = first_line(first)
        _log.warning("steps cannot be captured as CUDA graphs, and run one kernel at a time: %s", self.fault)
        return None

    def _capture(self, work: Callable[[], Tensor]) -> tuple[torch.cuda.CUDAGraph, Tensor]:
        """Some runs on the side stream first, as CUDA graphs ask for: libraries set themselves up in them."""
        if self._stream is None:
            self._stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
            self._pool = torch.cuda.graph_pool_handle()
        caller, graph = torch.cuda.current_stream(), torch.cuda.CUDAGraph()
        random = torch.cuda.default_generators[caller.device_index]
        kept = random.clone_state()
        self._stream.wait_stream(caller)
        with torch.cuda.stream(self._stream):  # gives the caller's stream back, also where ending a capture fails
            for _ in range(WARM_UPS):
                work()
            # Only this thread's calls are judged: another one may ask the card for its free memory meanwhile.
            try:
                with torch.cuda.graph(graph, self._pool, self._stream, capture_error_mode="thread_local"):
                    out = work()
            except RuntimeError:
                # Some versions of torch leave it in capture, and every later draw on the card would fail.
                random.graphsafe_set_state(kept)
                raise
        caller.wait_stream(self._stream)
        return graph, out


class StaticStep:
    """One forward of `rows` tokens over the first `end` slots of a store.

    capture: replay it as a CUDA graph where that can be recorded; else every call runs eagerly over the same buffers.
    """

    def __init__(self, decoder: Decoder, store: KVStore, rows: int, end: int, *, capture: bool) -> None:
        # Not the store itself, which holds this step: a cycle would keep both on the card until the next collection.
        self.decoder, self.layers, self.end = decoder, store.layers, end
        device = decoder.device
        self.ids = torch.zeros(rows, dtype=torch.long, device=device)
        # While warming up, rows land in the store's last slots, which an answer leaves free.
        self.slots = torch.arange(store.capacity - rows, store.capacity, device=device)
        self.mask = torch.ones(rows, end, dtype=torch.bool, device=device)
        # One function for all steps, so that one of the same shape is not compiled again.
        self._forward = torch.compile(_forward, dynamic=False) if decoder.compiled else _forward
        self._recorded = decoder.recorder.record(lambda: self._forward(self)) if capture else None

    def __call__(self, ids: Sequence[int], slots: Sequence[int], mask: Tensor) -> Tensor:
        """float32 logits (rows, vocab_size), valid until the next call. mask: bool (rows, k), k <= end."""
        self.ids.copy_(torch.tensor(ids), non_blocking=True)
        self.slots.copy_(torch.tensor(slots), non_blocking=True)
        self.mask.zero_()
        self.mask[:, : mask.shape[1]] = mask
        if self._recorded is None:
            return self._forward(self)
        graph, out = self._recorded
        graph.replay()
        return out


def _forward(step: StaticStep) -> Tensor:
    decoder = step.decoder
    place = decoder.place(step.slots, step.end, step.mask)
    rows = F.embedding(step.ids, decoder.embedding).to(decoder.dtype)
    return decoder.logits(decoder.run(rows, step.layers, place))


def step_for(decoder: Decoder, store: KVStore, rows: int, end: int, *, capture: bool) -> StaticStep:
    """The step for `rows` tokens that see slots below `end`, made when it is first needed."""
    length = min(next(size for size in (*LENGTHS, store.capacity) if size >= end), store.capacity)
    found = store.graphs.get((rows, length))
    if not isinstance(found, StaticStep):
        found = StaticStep(decoder, store, rows, length, capture=capture)
        store.graphs[rows, length] = found
    return found
