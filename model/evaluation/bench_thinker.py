"""The Thinker's section of `aloud bench` for a stock model.

Owns: what is measured of it. Thread: the caller's, inside `torch.inference_mode`.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

import numpy as np
import torch
from torch import nn

from model.device import Device, choose
from model.errors import MissingCapability
from model.evaluation import bench_decode
from model.evaluation.bench_common import QUESTION, Effort, Section
from model.lm.memory import check_fits, estimate
from model.lm.pretrained import is_four_bit, working_dtype
from model.lm.quantization import empty_4bit, language_linears, packed_4bit
from model.thinker import prompts
from model.thinker.features import whisper_mel
from model.thinker.number_guard import DriftGuard
from model.thinker.qwen_checkpoint import AUDIO, SIZES, published_config
from model.thinker.qwen_omni import CAPACITY, StockThinker, empty_thinker
from model.thinker.tokenizers import NAMES, StockTokens
from model.thinker.types import Mode, Plan

ASKED_S = 10.0


def thinker(model: StockThinker, effort: Effort) -> Section:
    """Greedy tokens per second, each mode, steps, and the wait after a question of 10 s.

    `first_spoken_token_ms` is with listening ahead; both waits have ratios to transformers' whole way to a token.
    """
    sound = np.random.default_rng(0).normal(0, 0.05, int(16_000 * ASKED_S)).astype(np.float32)
    prefill = effort.seconds(lambda: model.ask(sound, follow_up=False))
    first = _first_spoken_s(model, sound, effort)
    modes = {mode: round(_rate(model, mode, effort), 2) for mode in model.modes}
    peak = bench_decode.peak_memory(model.decoder.device)  # of our own work alone: the reference comes now
    theirs = effort.seconds(lambda: _first_token(model, sound))
    return bench_decode.decoding(
        model.model,
        model.decoder,
        prompt(model),
        effort,
        **bench_decode.waits(ASKED_S, prefill_s=prefill, first_s=first, reference_s=theirs),
        peak_gb=peak,
        modes=modes,
    )


def prompt(model: StockThinker) -> list[int]:
    """The ids of a typed question, ready for notes."""
    tokens = model.tokens
    before = tokens.prompt(prompts.system_prompt() + prompts.USER.text)
    return [*before, *tokens.encode(QUESTION), *tokens.prompt(prompts.USER_END.text + prompts.NOTES.text)]


def _first_token(model: StockThinker, sound: np.ndarray) -> None:
    """The same question's first token by transformers: nothing is known before the question's end."""
    ids = model.tokens.prompt
    before = ids(prompts.system_prompt() + prompts.USER.text + "<|audio_bos|>")
    after = ids("<|audio_eos|>" + prompts.USER_END.text + prompts.NOTES.text)
    bench_decode.first_token(model.model, before, whisper_mel(torch.from_numpy(sound)), after)


def _first_spoken_s(model: StockThinker, sound: np.ndarray, effort: Effort) -> float:
    """From a question's end, all but its last 0.2 s listened to, to the first token that the spoken cursor chose."""
    waits = []
    for _ in range(effort.repeats + 1):
        model.stop_listening()
        model.context.forget()
        model.listen(sound[:-3_200])
        _wait(model)
        started = time.perf_counter()
        answer = model.ask(sound).answer(Plan("concurrent", guarded=False), DriftGuard())
        while not answer.tokens[1] and not answer.over:
            answer.step()
        waits.append(time.perf_counter() - started)
    return statistics.median(waits[1:])


def _rate(model: StockThinker, mode: Mode, effort: Effort) -> float:
    """Tokens of both streams per second of an answer in this mode."""
    done = [0]

    def answer() -> None:
        plan = Plan(mode, max_reasoning=effort.tokens, max_spoken=effort.tokens, guarded=False)
        streams = model.ask(QUESTION, follow_up=False).answer(plan, DriftGuard(QUESTION))
        while not streams.over:
            streams.step(1.0)
        done[0] = max(1, sum(streams.tokens))

    seconds = effort.seconds(answer)
    return done[0] / seconds


def _wait(model: StockThinker) -> None:
    if model.device == "cuda":
        torch.cuda.synchronize()


# -- `aloud bench --random SIZE`: a published size with random weights, where speed and memory depend on no value.


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
    stock = StockThinker(model, made_tokens(text["vocab_size"]), precision, CAPACITY)
    with torch.inference_mode():
        figures = thinker(stock, effort)
    return {
        "bundle": f"{size} with random weights", "device": where, "precision": precision,
        "parameters": stock.parameters, "threads": torch.get_num_threads(), "layers": count,
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
