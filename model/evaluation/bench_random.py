"""`aloud bench --random SIZE`: a published size with random weights, where speed and memory depend on no value.

Owns: building such a network on a device, and its section. Must not know: arguments, tables. Thread: the caller's.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from model.errors import MissingCapability
from model.evaluation import bench_steps as parts
from model.evaluation.bench import Effort, Section
from model.machine import choose
from model.thinker.decode import Decoder
from model.thinker.memory import check_fits, estimate
from model.thinker.quantise import empty_4bit, language_linears, packed_4bit
from model.thinker.sizes import SIZES, published_config
from model.thinker.stock_loading import empty_thinker

CAPACITY = 4096
PROMPT = 64


def measure(size: str, effort: Effort, *, device: str, quant: str, layers: int | None) -> Section:
    """All figures of one size. layers: fewer language layers than published, which the figures then say.

    Raises MissingCapability for a device that is not here or too small.
    """
    where = choose(device)
    four_bit = quant == "nf4" or (quant == "auto" and where == "cuda")
    if four_bit and where == "cpu":
        raise MissingCapability("4-bit steps need CUDA; measure with --quant bf16 on this machine")
    text = dict(SIZES[size])
    whole = int(text["num_hidden_layers"])
    text["num_hidden_layers"] = min(layers or whole, whole)
    model = random_thinker(text, where, four_bit=four_bit)
    decoder = Decoder(model, CAPACITY)
    with torch.inference_mode():
        figures = parts.decoding(model, decoder, [100 + number for number in range(PROMPT)], effort)
        figures["peak_gb"] = parts.peak_memory(decoder.device)
    return {
        "bundle": f"{size} with random weights", "device": where, "precision": "nf4" if four_bit else "bf16",
        "parameters": sum(p.numel() for p in model.parameters()), "threads": torch.get_num_threads(),
        "layers": text["num_hidden_layers"], "layers_published": whole,
        "reduced": text["num_hidden_layers"] < whole, "thinker": figures,
    }  # fmt: skip


def random_thinker(text: dict[str, Any], device: str, *, four_bit: bool) -> Any:
    """A Thinker without audio tower, its weights drawn on the device, matrix by matrix."""
    model = empty_thinker(published_config(text, {"encoder_layers": 1}))
    del model.model.audio_tower
    if device == "cuda":
        free, _ = torch.cuda.mem_get_info()
        check_fits(estimate(model, four_bit=four_bit, capacity=CAPACITY), free, four_bit=four_bit)
    linears = {f"{name}.weight" for name in language_linears(model)} if four_bit else set()
    shapes = {name: p.shape for name, p in model.named_parameters(remove_duplicate=False)}
    if four_bit:
        empty_4bit(model, torch.bfloat16)
    torch.manual_seed(0)
    for name, shape in shapes.items():
        path, _, leaf = name.rpartition(".")
        value = torch.empty(shape, dtype=torch.bfloat16, device=device)
        value = value.normal_(0, 0.02) if len(shape) == 2 else value.fill_(0 if leaf == "bias" else 1)
        weight = packed_4bit(value, device) if name in linears else nn.Parameter(value, requires_grad=False)
        setattr(model.get_submodule(path), leaf, weight)
    for module in model.modules():
        for leaf, buffer in module.named_buffers(recurse=False):
            setattr(module, leaf, buffer.to(device))
    return model
