"""Tables of people's words from the sources as they are published."""

from __future__ import annotations

import tarfile
from pathlib import Path
from random import Random

import numpy as np
import pytest
import soundfile

from model.corpus import word_tables
from model.corpus.clips import DIGITS, Clips, read_clip
from model.errors import BadInput
from tests.model.corpus.words import write_words


def tone(path: Path, rate: int = 16_000, channels: int = 1, seconds: float = 0.6) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    wave = 0.4 * np.sin(np.arange(int(rate * seconds)) * 2 * np.pi * 300 / rate)
    soundfile.write(path, np.repeat(wave[:, None], channels, axis=1), rate)


@pytest.mark.parametrize("packed", [True, False])
def test_a_table_with_its_archive_or_folder(tmp_path: Path, packed: bool) -> None:
    (tmp_path / "src" / "words").mkdir(parents=True)
    folder = tmp_path / "src" / "words"
    write_words(folder, DIGITS, {"anna": "train", "ben": "dev"})
    (folder / "words.tsv").rename(tmp_path / "src" / "words.tsv")
    if packed:
        with tarfile.open(tmp_path / "src" / "words.tar", "w") as tar:
            for path in sorted(folder.iterdir()):
                tar.add(path, path.name)
                path.unlink()
        folder.rmdir()
    report = word_tables.make([tmp_path / "src"], tmp_path / "out")
    assert report == {"recordings": {"train": 10, "dev": 10}, "speakers": 2, "left out": {}}
    for split, speaker in (("train", "anna"), ("dev", "ben")):
        clips = Clips(((tmp_path / "out" / "words.tsv", tmp_path / "out"),), split)
        clips.check()
        clip = clips.choose(Random(0), "six")
        assert (clip.speaker, clip.source) == (speaker, "test")
        assert len(read_clip(clip)) == pytest.approx(9_600, rel=0.05)


def test_published_data_sets_by_their_file_names(tmp_path: Path) -> None:
    for word in ("zero", "left"):
        for speaker in ("0a7c2a8d", "bb05582b"):
            tone(tmp_path / "gsc" / word / f"{speaker}_nohash_0.wav")
    tone(tmp_path / "gsc" / "_background_noise_" / "rain.wav")
    tone(tmp_path / "fsdd" / "recordings" / "7_theo_12.wav", rate=8_000, channels=2)
    report = word_tables.make([tmp_path / "gsc", tmp_path / "fsdd"], tmp_path / "out")
    assert sum(report["recordings"].values()) == 5
    assert report["speakers"] == 3
    rows = [line.split("\t") for line in (tmp_path / "out" / "words.tsv").read_text().splitlines()[1:]]
    assert {(text, who, source) for _, text, who, source, _, _ in rows} == {
        ("zero", "gsc_0a7c2a8d", "speech_commands"), ("zero", "gsc_bb05582b", "speech_commands"),
        ("left", "gsc_0a7c2a8d", "speech_commands"), ("left", "gsc_bb05582b", "speech_commands"),
        ("seven", "fsdd_theo", "fsdd"),
    }  # fmt: skip
    info = soundfile.info(tmp_path / "out" / next(name for name, text, *_ in rows if text == "seven"))
    assert (info.samplerate, info.channels) == (16_000, 1)
    assert {split for *_, split, _ in rows} <= {"train", "dev"}


def test_one_speaker_in_ten_is_for_tests() -> None:
    splits = [word_tables.split_of(f"gsc_{i:08x}") for i in range(2_000)]
    assert 150 < splits.count("dev") < 250


def test_what_is_no_word_is_left_out_and_counted(tmp_path: Path) -> None:
    tone(tmp_path / "src" / "zero" / "0a7c2a8d_nohash_0.wav")
    tone(tmp_path / "src" / "zero" / "0a7c2a8d_nohash_1.wav", seconds=4)
    (tmp_path / "src" / "zero" / "0a7c2a8d_nohash_2.wav").write_text("no sound")
    soundfile.write(tmp_path / "src" / "zero" / "0a7c2a8d_nohash_3.wav", np.zeros(8_000), 16_000)
    report = word_tables.make([tmp_path / "src"], tmp_path / "out")
    assert sum(report["recordings"].values()) == 1
    assert report["left out"] == {"too long": 1, "not a sound file": 1, "silent": 1}


def test_what_cannot_become_a_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="empty has no recordings of words: give a folder with tables"):
        word_tables.make([tmp_path / "empty"], tmp_path / "out")
    write_words(tmp_path, DIGITS, {"anna": "train"})
    (tmp_path / "anna_two.wav").unlink()
    with pytest.raises(BadInput, match=r"anna_two\.wav is missing, which .*words\.tsv names"):
        word_tables.make([tmp_path], tmp_path / "out")
    (tmp_path / "words.tar").write_text("no archive")
    with pytest.raises(BadInput, match=r"cannot read .*words\.tar .*get it again"):
        word_tables.make([tmp_path], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    (tmp_path / "out").mkdir()
    with pytest.raises(BadInput, match="already exists"):
        word_tables.make([tmp_path], tmp_path / "out")


def test_a_person_in_two_splits_is_refused(tmp_path: Path) -> None:
    write_words(tmp_path, ["one", "two"], {"anna": "train"})
    table = tmp_path / "words.tsv"
    table.write_text(table.read_text().replace("two\tanna\ttest\ttrain", "two\tanna\ttest\tdev"))
    with pytest.raises(BadInput, match="anna in two splits"):
        word_tables.make([tmp_path], tmp_path / "out")
