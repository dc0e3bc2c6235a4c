"""A flattened Talker from the folder of its files.

Owns: precision per device, the checks after loading. Must not know: where the files come from (`sources`),
codecs. Thread: the loader's; heavy imports happen inside the functions.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import torch
from torch import nn

from model.errors import BadInput, MissingCapability
from model.machine import Device
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
    if quant not in ("auto", "bf16", "nf4"):
        raise BadInput(f"unknown precision '{quant}': choose bf16 or nf4")
    four_bit = quant == "nf4" or (quant == "auto" and device == "cuda")
    layout = layout_of(folder)
    tokenizer = _tokenizer(folder / "tokenizer.json")
    dtype = torch.bfloat16
    if device == "cuda" and torch.cuda.get_device_capability()[0] < 8:
        dtype = torch.float16  # before Ampere there is no bf16 arithmetic
    model = _weights(folder, device, dtype, bitsandbytes_config(dtype) if four_bit and device == "cuda" else None)
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
        raise BadInput(f"cannot read {file} ({_first_line(error)}): fetch the bundle again") from error


def _weights(folder: Path, device: Device, dtype: torch.dtype, quantisation: Any) -> Any:
    """transformers' model, frozen, in evaluation mode, on `device`, complete."""
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM
    from transformers.utils import logging as theirs

    theirs.set_verbosity_error()  # its notices and bars are about training and downloads
    theirs.disable_progress_bar()
    try:
        model, report = AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=dtype,
            quantization_config=quantisation,
            device_map=device if device == "cuda" else None,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    except torch.OutOfMemoryError as error:
        raise MissingCapability("too little graphics memory for the voice: try --quant nf4 or --device cpu") from error
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise BadInput(f"{folder}: damaged voice ({_first_line(error)}): fetch the bundle again") from error
    lost = sorted(str(key) for kind in ("missing_keys", "mismatched_keys") for key in report.get(kind, ()))
    if lost:
        raise BadInput(f"{folder}: the voice lacks {lost[0]} ({len(lost)} in all): fetch the bundle again")
    return model.eval().requires_grad_(False)


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


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:160] if lines else type(error).__name__
