"""Real streams through PortAudio and a private PulseAudio: nothing lost, nothing late, nothing left open."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import numpy as np
import pytest
import soxr

from audio_io import devices, portaudio
from audio_io.calibration import calibrate, check_devices
from audio_io.errors import AudioUnavailable
from audio_io.input.echo_control import EchoControl
from audio_io.input.recorder import Recorder, RecorderOptions
from audio_io.input.turn_detector import EndpointEvent, EndpointOptions
from audio_io.output.output_stream import OutputStream
from audio_io.output.player import Player, PlayerStats
from tests.audio_io.pulse import RATE, Ear, PulseServer, find_in, served
from tests.audio_io.room import Room
from tests.audio_io.sounds import spoken
from tests.audio_io.waiting import until
from tests.conftest import TOO_BUSY

pytestmark = [pytest.mark.audio_loop, pytest.mark.needs_system("pulseaudio", "portaudio")]


@pytest.fixture(scope="module")
def server() -> Iterator[PulseServer]:
    with served() as server:
        yield server


def melody(seconds: float, rate: int = RATE) -> np.ndarray:
    """A sound without repetition: every place in it can be told."""
    t = np.arange(round(seconds * rate)) / rate
    sweep = 0.25 * np.sin(2 * np.pi * (200 * t + 15 * t**2))
    return (sweep + 0.05 * np.random.default_rng(5).standard_normal(len(t))).astype(np.float32)


def spin(stop: threading.Event) -> None:
    while not stop.is_set():
        sum(range(2_000))


@pytest.fixture
def busy() -> Iterator[None]:
    """Two Python threads that fight for the interpreter."""
    stop = threading.Event()
    threads = [threading.Thread(target=spin, args=(stop,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    yield
    stop.set()
    for thread in threads:
        thread.join()


def report(record_property: pytest.RecordProperty, **figures: float) -> None:
    for name, value in figures.items():
        record_property(name, round(value, 4))
        print(f"{name}: {value:.4f}")


def test_devices_are_listed_and_one_is_the_default(server: PulseServer) -> None:
    for kind in ("input", "output"):
        found = devices.find(kind, None)
        assert found.is_default
        assert devices.find(kind, found.key) == found
    assert {d.key for d in devices.fresh()} == {d.key for d in devices.everything()}


def test_a_device_of_the_server_is_chosen_by_the_name_that_people_know(server: PulseServer) -> None:
    """Sound goes to the speaker that was chosen, which is not the default one, and comes from its microphone."""
    module = server.load("headset", "USB Headset")
    source = server.pactl(
        "load-module", "module-remap-source", "source_name=desk", "master=headset.monitor",
        'source_properties=device.description="Desk\\ Microphone"',
    )  # fmt: skip
    try:
        keys = {device.key for device in devices.everything()}
        assert {"PulseAudio: USB Headset", "PulseAudio: Desk Microphone"} <= keys
        assert "PulseAudio: Monitor of USB Headset" not in keys
        sound = melody(2.0)
        recorder = Recorder("PulseAudio: Desk Microphone")
        with Ear("headset.monitor") as chosen, Ear() as default, closing(Player("PulseAudio: USB Headset")) as player:
            recorder.start()
            player.open()
            player.play(sound, RATE)
            player.finish()
            until(lambda: float(np.abs(chosen.heard()[-RATE:]).max()) > 0.1)
            until(lambda: player.queued_s() == 0.0)
            recorded = recorder.stop()
            assert not default.heard().any()
        assert float(np.abs(recorded).max()) > 0.1
    finally:
        server.pactl("unload-module", source)
        server.pactl("unload-module", module)
    with pytest.raises(AudioUnavailable, match="the speaker 'PulseAudio: USB Headset' is not connected"):
        devices.find("output", "PulseAudio: USB Headset")


FAIR_TRIES = 6  # on a machine so busy that even the sound server's own programs lose sound


def spoken_intact(server: PulseServer, sound: np.ndarray) -> bool:
    """Plays into the virtual microphone; False if another program, too, heard it with gaps: then nothing is shown."""
    with Ear("microphone.monitor") as witness:
        assert server.speak(sound).wait(timeout=60.0) == 0
        time.sleep(0.5)
        heard = witness.heard()
    begin = find_in(heard, sound)
    got = heard[max(0, begin) : begin + len(sound)]
    return len(got) == len(sound) and bool((np.abs(got - sound) < 1e-3).all())


def test_what_is_spoken_into_the_microphone_is_recorded_intact(server: PulseServer) -> None:
    sound = melody(3.0)
    for _ in range(FAIR_TRIES):
        recorder = Recorder()
        recorder.start()
        time.sleep(0.5)
        fair = spoken_intact(server, sound)
        got, stats = recorder.stop(), recorder.stats()
        assert stats.overruns == 0
        if fair and not stats.xruns:
            break
    else:
        pytest.skip(f"{TOO_BUSY}: no try was heard without gaps by anybody")
    expected = soxr.resample(sound, RATE, 16_000)
    wide = soxr.resample(got, 16_000, RATE)
    begin = round(find_in(wide, soxr.resample(expected, 16_000, RATE)) * 16_000 / RATE)
    # Two conversions at different phases: compare the spectra of pieces rather than samples.
    for at in range(0, len(expected) - 4_000, 4_000):
        a = np.abs(np.fft.rfft(expected[at : at + 4_000] * np.hanning(4_000)))
        b = np.abs(np.fft.rfft(got[begin + at : begin + at + 4_000] * np.hanning(4_000)))
        assert np.linalg.norm(a - b) < 0.05 * np.linalg.norm(a)


@pytest.mark.parametrize("seconds", [5.0, pytest.param(60.0, marks=pytest.mark.slow)])
def test_an_answer_arrives_without_a_gap(
    server: PulseServer, busy: None, seconds: float, record_property: pytest.RecordProperty
) -> None:
    sound = melody(seconds)
    for _ in range(FAIR_TRIES):
        intact, stats = answered(sound)
        report(record_property, intact_s=intact, xruns=stats.xruns, device_latency_s=stats.device_latency_s)
        assert (stats.underruns, stats.lost) == (0, 0)
        if intact == seconds:
            return
        assert stats.xruns, "a gap that the device did not report"
    pytest.skip(f"{TOO_BUSY}: the device ran dry in every try")


def answered(sound: np.ndarray) -> tuple[float, PlayerStats]:
    """How many seconds of an answer arrive as they are, sample by sample, and what the player counted."""
    ear, player = Ear(), Player()
    player.open()
    time.sleep(2.0)
    for piece in np.array_split(sound, len(sound) * 10 // RATE):
        player.play(piece, RATE)
        time.sleep(0.01)
    player.finish()
    until(lambda: player.queued_s() == 0.0, len(sound) / RATE + 20.0)
    time.sleep(0.3)
    stats = player.stats()
    player.close()
    heard = ear.stop()
    begin = find_in(heard, sound)
    got = heard[begin : begin + len(sound)]
    assert len(got) == len(sound)
    differs = np.flatnonzero(np.abs(got - sound) > 1e-3)
    differs = differs[differs > 300]  # past the fade-in
    return (int(differs[0]) if len(differs) else len(sound)) / RATE, stats


def test_the_clock_tells_what_is_heard_now(server: PulseServer, record_property: pytest.RecordProperty) -> None:
    sound = melody(4.0)
    ear, player = Ear(), Player()
    player.open()
    time.sleep(2.0)
    player.play(sound, RATE)
    player.finish()
    told = []
    while player.queued_s() > 0.2:
        told.append((time.monotonic(), player.heard_samples()))
        time.sleep(0.02)
    player.close()
    heard = ear.stop()
    begin = find_in(heard, sound)
    # The speaker runs at an even pace and no piece arrives before it sounded: the earliest arrivals are the truth.
    began = min(at - (count - begin) / RATE for at, count in ear.arrived)
    errors = np.array([samples / RATE - (at - began) for at, samples in told if 0 < samples < len(sound)])
    report(
        record_property,
        clock_error_p50_s=float(np.median(errors)),
        clock_error_p95_s=float(np.percentile(np.abs(errors), 95)),
    )
    counts = [samples for _, samples in told]
    assert counts == sorted(counts)
    assert 0 < counts[-1] <= len(sound)
    assert abs(float(np.median(errors))) < 0.1


def test_a_new_speed_is_heard_soon_and_at_the_same_pitch(
    server: PulseServer, busy: None, record_property: pytest.RecordProperty
) -> None:
    for _ in range(FAIR_TRIES):
        late_s, pitch, stats = slowed()
        report(record_property, speed_late_s=late_s, pitch=pitch, xruns=stats.xruns)
        assert stats.underruns == 0
        if not stats.xruns:
            break
    else:
        pytest.skip(f"{TOO_BUSY}: the device ran dry in every try")
    assert 0.0 < late_s < 0.35  # of it 0.18 s are in the device
    assert pitch == pytest.approx(220, rel=0.01)


def slowed() -> tuple[float, float, PlayerStats]:
    """How late a speed of 0.7 in the middle of 3 s of 220 Hz is heard, the pitch heard, and the player's counts."""
    ear, player = Ear(), Player()
    player.open()
    time.sleep(2.0)
    player.play((0.3 * np.sin(2 * np.pi * 220 * np.arange(3 * RATE) / RATE)).astype(np.float32), RATE)
    player.finish()
    until(lambda: player.heard_samples() > 0.5 * RATE)
    changed_s = player.heard_samples() / RATE
    player.set_speed(0.7)
    until(lambda: player.queued_s() == 0.0, 30.0)
    assert player.heard_samples() == 3 * RATE
    time.sleep(0.3)
    stats = player.stats()
    player.close()
    loud = np.flatnonzero(np.abs(heard := ear.stop()) > 0.03)
    played = heard[loud[0] : loud[-1]]
    seconds = len(played) / RATE
    late_s = (changed_s + (3.0 - changed_s) / 0.7 - seconds) / (1 / 0.7 - 1)
    return late_s, np.count_nonzero(np.diff(np.signbit(played))) / 2 / seconds, stats


def test_a_chunk_is_on_its_way_at_once(server: PulseServer, record_property: pytest.RecordProperty) -> None:
    player, ear = Player(), Ear()
    player.open()
    time.sleep(2.0)
    begun = []
    sound = melody(0.6)
    for _ in range(8):
        begun.append(time.monotonic())
        player.play(sound, RATE)
        player.finish()
        until(lambda: player.queued_s() == 0.0)
        time.sleep(0.4)
    latency = player.stats().device_latency_s
    player.close()
    heard = ear.stop()
    times, counts = (np.array(column) for column in zip(*ear.arrived, strict=True))
    late = []
    for at in begun:
        first = int(np.interp(at, times, counts))
        loud = np.abs(heard[first : first + RATE]) > 0.02
        assert loud.any()
        onset = first + int(np.argmax(loud))
        late.append(float(np.interp(onset, counts, times)) - at - latency)
    report(record_property, chunk_beyond_device_p50_s=float(np.median(late)), worst_s=max(late))
    assert np.median(late) < 0.5


def test_what_the_microphone_hears_is_handed_on_at_once(
    server: PulseServer, record_property: pytest.RecordProperty
) -> None:
    late: list[float] = []
    stopping = False

    def note(samples: np.ndarray, at: float) -> np.ndarray:
        capture = recorder._capture
        if capture is not None and not stopping:
            late.append(capture.stream.time() - at)  # `at` is when the last sample was at the microphone
        return samples

    recorder = Recorder(options=RecorderOptions(process=note))
    recorder.start()
    time.sleep(4.0)
    stopping = True
    recorder.stop()
    settled = late[len(late) // 4 :]
    report(record_property, microphone_to_detector_p50_s=float(np.median(settled)), worst_s=max(settled))
    assert np.median(settled) < 0.5


def test_stop_is_silent_at_once(
    server: PulseServer, monkeypatch: pytest.MonkeyPatch, record_property: pytest.RecordProperty
) -> None:
    """What the program controls: nothing is handed over after the decision, and what the device held is dropped."""
    handed: list[tuple[bool, bool]] = []  # of each block: is there sound in it, may more follow

    def fill(speaker: OutputStream, out: np.ndarray, at: float, xrun: bool) -> bool:
        goes_on = callback(speaker, out, at, xrun)
        handed.append((bool(out.any()), goes_on))
        return goes_on

    callback = OutputStream._callback
    monkeypatch.setattr(OutputStream, "_callback", fill)
    sound, player, ear = melody(4.0), Player(), Ear()
    player.open()
    time.sleep(2.0)
    late, heard_from = [], 0
    for _ in range(8):
        player.play(sound, RATE)
        until(lambda: player.heard_samples() > 0.5 * RATE)
        told = player.stop()
        handed.clear()
        until(lambda: len(handed) > 3)  # the stream was ended, and goes on
        time.sleep(0.3)
        heard = ear.heard()[heard_from:]
        heard_from += len(heard)
        begin = find_in(heard, sound)
        late.append((int(np.flatnonzero(np.abs(heard[begin:]) > 0.02)[-1]) + 1 - told) / RATE)
        assert not any(sounds for sounds, _ in handed)
        assert [goes_on for _, goes_on in handed].count(False) == 1
    player.close()
    ear.stop()
    report(record_property, stop_p95_s=float(np.percentile(late, 95)), stop_p50_s=float(np.median(late)))


def test_sound_comes_back_after_an_interruption(server: PulseServer) -> None:
    sound = melody(1.0)
    player, ear = Player(), Ear()
    player.open()
    time.sleep(2.0)
    player.play(melody(5.0)[: 5 * RATE] * 0.5, RATE)
    until(lambda: player.heard_samples() > 0.5 * RATE)
    player.stop()
    player.play(sound, RATE)
    player.finish()
    until(lambda: player.queued_s() == 0.0)
    time.sleep(0.3)
    player.close()
    heard = ear.stop()
    begin = find_in(heard, sound)
    assert np.abs(heard[begin + 300 : begin + len(sound)] - sound[300:]).max() < 1e-3


def test_a_spoken_question_becomes_a_turn(server: PulseServer, record_property: pytest.RecordProperty) -> None:
    sound = soxr.resample(spoken(), 16_000, RATE)
    for _ in range(FAIR_TRIES):
        questions: list[tuple[float, np.ndarray]] = []
        recorder = Recorder(on_turn_end=lambda question, found=questions: found.append((time.monotonic(), question)))
        recorder.start()
        time.sleep(0.5)
        fair = spoken_intact(server, sound)
        ended = time.monotonic()
        until(lambda found=questions: found, 60.0)
        recorder.stop()
        if fair and not recorder.stats().xruns:
            break
    else:
        pytest.skip(f"{TOO_BUSY}: no try was heard without gaps by anybody")
    report(record_property, turn_end_after_speech_s=questions[0][0] - ended)
    assert len(questions[0][1]) / 16_000 == pytest.approx(len(spoken()) / 16_000 + 0.6, abs=0.35)


ROOMS = [
    pytest.param(Room(0.0, 0.28), id="near"),
    pytest.param(Room(0.05, 0.8, 2e-4, seed=1), id="loud, 200 ppm", marks=pytest.mark.slow),
    pytest.param(Room(0.15, 0.28, -1e-4, seed=2), id="far, -100 ppm", marks=pytest.mark.slow),
    pytest.param(Room(0.05, 0.1, 5e-5, seed=3), id="soft, 50 ppm", marks=pytest.mark.slow),
]


def delay_between(far: np.ndarray, near: np.ndarray) -> float:
    """How much later than what was played the echo comes, seconds, at most 1 (the answer repeats itself later)."""
    size = 1 << (len(far) + len(near)).bit_length()
    spectrum = np.fft.rfft(near, size) * np.conj(np.fft.rfft(far, size))
    spectrum /= np.abs(spectrum) + 1e-9
    return int(np.argmax(np.fft.irfft(spectrum, size)[:16_000])) / 16_000


@pytest.mark.parametrize("room", ROOMS)
def test_the_tutor_does_not_hear_itself_and_can_be_interrupted(
    server: PulseServer, room: Room, record_property: pytest.RecordProperty
) -> None:
    pytest.importorskip("pywebrtc_audio")
    for attempt in range(FAIR_TRIES):  # a host that gives nobody time tears the echo to pieces
        figures = interrupted(server, room)
        if figures is not None:
            report(record_property, attempts=attempt + 1, **figures)
            return
    pytest.fail("in every try the tutor took its own voice for the student's")


def interrupted(server: PulseServer, room: Room) -> dict[str, float] | None:
    """Twelve seconds of answer, then the student; the figures, or None if the tutor interrupted itself."""
    decided: list[float] = []
    near, far = [], []

    def interrupt(found: EndpointEvent) -> None:
        if found.kind == "speech_start":
            decided.append(time.monotonic())
            player.stop()

    def process(samples: np.ndarray, at: float) -> np.ndarray:
        out = control.process(samples, at)
        near.append(samples)
        far.append(control.far)
        return out

    player = Player()
    control = EchoControl(player.reference, "cancel")
    recorder = Recorder(on_event=interrupt, options=RecorderOptions(EndpointOptions(), process=process))
    answer = np.tile(np.concatenate([soxr.resample(spoken(), 16_000, RATE), np.zeros(RATE // 4, np.float32)]), 5)
    echo = server.waiting_speech()
    feeding = threading.Thread(target=echo.communicate, args=(room.echo(answer, RATE).tobytes(),))
    with closing(player), recording(recorder), Ear() as ear:
        player.open()
        recorder.start()
        time.sleep(1.5)
        player.play(answer, RATE)
        until(lambda: player.heard_samples() > 0, 60.0)
        feeding.start()
        until(lambda: decided or player.heard_samples() > 12 * RATE, 60.0)
        if decided:
            echo.kill()
            feeding.join()
            return None
        delay = delay_between(np.concatenate(far), np.concatenate(near))
        began = time.monotonic()
        speaking = server.speak(0.8 * soxr.resample(spoken(), 13_500, RATE))  # a deeper voice than the tutor's
        until(lambda: decided, 60.0)
        speaking.wait(timeout=30.0)
        feeding.join(timeout=30.0)
        heard = ear.heard()
    times, counts = (np.array(column) for column in zip(*ear.arrived, strict=True))
    last = int(np.flatnonzero(np.abs(heard) > 0.02)[-1]) + 1
    assert last < len(heard) - RATE // 2  # the answer was cut, and nothing came after it
    return {
        "echo_delay_s": delay,
        "decision_after_speech_s": decided[0] - began,
        "silent_after_decision_s": (last - float(np.interp(decided[0], times, counts))) / RATE,
    }


@contextmanager
def recording(recorder: Recorder) -> Iterator[None]:
    """The microphone is closed when the context ends."""
    try:
        yield
    finally:
        recorder.stop()


@pytest.fixture
def echoing(server: PulseServer) -> Iterator[None]:
    with server.echo():
        yield


def test_the_room_test_hears_the_echo_and_chooses(server: PulseServer, echoing: None) -> None:
    pytest.importorskip("pywebrtc_audio")
    player = Player()
    report = calibrate(player)
    player.close()
    assert report.echo_dbfs is not None
    assert report.mode == "cancel"
    assert report.microphone_works


def test_the_room_test_finds_no_echo_where_there_is_none(server: PulseServer) -> None:
    player = Player()
    assert calibrate(player).mode == "headphones"
    player.close()


def test_an_open_stream_is_not_cut_by_a_fresh_list(server: PulseServer) -> None:
    player = Player()
    player.open()
    assert devices.default_backend().refresh() is False
    assert devices.fresh()
    player.close()
    assert devices.default_backend().refresh() is True


def test_portaudio_tells_its_version(server: PulseServer) -> None:
    assert "PortAudio" in portaudio.version()


def test_a_device_that_does_not_exist_is_named(server: PulseServer) -> None:
    with pytest.raises(AudioUnavailable, match="'No such speaker' is not connected"):
        Player("No such speaker").open()


def test_the_sound_check_finds_both_devices_in_time(server: PulseServer) -> None:
    found = check_devices()
    assert (found.underruns, found.overruns, found.lost) == (0, 0, 0)
    assert found.latency_s > 0.05
    assert found.level_dbfs < -90.0  # nobody speaks into a null sink
