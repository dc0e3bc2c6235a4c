"""Recordings of a question set as a room, other people or a loud microphone change them, for `aloud eval --degrade`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from model import SAMPLE_RATE
from model.errors import BadInput
from model.evaluation.runner import Question, read_audio
from model.events import FloatArray
from model.training import channel, rooms

T60_S = 0.6
BABBLE_DB = 10.0
OVER_DB = 12.0
BABBLERS = 4
ROOM = rooms.Room(np.array([6.0, 5.0, 2.8]), np.array([2.0, 2.0, 1.4]), np.array([3.2, 2.9, 1.1]), T60_S)
"""A living room, the microphone 1.5 m from the mouth."""


def in_room(sound: FloatArray, _: Sequence[FloatArray], rng: np.random.Generator) -> FloatArray:
    """Reverberation of 0.6 s."""
    return rooms.convolve(sound, rooms.impulse_response(ROOM, rng))


def among_people(sound: FloatArray, others: Sequence[FloatArray], rng: np.random.Generator) -> FloatArray:
    """Four other questions of the set at once, 10 dB below."""
    chosen = [others[at] for at in rng.choice(len(others), min(BABBLERS, len(others)), replace=False)]
    return channel.mixed(sound, channel.babble(chosen, len(sound), rng), BABBLE_DB)


def too_loud(sound: FloatArray, _: Sequence[FloatArray], rng: np.random.Generator) -> FloatArray:  # noqa: ARG001
    """Cut off 12 dB below its peak."""
    return channel.clipped(sound, OVER_DB)


WAYS: dict[str, Callable[[FloatArray, Sequence[FloatArray], np.random.Generator], FloatArray]] = {
    "room": in_room, "babble": among_people, "clipped": too_loud,
}  # fmt: skip


def degraded(questions: Sequence[Question], way: str, folder: Path) -> list[Question]:
    """The questions with changed recordings, which are written to `folder`; the same ones each time.

    Raises BadInput for an unreadable recording, and if there are too few for other voices.
    """
    sounds = [None if question.audio is None else read_audio(question.audio) for question in questions]
    made: list[Question] = []
    for at, (question, sound) in enumerate(zip(questions, sounds, strict=True)):
        if sound is None:
            made.append(question)
            continue
        others = [other for index, other in enumerate(sounds) if other is not None and index != at]
        if way == "babble" and not others:
            raise BadInput("other voices come from the set itself; give one with at least two recordings")
        changed = WAYS[way](sound, others, np.random.default_rng(at))
        peak = max(1.0, float(np.abs(changed).max()))
        soundfile.write(folder / f"{at:05d}.wav", changed / peak, SAMPLE_RATE)
        made.append(replace(question, audio=folder / f"{at:05d}.wav"))
    return made
