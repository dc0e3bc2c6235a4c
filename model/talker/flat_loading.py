"""A flattened Talker from the folder of its files.

Owns: precision per device, the checks after loading. Must not know: where the files come from (`sources`),
codecs. Thread: the loader's; heavy imports happen inside the functions.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import torch
from torch import nn

from model.errors import BadInput, first_line
from model.machine import Device
from model.pretrained import is_four_bit, load_weights, working_dtype
from model.talker.flattened import FlatTalker
from model.talker.language import LanguageDecoder
from model.talker.layouts import LAYOUT_FILE, layout_of
from model.thinker.quantise import bitsandbytes_config, nf4_round_trip

Precision = Literal["auto", "bf16", "nf4"]


def load_flat(folder: Path, *, device: Device = "cpu", quant: str = "auto", capacity: int = 3072) -> FlatTalker:
    """The flattened Talker of `folder`: config.json, safetensors (one file or shards), tokenizer.json.

    quant: "bf16", "nf4", or "auto" (nf4 on CUDA, bf16 on the CPU, where nf4 rounds the weights once and computes
    in bf16). Raises BadInput for a damaged folder or unknown `quant`, MissingCapability if the weights do not fit.
    """
    four_bit = is_four_bit(quant, device)
    layout = layout_of(folder)
    tokenizer = _tokenizer(folder / "tokenizer.json")
    dtype = working_dtype(device)
    quantisation = bitsandbytes_config(dtype) if four_bit and device == "cuda" else None
    model = _weights(folder, device, dtype, quantisation)
    if four_bit and device != "cuda":
        _round(model.model.layers)
    vocabulary = model.lm_head.weight.shape[0]
    if vocabulary < layout.size:
        raise BadInput(f"{folder}: {layout.name} needs {layout.size} tokens, not {vocabulary}: correct {LAYOUT_FILE}")
    decoder = LanguageDecoder(model, capacity, scored=layout.scored)
    _check_finite(decoder, folder)
    return FlatTalker(decoder, layout, lambda text: list(tokenizer.encode(text).ids), capacity)


def _tokenizer(file: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises bare Exception for every fault of the file
        raise BadInput(f"cannot read {file} ({first_line(error)}): fetch the bundle again") from error


def _weights(folder: Path, device: Device, dtype: torch.dtype, quantisation: Any) -> Any:
    from transformers import AutoModelForCausalLM

    return load_weights(AutoModelForCausalLM, folder, device, dtype, quantisation, "voice")


def _round(layers: nn.Module) -> None:
    """The language layers' projections as NF4 keeps them, in place."""
    for module in layers.modules():
        if type(module) is nn.Linear:
            module.weight.data = nf4_round_trip(module.weight.data)


@torch.inference_mode()
def _check_finite(decoder: LanguageDecoder, folder: Path) -> None:
    """One forward over two tokens; also pays for torch's lazy set-up before the first phrase."""
    if not bool(torch.isfinite(decoder.forward(decoder.embed([0, 1]), decoder.new_store(8))).all()):
        raise BadInput(f"{folder}: the voice's weights give no numbers (NaN): fetch the bundle, or try --quant bf16")
