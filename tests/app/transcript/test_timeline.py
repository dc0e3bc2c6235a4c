from __future__ import annotations

import numpy as np
import pytest

from app.transcript.timeline import Timeline, envelope, joined


def line() -> Timeline:
    made = Timeline()
    made.add_text(0.1, "spoken", "Okay ")
    made.add_text(0.2, "thought", "7+6")
    made.add_text(0.4, "thought", "=13")
    made.add_sound(0.3, np.ones(8000, np.float32), 16_000)
    made.add_sound(0.5, np.ones(16_000, np.float32), 16_000)
    made.add_sound(3.0, np.ones(1600, np.float32), 16_000)
    return made


def test_sound_is_heard_one_after_the_other() -> None:
    spans = [(a, b) for a, b, _ in line().sound]
    assert spans == [(0.3, 0.8), (0.8, 1.8), (3.0, 3.1)]
    assert line().first_sound_s == 0.3
    assert line().end_s == pytest.approx(3.1)


def test_moment_and_played_are_inverse_across_a_gap() -> None:
    made = line()
    assert made.moment_of(0.5) == pytest.approx(0.8)
    assert made.moment_of(1.55) == pytest.approx(3.05)
    for played in (0.1, 0.7, 1.2, 1.55):
        assert made.played_at(made.moment_of(played)) == pytest.approx(played)
    assert made.played_at(2.5) == pytest.approx(1.5)


def test_text_until_and_steps() -> None:
    made = line()
    assert made.text_until(0.3, "thought") == "7+6"
    assert made.text_until(9, "thought") == "7+6=13"
    assert made.step_from(0.1, +1) == 0.2
    assert made.step_from(0.4, -1) == 0.2
    assert made.step_from(0.0, -1) == 0.0
    assert made.thinking_s == (0.2, 0.4)


def test_envelope_has_one_peak_for_each_20_ms() -> None:
    samples = np.zeros(1000, np.float32)
    samples[330] = -0.5
    assert envelope(samples, 16_000).tolist() == [0.0, 0.5, 0.0, 0.0]
    assert envelope(np.zeros(0, np.float32), 16_000).shape == (0,)


def test_an_empty_turn_has_an_axis() -> None:
    assert Timeline().end_s == 0.0
    assert Timeline().first_sound_s is None
    assert Timeline().thinking_s is None
    assert Timeline().moment_of(3.0) == 0.0


def test_a_wait_is_a_silence_longer_than_any_rhythm_has() -> None:
    line = Timeline()
    for t, track in [(0.1, "spoken"), *((0.2 + i / 100, "thought") for i in range(9)), (0.4, "spoken")]:
        line.add_text(t, track, "x")  # type: ignore[arg-type]
    assert line.waits == []
    for i in range(12):
        line.add_text(0.5 + i / 100, "thought", "x")
    line.add_text(0.8, "spoken", "x")
    assert line.waits == [(0.4, 0.8)]


def test_sound_without_a_pause_is_one_picture() -> None:
    line = Timeline()
    line.add_sound(0.1, np.ones(1600, np.float32), 16_000)
    line.add_sound(0.1, np.ones(1600, np.float32), 16_000)
    line.add_sound(0.9, np.ones(1600, np.float32), 16_000)
    assert [(start, len(peaks)) for start, peaks in joined(line.sound)] == [(0.1, 10), (0.9, 5)]
