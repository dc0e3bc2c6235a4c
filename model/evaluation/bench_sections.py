"""The sections of `aloud bench` for Talker, codec and a whole turn, and all sections of a bundle."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from model.codec.streaming_decoder import to_levels
from model.errors import BadInput
from model.evaluation import bench_decode, bench_thinker
from model.evaluation.bench_decode import QUESTION, Effort, Section, section
from model.events import AudioChunk, SpokenText, TurnEnded, TurnEvent
from model.loader import LoadedBundle
from model.talker.characters import spell
from model.talker.codec_lm import CodecLM
from model.talker.inference import FastTalker
from model.talker.tts import TextToSpeech
from model.talker.voice import PhraseTalker
from model.thinker.chat_thinker import ChatThinker
from model.thinker.qwen_omni import QwenOmniThinker
from model.thinker.thinker import TrainedThinker
from model.turn import Turn, TurnContext, TurnOptions, TurnRequest

OPENER = "Okay, let me see."
REPLY = "Okay, let me work that out. It's six hundred and thirty-three."


def measure(loaded: LoadedBundle, effort: Effort) -> Section:
    """All sections. Each: figure, unit, reference ("generate"), reference_is, reference_figure, ratio.

    A ratio above 1 means that Aloud is faster. Both sides run in the same process, on the same weights, with the same
    threads. talker, codec and turn are left out for a bundle that cannot speak. Raises BadInput for a chat model.
    """
    thinker, voice = loaded.thinker, loaded.voice
    if isinstance(thinker, ChatThinker):
        raise BadInput("{name} runs in the general form: it has no benchmark", name=loaded.info.bundle)
    sections: dict[str, Callable[[], Section]] = {"thinker": lambda: bench_thinker.thinker(thinker, effort)}
    if isinstance(voice, TextToSpeech):
        sections |= {
            "talker": lambda: talker(voice, effort),
            "codec": lambda: codec(voice, effort),
            "turn": lambda: turn(thinker, voice, effort),
        }
    info = loaded.info
    figures: Section = {
        "bundle": info.bundle,
        "device": info.device,
        "precision": info.precision,
        "parameters": info.parameters,
        "threads": torch.get_num_threads(),
    }
    with torch.inference_mode():
        for name, part in tqdm(sections.items(), desc="bench", unit="part", disable=None):
            figures[name] = part()
    return figures


def talker(voice: TextToSpeech, effort: Effort) -> Section:
    """Steps per second of the Talker, beside transformers' `generate`.

    A parallel Talker makes a frame in each step, a flattened one a code; `needed` is the rate of real time.
    first_sound_ms: from the first phrase to its first sound, with the codec.
    """
    speaking = voice.talker
    frames = len(list(speaking.say(REPLY)))
    seconds = effort.seconds(lambda: list(speaking.say(REPLY)))
    if isinstance(speaking, CodecLM):
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


def turn(model: TrainedThinker | QwenOmniThinker, voice: TextToSpeech, effort: Effort) -> Section:
    """A whole interleaved turn, beside `generate` of as many tokens followed by the same speech."""
    last: list[TurnEvent] = []
    seconds = effort.seconds(lambda: last.__setitem__(slice(None), _turn(model, voice, effort)))
    ended = last[-1]
    assert isinstance(ended, TurnEnded)
    said = "".join(e.text for e in last if isinstance(e, SpokenText))
    tokens = max(1, ended.reasoning_tokens + ended.spoken_tokens)
    waits: list[float] = []
    prompt = bench_thinker.prompt(model)

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


def _turn(model: TrainedThinker | QwenOmniThinker, voice: TextToSpeech, effort: Effort) -> list[TurnEvent]:
    events: list[TurnEvent] = []
    options = TurnOptions(max_reasoning_tokens=effort.tokens, follow_up=False)
    Turn(TurnContext(model, voice, events.append), TurnRequest(1, QUESTION, options), lambda: False).run()
    return events
