"""A published Qwen2.5-Omni as the base of a training: its weights, low-rank adapters over them, and its memory.

With adapters (LoRA, by peft) the base stays frozen in bf16 or NF4. Without them its parts are trained in float32.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from torch import nn

from model.device import Device
from model.errors import BadInput, MissingCapability, first_line
from model.lm.memory import NF4_BYTES, free_bytes
from model.lm.quantization import check_4bit, empty_4bit, language_linears
from model.thinker.qwen_checkpoint import Checkpoint, read_config
from model.thinker.qwen_omni import empty_thinker, fill, read_tokens, tie_or_refuse
from model.thinker.tokenizers import MarkedTokenizer
from model.training import loop
from model.training.thinker_trainer import LOSS_CHUNK

LORA_SCALE = 2.0
"""Factor of the adapters' product, whatever their rank."""
TRAINED_BYTES = 16
"""A trained parameter: itself, its gradient and AdamW's two moments, all float32."""
WORKING = 1_500_000_000
"""Bytes for the CUDA context, kernels' workspace, the tower's forward, and fragmentation."""


@dataclass(frozen=True)
class BaseOptions:
    """folder: the published model. lora: rank of the adapters, None to train its weights. quant: of frozen weights.

    tokens: of a batch, padding included. packed: keep 4-bit weights packed (default: on CUDA; a CPU computes with the
    rounded weights, which are the same numbers).
    """

    folder: Path
    lora: int | None = None
    quant: Literal["bf16", "nf4"] = "bf16"
    tokens: int = 2048
    packed: bool | None = None

    @property
    def four_bit(self) -> bool:
        return self.quant == "nf4"


@dataclass(frozen=True, slots=True)
class TrainingNeed:
    """Bytes. weights: the base. trained: gradients, moments and weights of what is trained. activations: of a batch."""

    weights: int
    trained: int
    activations: int
    working: int = WORKING

    @property
    def total(self) -> int:
        return self.weights + self.trained + self.activations + self.working

    def __str__(self) -> str:
        parts = ("weights", "trained", "activations", "working")
        return ", ".join(f"{name} {getattr(self, name) / 1e9:.1f}" for name in parts) + f": {self.total / 1e9:.1f} GB"


def estimate(model: Any, options: BaseOptions, *, packed: bool) -> TrainingNeed:
    """The need of a training step on `model`, which may be on the `meta` device."""
    inner = inner_linears(model)
    linears = {f"{name}.weight" for name in language_linears(model)}
    language = sum(p.numel() for name, p in model.named_parameters() if name in linears)
    rest = sum(p.numel() for p in model.parameters()) - language
    if options.lora is None:
        trained = sum(p.numel() for name, p in model.named_parameters() if ".layers." in name)
        weights, kept = 4 * (language + rest), (TRAINED_BYTES - 4) * trained
    else:
        trained = sum(options.lora * (layer.in_features + layer.out_features) for layer in inner.values())
        weights, kept = int(language * (NF4_BYTES if packed else 2)) + 2 * rest, TRAINED_BYTES * trained
    return TrainingNeed(weights, kept, activation_bytes(model, options))


def activation_bytes(model: Any, options: BaseOptions) -> int:
    """What a step keeps: each layer's input, one layer in full with its gradients, and one chunk of the logits.

    Norms are computed in float32 and adapters read their input in float32, so a layer keeps about 40 bytes a hidden
    unit and 16 an intermediate one.
    """
    text, audio = model.config.text_config, model.config.audio_config
    width = 2 if options.lora else 4
    layer_inputs = width * options.tokens * text.num_hidden_layers * text.hidden_size
    one_layer = options.tokens * (40 * text.hidden_size + 16 * text.intermediate_size)
    # Two positions of the tower for each of its tokens.
    tower = 2 * options.tokens * (width * audio.encoder_layers * audio.d_model + 40 * audio.d_model)
    logits = 12 * min(LOSS_CHUNK, options.tokens) * text.vocab_size
    mask = 4 * options.tokens * options.tokens
    return int(layer_inputs + one_layer + tower + logits + mask)


def check_fits(need: TrainingNeed, options: BaseOptions, device: Device) -> None:
    """Prints the estimate. Raises MissingCapability, with advice, if too little memory is free."""
    free = free_bytes(device)
    where = "graphics memory" if device == "cuda" else "memory"
    if loop.is_first():
        print(f"{where} needed (estimated, GB): {need}; {free / 1e9:.1f} GB are free")
    if need.total <= free:
        return
    if options.lora is None:
        advice = "train adapters instead (--lora 32 --quant nf4)"
    elif not options.four_bit and device == "cuda":
        advice = "use --quant nf4"
    elif need.activations > need.weights // 4 and options.tokens > 512:
        advice = f"use smaller batches (--tokens {options.tokens // 2})"
    else:
        advice = "close other programs, choose a smaller base, or use a machine with more memory"
    raise MissingCapability(
        f"this training needs about {need.total / 1e9:.1f} GB of {where} and {free / 1e9:.1f} GB are free: {advice}"
    )


def inner_linears(model: Any) -> dict[str, Any]:
    """The projections inside the layers of language model and audio encoder, by dotted name."""
    tower = {
        name: module
        for name, module in model.named_modules()
        if name.startswith("model.audio_tower.layers.") and isinstance(module, nn.Linear)
    }
    return {**language_linears(model), **tower}


def load_base(options: BaseOptions) -> tuple[Any, MarkedTokenizer]:
    """Model (frozen, with adapters if wanted) and tokenizer with the marks, on this process's device.

    Prints the memory estimate before a weight is read. Raises BadInput for a damaged folder or another model,
    MissingCapability if it does not fit.
    """
    if options.four_bit and options.lora is None:
        raise BadInput("4-bit weights cannot be trained themselves: give --lora 32 with --quant nf4")
    place = loop.processes().device
    device: Device = "cuda" if place.type == "cuda" else "cpu"
    if device == "cuda" and torch.cuda.get_device_capability(place)[0] < 8:
        raise MissingCapability("this card has no bf16 arithmetic: use a card of the year 2020 or later")
    packed = options.four_bit and (device == "cuda" if options.packed is None else options.packed)
    model = empty_thinker(read_config(options.folder))
    checkpoint = Checkpoint.open(options.folder)
    tie_or_refuse(model, checkpoint)
    vocabulary = model.config.text_config.vocab_size
    try:
        tokens = MarkedTokenizer.on_unused(read_tokens(options.folder, vocabulary), vocabulary)
    except ValueError as error:
        raise BadInput(f"{options.folder} has no unused ids for the marks ({first_line(error)}): choose a Qwen2.5-Omni"
                       ) from error  # fmt: skip
    check_fits(estimate(model, options, packed=packed), options, device)
    dtype = torch.bfloat16 if options.lora else torch.float32
    if packed:
        empty_4bit(model, dtype)
    fill(model, checkpoint, str(place), dtype, four_bit=options.four_bit, packed=packed)
    if packed:
        check_4bit(model)
    if options.lora:
        add_adapters(model, options.lora, packed=packed)
    return model, tokens


def add_adapters(model: Any, rank: int, *, packed: bool) -> None:
    """Wraps the projections inside the layers by low-rank adapters in float32, which change nothing yet."""
    from peft import LoraConfig, inject_adapter_in_model

    names = list(inner_linears(model))
    model.is_loaded_in_4bit = packed  # peft chooses its class by this
    config = LoraConfig(r=rank, lora_alpha=int(LORA_SCALE * rank), lora_dropout=0.0, target_modules=names)
    inject_adapter_in_model(config, model)
