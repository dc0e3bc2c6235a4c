"""`aloud corpus build`: the four stages in order, into one folder.

The folder has `train.jsonl` + `train.pcm` (int16 mono 16 kHz; rows have offset and length in samples), `words.jsonl` +
`words.pcm` (people's words), `voice.jsonl` + `voice.pcm` (the tutor's voice), `test/KIND/` (WAV files and
`questions.jsonl` for `aloud eval`), `options.json` (what it was made from) and, when all is complete, `report.json`
(counts, and reasons for rejections). Files appear under these names when they are complete.

`split` decides between training and test: training has no family of wording, operand pair or text of the test sets.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import soundfile
from tqdm import tqdm

from model import SAMPLE_RATE
from model.atomic_files import make_folder, whole_file, whole_folder
from model.corpus import gsm8k, sources, splicing, split, synthesis
from model.corpus.chunks import (
    CHUNK,
    NOT_UNDERSTOOD,
    PEOPLE,
    Recording,
    make_chunk,
    make_voice,
    make_worked,
    voice_texts,
)
from model.corpus.clips import Tables, open_clips, read_clip
from model.corpus.kinds import FAMILY_KINDS, MIX
from model.corpus.rewriting import RULES
from model.corpus.shards import ShardState, ShardWriter
from model.errors import BadInput, MissingCapability

OPTIONS, REPORT, QUESTIONS = "options.json", "report.json", "questions.jsonl"


Task = tuple[Callable[..., Any], Any]  # what makes a chunk, and from what
Runner = Callable[[Sequence[Task], int, str], Iterator[Any]]


def run_chunks(tasks: Sequence[Task], workers: int, title: str) -> Iterator[Any]:
    """Chunks in order, made by worker processes. Raises MissingCapability if a worker was killed."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        try:
            yield from tqdm(pool.map(made, tasks), total=len(tasks), desc=title, unit="chunk", mininterval=5)
        except BrokenProcessPool as error:
            raise MissingCapability("a worker process was ended from outside, most likely for want of memory: run "
                                    "the same command again with fewer --workers") from error  # fmt: skip
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def made(task: Task) -> Any:
    """What a task gives."""
    make, given = task
    return make(given)


@dataclass(frozen=True)
class Collections:
    """Files of worked problems, and who rewrites and judges them: see `rewriting.rewriter`."""

    paths: tuple[Path, ...] = ()
    rewriter: str = RULES
    judge: str = RULES

    @property
    def options(self) -> dict[str, Any]:
        """What a build remembers of them; nothing without files."""
        named = {"sources": [digest(path) for path in self.paths], "rewriter": self.rewriter, "judge": self.judge}
        return named if self.paths else {}


def build(out: Path, *, count: int, voice_count: int, test_count: int, seed: int, workers: int,
          gsm8k_path: Path | None, clips: Tables, mix: dict[str, float] = MIX,
          collections: Collections = Collections(), recogniser: str = "", shard: tuple[int, int] = (1, 1),
          run: Runner | None = None) -> dict[str, Any]:  # fmt: skip
    """Runs all four stages; returns the report that is also written to `report.json`. mix: shares of the kinds.

    recogniser: see `recogniser.listener`; "" for none. shard: (number from 1, count); each has every count-th chunk,
    the first one also people's words and the tests. run: runs the chunks, by default worker processes.

    A build that was stopped continues and gives the same corpus. Raises BadInput for bad inputs, a full disk, or a
    folder with another corpus.
    """
    run = run or run_chunks
    if clips:
        for side in ("train", "dev"):
            open_clips(clips, side).check()
    rejected: Counter[str] = Counter()
    programs = gsm8k.read(gsm8k_path, rejected).programs if gsm8k_path else ()
    claim(out, {"count": count, "voice-count": voice_count, "test-count": test_count, "seed": seed, "chunk": CHUNK,
                "kinds": sorted(mix), "gsm8k": digest(gsm8k_path), "words": [digest(table) for table, _ in clips],
                "voices": synthesis.installed(), "held-out voices": synthesis.installed(held_out=True),
                **collections.options, **({"recogniser": recogniser} if recogniser else {}),
                **({"shard": list(shard)} if shard[1] > 1 else {})})  # fmt: skip
    if (out / REPORT).exists():
        finished: dict[str, Any] = json.loads((out / REPORT).read_text(encoding="utf-8"))
        return finished
    report: dict[str, Any] = {"gsm8k_programs": len(programs)}
    common = {"held_out": False, "test": False, "tune": True, "clips": (clips, "train") if clips else None,
              "people": PEOPLE, "gsm8k": gsm8k_path, "mix": mix, "recogniser": recogniser}  # fmt: skip
    rng = Random(seed * 1_000_000 + 10_000)
    questions = [gsm8k.problem_of(one, rng).question for one in programs if not split.is_chosen(one.family)]
    sentences = [s for text in questions for s in re.split(r"(?<=[.?]) +", text) if s.isascii() and 20 < len(s) < 100]
    first = shard[0] == 1
    report["words"] = words_shard(out, clips) if clips and first else 0
    report["test"] = {}
    if first and test_count:
        report["test"] = build_tests(out / "test", test_count, seed, workers, clips, gsm8k_path, mix)
    texts = voice_texts(Random(seed * 1_000_000 + 20_000), sentences, voice_count, rejected)
    worked = worked_rows(collections, out, rejected)
    plans: dict[str, list[Task]] = {
        "train": [
            *((make_chunk, (seed * 1_000_000 + 100_000 + i, common)) for i in range(-(-count // CHUNK))),
            *((make_worked, (seed * 1_000_000 + 500_000 + i, common | given)) for i, given in enumerate(worked)),
        ],
        "voice": [(make_voice, (0, {"texts": texts[i : i + CHUNK]})) for i in range(0, len(texts), CHUNK)],
    }
    if not first:
        rejected.clear()  # what all shards count alike
    for name, tasks in plans.items():
        state = fill(ShardWriter(out, name), name, tasks[shard[0] - 1 :: shard[1]], workers, run)
        rejected += state.rejected
        hours = round(state.samples / SAMPLE_RATE / 3600, 2)
        report[name] = {"rows": state.rows, "hours": hours, "kinds": dict(state.kinds)}
    report["rejected"] = dict(rejected.most_common())
    if recogniser:
        listened = report["train"]["rows"] + rejected[NOT_UNDERSTOOD]
        report["not_understood"] = {"of": listened, "share": round(rejected[NOT_UNDERSTOOD] / max(1, listened), 4)}
    with whole_file(out / REPORT) as part:
        part.write_text(json.dumps(report, indent=2))
    return report


def worked_rows(collections: Collections, out: Path, rejected: Counter[str]) -> list[dict[str, Any]]:
    """The options of each chunk of collected problems."""
    if not collections.paths:
        return []
    file = sources.collect(collections.paths, out, rejected)
    starts = sources.line_starts(file)
    cuts = [*starts[:-1:CHUNK].tolist(), int(starts[-1])]
    return [{"rows": (file, start, end), "rewriter": collections.rewriter, "judge": collections.judge}
            for start, end in pairwise(cuts)]  # fmt: skip


def claim(out: Path, options: dict[str, Any]) -> None:
    """Saves the options of a corpus, or compares them with saved ones. Raises BadInput if they differ."""
    make_folder(out)
    path = out / OPTIONS
    if not path.exists():
        if any(out.glob("*.jsonl")) or (out / REPORT).exists():
            raise BadInput(f"{out} has another corpus in it: choose an empty folder")
        with whole_file(path) as part:
            part.write_text(json.dumps(options, indent=1), encoding="utf-8")
        return
    try:
        known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        differ = sorted(name for name in {*options, *known} if known.get(name) != options.get(name))
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise BadInput(f"{path} is damaged ({error!r}): remove {out} and build again") from error
    if differ:
        raise BadInput(f"{out} was begun with other {', '.join(differ)}: give the same, or choose another folder")


def digest(path: Path | None) -> str:
    """The hash of an input file; "" without one."""
    if path is None:
        return ""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BadInput(f"cannot read {path} ({error.strerror}): check path and permissions") from error


def fill(shard: ShardWriter, name: str, tasks: list[Task], workers: int, run: Runner) -> ShardState:
    """Adds the missing chunks to a shard; returns its state."""
    if shard.complete:
        return shard.state
    with shard:
        for rows, why in run(tasks[shard.state.chunks :], workers, name):
            for row, sound in rows:
                shard.add(row, sound)
                shard.state.kinds[row.get("kind", name)] += 1
            shard.state.rejected += why
            shard.commit()
        shard.close()
    return shard.state


def words_shard(out: Path, tables: Tables) -> int:
    """People's words (training split), for the alignment stage."""
    shard = ShardWriter(out, "words")
    if shard.complete:
        return shard.state.rows
    store = open_clips(tables, "train")
    with shard:
        if not shard.state.chunks:
            for text, clips in sorted(store.by_text.items()):
                for clip in clips:
                    sound = read_clip(clip)
                    if len(sound) > 2000:
                        shard.add({"text": text, "voice": f"human:{clip.speaker}"}, splicing.level(sound))
            shard.commit()
        shard.close()
    return shard.state.rows


OTHER_KINDS = (*FAMILY_KINDS, "gsm8k", "follow-up", "why", "explain", "check", "hint", "practise", "decline")
MIXED = {"one": 2.0, "two": 1.0, **dict.fromkeys(FAMILY_KINDS, 1.0), "follow-up": 1.0, "check": 1.0, "decline": 7.0}
"""What a student may ask: a quarter of it gets no number."""
TESTS: dict[str, tuple[str, ...]] = {
    "arithmetic": ("one",), "two-step": ("two",), "story-1": ("story1",), "story-2": ("story2",),
    "unseen-voice": ("one",), "human-digits": ("human",), **{kind: (kind,) for kind in OTHER_KINDS},
    "new-wordings-1": ("one", "stories-1"), "new-wordings-2": ("two", "stories-2"), "new-wordings-3": ("stories-3",),
    "new-wordings-school": FAMILY_KINDS[:-3], "mixed": tuple(MIXED), "mixed-dev": tuple(MIXED),
}  # fmt: skip
"""Held-out question sets and their kinds. Those of new wordings have families that training never has. mixed-dev is for
`aloud eval --fit-doubt`, mixed for the report."""


def build_tests(out: Path, count: int, seed: int, workers: int, clips: Tables, gsm8k_path: Path | None,
                mix: dict[str, float]) -> dict[str, int]:  # fmt: skip
    """Held-out question sets of the kinds in the mix: known voices, an unseen voice, people of the `dev` split."""
    report: dict[str, int] = {}
    for index, (name, kinds) in enumerate(TESTS.items()):
        missing = (name == "human-digits" and not clips) or (name == "gsm8k" and gsm8k_path is None)
        if missing or not set(kinds) <= set(mix):
            continue
        options = {"held_out": name == "unseen-voice", "test": True, "tune": True,
                   "mix": MIXED if name.startswith("mixed") else dict.fromkeys(kinds, 1),
                   "gsm8k": gsm8k_path, "people": 0.0, "size": min(count, CHUNK),
                   "clips": (clips, "dev") if clips else None,
                   "new_wording": name.startswith("new-wordings") or name == "gsm8k"}  # fmt: skip
        seeds = range(first := seed * 1_000_000 + 900_000 + 1000 * index, first - (-count // CHUNK))
        tasks: list[Task] = [(make_chunk, (one, options)) for one in seeds]
        if not (out / name).exists():
            rows = [row for chunk, _ in run_chunks(tasks, workers, f"test {name}") for row in chunk]
            write_test(out / name, name, rows[:count])
        report[name] = len((out / name / QUESTIONS).read_text(encoding="utf-8").splitlines())
    return report


def write_test(folder: Path, name: str, rows: list[Recording]) -> None:
    """A question set for `aloud eval`, whole or not at all. Raises BadInput on a full disk."""
    with whole_folder(folder) as part, (part / QUESTIONS).open("w", encoding="utf-8") as file:
        for i, (row, sound) in enumerate(rows):
            recording = BytesIO()  # soundfile does not report a full disk clearly
            soundfile.write(recording, sound, SAMPLE_RATE, subtype="PCM_16", format="WAV")
            (part / f"{i:04d}.wav").write_bytes(recording.getvalue())
            line = {"audio": f"{i:04d}.wav", "text": row["question"], "kind": name,
                    "answer": None if row["declined"] else row["answer"], "operation": row["kind"],
                    "family": row["family"], "voice": row["voice"]}  # fmt: skip
            if row["context"]:
                line["context"] = row["context"]
            file.write(json.dumps(line) + "\n")
