"""Projections of the decode step: matrices that share an input are fused, plain and 4-bit, without a second copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Linear = Callable[[Tensor], Tensor]


def fuse(parts: Sequence[Any], *, wide: bool = False) -> Linear:
    """One callable for several projections of the same input, (n, in) to their outputs side by side.

    Plain layers become views of one matrix, and so do 4-bit ones whose blocks end with their rows. Other layers are
    called in turn. wide: see `mixed`.
    """
    if all(type(part) is nn.Linear for part in parts):
        weight, bias = _joined(parts)
        if wide:
            return mixed(weight, bias)
        return lambda x: F.linear(x, weight, bias)
    if len(parts) == 1:
        single: Linear = parts[0]
        return single
    return _joined_4bit(parts) or (lambda x: torch.cat([part(x) for part in parts], dim=-1))


def mixed(weight: Tensor, bias: Tensor | None) -> Linear:
    """A bf16 projection of float32 rows: one row in float32, more in bf16.

    On a CPU one bf16 row costs 14 us of set-up a call, more than a small model's whole product in float32; from two
    rows on bf16 is faster (both measured).
    """
    wide, wide_bias = weight.float(), None if bias is None else bias.float()

    def apply(x: Tensor) -> Tensor:
        if x.shape[0] == 1:
            return F.linear(x, wide, wide_bias)
        return F.linear(x.to(weight.dtype), weight, bias).float()

    return apply


def _joined(parts: Sequence[Any]) -> tuple[Tensor, Tensor | None]:
    """Weight and bias of the parts as one matrix, of which the parts become views."""
    if len(parts) == 1:
        bias = parts[0].bias
        return parts[0].weight.detach(), None if bias is None else bias.detach()
    weight = torch.cat([part.weight.detach() for part in parts]).contiguous()
    at = 0
    for part in parts:
        part.weight.data = weight[at : at + part.out_features]
        at += part.out_features
    biases = [part.bias for part in parts]
    return weight, None if biases[0] is None else torch.cat([b.detach() for b in biases])


def _joined_4bit(parts: Sequence[Any]) -> Linear | None:
    """4-bit layers as one, None if they cannot be joined: packed bytes and block scales are stored row after row."""
    states: list[Any] = [getattr(part.weight, "quant_state", None) for part in parts]
    first = states[0]
    if any(s is None or s.nested or s.shape[1] % s.blocksize or s.shape[1] != first.shape[1] for s in states):
        return None
    from bitsandbytes import matmul_4bit
    from bitsandbytes.functional import QuantState

    rows = sum(state.shape[0] for state in states)
    absmax = torch.cat([state.absmax.reshape(-1) for state in states])
    packed = torch.cat([part.weight.data.reshape(-1, 1) for part in parts])
    state = QuantState(
        absmax=absmax, shape=torch.Size((rows, first.shape[1])), code=first.code, blocksize=first.blocksize,
        quant_type=first.quant_type, dtype=first.dtype,
    )  # fmt: skip
    compute = parts[0].compute_dtype or first.dtype
    bias = None if parts[0].bias is None else torch.cat([part.bias.detach() for part in parts]).to(compute)
    _share(parts, states, packed, absmax)

    def apply(x: Tensor) -> Tensor:
        out: Tensor = matmul_4bit(x.to(compute), packed, quant_state=state, bias=bias)
        return out.to(x.dtype)

    return apply


def _share(parts: Sequence[Any], states: Sequence[Any], packed: Tensor, absmax: Tensor) -> None:
    """Makes the parts views of the joined bytes and scales."""
    byte = scale = 0
    for part, state in zip(parts, states, strict=True):
        bytes_, scales = part.weight.data.numel(), state.absmax.numel()
        part.weight.data = packed[byte : byte + bytes_].view(part.weight.data.shape)
        state.absmax = absmax[scale : scale + scales]
        byte, scale = byte + bytes_, scale + scales
