"""The doctor's report: what is missing is named with what brings it, whatever else is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import audio_io.devices
import model.device
from app import cli, diagnosis, settings, system_libraries
from app.commands.doctor import lines
from app.installation import Installation
from app.settings import Settings
from app.storage import user_paths
from audio_io import calibration
from audio_io.backend import Device
from audio_io.calibration import SoundCheck
from audio_io.errors import AudioUnavailable
from audio_io.input import echo_control, smart_turn
from model.device import Machine


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """A machine that has everything, without loading anything."""
    devices = [
        Device("input", "ALSA", "USB mic", 0, 1, 48_000, is_default=True),
        Device("output", "ALSA", "Speakers", 1, 2, 44_100),
    ]
    reason = "Card 9 can run this torch"
    card = Machine("2.13", "13.0", "Card 9", "8.9", ("sm_80",), 12 * 10**9, 11 * 10**9, "cuda", reason)
    monkeypatch.setattr(model.device, "probe", lambda: card)
    monkeypatch.setattr(audio_io.devices, "fresh", lambda: devices)
    monkeypatch.setattr(system_libraries, "has_portaudio", lambda: True)
    monkeypatch.setattr(system_libraries, "display", lambda: system_libraries.Display("xcb"))
    monkeypatch.setattr(diagnosis, "installed", lambda: iter(()))


def missing() -> dict[str, str]:
    return {row.what: row.fix for row in diagnosis.examine().missing}


def test_a_whole_machine_lacks_only_what_was_taken_away() -> None:
    report = diagnosis.examine()
    assert [row.what for row in report.missing] == ["every bundle"]
    text = "\n".join(lines(report))
    assert "models run on  cuda: Card 9 can run this torch" in text
    assert "Card 9 (sm_89), 11.0 of 12.0 GB free; torch for CUDA 13.0" in text
    assert "ALSA: USB mic (48000 Hz, default)" in text


def test_json_holds_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["doctor", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["device"], facts["gpu"]["vram_total"]) == ("cuda", 12 * 10**9)
    assert facts["speakers"] == [{"name": "ALSA: Speakers", "rate": 44_100, "channels": 2, "default": False}]
    assert facts["missing"][0]["needed_for"] == "answering"


def test_portaudio_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "has_portaudio", lambda: False)
    assert missing()["PortAudio"] == "sudo apt-get install libportaudio2"


def test_missing_devices_and_a_broken_sound_system_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio_io.devices, "fresh", list)
    assert {"a microphone", "a speaker"} <= missing().keys()

    def broken() -> list[Device]:
        raise AudioUnavailable("the sound devices cannot be listed; restart the sound server")

    monkeypatch.setattr(audio_io.devices, "fresh", broken)
    assert missing()["the list of sound devices"].endswith("restart the sound server")


def test_a_card_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu = Machine("2.13", reason="this torch is a CPU build", fix="remove .venv and start again")
    monkeypatch.setattr(model.device, "probe", lambda: cpu)
    assert missing()["a usable graphics card"] == "remove .venv and start again"


def test_a_damaged_bundle_and_a_missing_package_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(diagnosis, "installed", lambda: iter([("mine", tmp_path)]))
    monkeypatch.setattr(diagnosis, "PACKAGES", ("surely-not-there",))
    found = missing()
    assert found["the Python package surely-not-there"].startswith("python3 packaging/run.py")
    assert "bundle.toml" in found["a whole bundle mine"]


def test_no_display_and_little_disk_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        system_libraries,
        "display",
        lambda: system_libraries.Display("", "there is no display", "run it under xvfb-run"),
    )
    monkeypatch.setattr(diagnosis, "LOW_DISK", 10**18)
    found = missing()
    assert found["the window (there is no display)"] == "run it under xvfb-run"
    assert any(what.startswith("disk space") for what in found)


def test_the_device_in_use_and_why(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = diagnosis.examine().facts
    assert facts["microphone"] == "ALSA: USB mic: the system's default"
    assert facts["speaker"] == "none"
    settings.save(Settings(speaker="ALSA: Speakers", microphone="ALSA: Gone"), user_paths().settings)
    facts = diagnosis.examine().facts
    assert facts["speaker"] == "ALSA: Speakers: chosen in the settings"
    assert facts["microphone"] == "ALSA: Gone: chosen in the settings, but not connected now"
    monkeypatch.setattr(echo_control, "available", lambda: False)
    assert missing()["the echo canceller"].startswith("python3 packaging/run.py")


def test_the_end_of_turn_model_is_said_where_it_is_present(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smart_turn, "FOLDER", tmp_path)
    assert diagnosis.examine().facts["smart_turn"] is None
    (tmp_path / "smart-turn-v3.2-cpu.onnx").touch()
    assert diagnosis.examine().facts["smart_turn"] == "smart-turn-v3.2-cpu.onnx"


def test_the_sound_check_counts_gaps_or_says_why_it_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = SoundCheck(2.0, 1, 2, 0, 3, 0, 0.18, -61.5)
    monkeypatch.setattr(calibration, "check_devices", lambda *_: counted)
    text = "\n".join(lines(diagnosis.examine(listen=True)))
    assert "2 s: 3 gaps played, 3 recorded, 0 devices lost; speaker's buffer 180 ms, microphone -62 dB" in text

    def busy(*_: object) -> SoundCheck:
        raise AudioUnavailable("the microphone cannot be opened; close what uses it")

    monkeypatch.setattr(calibration, "check_devices", busy)
    found = {row.what: row.fix for row in diagnosis.examine(listen=True).missing}
    assert found["working sound"] == "the microphone cannot be opened; close what uses it"


@pytest.mark.parametrize(
    ("driver", "said"),
    [(("580.1", "13.0"), "aloud pack fetch"), (("560.35", "12.6"), "560.35 knows CUDA 12.6, the pack cuda needs 13.0")],
)
def test_a_packaged_aloud_offers_the_pack(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, driver: tuple[str, str], said: str
) -> None:
    build = Installation(tmp_path, "0.2.0", "linux-x86_64", "abc", "3.11")
    monkeypatch.setattr(diagnosis, "installation", lambda: build)
    monkeypatch.setattr(model.device, "nvidia_driver", lambda: driver)
    monkeypatch.setattr(model.device, "probe", lambda: Machine("2.13", reason="a CPU build", fix="use run.py"))
    assert said in missing()["a usable graphics card"]
