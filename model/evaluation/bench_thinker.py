"""The Thinker's section of `aloud bench`, for both kinds of Thinker, and for published sizes with random weights."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

from model import SAMPLE_RATE
from model.device import Device, choose
from model.errors import MissingCapability
from model.evaluation import bench_decode
from model.evaluation.bench_decode import QUESTION, Effort, Section
from model.lm.memory import check_fits, estimate
from model.lm.pretrained import is_four_bit, working_dtype
from model.lm.quantization import empty_4bit, language_linears, packed_4bit
from model.thinker import prompts
from model.thinker.features import WHISPER, log_mel
from model.thinker.interleaved import InterleavedAnswer, InterleavedSchedule
from model.thinker.number_guard import NumberGuard
from model.thinker.qwen_checkpoint import AUDIO, SIZES, published_config
from model.thinker.qwen_omni import CAPACITY, QwenOmniThinker, empty_thinker
from model.thinker.thinker import TrainedThinker
from model.thinker.tokenizers import QWEN_SPECIAL, QwenTokenizer
from model.thinker.types import GenerationConfig, Mode, Samples

TRAINED_S = 4.0  # length of the spoken question; questions of the training set are short
STOCK_S = 10.0


def thinker(model: TrainedThinker | QwenOmniThinker, effort: Effort) -> Section:
    """Greedy tokens per second, each mode, single steps, and the wait after a spoken question.

    For a stock model `first_spoken_token_ms` is measured with streaming prefill. Both waits are compared with the time
    that transformers needs from the whole question to its first token.
    """
    return _stock(model, effort) if isinstance(model, QwenOmniThinker) else _trained(model, effort)


def prompt(model: TrainedThinker | QwenOmniThinker) -> list[int]:
    """The ids of a typed question, up to the first token of the answer."""
    if isinstance(model, TrainedThinker):
        begin, end = model.tokens.around(spoken=False)
        return [*model.tokens.start, *begin, *model.tokens.encode(QUESTION), *end, *model.tokens.opening("interleaved")]
    ids = model.tokens.prompt
    before, after = prompts.SYSTEM + prompts.USER, prompts.USER_END + prompts.NOTES
    return [*ids(before), *model.tokens.encode(QUESTION), *ids(after)]


def _trained(model: TrainedThinker, effort: Effort) -> Section:
    sound = _noise(TRAINED_S)
    features = log_mel(torch.from_numpy(sound), model.mel)
    begin, after = model.tokens.around(spoken=True)
    before = [*model.tokens.start, *begin]
    modes: dict[str, tuple[Mode, tuple[int, int]]] = {
        f"interleaved {p}:{q}": ("interleaved", (p, q)) for p, q in model.ratios
    }
    modes |= {mode: (mode, (2, 8)) for mode in model.modes if mode != "interleaved"}
    return _section(
        model,
        effort,
        TRAINED_S,
        prefill=lambda: model.prefill(sound).choose(()),
        first=lambda: effort.seconds(lambda: _until_spoken(model, sound, GenerationConfig(guarded=False))),
        rates={name: partial(_interleaved_rate, model, mode, ratio, effort) for name, (mode, ratio) in modes.items()},
        reference=lambda: bench_decode.first_token(model.model, before, features, after),
    )


def _stock(model: QwenOmniThinker, effort: Effort) -> Section:
    sound = _noise(STOCK_S)
    ids, features = model.tokens.prompt, log_mel(torch.from_numpy(sound), WHISPER)
    before = ids(prompts.SYSTEM + prompts.USER + "<|audio_bos|>")
    after = ids("<|audio_eos|>" + prompts.USER_END + prompts.NOTES)
    return _section(
        model,
        effort,
        STOCK_S,
        prefill=lambda: model.ask(sound, follow_up=False),
        first=lambda: _first_spoken_s(model, sound, effort),
        rates={mode: partial(_rate, model, mode, effort) for mode in model.modes},
        reference=lambda: bench_decode.first_token(model.model, before, features, after),
    )


def _section(
    model: TrainedThinker | QwenOmniThinker,
    effort: Effort,
    audio_s: float,
    *,
    prefill: Callable[[], object],
    first: Callable[[], float],
    rates: dict[str, Callable[[], float]],
    reference: Callable[[], object],
) -> Section:
    prefill_s, first_s = effort.seconds(prefill), first()
    modes = {name: round(rate(), 2) for name, rate in rates.items()}
    peak = bench_decode.peak_memory(model.decoder.device)  # before the reference runs
    reference_s = effort.seconds(reference)
    waits = bench_decode.waits(audio_s, prefill_s=prefill_s, first_s=first_s, reference_s=reference_s)
    return bench_decode.decoding(model.model, model.decoder, prompt(model), effort, **waits, peak_gb=peak, modes=modes)


def _noise(seconds: float) -> Samples:
    return np.random.default_rng(0).normal(0, 0.05, int(SAMPLE_RATE * seconds)).astype(np.float32)


def _until_spoken(model: TrainedThinker | QwenOmniThinker, question: Samples, config: GenerationConfig) -> None:
    """From a question's end to the first spoken token."""
    answer = model.ask(question).answer(config, NumberGuard())
    while not answer.tokens[1] and not answer.over:
        answer.step()


def _first_spoken_s(model: QwenOmniThinker, sound: Samples, effort: Effort) -> float:
    """Seconds from a question's end to the first spoken token; all but the last 0.2 s were prefilled."""
    waits = []
    for _ in range(effort.repeats + 1):
        model.stop_listening()
        model.context.forget()
        model.listen(sound[:-3_200])
        bench_decode.synchronize(model.decoder.device)
        started = time.perf_counter()
        _until_spoken(model, sound, GenerationConfig("concurrent", guarded=False))
        waits.append(time.perf_counter() - started)
    return statistics.median(waits[1:])


def _interleaved_rate(model: TrainedThinker, mode: Mode, ratio: tuple[int, int], effort: Effort) -> float:
    """Tokens of the sequence per second of an answer in this mode, known pads counted."""
    done: list[int] = []

    def run() -> None:
        sequence = model.prefill(QUESTION)
        sequence.push(*model.tokens.opening(mode, ratio))
        start = sequence.length
        schedule = InterleavedSchedule(
            mode, ratio, model.control, max_reasoning=effort.tokens, max_spoken=effort.tokens
        )
        tokens = model.tokens
        answer = InterleavedAnswer(
            sequence, schedule, NumberGuard(QUESTION), tokens.decode, tokens.encode, guarded=False, calculator=False
        )
        while not answer.over:
            answer.step(1.0)
        done.append(sequence.length - start)

    seconds = effort.seconds(run)
    return done[-1] / seconds


def _rate(model: QwenOmniThinker, mode: Mode, effort: Effort) -> float:
    """Tokens of both streams per second of an answer in this mode."""
    done = [0]

    def answer() -> None:
        config = GenerationConfig(
            mode, max_reasoning=effort.tokens, max_spoken=effort.tokens, guarded=False, calculator=False
        )
        streams = model.ask(QUESTION, follow_up=False).answer(config, NumberGuard(QUESTION))
        while not streams.over:
            streams.step(1.0)
        done[0] = max(1, sum(streams.tokens))

    seconds = effort.seconds(answer)
    return done[0] / seconds


VOCABULARY = 2000  # of the made tokenizer: enough for every word of the prompts, which then have their real length


def measure(size: str, effort: Effort, *, device: str, quant: str, layers: int | None) -> Section:
    """The figures of one published size with random weights, audio encoder included.

    layers: fewer language and encoder layers than published. Raises MissingCapability for a device that is missing or
    too small.
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
    qwen = QwenOmniThinker(model, made_tokens(text["vocab_size"]), precision, CAPACITY)
    with torch.inference_mode():
        figures = thinker(qwen, effort)
    return {
        "bundle": f"{size} with random weights", "device": where, "precision": precision,
        "parameters": qwen.parameters, "threads": torch.get_num_threads(), "layers": count,
        "layers_published": whole, "reduced": count < whole, "thinker": figures,
    }  # fmt: skip


def random_thinker(config: dict[str, Any], device: Device, *, four_bit: bool) -> Any:
    """A Thinker with random weights, made on the device one matrix at a time."""
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


def made_tokens(vocabulary: int) -> QwenTokenizer:
    """A tokenizer trained on the prompts: about one token a word, like the published one."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=min(VOCABULARY, vocabulary), special_tokens=list(QWEN_SPECIAL), show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    parts = (prompts.NOTES, prompts.SPEECH, prompts.PREFIX, prompts.HEAR, prompts.DIRECT)
    made.train_from_iterator([prompts.SYSTEM, *parts], trainer)
    return QwenTokenizer(made, vocabulary)
