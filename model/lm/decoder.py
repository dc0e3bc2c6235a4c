"""One step of the language model, as fast as small batches allow.

Owns: the forward pass over weights taken from transformers' Qwen2.5-Omni Thinker, and rotary tables. Thread: the
engine's worker only.

Why an own forward: transformers spends about 1.5 ms a layer on Python and cache bookkeeping at batch 1,
several times the arithmetic of a small model. Here each layer is a dozen calls over fused weights and a
static store. The numbers are the same up to rounding: a test holds it against `generate`, token by token.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model.lm.cuda_graphs import Recorder, step_for
from model.lm.kv_cache import KeysAndValues, KVStore
from model.lm.linear import Linear, fuse

PREFILL_BLOCK = 256
"""Rows of one forward in a prefill: bounds the mask, which grows with rows x slots."""

SMALL = 50_000_000
"""Parameters up to which a bf16 model keeps a float32 copy for single steps on a CPU (see `linears.mixed`)."""


@dataclass(slots=True)
class _Layer:
    norm_in: Tensor
    norm_mid: Tensor
    qkv: Linear
    out: Linear
    gate_up: Linear
    down: Linear


@dataclass(frozen=True, slots=True)
class Place:
    """Where n new rows go and what they see.

    slots: of the store, a range or indices (n,). cos, sin: of their positions, (n, 1, head_dim). end: the rows
    look at slots [0, end). mask: bool (group * n, end), group = query heads a key head; None for one row that
    sees all.
    """

    slots: slice | Tensor
    cos: Tensor
    sin: Tensor
    end: int
    mask: Tensor | None


class Decoder:
    """The language model of a Thinker, ready to run over `KVStore`s at batch 1.

    thinker: a `Qwen2_5OmniThinkerForConditionalGeneration` (untyped: transformers ships no usable types).
    capacity: slots of a store and length of the rotary tables. Attributes `hidden_size`, `vocab_size`, `device`
    describe the weights, `dtype` the rows and the stores. graphs: capture single steps as CUDA graphs; None
    means wherever the weights lie on CUDA. With ALOUD_COMPILE=1 in the environment single steps go through
    `torch.compile`, which needs a C++ compiler (on CUDA: Triton) and half a minute for each length of a step.
    """

    def __init__(self, thinker: Any, capacity: int = 3072, *, graphs: bool | None = None) -> None:
        config = thinker.config.text_config
        text = thinker.model.language_model
        self.capacity = capacity
        self.hidden_size: int = config.hidden_size
        self.heads: int = config.num_attention_heads
        self.kv_heads: int = config.num_key_value_heads
        self.head_dim: int = getattr(config, "head_dim", None) or self.hidden_size // self.heads
        self.eps: float = config.rms_norm_eps
        self.embedding: Tensor = text.embed_tokens.weight.detach()
        self.vocab_size: int = self.embedding.shape[0]
        self.device = self.embedding.device
        wide = _is_small(thinker) and self.device.type == "cpu" and self.embedding.dtype == torch.bfloat16
        self.dtype = torch.float32 if wide else self.embedding.dtype
        self.compiled = os.environ.get("ALOUD_COMPILE") == "1"
        self.graphs = (self.device.type == "cuda" or self.compiled) if graphs is None else graphs
        self.recorder = Recorder()
        self._act: Callable[[Tensor], Tensor] = text.layers[0].mlp.act_fn
        self._layers = [self._extract(layer, wide) for layer in text.layers]
        self._norm: Tensor = text.norm.weight.detach().to(self.dtype)
        self._head = fuse([thinker.lm_head], wide=wide)
        self._cos, self._sin = self._rotary_tables(text.rotary_emb, capacity)

    def _extract(self, layer: Any, wide: bool) -> _Layer:
        attention, mlp = layer.self_attn, layer.mlp
        return _Layer(
            norm_in=layer.input_layernorm.weight.detach().to(self.dtype),
            norm_mid=layer.post_attention_layernorm.weight.detach().to(self.dtype),
            qkv=fuse([attention.q_proj, attention.k_proj, attention.v_proj], wide=wide),
            out=fuse([attention.o_proj], wide=wide),
            gate_up=fuse([mlp.gate_proj, mlp.up_proj], wide=wide),
            down=fuse([mlp.down_proj], wide=wide),
        )

    def _rotary_tables(self, rotary: nn.Module, capacity: int) -> tuple[Tensor, Tensor]:
        """cos and sin for positions 0..capacity, (capacity, 1, head_dim); sin with rotate-half's signs.

        Without vision the three position rows of the 3-D rope are equal, so one table by position serves.
        """
        positions = torch.arange(capacity, device=self.device).view(1, 1, -1).expand(3, 1, -1)
        cos, sin = rotary(self.embedding[:1].to(self.dtype), positions)
        half = self.head_dim // 2
        signed = torch.cat((-sin[0, :, :half], sin[0, :, half:]), dim=-1)
        return cos[0].unsqueeze(1).contiguous(), signed.unsqueeze(1).contiguous()

    def new_store(self, capacity: int | None = None) -> KVStore:
        """An empty store of `capacity` slots (default and most: the decoder's own capacity)."""
        size = min(capacity or self.capacity, self.capacity)
        return KVStore(len(self._layers), self.kv_heads, self.head_dim, size, dtype=self.dtype, device=self.device)

    def embed(self, ids: Sequence[int]) -> Tensor:
        """Embeddings of token ids, (len(ids), hidden_size)."""
        return F.embedding(torch.tensor(ids, device=self.device), self.embedding).to(self.dtype)

    def forward(self, rows: Tensor, store: KVStore) -> Tensor:
        """Appends rows (n, hidden_size) to the store's sequence; final hidden states (n, hidden_size).

        Raises StoreFull, with the store's length unchanged, when they do not fit.
        """
        store.reserve(rows.shape[0])
        blocks = [self._append(block, store) for block in torch.split(rows.to(self.dtype), PREFILL_BLOCK)]
        return blocks[0] if len(blocks) == 1 else torch.cat(blocks)

    def logits(self, hidden: Tensor) -> Tensor:
        """float32 logits (n, vocab_size) of final hidden states (n, hidden_size)."""
        return self._head(hidden).float()

    def feed(self, rows: Tensor, store: KVStore) -> Tensor:
        """`forward`, then the float32 logits (vocab_size,) after the last row."""
        return self.logits(self.forward(rows, store)[-1:])[0]

    def next_logits(self, ids: Sequence[int], store: KVStore) -> Tensor:
        """Appends tokens and gives the float32 logits (vocab_size,) after them; one token as a captured step."""
        if not self.graphs or len(ids) != 1:
            return self.feed(self.embed(ids), store)
        at = store.reserve(1)
        logits = self.step(ids, [at], torch.ones(1, at + 1, dtype=torch.bool, device=self.device), store)
        store.advance(1)
        return logits[0].clone()

    def step(self, ids: Sequence[int], slots: Sequence[int], mask: Tensor, store: KVStore) -> Tensor:
        """Tokens anywhere in the store: writes each to its slot; float32 logits (n, vocab_size) after each.

        The position of a token is its slot. mask: bool (n, k), the slots below k that each sees, itself
        included. The store's length stays as it is. The result is valid until the next step.
        """
        end = mask.shape[1]
        if self.graphs and len(ids) <= 2:
            return step_for(self, store, len(ids), end, capture=self.device.type == "cuda")(ids, slots, mask)
        place = self.place(torch.tensor(slots, device=self.device), end, mask)
        return self.logits(self.run(self.embed(ids), store.layers, place))

    def place(self, slots: Tensor, end: int, mask: Tensor) -> Place:
        """For rows at `slots` (n,) that see what `mask`, bool (n, end), shows."""
        group = self.heads // self.kv_heads
        return Place(slots, self._cos[slots], self._sin[slots], end, mask.repeat(group, 1))

    def _append(self, rows: Tensor, store: KVStore) -> Tensor:
        count, start = rows.shape[0], store.length
        end = start + count
        mask = None
        if count > 1:
            seen = torch.ones(count, end, dtype=torch.bool, device=self.device).tril(start)
            mask = seen.repeat(self.heads // self.kv_heads, 1)
        hidden = self.run(
            rows, store.layers, Place(slice(start, end), self._cos[start:end], self._sin[start:end], end, mask)
        )
        store.advance(count)
        return hidden

    def run(self, rows: Tensor, layers: KeysAndValues, place: Place) -> Tensor:
        """All layers over rows (n, hidden_size) at `place` of a store; final hidden states (n, hidden_size)."""
        shape, eps, act = (self.hidden_size,), self.eps, self._act
        for layer, (keys, values) in zip(self._layers, layers, strict=True):
            normed = F.rms_norm(rows, shape, layer.norm_in, eps)
            rows = rows + layer.out(self._attend(layer.qkv(normed), place, keys, values))
            gate, up = layer.gate_up(F.rms_norm(rows, shape, layer.norm_mid, eps)).chunk(2, dim=-1)
            rows = rows + layer.down(act(gate) * up)
        return F.rms_norm(rows, shape, self._norm, eps)

    def _attend(self, qkv: Tensor, place: Place, keys: Tensor, values: Tensor) -> Tensor:
        """Attention of n rows over the slots that they see; (n, heads * head_dim).

        The query heads that share a key head are stacked as further rows of it, so keys are never copied.
        """
        count, heads, kv_heads, dim = qkv.shape[0], self.heads, self.kv_heads, self.head_dim
        split = qkv.view(count, heads + 2 * kv_heads, dim)
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
            return out.view(1, heads * dim)
        return out.view(heads, count, dim).transpose(0, 1).reshape(count, heads * dim)


def _is_small(thinker: Any) -> bool:
    return int(sum(p.numel() for p in thinker.model.language_model.parameters())) <= SMALL


# -- One growing sequence over one store.


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
