"""The player against a staged sound system: order, clock, stop, loss and return."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.conversation.null_player import NullPlayer
from audio_io.errors import AudioUnavailable, QueueFull
from audio_io.output.player import Player
from tests.audio_io.fake_backend import FakeBackend
from tests.audio_io.waiting import until

RATE = 24_000


def ramp(seconds: float, level: float = 0.5) -> np.ndarray:
    return np.full(round(seconds * RATE), level, dtype=np.float32)


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend(rate=RATE, latency_s=0.15)


@pytest.fixture
def player(backend: FakeBackend) -> Iterator[Player]:
    player = Player(backend=backend, now=backend.clock)
    yield player
    player.close()


def test_the_device_opens_at_the_first_sound_and_closes(backend: FakeBackend) -> None:
    player = Player(backend=backend, now=backend.clock)
    assert (player.state, backend.opened) == ("closed", [])
    assert player.queued_s() == player.heard_samples() == player.stop() == 0
    player.finish()
    player.play(ramp(0.1), RATE)
    assert player.state == "ok"
    player.close()
    player.close()
    assert backend.stream.closed
    with pytest.raises(AudioUnavailable, match="closed"):
        player.play(ramp(0.1), RATE)


def test_queue_and_clock_count_what_is_heard(backend: FakeBackend, player: Player) -> None:
    player.play(ramp(1.0), RATE)
    player.finish()
    assert player.queued_s() == pytest.approx(1.0)
    backend.stream.run(0.15)
    assert player.heard_samples() == 0  # the device's own buffer comes first
    backend.stream.run(0.5)
    assert player.heard_samples() / RATE == pytest.approx(0.5, abs=0.001)
    assert player.queued_s() == pytest.approx(0.5, abs=0.001)
    backend.stream.run(1.0)
    assert player.heard_samples() == RATE
    assert player.queued_s() == 0.0
    assert player.underruns() == 0


@pytest.mark.parametrize("device_rate", [8_000, 44_100, 48_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2, 8])
def test_any_device_plays_any_rate(device_rate: int, channels: int) -> None:
    backend = FakeBackend(rate=device_rate, channels=channels)
    player = Player(backend=backend, now=backend.clock)
    sound = 0.5 * np.sin(2 * np.pi * 300 * np.arange(RATE) / RATE).astype(np.float32)
    for part in np.array_split(sound, 11):
        player.play(part, RATE)
    player.finish()
    assert player.queued_s() == pytest.approx(1.0, abs=0.001)
    out = backend.stream.run(1.2)
    assert out.shape[1] == channels
    expected = 0.5 * np.sin(2 * np.pi * 300 * np.arange(device_rate) / device_rate)
    middle = slice(device_rate // 10, -device_rate // 10)
    assert np.abs(out[:device_rate, -1][middle] - expected[middle]).max() < 5e-3
    assert player.heard_samples() == pytest.approx(RATE, abs=2)
    player.close()


def test_samples_that_are_no_numbers_do_not_reach_the_speaker(backend: FakeBackend, player: Player) -> None:
    player.play(np.array([np.nan, np.inf, -np.inf, 7.0] * 2_000, dtype=np.float32), RATE)
    out = backend.stream.run(0.2)
    assert np.isfinite(out).all()
    assert np.abs(out).max() <= 1.0


def test_running_dry_counts_unless_finished(backend: FakeBackend, player: Player) -> None:
    player.play(ramp(0.3), RATE)
    backend.stream.run(0.5)
    assert player.underruns() == 1
    player.play(ramp(0.3), RATE)
    player.finish()
    backend.stream.run(1.0)
    assert player.underruns() == 1
    assert player.stats().jitter_s == pytest.approx(0.17)


def test_a_stalled_device_is_no_underrun_of_ours(backend: FakeBackend, player: Player) -> None:
    player.play(ramp(1.0), RATE)
    backend.stream.run(0.3)
    backend.clock.now += 0.2  # the callback comes late
    backend.stream.xrun = True
    backend.stream.run(0.3)
    assert player.underruns() == 0
    assert player.stats().xruns == 1
    assert player.queued_s() > 0.3


def test_answers_follow_each_other(backend: FakeBackend, player: Player) -> None:
    player.play(ramp(0.5), RATE)
    player.finish()
    player.play(ramp(0.5, 0.25), RATE)
    player.finish()
    assert player.queued_s() == pytest.approx(1.0)
    backend.stream.run(0.4)
    assert player.heard_samples() == 0  # the newer answer waits for the older one
    out = backend.stream.run(0.4)
    assert player.heard_samples() / RATE == pytest.approx(0.15, abs=0.001)
    assert (out[-100:] == 0.25).all()
    assert player.underruns() == 0


def test_stop_drops_the_devices_buffer_and_plays_on(backend: FakeBackend, player: Player) -> None:
    player.play(ramp(5.0), RATE)
    backend.stream.run(1.15)
    assert player.stop() / RATE == pytest.approx(1.0, abs=0.001)
    assert player.queued_s() == 0.0
    assert player.heard_samples() == 0
    out = backend.stream.run(0.05)
    assert not out.any()
    until(lambda: backend.stream.starts == 2)  # aborted by the callback, then started again
    assert len(backend.opened) == 1
    player.play(ramp(0.5, 0.25), RATE)
    player.finish()
    out = backend.stream.run(1.0)
    assert out.max() == 0.25
    assert (out == 0.25).sum() > 0.45 * RATE
    assert player.heard_samples() == 0.5 * RATE
    assert player.underruns() == 0


def test_stop_while_nothing_sounds_leaves_the_stream_alone(backend: FakeBackend, player: Player) -> None:
    player.open()
    backend.stream.run(0.1)
    player.stop()
    backend.stream.run(0.1)
    assert backend.stream.starts == 1
    assert backend.stream.active


def test_stop_helps_itself_when_no_callback_comes(backend: FakeBackend, player: Player) -> None:
    player.play(ramp(1.0), RATE)
    backend.stream.run(0.3)
    player.stop()
    until(lambda: backend.stream.starts == 2)


def test_a_lost_speaker_is_noticed_and_comes_back(backend: FakeBackend) -> None:
    states: list[str] = []
    player = Player(backend=backend, now=backend.clock, on_state=states.append)
    player.play(ramp(60.0), RATE)
    backend.stream.run(4.0)
    until(lambda: player.heard_samples() > 3.8 * RATE)
    backend.refused = True
    until(lambda: backend.clock.pass_by(0.1) and states == ["lost"])
    assert player.state == "lost"
    assert backend.opened[0].closed
    heard = player.heard_samples()
    backend.clock.now += 2.0
    until(lambda: player.heard_samples() >= heard + 1.9 * RATE)  # the conversation goes on unheard
    backend.refused = False
    backend.clock.now += 1.5
    until(lambda: states == ["lost", "ok"])
    assert len(backend.opened) == 2
    assert backend.refreshed >= 1
    assert backend.stream.run(0.5).max() == 0.5
    assert player.stats().lost == 1
    assert player.underruns() == 0
    player.close()


def test_a_speaker_that_is_let_go_just_when_it_is_looked_at_is_not_lost(
    backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    player = Player(backend=backend, on_state=told.append, now=backend.clock)
    player.open()
    speaker = player._output
    assert speaker is not None
    looked = threading.Event()

    def gone(_stream: object) -> bool:
        if not looked.is_set():
            speaker.release()
            looked.set()
        return True

    monkeypatch.setattr(speaker, "_is_lost", gone)
    assert looked.wait(60)
    time.sleep(0.1)
    assert (told, player.stats().lost) == ([], 0)
    player.close()


def test_it_comes_back_at_another_rate(backend: FakeBackend) -> None:
    states: list[str] = []
    player = Player(backend=backend, now=backend.clock, on_state=states.append)
    player.play(ramp(20.0), RATE)
    player.finish()
    backend.stream.run(4.15)
    until(lambda: player.heard_samples() > 3.9 * RATE)
    backend.known["output"] = [replace(d, rate=48_000) for d in backend.known["output"]]
    backend.stream.active = False
    until(lambda: states == ["lost"])
    backend.clock.now += 1.1
    until(lambda: states == ["lost", "ok"])
    assert backend.stream.rate == 48_000
    heard, queued = player.heard_samples() / RATE, player.queued_s()
    assert heard + queued == pytest.approx(20.0, abs=0.2)
    assert 4.8 < heard < 6.0
    backend.stream.run(1.15)
    assert player.heard_samples() / RATE == pytest.approx(heard + 1.0, abs=0.2)
    backend.stream.run(18.0)
    assert player.queued_s() == 0.0
    assert player.underruns() == 0
    player.close()


def test_errors_name_the_next_step(backend: FakeBackend) -> None:
    backend.known["output"] = []
    with pytest.raises(AudioUnavailable, match="no speaker; plug one in"):
        Player(backend=backend).open()
    with pytest.raises(AudioUnavailable, match="'USB headset' is not connected"):
        Player("USB headset", backend=backend).play(ramp(0.1), RATE)


def test_the_queue_is_bounded(backend: FakeBackend, player: Player) -> None:
    player.play(ramp(119.0), RATE)
    with pytest.raises(QueueFull):
        player.play(ramp(2.0), RATE)
    assert player.queued_s() == pytest.approx(119.0)
    with pytest.raises(ValueError, match="positive"):
        player.play(ramp(0.1), 0)


@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("play"), st.sampled_from([0.3, 0.5, 1.0])),
            st.tuples(st.just("wait"), st.sampled_from([0.1, 0.2, 0.4, 1.0])),
            st.tuples(st.sampled_from(["finish"]), st.just(0.0)),
        ),
        max_size=14,
    )
)
def test_the_virtual_player_keeps_the_same_time(steps: list[tuple[str, float]]) -> None:
    backend = FakeBackend(rate=RATE, latency_s=0.15)
    real = Player(backend=backend, now=backend.clock)
    virtual = NullPlayer(now=backend.clock, latency_s=0.15)
    real.open()
    for what, value in steps:
        if what == "wait":
            backend.stream.run(value)
        elif what == "finish":
            real.finish()
            virtual.finish()
        else:
            real.play(ramp(value), RATE)
            virtual.play(ramp(value), RATE)
        # The real one may run behind by the device's buffer, which it fills before anything is heard.
        assert real.queued_s() <= virtual.queued_s() + 0.021
        assert virtual.queued_s() <= real.queued_s() + 0.171
    backend.stream.run(2.0)
    assert real.underruns() == virtual.underruns()
    real.close()


def test_the_volume_holds_for_what_is_queued_and_is_kept(backend: FakeBackend, player: Player) -> None:
    player.set_volume(0.5)
    player.play(ramp(1.0), RATE)
    player.finish()
    assert float(backend.stream.run(0.4)[-1, 0]) == pytest.approx(0.25, abs=0.001)
    player.set_volume(0.0)
    assert not backend.stream.run(0.3)[-RATE // 10 :].any()
    assert player.heard_samples() > 0


def tone(seconds: float) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * 200 * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def pitch(out: np.ndarray) -> float:
    """Hz, from the crossings of zero."""
    return np.count_nonzero(np.diff(np.signbit(out[:, 0]))) / 2 / (len(out) / RATE)


@pytest.mark.parametrize("speed", [0.56, 0.7, 1.5])
def test_a_new_speed_is_heard_at_once_and_the_clock_counts_what_was_handed_over(
    backend: FakeBackend, player: Player, speed: float
) -> None:
    player.play(tone(4.0), RATE)
    player.finish()
    before = backend.stream.run(0.65)
    assert player.heard_samples() / RATE == pytest.approx(0.5, abs=0.001)
    player.set_speed(speed)
    assert player.queued_s() == pytest.approx(3.5 / speed, abs=0.01)
    out = backend.stream.run(0.15 + 0.05)  # what the device holds, and one hop
    heard = player.heard_samples() / RATE
    out = np.concatenate([out, backend.stream.run(1.0)])
    assert player.heard_samples() / RATE == pytest.approx(heard + speed, abs=0.02)
    assert player.queued_s() == pytest.approx(4.0 / speed - player.heard_samples() / RATE / speed, abs=0.001)
    assert pitch(out) == pytest.approx(200, rel=0.01)
    assert np.abs(np.diff(np.concatenate([before[-10:], out])[:, 0])).max() < 1.1 * np.abs(np.diff(tone(1.0))).max()
    player.set_speed(1.0)
    backend.stream.run(0.25)
    heard = player.heard_samples() / RATE
    backend.stream.run(0.4)
    assert player.heard_samples() / RATE == pytest.approx(heard + 0.4, abs=0.002)
    backend.stream.run(5.0)
    assert player.heard_samples() == 4 * RATE
    assert player.queued_s() == 0.0
    assert player.underruns() == 0


@pytest.mark.parametrize("speed", [0.7, 1.3])
def test_a_speed_holds_for_later_answers_and_takes_the_time_it_should(
    backend: FakeBackend, player: Player, speed: float
) -> None:
    player.set_speed(speed)
    for _ in range(2):
        for part in np.array_split(tone(1.0), 7):
            player.play(part, RATE)
        player.finish()
        out = backend.stream.run(2.0)
        sounding = np.count_nonzero(np.abs(out).max(axis=1) > 1e-3) / RATE
        assert sounding == pytest.approx(1.0 / speed, abs=0.03)
        assert player.heard_samples() == RATE
    assert player.underruns() == 0


def test_stop_is_silent_and_exact_at_another_speed_too(backend: FakeBackend, player: Player) -> None:
    player.set_speed(0.7)
    player.play(tone(5.0), RATE)
    backend.stream.run(1.15)
    assert player.stop() / RATE == pytest.approx(0.7, abs=0.02)
    assert player.queued_s() == 0.0
    backend.stream.run(0.05)
    until(lambda: backend.stream.starts == 2)
    player.play(ramp(0.5, 0.25), RATE)
    player.finish()
    out = backend.stream.run(1.5)
    assert out.max() == pytest.approx(0.25, abs=0.001)
    assert player.heard_samples() == 0.5 * RATE
    assert player.queued_s() == 0.0


def test_running_dry_at_another_speed_is_one_underrun_and_loses_nothing(backend: FakeBackend, player: Player) -> None:
    player.set_speed(1.3)
    player.play(tone(0.4), RATE)
    backend.stream.run(1.0)
    assert player.underruns() == 1
    player.play(tone(0.4), RATE)
    player.finish()
    out = backend.stream.run(1.5)
    assert player.underruns() == 1
    assert player.heard_samples() == pytest.approx(0.8 * RATE, abs=1)
    assert np.abs(np.diff(out[:, 0])).max() < 0.2
