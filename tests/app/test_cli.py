"""The command line: every end is an exit code and at most one line on stderr."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

import audio_io.output.player
from app import cli
from app.cli import COMMANDS
from app.commands import ask, demo, say
from app.conversation.null_player import NullPlayer
from app.conversation.parts import EngineFactory, Sink
from audio_io.errors import AudioUnavailable
from model.bundle_manifest import write_manifest
from tests.fakes.engine import RATE, FakeEngine, Script, answer, ended, sound

ROOT = Path(__file__).resolve().parents[2]
DEV_FULL = Path("/dev/full")


@pytest.fixture
def bundle(tmp_path: Path, home: Path) -> str:
    """A folder that passes for a trained bundle; its models are never opened."""
    folder = tmp_path / "tiny"
    for part in ("thinker", "talker", "codec"):
        (folder / part).mkdir(parents=True)
        (folder / part / "model.safetensors").write_text("weights")
    write_manifest(folder, name="tiny", version="1", licence="MIT", sample_rate=RATE, ratios=[(2, 8), (1, 9)])
    return str(folder)


class Tutor:
    """Puts a scripted engine in place of the real one."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.script: Script = answer
        self.load_error: Exception | None = None
        self.engines: list[FakeEngine] = []
        self.voice_name: Callable[[], str] = lambda: ""
        for command in (ask, demo, say):
            patch.setattr(command, "engine_factory", self._factory)

    def _factory(
        self, bundle: Path, device: str = "auto", quant: str = "auto", voice_name: Callable[[], str] = lambda: ""
    ) -> EngineFactory:
        self.voice_name = voice_name

        def make(sink: Sink) -> FakeEngine:
            self.engines.append(FakeEngine(sink, self.script, load_error=self.load_error))
            return self.engines[-1]

        return make


@pytest.fixture
def tutor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path) -> Tutor:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return Tutor(monkeypatch)


def left_behind() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr()
    assert said.err.startswith("aloud: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    return said.err


# -- ask
# ------------------------------------------------------------------------------------------------------


def test_a_typed_question_is_answered_on_screen_and_in_files(
    tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--out", "a.wav", "--events", "e.jsonl", "--ratio", "1:9"]
    assert cli.run(["ask", "--text", "What is 347 plus 286?", "--bundle", bundle, *options]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "think      347+286" in shown.out
    assert "speak  It's six hundred and thirty-three." in shown.out
    assert shown.out.endswith("answer: 633\nfirst sound 123 ms after the question\n")
    samples, rate = soundfile.read("a.wav", dtype="float32")
    assert rate == RATE
    np.testing.assert_allclose(samples, np.concatenate([sound(0.5), sound(0.5)]), atol=1e-4)
    rows = [json.loads(line) for line in Path("e.jsonl").read_text().splitlines()]
    assert [row["kind"] for row in rows].count("ended") == 1
    assert rows[-1]["answer"] == "633"
    assert left_behind() == ["a.wav", "e.jsonl"]
    (engine,) = tutor.engines
    assert engine.closed
    asked = engine.calls[0]
    assert asked[1] == "What is 347 plus 286?"
    assert asked[2].ratio == (1, 9)  # type: ignore[attr-defined]
    assert asked[3] is not None  # paced as if somebody listened


def test_a_recording_is_asked_as_sound(tutor: Tutor, bundle: str) -> None:
    soundfile.write("q.wav", np.stack([sound(1.0, 44_100)] * 2, axis=1), 44_100)
    assert cli.run(["ask", "q.wav", "--bundle", bundle]) == 0
    question = tutor.engines[0].calls[0][1]
    assert isinstance(question, np.ndarray)
    assert question.dtype == np.float32
    assert question.shape == (RATE,)


def test_events_on_stdout_are_all_there_is_on_it(tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["ask", "--text", "1+1", "--bundle", bundle, "--events", "-"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["kind"] for row in rows] == [
        "heard", "spoken", "reasoning", "audio", "reasoning", "spoken", "audio", "ended"
    ]  # fmt: skip


BAD_ASKS = {
    "nothing": ([], "--text"),
    "both": (["q.wav", "--text", "1+1"], "either"),
    "empty text": (["--text", "  "], "empty"),
    "no such file": (["nowhere.wav"], "nowhere.wav"),
    "a folder": (["."], "folder"),
    "empty file": (["empty.wav"], "empty"),
    "not audio": (["text.wav"], "not a sound file"),
    "silent": (["silent.wav"], "silent"),
    "too long": (["long.wav"], "longer than 60 s"),
    "not numbers": (["nan.wav"], "not numbers"),
    "no such bundle": (["--text", "1+1", "--bundle", "nope"], "aloud bundle list"),
    "a folder that is no bundle": (["--text", "1+1", "--bundle", "."], "bundle.toml"),
    "no such mode": (["--text", "1+1", "--mode", "fast"], "choose one of"),
    "concurrent": (["--text", "1+1", "--mode", "concurrent"], "use --mode interleaved"),
    "bad ratio": (["--text", "1+1", "--ratio", "8"], "2:8"),
    "untrained ratio": (["--text", "1+1", "--ratio", "5:5"], "use one of"),
    "bad number format": (["--text", "1+1", "--quant", "int8"], "aloud ask --help"),
    "nonsense": (["--text", "asdf qwer"], "no number"),
    "no folder for the sound": (["--text", "1+1", "--out", "no/a.wav"], "does not exist"),
    "no folder for the events": (
        ["--text", "1+1", "--events", "no/e.jsonl"],
        "free some space or choose another",
    ),
    "one file for both": (["--text", "1+1", "--out", "a.x", "--events", "./a.x"], "file of its own"),
    "an option that is none": (["--text", "1+1", "--loud"], "aloud ask --help"),
}


@pytest.mark.parametrize("case", BAD_ASKS)
def test_bad_input_is_one_line_and_leaves_nothing(
    tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    Path("empty.wav").touch()
    Path("text.wav").write_text("not audio at all")
    soundfile.write("silent.wav", np.zeros(RATE), RATE)
    soundfile.write("long.wav", np.tile(sound(1.0), 61), RATE)
    soundfile.write("nan.wav", np.full(RATE, np.nan), RATE, subtype="FLOAT")
    before = left_behind()
    arguments, part = BAD_ASKS[case]
    named = [] if "--bundle" in arguments else ["--bundle", bundle]
    assert cli.run(["ask", *arguments, *named]) == 2
    assert part in one_line(capsys)
    assert left_behind() == before
    assert not tutor.engines


def test_a_damaged_bundle_is_said(tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str]) -> None:
    (Path(bundle) / "codec" / "model.safetensors").write_text("cut")
    assert cli.run(["ask", "--text", "1+1", "--bundle", bundle]) == 2
    assert "get the bundle 'tiny' again" in one_line(capsys)


@pytest.mark.skipif(not DEV_FULL.exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("option", ["--out", "--events"])
def test_a_full_disk_is_said(tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert cli.run(["ask", "--text", "1+1", "--bundle", bundle, option, str(DEV_FULL)]) == 2
    assert "free some space" in one_line(capsys)
    assert DEV_FULL.is_char_device()


def test_a_failing_write_keeps_the_older_files(tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("e.jsonl").write_text("older")
    assert cli.run(["ask", "--text", "1+1", "--bundle", bundle, "--events", "e.jsonl", "--out", "/dev/full"]) == 2
    one_line(capsys)
    assert Path("e.jsonl").read_text() == "older"
    assert left_behind() == ["e.jsonl"]


def test_what_was_not_understood_is_bad_input(tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str]) -> None:
    tutor.script = lambda turn: [ended(turn, "no_speech", "", "I didn't catch that.")]
    assert cli.run(["ask", "--text", "1+1", "--bundle", bundle, "--out", "a.wav"]) == 2
    assert "speak closer to the microphone" in one_line(capsys)
    assert left_behind() == []


def test_a_turn_that_fails_says_what_to_do(tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str]) -> None:
    tutor.script = lambda turn: [ended(turn, "error", "", "out of memory: choose a smaller bundle")]
    assert cli.run(["ask", "--text", "1+1", "--bundle", bundle]) == 1
    assert one_line(capsys) == "aloud: out of memory: choose a smaller bundle\n"


def test_ctrl_c_ends_the_turn_quietly(
    tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.conversation.single_turn.OneTurn.ask", pressed)
    assert cli.run(["ask", "--text", "1+1", "--bundle", bundle, "--events", "e.jsonl"]) == 130
    assert one_line(capsys) == "aloud: stopped\n"
    assert tutor.engines[0].closed
    assert left_behind() == []


# -- the other commands
# -----------------------------------------------------------------------------------------


def test_demo_asks_a_shipped_question_and_writes_the_answer(
    tutor: Tutor,
    bundle: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for name in ("b", "a"):
        soundfile.write(tmp_path / f"{name}.wav", sound(1.5), RATE)
    monkeypatch.setattr(demo, "QUESTIONS", tmp_path)
    monkeypatch.setattr(demo, "find_bundle", lambda _: Path(bundle))
    assert cli.run(["demo"]) == 0
    shown = capsys.readouterr().out
    assert "asking a.wav (1.5 s of speech)" in shown
    assert "answer: 633\nfirst sound 123 ms after the question\n" in shown
    assert soundfile.info("answer.wav").frames == RATE
    assert cli.run(["demo", "--list"]) == 0
    assert capsys.readouterr().out == "a\nb\n"
    assert cli.run(["demo", "--question", "c"]) == 2
    assert "choose one of: a, b" in one_line(capsys)
    monkeypatch.setattr(demo, "QUESTIONS", tmp_path / "none")
    assert cli.run(["demo"]) == 2
    assert "aloud ask" in one_line(capsys)


def test_say_prints_words_or_writes_sound(tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["say", "--words", "3/4 + x^2"]) == 0
    assert capsys.readouterr().out == "three quarters plus x squared\n"
    tutor.script = answer
    assert cli.run(["say", "hello", "--bundle", bundle, "--out", "a.wav"]) == 0
    assert tutor.engines[0].calls == [("say", "hello")]
    assert soundfile.info("a.wav").frames == RATE
    assert cli.run(["say", "--words", "x " * 5000]) == 0
    capsys.readouterr()
    for wrong in ("", " \n", "x" * 10_001):
        assert cli.run(["say", "--words", wrong]) == 2
        assert "question" not in one_line(capsys)


def test_say_takes_speed_volume_and_voice(tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str]) -> None:
    tutor.script = answer
    talker = Path(bundle) / "talker"
    for name, config in (("config.json", {"model_type": "llama"}), ("layout.json", {"voices": ["tara", "leo"]})):
        (talker / name).write_text(json.dumps(config))
    options = ["--speed", "0.8", "--volume", "0.5", "--voice", "leo"]
    assert cli.run(["say", "hello", "--bundle", bundle, "--out", "a.wav", *options]) == 0
    assert tutor.voice_name() == "leo"
    slow, _ = soundfile.read("a.wav")
    assert cli.run(["say", "hello", "--bundle", bundle, "--out", "usual.wav"]) == 0
    usual, _ = soundfile.read("usual.wav")
    assert len(slow) == pytest.approx(len(usual) / 0.8, abs=1)
    assert np.std(slow) == pytest.approx(np.std(usual) / 2, rel=0.05)
    for wrong, says in (
        (["--speed", "3"], "0.7 to 1.5"),
        (["--speed", "nan"], "0.7 to 1.5"),
        (["--volume", "2"], "0 to 1"),
        (["--voice", "nobody"], "tara, leo"),
    ):
        assert cli.run(["say", "hello", "--bundle", bundle, "--out", "a.wav", *wrong]) == 2
        assert says in one_line(capsys)
    (talker / "config.json").write_text("{}")
    assert cli.run(["say", "hello", "--bundle", bundle, "--voice", "leo"]) == 2
    assert "one voice" in one_line(capsys)
    assert len(tutor.engines) == 2


def test_say_plays_through_the_speaker_or_says_that_there_is_none(
    tutor: Tutor, bundle: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[float] = []

    class Speaker(NullPlayer):
        def open(self) -> None:
            played.append(0.0)

        def close(self) -> None:
            played.append(self.heard_samples() / RATE)

    monkeypatch.setattr(audio_io.output.player, "Player", Speaker)
    assert cli.run(["say", "hello", "--bundle", bundle]) == 0
    assert played == [0.0, pytest.approx(1.0)]  # closed only when all of it was heard

    def silent(self: Speaker) -> None:
        raise AudioUnavailable("this machine has no speaker; use --out")

    monkeypatch.setattr(Speaker, "open", silent)
    assert cli.run(["say", "hello", "--bundle", bundle]) == 3
    assert "no speaker" in one_line(capsys)
    assert len(tutor.engines) == 1  # nothing was loaded in vain


def test_bundles_are_listed_and_verified(bundle: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["bundle", "verify", bundle]) == 0
    assert capsys.readouterr().out == "tiny 1: all 3 files are whole\n"
    mine = home / "data" / "bundles"
    mine.mkdir(parents=True)
    Path(bundle).rename(mine / "mine")
    assert cli.run(["bundle", "list"]) == 0
    (row,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("mine ")]
    assert "MIT" in row
    (mine / "mine" / "talker" / "model.safetensors").write_text("WEIGHTS")
    assert cli.run(["bundle", "verify", "mine"]) == 2
    assert "sha256 differs" in one_line(capsys)
    assert cli.run(["bundle"]) == 2
    one_line(capsys)


def test_the_window_needs_a_display(
    bundle: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert cli.run(["window", "--bundle", bundle]) == (3 if sys.platform.startswith("linux") else 0)
    assert "no display" in one_line(capsys)


# -- the front door itself
# --------------------------------------------------------------------------------------


def test_an_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert cli.run(["dmo"]) == 2
    assert "did you mean: aloud demo" in one_line(capsys)
    assert cli.run(["--frob"]) == 2
    assert "aloud --help" in one_line(capsys)


def test_a_bug_leaves_a_crash_file_and_one_line(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    home: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setitem(COMMANDS, "say", cli.Command("app.no_such_module", "broken"))
    assert cli.run(["say"]) == 1
    said = one_line(capsys)
    (crash,) = (home / "logs").glob("crash-*.txt")
    assert str(crash) in said
    assert "no_such_module" in crash.read_text()
    assert cli.run(["bundle", "list"]) == 0  # a broken command costs only itself


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert cli.run([name, "--help"]) == 0
    assert f"usage: aloud {name}" in capsys.readouterr().out


def aloud(*arguments: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def test_help_is_quick() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = aloud("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)
    # Processor time: the wall clock of a busy machine says nothing about us.
    assert (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime) < 0.3


def test_a_reader_that_left_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = aloud("bundle", "list", stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not DEV_FULL.exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_behind_stdout_is_said() -> None:
    with DEV_FULL.open("w") as full:
        done = aloud("bundle", "list", stdout=full.fileno())
    assert done.returncode == 2
    assert done.stderr.startswith("aloud: the disk is full")
    assert done.stderr.count("\n") == 1
