"""Shared parts of `aloud bench`: effort, the form of a section, greedy decoding and single steps.

Everything runs inside `torch.inference_mode` and needs no tokenizer, so that published sizes with random weights can be
measured too.
"""

from __future__ import annotations

import copy
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from model.lm.decoder import Decoder
from model.lm.quantization import LANGUAGE
from model.lm.sequence import TokenSequence
from model.thinker.features import audio_token_count

Section = dict[str, Any]

QUESTION = "What is 347 plus 286?"
CONTEXT = 256  # filled slots while steps are timed
STEPS = 32


@dataclass(frozen=True, slots=True)
class Effort:
    """tokens: per Thinker measurement. repeats: of each measurement after a warm-up; the median counts."""

    tokens: int = 96
    repeats: int = 3

    def seconds(self, work: Callable[[], object]) -> float:
        """Median wall time of `work`, everything on the device finished."""
        times: list[float] = []
        for _ in range(self.repeats + 1):
            started = time.perf_counter()
            work()
            if torch.cuda.is_available():
                torch.cuda.synchronize()
            times.append(time.perf_counter() - started)
        return statistics.median(times[1:])


def section(figure: float, reference: float, *, unit: str, reference_is: str, rate: bool, **more: Any) -> Section:
    """One section's fields. rate: higher figures are better; else they are seconds."""
    ratio = figure / reference if rate else reference / figure
    return {
        "figure": round(figure, 4), "unit": unit, "reference": "generate", "reference_is": reference_is,
        "reference_figure": round(reference, 4), "ratio": round(ratio, 3), **more,
    }  # fmt: skip


def greedy(decoder: Decoder, prompt: Sequence[int], count: int) -> list[int]:
    """`count` greedy tokens by Aloud's decoder."""
    sequence = TokenSequence(decoder, decoder.new_cache())
    sequence.push(*prompt)
    chosen: list[int] = []
    for _ in range(count):
        chosen.append(sequence.choose()[0])
        sequence.push(chosen[-1])
    return chosen


def generate(model: Any, prompt: Sequence[int], count: int) -> list[int]:
    """`count` greedy tokens by transformers, its end-of-text rule switched off."""
    ids = torch.tensor([list(prompt)], device=model.lm_head.weight.device)
    out = model.generate(
        input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False,
        max_new_tokens=count, min_new_tokens=count, pad_token_id=0, eos_token_id=None,
    )  # fmt: skip
    return [int(token) for token in out[0, ids.shape[1] :]]


def first_token(model: Any, before: Sequence[int], features: Tensor, after: Sequence[int]) -> None:
    """transformers from a whole question to its first token. features: (mels, frames), between both texts."""
    device, sound = model.lm_head.weight.device, [model.config.audio_token_id] * audio_token_count(features.shape[1])
    ids = torch.tensor([[*before, *sound, *after]], device=device)
    model.generate(
        input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=1, pad_token_id=0,
        input_features=features[None].to(device, model.lm_head.weight.dtype),
        feature_attention_mask=torch.ones(1, features.shape[1], dtype=torch.long, device=device),
    )  # fmt: skip


def reference(model: Any, decoder: Decoder) -> Any:
    """transformers' model in the precision of our single steps: float32 where small bf16 weights are widened."""
    return copy.deepcopy(model).float() if decoder.dtype != model.lm_head.weight.dtype else model


def decoding(model: Any, decoder: Decoder, prompt: Sequence[int], effort: Effort, **more: Any) -> Section:
    """The section of a Thinker: greedy tokens per second, prefill included, beside `generate`, and the fields `more`.

    The reference runs on the weights as they were loaded. Where our single steps widen them to float32, `generate` in
    float32 is measured too, and its tokens are the ones that ours are compared with.
    """
    wide = reference(model, decoder)
    sides: dict[str, Callable[[], list[int]]] = {
        "ours": lambda: greedy(decoder, prompt, effort.tokens),
        "loaded": lambda: generate(model, prompt, effort.tokens),
    }
    if wide is not model:
        sides["wide"] = lambda: generate(wide, prompt, effort.tokens)
    chosen: dict[str, list[int]] = {}
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(effort.repeats + 1):
        for name, side in sides.items():  # in turn, so that load slows all of them
            synchronize(decoder.device)
            started = time.perf_counter()
            chosen[name] = side()
            rates[name].append(effort.tokens / (time.perf_counter() - started))
    typical = {name: statistics.median(found[1:]) for name, found in rates.items()}
    if "wide" in typical:
        more["generate_float32"] = round(typical["wide"], 4)
        more["ratio_float32"] = round(typical["ours"] / typical["wide"], 3)
    return section(
        typical["ours"],
        typical["loaded"],
        unit="tokens/s",
        reference_is="transformers generate, same weights and prompt",
        rate=True,
        same_tokens=chosen["ours"] == chosen.get("wide", chosen["loaded"]),
        steps=steps(model, decoder, effort),
        **more,
    )


def waits(audio_s: float, *, prefill_s: float, first_s: float, reference_s: float) -> Section:
    """The waits before the answer to a spoken question of `audio_s` seconds, beside transformers' first token.

    prefill_s: the question into the cache. first_s: from the question's end to the first spoken token.
    """
    return {
        "prefill_ms_per_audio_s": round(1000 * prefill_s / audio_s, 3),
        "prefill_ratio": round(reference_s / prefill_s, 3),
        "first_spoken_token_ms": round(1000 * first_s, 2),
        "first_spoken_token_ratio": round(reference_s / first_s, 3),
        "generate_first_token_ms": round(1000 * reference_s, 2),
    }


def steps(model: Any, decoder: Decoder, effort: Effort) -> Section:
    """Milliseconds of a step with one and two cursors, their ratio, and the share of the memory bandwidth."""
    cache = decoder.new_cache(min(decoder.capacity, 2 * CONTEXT + 2 * STEPS))
    size = min(CONTEXT, cache.capacity // 2 - STEPS)
    decoder.forward(decoder.embed([1] * size), cache)
    one, two = [0], [0, size + STEPS]
    masks = {len(offsets): _mask(decoder, size, offsets) for offsets in (one, two)}
    times: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(effort.repeats + 1):
        for offsets in (one, two):  # in turn, so that load slows both of them
            times[len(offsets)] += _timed(decoder, cache, size, offsets, masks[len(offsets)])
    single, double = (_typical(times[count][STEPS:]) for count in (1, 2))
    moved = _bytes_of_a_step(model, decoder, size)
    bandwidth = copy_bandwidth(decoder.device)
    return {
        "one_cursor_ms": round(1000 * single, 4),
        "two_cursors_ms": round(1000 * double, 4),
        "two_over_one": round(double / single, 3),
        "bytes_a_step": moved,
        "copy_gb_per_s": round(bandwidth / 1e9, 2),
        "bandwidth_share": round(moved / single / bandwidth, 3),
    }


def peak_memory(device: torch.device) -> float | None:
    """Peak of torch's memory on the graphics card since the last call, in GB; None on a CPU."""
    if device.type != "cuda":
        return None
    peak = torch.cuda.max_memory_allocated(device)
    torch.cuda.reset_peak_memory_stats(device)
    return round(peak / 1e9, 3)


def copy_bandwidth(device: torch.device) -> float:
    """Bytes per second, read and written, of copying a block larger than the caches; the best of many."""
    source = torch.empty(128 << 20 if device.type == "cpu" else 256 << 20, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    best = 0.0
    for _ in range(24):
        synchronize(device)
        started = time.perf_counter()
        target.copy_(source)
        synchronize(device)
        best = max(best, 2 * source.nbytes / (time.perf_counter() - started))
    return best


def _mask(decoder: Decoder, size: int, offsets: Sequence[int]) -> torch.Tensor:
    """Each cursor sees the filled slots and its own first one; the cost does not depend on which."""
    mask = torch.zeros(len(offsets), size + max(offsets) + STEPS, dtype=torch.bool, device=decoder.device)
    mask[:, :size] = True
    for row, offset in enumerate(offsets):
        mask[row, size + offset] = True
    return mask


def _timed(decoder: Decoder, cache: Any, size: int, offsets: Sequence[int], mask: torch.Tensor) -> list[float]:
    times = []
    for step in range(STEPS):
        synchronize(decoder.device)
        started = time.perf_counter()
        decoder.step([1] * len(offsets), [size + offset + step for offset in offsets], mask, cache)
        synchronize(decoder.device)
        times.append(time.perf_counter() - started)
    return times


def _typical(times: Sequence[float]) -> float:
    """The lower quartile: a step without interruptions."""
    return sorted(times)[len(times) // 4]


def _bytes_of_a_step(model: Any, decoder: Decoder, slots: int) -> int:
    """Bytes of the weights, keys and values that one step reads."""
    widened = decoder.dtype != decoder.embedding.dtype
    weights: int = 0
    for name, parameter in model.named_parameters(remove_duplicate=False):
        if name.startswith((LANGUAGE, "lm_head")):
            weights += parameter.numel() * decoder.dtype.itemsize if widened else parameter.nbytes
            state = getattr(parameter, "quant_state", None)
            weights += state.absmax.nbytes if state is not None else 0
    text = model.config.text_config
    return weights + int(
        2 * text.num_hidden_layers * decoder.config.kv_heads * decoder.config.head_dim * slots * decoder.dtype.itemsize
    )


def synchronize(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
