"""A chunk of the corpus made with a real voice engine; what is kept out of training."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.corpus import chunks, clips, corpus_command, kinds, split, synthesis, validation
from model.corpus.problem import Problem
from model.corpus.shards import Sound
from model.errors import BadInput, MissingCapability
from tests.model.corpus.words import write_words


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
        chunks.spoken([synthesis.SpeechJob("espeak:en-us", "two")] * 4)


def test_an_engine_that_hangs_leaves_no_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(command: list[str], timeout: float, **_: object) -> None:
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    assert [len(sound) for sound in synthesis.speak([synthesis.SpeechJob("espeak:en-us", "two")])] == [0]


@pytest.mark.needs_system("espeak-ng")
def test_chunk_is_decided_by_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 4)
    monkeypatch.setattr(synthesis, "installed", lambda held_out=False: ["espeak:en-us", "espeak:en-gb+f2"])
    mix = {"one": 1, "story2": 1}
    options = {"held_out": False, "test": False, "tune": True, "clips": None, "people": 0.3, "gsm8k": None, "mix": mix}
    rows, rejected = chunks.make_chunk((5, options))
    again, _ = chunks.make_chunk((5, options))
    assert [r for r, _ in rows] == [r for r, _ in again]
    assert len(rows) + sum(n for why, n in rejected.items() if why.startswith("sound")) == 4
    for row, sound in rows:
        assert validation.sound(sound, row["spoken"]) == ""
        assert not split.is_test(Problem.from_row(row))


@pytest.fixture
def tables(tmp_path: Path) -> clips.Tables:
    """Digits by two people of each split."""
    return (write_words(tmp_path, clips.DIGITS, {"anna": "train", "ben": "train", "cleo": "dev", "dan": "dev"}),)


def hum(jobs: list[synthesis.SpeechJob]) -> list[Sound]:
    """Every job as a tone of a length that fits its text."""
    return [(0.3 * np.sin(np.arange(1_200 * len(job.text)) / 9)).astype(np.float32) for job in jobs]


@pytest.mark.parametrize("test", [False, True])
def test_held_out_voices_and_people_never_come_into_training(
    monkeypatch: pytest.MonkeyPatch, tables: clips.Tables, test: bool
) -> None:
    """The row of a question says who is heard in it; every voice and every recording that is used is watched."""
    everything = ["flite:slt", "espeak:en-us+f2", synthesis.TARGET, *synthesis.HELD_OUT]
    monkeypatch.setattr(synthesis, "installed", lambda held_out=False: [
        name for name in everything if (name in synthesis.HELD_OUT) == held_out])  # fmt: skip
    monkeypatch.setattr(clips, "FEW", 2)
    voices, read = set[str](), set[str]()

    def speak(jobs: list[synthesis.SpeechJob]) -> list[Sound]:
        voices.update(job.voice for job in jobs)
        return hum(jobs)

    real = clips.read_clip

    def watched(clip: clips.Clip, speed: float = 1.0) -> Sound:
        read.add(clip.speaker)
        assert speed == 1.0 or not test
        return real(clip, speed)

    monkeypatch.setattr(synthesis, "speak", speak)
    monkeypatch.setattr("model.corpus.splicing.read_clip", watched)
    options: dict[str, Any] = {"test": test, "held_out": False, "tune": True, "people": 0.3, "gsm8k": None,
                               "mix": kinds.MIX,
                               "clips": (tables, "dev" if test else "train")}  # fmt: skip
    rows = [row for seed in range(6) for row, _ in chunks.make_chunk((seed, options))[0]]
    assert read == ({"cleo", "dan"} if test else {"anna", "ben"})
    assert {who for row in rows for who in row.get("speakers", [])} == read
    assert voices == set(everything) - set(synthesis.HELD_OUT)
    with_people = sum("speakers" in row for row in rows) / len(rows)
    assert 0.2 < with_people < 0.45
    assert all(row["voice"].startswith("human+") == ("speakers" in row) for row in rows)


def test_no_voice_of_the_held_out_engine_is_offered_for_training(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With every voice of Festival installed, training gets the HTS voice alone, and only tests get ked."""
    monkeypatch.setattr(synthesis.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(synthesis, "espeak_variants", lambda: ["f2", "klatt4", "whisper"])
    for name in ("english/kal_diphone", "english/ked_diphone", "us/cmu_us_slt_arctic_hts"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr(synthesis, "FESTIVAL_VOICES", tmp_path)
    known, unseen = synthesis.installed(), synthesis.installed(held_out=True)
    assert [name for name in known if name.startswith("festival")] == [synthesis.TARGET]
    assert unseen == ["festival:ked_diphone"]
    assert {"espeak:en-us+klatt4", "espeak:en-gb-x-gbcwmd+whisper", "espeak:en-us", "flite:awb"} <= set(known)
    assert not any("diphone" in name or "mb-" in name for name in known)


@pytest.mark.needs_system("espeak-ng")
def test_all_of_espeaks_variants_are_voices() -> None:
    variants = synthesis.espeak_variants()
    assert len(variants) > 90
    assert {"f2", "m7", "klatt4", "whisper", "Mr serious", "Storm"} <= set(variants)
    assert all(map(len, synthesis.speak([synthesis.SpeechJob("espeak:en-us+Mr serious", "two plus two")])))


def test_bad_recordings_are_named() -> None:
    quiet = np.zeros(16_000, np.float32)
    assert validation.sound(quiet, "What is two plus two?") == "silent"
    assert validation.sound(quiet + 0.1, "hi" * 200) == "length does not fit the text"
    assert validation.sound(np.full(16_000 * 61, 0.1, np.float32), "What is two plus two?" * 40) == "too long"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--gsm8k", "nowhere.jsonl"], "nowhere.jsonl does not exist"),
        (["--kinds", "one", "sums"], "no problems of kind sums: choose among one, two"),
        (["--words", __file__, __file__, "--words-audio", "."], "belong together"),
    ],
)
def test_wrong_use_is_named_before_any_work(words: list[str], error: str, tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    corpus_command.add_arguments(parser)
    args = parser.parse_args(["build", str(tmp_path / "corpus"), *words])
    with pytest.raises(BadInput, match=error):
        corpus_command.run(args)
    assert not (tmp_path / "corpus").exists()
