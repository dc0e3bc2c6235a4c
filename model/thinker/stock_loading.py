"""A published Qwen2.5-Omni into memory, one tensor at a time.

Owns: the empty model, filling it on its device in its precision, the checks before and after. Must not know:
bundles, turns. Thread: the loader's; heavy imports happen inside the functions.

transformers' own loader reads whole shards and the vision tower. Here every tensor goes from the mapped file to its
place and is forgotten, quantised on the way: the host holds little more than one matrix beyond the mapped shard.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from model.errors import BadInput, MissingCapability
from model.machine import Device
from model.thinker.checkpoint import Checkpoint, read_config, thinker_config
from model.thinker.memory import check_fits, estimate
from model.thinker.picker import NotFinite
from model.thinker.quantise import check_4bit, empty_4bit, language_linears, nf4_round_trip, packed_4bit
from model.thinker.stock import StockThinker
from model.thinker.stock_tokens import StockTokens

CAPACITY = 4096


def load_stock(
    folder: Path, *, device: Device, dtype: torch.dtype, four_bit: bool, capacity: int = CAPACITY,
    vision: bool = False, packed: bool | None = None, voice: int = 0,
) -> StockThinker:  # fmt: skip
    """The Thinker of a published model. See `load_thinker` for the errors.

    vision: load the vision tower too. packed: keep 4-bit weights packed (default: on CUDA; on a CPU they are
    rounded once and computed in `dtype`). voice: bytes of memory that must be left for it.
    """
    packed = four_bit and (device == "cuda" if packed is None else packed)
    model = empty_thinker(read_config(folder), vision=vision)
    checkpoint = Checkpoint.open(folder, vision=vision)
    tie_or_refuse(model, checkpoint)
    check_fits(estimate(model, four_bit=packed, capacity=capacity, voice=voice), device, four_bit=four_bit)
    tokens = _tokens(folder, model.config.text_config.vocab_size)
    if packed:
        empty_4bit(model, dtype)
    try:
        fill(model, checkpoint, device, dtype, four_bit=four_bit, packed=packed)
        if packed:
            check_4bit(model)
        thinker = StockThinker(model, tokens, "nf4" if four_bit else _name(dtype), capacity)
        check_numbers(thinker)
    except torch.OutOfMemoryError as error:
        raise MissingCapability("too little graphics memory: try --quant nf4 or --device cpu") from error
    except NotFinite as error:
        if dtype != torch.float16:
            raise
        why = "this card has no bf16 arithmetic, and in fp16 the model's numbers overflow"
        raise MissingCapability(f"{why}: use --device cpu, or a card of the year 2020 or later") from error
    return thinker


def empty_thinker(raw: dict[str, Any], *, vision: bool = False) -> Any:
    """The model of a published config: parameters on `meta`, the buffers that no file holds computed."""
    from accelerate import init_empty_weights
    from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import Qwen2_5OmniThinkerForConditionalGeneration

    with init_empty_weights(include_buffers=False):
        model = Qwen2_5OmniThinkerForConditionalGeneration(thinker_config(raw))
    if not vision:
        model.model.visual = None
    return model.eval().requires_grad_(False)


def tie_or_refuse(model: Any, checkpoint: Checkpoint) -> None:
    """Every parameter must be in the files. A head that is not is the embedding. Raises BadInput otherwise."""
    wanted = {name for name, _ in model.named_parameters(remove_duplicate=False)}
    missing = sorted(wanted - checkpoint.names)
    if missing == ["lm_head.weight"]:
        model.lm_head.weight = model.model.language_model.embed_tokens.weight
    elif missing:
        raise BadInput(f"the checkpoint lacks {missing[0]} ({len(missing)} in all): download the model again")
    elif model.lm_head.weight is model.model.language_model.embed_tokens.weight:
        model.lm_head.weight = nn.Parameter(model.lm_head.weight.detach().clone(), requires_grad=False)


def fill(model: Any, checkpoint: Checkpoint, device: str, dtype: torch.dtype, *, four_bit: bool, packed: bool) -> None:
    """Puts every tensor into its place. Raises BadInput for one of another shape."""
    tied = model.lm_head.weight is model.model.language_model.embed_tokens.weight
    rounded = {f"{name}.weight" for name in language_linears(model)} if four_bit else set()
    for name, tensor in checkpoint.tensors():
        path, _, leaf = name.rpartition(".")
        try:
            module = model.get_submodule(path)
            shape = _shape(module, leaf)
        except AttributeError:
            continue  # a tensor that this version of the model computes itself
        if shape != tensor.shape:
            raise BadInput(f"{name} is {tuple(tensor.shape)}, not {tuple(shape)}: config and weights differ")
        if name in rounded and packed:
            module.weight = packed_4bit(tensor.to(dtype), device)
            continue
        value = tensor.to(device, dtype, copy=True)
        setattr(module, leaf, nn.Parameter(nf4_round_trip(value) if name in rounded else value, requires_grad=False))
    if tied:
        model.lm_head.weight = model.model.language_model.embed_tokens.weight
    for module in model.modules():
        for leaf, buffer in module.named_buffers(recurse=False):
            setattr(module, leaf, buffer.to(device))


def _shape(module: nn.Module, leaf: str) -> torch.Size:
    if leaf == "weight" and hasattr(module, "in_features"):
        return torch.Size((module.out_features, module.in_features))  # type: ignore[arg-type]
    value: Tensor = getattr(module, leaf)
    return value.shape


def check_numbers(thinker: StockThinker) -> None:
    """Two seconds of noise and a line of text through all that will be used. Raises NotFinite.

    In fp16 this is the check that the weights stay within its range.
    """
    noise = np.random.default_rng(0).normal(0, 0.1, 32_000).astype(np.float32)
    with torch.inference_mode():
        question = thinker.ask(noise, follow_up=False)
        side = question.hearing()
        try:
            side.step()
        finally:
            thinker.context.forget()
        rows = thinker.encode_audio(noise)
    if not bool(torch.isfinite(rows).all()):
        raise NotFinite


def _tokens(folder: Path, vocabulary: int) -> StockTokens:
    try:
        tokens = StockTokens.load(folder, vocabulary)
    except ValueError as error:
        raise BadInput(f"{folder}: damaged tokenizer ({error}): download the model again") from error
    if tokens.size > vocabulary:
        raise BadInput(f"{folder}: {tokens.size} tokens for {vocabulary} embeddings: download the model again")
    return tokens


def _name(dtype: torch.dtype) -> str:
    return {torch.float16: "fp16", torch.bfloat16: "bf16"}.get(dtype, str(dtype).removeprefix("torch."))
