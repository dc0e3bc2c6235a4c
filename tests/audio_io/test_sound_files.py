"""Recordings of every kind are read alike; all else is refused in one line; nothing is half-written."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio_io.errors import AudioFileError
from audio_io.input.offline import analyze_recording
from audio_io.levels import loudest_dbfs
from audio_io.sound_files import read_question, stream_recording, wav_bytes

SUBTYPES = ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"]


def tone(seconds: float, rate: int, hertz: float = 300.0, peak: float = 0.5) -> np.ndarray:
    return (peak * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def refused(path: Path) -> str:
    with pytest.raises(AudioFileError) as caught:
        read_question(path)
    message = str(caught.value)
    assert message.count("\n") == 0
    assert str(path) in message
    return message


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_rate_arrives_at_16_khz(tmp_path: Path, rate: int, channels: int) -> None:
    path = tmp_path / "q.wav"
    sf.write(path, np.column_stack([tone(1.0, rate)] * channels), rate, subtype="PCM_24")
    got = read_question(path)
    assert got.dtype == np.float32
    assert got.shape == (16_000,)
    middle = slice(2_000, -2_000)
    assert np.abs(got[middle] - tone(1.0, 16_000)[middle]).max() < 2e-3


@pytest.mark.parametrize("subtype", SUBTYPES)
def test_every_sample_format_gives_the_same_sound(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "q.wav"
    sf.write(path, tone(0.5, 16_000), 16_000, subtype=subtype)
    tolerance = 0.008 if subtype == "PCM_U8" else 1e-4
    assert np.abs(read_question(path) - tone(0.5, 16_000)).max() < tolerance


@pytest.mark.parametrize(("name", "options"), [("q.flac", {}), ("q.ogg", {}), ("q.aiff", {}), ("q.mp3", {})])
def test_compressed_files_are_read(tmp_path: Path, name: str, options: dict[str, str]) -> None:
    path = tmp_path / name
    sf.write(path, tone(1.0, 16_000), 16_000, **options)
    assert abs(len(read_question(path)) - 16_000) < 3_000


def test_clipped_recording_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "q.wav"
    sf.write(path, np.clip(tone(1.0, 16_000, peak=4.0), -1, 1), 16_000)
    assert np.abs(read_question(path)).max() <= 1.0


def test_float_beyond_full_scale_is_scaled_not_clipped(tmp_path: Path) -> None:
    path = tmp_path / "q.wav"
    sf.write(path, tone(1.0, 16_000, peak=20_000.0), 16_000, subtype="FLOAT")
    assert np.abs(read_question(path) - tone(1.0, 16_000, peak=1.0)).max() < 1e-3


@pytest.mark.parametrize("channels", [1, 8])
def test_huge_float_samples_are_scaled(tmp_path: Path, channels: int) -> None:
    path = tmp_path / "q.wav"
    sound = tone(1.0, 44_100, peak=3e38)
    sf.write(path, np.column_stack([sound] * channels), 44_100, subtype="FLOAT")
    with np.errstate(all="raise"):
        got = read_question(path)
        streamed = np.concatenate(list(stream_recording(path)))
    middle = slice(2_000, -2_000)
    for samples in (got, streamed):
        assert np.abs(samples).max() <= 1.0
        assert np.abs(samples[middle] - tone(1.0, 16_000, peak=1.0)[middle]).max() < 2e-3
    assert analyze_recording(path) == []


def test_many_channels_at_a_high_rate_take_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "q.flac"
    seconds, rate = 20, 384_000
    with sf.SoundFile(path, "w", rate, 8, subtype="PCM_16") as file:
        for _ in range(seconds):
            file.write(np.repeat(tone(1.0, rate)[:, None], 8, axis=1))
    tracemalloc.start()
    try:
        assert len(read_question(path)) == seconds * 16_000
        assert tracemalloc.get_traced_memory()[1] < 80e6  # 300 MB with 60 s of sound and the libraries
    finally:
        tracemalloc.stop()


def test_a_damaged_midi_sample_dump_prints_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "q.sds"
    sf.write(path, tone(1.0, 16_000), 16_000, format="SDS", subtype="PCM_16")
    data = bytearray(path.read_bytes())
    data[21::127] = b"\xca" * len(data[21::127])
    path.write_bytes(data)
    assert "not a sound file" in refused(path)
    assert capfd.readouterr() == ("", "")


def test_stereo_in_opposite_phase_does_not_cancel(tmp_path: Path) -> None:
    path = tmp_path / "q.wav"
    sound = tone(1.0, 16_000)
    sf.write(path, np.column_stack([sound, -sound]), 16_000)
    assert np.abs(read_question(path) - sound).max() < 1e-3


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_refused(tmp_path: Path, value: float) -> None:
    path = tmp_path / "q.wav"
    sound = tone(1.0, 16_000)
    sound[500] = value
    sf.write(path, sound, 16_000, subtype="FLOAT")
    assert "not numbers" in refused(path)


def test_length_limits(tmp_path: Path) -> None:
    path = tmp_path / "q.wav"
    sf.write(path, tone(60.0, 8_000), 8_000)
    assert len(read_question(path)) == 60 * 16_000
    sf.write(path, tone(60.1, 8_000), 8_000)
    assert "longer than 60 s" in refused(path)
    sf.write(path, tone(0.05, 8_000), 8_000)
    assert "too short" in refused(path)
    sf.write(path, np.zeros(0, dtype=np.float32), 8_000)
    assert "empty recording" in refused(path)


def test_silence_is_refused_and_soft_speech_is_not(tmp_path: Path) -> None:
    path = tmp_path / "q.wav"
    noise = np.random.default_rng(0).standard_normal(16_000).astype(np.float32)
    for silence in (np.zeros(16_000), np.full(16_000, 0.4), 10 ** (-70 / 20) * noise):
        sf.write(path, silence, 16_000, subtype="FLOAT")
        assert "silent" in refused(path)
    soft = np.zeros(16_000, dtype=np.float32)
    soft[8_000:12_000] = tone(0.25, 16_000, peak=10 ** (-50 / 20))
    sf.write(path, soft, 16_000, subtype="FLOAT")
    assert len(read_question(path)) == 16_000


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    assert "cannot be opened" in refused(tmp_path / "missing.wav")
    assert "folder" in refused(tmp_path)
    assert "not an ordinary file" in refused(Path("/dev/zero"))
    for name in ("text.wav", "text.raw", "text.mp3"):
        (tmp_path / name).write_text("this is no sound at all, it only says so\n" * 50)
        assert "not a sound file" in refused(tmp_path / name)
    (tmp_path / "nothing.wav").touch()
    assert "empty file" in refused(tmp_path / "nothing.wav")
    with pytest.raises(AudioFileError, match="check the path"):
        read_question("no\0name.wav")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_random_bytes_never_break_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "fuzz.wav"
    path.write_bytes(data)
    refused(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.integers(0, 6_000),
    at=st.integers(0, 60),
    value=st.integers(0, 255),
    kind=st.sampled_from(SUBTYPES),
)
def test_damaged_headers_are_read_or_refused(tmp_path: Path, cut: int, at: int, value: int, kind: str) -> None:
    path = tmp_path / "fuzz.wav"
    sf.write(path, tone(0.3, 16_000), 16_000, subtype=kind)
    data = bytearray(path.read_bytes()[: max(1, 6_000 - cut)])
    data[min(at, len(data) - 1)] = value
    path.write_bytes(data)
    try:
        got = read_question(path)
    except AudioFileError:
        refused(path)
        return
    assert got.dtype == np.float32
    assert np.isfinite(got).all()
    assert 0 < np.abs(got).max() <= 1.0 + 1e-6


def test_loudest_dbfs_of_a_full_sine() -> None:
    assert loudest_dbfs(tone(1.0, 16_000, peak=1.0), 16_000) == pytest.approx(-3.0, abs=0.1)
    assert loudest_dbfs(np.zeros(0, dtype=np.float32), 16_000) == -200.0


def test_encoded_wav_reads_back() -> None:
    sound = tone(0.5, 24_000)
    sound[:3] = [2.0, -2.0, np.nan]
    encoded = io.BytesIO(wav_bytes(sound, 24_000))
    assert sf.info(encoded).subtype == "PCM_16"
    encoded.seek(0)
    got, rate = sf.read(encoded, dtype="float32")
    assert rate == 24_000
    assert np.abs(got[3:] - sound[3:]).max() < 1e-4
    assert got[:3] == pytest.approx([1.0, -1.0, 0.0], abs=1e-4)
