"""Two shards, joined, have the rows of one process; the same on a local Ray."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from model.corpus import build, chunks, corpus_command, joining, ray_chunks, synthesis
from model.corpus.shards import Sound
from model.errors import BadInput, MissingCapability
from model.training.audio_data import Shard


def hum(jobs: list[synthesis.SpeechJob]) -> list[Sound]:
    """A tone for every job, as long as its text, decided by it."""
    return [np.full(1000 * len(job.text), Random(repr(job)).uniform(0.1, 0.9), np.float32) for job in jobs]


def without_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of 4; no voice engine is needed."""
    monkeypatch.setattr(chunks, "CHUNK", 4)
    monkeypatch.setattr(build, "CHUNK", 4)
    monkeypatch.setattr(synthesis, "speak", hum)
    monkeypatch.setattr(synthesis, "installed", lambda held_out=False: ["espeak:en-us", "espeak:en-gb"])


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    without_voices(monkeypatch)


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """28 problems: one cannot be rewritten, one is there twice."""
    rows = []
    for n in range(26):
        question = f"Ann has {n + 40} stamps and gets {n + 3} more from Ben. How many stamps has she now?"
        rows.append({"question": question, "answer": f"There are {n + 40} + {n + 3} = {2 * n + 43} stamps."})
    rows += [rows[0], {"question": "What is seen in the picture with 5 pens?", "answer": "Nothing but 5 pens."}]
    file = tmp_path / "orca.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def inline(tasks: Sequence[build.Task], workers: int, title: str) -> Iterator[Any]:
    yield from map(build.made, tasks)


def make(out: Path, collection: Path, shard: tuple[int, int] = (1, 1), run: build.Runner = inline) -> dict[str, Any]:
    return build.build(
        joining.folder(out, shard), count=16, voice_count=8, test_count=0, seed=1, workers=2, gsm8k_path=None, clips=(),
        mix={"one": 1.0}, collections=build.Collections((collection,)), shard=shard, run=run,
    )  # fmt: skip


def content(out: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Rows with their sounds, in any order."""
    found = {}
    for name in ("train", "voice"):
        shard = Shard(out, name)
        rows = [{k: v for k, v in row.items() if k != "offset"} for row in shard.rows]
        found[name] = sorted((json.dumps(row), float(shard.samples(i)[0])) for i, row in enumerate(rows))
    return found


def test_two_shards_have_the_rows_of_one_process(tmp_path: Path, collection: Path) -> None:
    whole = make(tmp_path / "one", collection)
    for number in (2, 1):
        make(tmp_path / "two", collection, (number, 2))
    joined = joining.join(tmp_path / "two")
    assert content(tmp_path / "two") == content(tmp_path / "one")
    assert len(content(tmp_path / "one")["train"]) == whole["train"]["rows"] > 30
    assert joined["train"]["rows"] == whole["train"]["rows"]
    assert joined["train"]["kinds"] == whole["train"]["kinds"]
    assert joined["rejected"] == whole["rejected"]
    assert whole["rejected"]["source: a question that was there before"] == 1
    assert whole["rejected"]["Orca-Math: no annotated step"] == 1
    assert whole["train"]["kinds"]["worked"] >= 20
    one, two = (Shard(tmp_path / "two" / f"shard-{n}-of-2", "train") for n in (1, 2))
    assert len(one) > 5 < len(two)


def test_a_shard_that_was_killed_goes_on(tmp_path: Path, collection: Path) -> None:
    make(tmp_path / "whole", collection, (2, 2))

    def stopped(tasks: Sequence[build.Task], workers: int, title: str) -> Iterator[Any]:
        yield from map(build.made, tasks[:2])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "broken", collection, (2, 2), stopped)
    make(tmp_path / "broken", collection, (2, 2))
    names = [f"shard-2-of-2/{name}" for name in ("train.jsonl", "train.pcm", "voice.jsonl", "report.json")]
    assert [(tmp_path / "broken" / n).read_bytes() for n in names] == [
        (tmp_path / "whole" / n).read_bytes() for n in names
    ]


def test_what_cannot_be_joined_is_named(tmp_path: Path, collection: Path) -> None:
    with pytest.raises(BadInput, match="has no shards: make them"):
        joining.join(tmp_path)
    make(tmp_path, collection, (2, 2))
    with pytest.raises(BadInput, match=r"shard-1-of-2 is not complete: .*--shard 1/2"):
        joining.join(tmp_path)
    make(tmp_path, collection, (1, 2))
    options = tmp_path / "shard-2-of-2" / "options.json"
    options.write_text(options.read_text().replace('"seed": 1', '"seed": 2'))
    with pytest.raises(BadInput, match="made from other options"):
        joining.join(tmp_path)


def test_another_source_is_another_corpus(tmp_path: Path, collection: Path) -> None:
    make(tmp_path / "out", collection)
    collection.write_text(collection.read_text().splitlines()[0] + "\n")
    with pytest.raises(BadInput, match="begun with other sources"):
        make(tmp_path / "out", collection)


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2"])
def test_a_part_that_is_none(text: str) -> None:
    with pytest.raises(Exception, match="is no part such as 1/4"):
        corpus_command.part(text)
    assert corpus_command.part("2/8") == (2, 8)


def test_two_shards_on_a_local_ray(tmp_path: Path, collection: Path) -> None:
    ray = pytest.importorskip("ray")
    pytest.importorskip("ray.data")
    make(tmp_path / "one", collection)
    try:
        run = ray_chunks.runner("local")
        for number in (1, 2):
            # The processes of Ray do not have this test's doubles, so the chunks bring them along.
            make(tmp_path / "two", collection, (number, 2), lambda *given: run(*_with_doubles(*given)))
    finally:
        ray.shutdown()
    joining.join(tmp_path / "two")
    assert content(tmp_path / "two") == content(tmp_path / "one")


def _with_doubles(tasks: Sequence[build.Task], workers: int, title: str) -> tuple[Sequence[build.Task], int, str]:
    return [(_doubled, task) for task in tasks], workers, title


def _doubled(task: build.Task) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        without_voices(patch)
        return build.made(task)


def test_without_ray_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(MissingCapability, match=r"pip install 'ray\[data\]'"):
        ray_chunks.runner("local")
