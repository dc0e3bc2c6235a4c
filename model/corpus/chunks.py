"""Chunks of a corpus: questions that are generated or rewritten, spoken, checked; sentences of the tutor's voice.

A chunk depends on its task alone, so it comes out the same in any process, on any machine and in any order.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import asdict
from random import Random
from typing import Any

from model.corpus import recogniser, rewriting, sources, splicing, split, synthesis, validation
from model.corpus.clips import Clips, open_clips
from model.corpus.kinds import FAMILY_KINDS, draw
from model.corpus.problem import Problem
from model.corpus.shards import Sound
from model.corpus.speech import in_words
from model.corpus.splicing import Utterance
from model.errors import MissingCapability

CHUNK = 48
PEOPLE = 0.32
"""Share of the other kinds in which people say some words; with the kind "human" it is about a third of all."""
NOT_UNDERSTOOD = "sound: a recogniser heard other words"
Recording = tuple[dict[str, Any], Sound]  # its row, and the samples
Chunk = tuple[list[Recording], Counter[str]]


def row_of(problem: Problem, voice: str, speakers: list[str] | None = None) -> dict[str, Any]:
    """A corpus row. voice: the synthetic one, after `human+` if people say some words; speakers: these people."""
    return asdict(problem) | {"voice": voice} | ({"speakers": speakers} if speakers else {})


def make_chunk(task: tuple[int, dict[str, Any]]) -> Chunk:
    """One chunk of generated questions, determined by its seed."""
    seed, options = task
    rng, rejected = Random(seed), Counter[str]()
    kinds = rng.choices(list(options["mix"]), list(options["mix"].values()), k=options.get("size", CHUNK))
    problems = (draw_for(rng, kind, options, rejected) for kind in kinds)
    made = [(problem, utterance_of(rng, problem, options)) for problem in problems]
    return recorded(rng, made, options, rejected), rejected


def make_worked(task: tuple[int, dict[str, Any]]) -> Chunk:
    """One chunk of collected problems. options: as for `make_chunk`, with the `rows` of the collected file (path, first
    and last offset), and the names of `rewriter` and `judge`.

    Raises AloudError if a model cannot be asked.
    """
    seed, options = task
    rng, rejected = Random(seed), Counter[str]()
    write, judge = rewriting.rewriter(options["rewriter"]), rewriting.judge(options["judge"])
    made = []
    for given in sources.collected(*options["rows"]):
        problem = write.rewrite(given, rng)
        why = problem if isinstance(problem, str) else judge.judge(problem, given)
        if not why and not isinstance(problem, str) and split.is_test(problem):
            why = "kept for tests"
        if why or isinstance(problem, str):
            rejected[f"{given.source}: {why}"] += 1
        else:
            made.append((problem, utterance_of(rng, problem, options)))
    return recorded(rng, made, options, rejected), rejected


def utterance_of(rng: Random, problem: Problem, options: dict[str, Any]) -> Utterance:
    """How a question will be spoken."""
    names = synthesis.installed(held_out=options["held_out"])
    clips = open_clips(*options["clips"]) if options["clips"] else None
    tune = synthesis.tuned(rng) if options["tune"] else (1.0, 1.0)
    job = synthesis.SpeechJob(synthesis.pick(rng, names), problem.spoken_question, tune)
    return with_people(rng, problem.kind, job, clips, options)


def recorded(
    rng: Random, made: list[tuple[Problem, Utterance]], options: dict[str, Any], rejected: Counter[str]
) -> list[Recording]:
    """The questions' recordings that can be used; the others are counted by reason."""
    jobs = list(dict.fromkeys(job for _, utterance in made for job in utterance.jobs))
    sounds = dict(zip(jobs, spoken(jobs), strict=True))
    rows: list[Recording] = []
    for problem, utterance in made:
        sound = utterance.sound(rng, sounds)
        if why := validation.sound(sound, problem.spoken_question):
            rejected[f"sound: {why}"] += 1
        else:
            rows.append((row_of(problem, utterance.voice, utterance.speakers), sound))
    return understood(rows, options.get("recogniser", ""), rejected)


def understood(rows: list[Recording], listener: str, rejected: Counter[str]) -> list[Recording]:
    """The recordings in which a recogniser finds the question again; all of them without one."""
    if not listener or not rows:
        return rows
    texts = [row["spoken"] or in_words(row["question"]) for row, _ in rows]
    errors = recogniser.listener(listener).errors(texts, [sound for _, sound in rows])
    kept = [row for row, error in zip(rows, errors, strict=True) if error < recogniser.MOST_ERROR]
    rejected[NOT_UNDERSTOOD] += len(rows) - len(kept)
    return kept


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


def make_voice(task: tuple[int, dict[str, Any]]) -> Chunk:
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
