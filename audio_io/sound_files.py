"""Sound files: reads questions and recordings, encodes answers."""

from __future__ import annotations

import contextlib
import io
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import soundfile as sf
import soxr

from audio_io.backend import SAMPLE_RATE, FloatArray
from audio_io.errors import AudioFileError
from audio_io.levels import SILENT_RECORDING_DBFS, loudest_dbfs
from audio_io.resampler import Resampler

MAX_QUESTION_S: Final = 60.0
MIN_QUESTION_S: Final = 0.1
RATE_LIMITS: Final = (4_000, 384_000)
_BLOCK_FRAMES: Final = 65_536
_BLOCK_SAMPLES: Final = 8 * _BLOCK_FRAMES  # of all channels
_SDS_MAGIC: Final = (b"\xf0\x7e", b"\x01")  # MIDI sample dump: F0 7E, any channel, 01


def read_question(path: Path | str) -> FloatArray:
    """Reads a spoken question from any common sound file.

    Returns float32 mono, shape (n,), 16 kHz, in [-1, 1]. Channels are averaged (where they cancel each
    other, the loudest one is taken); a float file beyond full scale is scaled down to it.
    Raises AudioFileError, in one line, for: missing file, folder, not audio, empty, shorter than 0.1 s, longer
    than 60 s, NaN or infinite samples, silence (nowhere above about -60 dBFS).
    """
    path = Path(path)
    mono, rate = _read_mono(path)
    if loudest_dbfs(mono, rate) < SILENT_RECORDING_DBFS:
        raise AudioFileError("{path}: the recording is silent; check the microphone and record it again", path=path)
    _to_full_scale(mono)
    if rate != SAMPLE_RATE:
        mono = soxr.resample(mono, rate, SAMPLE_RATE).astype(np.float32, copy=False)
        _to_full_scale(mono)  # the conversion overshoots around a clipped wave
    return mono


def stream_recording(path: Path | str) -> Iterator[FloatArray]:
    """Reads a recording of any length in pieces: float32 mono, shape (n,), 16 kHz, in [-1, 1], channels averaged.

    A float file beyond full scale is scaled down to it. Silence is accepted. Raises AudioFileError as `read_question`
    does, except for length and silence.
    """
    path = Path(path)
    scale = max(1.0, _float_peak(path))
    with _opened(path) as file:
        resampler = Resampler(file.samplerate, SAMPLE_RATE)
        for block in _blocks(path, file):
            mono = np.clip(block / np.float32(scale), -1.0, 1.0).mean(axis=1)
            yield np.clip(resampler.push(mono), -1.0, 1.0)
        yield np.clip(resampler.flush(), -1.0, 1.0)


def _read_mono(path: Path, channel: int | None = None) -> tuple[FloatArray, int]:
    """Returns the average of all channels, or one channel, at the file's own rate (Hz), and that rate.

    Mixed block by block, so that memory does not grow with the number of channels.
    """
    with _opened(path) as file:
        rate, limit = file.samplerate, int(MAX_QUESTION_S * file.samplerate)
        energies, mixed_energy = np.zeros(file.channels), 0.0
        # The header's length is not trusted: a truncated file may promise any number of frames.
        pieces, total = [], 0
        for block in _blocks(path, file):
            total += len(block)
            if total > limit:
                raise AudioFileError(
                    "{path}: is longer than {max_question_s:.0f} s; cut it down to the question",
                    path=path,
                    max_question_s=MAX_QUESTION_S,
                )
            mixed = block.mean(axis=1, dtype=np.float64) if channel is None else block[:, channel]
            energies += np.square(block, dtype=np.float64).sum(axis=0)
            mixed_energy += float(np.square(mixed, dtype=np.float64).sum())
            pieces.append(mixed.astype(np.float32))
    if total < MIN_QUESTION_S * rate:
        raise AudioFileError(
            "{path}: {seconds:.3f} s is too short for a question; record it again", path=path, seconds=total / rate
        )
    # Two capsules wired in opposite phase cancel; ordinary stereo never loses 20 dB.
    if channel is None and mixed_energy < 0.01 * energies.max():
        return _read_mono(path, int(np.argmax(energies)))
    return np.concatenate(pieces), rate


def _to_full_scale(mono: FloatArray) -> None:
    """Scales samples, shape (n,), in place, so that none is beyond [-1, 1]."""
    peak = max(float(mono.max()), -float(mono.min()))
    if peak > 1.0:
        mono /= np.float32(peak)


def _float_peak(path: Path) -> float:
    """Returns the largest magnitude in a file of float samples; 0 for other formats, which cannot exceed 1."""
    with _opened(path) as file:
        if file.subtype not in ("FLOAT", "DOUBLE"):
            return 0.0
        return max(float(np.abs(block).max()) for block in _blocks(path, file))


def _blocks(path: Path, file: sf.SoundFile) -> Iterator[FloatArray]:
    """Yields the frames in pieces of shape (n, channels). Raises AudioFileError for none, NaN or infinity."""
    found = False
    frames = max(1, min(_BLOCK_FRAMES, _BLOCK_SAMPLES // file.channels))
    while len(block := file.read(frames, dtype="float32", always_2d=True)):
        found = True
        if not np.isfinite(block).all():
            raise AudioFileError(
                "{path}: holds samples that are not numbers (NaN or infinite); export it again", path=path
            )
        yield block
    if not found:
        raise AudioFileError("{path}: is an empty recording; record the question again", path=path)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sf.SoundFile]:
    """Opens a sound file. Raises AudioFileError, in one line, for whatever fails while it is open."""
    _check_regular(path)
    try:
        with open(path, "rb") as raw:
            head = raw.read(4)
        if (head[:2], head[3:]) == _SDS_MAGIC:  # libsndfile prints to stdout where one is damaged
            raise ValueError("MIDI sample dump")
        with sf.SoundFile(str(path)) as file:
            if not RATE_LIMITS[0] <= file.samplerate <= RATE_LIMITS[1]:
                raise AudioFileError(
                    "{path}: {samplerate} Hz is not a usable sample rate; record at 8 to 192 kHz",
                    path=path,
                    samplerate=file.samplerate,
                )
            yield file
    except OSError as err:
        raise AudioFileError(
            "{path}: cannot be read ({reason}); check the file and its permissions", path=path, reason=_reason(err)
        ) from err
    except (sf.SoundFileError, TypeError, ValueError) as err:
        # TypeError: soundfile takes a name that ends in .raw for headerless samples and asks for a rate.
        raise AudioFileError(
            "{path}: is not a sound file that can be read; record it as WAV, FLAC, OGG or MP3", path=path
        ) from err


def _check_regular(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as err:
        raise AudioFileError(
            "{path}: cannot be opened ({reason}); check the path", path=path, reason=_reason(err)
        ) from err
    if stat.S_ISDIR(mode):
        raise AudioFileError("{path}: is a folder; name a sound file in it", path=path)
    if not stat.S_ISREG(mode):
        raise AudioFileError("{path}: is not an ordinary file; record it as WAV, FLAC, OGG or MP3", path=path)
    if not path.stat().st_size:
        raise AudioFileError("{path}: is an empty file; record the question again", path=path)


def wav_bytes(samples: FloatArray, sample_rate: int) -> bytes:
    """Float samples, shape (n,) or (n, channels), as a 16-bit WAV file. Samples beyond [-1, 1] are clipped."""
    clipped = np.clip(np.nan_to_num(samples), -1.0, 1.0)
    buffer = io.BytesIO()
    sf.write(buffer, clipped, sample_rate, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def _reason(err: Exception) -> str:
    return (err.strerror or str(err)).lower() if isinstance(err, OSError) else str(err)
