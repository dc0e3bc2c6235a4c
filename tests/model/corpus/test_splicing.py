"""People's words in synthetic questions: every word is there once, in order, by whom the plan says."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
import soundfile

from model.corpus import splicing
from model.corpus.clips import DIGITS, Clip, Clips, read_clip
from model.corpus.splicing import Shares, Utterance
from model.corpus.synthesis import SpeechJob
from model.errors import BadInput
from tests.model.corpus.words import write_words

TEXTS = [*DIGITS, "forty", "twenty", "hundred", "and", "plus", "divided by", "forty seven", "left"]
QUESTION = "Hey, what is one hundred and forty-seven divided by twenty-three? How much is left, plus two?"
EVERYTHING = Shares(1.0, 1.0, 1.0)


@pytest.fixture
def clips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clips:
    """Two people's recordings, which count as many."""
    monkeypatch.setattr("model.corpus.clips.FEW", 2)
    return Clips((write_words(tmp_path, TEXTS, {"anna": "train", "ben": "train", "cleo": "dev"}),), "train")


def said(utterance: Utterance) -> str:
    """All words in order, by whoever says them."""
    return " ".join(part.source.text for part in utterance.parts).replace("-", " ").lower()


def by_people(utterance: Utterance) -> list[str]:
    return [part.source.text for part in utterance.parts if isinstance(part.source, Clip)]


def plan(clips: Clips, seed: int, shares: Shares, text: str = QUESTION) -> Utterance:
    return splicing.spliced(Random(seed), clips, SpeechJob("any", text), shares, (0.9, 1.1))


@pytest.mark.parametrize("seed", range(40))
def test_no_word_is_lost_or_said_twice(clips: Clips, seed: int) -> None:
    rng = Random(seed)
    utterance = plan(clips, seed, Shares(rng.random(), rng.random(), rng.random()))
    words = "".join(c if c.isalpha() else " " for c in said(utterance)).split()
    assert words == "".join(c if c.isalpha() else " " for c in QUESTION.lower()).split()


def test_people_say_every_part_of_a_number_and_the_operators(clips: Clips) -> None:
    found = {" ".join(by_people(plan(clips, seed, EVERYTHING))) for seed in range(60)}
    assert found == {"one hundred and forty seven divided by twenty three left plus two"}
    joined = {tuple(by_people(plan(clips, seed, EVERYTHING))) for seed in range(60)}
    assert {"forty seven" in pieces for pieces in joined} == {True, False}  # as one recording, and as two
    numbers = set(by_people(plan(clips, 1, splicing.NUMBERS_ONLY)))
    assert numbers.isdisjoint({"plus", "divided by", "and", "left"})


def test_a_share_mixes_voice_and_people_within_numbers(clips: Clips) -> None:
    half, text = Shares(0.5, 0.0, 0.0), "What is one two three four?"
    counts = [len(by_people(plan(clips, seed, half, text))) for seed in range(200)]
    assert 1.7 < np.mean(counts) < 2.3
    assert set(counts) >= {0, 1, 2, 3, 4}


def test_one_person_or_several(clips: Clips) -> None:
    crowds = [len(plan(clips, seed, EVERYTHING).speakers) for seed in range(100)]
    assert 35 < crowds.count(1) < 65
    assert crowds.count(2) == 100 - crowds.count(1)
    for seed in range(20):
        parts = plan(clips, seed, EVERYTHING).parts
        speeds = {(p.source.speaker, p.speed) for p in parts if isinstance(p.source, Clip)}
        assert len(speeds) == len({who for who, _ in speeds})  # one speed a person
        assert all(0.9 <= speed <= 1.1 for _, speed in speeds)


def test_a_question_without_recorded_words_is_the_voices_own(clips: Clips) -> None:
    job = SpeechJob("any", "How many apples?")
    assert splicing.spliced(Random(0), clips, job, EVERYTHING, (1, 1)) == splicing.alone(job)


def test_gaps_are_short_inside_a_number_and_none_is_at_the_end() -> None:
    rng = Random(0)
    inside = [splicing.gap(rng, "what is forty", "seven") for _ in range(300)]
    outside = [splicing.gap(rng, "forty", "divided by") for _ in range(300)]
    assert max(inside) <= 800
    assert 2_400 < max(outside) <= 9_600
    assert sum(wait <= 2_400 for wait in outside) > 250
    assert splicing.gap(rng, "forty", "") == 0


def test_sound_has_every_piece_at_one_loudness(clips: Clips) -> None:
    utterance = plan(clips, 3, EVERYTHING, "What is 5 times: five plus six?")
    carrier = (0.01 * np.sin(np.arange(8_000) / 9)).astype(np.float32)
    sounds = dict.fromkeys(utterance.jobs, carrier)
    sound = utterance.sound(Random(1), sounds)
    lengths = [len(carrier if isinstance(p.source, SpeechJob) else read_clip(p.source, p.speed)) + p.gap
               for p in utterance.parts]  # fmt: skip
    assert len(sound) == sum(lengths)
    starts = np.cumsum([0, *lengths])
    levels = [20 * np.log10(np.abs(sound[a : a + 7_000]).max()) for a in starts[:-1]]
    assert max(levels) - min(levels) <= 6.5
    assert len(utterance.sound(Random(1), dict.fromkeys(utterance.jobs, carrier[:0]))) == 0


def test_speed_changes_a_clip(clips: Clips) -> None:
    clip = clips.choose(Random(0), "six")
    assert len(read_clip(clip, 1.25)) == pytest.approx(len(read_clip(clip)) / 1.25, rel=0.02)


@pytest.mark.parametrize(
    ("table", "error"),
    [
        (b"file\ttext\nzero.wav\tzero\n", "has no column 'speaker': give a tab-separated table with file, text"),
        (b"", "no recording of 'zero'"),
        (b"file\ttext\tspeaker\tsource\tsplit\tseconds\nzero.wav\n", "cannot read .*: give a tab-separated table"),
        (b"\xff\xfe", "cannot read .*: give a tab-separated table"),
        (None, "cannot read .*: give a tab-separated table"),
    ],
)
def test_a_bad_table_of_words_is_named(tmp_path: Path, table: bytes | None, error: str) -> None:
    if table is not None:
        (tmp_path / "t.tsv").write_bytes(table)
    with pytest.raises(BadInput, match=error):
        Clips(((tmp_path / "t.tsv", tmp_path),), "train").check()


def test_a_person_in_two_splits_is_refused_across_tables(tmp_path: Path) -> None:
    for name, split in (("one", "train"), ("two", "dev")):
        (tmp_path / name).mkdir()
        write_words(tmp_path / name, DIGITS, {"anna": split})
    tables = tuple((tmp_path / name / "words.tsv", tmp_path / name) for name in ("one", "two"))
    with pytest.raises(BadInput, match="speaker anna in two splits, train and dev"):
        Clips(tables, "train")


def test_several_tables_are_one_stock(tmp_path: Path) -> None:
    for name, texts in (("one", DIGITS), ("two", ["forty", "two"])):
        (tmp_path / name).mkdir()
        write_words(tmp_path / name, texts, {name: "train"})
    stock = Clips(tuple((tmp_path / name / "words.tsv", tmp_path / name) for name in ("one", "two")), "train")
    assert {clip.speaker for clip in stock.by_text["two"]} == {"one", "two"}
    assert "forty" in stock
    stock.check()


def test_recordings_that_cannot_be_used_are_named(clips: Clips, tmp_path: Path) -> None:
    clips.check()
    six = clips.by_text["six"][0]
    six.path.write_text("no sound")
    with pytest.raises(BadInput, match=r"cannot read .*_six\.wav .*take it out"):
        read_clip(six)
    soundfile.write(six.path, np.zeros(100), 8_000)
    with pytest.raises(BadInput, match=r"_six\.wav is not mono at 16000 Hz"):
        read_clip(six)
    six.path.unlink()
    with pytest.raises(BadInput, match=r"_six\.wav is missing, which .*words\.tsv names"):
        clips.check()


def test_many_recordings_of_one_person_do_not_drown_the_others(tmp_path: Path) -> None:
    table, folder = write_words(tmp_path, ["two"], {"anna": "train", "ben": "train"})
    table.write_text(table.read_text() + "anna_two.wav\ttwo\tanna\ttest\ttrain\t0.60\n" * 50)
    stock, rng = Clips(((table, folder),), "train"), Random(0)
    assert 70 < sum(stock.choose(rng, "two").speaker == "ben" for _ in range(200)) < 130
    assert stock.choose(rng, "two", "ben").speaker == "ben"


def test_what_few_recorded_is_said_by_people_half_as_often(clips: Clips, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "What is six?"

    def share() -> float:
        return sum(len(by_people(plan(clips, seed, splicing.NUMBERS_ONLY, text))) for seed in range(300)) / 300

    assert share() == 1
    monkeypatch.setattr("model.corpus.clips.FEW", 3)
    assert 0.4 < share() < 0.6
