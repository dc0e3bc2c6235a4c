"""Loads a Thinker of any size from a bundle's folder. Heavy imports happen inside the functions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from model.device import Device
from model.errors import BadInput, first_line
from model.lm.pretrained import is_four_bit, load_weights, working_dtype
from model.lm.quantization import bitsandbytes_config, check_4bit, round_to_nf4
from model.lm.sampling import NotFinite
from model.thinker.chat_model import load_chat_model
from model.thinker.chat_thinker import ChatThinker
from model.thinker.doubt import DoubtScale
from model.thinker.features import WHISPER
from model.thinker.qwen_checkpoint import THINKER_ONLY, is_chat_model, is_published, read_config
from model.thinker.qwen_omni import (
    CAPACITY,
    QwenOmniThinker,
    advice,
    dtype_name,
    load_published,
    load_qwen_omni,
)
from model.thinker.thinker import TrainedThinker
from model.thinker.tokenizers import MarkedTokenizer, TrainedTokenizer


def load_thinker(
    folder: Path,
    *,
    device: Device = "cpu",
    quant: str = "auto",
    voice: int = 0,
    marks: Mapping[str, int] | None = None,
    follows: bool = False,
    capacity: int = CAPACITY,
) -> TrainedThinker | QwenOmniThinker | ChatThinker:
    """The Thinker of `folder`: trained here, a published Qwen2.5-Omni, one trained to interleave (with `marks`), or any
    other published model with a chat template.

    voice: bytes of memory to leave for the voice. follows: see `TrainedThinker`. capacity: tokens of a published
    Qwen2.5-Omni's context. See the functions for errors.
    """
    four_bit = is_four_bit(quant, device)
    dtype = working_dtype(device)
    if is_chat_model(folder):
        with advice(dtype):
            model = load_chat_model(folder, device=device, dtype=dtype, four_bit=four_bit, voice=voice)
        precision = "nf4" if four_bit and device == "cuda" else dtype_name(dtype)
        return ChatThinker(model, device=device, precision=precision, parameters=model.parameters)
    if not is_published(folder):
        thinker = load_trained_thinker(folder, device=device, quant=quant)
        thinker.follows = follows
        return thinker
    if marks:
        return load_marked_thinker(
            folder, marks, device=device, dtype=dtype, four_bit=four_bit, voice=voice, capacity=capacity
        )
    return load_qwen_omni(folder, device=device, dtype=dtype, four_bit=four_bit, capacity=capacity, voice=voice)


def load_marked_thinker(
    folder: Path, marks: Mapping[str, int], *, device: Device, dtype: torch.dtype, four_bit: bool, voice: int = 0,
    capacity: int = CAPACITY,
) -> TrainedThinker:  # fmt: skip
    """A published model that was trained to interleave (`aloud train --base`). marks: their ids in its vocabulary.

    Raises as `load_qwen_omni`, and BadInput for marks that do not fit the tokenizer.
    """
    with advice(dtype):
        model, base = load_published(
            folder, device=device, dtype=dtype, four_bit=four_bit, capacity=capacity, vision=False,
            packed=four_bit and device == "cuda", voice=voice,
        )  # fmt: skip
        vocabulary = model.config.text_config.vocab_size
        try:
            tokens = MarkedTokenizer.over(base, vocabulary, marks)
        except ValueError as error:
            raise BadInput(
                "{folder}: damaged tokenizer ({reason}): get the bundle again", folder=folder, reason=first_line(error)
            ) from error
        thinker = TrainedThinker(model, tokens, "nf4" if four_bit else dtype_name(dtype), capacity, WHISPER)
        _check_finite(thinker)
    return thinker


def load_trained_thinker(
    folder: Path, *, device: Device = "cpu", quant: str = "auto", capacity: int = 3072
) -> TrainedThinker:
    """The Thinker of `folder`: config.json, safetensors (one file or shards), tokenizer.json.

    quant: "bf16", "nf4", or "auto" (nf4 on CUDA, bf16 on the CPU, where nf4 rounds the weights once and computes in
    bf16). capacity: tokens of a sequence. Raises BadInput for a damaged folder or an unknown `quant`,
    MissingCapability if the weights do not fit, NotFinite if they give NaN.
    """
    four_bit = is_four_bit(quant, device)
    _check_config(folder / "config.json")
    tokens = _tokens(folder)
    dtype = working_dtype(device)
    quantization = bitsandbytes_config(dtype) if four_bit and device == "cuda" else None
    model = _weights(folder, device, dtype, quantization)
    if four_bit and device == "cuda":
        check_4bit(model)
    elif four_bit:
        round_to_nf4(model)
    vocabulary = model.config.text_config.vocab_size
    if tokens.size > vocabulary:
        raise BadInput(
            "{folder}: {size} tokens for {vocabulary} embeddings: get the bundle again",
            folder=folder,
            size=tokens.size,
            vocabulary=vocabulary,
        )
    precision = "nf4" if four_bit else "fp16" if dtype == torch.float16 else "bf16"
    thinker = TrainedThinker(model, tokens, precision, capacity)
    thinker.doubt = DoubtScale.read(folder)
    _check_finite(thinker)
    return thinker


def _check_config(file: Path) -> None:
    """Raises BadInput if the config is not a Thinker's: without one transformers would build the 7B model."""
    kind = read_config(file.parent).get("model_type")
    if kind != THINKER_ONLY:
        raise BadInput(
            "{file} is for a model of type '{kind}', not '{thinker_only}': choose another bundle",
            file=file,
            kind=kind,
            thinker_only=THINKER_ONLY,
        )


def _tokens(folder: Path) -> TrainedTokenizer:
    try:
        return TrainedTokenizer.load(folder / "tokenizer.json")
    except ValueError as error:
        raise BadInput(
            "{folder}: damaged tokenizer ({reason}): get the bundle again", folder=folder, reason=first_line(error)
        ) from error


def _weights(folder: Path, device: Device, dtype: torch.dtype, quantization: Any) -> Any:
    from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import Qwen2_5OmniThinkerForConditionalGeneration

    # The vision tower is not used and may be missing.
    kind = Qwen2_5OmniThinkerForConditionalGeneration
    return load_weights(kind, folder, device, dtype, quantization, "Thinker", unused="model.visual")


def _check_finite(thinker: TrainedThinker) -> None:
    """Runs an empty question, which also does torch's lazy set-up before the first question. Raises NotFinite."""
    decoder = thinker.decoder
    with torch.inference_mode():
        ids = [*thinker.tokens.start, *(at for part in thinker.tokens.around(spoken=False) for at in part)]
        logits = decoder.next_logits(ids, decoder.new_cache(len(ids) + 8))
    if not bool(torch.isfinite(logits).all()):
        raise NotFinite
