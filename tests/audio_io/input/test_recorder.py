"""The microphone against a staged sound system: what it hears is what is recorded, and it closes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audio_io.backend import Device
from audio_io.devices import find
from audio_io.errors import AudioUnavailable
from audio_io.input.recorder import MAX_RECORDING_S, Recorder, RecorderOptions
from audio_io.input.turn_detector import QUIET_AFTER_S, EndpointOptions
from audio_io.levels import FLOOR_DBFS
from tests.audio_io.fake_backend import FakeBackend
from tests.audio_io.sounds import RATE, pieces, silence, sine, spoken
from tests.audio_io.waiting import until


def deliver(backend: FakeBackend, recorder: Recorder, samples: np.ndarray) -> None:
    """Captures mono samples, at most a second before the consumer has caught up with them."""
    stream = backend.stream
    for piece in pieces(samples, stream.rate):
        stream.feed(np.repeat(piece[:, None], stream.channels, axis=1))
        capture = recorder._capture
        until(lambda capture=capture: capture is None or not capture._ring.available)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2, 8])
def test_any_microphone_gives_16_khz_mono(rate: int, channels: int) -> None:
    backend = FakeBackend(rate=rate, channels=channels)
    recorder = Recorder(backend=backend, now=backend.clock)
    recorder.start()
    deliver(backend, recorder, sine(1.0, 300, 0.5, rate))
    got = recorder.stop()
    assert got.dtype == np.float32
    assert len(got) == pytest.approx(RATE, abs=2)
    middle = slice(1_600, -1_600)
    assert np.abs(got[: RATE - 2][middle] - sine(1.0, 300, 0.5)[: RATE - 2][middle]).max() < 5e-3
    assert recorder.stats().overruns == 0


def test_the_microphone_is_closed_when_nobody_listens() -> None:
    backend = FakeBackend()
    recorder = Recorder(backend=backend, now=backend.clock)
    assert backend.opened == []
    assert len(recorder.stop()) == 0
    recorder.start()
    recorder.start()
    assert len(backend.opened) == 1
    assert recorder.recording
    recorder.stop()
    assert backend.stream.closed
    assert not recorder.recording
    recorder.start()
    assert len(backend.opened) == 2
    assert len(recorder.stop()) == 0


def test_the_level_rises_at_once_and_falls_slowly() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    recorder = Recorder(backend=backend, now=backend.clock)
    assert recorder.level == FLOOR_DBFS
    recorder.start()
    deliver(backend, recorder, sine(0.5, 300, 1.0))
    until(lambda: recorder.level > -3.5)
    deliver(backend, recorder, silence(0.25))
    until(lambda: recorder.level < -12.0)
    assert recorder.level > -30.0
    recorder.stop()
    assert recorder.level == FLOOR_DBFS


def test_what_is_recorded_can_be_had_piece_by_piece() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    recorder = Recorder(backend=backend, now=backend.clock)
    recorder.start()
    joined = np.zeros(0, np.float32)

    def arrived(count: int) -> bool:
        nonlocal joined
        joined = np.concatenate([joined, recorder.drain()])
        return len(joined) == count

    for count in (4_000, 8_000, 12_000):  # taken off the ring is not yet put among the pieces
        deliver(backend, recorder, sine(0.25, 300, 0.5))
        until(lambda count=count: arrived(count))
    assert (recorder.stop() == joined).all()


def test_samples_that_are_no_numbers_become_silence() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    recorder = Recorder(backend=backend, now=backend.clock)
    recorder.start()
    bad = sine(0.5, 300, 0.5)
    bad[100:110] = np.nan
    bad[200] = np.inf
    deliver(backend, recorder, bad)
    got = recorder.stop()
    assert np.isfinite(got).all()
    assert recorder.stats().bad == 11


def test_a_slow_consumer_loses_sound_and_says_so() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    recorder = Recorder(backend=backend, now=backend.clock)
    recorder.start()
    stream = backend.stream
    callback = stream.callback
    for _ in range(40):  # 4 s into a ring of 2 s, faster than anybody could fetch them
        callback(np.full((1_600, 1), 0.1, dtype=np.float32), 0.0, True)
    got = recorder.stop()
    stats = recorder.stats()
    assert len(got) + stats.overruns == pytest.approx(4 * RATE, abs=2)
    assert stats.xruns == 40


def test_only_the_last_minute_is_kept() -> None:
    backend = FakeBackend(rate=8_000, channels=1)
    recorder = Recorder(backend=backend, now=backend.clock)
    recorder.start()
    deliver(backend, recorder, np.zeros(8_000 * 63, dtype=np.float32))
    assert len(recorder.stop()) == MAX_RECORDING_S * RATE


def test_hands_free_brings_the_question_and_leaves_the_microphone_open() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    questions: list[np.ndarray] = []
    reopened: list[bool] = []
    seen: list[str] = []
    recorder = Recorder(
        backend=backend,
        now=backend.clock,
        on_turn_end=questions.append,
        on_reopen=lambda: reopened.append(True),
        on_event=lambda found: seen.append(found.kind),
    )
    recorder.start()
    deliver(backend, recorder, np.concatenate([silence(0.5), spoken(), silence(1.2)]))
    until(lambda: len(questions) == 1)
    assert not backend.stream.closed
    assert len(questions[0]) > len(spoken())
    deliver(backend, recorder, np.concatenate([spoken(), silence(2.0)]))
    until(lambda: len(questions) == 2)
    assert reopened == [True]
    assert len(questions[1]) > 2 * len(spoken())
    assert seen.count("turn_end") == 2
    recorder.stop()


def by_hand(backend: FakeBackend) -> tuple[Recorder, list[np.ndarray]]:
    questions: list[np.ndarray] = []
    options = RecorderOptions(EndpointOptions.by_hand())
    recorder = Recorder(backend=backend, now=backend.clock, on_turn_end=questions.append, options=options)
    recorder.start()
    return recorder, questions


def test_a_recording_by_hand_is_cut_to_what_was_spoken() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    recorder, questions = by_hand(backend)
    deliver(backend, recorder, np.concatenate([silence(20.0), spoken(), silence(2.0), spoken()[:RATE]]))
    begun = recorder.drain()
    deliver(backend, recorder, silence(4.0))
    assert questions == []  # a pause to think ends nothing
    recorder.stop()
    assert len(questions) == 1
    words = len(spoken()) + 2 * RATE + RATE
    assert len(questions[0]) == pytest.approx(words + 0.6 * RATE, abs=0.5 * RATE)
    assert 0 < len(begun) <= len(questions[0])
    assert (questions[0][: len(begun)] == begun).all()


def test_long_silence_ends_a_recording_by_hand() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    recorder, questions = by_hand(backend)
    deliver(backend, recorder, silence(30.0))
    until(lambda: recorder.quiet_s == pytest.approx(30.0, abs=0.1))  # taken off the ring is not yet judged
    deliver(backend, recorder, np.concatenate([spoken(), silence(QUIET_AFTER_S + 1.0)]))
    until(lambda: len(questions) == 1)
    assert len(questions[0]) < len(spoken()) + RATE
    recorder.stop()
    assert len(questions) == 1


def test_stop_in_mid_sentence_ends_the_question() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    questions: list[np.ndarray] = []
    recorder = Recorder(backend=backend, now=backend.clock, on_turn_end=questions.append)
    recorder.start()
    deliver(backend, recorder, np.concatenate([silence(0.5), spoken()]))
    recorder.stop()
    assert len(questions) == 1


def test_a_processor_sees_the_sound_first() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    times: list[float] = []

    def halve(samples: np.ndarray, at: float) -> np.ndarray:
        times.append(at)
        return samples * np.float32(0.5)

    recorder = Recorder(backend=backend, now=backend.clock, options=RecorderOptions(process=halve))
    recorder.start()
    deliver(backend, recorder, sine(0.5, 300, 0.8))
    assert np.abs(recorder.stop()).max() == pytest.approx(0.4, abs=1e-3)
    assert times == sorted(times)
    assert times[-1] == pytest.approx(backend.clock.now, abs=0.02)


def test_a_lost_microphone_is_noticed_and_comes_back() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    states: list[str] = []
    recorder = Recorder(backend=backend, now=backend.clock, on_state=states.append)
    recorder.start()
    deliver(backend, recorder, sine(1.0, 300, 0.5))
    backend.refused = True
    until(lambda: backend.clock.pass_by(0.1) and states == ["lost"])
    assert backend.opened[0].closed
    backend.refused = False
    until(lambda: backend.clock.pass_by(0.1) and states == ["lost", "ok"])
    backend.known["input"] = [replace(d) for d in backend.known["input"]]
    deliver(backend, recorder, sine(1.0, 300, 0.5))
    assert len(recorder.stop()) == pytest.approx(2 * RATE, abs=4)
    assert recorder.stats().lost == 1


def test_a_microphone_that_ends_by_itself_is_lost_at_once() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    states: list[str] = []
    recorder = Recorder(backend=backend, now=backend.clock, on_state=states.append)
    recorder.start()
    backend.refused = True
    backend.stream.active = False
    until(lambda: states == ["lost"])
    recorder.stop()


def test_no_microphone_is_said_before_anything_starts() -> None:
    backend = FakeBackend()
    backend.known["input"] = []
    recorder = Recorder(backend=backend)
    with pytest.raises(AudioUnavailable, match="no microphone"):
        recorder.start()
    assert not recorder.recording
    backend = FakeBackend()
    backend.refused = True
    with pytest.raises(AudioUnavailable, match="busy"):
        Recorder(backend=backend).start()


def test_devices_are_found_by_name_not_by_index() -> None:
    backend = FakeBackend()
    headset = backend.known["input"][1]
    assert find("input", None, backend).name == "Built-in"
    for wanted in ("Fake: USB headset", "usb HEADSET", "headset", headset, replace(headset, index=99)):
        assert find("input", wanted, backend) == headset
    backend.known["input"].reverse()
    assert find("input", "Fake: USB headset", backend) == headset
    with pytest.raises(AudioUnavailable, match="'Fake: Gone' is not connected"):
        find("input", Device("input", "Fake", "Gone", 0, 1, RATE), backend)
