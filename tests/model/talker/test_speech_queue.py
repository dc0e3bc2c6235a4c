"""Phrases to sound: order, coverage, clock, first audio."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.events import AudioChunk, SpokenText
from model.playback_clock import SilentPlayback
from model.talker.speech_queue import SpeechQueue
from tests.model.conftest import ToneVoice


@pytest.fixture
def voice() -> ToneVoice:
    return ToneVoice()


def test_paced_clock_counts_the_gaps() -> None:
    now = [0.0]
    clock = SilentPlayback(lambda: now[0])
    assert (clock.queued_s(), clock.underruns()) == (0.0, 0)
    clock.hand_out(1.0)
    now[0] = 0.4
    assert abs(clock.queued_s() - 0.6) < 1e-9
    clock.hand_out(1.0)
    now[0] = 3.0
    assert (clock.queued_s(), clock.underruns()) == (0.0, 0)
    clock.hand_out(0.5)
    assert (clock.queued_s(), clock.underruns()) == (0.5, 1)


def _speak_all(speaker: SpeechQueue) -> None:
    for _ in range(100):
        if not speaker.busy:
            return
        speaker.step()
    raise AssertionError("the speaker did not end")


def test_sound_covers_the_text_in_order(voice: Any) -> None:
    chunks: list[AudioChunk] = []
    speaker = SpeechQueue(voice, chunks.append, 3, 0.0, None)
    text = "Okay, let me see. It's seven."
    for start in range(0, len(text), 4):
        speaker.add(SpokenText(3, 0.0, text[start : start + 4]))
    speaker.finish()
    _speak_all(speaker)
    assert "".join(voice.texts) == text
    covered = [chunk.text_upto for chunk in chunks]
    assert covered == sorted(covered)
    assert covered[-1] == len(text)
    assert sum(len(chunk.samples) for chunk in chunks) == 320 * len(text)
    assert {(chunk.turn_id, chunk.sample_rate) for chunk in chunks} == {(3, 16_000)}
    assert speaker.first_audio_s == chunks[0].t


def test_stop_drops_the_rest(voice: Any) -> None:
    chunks: list[AudioChunk] = []
    speaker = SpeechQueue(voice, chunks.append, 1, 0.0, None)
    speaker.add(SpokenText(1, 0.0, "Okay, let me see. It's seven."))
    speaker.step()
    speaker.stop()
    assert len(chunks) == 1
    assert not speaker.busy
    speaker.step()
    assert len(chunks) == 1


def test_only_this_turns_underruns_count(voice: Any) -> None:
    class Player:
        dry = 5

        def queued_s(self) -> float:
            return 1.25

        def underruns(self) -> int:
            return self.dry

    player = Player()
    speaker = SpeechQueue(voice, lambda chunk: None, 1, 0.0, player)
    player.dry = 7
    assert speaker.underruns == 2
    assert speaker.queued_s() == 1.25


def test_a_listener_may_choose_the_voice(voice: Any) -> None:
    speaker = SpeechQueue(voice, lambda chunk: None, 1, 0.0, None, lambda: "high")
    speaker.add(SpokenText(1, 0.0, "Okay, let me see. It's seven."))
    speaker.finish()
    _speak_all(speaker)
    assert voice.asked == [("high", False), ("high", True), ("high", True)]


def test_a_voice_that_is_not_there_is_the_first_one(voice: Any) -> None:
    speaker = SpeechQueue(voice, lambda event: None, 1, 0.0, None, lambda: "none of these")
    speaker.add(SpokenText(1, 0.0, "It's seven."))
    speaker.finish()
    _speak_all(speaker)
    assert voice.asked == [("low", False)]


WORDS = st.lists(st.sampled_from(["a", "six", "and", "twenty", "Okay,", "hours.", "incomprehensibility"]), min_size=4)


@given(WORDS, st.integers(0, 40))
@settings(deadline=None)
def test_the_next_phrase_has_the_new_voice_and_nothing_is_lost_or_said_twice(words: list[str], steps: int) -> None:
    voice, chunks, chosen = ToneVoice(), list[AudioChunk](), ["low"]
    speaker, text = SpeechQueue(voice, chunks.append, 1, 0.0, None, lambda: chosen[-1]), " ".join(words)
    speaker.add(SpokenText(1, 0.0, text))
    speaker.finish()
    for _ in range(steps):
        speaker.step()
    begun = len(voice.asked)
    chosen.append("high")
    _speak_all(speaker)
    names = [name for name, _ in voice.asked]
    assert names == ["low"] * begun + ["high"] * (len(names) - begun)
    assert "".join(voice.texts) == text
    assert sum(len(chunk.samples) for chunk in chunks) == 320 * len(text)
    covered = [chunk.text_upto for chunk in chunks]
    assert covered == sorted(covered)
    assert covered[-1] == len(text)


def test_a_sentence_that_is_being_said_keeps_its_voice(voice: Any) -> None:
    chosen = ["low"]
    speaker = SpeechQueue(voice, lambda chunk: None, 1, 0.0, None, lambda: chosen[-1])
    speaker.add(SpokenText(1, 0.0, "It is a long way to go. And it is seven."))
    speaker.finish()
    speaker.step()
    chosen.append("high")
    _speak_all(speaker)
    assert voice.texts == ["It is a long way to go.", " And it is seven."]
    assert voice.asked == [("low", False), ("high", True)]
