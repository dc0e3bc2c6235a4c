"""`aloud bench --random SIZE`: a published size with random weights, where speed and memory depend on no value.

Owns: building such a Thinker on a device, with a tokenizer like the real one. Must not know: arguments, tables,
what is measured. Thread: the caller's.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from model.errors import MissingCapability
from model.evaluation import bench_stock
from model.evaluation.bench import Effort, Section
from model.machine import Device, choose
from model.pretrained import is_four_bit, working_dtype
from model.thinker import prompts
from model.thinker.memory import check_fits, estimate
from model.thinker.quantise import empty_4bit, language_linears, packed_4bit
from model.thinker.sizes import AUDIO, SIZES, published_config
from model.thinker.stock import StockThinker
from model.thinker.stock_loading import CAPACITY, empty_thinker
from model.thinker.stock_tokens import NAMES, StockTokens

WORDS = 2000
"""Tokens of the made tokenizer: enough for every word of our prompts, so that these have their real length."""


def measure(size: str, effort: Effort, *, device: str, quant: str, layers: int | None) -> Section:
    """All figures of one size's Thinker, audio tower included.

    layers: fewer language and tower layers than published, which the figures then say. Raises MissingCapability for a
    device that is not here or too small.
    """
    where = choose(device)
    four_bit = is_four_bit(quant, where)
    if four_bit and where == "cpu":
        raise MissingCapability("4-bit steps need CUDA; measure with --quant bf16 on this machine")
    whole = int(SIZES[size]["num_hidden_layers"])
    count = min(layers or whole, whole)
    text = SIZES[size] | {"num_hidden_layers": count}
    tower = {"encoder_layers": min(layers or AUDIO["encoder_layers"], AUDIO["encoder_layers"])}
    model = random_thinker(published_config(text, tower), where, four_bit=four_bit)
    precision = "nf4" if four_bit else {torch.float16: "fp16"}.get(working_dtype(where), "bf16")
    thinker = StockThinker(model, made_tokens(text["vocab_size"]), precision, CAPACITY)
    with torch.inference_mode():
        figures = bench_stock.thinker(thinker, effort)
    return {
        "bundle": f"{size} with random weights", "device": where, "precision": precision,
        "parameters": thinker.parameters, "threads": torch.get_num_threads(), "layers": count,
        "layers_published": whole, "reduced": count < whole, "thinker": figures,
    }  # fmt: skip


def random_thinker(config: dict[str, Any], device: Device, *, four_bit: bool) -> Any:
    """A Thinker whose weights are drawn on the device, matrix by matrix."""
    model, dtype = empty_thinker(config), working_dtype(device)
    check_fits(estimate(model, four_bit=four_bit, capacity=CAPACITY), device, four_bit=four_bit)
    linears = {f"{name}.weight" for name in language_linears(model)} if four_bit else set()
    shapes = {name: p.shape for name, p in model.named_parameters(remove_duplicate=False)}
    if four_bit:
        empty_4bit(model, dtype)
    torch.manual_seed(0)
    for name, shape in shapes.items():
        path, _, leaf = name.rpartition(".")
        value = torch.empty(shape, dtype=dtype, device=device)
        value = value.normal_(0, 0.02) if len(shape) > 1 else value.fill_(0 if leaf == "bias" else 1)
        weight = packed_4bit(value, device) if name in linears else nn.Parameter(value, requires_grad=False)
        setattr(model.get_submodule(path), leaf, weight)
    for module in model.modules():
        for leaf, buffer in module.named_buffers(recurse=False):
            setattr(module, leaf, buffer.to(device))
    return model


def made_tokens(vocabulary: int) -> StockTokens:
    """A tokenizer learnt from our own prompts: about a token a word, as the published one has."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=min(WORDS, vocabulary), special_tokens=list(NAMES), show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    parts = (prompts.NOTES, prompts.SPEECH, prompts.OPENER, prompts.HEAR, prompts.DIRECT)
    made.train_from_iterator([prompts.system_prompt(), *(part.text for part in parts)], trainer)
    return StockTokens(made, vocabulary)
