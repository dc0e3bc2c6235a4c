"""A build that was stopped at any moment goes on and ends where an unbroken one ends."""

from __future__ import annotations

import errno
import json
import operator
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import soundfile

from model.corpus import build, chunks, kinds, shards
from model.corpus.clips import DIGITS
from model.errors import BadInput, MissingCapability


class Killed(BaseException):
    """Stands for SIGKILL: nothing may catch it."""


def hum(rng: Random) -> shards.Sound:
    return np.full(rng.randint(100, 300), rng.uniform(0.1, 0.9), np.float32)


def make_chunk(task: tuple[int, dict[str, Any]]) -> build.Chunk:
    """Three questions, decided by the seed, and a rejection."""
    rng = Random(task[0])
    rejected: Counter[str] = Counter()
    made = [kinds.draw(rng, "one", task[1]["test"], rejected) for _ in range(3)]
    return [(chunks.row_of(p, "hum"), hum(rng)) for p in made], Counter({"sound: hum": 1})


def make_voice(task: tuple[int, dict[str, Any]]) -> build.Chunk:
    return [({"text": "It's two."}, hum(Random(task[0])))], Counter()


def inline(tasks: Sequence[build.Task], workers: int, title: str) -> Iterator[build.Chunk]:
    yield from map(build.made, tasks)


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Digits by a speaker of each split; makers that need no voice engine."""
    monkeypatch.setattr(build, "make_chunk", make_chunk)
    monkeypatch.setattr(build, "make_voice", make_voice)
    monkeypatch.setattr(build, "run_chunks", inline)
    rows = ["file\ttext\tspeaker\tsource\tsplit\tseconds"]
    for digit, word in enumerate(DIGITS):
        soundfile.write(tmp_path / f"{word}.wav", 0.4 * np.sin(np.arange(4_000) * (0.1 + 0.02 * digit)), 16_000)
        rows += [f"{word}.wav\t{word}\t{who}\ttest\t{split}\t0.6" for who, split in (("anna", "train"), ("ben", "dev"))]
    (tmp_path / "words.tsv").write_text("\n".join(rows) + "\n")
    return tmp_path / "words.tsv", tmp_path


def make(out: Path, words: tuple[Path, Path] | None, **more: Any) -> dict[str, Any]:
    wanted = {
        "count": 150,
        "voice_count": 60,
        "test_count": 2,
        "seed": 1,
        "workers": 1,
        "gsm8k_path": None,
        "mix": kinds.chosen(["one", "two", "story1", "story2", "human"]),
    }
    return build.build(out, **(wanted | more), clips=(words,) if words else ())


def content(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


FILES = ((os, "replace"), (Path, "write_text"), (Path, "write_bytes"), (Path, "mkdir"))
SHARDS = ((shards.ShardWriter, "add"), (shards.ShardWriter, "_flush"), (shards, "opened"))


class Ends:
    """Raises `error` in place of the operation number `at`."""

    def __init__(self, patch: pytest.MonkeyPatch, operations: Iterable[tuple[Any, str]], at: int = 0,
                 error: BaseException | None = None) -> None:  # fmt: skip
        self.count, self.at, self.error = 0, at, error
        for owner, name in operations:
            patch.setattr(owner, name, self.counted(getattr(owner, name)))

    def counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*args: Any, **more: Any) -> Any:
            self.count += 1
            if self.count == self.at:
                assert self.error is not None
                raise self.error
            return real(*args, **more)

        return operation


def stopped(out: Path, words: tuple[Path, Path], *ends: Any) -> int:
    """A build that ends as `Ends` says; how many operations it came to."""
    with pytest.MonkeyPatch.context() as patch:
        ending = Ends(patch, *ends)
        make(out, words)
    return ending.count


def test_a_kill_at_any_moment_costs_nothing(tmp_path: Path, words: tuple[Path, Path]) -> None:
    count = stopped(tmp_path / "whole", words, FILES + SHARDS)
    whole = content(tmp_path / "whole")
    assert count > 60
    for at in range(1, count + 1):
        out = tmp_path / str(at)
        with pytest.raises(Killed):
            stopped(out, words, FILES + SHARDS, at, Killed())
        for name, data in content(out).items():  # what bears its name is whole
            if name.endswith((".jsonl", ".pcm", ".wav", "report.json")) and ".part" not in name:
                assert data == whole[name], (at, name)
        make(out, words)
        assert content(out) == whole, at


def test_a_full_disk_is_one_line_and_the_build_goes_on_later(tmp_path: Path, words: tuple[Path, Path]) -> None:
    count = stopped(tmp_path / "whole", words, FILES)
    for at in range(1, count + 1):
        out, full = tmp_path / str(at), OSError(errno.ENOSPC, "No space left on device")
        with pytest.raises(BadInput, match=r"^cannot write [^\n]* \(No space left on device\): free some space[^\n]*$"):
            stopped(out, words, FILES, at, full)
        make(out, words)
        assert content(out) == content(tmp_path / "whole")


def test_finished_chunks_are_not_made_again(tmp_path: Path, words: tuple[Path, Path],
                                            monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    made: list[int] = []

    def stop_at_third(task: tuple[int, dict[str, Any]]) -> build.Chunk:
        made.append(task[0])
        if len(made) == 3:
            raise Killed
        return make_chunk(task)

    monkeypatch.setattr(build, "build_tests", lambda *_: {})
    monkeypatch.setattr(build, "make_chunk", stop_at_third)
    with pytest.raises(Killed):
        make(tmp_path / "corpus", words)
    make(tmp_path / "corpus", words)
    first = 1_100_000
    assert made == [first, first + 1, first + 2, first + 2, first + 3]
    before = content(tmp_path / "corpus")
    report = make(tmp_path / "corpus", words)  # finished: nothing to do
    assert len(made) == 5
    assert content(tmp_path / "corpus") == before
    assert report == json.loads((tmp_path / "corpus" / "report.json").read_text())
    assert report["train"]["rows"] == 12
    assert report["rejected"]["sound: hum"] == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("name", ["pcm", "rows"])
def test_a_shard_on_a_full_disk_says_so(tmp_path: Path, name: str) -> None:
    shard = shards.ShardWriter(tmp_path, "train")
    getattr(shard, name).close()
    with open("/dev/full", "ab") as full:
        setattr(shard, name, full)
        shard.add({"text": "two"}, np.full(10, 0.5, np.float32))
        with pytest.raises(BadInput, match=r"cannot write .*train\.pcm \(No space left on device\): free some space"):
            shard.commit()
        shard.__exit__()


@pytest.mark.parametrize(
    ("change", "name"), [({"seed": 2}, "seed"), ({"count": 9, "test_count": 3}, "count, test-count")]
)
def test_another_corpus_in_the_folder_is_left_alone(
    tmp_path: Path, words: tuple[Path, Path], change: dict[str, int], name: str
) -> None:
    make(tmp_path / "corpus", None)
    with pytest.raises(BadInput, match=f"was begun with other {name}: give the same, or choose another folder"):
        make(tmp_path / "corpus", None, **change)
    (tmp_path / "corpus" / "options.json").unlink()
    with pytest.raises(BadInput, match="has another corpus in it: choose an empty folder"):
        make(tmp_path / "corpus", None)


def test_a_place_that_is_no_folder_is_named(tmp_path: Path, words: tuple[Path, Path]) -> None:
    with pytest.raises(BadInput, match=r"cannot write .*words\.tsv \(File exists\)"):
        make(words[0], None)


@pytest.mark.parametrize("name", ["options.json", "train.state"])
def test_a_damaged_note_is_named(tmp_path: Path, words: tuple[Path, Path], name: str) -> None:
    make(tmp_path / "corpus", None)
    (tmp_path / "corpus" / "report.json").unlink()
    (tmp_path / "corpus" / name).write_text("{")
    with pytest.raises(BadInput, match=f"{name} is damaged"):
        make(tmp_path / "corpus", None)


def test_workers_give_chunks_in_order() -> None:
    assert list(build.run_chunks([(operator.neg, n) for n in (3, 1, 2)], 2, "test")) == [-3, -1, -2]


def test_a_worker_that_was_killed_is_named() -> None:
    with pytest.raises(MissingCapability, match="fewer --workers"):
        list(build.run_chunks([(os._exit, 1)] * 2, 1, "test"))
