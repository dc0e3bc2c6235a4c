"""A chunk of the corpus made with a real voice engine, and people's words spliced into it."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path
from random import Random

import numpy as np
import pytest
import soundfile

from model.corpus import build, synthesis, validation
from model.errors import BadInput, MissingCapability


@pytest.fixture
def clips(tmp_path: Path) -> synthesis.Clips:
    """Ten "recordings" of digits by one speaker: tones of different pitch."""
    rows = ["file\ttext\tspeaker\tsource\tsplit\tseconds"]
    for word, digit in synthesis.DIGITS.items():
        wave = 0.4 * np.sin(np.arange(9_600) * (0.1 + 0.02 * digit))
        soundfile.write(tmp_path / f"{word}.wav", wave, 16_000)
        rows.append(f"{word}.wav\t{word}\tanna\ttest\ttrain\t0.6")
    (tmp_path / "words.tsv").write_text("\n".join(rows) + "\n")
    return synthesis.Clips(tmp_path / "words.tsv", tmp_path, "train")


def test_pieces_cut_at_single_digits() -> None:
    assert synthesis.pieces("What is 3 plus 5?") == ["What is", "3", "plus", "5"]


def test_spliced_question_holds_every_piece(clips: synthesis.Clips) -> None:
    carrier = np.full(8_000, 0.2, np.float32)
    cache = {("any", "What is"): carrier, ("any", "plus"): carrier}
    sound = synthesis.splice(Random(1), clips, "What is 3 plus 5?", "any", cache)
    assert len(sound) > 2 * 8_000 + 2 * 9_000
    assert np.isfinite(sound).all()
    assert float(np.abs(sound).max()) <= 1.0


@pytest.mark.parametrize(
    ("table", "error"),
    [
        (b"file\ttext\nzero.wav\tzero\n", "has no column 'speaker': give a tab-separated table with file, text"),
        (b"", "has no recording of 'zero'"),
        (b"\xff\xfe", "cannot read .*: give a tab-separated table"),
        (None, "cannot read .*: give a tab-separated table"),
    ],
)
def test_a_bad_table_of_words_is_named(tmp_path: Path, table: bytes | None, error: str) -> None:
    if table is not None:
        (tmp_path / "t.tsv").write_bytes(table)
    with pytest.raises(BadInput, match=error):
        synthesis.Clips(tmp_path / "t.tsv", tmp_path, "train").check()


def test_recordings_that_cannot_be_used_are_named(clips: synthesis.Clips, tmp_path: Path) -> None:
    clips.check()
    (tmp_path / "six.wav").write_text("no sound")
    with pytest.raises(BadInput, match=r"cannot read .*six\.wav .*take it out"):
        clips.read("six.wav")
    soundfile.write(tmp_path / "six.wav", np.zeros(100), 8_000)
    with pytest.raises(BadInput, match=r"six\.wav is not mono at 16000 Hz"):
        clips.read("six.wav")
    (tmp_path / "six.wav").unlink()
    with pytest.raises(BadInput, match=r"six\.wav is missing, which .*words\.tsv names"):
        clips.check()


def test_a_voice_engine_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for voice in ("flite:slt", "espeak:en-us", synthesis.TARGET):
        with pytest.raises(MissingCapability, match="not installed: sudo apt-get install flite"):
            synthesis.speak([synthesis.SpeechJob(voice, "two")])
    with pytest.raises(MissingCapability, match=f"needs the voice {synthesis.TARGET}.*: sudo apt-get install flite"):
        synthesis.require()


def test_voices_that_all_fail_are_no_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthesis, "speak", lambda jobs: [np.zeros(0, np.float32)] * len(jobs))
    with pytest.raises(MissingCapability, match="gave no sound for 4 sentences"):
        build.spoken([synthesis.SpeechJob("espeak:en-us", "two")] * 4)


def test_an_engine_that_hangs_leaves_no_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(command: list[str], timeout: float, **_: object) -> None:
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    assert [len(sound) for sound in synthesis.speak([synthesis.SpeechJob("espeak:en-us", "two")])] == [0]


@pytest.mark.needs_system("espeak-ng")
def test_chunk_is_decided_by_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "CHUNK", 4)
    monkeypatch.setattr(synthesis, "installed", lambda held_out=False: ["espeak:en-us", "espeak:en-gb+f2"])
    mix = {"one": 1, "story2": 1}
    options = {"held_out": False, "test": False, "tune": True, "clips": None, "gsm8k": [], "mix": mix}
    rows, rejected = build.make_chunk((5, options))
    again, _ = build.make_chunk((5, options))
    assert [r for r, _ in rows] == [r for r, _ in again]
    assert len(rows) + sum(n for why, n in rejected.items() if why.startswith("sound")) == 4
    for row, sound in rows:
        assert validation.sound(sound, row["question"]) == ""
        assert not build.is_test(row["question"])


def test_bad_recordings_are_named() -> None:
    quiet = np.zeros(16_000, np.float32)
    assert validation.sound(quiet, "What is two plus two?") == "silent"
    assert validation.sound(quiet + 0.1, "hi" * 200) == "length does not fit the text"
    assert validation.sound(np.full(16_000 * 16, 0.1, np.float32), "What is two plus two?" * 9) == "too long"


@pytest.mark.parametrize(
    ("words", "error"),
    [(["--gsm8k", "nowhere.jsonl"], "nowhere.jsonl does not exist"), (["--words", __file__], "belong together")],
)
def test_wrong_use_is_named_before_any_work(words: list[str], error: str, tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    build.add_arguments(parser)
    args = parser.parse_args(["build", str(tmp_path / "corpus"), *words])
    with pytest.raises(BadInput, match=error):
        build.run(args)
    assert not (tmp_path / "corpus").exists()
