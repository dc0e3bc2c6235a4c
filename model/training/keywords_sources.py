"""Recordings that the spoken commands are learned from: people's words, synthetic clips, sentences, noise.

Owns: the synthetic recordings of the commands and of words that sound like them, and what of the corpus may be
used. Must not know: windows, the network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from model.corpus import voices
from model.errors import BadInput, MissingCapability
from model.training.sounds import Shard, read_noise

COMMANDS = ("stop", "wait", "go on", "repeat", "slower")
RATE = 16_000
FORBIDDEN = re.compile(r"\b(stop|wait|weigh|repeat|slow|go on|goes on)", re.IGNORECASE)
# Words of everyday and classroom speech that share sounds with a command.
SIMILAR = (
    "step", "stock", "top", "shop", "stuff", "start", "stone", "spot", "store", "staff", "drop", "chop", "stomp",
    "way", "what", "wade", "eight", "late", "rate", "great", "way to go", "white", "wet", "waste", "await them", "ways",
    "go", "on", "going", "gone", "no one", "goal", "go in", "goal on", "grown", "oh no", "go to", "carry on", "hold on",
    "heat", "receipt", "complete", "repair", "repay", "report", "delete", "compete", "pete", "reap", "the beat",
    "lower", "slow", "slope", "flower", "solar", "so far", "snow", "power", "closer", "over", "sloth", "slot", "loan",
    "yes", "no", "okay", "right", "and then", "what is", "how many", "because", "please", "plus", "minus", "times",
    "I see", "what about", "is it", "a half", "equals", "the answer", "let me see", "one more", "thank you",
)  # fmt: skip
VOICES_PER_WORD = 500
VOICES_PER_SIMILAR = 30
HELD_BACK = 0.1  # share of every source, from its end, that training never sees
Sound = npt.NDArray[np.float32]
Part = TypeVar("Part", list[int], Sound)


def synthesise(folder: Path, seed: int) -> Shard:
    """The synthetic clips (`clips.jsonl`, `clips.pcm`); spoken once, then read back."""
    if not (folder / "clips.jsonl").exists():
        names = voices.installed()
        if not names:
            raise MissingCapability("no voice engine is installed: sudo apt-get install flite espeak-ng festival")
        rng = Random(seed)
        wanted = [(word, VOICES_PER_WORD) for word in COMMANDS] + [(word, VOICES_PER_SIMILAR) for word in SIMILAR]
        jobs = [voices.Job(voices.pick(rng, names), word + rng.choice(".!?"), voices.tuned(rng))
                for word, count in wanted for _ in range(count)]  # fmt: skip
        rows: list[dict[str, object]] = [{"text": job.text[:-1], "voice": job.voice} for job in jobs]
        made = zip(rows, voices.speak(jobs), strict=True)
        write(folder, "clips", [(row, sound) for row, sound in made if 2_000 < len(sound) < 2 * RATE])
    return Shard(folder, "clips")


def write(folder: Path, name: str, made: Iterable[tuple[dict[str, object], Sound]]) -> None:
    """A shard as `sounds.Shard` reads it; the rows come last, so that half a shard is none."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, offset = list[str](), 0
    with (folder / f"{name}.pcm").open("wb") as file:
        for row, sound in made:
            file.write((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
            rows.append(json.dumps({**row, "offset": offset, "length": len(sound)}) + "\n")
            offset += len(sound)
    (folder / f"{name}.jsonl").write_text("".join(rows), encoding="utf-8")


@dataclass(frozen=True)
class Sources:
    """Recordings by use. clips, words: synthetic and people's, by word; spoken and tutor: rows of whole sentences."""

    clips: dict[str, list[Sound]]
    words: dict[str, list[Sound]]
    spoken: Shard
    spoken_rows: list[int]
    tutor: Shard
    tutor_rows: list[int]
    noise: Sound

    @property
    def similar(self) -> list[Sound]:
        """Synthetic words that sound like a command."""
        return [sound for word in SIMILAR for sound in self.clips.get(word, [])]

    @property
    def others(self) -> list[Sound]:
        """People's words that are no command."""
        return [sound for word, clips in self.words.items() if word not in COMMANDS for sound in clips]


def read(corpus: Path, folder: Path, noise: Path | None, seed: int) -> Sources:
    """Everything that training needs. Raises BadInput for a corpus without people's single words."""
    if not (corpus / "words.jsonl").exists():
        raise BadInput(f"{corpus} holds no single words: build it with --words and --words-audio")
    synthetic, people = synthesise(folder, seed), Shard(corpus, "words")
    spoken, tutor = Shard(corpus, "train"), Shard(corpus, "voice")
    # Only Speech Commands: what is spliced from other collections has other licences.
    chosen = [i for i, row in enumerate(spoken.rows) if not row["voice"].startswith("human")]
    chosen = [i for i in chosen if not FORBIDDEN.search(spoken.rows[i]["question"])]
    said = [i for i, row in enumerate(tutor.rows) if not FORBIDDEN.search(row["text"])]
    return Sources(
        by_text(synthetic, range(len(synthetic))),
        by_text(people, [i for i, row in enumerate(people.rows) if row["voice"].startswith("human:gsc")]),
        spoken,
        unheld(chosen),
        tutor,
        unheld(said),
        unheld(read_noise(noise)) if noise else np.zeros(0, np.float32),
    )


def unheld(source: Part) -> Part:
    """Without the part that is kept for measuring."""
    return source[: int(len(source) * (1 - HELD_BACK))]


def by_text(shard: Shard, rows: range | list[int]) -> dict[str, list[Sound]]:
    found: dict[str, list[Sound]] = {}
    for i in rows:
        found.setdefault(shard.rows[i]["text"], []).append(tidy(shard.samples(i)))
    return found


def tidy(samples: Sound) -> Sound:
    """Brought to an RMS of 0.1 where it sounds."""
    power = samples * samples
    sounding = power[power > 0.05 * power.mean()]
    rms = float(np.sqrt(sounding.mean())) if len(sounding) else 0.0
    return np.asarray(samples * np.float32(0.1 / max(1e-4, rms)), dtype=np.float32)
