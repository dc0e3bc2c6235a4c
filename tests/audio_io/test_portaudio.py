"""PortAudio's edges, with a library that misbehaves: it starts anew meanwhile, refuses, has no one channel."""

from __future__ import annotations

import subprocess
import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from audio_io import portaudio
from audio_io.backend import Device
from audio_io.errors import AudioUnavailable
from audio_io.portaudio import PortAudioBackend

ROOT = Path(__file__).resolve().parents[2]
SPEAKER = Device("output", "Fake", "Loud", 0, 8, 48_000, is_default=True)


class Refused(Exception):
    """PortAudio's error: it looks its own words up, which fails while another thread starts the library anew."""

    def __str__(self) -> str:
        assert portaudio._lock._is_owned()  # type: ignore[attr-defined]
        return "busy"


class Stream:
    """As much of a stream as opening it needs."""

    refused_channels: tuple[int, ...] = ()
    stopped = True

    def __init__(self, channels: int, **_options: object) -> None:
        if channels in self.refused_channels:
            raise Refused
        self.channels = channels

    def start(self) -> None:
        raise Refused

    def close(self, ignore_errors: bool) -> None:
        assert ignore_errors


class Library(types.ModuleType):
    """As much of sounddevice as `audio_io.portaudio` needs."""

    PortAudioError = Refused

    def __init__(self) -> None:
        super().__init__("sounddevice")
        self.OutputStream: type[Stream] = type("Output", (Stream,), {})
        self._initialized = 1
        self.fails = False

    def _initialize(self) -> None:
        if self.fails:
            raise Refused
        self._initialized += 1

    def _terminate(self) -> None:
        assert self._initialized == 1
        self._initialized -= 1

    def query_hostapis(self) -> list[object]:
        raise Refused


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    library = Library()
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    yield library
    assert not portaudio._open_streams


def fill(_out: np.ndarray, _at: float, _xrun: bool) -> bool:
    return True


def test_a_stream_is_known_before_the_library_can_start_anew(library: Library) -> None:
    backend, done = PortAudioBackend(), []
    other = threading.Thread(target=lambda: done.append(backend.refresh()))

    class Slow(Stream):
        def __init__(self, channels: int, **options: object) -> None:
            super().__init__(channels, **options)
            other.start()

    library.OutputStream = Slow
    stream = backend.open("output", SPEAKER, fill, 0.1)
    other.join()
    assert done == [False]
    stream.close()
    assert backend.refresh()


def test_a_refusal_is_put_into_words_while_the_library_stands_still(library: Library) -> None:
    backend = PortAudioBackend()
    library.OutputStream.refused_channels = (1, 2, 8)
    with pytest.raises(AudioUnavailable, match=r"the speaker cannot be opened \(busy\); choose another one"):
        backend.open("output", SPEAKER, fill, 0.1)
    library.OutputStream.refused_channels = (1, 2)
    stream = backend.open("output", SPEAKER, fill, 0.1)
    assert stream.channels == 8
    with pytest.raises(AudioUnavailable, match="cannot be opened"):
        stream.start()
    stream.close()
    with pytest.raises(AudioUnavailable, match="cannot be listed"):
        backend.devices("output")


def test_a_library_that_does_not_start_again_is_tried_again(library: Library) -> None:
    backend = PortAudioBackend()
    library.fails = True
    for _ in range(2):
        with pytest.raises(AudioUnavailable, match=r"cannot be listed \(busy\); restart the sound server"):
            backend.refresh()
    library.fails = False
    assert backend.refresh()
    assert library._initialized == 1


@pytest.mark.needs_system("portaudio")
def test_a_portaudio_that_ldconfig_does_not_list_is_found() -> None:
    # As in a packaged Aloud, whose PortAudio only the dynamic linker finds.
    code = (
        "import ctypes.util\n"
        "unlisted = ctypes.util.find_library = lambda name: None\n"
        "from app.system_libraries import has_portaudio\n"
        "from audio_io import portaudio\n"
        "print(has_portaudio(), 'PortAudio' in portaudio.version(), ctypes.util.find_library is unlisted)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "True", "True"], done.stderr
