"""Functions captured as CUDA graphs over fixed buffers.

At batch 1 a 3B model in 4 bits needs about 500 kernel launches a token, more time than the kernels themselves; a
captured graph is one launch. On the CPU the same function runs eagerly over the same buffers, which tests compare.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from model.errors import first_line

WARM_UPS = 3

_log = logging.getLogger(__name__)


class GraphPool:
    """Captures the graphs of one decoder; `fault` says why it gave up, and is empty while it works.

    All captures share one stream, since cuBLAS keeps a workspace of 8 to 32 MB for every stream it has seen, and one
    memory pool: graphs that are replayed one after the other may use the same memory. A graph's output tensor is kept
    alive by its owner, so no other capture overwrites it.
    """

    def __init__(self) -> None:
        self.fault = ""
        self._stream: torch.cuda.Stream | None = None
        self._pool: Any = None

    def capture(self, work: Callable[[], Tensor]) -> tuple[torch.cuda.CUDAGraph, Tensor] | None:
        """The graph of `work` and the tensor that a replay fills; None if this machine cannot capture it.

        Raises torch.OutOfMemoryError and the errors of a lost card, which running without a graph would not cure.
        """
        if self.fault:
            return None
        try:
            return self._capture(work)
        except RuntimeError as error:
            first = error.__context__ or error  # ending a failed capture raises an error of its own
            if isinstance(first, torch.OutOfMemoryError):
                raise first from None
            torch.cuda.synchronize()
            self.fault = first_line(first)
        _log.warning("steps cannot be captured as CUDA graphs, and run one kernel at a time: %s", self.fault)
        return None

    def _capture(self, work: Callable[[], Tensor]) -> tuple[torch.cuda.CUDAGraph, Tensor]:
        """Warms up on the side stream first, as CUDA graphs require: libraries initialise themselves there."""
        if self._stream is None:
            self._stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
            self._pool = torch.cuda.graph_pool_handle()
        caller, graph = torch.cuda.current_stream(), torch.cuda.CUDAGraph()
        generator = torch.cuda.default_generators[caller.device_index]
        saved = generator.clone_state()
        self._stream.wait_stream(caller)
        with torch.cuda.stream(self._stream):  # restores the caller's stream, also where ending a capture fails
            for _ in range(WARM_UPS):
                work()
            # thread_local: another thread may ask the card for its free memory during the capture.
            try:
                with torch.cuda.graph(graph, self._pool, self._stream, capture_error_mode="thread_local"):
                    out = work()
            except RuntimeError:
                # Some versions of torch leave the generator in capture, and every later draw on the card would fail.
                generator.graphsafe_set_state(saved)
                raise
        caller.wait_stream(self._stream)
        return graph, out


class CUDAGraphed:
    """`function` over static input buffers, replayed as one CUDA graph.

    buffers: one for each argument; their first values are used while warming up. pool: captures the graph; with None,
    and where capturing fails, every call runs eagerly.
    """

    def __init__(self, function: Callable[..., Tensor], buffers: Sequence[Tensor], pool: GraphPool | None) -> None:
        self._function, self._buffers = function, buffers
        self._captured = None if pool is None else pool.capture(lambda: function(*buffers))

    def __call__(self, *inputs: Tensor) -> Tensor:
        """The result, valid until the next call. An input narrower than its buffer is padded with zeros."""
        for buffer, value in zip(self._buffers, inputs, strict=True):
            width = value.shape[-1]
            if width < buffer.shape[-1]:
                buffer.zero_()
            buffer[..., :width].copy_(value, non_blocking=True)
        if self._captured is None:
            return self._function(*self._buffers)
        graph, out = self._captured
        graph.replay()
        return out
