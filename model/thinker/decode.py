"""One step of the language model, as fast as small batches allow, and a sequence that grows by it.

Owns: the forward pass over weights taken from transformers' Qwen2.5-Omni Thinker, rotary tables, choosing a
token. Must not know: which stream a token belongs to, audio, text. Thread: the engine's worker only.

Why an own forward: transformers spends about 1.5 ms a layer on Python and cache bookkeeping at batch 1,
several times the arithmetic of a small model. Here each layer is a dozen calls over fused weights and a
static store. The numbers are the same up to rounding: a test holds it against `generate`, token by token.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model.errors import AloudError
from model.thinker.kv import KVStore

PREFILL_BLOCK = 256
"""Rows of one forward in a prefill: bounds the mask, which grows with rows x slots."""

Linear = Callable[[Tensor], Tensor]


class NotFinite(AloudError):
    """The model produced NaN or infinity: the turn cannot go on."""

    def __init__(self) -> None:
        super().__init__("the Thinker's numbers are broken (NaN): ask again, or try --quant bf16")


@dataclass(slots=True)
class _Layer:
    norm_in: Tensor
    norm_mid: Tensor
    qkv: Linear
    out: Linear
    gate_up: Linear
    down: Linear


def _fuse(parts: Sequence[Any]) -> Linear:
    """One callable for several projections of the same input, their outputs side by side.

    Plain layers become one matrix; 4-bit layers cannot be joined and are called in turn.
    """
    if all(type(part) is nn.Linear for part in parts):
        weight = torch.cat([part.weight.detach() for part in parts]).contiguous()
        biases = [part.bias for part in parts]
        bias = None if biases[0] is None else torch.cat([b.detach() for b in biases])
        return lambda x: F.linear(x, weight, bias)
    if len(parts) == 1:
        whole: Linear = parts[0]
        return whole
    return lambda x: torch.cat([part(x) for part in parts], dim=-1)


class Decoder:
    """The language model of a Thinker, ready to run over `KVStore`s at batch 1.

    thinker: a `Qwen2_5OmniThinkerForConditionalGeneration` (untyped: transformers ships no usable types).
    capacity: slots of a store and length of the rotary tables. Attributes `hidden_size`, `vocab_size`,
    `dtype`, `device` describe the weights.
    """

    def __init__(self, thinker: Any, capacity: int = 3072) -> None:
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
        self.dtype, self.device = self.embedding.dtype, self.embedding.device
        self._act: Callable[[Tensor], Tensor] = text.layers[0].mlp.act_fn
        self._layers = [self._extract(layer) for layer in text.layers]
        self._norm: Tensor = text.norm.weight.detach()
        self._head = _fuse([thinker.lm_head])
        self._cos, self._sin = self._rotary_tables(text.rotary_emb, capacity)

    @staticmethod
    def _extract(layer: Any) -> _Layer:
        attention, mlp = layer.self_attn, layer.mlp
        return _Layer(
            norm_in=layer.input_layernorm.weight.detach(),
            norm_mid=layer.post_attention_layernorm.weight.detach(),
            qkv=_fuse([attention.q_proj, attention.k_proj, attention.v_proj]),
            out=_fuse([attention.o_proj]),
            gate_up=_fuse([mlp.gate_proj, mlp.up_proj]),
            down=_fuse([mlp.down_proj]),
        )

    def _rotary_tables(self, rotary: nn.Module, capacity: int) -> tuple[Tensor, Tensor]:
        """cos and sin for positions 0..capacity, (capacity, 1, head_dim); sin with rotate-half's signs.

        Without vision the three position rows of the 3-D rope are equal, so one table by position serves.
        """
        positions = torch.arange(capacity, device=self.device).view(1, 1, -1).expand(3, 1, -1)
        cos, sin = rotary(self.embedding[:1], positions)
        half = self.head_dim // 2
        signed = torch.cat((-sin[0, :, :half], sin[0, :, half:]), dim=-1)
        return cos[0].unsqueeze(1).contiguous(), signed.unsqueeze(1).contiguous()

    def new_store(self, capacity: int | None = None) -> KVStore:
        """An empty store of `capacity` slots (default and most: the decoder's own capacity)."""
        size = min(capacity or self.capacity, self.capacity)
        return KVStore(
            len(self._layers), self.kv_heads, self.head_dim, size, dtype=self.dtype, device=self.device
        )

    def embed(self, ids: Sequence[int]) -> Tensor:
        """Embeddings of token ids, (len(ids), hidden_size)."""
        if len(ids) == 1:
            return self.embedding[ids[0]].unsqueeze(0)
        return self.embedding[torch.tensor(ids, device=self.device)]

    def forward(self, rows: Tensor, store: KVStore) -> Tensor:
        """Appends rows (n, hidden_size) to the store's sequence; final hidden states (n, hidden_size).

        Raises StoreFull, with the store's length unchanged, when they do not fit.
        """
        store.reserve(rows.shape[0])
        blocks = [self._block(block, store) for block in torch.split(rows, PREFILL_BLOCK)]
        return blocks[0] if len(blocks) == 1 else torch.cat(blocks)

    def logits(self, hidden: Tensor) -> Tensor:
        """float32 logits (n, vocab_size) of final hidden states (n, hidden_size)."""
        return self._head(hidden).float()

    def feed(self, rows: Tensor, store: KVStore) -> Tensor:
        """`forward`, then the float32 logits (vocab_size,) after the last row."""
        return self.logits(self.forward(rows, store)[-1:])[0]

    def _block(self, rows: Tensor, store: KVStore) -> Tensor:
        count, start = rows.shape[0], store.length
        end = start + count
        cos, sin = self._cos[start:end], self._sin[start:end]
        mask = None
        if count > 1:
            seen = torch.ones(count, end, dtype=torch.bool, device=self.device).tril(start)
            mask = seen.repeat(self.heads // self.kv_heads, 1)
        shape = (self.hidden_size,)
        for index, layer in enumerate(self._layers):
            normed = F.rms_norm(rows, shape, layer.norm_in, self.eps)
            rows = rows + layer.out(self._attend(layer.qkv(normed), cos, sin, store, index, mask))
            gate, up = layer.gate_up(F.rms_norm(rows, shape, layer.norm_mid, self.eps)).chunk(2, dim=-1)
            rows = rows + layer.down(self._act(gate) * up)
        store.advance(count)
        return F.rms_norm(rows, shape, self._norm, self.eps)

    def _attend(
        self, qkv: Tensor, cos: Tensor, sin: Tensor, store: KVStore, index: int, mask: Tensor | None
    ) -> Tensor:
        """Attention of n new rows over all filled slots and themselves; (n, heads * head_dim).

        The query heads that share a key head are stacked as further rows of it, so keys are never copied.
        """
        count, start, end = qkv.shape[0], store.length, store.length + qkv.shape[0]
        heads, kv_heads, dim = self.heads, self.kv_heads, self.head_dim
        split = qkv.view(count, heads + 2 * kv_heads, dim)
        turned = split[:, : heads + kv_heads]
        half = dim // 2
        swapped = torch.cat((turned[..., half:], turned[..., :half]), dim=-1)
        turned = turned * cos + swapped * sin
        keys, values = store.layer(index)
        keys[:, start:end] = turned[:, heads:].transpose(0, 1)
        values[:, start:end] = split[:, heads + kv_heads :].transpose(0, 1)
        query = turned[:, :heads].transpose(0, 1).reshape(1, kv_heads, -1, dim)
        out = F.scaled_dot_product_attention(
            query, keys[:, :end].unsqueeze(0), values[:, :end].unsqueeze(0), attn_mask=mask
        )
        return out.view(heads, count, dim).transpose(0, 1).reshape(count, heads * dim)


class TokenSequence:
    """One growing sequence: what is in the store, and tokens that are known but not computed yet.

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

    def logits(self) -> Tensor:
        """float32 logits (vocab_size,) for the next token. Raises ValueError right after a cut or fork."""
        if self._logits is None:
            if not self._pending:
                raise ValueError("push a token first: the store keeps no logits")
            self._logits = self._decoder.feed(self._decoder.embed(self._pending), self.store)
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


class Picker:
    """Chooses tokens from logits: greedy at temperature 0, else sampled from the `top_k` best, seeded."""

    def __init__(self, temperature: float = 0.0, top_k: int = 20, seed: int = 0) -> None:
        self.temperature = temperature
        self.top_k = top_k
        self._random = torch.Generator().manual_seed(seed)

    def ranked(self, logits: Tensor, forbidden: Tensor | None = None, count: int = 1) -> list[int]:
        """The chosen token, then the next best ones, `count` in all.

        logits: float32 (vocab_size,), left as it is; forbidden: ids (k,) that must not be chosen.
        Raises NotFinite if the logits hold NaN.
        """
        if forbidden is not None:
            logits = logits.index_fill(0, forbidden, float("-inf"))
        if self.temperature > 0:
            logits = self._perturbed(logits)
        if count == 1:
            best, index = logits.max(dim=0)
            ids = [int(index)]
        else:
            values, indices = logits.topk(count)
            best, ids = values[0], indices.tolist()
        if not float("-inf") < float(best) < float("inf"):  # NaN wins every maximum, so one look is enough
            raise NotFinite
        return ids

    def _perturbed(self, logits: Tensor) -> Tensor:
        """Gumbel noise on the best `top_k` logits: their maximum is a draw from the softmax."""
        values, indices = logits.topk(min(self.top_k, logits.shape[0]))
        uniform = torch.rand(values.shape, generator=self._random).clamp_(1e-12)
        noise = -torch.log(-torch.log(uniform)).to(values.device)
        return torch.full_like(logits, -1e30).scatter_(0, indices, values / self.temperature + noise)
