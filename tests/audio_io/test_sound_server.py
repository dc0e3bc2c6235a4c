"""The sound server's devices, as a `pactl` tells of them that answers what a test wants."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from audio_io import devices, sound_server
from audio_io.backend import Device, Kind
from audio_io.errors import AudioUnavailable
from tests.audio_io.fake_backend import FakeBackend

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pactl")
WAY = Device("output", "ALSA", "pulse", 7, 32, 44_100)
SINKS = [
    {"name": "alsa_output.usb", "description": "USB Headset"},
    {"name": "alsa_output.hdmi", "description": "Screen"},
]


def answer(monkeypatch: pytest.MonkeyPatch, folder: Path, rows: object, default: str = "", code: int = 0) -> None:
    """Puts a `pactl` in front of the machine's own."""
    info = {"default_sink_name": default, "default_source_name": default}
    (folder / "list.json").write_text(json.dumps(rows))
    (folder / "info.json").write_text(json.dumps(info))
    tool = folder / "pactl"
    tool.write_text(f'#!/bin/sh\ncat "{folder}/$2.json"\nexit {code}\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def listed(kind: Kind) -> list[Device]:
    return sound_server.devices(kind, [Device(kind, "ALSA", "pulse", 7, 32, 44_100)])


def test_speakers_have_the_names_that_people_know(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answer(monkeypatch, tmp_path, SINKS, "alsa_output.hdmi")
    found = listed("output")
    assert [(d.key, d.target, d.index, d.is_default) for d in found] == [
        ("PulseAudio: USB Headset", "alsa_output.usb", 7, False),
        ("PulseAudio: Screen", "alsa_output.hdmi", 7, True),
    ]


def test_two_of_the_same_make_can_be_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answer(monkeypatch, tmp_path, [{"name": "one", "description": "Same"}, {"name": "two", "description": "Same"}])
    assert [d.name for d in listed("output")] == ["Same (one)", "Same (two)"]


def test_what_a_speaker_plays_is_no_microphone_but_for_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = [
        {"name": "desk", "description": "Desk", "monitor_source": ""},
        {"name": "a.monitor", "description": "Monitor of A", "monitor_source": "a"},
        {"name": "b.monitor", "description": "Monitor of B", "monitor_source": "b"},
    ]
    answer(monkeypatch, tmp_path, rows, "b.monitor")
    assert [d.name for d in listed("input")] == ["Desk", "Monitor of B"]


@pytest.mark.parametrize("rows", [{}, "nothing", [1, {"name": "x"}, {"name": 3, "description": "y"}], None])
def test_odd_answers_name_no_device(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rows: object) -> None:
    answer(monkeypatch, tmp_path, rows)
    assert listed("output") == []


def test_a_description_is_one_printable_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answer(monkeypatch, tmp_path, [{"name": "x", "description": "A\n\x1b[31m  \u202eB" + "c" * 500}])
    (found,) = listed("output")
    assert found.name.startswith("A [31m Bc")
    assert len(found.name) == 80


def test_no_server_no_pactl_no_way_to_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answer(monkeypatch, tmp_path, SINKS, code=1)
    assert listed("output") == []
    answer(monkeypatch, tmp_path, SINKS)
    assert sound_server.devices("output", []) == []
    monkeypatch.setenv("PATH", "")
    assert listed("output") == []


def test_a_remembered_device_is_found_or_named_as_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answer(monkeypatch, tmp_path, SINKS)
    backend = FakeBackend()
    backend.known["output"] = [WAY]
    assert devices.find("output", "PulseAudio: Screen", backend).target == "alsa_output.hdmi"
    with pytest.raises(AudioUnavailable, match="the speaker 'PulseAudio: Gone' is not connected"):
        devices.find("output", "PulseAudio: Gone", backend)
    assert [d.name for d in devices.everything(backend) if d.kind == "output"] == ["pulse", "USB Headset", "Screen"]


@pytest.mark.parametrize("before", [None, "mine"])
def test_a_stream_is_aimed_while_it_is_opened(monkeypatch: pytest.MonkeyPatch, before: str | None) -> None:
    monkeypatch.delenv("PULSE_SINK", raising=False)
    if before:
        monkeypatch.setenv("PULSE_SINK", before)
    with sound_server.aimed_at(Device("output", sound_server.HOST_API, "Screen", 7, 2, 44_100, target="hdmi")):
        assert os.environ["PULSE_SINK"] == "hdmi"
    assert os.environ.get("PULSE_SINK") == before
    with sound_server.aimed_at(WAY):
        assert os.environ.get("PULSE_SINK") == before
