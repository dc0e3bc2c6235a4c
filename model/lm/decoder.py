"""A decoder-only transformer, one sequence at a time, as fast as small batches allow.

transformers spends about 1.5 ms a layer on Python and cache bookkeeping at batch 1, several times the arithmetic of a
small model. Here each layer is a dozen calls over fused weights and a static cache. The logits are the same up to
rounding: tests compare them with `generate`, token by token. Single-threaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model.lm.cuda_graphs import CUDAGraphed, GraphPool
from model.lm.kv_cache import KVCache, LayerState
from model.lm.linear import Linear

PREFILL_BLOCK = 256
"""Rows of one forward in a prefill: bounds the mask, which grows with rows x slots."""

SMALL = 50_000_000
"""Parameters up to which a bf16 model runs single steps in float32 on a CPU (see `linear.mixed`)."""

CAPTURED_SLOTS = (256, 512, 1024, 2048, 4096, 8192)
"""A captured step attends over one of these numbers of slots, the rest masked: five graphs serve a whole answer."""


@dataclass(frozen=True, slots=True)
class Place:
    """Slots of n new rows and the slots they attend to.

    slots: a range or indices (n,). cos, sin: rotary values of their positions, (n, 1, head_dim). end: the rows attend
    over slots [0, end). mask: bool (heads / kv_heads * n, end), or None for one row that sees all.
    """

    slots: slice | Tensor
    cos: Tensor
    sin: Tensor
    end: int
    mask: Tensor | None


class Mixer(Protocol):
    """The part of a layer that looks at earlier rows: attention, or what a model family has in its place."""

    def new_state(self, capacity: int) -> LayerState:
        """The state for a cache of `capacity` slots."""
        ...

    def __call__(self, rows: Tensor, state: LayerState, place: Place) -> Tensor:
        """Normalised rows (n, hidden_size) to (n, hidden_size); writes the rows' slots of `state`."""
        ...


@dataclass(frozen=True, slots=True)
class Attention:
    """Grouped-query attention with rotary positions.

    qkv: (n, hidden_size) to query, key and value heads side by side, (n, (heads + 2 * kv_heads) * head_dim). out: back
    to (n, hidden_size). like: a tensor with the cache's dtype and device.
    """

    qkv: Linear
    out: Linear
    heads: int
    kv_heads: int
    head_dim: int
    like: Tensor

    def new_state(self, capacity: int) -> LayerState:
        shape = (self.kv_heads, capacity, self.head_dim)
        return self.like.new_zeros(shape), self.like.new_zeros(shape)

    def __call__(self, rows: Tensor, state: LayerState, place: Place) -> Tensor:
        """The query heads that share a key head are stacked as further rows of it, so keys are never copied."""
        keys, values = state
        count, heads, kv_heads, dim = rows.shape[0], self.heads, self.kv_heads, self.head_dim
        split = self.qkv(rows).view(count, heads + 2 * kv_heads, dim)
        turned = split[:, : heads + kv_heads]
        turned = torch.addcmul(turned * place.cos, torch.roll(turned, dim // 2, -1), place.sin)
        new_keys, new_values = turned[:, heads:].transpose(0, 1), split[:, heads + kv_heads :].transpose(0, 1)
        if isinstance(place.slots, slice):
            keys[:, place.slots], values[:, place.slots] = new_keys, new_values
        else:
            keys.index_copy_(1, place.slots, new_keys)
            values.index_copy_(1, place.slots, new_values)
        query = turned[:, :heads]
        if count > 1:
            query = query.transpose(0, 1)
        out = F.scaled_dot_product_attention(
            query.reshape(1, kv_heads, -1, dim), keys[:, : place.end].unsqueeze(0),
            values[:, : place.end].unsqueeze(0), attn_mask=place.mask,
        )  # fmt: skip
        if count == 1:
            return self.out(out.view(1, heads * dim))
        return self.out(out.view(heads, count, dim).transpose(0, 1).reshape(count, heads * dim))


@dataclass(frozen=True, slots=True)
class LayerWeights:
    """One pre-norm layer with a gated MLP. norm_in, norm_mid: (hidden_size,) in the rows' dtype."""

    norm_in: Tensor
    mixer: Mixer
    norm_mid: Tensor
    gate_up: Linear
    down: Linear


@dataclass(frozen=True, slots=True)
class DecoderConfig:
    """The shape of a decoder, and the dtype of its rows and cache."""

    hidden_size: int
    heads: int
    kv_heads: int
    head_dim: int
    eps: float
    activation: Callable[[Tensor], Tensor]
    dtype: torch.dtype


def rows_dtype(model: nn.Module, weights: torch.dtype, device: torch.device) -> torch.dtype:
    """float32 for a small bf16 model on a CPU, the weights' dtype otherwise."""
    small = sum(p.numel() for p in model.parameters()) <= SMALL
    return torch.float32 if small and device.type == "cpu" and weights == torch.bfloat16 else weights


def _nothing() -> None:
    pass


class Decoder:
    """The layers of a language model, run over `KVCache`s at batch 1.

    embedding: (vocab_size, hidden_size). norm: (hidden_size,). head: (n, hidden_size) to logits. rotary: cos and sin,
    each (capacity, head_dim); their length is the most slots of a cache. graphs: capture single steps as CUDA graphs;
    None means on CUDA. on_forward: called before every forward, of any number of rows. With ALOUD_COMPILE=1 in the
    environment single steps go through `torch.compile`, which needs a
    C++ compiler (on CUDA: Triton) and half a minute for each length of a step.
    """

    def __init__(
        self,
        config: DecoderConfig,
        embedding: Tensor,
        layers: Sequence[LayerWeights],
        norm: Tensor,
        head: Linear,
        rotary: tuple[Tensor, Tensor],
        *,
        graphs: bool | None = None,
    ) -> None:
        self.config = config
        self.embedding, self.device, self.dtype = embedding, embedding.device, config.dtype
        self.vocab_size: int = embedding.shape[0]
        self.compiled = os.environ.get("ALOUD_COMPILE") == "1"
        self.graphs = (self.device.type == "cuda" or self.compiled) if graphs is None else graphs
        self.graph_pool = GraphPool()
        self.on_forward: Callable[[], None] = _nothing
        self._layers, self._norm, self._head = layers, norm, head
        cos, sin = rotary
        half = config.head_dim // 2
        self.capacity: int = cos.shape[0]
        self._cos = cos.unsqueeze(1).contiguous()
        self._sin = torch.cat((-sin[:, :half], sin[:, half:]), dim=-1).unsqueeze(1)  # rotate-half's signs included

    def new_cache(self, capacity: int | None = None) -> KVCache:
        """An empty cache of `capacity` slots (default and most: the decoder's own capacity)."""
        size = min(capacity or self.capacity, self.capacity)
        return KVCache([layer.mixer.new_state(size) for layer in self._layers], size)

    def embed(self, ids: Sequence[int]) -> Tensor:
        """Embeddings of token ids, (len(ids), hidden_size)."""
        return F.embedding(torch.tensor(ids, device=self.device), self.embedding).to(self.dtype)

    def forward(self, rows: Tensor, cache: KVCache) -> Tensor:
        """Appends rows (n, hidden_size) to the cache's sequence; final hidden states (n, hidden_size).

        Raises CacheFull, with the cache's length unchanged, when they do not fit.
        """
        cache.reserve(rows.shape[0])
        self.on_forward()
        blocks = []
        for block in torch.split(rows.to(self.dtype), PREFILL_BLOCK):
            blocks.append(self._run(block, cache.layers, self._next_place(block.shape[0], cache.length)))
            cache.advance(block.shape[0])
        return blocks[0] if len(blocks) == 1 else torch.cat(blocks)

    def logits(self, hidden: Tensor) -> Tensor:
        """float32 logits (n, vocab_size) of final hidden states (n, hidden_size)."""
        return self._head(hidden).float()

    def next_logits(self, ids: Sequence[int], cache: KVCache) -> Tensor:
        """Appends tokens and gives the float32 logits (vocab_size,) after them; one token as a captured step."""
        if not self.graphs or len(ids) != 1:
            return self.logits(self.forward(self.embed(ids), cache)[-1:])[0]
        slot = cache.reserve(1)
        logits = self.step(ids, [slot], torch.ones(1, slot + 1, dtype=torch.bool, device=self.device), cache)
        cache.advance(1)
        return logits[0].clone()

    def step(self, ids: Sequence[int], slots: Sequence[int], mask: Tensor, cache: KVCache) -> Tensor:
        """Tokens anywhere in the cache: writes each to its slot; float32 logits (n, vocab_size) after each.

        The position of a token is its slot. mask: bool (n, k), the slots below k that each sees, itself included. The
        cache's length stays as it is. The result is valid until the next step.
        """
        self.on_forward()
        if self.graphs and len(ids) <= 2:
            return self.graphed_step(cache, len(ids), mask.shape[1])(torch.tensor(ids), torch.tensor(slots), mask)
        device = self.device
        return self._step(torch.tensor(ids, device=device), torch.tensor(slots, device=device), mask, cache.layers)

    def graphed_step(self, cache: KVCache, rows: int, end: int, *, capture: bool | None = None) -> CUDAGraphed:
        """The step for `rows` tokens that see slots below `end`, captured when it is first needed.

        Called with ids (rows,), slots (rows,), mask (rows, k <= end). capture: as a CUDA graph; None means on CUDA.
        """
        length = min(next(size for size in (*CAPTURED_SLOTS, cache.capacity) if size >= end), cache.capacity)
        found = cache.graphs.get((rows, length))
        if found is None:
            ids = torch.zeros(rows, dtype=torch.long, device=self.device)
            # While warming up, rows are written to the cache's last slots, which an answer leaves free.
            slots = torch.arange(cache.capacity - rows, cache.capacity, device=self.device)
            mask = torch.ones(rows, length, dtype=torch.bool, device=self.device)
            step = torch.compile(self._step, dynamic=False) if self.compiled else self._step
            # `layers`, not the cache, which keeps this step: a cycle would keep both on the card until a collection.
            graphed = partial(step, layers=cache.layers)
            pool = self.graph_pool if (self.device.type == "cuda" if capture is None else capture) else None
            found = CUDAGraphed(graphed, (ids, slots, mask), pool)
            cache.graphs[rows, length] = found
        return found

    def _step(self, ids: Tensor, slots: Tensor, mask: Tensor, layers: Sequence[LayerState]) -> Tensor:
        place = Place(slots, self._cos[slots], self._sin[slots], mask.shape[1], self._by_head(mask))
        return self.logits(self._run(F.embedding(ids, self.embedding).to(self.dtype), layers, place))

    def _next_place(self, count: int, start: int) -> Place:
        """The place of `count` rows after the first `start`, each of which sees all before it."""
        end = start + count
        mask = None
        if count > 1:
            mask = self._by_head(torch.ones(count, end, dtype=torch.bool, device=self.device).tril(start))
        return Place(slice(start, end), self._cos[start:end], self._sin[start:end], end, mask)

    def _by_head(self, mask: Tensor) -> Tensor:
        """The mask (n, end) for every query head of a key head, (heads / kv_heads * n, end)."""
        return mask.repeat(self.config.heads // self.config.kv_heads, 1)

    def _run(self, rows: Tensor, layers: Sequence[LayerState], place: Place) -> Tensor:
        """All layers over rows (n, hidden_size) at `place`; final hidden states (n, hidden_size)."""
        shape, eps, act = (self.config.hidden_size,), self.config.eps, self.config.activation
        for layer, state in zip(self._layers, layers, strict=True):
            rows = rows + layer.mixer(F.rms_norm(rows, shape, layer.norm_in, eps), state, place)
            gate, up = layer.gate_up(F.rms_norm(rows, shape, layer.norm_mid, eps)).chunk(2, dim=-1)
            rows = rows + layer.down(act(gate) * up)
        return F.rms_norm(rows, shape, self._norm, eps)
