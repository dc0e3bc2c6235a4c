"""Sound files: a question read from disk, an answer written to it.

Owns: what counts as a usable recording, and the promise that no half-written file is ever left behind. Thread: any;
nothing is shared.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile as sf
import soxr

from audio_io.errors import BadInput
from audio_io.resampler import Resampler

FloatArray = npt.NDArray[np.float32]

QUESTION_RATE: Final = 16_000
MAX_QUESTION_S: Final = 60.0
MIN_QUESTION_S: Final = 0.1
SILENCE_DBFS: Final = -60.0
RATE_LIMITS: Final = (4_000, 384_000)
_BLOCK_FRAMES: Final = 65_536
_KNOWN: Final = "record it as WAV, FLAC, OGG or MP3"


def read_question(path: Path | str) -> FloatArray:
    """A spoken question from any common sound file.

    Returns float32 mono, shape (n,), 16 kHz, in [-1, 1]. Channels are averaged (where they cancel each
    other, the loudest one is taken); a float file beyond full scale is scaled down to it.
    Raises BadInput, in one line, for: missing file, folder, not audio, empty, shorter than 0.1 s, longer
    than 60 s, NaN or infinite samples, silence (nowhere above about -60 dBFS).
    """
    path = Path(path)
    frames, rate = _read_frames(path)
    if not np.isfinite(frames).all():
        raise _not_numbers(path)
    mono = _to_mono(frames)
    if loudest_dbfs(mono, rate) < SILENCE_DBFS:
        raise BadInput(f"{path}: the recording is silent; check the microphone and record it again")
    if rate != QUESTION_RATE:
        mono = soxr.resample(mono, rate, QUESTION_RATE).astype(np.float32, copy=False)
    peak = float(np.abs(mono).max())
    return mono / np.float32(peak) if peak > 1.0 else mono


def stream_recording(path: Path | str) -> Iterator[FloatArray]:
    """The sound of a recording of any length, piece by piece: float32 mono 16 kHz, channels averaged.

    Silence is sound here. Raises BadInput as `read_question` does, but for length and silence.
    """
    path = Path(path)
    with _opened(path) as file:
        resampler = Resampler(file.samplerate, QUESTION_RATE)
        for block in _blocks(path, file):
            if not np.isfinite(block).all():
                raise _not_numbers(path)
            yield resampler.push(np.clip(block.mean(axis=1), -1.0, 1.0))
        yield resampler.flush()


def _read_frames(path: Path) -> tuple[FloatArray, int]:
    """All frames of the file as float32, shape (n, channels), and its rate; never more than 60 s of them."""
    with _opened(path) as file:
        rate, limit = file.samplerate, int(MAX_QUESTION_S * file.samplerate)
        # The header's length is not trusted: a truncated file may promise any number of frames.
        blocks, total = [], 0
        for block in _blocks(path, file):
            blocks.append(block)
            total += len(block)
            if total > limit:
                raise BadInput(f"{path}: is longer than {MAX_QUESTION_S:.0f} s; cut it down to the question")
    if total < MIN_QUESTION_S * rate:
        raise BadInput(f"{path}: {total / rate:.3f} s is too short to hold a question; record it again")
    return np.concatenate(blocks), rate


def _blocks(path: Path, file: sf.SoundFile) -> Iterator[FloatArray]:
    """The frames in pieces of shape (n, channels). Raises BadInput if there are none."""
    found = False
    while len(block := file.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)):
        found = True
        yield block
    if not found:
        raise BadInput(f"{path}: is an empty recording; record the question again")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sf.SoundFile]:
    """The sound file; what goes wrong with it is said in one line."""
    _check_regular(path)
    try:
        with sf.SoundFile(str(path)) as file:
            if not RATE_LIMITS[0] <= file.samplerate <= RATE_LIMITS[1]:
                raise BadInput(f"{path}: {file.samplerate} Hz is no usable sample rate; record at 8 to 192 kHz")
            yield file
    except OSError as err:
        raise BadInput(f"{path}: cannot be read ({_reason(err)}); check the file and its permissions") from err
    except (sf.SoundFileError, TypeError, ValueError) as err:
        # TypeError: soundfile takes a name that ends in .raw for headerless samples and asks for a rate.
        raise BadInput(f"{path}: is not a sound file that can be read; {_KNOWN}") from err


def _not_numbers(path: Path) -> BadInput:
    return BadInput(f"{path}: holds samples that are not numbers (NaN or infinite); export it again")


def _check_regular(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as err:
        raise BadInput(f"{path}: cannot be opened ({_reason(err)}); check the path") from err
    if stat.S_ISDIR(mode):
        raise BadInput(f"{path}: is a folder; name a sound file in it")
    if not stat.S_ISREG(mode):
        raise BadInput(f"{path}: is not an ordinary file; {_KNOWN}")
    if not path.stat().st_size:
        raise BadInput(f"{path}: is an empty file; record the question again")


def _to_mono(frames: FloatArray) -> FloatArray:
    if frames.shape[1] == 1:
        return np.ascontiguousarray(frames[:, 0])
    mono = frames.mean(axis=1, dtype=np.float64).astype(np.float32)
    loudest = frames[:, int(np.argmax(_power(frames)))]
    # Two capsules wired in opposite phase cancel; 20 dB of loss is no ordinary stereo.
    cancelled = float(_power(mono[:, None])[0]) < 0.01 * float(_power(loudest[:, None])[0])
    return np.ascontiguousarray(loudest) if cancelled else mono


def _power(frames: FloatArray) -> npt.NDArray[np.float64]:
    power: npt.NDArray[np.float64] = np.square(frames, dtype=np.float64).mean(axis=0)
    return power


def loudest_dbfs(mono: FloatArray, rate: int) -> float:
    """RMS of the loudest 30 ms of `mono`, shape (n,), in dBFS, constant offset removed; -200 for none."""
    if not len(mono):
        return -200.0
    centred = mono.astype(np.float64) - mono.mean(dtype=np.float64)
    size = max(1, min(len(centred), int(0.03 * rate)))
    windows = centred[: len(centred) // size * size].reshape(-1, size)
    rms = float(np.sqrt(np.square(windows).mean(axis=1).max()))
    return 20.0 * float(np.log10(max(rms, 1e-10)))


def write_wav(path: Path | str, samples: FloatArray, sample_rate: int) -> None:
    """Writes float samples in [-1, 1], shape (n,) or (n, channels), as 16-bit WAV; atomic.

    The file appears whole under its name or not at all (temporary file beside it, then rename). Samples
    beyond [-1, 1] are clipped. Raises BadInput if it cannot be written: full disk, missing folder, no
    permission, the path is a folder.
    """
    target = Path(os.path.realpath(path))
    data = _wav_bytes(samples, sample_rate)
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.exists() and not target.is_file():  # /dev/null, a pipe: nothing to rename onto
            target.write_bytes(data)
        else:
            _replace(target, data)
    except (OSError, ValueError) as err:
        raise BadInput(f"{path}: cannot be written ({_reason(err)}); choose another place or free some space") from err


def _wav_bytes(samples: FloatArray, sample_rate: int) -> bytes:
    clipped = np.clip(np.nan_to_num(samples), -1.0, 1.0)
    buffer = io.BytesIO()
    # Encoded in memory first: libsndfile would swallow the disk's own error messages.
    sf.write(buffer, clipped, sample_rate, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".{target.name[:200]}.{os.getpid()}.part")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _reason(err: Exception) -> str:
    return (err.strerror or str(err)).lower() if isinstance(err, OSError) else str(err)
