"""The Thinker's section of `aloud bench` for a stock model.

Owns: what is measured of it. Must not know: arguments, tables. Thread: the caller's, inside `torch.inference_mode`.
"""

from __future__ import annotations

import statistics
import time

import numpy as np
import torch

from model.evaluation import bench_steps as parts
from model.evaluation.bench import QUESTION, Effort, Section
from model.thinker import prompts
from model.thinker.guard import DriftGuard
from model.thinker.plan import Plan
from model.thinker.schedule import Mode
from model.thinker.stock import StockThinker
from model.thinker.whisper import whisper_mel

ASKED_S = 10.0


def thinker(model: StockThinker, effort: Effort) -> Section:
    """Greedy tokens per second, each mode, steps, and the wait after a question of 10 s.

    `first_spoken_token_ms` is with listening ahead; both waits have ratios to transformers' whole way to a token.
    """
    sound = np.random.default_rng(0).normal(0, 0.05, int(16_000 * ASKED_S)).astype(np.float32)
    prefill = effort.seconds(lambda: model.ask(sound, follow_up=False))
    first = _first_spoken_s(model, sound, effort)
    modes = {mode: round(_rate(model, mode, effort), 2) for mode in model.modes}
    peak = parts.peak_memory(model.decoder.device)  # of our own work alone: the reference comes now
    theirs = effort.seconds(lambda: _first_token(model, sound))
    return parts.decoding(
        model.model,
        model.decoder,
        prompt(model),
        effort,
        **parts.waits(ASKED_S, prefill_s=prefill, first_s=first, reference_s=theirs),
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
    parts.first_token(model.model, before, whisper_mel(torch.from_numpy(sound)), after)


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
