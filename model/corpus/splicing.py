"""Questions in which people say some of the words, and a synthetic voice the others.

Numbers are taken apart, so that "forty-seven" may be "forty" and "seven" by two people, or "forty" by a person and
"seven" by the voice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

import numpy as np

from model import SAMPLE_RATE
from model.corpus.clips import Clip, Clips, read_clip
from model.corpus.shards import Sound
from model.corpus.synthesis import SpeechJob
from model.numbers.number_words import SCALES, SMALL, TENS

NUMBER = frozenset([*SMALL, *TENS, *SCALES, "hundred"])
OPERATOR = frozenset("plus minus times divided by equals and".split())
FADE = 160  # samples, 10 ms
SHORT_S, PAUSE_S, LONG_S = 0.05, 0.15, 0.6
"""Longest gaps inside a number, between words, and where somebody thinks."""
RARE_SHARE = 0.5
"""How much less often people say what few of them recorded, so that these few are not learned by heart."""
LIKENESS = (0.85, 1.18)
"""Speeds at which a person's recordings are played, so that few people sound like more."""


@dataclass(frozen=True)
class Part:
    """Some words of a question, by a person (clip, at a speed) or by a voice. gap: samples of silence after them."""

    source: Clip | SpeechJob
    speed: float = 1.0
    gap: int = 0


@dataclass(frozen=True)
class Utterance:
    """A question as it will be spoken."""

    voice: str
    parts: tuple[Part, ...]

    @property
    def jobs(self) -> list[SpeechJob]:
        """What the voice engines have to speak for it."""
        return [part.source for part in self.parts if isinstance(part.source, SpeechJob)]

    @property
    def speakers(self) -> list[str]:
        """Everybody who is heard in it."""
        return sorted({part.source.speaker for part in self.parts if isinstance(part.source, Clip)})

    def sound(self, rng: Random, spoken: dict[SpeechJob, Sound]) -> Sound:
        """The question, float32 16 kHz; empty if a part of it is."""
        if len(self.parts) == 1 and not self.speakers:
            return spoken[self.jobs[0]]
        pieces = [
            spoken[part.source] if isinstance(part.source, SpeechJob) else read_clip(part.source, part.speed)
            for part in self.parts
        ]
        if any(len(piece) <= 2 * FADE for piece in pieces):
            return np.zeros(0, np.float32)
        levels = [0.1 * 10 ** (rng.uniform(-3, 3) / 20) for _ in pieces]
        return join([level(piece, rms) for piece, rms in zip(pieces, levels, strict=True)],
                    [part.gap for part in self.parts])  # fmt: skip


@dataclass(frozen=True)
class Shares:
    """How many of the words that have recordings are said by people, of each kind."""

    number: float
    operator: float
    other: float

    @classmethod
    def draw(cls, rng: Random) -> Shares:
        return cls(rng.choice((1.0, 1.0, 0.8, 0.5)), rng.choice((1.0, 0.5, 0.0)), rng.choice((0.0, 0.4)))

    def of(self, text: str) -> float:
        words = text.split()
        if all(word in NUMBER for word in words):
            return self.number
        return self.operator if all(word in OPERATOR for word in words) else self.other


NUMBERS_ONLY = Shares(1.0, 0.0, 0.0)


def alone(job: SpeechJob) -> Utterance:
    """A question by one synthetic voice."""
    return Utterance(job.voice, (Part(job),))


def spliced(rng: Random, clips: Clips, job: SpeechJob, shares: Shares, likeness: tuple[float, float]) -> Utterance:
    """The question of `job` with words by people; by the voice alone if it has no word with a recording.

    In half the questions one person says what they recorded, and others the rest; in the other half each recording
    may be another person's. likeness: range of the speed at which each person's recordings are played.
    """
    pieces = cut(rng, clips, job.text, shares)
    wanted = [text for text, by_person in pieces if by_person]
    if not wanted:
        return alone(job)
    speaker = ""
    if rng.random() < 0.5:
        speaker = clips.choose(rng, rng.choice(wanted)).speaker
    speeds: dict[str, float] = {}
    parts = []
    for number, (text, by_person) in enumerate(pieces):
        following = pieces[number + 1][0] if number + 1 < len(pieces) else ""
        wait = gap(rng, text, following)
        if by_person:
            clip = clips.choose(rng, text, speaker)
            parts.append(Part(clip, speeds.setdefault(clip.speaker, rng.uniform(*likeness)), wait))
        else:
            parts.append(Part(SpeechJob(job.voice, text, job.tune), gap=wait))
    return Utterance(f"human+{job.voice}", tuple(parts))


def cut(rng: Random, clips: Clips, text: str, shares: Shares) -> list[tuple[str, bool]]:
    """A question as pieces in order: words that a person says (as in the table), and what is between them."""
    tokens = [(m.group(), m.start(), m.end()) for m in re.finditer(r"[A-Za-z']+", text)]
    pieces: list[tuple[str, bool]] = []
    done = at = 0
    while at < len(tokens):
        count = recorded(rng, clips, [word.lower() for word, _, _ in tokens[at : at + clips.longest]])
        phrase = " ".join(word.lower() for word, _, _ in tokens[at : at + count])
        spoken_as_one = count and plain(text[tokens[at][1] : tokens[at + count - 1][2]])
        if spoken_as_one and rng.random() < shares.of(phrase) * (RARE_SHARE if clips.rare(phrase) else 1.0):
            pieces += [(text[done : tokens[at][1]], False), (phrase, True)]
            done = tokens[at + count - 1][2]
        at += max(1, count)
    pieces.append((text[done:], False))
    return [(said, True) if by_person else (said.strip(" .?!,-"), False)
            for said, by_person in pieces if re.search(r"\w", said)]  # fmt: skip


def recorded(rng: Random, clips: Clips, words: list[str]) -> int:
    """How many of the next words one recording covers; a random choice where there are several, 0 for none."""
    counts = [count for count in range(1, len(words) + 1) if " ".join(words[:count]) in clips]
    return rng.choice(counts) if counts else 0


def plain(text: str) -> bool:
    """Whether nothing but spaces and hyphens is between the words."""
    return re.fullmatch(r"[A-Za-z' -]+", text) is not None


def gap(rng: Random, before: str, after: str) -> int:
    """Samples of silence between two pieces: short inside a number, now and then long elsewhere, none at the end."""
    if not after:
        return 0
    within = before.split()[-1].lower() in NUMBER and after.split()[0].lower() in NUMBER
    longest = SHORT_S if within else LONG_S if rng.random() < 0.1 else PAUSE_S
    return rng.randint(0, int(longest * SAMPLE_RATE))


def level(samples: Sound, rms: float = 0.1) -> Sound:
    """Scales to one loudness (RMS over the louder half)."""
    power = np.sort(samples.astype(np.float64) ** 2)[len(samples) // 2 :].mean()
    return np.asarray(np.clip(samples * (rms / max(1e-4, float(np.sqrt(power)))), -1, 1), dtype=np.float32)


def join(pieces: list[Sound], gaps: list[int]) -> Sound:
    """Pieces one after another with faded ends, each followed by its gap."""
    ramp = np.linspace(0, 1, FADE, dtype=np.float32)
    out: list[Sound] = []
    for piece, silence in zip(pieces, gaps, strict=True):
        faded = piece.copy()
        faded[:FADE] *= ramp
        faded[-FADE:] *= ramp[::-1]
        out += [faded, np.zeros(silence, np.float32)]
    return np.concatenate(out) if out else np.zeros(0, np.float32)
