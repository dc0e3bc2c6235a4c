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
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import soundfile
from tqdm import tqdm

from model import SAMPLE_RATE
from model.atomic_files import make_folder, whole_file, whole_folder
from model.corpus import gsm8k, splicing, split, synthesis, validation
from model.corpus.clips import Clips, Tables, open_clips, read_clip
from model.corpus.kinds import FAMILY_KINDS, MIX, draw
from model.corpus.problem import Problem
from model.corpus.shards import ShardState, ShardWriter, Sound
from model.corpus.speech import in_words
from model.corpus.splicing import Utterance
from model.errors import BadInput, MissingCapability

CHUNK = 48
OPTIONS, REPORT, QUESTIONS = "options.json", "report.json", "questions.jsonl"
PEOPLE = 0.32
"""Share of the other kinds in which people say some words; with the kind "human" it is about a third of all."""
Recording = tuple[dict[str, Any], Sound]  # its row, and the samples


def row_of(problem: Problem, voice: str, speakers: list[str] | None = None) -> dict[str, Any]:
    """A corpus row. voice: the synthetic one, after `human+` if people say some words; speakers: these people."""
    return asdict(problem) | {"voice": voice} | ({"speakers": speakers} if speakers else {})


def make_chunk(task: tuple[int, dict[str, Any]]) -> tuple[list[Recording], Counter[str]]:
    """One chunk of spoken questions, determined by its seed."""
    seed, options = task
    rng, rejected = Random(seed), Counter[str]()
    names = synthesis.installed(held_out=options["held_out"])
    kinds = rng.choices(list(options["mix"]), list(options["mix"].values()), k=options.get("size", CHUNK))
    clips = open_clips(*options["clips"]) if options["clips"] else None
    made = []
    for kind in kinds:
        problem = draw_for(rng, kind, options, rejected)
        tune = synthesis.tuned(rng) if options["tune"] else (1.0, 1.0)
        job = synthesis.SpeechJob(synthesis.pick(rng, names), problem.spoken_question, tune)
        made.append((problem, with_people(rng, kind, job, clips, options)))
    jobs = list(dict.fromkeys(job for _, utterance in made for job in utterance.jobs))
    sounds = dict(zip(jobs, spoken(jobs), strict=True))
    rows: list[Recording] = []
    for problem, utterance in made:
        sound = utterance.sound(rng, sounds)
        if why := validation.sound(sound, problem.spoken_question):
            rejected[f"sound: {why}"] += 1
        else:
            rows.append((row_of(problem, utterance.voice, utterance.speakers), sound))
    return rows, rejected


def draw_for(rng: Random, kind: str, options: dict[str, Any], rejected: Counter[str]) -> Problem:
    """A problem for one place of the mix; a plain one where there is no GSM8K, or there are no people's words."""
    path = options["gsm8k"]
    there = {"gsm8k": path is not None, "human": bool(options["clips"])}.get(kind, True)
    return draw(rng, kind if there else "one", options["test"], rejected, gsm8k_path=path,
                new_wording=options.get("new_wording", False))  # fmt: skip


def with_people(rng: Random, kind: str, job: synthesis.SpeechJob, clips: Clips | None, options: dict[str, Any]
                ) -> Utterance:  # fmt: skip
    """The question as it will be spoken: with people's words in the kind "human" and a share of the others."""
    if clips is None or not (kind == "human" or rng.random() < options["people"]):
        return splicing.alone(job)
    shares = splicing.NUMBERS_ONLY if kind == "human" else splicing.Shares.draw(rng)
    return splicing.spliced(rng, clips, job, shares, (1.0, 1.0) if options["test"] else splicing.LIKENESS)


def spoken(jobs: list[synthesis.SpeechJob]) -> list[Sound]:
    """Sound of every job. Raises MissingCapability if there is none at all, as the engines then do not work."""
    sounds = synthesis.speak(jobs)
    if len(jobs) >= 4 and not any(map(len, sounds)):
        raise MissingCapability(f"the voice engines gave no sound for {len(jobs)} sentences: check that there is room "
                                f"in {tempfile.gettempdir()}, or try again: {synthesis.INSTALL}")  # fmt: skip
    return sounds


SPOKEN_KINDS = ("one", "two", "story1", "story2", *FAMILY_KINDS, "why", "check", "hint", "practise", "decline")


def voice_texts(rng: Random, sentences: list[str], count: int, rejected: Counter[str]) -> list[str]:
    """Texts for the tutor's voice, each once: replies, and up to three in ten of GSM8K's sentences for more sounds."""
    texts: dict[str, None] = {}
    english = iter(rng.sample(sentences, len(sentences)))
    while len(texts) < count:
        if rng.random() < 0.3 and (sentence := next(english, "")):
            texts.setdefault(in_words(sentence))
        else:
            problem = draw(rng, rng.choice(SPOKEN_KINDS), False, rejected)
            texts.update(dict.fromkeys(part.text for part in problem.reply))
    return list(texts)[:count]


def make_voice(task: tuple[int, dict[str, Any]]) -> tuple[list[Recording], Counter[str]]:
    """A chunk of sentences in the tutor's own voice."""
    texts, rejected = task[1]["texts"], Counter[str]()
    sounds = spoken([synthesis.SpeechJob(synthesis.TARGET, t) for t in texts])
    rows: list[Recording] = []
    for text, sound in zip(texts, sounds, strict=True):
        if why := validation.sound(sound, text):
            rejected[f"sound: {why}"] += 1
        else:
            rows.append(({"text": text}, sound))
    return rows, rejected


Chunk = tuple[list[Recording], Counter[str]]


def run_chunks(make: Callable[..., Chunk], tasks: list[Any], workers: int, title: str) -> Iterator[Chunk]:
    """Chunks in order, made by worker processes. Raises MissingCapability if a worker was killed."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        try:
            yield from tqdm(pool.map(make, tasks), total=len(tasks), desc=title, unit="chunk", mininterval=5)
        except BrokenProcessPool as error:
            raise MissingCapability("a worker process was ended from outside, most likely for want of memory: run "
                                    "the same command again with fewer --workers") from error  # fmt: skip
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def build(out: Path, *, count: int, voice_count: int, test_count: int, seed: int, workers: int,
          gsm8k_path: Path | None, clips: Tables, mix: dict[str, float] = MIX) -> dict[str, Any]:  # fmt: skip
    """Runs all four stages; returns the report that is also written to `report.json`. mix: shares of the kinds.

    A build that was stopped continues and gives the same corpus. Raises BadInput for bad inputs, a full disk, or a
    folder with another corpus.
    """
    if clips:
        for side in ("train", "dev"):
            open_clips(clips, side).check()
    rejected: Counter[str] = Counter()
    programs = gsm8k.read(gsm8k_path, rejected).programs if gsm8k_path else ()
    claim(out, {"count": count, "voice-count": voice_count, "test-count": test_count, "seed": seed, "chunk": CHUNK,
                "kinds": sorted(mix), "gsm8k": digest(gsm8k_path), "words": [digest(table) for table, _ in clips],
                "voices": synthesis.installed(), "held-out voices": synthesis.installed(held_out=True)})  # fmt: skip
    if (out / REPORT).exists():
        finished: dict[str, Any] = json.loads((out / REPORT).read_text(encoding="utf-8"))
        return finished
    report: dict[str, Any] = {"gsm8k_programs": len(programs)}
    common = {"held_out": False, "test": False, "tune": True, "clips": (clips, "train") if clips else None,
              "people": PEOPLE, "gsm8k": gsm8k_path, "mix": mix}  # fmt: skip
    rng = Random(seed * 1_000_000 + 10_000)
    questions = [gsm8k.problem_of(one, rng).question for one in programs if not split.is_chosen(one.family)]
    sentences = [s for text in questions for s in re.split(r"(?<=[.?]) +", text) if s.isascii() and 20 < len(s) < 100]
    report["words"] = words_shard(out, clips) if clips else 0
    report["test"] = build_tests(out / "test", test_count, seed, workers, clips, gsm8k_path, mix)
    texts = voice_texts(Random(seed * 1_000_000 + 20_000), sentences, voice_count, rejected)
    plans: dict[str, tuple[Callable[..., Chunk], list[dict[str, Any]]]] = {
        "train": (make_chunk, [common] * -(-count // CHUNK)),
        "voice": (make_voice, [{"texts": texts[i : i + CHUNK]} for i in range(0, len(texts), CHUNK)]),
    }
    for name, (make, options) in plans.items():
        tasks = [(seed * 1_000_000 + 100_000 + i, given) for i, given in enumerate(options)]
        state = fill(ShardWriter(out, name), name, make, tasks, workers)
        rejected += state.rejected
        hours = round(state.samples / SAMPLE_RATE / 3600, 2)
        report[name] = {"rows": state.rows, "hours": hours, "kinds": dict(state.kinds)}
    report["rejected"] = dict(rejected.most_common())
    with whole_file(out / REPORT) as part:
        part.write_text(json.dumps(report, indent=2))
    return report


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
        differ = [name for name, value in options.items() if known[name] != value]
    except (OSError, ValueError, KeyError, TypeError) as error:
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


def fill(shard: ShardWriter, name: str, make: Callable[..., Chunk], tasks: list[Any], workers: int) -> ShardState:
    """Adds the missing chunks to a shard; returns its state."""
    if shard.complete:
        return shard.state
    with shard:
        for rows, why in run_chunks(make, tasks[shard.state.chunks :], workers, name):
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
        tasks = [(seed * 1_000_000 + 900_000 + 1000 * index + i, options) for i in range(-(-count // CHUNK))]
        if not (out / name).exists():
            rows = [row for chunk, _ in run_chunks(make_chunk, tasks, workers, f"test {name}") for row in chunk]
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
