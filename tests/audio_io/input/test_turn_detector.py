"""Real speech through the real detector: whole questions, nothing from noise, the same in any chunking."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.errors import AudioFileError
from audio_io.input import vad
from audio_io.input.offline import analyze_recording, endpoint_events
from audio_io.input.turn_detector import MAX_QUESTION_S, POST_ROLL_S, EndpointEvent, EndpointOptions, TurnDetector
from audio_io.input.vad import SileroDetector
from tests.audio_io.sounds import RATE, noise, pieces, silence, sine, spoken


def listen(samples: np.ndarray, size: int = 320) -> list[EndpointEvent]:
    detector = TurnDetector()
    found = [one for piece in pieces(samples, size) for one in detector.push(piece)]
    return found + detector.finish()


def kinds(samples: np.ndarray) -> list[str]:
    return [event.kind for event in endpoint_events(pieces(samples))]


def test_a_question_is_cut_out_whole_with_pre_roll() -> None:
    question = spoken()
    found = listen(np.concatenate([silence(2.0), question, silence(2.0)]))
    assert [one.kind for one in found] == ["speech_start", "speech_end", "turn_end"]
    start, _, end = found
    assert start.t == pytest.approx(2.0, abs=0.1)
    assert end.t == pytest.approx(2.0 + len(question) / RATE + 0.8, abs=0.2)
    got = end.question
    assert got is not None
    assert len(got) == pytest.approx(len(question) + 0.6 * RATE, abs=0.25 * RATE)
    # All of the speech is in it, unchanged.
    shift = int(np.argmax(np.correlate(got, question, "valid"))) if len(got) >= len(question) else -1
    assert (got[shift : shift + len(question)] == question).all()
    assert 0.15 * RATE < shift < 0.45 * RATE


def test_a_pause_in_the_middle_does_not_cut_the_question() -> None:
    question = spoken()
    half = 29_400
    sound = np.concatenate([silence(1.0), question[:half], silence(0.7), question[half:], silence(2.0)])
    assert kinds(sound).count("turn_end") == 1


@pytest.mark.parametrize("gap_s", [0.7, 1.2], ids=["one question", "reopened"])
def test_the_pieces_of_a_question_are_what_it_begins_with(gap_s: float) -> None:
    question = spoken()
    sound = np.concatenate([silence(1.0), question, silence(gap_s), question, silence(2.0)])
    detector, told, ends = TurnDetector(), np.zeros(0, np.float32), 0
    for piece in pieces(sound, 320):
        for one in detector.push(piece):
            if one.kind == "reopened":
                told = told[:0]
            elif one.question is not None:
                ends += 1
                assert (one.question[: len(told)] == told).all()
                assert len(one.question) - len(told) <= 0.35 * RATE  # all but what follows the last word
        told = np.concatenate([told, detector.drain()])
    assert ends == (1 if gap_s < 0.8 else 2)
    assert len(detector.drain()) == 0


def test_a_reopened_question_comes_whole() -> None:
    question = spoken()
    sound = np.concatenate([silence(1.0), question, silence(1.2), question, silence(2.0)])
    found = listen(sound)
    told = [one.kind for one in found]
    assert told.count("reopened") == 1
    first, second = (one.question for one in found if one.kind == "turn_end")
    assert first is not None
    assert second is not None
    assert len(second) > 2 * len(question) + RATE
    assert (second[: len(first)] == first).all()
    assert kinds(sound).count("turn_end") == 1  # `hear` tells what held in the end


def test_two_questions_are_two() -> None:
    sound = np.concatenate([spoken(), silence(2.5), spoken(), silence(2.0)])
    found = listen(sound)
    assert [one.kind for one in found] == ["speech_start", "speech_end", "turn_end"] * 2
    questions = [one.question for one in found if one.question is not None]
    assert len(questions[1]) < len(spoken()) + RATE


@pytest.mark.parametrize("level", [0.5, 0.02])
def test_soft_speech_over_room_noise_is_heard(level: float) -> None:
    question = spoken() * (level / 0.5)
    sound = np.concatenate([silence(1.5), question, silence(2.0)])
    sound += noise(len(sound) / RATE, -65.0)
    assert kinds(sound).count("turn_end") == 1


def test_clicks_hum_fan_and_music_are_not_speech() -> None:
    seconds = 30.0
    clicks = silence(seconds)
    clicks[np.random.default_rng(1).integers(0, len(clicks), 60)] = 0.5
    hum = sine(seconds, 50, 0.04) + sine(seconds, 200, 0.02)
    fan = np.convolve(noise(seconds, -14.0), np.ones(40, dtype=np.float32) / 40, "same").astype(np.float32)
    music = sum(sine(seconds, hertz, 0.015) for hertz in (220, 277, 330, 440))
    for sound in (clicks, hum, fan, noise(seconds, -30.0), music, silence(seconds)):
        assert kinds(sound) == []


@settings(max_examples=6, deadline=None)
@given(size=st.integers(1, 5_000))
def test_chunking_changes_nothing(size: int) -> None:
    sound = np.concatenate([silence(0.5), spoken()[:32_000], silence(1.5)])
    usual, other = listen(sound), listen(sound, size)
    assert usual == other
    assert (usual[-1].question == other[-1].question).all()


def test_a_question_ends_with_the_sound_to_the_last_sample() -> None:
    sound = np.concatenate([silence(0.5), spoken()])[:24_100]  # in mid-word, and no whole number of windows
    detector = TurnDetector()
    detector.push(sound)
    *_, end = detector.finish()
    assert end.question is not None
    assert (end.question[-100:] == sound[-100:]).all()


def test_a_question_that_begins_with_the_sound_is_whole() -> None:
    voice = spoken()
    samples = np.concatenate([voice[np.flatnonzero(np.abs(voice) > 0.05)[0] :], silence(2.0)])
    *_, speech_end, end = listen(samples)
    assert end.question is not None
    assert len(end.question) == int((speech_end.t + POST_ROLL_S) * RATE)
    assert np.array_equal(end.question, samples[: len(end.question)])


def test_the_last_samples_count_once() -> None:
    detector = TurnDetector()
    detector.push(silence(1.005))
    detector.finish()
    quiet_s = detector.quiet_s
    assert quiet_s == pytest.approx(1.005, abs=0.04)
    detector.finish()
    assert detector.quiet_s == quiet_s


def test_a_question_has_an_end_at_60_s() -> None:
    endless = np.tile(spoken(), 21)  # 70 s without a pause long enough
    questions = [one.question for one in listen(endless) if one.question is not None]
    assert len(questions[0]) == pytest.approx(MAX_QUESTION_S * RATE, abs=RATE)
    assert len(questions) == 2


def test_memory_does_not_grow_while_nobody_speaks() -> None:
    detector = TurnDetector()
    for piece in pieces(noise(30.0, -70.0)):
        detector.push(piece)
    assert 0.9 * RATE < sum(len(window) for window in detector._kept) < 1.1 * RATE
    assert detector.settled


def test_hear_gives_the_contracts_rows(tmp_path: Path) -> None:
    path = tmp_path / "q.wav"
    sf.write(path, np.concatenate([silence(1.0), spoken(), silence(1.5)]), RATE)
    rows = analyze_recording(path)
    assert [set(row) for row in rows] == [{"t", "kind"}] * 3
    assert [row["kind"] for row in rows] == ["speech_start", "speech_end", "turn_end"]
    assert rows == sorted(rows, key=lambda row: row["t"])
    quick = analyze_recording(path, EndpointOptions.of("quick"))
    assert rows[-1]["t"] - quick[-1]["t"] == pytest.approx(0.3, abs=0.05)


def test_hear_takes_silence_and_length_but_no_nonsense(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    sf.write(path, silence(90.0), RATE)
    assert analyze_recording(path) == []
    path.write_text("nonsense")
    with pytest.raises(AudioFileError):
        analyze_recording(path)
    sf.write(path, np.array([0.1, np.nan], dtype=np.float32), RATE, subtype="FLOAT")
    with pytest.raises(AudioFileError, match="not numbers"):
        analyze_recording(path)


def test_stereo_at_48_khz_is_heard_alike(tmp_path: Path) -> None:
    path = tmp_path / "q.wav"
    sound = np.repeat(np.concatenate([silence(1.0), spoken(), silence(1.5)]), 3)
    sf.write(path, np.column_stack([sound, sound]), 48_000)
    assert [row["kind"] for row in analyze_recording(path)] == ["speech_start", "speech_end", "turn_end"]


def test_a_changed_model_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "model.onnx"
    damaged.write_bytes(vad.MODEL_FILE.read_bytes()[:-1] + b"x")
    monkeypatch.setattr(vad, "MODEL_FILE", damaged)
    with pytest.raises(AudioFileError, match="damaged; install Aloud again"):
        SileroDetector()
    damaged.unlink()
    with pytest.raises(AudioFileError, match="cannot be read"):
        SileroDetector()


def test_listening_leaves_torch_and_the_sound_card_alone() -> None:
    code = (
        "import sys; from audio_io.input.turn_detector import TurnDetector; import numpy as np\n"
        "TurnDetector().push(np.zeros(16000, dtype=np.float32))\n"
        "import audio_io.output.player, audio_io.input.recorder, app.conversation.null_player, audio_io.input.offline\n"
        "print([m for m in ('torch', 'sounddevice', 'PySide6', 'silero_vad') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
