"""Loads transformers' models from a bundle's folder. Heavy imports happen inside the functions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from model.device import Device
from model.errors import BadInput, MissingCapability, first_line

ATTENTION = "sdpa"
"""Passed explicitly: a bundle's config.json must not choose kernels."""
INDEX = "model.safetensors.index.json"


def is_four_bit(quant: str, device: Device) -> bool:
    """True if "bf16", "nf4" or "auto" (nf4 on CUDA) means 4-bit weights. Raises BadInput for anything else."""
    if quant not in ("auto", "bf16", "nf4"):
        raise BadInput("unknown precision '{quant}': choose bf16 or nf4", quant=quant)
    return quant == "nf4" or (quant == "auto" and device == "cuda")


def working_dtype(device: Device) -> torch.dtype:
    """bf16, or fp16 on cards before Ampere, which have no bf16 arithmetic."""
    if device == "cuda" and torch.cuda.get_device_capability()[0] < 8:
        return torch.float16
    return torch.bfloat16


def load_weights(kind: Any, folder: Path, device: Device, dtype: torch.dtype, quantization: Any, what: str,
                 unused: str | None = None) -> Any:  # fmt: skip
    """A model of class `kind` (one of transformers'), frozen, in evaluation mode, on `device`.

    what: its name in messages. unused: prefix of parameters that may be missing. Raises BadInput for damaged or
    missing weights, MissingCapability if they do not fit.
    """
    from safetensors import SafetensorError

    quiet_transformers()
    try:
        if (folder / INDEX).is_file():
            read_index(folder / INDEX)
        model, report = kind.from_pretrained(
            folder,
            dtype=dtype,
            quantization_config=quantization,
            device_map=device if device == "cuda" else None,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            attn_implementation=ATTENTION,
            output_loading_info=True,
        )
    except torch.OutOfMemoryError as error:
        raise MissingCapability(
            "too little graphics memory for the {what}: try --quant nf4 or --device cpu", what=what
        ) from error
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise BadInput(
            "{folder}: damaged {what} ({reason}): get the bundle again",
            folder=folder,
            what=what,
            reason=first_line(error),
        ) from error
    gone = [str(key) for name in ("missing_keys", "mismatched_keys") for key in report.get(name, ())]
    lost = sorted(key for key in gone if unused is None or not key.startswith(unused))
    if lost:
        raise BadInput(
            "{folder}: the {what} lacks {lost} ({count} in all): get the bundle again",
            folder=folder,
            what=what,
            lost=lost[0],
            count=len(lost),
        )
    return model.eval().requires_grad_(False)


def read_index(file: Path) -> dict[str, str]:
    """The shard of each tensor. Raises OSError, and ValueError if it is damaged or a shard is outside the folder."""
    try:
        found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))["weight_map"]
        if any(Path(shard).name != shard for shard in found.values()):
            raise ValueError("a shard lies outside the folder")
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{file.name} is damaged") from error
    return found


def quiet_transformers() -> None:
    """Silences transformers' notices and progress bars, which are about training and downloads."""
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
