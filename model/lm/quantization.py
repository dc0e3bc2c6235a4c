"""NF4 weights through bitsandbytes: packed on CUDA, rounded once at load on a CPU.

bitsandbytes' own 4-bit step takes about 27 times as long as bf16 on a CPU, because it unpacks every matrix for every
token. Unpacking once gives the same numbers (tests compare with `Linear4bit`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from math import prod
from typing import Any

import torch
from torch import nn

BLOCK = 64
LANGUAGE = "model.language_model.layers."
KEEP = ("lm_head", "model.audio_tower", "model.visual", "model.language_model.embed_tokens")
"""Modules that stay unquantized: full dotted prefixes, as transformers 5 matches them. Replaces its default list."""


def language_linears(model: nn.Module) -> dict[str, nn.Module]:
    """The layers that are quantized, by dotted name: every projection of the language model."""
    return {
        name: module
        for name, module in model.named_modules()
        if name.startswith(LANGUAGE) and hasattr(module, "in_features")
    }


def round_to_nf4(model: nn.Module) -> int:
    """Rounds the language layers' weights to NF4 in place; returns how many layers."""
    layers = language_linears(model)
    for layer in layers.values():
        weight: torch.Tensor = layer.weight.data  # type: ignore[assignment]
        layer.weight.data = nf4_round_trip(weight)
    return len(layers)


def parameter_count(model: nn.Module) -> int:
    """Number of parameters; of packed weights those that they stand for, not their bytes."""
    packed = (getattr(parameter, "quant_state", None) for parameter in model.parameters())
    sizes = zip(model.parameters(), packed, strict=True)
    return sum(parameter.numel() if state is None else prod(state.shape) for parameter, state in sizes)


def nf4_round_trip(weight: torch.Tensor) -> torch.Tensor:
    """A matrix in NF4 (blocks of 64, no double quantisation) and back; same shape, dtype and device."""
    # On import it warns that its fast CPU step is missing, which is not used here.
    logging.getLogger("bitsandbytes.backends.cpu.ops").setLevel(logging.ERROR)
    from bitsandbytes import functional

    packed, state = functional.quantize_4bit(
        weight.contiguous(), blocksize=BLOCK, compress_statistics=False, quant_type="nf4"
    )
    rounded: torch.Tensor = functional.dequantize_4bit(packed, state)
    return rounded.to(weight.dtype).reshape(weight.shape)


def bitsandbytes_config(compute: torch.dtype, keep: Sequence[str] = KEEP) -> Any:
    """transformers' `BitsAndBytesConfig` for NF4 on CUDA. compute: explicit, since some weights overflow in fp16, the
    library's default. keep: dotted names of modules that stay unquantized."""
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=False,
        bnb_4bit_compute_dtype=compute,
        llm_int8_skip_modules=list(keep),
    )


def check_4bit(model: nn.Module) -> None:
    """Raises RuntimeError unless exactly the language layers are `Linear4bit` and the head is plain."""
    from bitsandbytes.nn import Linear4bit

    plain = [name for name, layer in language_linears(model).items() if not isinstance(layer, Linear4bit)]
    packed = [
        name for name, layer in model.named_modules() if isinstance(layer, Linear4bit) and not name.startswith(LANGUAGE)
    ]
    if plain or packed or type(model.get_submodule("lm_head")) is not nn.Linear:
        wrong = (plain + packed or ["lm_head"])[0]
        raise RuntimeError(f"4-bit loading went wrong at {wrong}")


def empty_4bit(model: nn.Module, compute: torch.dtype) -> None:
    """Replaces the language layers by `Linear4bit` without weights; `packed_4bit` makes the weights."""
    from bitsandbytes.nn import Linear4bit

    for name, layer in language_linears(model).items():
        path, _, leaf = name.rpartition(".")
        packed = Linear4bit(
            layer.in_features, layer.out_features, bias=layer.bias is not None, compute_dtype=compute,
            compress_statistics=False, quant_type="nf4", device="meta",
        )  # fmt: skip
        setattr(model.get_submodule(path), leaf, packed.requires_grad_(False))


def packed_4bit(weight: torch.Tensor, device: str) -> Any:
    """The weight of a `Linear4bit`, quantized on `device`."""
    from bitsandbytes.nn import Params4bit

    return Params4bit(
        weight.contiguous(), requires_grad=False, blocksize=BLOCK, compress_statistics=False, quant_type="nf4"
    ).to(device)
