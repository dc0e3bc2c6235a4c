"""Memory estimates for a Thinker and its voice, made before a weight is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from model.device import Device
from model.errors import N_, MissingCapability
from model.lm.quantization import BLOCK, language_linears

WORKING = 700_000_000
"""Bytes for the CUDA context, libraries, and the rows of a prefill and of the audio tower: a generous allowance."""

VOICE_WORKING = 500_000_000
"""Bytes beside the weights of a codec LM: its KV cache of 3,072 tokens (352 MB at 0.6 B), the codec, working memory."""

NF4_BYTES = 0.5 + 4 / BLOCK
"""A parameter in NF4 without double quantisation: half a byte and its share of the block's float32 scale."""


@dataclass(frozen=True, slots=True)
class Need:
    """Bytes. language: the projections that 4-bit quantizes; rest: embeddings, head, tower, norms; cache: keys and
    values; voice: loaded beside the Thinker."""

    language: int
    rest: int
    cache: int
    working: int = WORKING
    voice: int = 0

    @property
    def total(self) -> int:
        return self.language + self.rest + self.cache + self.working + self.voice


def voice_bytes(shapes: Iterable[tuple[str, Sequence[int]]], *, four_bit: bool) -> int:
    """Bytes of a codec LM with its codec. shapes: names and shapes of its tensors. 2 bytes where not 4-bit."""
    each = ((prod(shape), four_bit and ".layers." in name and len(shape) == 2) for name, shape in shapes)
    return VOICE_WORKING + int(sum(count * (NF4_BYTES if packed else 2) for count, packed in each))


def estimate(model: Any, *, four_bit: bool, capacity: int, voice: int = 0) -> Need:
    """The need of a Thinker, which may be on the `meta` device. capacity: tokens of all KV caches."""
    linears = {f"{name}.weight" for name in language_linears(model)}
    language = sum(p.numel() for name, p in model.named_parameters() if name in linears)
    rest = sum(p.numel() for name, p in model.named_parameters() if name not in linears)
    text = model.config.text_config
    head_dim = getattr(text, "head_dim", None) or text.hidden_size // text.num_attention_heads
    slots = 2 * text.num_hidden_layers * text.num_key_value_heads * head_dim
    return Need(int(language * (NF4_BYTES if four_bit else 2)), rest * 2, slots * capacity * 2, voice=voice)


def free_bytes(device: Device) -> int:
    """Free bytes of the card's or the machine's memory."""
    if device == "cuda":
        import torch

        return int(torch.cuda.mem_get_info()[0])
    import psutil

    return int(psutil.virtual_memory().available)


class NoRoom(MissingCapability):
    """Too little memory is free, known before a weight is read."""


def check_fits(need: Need, device: Device, *, four_bit: bool) -> None:
    """Raises NoRoom, with advice, if too little memory is free."""
    free = free_bytes(device)
    if need.total <= free:
        return
    if device == "cpu":
        template = N_(
            "the model needs about {needed} of memory and {free} are free: close other programs, or choose a smaller "
            "bundle"
        )
    elif four_bit:
        template = N_(
            "the model needs about {needed} of graphics memory and {free} are free: close other programs that use the "
            "card, or choose a smaller bundle, or use --device cpu"
        )
    else:
        template = N_(
            "the model needs about {needed} of graphics memory and {free} are free: use --quant nf4, or close other "
            "programs that use the card, or choose a smaller bundle, or use --device cpu"
        )
    raise NoRoom(template, needed=_gb(need.total), free=_gb(free))


def _gb(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
