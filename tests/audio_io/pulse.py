"""A sound server of our own: PulseAudio with a virtual speaker and a virtual microphone, both null sinks."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from audio_io import devices

FloatArray = npt.NDArray[np.float32]
RATE = 44_100  # what PortAudio opens ALSA's default at, so that the server converts nothing
_RAW = ["--raw", "--format=float32le", f"--rate={RATE}", "--channels=1"]


class PulseServer:
    """Started on construction, with the environment pointed at it; `close` ends it and restores that."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self.folder = Path(tempfile.mkdtemp(prefix="aloud-pulse-"))
        socket = self.folder / "socket"
        self._changed = {
            "PULSE_SERVER": f"unix:{socket}",
            "XDG_RUNTIME_DIR": str(self.folder),
            "PULSE_RUNTIME_PATH": str(self.folder),
            "PULSE_STATE_PATH": str(self.folder),
            "PULSE_COOKIE": str(self.folder / "cookie"),
        }
        self._before = {name: os.environ.get(name) for name in self._changed}
        os.environ.update(self._changed)
        self._socket = socket
        self.start()

    def start(self) -> None:
        """Starts the server, at first or after `kill`; both devices are there when it returns."""
        self._socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--disable-shm=yes",
                f"--log-target=file:{self.folder / 'log'}",
                "-L",
                f"module-native-protocol-unix socket={self._socket} auth-anonymous=1",
            ],
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60.0
        while subprocess.run(["pactl", "info"], capture_output=True, check=False).returncode:
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.1)
        self.plug_in()

    def plug_in(self) -> None:
        """Both devices are there, and the default ones."""
        self.speaker = self.load("speaker")
        self.microphone = self.load("microphone")
        self.pactl("set-default-sink", "speaker")
        self.pactl("set-default-source", "microphone.monitor")

    def kill(self) -> None:
        """The server is gone at once, without a word to its clients."""
        self._process.kill()
        self._process.wait(timeout=60.0)

    def unplug(self) -> None:
        """Both devices are gone; the server stays."""
        self.pactl("unload-module", self.speaker)
        self.pactl("unload-module", self.microphone)

    def load(self, name: str, description: str = "") -> str:
        """Adds a null sink; returns the module's number."""
        described = description.replace(" ", "\\ ") or name
        return self.pactl(
            "load-module",
            "module-null-sink",
            f"sink_name={name}",
            f"rate={RATE}",
            "format=float32le",
            "norewinds=1",
            f'sink_properties=device.description="{described}"',
        )

    def pactl(self, *words: str) -> str:
        return subprocess.run(["pactl", *words], capture_output=True, text=True, check=True).stdout.strip()

    def speak(self, samples: FloatArray) -> subprocess.Popen[bytes]:
        """Plays samples at RATE into the virtual microphone, from another process."""
        file = self.folder / f"speech{next(self._numbers)}.raw"
        file.write_bytes(samples.astype("<f4").tobytes())
        # A second is queued, so that this program may get no time now and then.
        return subprocess.Popen(["pacat", "--device=microphone", "--latency-msec=1000", *_RAW, str(file)])

    def waiting_speech(self) -> subprocess.Popen[bytes]:
        """Plays into the virtual microphone what is written to it, at once: it is connected beforehand."""
        return subprocess.Popen(
            ["pacat", "--device=microphone", "--latency-msec=50", *_RAW], stdin=subprocess.PIPE, bufsize=0
        )

    @contextmanager
    def echo(self) -> Iterator[None]:
        """The virtual microphone hears the virtual speaker, 60 ms late and 11 dB softer."""
        module = self.pactl(
            "load-module", "module-loopback", "source=speaker.monitor", "sink=microphone", "latency_msec=60"
        )
        stream = self.pactl("list", "short", "sink-inputs").split()[0]
        self.pactl("set-sink-input-volume", stream, "65%")
        yield
        self.pactl("unload-module", module)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=60.0)
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def served() -> Iterator[PulseServer]:
    """A server for as long as the context lasts; PortAudio lists its devices, and forgets them afterwards."""
    server = PulseServer()
    try:
        devices.default_backend().refresh()
        yield server
    finally:
        server.close()
        devices.default_backend().refresh()


class Ear:
    """Records what comes out of the virtual speaker, in another process, with the time each piece arrived."""

    def __init__(self, device: str = "speaker.monitor") -> None:
        self._process = subprocess.Popen(
            ["parec", f"--device={device}", "--latency-msec=10", *_RAW], stdout=subprocess.PIPE
        )
        self.arrived: list[tuple[float, int]] = []  # time, samples so far
        self._pieces: list[bytes] = []
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        deadline = time.monotonic() + 60.0
        while not self.arrived:
            assert time.monotonic() < deadline, "the virtual speaker gives no sound"
            time.sleep(0.01)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def _read(self) -> None:
        assert self._process.stdout is not None
        total = 0
        while data := self._process.stdout.read1(1 << 16):
            self._pieces.append(data)
            total += len(data)
            self.arrived.append((time.monotonic(), total // 4))

    def heard(self) -> FloatArray:
        """Everything so far, float32 mono at RATE."""
        data = b"".join(self._pieces.copy())
        return np.frombuffer(data[: len(data) // 4 * 4], dtype="<f4")

    def stop(self) -> FloatArray:
        """Everything heard, float32 mono at RATE."""
        self._process.terminate()
        self._thread.join()
        self._process.wait(timeout=60.0)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return self.heard()


def find_in(heard: FloatArray, sound: FloatArray) -> int:
    """Where `sound` begins in `heard`, by its first 0.2 s past its first 50 ms."""
    skip, size = int(0.05 * RATE), int(0.2 * RATE)
    probe = sound[skip : skip + size].astype(np.float64)
    length = 1 << (len(heard) + size).bit_length()
    spectrum = np.fft.rfft(heard, length) * np.conj(np.fft.rfft(probe, length))
    return int(np.argmax(np.fft.irfft(spectrum, length)[: len(heard)])) - skip
