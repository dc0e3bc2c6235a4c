"""Codec weights on disk: config.json and model.safetensors in one folder, weight norm folded in.

Owns: loading and saving. Must not know: streaming, the Talker, bundles. Thread: any.

Folding is exact: the stored tensor is the one weight norm computes in fp32. Training goes on from its own
checkpoints, which keep weight norm.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from snac import SNAC
from torch import nn
from torch.nn.utils import parametrize

from model.codec.config import CodecConfig
from model.errors import BadInput, first_line

CONFIG, WEIGHTS = "config.json", "model.safetensors"


def build(config: CodecConfig) -> SNAC:
    """A SNAC with random weights and weight norm, as training wants it."""
    return SNAC(**config.to_dict())


def fold_weight_norm(model: nn.Module) -> nn.Module:
    """Replace every weight norm by the weight it computes, in place. Returns the model."""
    for module in model.modules():
        if parametrize.is_parametrized(module):
            for name in list(module.parametrizations):  # type: ignore[arg-type]
                parametrize.remove_parametrizations(module, name, leave_parametrized=True)
    return model


def save_codec(model: SNAC, config: CodecConfig | dict[str, Any], folder: Path) -> None:
    """Write config.json and model.safetensors (fp32, folded) so that a half-written file is never seen."""
    config = config if isinstance(config, CodecConfig) else CodecConfig.from_dict(config)
    folder.mkdir(parents=True, exist_ok=True)
    # Not a deep copy: that shares the parametrised classes, and folding it would break the original.
    folded = build(config)
    folded.load_state_dict(model.state_dict())
    fold_weight_norm(folded)
    weights = {name: tensor.contiguous() for name, tensor in folded.state_dict().items()}
    partial = folder / (WEIGHTS + ".part")
    save_file(weights, partial)
    os.replace(partial, folder / WEIGHTS)
    text = folder / (CONFIG + ".part")
    text.write_text(json.dumps(config.to_dict(), indent=1) + "\n", encoding="utf-8")
    os.replace(text, folder / CONFIG)


def load_codec(folder: Path, device: torch.device | str = "cpu") -> tuple[SNAC, CodecConfig]:
    """The codec of a folder, folded, fp32, in eval mode, without gradients. Raises BadInput if damaged."""
    config = CodecConfig.read(folder / CONFIG)
    model = build(config)
    fold_weight_norm(model)
    try:
        model.load_state_dict(load_file(folder / WEIGHTS))
    except (OSError, SafetensorError, RuntimeError) as error:
        reason = first_line(error)
        raise BadInput(f"cannot load the codec in {folder}: {reason}; fetch the bundle again") from error
    model.requires_grad_(False)
    return model.eval().to(device), config
