"""The measurements of `aloud bench`, one function a section.

Owns: what runs on each side of a comparison. Thread: the caller's, inside `torch.inference_mode`. Both sides run in
the same process, on the same weights, with the same threads.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import torch

from model.codec.streaming_decoder import to_levels
from model.evaluation import bench_decode, bench_thinker
from model.evaluation.bench_common import QUESTION, REPLY, Effort, Section, section
from model.events import AudioChunk, SpokenText, TurnEnded, TurnEvent
from model.talker.characters import spell
from model.talker.codec_lm import FlatTalker
from model.talker.inference import FastTalker
from model.talker.tts import TextToSpeech
from model.talker.voice import PhraseTalker
from model.thinker.features import log_mel
from model.thinker.interleaved import Answer, Schedule
from model.thinker.number_guard import DriftGuard
from model.thinker.qwen_omni import StockThinker
from model.thinker.thinker import Thinker
from model.thinker.types import Mode, Plan, Samples
from model.turn import Turn, TurnOptions

AUDIO_S = 4.0
OPENER = "Okay, let me see."
MODES: tuple[tuple[str, Mode, tuple[int, int]], ...] = (
    ("interleaved 1:9", "interleaved", (1, 9)),
    ("interleaved 2:8", "interleaved", (2, 8)),
    ("interleaved 3:7", "interleaved", (3, 7)),
    ("interleaved 5:5", "interleaved", (5, 5)),
    ("think-first", "think-first", (2, 8)),
    ("direct", "direct", (2, 8)),
)


def thinker(model: Thinker | StockThinker, effort: Effort) -> Section:
    """Greedy tokens per second after the same typed question, prefill included on both sides."""
    if isinstance(model, StockThinker):
        return bench_thinker.thinker(model, effort)
    noise = np.random.default_rng(0).normal(0, 0.05, int(16_000 * AUDIO_S)).astype(np.float32)
    prefill = effort.seconds(lambda: model.prefill(noise).choose(()))
    first = effort.seconds(lambda: _to_first_spoken(model, noise))
    modes = {name: round(_mode_rate(model, mode, ratio, effort), 2) for name, mode, ratio in MODES}
    peak = bench_decode.peak_memory(model.decoder.device)  # of our own work alone: the reference comes now
    name = model.tokens.id
    ends = [name("<user>"), name("<|audio_start|>")], [name("<|audio_end|>"), name("<tutor>")]
    features = log_mel(torch.from_numpy(noise))
    theirs = effort.seconds(lambda: bench_decode.first_token(model.model, ends[0], features, ends[1]))
    return bench_decode.decoding(
        model.model,
        model.decoder,
        _prompt(model),
        effort,
        **bench_decode.waits(AUDIO_S, prefill_s=prefill, first_s=first, reference_s=theirs),
        peak_gb=peak,
        modes=modes,
    )


def _prompt(model: Thinker | StockThinker) -> list[int]:
    if isinstance(model, StockThinker):
        return bench_thinker.prompt(model)
    name = model.tokens.id
    return [name("<user>"), *model.tokens.encode(QUESTION), name("<tutor>"), model.tokens.mode("interleaved")]


def _to_first_spoken(model: Thinker, question: Samples) -> None:
    """From a question's end to the first token that is spoken, two of speech to eight of reasoning."""
    answer = model.ask(question).answer(Plan(guarded=False), DriftGuard())
    while not answer.tokens[1] and not answer.over:
        answer.step()


def _mode_rate(model: Thinker, mode: Mode, ratio: tuple[int, int], effort: Effort) -> float:
    """Tokens of the sequence per second of an answer in this mode, known pads counted."""
    done: list[int] = []

    def answer() -> None:
        tape = model.prefill(QUESTION)
        tape.push(model.tokens.mode(mode, ratio))
        start = tape.sequence.length
        schedule = Schedule(mode, ratio, model.marks, max_reasoning=effort.tokens, max_spoken=effort.tokens)
        _finish(Answer(tape, schedule, DriftGuard(QUESTION), model.tokens.decode, guarded=False))
        done.append(tape.sequence.length - start)

    seconds = effort.seconds(answer)
    return done[-1] / seconds


def _finish(answer: Answer) -> None:
    while not answer.over:
        answer.step(1.0)


def talker(voice: TextToSpeech, effort: Effort) -> Section:
    """Steps per second of the Talker, beside transformers' `generate`.

    A parallel Talker makes a frame a step, a flattened one a code: `needed` is what real time asks of it.
    first_sound_ms: from a first phrase to the first sound of it, the codec's work included.
    """
    speaking = voice.talker
    frames = len(list(speaking.say(REPLY)))
    seconds = effort.seconds(lambda: list(speaking.say(REPLY)))
    if isinstance(speaking, FlatTalker):
        each, model, said = speaking.streams, speaking.model, "the same weights"
    else:
        each, model, said = 1, _same_size(speaking), "a model of the same size"
    steps = frames * each
    prompt = torch.ones(1, len(spell(REPLY).ids), dtype=torch.long, device=model.device)
    settings = {"do_sample": True, "max_new_tokens": steps, "min_new_tokens": steps, "pad_token_id": 0}
    theirs = effort.seconds(
        lambda: model.generate(prompt, attention_mask=torch.ones_like(prompt), eos_token_id=None, **settings)
    )
    rate = voice.codec_config.frame_rate
    return section(
        steps / seconds,
        steps / theirs,
        unit="frames/s" if each == 1 else "codes/s",
        reference_is=f"transformers generate, {said}",
        rate=True,
        needed=round(rate * each, 3),
        s_per_speech_s=round(seconds * rate / frames, 4),
        first_sound_ms=round(1000 * effort.seconds(lambda: next(iter(voice.speak(OPENER)))), 2),
    )


def _same_size(talker: PhraseTalker) -> Any:
    from transformers import Qwen2Config, Qwen2ForCausalLM

    assert isinstance(talker, FastTalker)
    config = talker.config
    return Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=config.codebook_size,
            hidden_size=config.dim,
            intermediate_size=config.feed_forward,
            num_hidden_layers=config.layers,
            num_attention_heads=config.heads,
            num_key_value_heads=config.heads,
        )
    ).eval()


def codec(voice: TextToSpeech, effort: Effort) -> Section:
    """Seconds per second of speech, decoded in small chunks, beside SNAC's own whole-file decoding."""
    config = voice.codec_config
    count = max(8, round(4 * config.frame_rate))
    frames = np.random.default_rng(0).integers(0, config.codebook_size, (count, config.codes_per_frame))
    speech = count / config.frame_rate

    def streamed() -> None:
        with voice.decoder.stream() as stream:
            for start in range(0, count, 4):
                stream.push(frames[start : start + 4])
            stream.flush()

    levels = to_levels(frames, config)
    return section(
        effort.seconds(streamed) / speech,
        effort.seconds(lambda: voice.decoder.snac.decode(levels)) / speech,
        unit="s per s of speech",
        reference_is="SNAC's own decoding of the whole file",
        rate=False,
        chunk_frames=4,
    )


def turn(model: Thinker | StockThinker, voice: TextToSpeech, effort: Effort) -> Section:
    """A whole interleaved turn, beside `generate` of as many tokens followed by the same speech."""
    last: list[TurnEvent] = []
    seconds = effort.seconds(lambda: last.__setitem__(slice(None), _turn(model, voice, effort)))
    ended = last[-1]
    assert isinstance(ended, TurnEnded)
    said = "".join(e.text for e in last if isinstance(e, SpokenText))
    tokens = max(1, ended.reasoning_tokens + ended.spoken_tokens)
    waits: list[float] = []
    prompt = _prompt(model)

    def one_after_the_other() -> None:
        started = time.perf_counter()
        bench_decode.generate(model.model, prompt, tokens)
        for number, _ in enumerate(voice.speak(said)):
            if not number:
                waits.append(time.perf_counter() - started)

    theirs = effort.seconds(one_after_the_other)
    speech = sum(len(e.samples) / e.sample_rate for e in last if isinstance(e, AudioChunk))
    return section(
        seconds,
        theirs,
        unit="s per turn",
        reference_is="transformers generate, then the same voice",
        rate=False,
        tokens=tokens,
        speech_s=round(speech, 3),
        s_per_speech_s=round(seconds / speech, 4) if speech else None,
        first_sound_s=round(ended.ttfa_s, 4) if ended.ttfa_s is not None else None,
        reference_first_sound_s=round(waits[-1], 4) if waits else None,
    )


def _turn(model: Thinker | StockThinker, voice: TextToSpeech, effort: Effort) -> list[TurnEvent]:
    events: list[TurnEvent] = []
    options = TurnOptions(max_reasoning_tokens=effort.tokens, follow_up=False)
    Turn(1, model, voice, options, events.append, lambda: False).run(QUESTION)
    return events
