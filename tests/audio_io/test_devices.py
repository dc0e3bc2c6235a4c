"""Devices are listed, watched and explained, also where there is no PortAudio at all."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from audio_io import devices, portaudio
from audio_io.backend import Device
from audio_io.errors import AudioIOError, AudioUnavailable
from audio_io.input.recorder import Recorder
from audio_io.output.player import Player
from tests.audio_io.fake_backend import FakeBackend
from tests.audio_io.waiting import until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def no_portaudio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sounddevice that fails as it does without the library."""
    (tmp_path / "sounddevice.py").write_text('raise OSError("PortAudio library not found")\n')
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    monkeypatch.delitem(sys.modules, "sounddevice")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the wheels bring PortAudio along elsewhere")
def test_missing_portaudio_names_the_command(no_portaudio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for use in (portaudio.load, devices.inputs, devices.outputs, Player().open, Recorder().start):
        with pytest.raises(AudioUnavailable, match="sudo apt install libportaudio2"):
            use()
    monkeypatch.setenv("PYTHONPATH", str(no_portaudio))
    with pytest.raises(AudioUnavailable, match="sudo apt install libportaudio2"):
        devices.fresh()


def test_missing_sounddevice_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(AudioUnavailable, match="pip install sounddevice"):
        portaudio.load()


def test_the_child_process_prints_one_json_value() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "audio_io.devices"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    reply = json.loads(done.stdout)
    assert isinstance(reply, (list, str))


def test_a_child_that_talks_nonsense_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/echo")
    with pytest.raises(AudioUnavailable, match="cannot be listed"):
        devices.fresh()


def test_the_watch_tells_of_what_comes_and_goes() -> None:
    backend = FakeBackend()
    present: list[list[Device]] = [backend.known["input"]]
    seen: list[list[str]] = []
    calls = threading.Event()

    def lister() -> list[Device]:
        calls.set()
        if present[0] is None:
            raise AudioUnavailable("the sound server is away")
        return present[0]

    watch = devices.DeviceWatch(lambda now: seen.append([d.name for d in now]), interval_s=0.01, lister=lister)
    calls.wait()
    calls.clear()
    calls.wait()
    assert seen == []
    present[0] = backend.known["input"][:1]
    until(lambda: seen == [["Built-in"]])
    present[0] = None  # type: ignore[call-overload]
    until(lambda: seen[-1] == [])
    present[0] = backend.known["input"]
    until(lambda: seen[-1] == ["Built-in", "USB headset"])
    watch.close()
    watch.close()
    assert len(seen) == 3


def test_lists_and_defaults() -> None:
    backend = FakeBackend()
    assert [d.key for d in devices.inputs(backend)] == ["Fake: Built-in", "Fake: USB headset"]
    assert [d.kind for d in devices.outputs(backend)] == ["output", "output"]
    found = devices.default("output", backend)
    assert found is not None
    assert found.name == "Built-in"
    backend.known["output"] = []
    assert devices.default("output", backend) is None


@pytest.mark.parametrize(
    ("platform", "expected"),
    [("win32", 2), ("linux", 0), ("darwin", 0)],
)
def test_windows_prefers_wasapi(monkeypatch: pytest.MonkeyPatch, platform: str, expected: int) -> None:
    apis = [
        {"name": "MME", "default_input_device": 0},
        {"name": "Empty", "default_input_device": -1},
        {"name": "Windows WASAPI", "default_input_device": 2},
    ]
    monkeypatch.setattr(sys, "platform", platform)
    assert portaudio._default_index("input", apis) == expected
    assert portaudio._default_index("input", apis[1:2]) == -1


def test_every_error_is_one_of_two_kinds() -> None:
    kinds = {kind.__name__ for kind in AudioIOError.__subclasses__()}
    assert kinds == {"AudioFileError", "AudioUnavailable", "QueueFull"}
