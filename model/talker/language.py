"""The Thinker's decode step for the language models that speak: Llama, Qwen3 and LFM2.

Owns: laying transformers' weights out as `Decoder` wants them; the state of LFM2's short convolutions. Must not
know: codes, text, sampling. Thread: one at a time; a `LanguageDecoder` runs one sequence.

The step itself, its static store and its capture are the Thinker's own (`model.thinker.decode`).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model.thinker.decode import Decoder
from model.thinker.graphs import step_for
from model.thinker.kv import KVStore


class LanguageDecoder(Decoder):
    """A `LlamaForCausalLM`, `Qwen3ForCausalLM` or `Lfm2ForCausalLM`, ready to run at batch 1.

    scored: the ids [first, beyond) that logits are made for, index 0 being `first`; of a vocabulary of 180,000
    tokens only a sixth can be spoken, and the matrix of the others is a quarter of a small model's memory traffic.
    """

    def __init__(
        self, model: Any, capacity: int, *, scored: tuple[int, int] | None = None, graphs: bool | None = None
    ) -> None:
        self.model = model
        self._convolutions: list[_ShortConvolution] = []
        config, inner = model.config, model.model
        eps = getattr(config, "rms_norm_eps", None) or config.norm_eps
        text = SimpleNamespace(
            embed_tokens=inner.embed_tokens,
            layers=[self._named(layer, eps) for layer in inner.layers],
            norm=inner.norm if hasattr(inner, "norm") else inner.embedding_norm,
            # The Thinker's positions have three rows; these models have one.
            rotary_emb=lambda x, positions: inner.rotary_emb(x, positions[0]),
            parameters=inner.parameters,
        )
        shape = SimpleNamespace(
            hidden_size=config.hidden_size,
            num_attention_heads=config.num_attention_heads,
            num_key_value_heads=config.num_key_value_heads,
            head_dim=getattr(config, "head_dim", None),
            rms_norm_eps=eps,
        )
        thinker = SimpleNamespace(
            config=SimpleNamespace(text_config=shape),
            model=SimpleNamespace(language_model=text),
            lm_head=_some_rows(model.lm_head, scored),
        )
        super().__init__(thinker, capacity, graphs=graphs)
        self._attended = (self.heads + 2 * self.kv_heads) * self.head_dim

    def restart(self, store: KVStore) -> None:
        """Empties a store, so that a new sequence begins in it."""
        store.cut(0)
        for convolution in self._convolutions:
            convolution.past.zero_()

    def step(self, ids: Sequence[int], slots: Sequence[int], mask: Tensor, store: KVStore) -> Tensor:
        """See `Decoder.step`. Capturing a step runs it on rubbish, which the convolutions must not remember."""
        if self.graphs and self._convolutions:
            kept = [convolution.past.clone() for convolution in self._convolutions]
            step_for(self, store, len(ids), mask.shape[1], capture=self.device.type == "cuda")
            for convolution, past in zip(self._convolutions, kept, strict=True):
                convolution.past.copy_(past)
        return super().step(ids, slots, mask, store)

    def _attend(self, qkv: Tensor, *rest: Any, **named: Any) -> Tensor:
        """Attention, but for layers that are convolutions: those have mixed their rows already."""
        return qkv if qkv.shape[-1] != self._attended else super()._attend(qkv, *rest, **named)

    def _named(self, layer: Any, eps: float) -> SimpleNamespace:
        """One layer under the names that `Decoder` reads."""
        if hasattr(layer, "feed_forward"):  # LFM2
            feed = layer.feed_forward
            mlp = SimpleNamespace(gate_proj=feed.w1, up_proj=feed.w3, down_proj=feed.w2, act_fn=F.silu)
            norms = layer.operator_norm, layer.ffn_norm
        else:
            mlp, norms = layer.mlp, (layer.input_layernorm, layer.post_attention_layernorm)
        mixer = self._convolution(layer.conv) if hasattr(layer, "conv") else _attention(layer.self_attn, eps)
        return SimpleNamespace(self_attn=mixer, mlp=mlp, input_layernorm=norms[0], post_attention_layernorm=norms[1])

    def _convolution(self, conv: Any) -> SimpleNamespace:
        mixed = _ShortConvolution(conv)
        self._convolutions.append(mixed)
        return SimpleNamespace(q_proj=mixed, k_proj=_Nothing(), v_proj=_Nothing(), o_proj=conv.out_proj)


def _some_rows(head: nn.Linear, scored: tuple[int, int] | None) -> nn.Linear:
    """The head's rows [first, beyond) as a layer of its own, which shares their memory."""
    if scored is None:
        return head
    first, beyond = scored
    part = nn.Linear(head.in_features, beyond - first, bias=False, device="meta")
    part.weight = nn.Parameter(head.weight.detach()[first:beyond], requires_grad=False)
    return part


def _attention(attention: Any, eps: float) -> SimpleNamespace:
    """Query, key and value; the first two with the norm over each head that Qwen3 and LFM2 have."""
    output = attention.o_proj if hasattr(attention, "o_proj") else attention.out_proj
    query, key, value = attention.q_proj, attention.k_proj, attention.v_proj
    norms = [getattr(attention, name, None) for name in ("q_norm", "k_norm", "q_layernorm", "k_layernorm")]
    found = [norm for norm in norms if norm is not None]
    if not found:
        return SimpleNamespace(q_proj=query, k_proj=key, v_proj=value, o_proj=output)
    dtype = found[0].weight.dtype
    return SimpleNamespace(
        q_proj=_Normed(query, found[0], eps),
        k_proj=_Normed(key, found[1], eps),
        v_proj=_Cast(value, dtype),
        o_proj=output,
    )


class _Apart:
    """A projection that cannot be joined with others into one matrix, as `weight` tells `fuse`."""

    weight: Tensor | None = None


class _Nothing(_Apart):
    """Stands where a convolution has no key and no value: (n, hidden) to (n, 0)."""

    def __call__(self, x: Tensor) -> Tensor:
        return x[:, :0]


class _Cast(_Apart):
    """A projection in the weights' own dtype, whatever the rows'."""

    def __init__(self, linear: nn.Module, dtype: torch.dtype) -> None:
        self._linear, self._dtype = linear, dtype

    def __call__(self, x: Tensor) -> Tensor:
        out: Tensor = self._linear(x.to(self._dtype))
        return out.to(x.dtype)


class _Normed(_Apart):
    """A projection whose heads are each normalised: (n, hidden) to (n, heads * head_dim), in the rows' dtype."""

    def __init__(self, linear: nn.Module, norm: Any, eps: float) -> None:
        self._linear, self._weight, self._eps = linear, norm.weight.detach(), eps

    def __call__(self, x: Tensor) -> Tensor:
        heads = self._linear(x.to(self._weight.dtype)).unflatten(-1, (-1, self._weight.shape[0]))
        return F.rms_norm(heads, self._weight.shape, self._weight, self._eps).flatten(-2).to(x.dtype)


class _ShortConvolution(_Apart):
    """LFM2's gated causal convolution over the rows, with the few rows before them as its state.

    past: (kernel - 1, hidden), written in place, so that a captured step finds it where it was.
    """

    def __init__(self, conv: Any) -> None:
        self._in: Any = conv.in_proj
        self._weight: Tensor = conv.conv.weight.detach()  # (hidden, 1, kernel)
        self._bias: Tensor | None = None if conv.conv.bias is None else conv.conv.bias.detach()
        hidden, _, kernel = self._weight.shape
        self.past = torch.zeros(kernel - 1, hidden, dtype=self._weight.dtype, device=self._weight.device)

    def __call__(self, x: Tensor) -> Tensor:
        gate, out_gate, value = self._in(x.to(self._weight.dtype)).chunk(3, dim=-1)
        rows = torch.cat((self.past, gate * value))
        self.past.copy_(rows[rows.shape[0] - self.past.shape[0] :])
        mixed = F.conv1d(rows.t().unsqueeze(0), self._weight, self._bias, groups=rows.shape[1])
        out: Tensor = out_gate * mixed[0].t()
        return out.to(x.dtype)
