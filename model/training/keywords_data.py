"""Training windows for the spoken commands: commands, and everything that is none.

Owns: the synthetic recordings of the commands and of words that sound like them, the choice of windows, and
their roughening (rooms, noise, the tutor's own voice underneath). Must not know the network. A batch is a
function of the step number alone.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from model.corpus import voices
from model.errors import BadInput, MissingCapability
from model.training.sounds import Shard, echo, read_noise

COMMANDS = ("stop", "wait", "go on", "repeat", "slower")
RATE = 16_000
WINDOW = 19_200  # samples the network sees at once: 1.2 s
BATCH = 64
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
VOICES_PER_WORD = 150
VOICES_PER_SIMILAR = 14
SESSIONS = 80  # minutes of sound that go through the echo canceller
REST = 6_400  # samples that such a window is longer than the network's
HELD_BACK = 0.1  # share of every source, from its end, that training never sees
Sound = npt.NDArray[np.float32]


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
    """Recordings by use. words: people's clips by word; spoken and tutor: rows of whole sentences."""

    clips: dict[str, list[Sound]]
    words: dict[str, list[Sound]]
    spoken: Shard
    spoken_rows: list[int]
    tutor: Shard
    tutor_rows: list[int]
    noise: Sound


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
        chosen[: int(len(chosen) * (1 - HELD_BACK))],
        tutor,
        said[: int(len(said) * (1 - HELD_BACK))],
        read_noise(noise) if noise else np.zeros(0, np.float32),
    )


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


class Windows:
    """Batches of (samples (BATCH, WINDOW) float32, label (BATCH,) int64); label 0 is no command.

    folder: where windows that went through the echo canceller are kept; they are made once, if it is installed.
    """

    def __init__(self, sources: Sources, seed: int, folder: Path) -> None:
        self.sources, self.seed = sources, seed
        self.similar = [s for word in SIMILAR for s in sources.clips.get(word, [])]
        self.others = [s for word, clips in sources.words.items() if word not in COMMANDS for s in clips]
        self.cancelled: dict[int, list[Sound]] = {}
        if importlib.util.find_spec("pywebrtc_audio") is not None:
            if not (folder / "cancelled.jsonl").exists():
                rng = np.random.default_rng((seed, 1))
                write(folder, "cancelled", [part for _ in range(SESSIONS) for part in self.session(rng)])
            shard = Shard(folder, "cancelled")
            for i, row in enumerate(shard.rows):
                self.cancelled.setdefault(row["label"], []).append(shard.samples(i))

    def __call__(self, step: int) -> tuple[Sound, npt.NDArray[np.int64]]:
        rng = np.random.default_rng((self.seed, step))
        made = [self.one(rng, i) for i in range(BATCH)]
        return np.stack([s for s, _ in made]), np.array([label for _, label in made])

    def one(self, rng: np.random.Generator, place: int) -> tuple[Sound, int]:
        """A window: two in five hold a command, "stop" twice as often as the others."""
        label = max(1, place % (1 + len(COMMANDS))) if place < 0.4 * BATCH else 0
        if rng.random() < 0.3 and self.cancelled.get(label):
            kept = pick(rng, self.cancelled[label])
            start = int(rng.integers(0, len(kept) - WINDOW + 1))
            return self.level(kept[start : start + WINDOW].copy(), rng), label
        dry = self.command(rng, COMMANDS[label - 1]) if label else self.other(rng)
        return self.rough(dry, rng), label

    def session(self, rng: np.random.Generator) -> list[tuple[dict[str, object], Sound]]:
        """A minute of the tutor in a room, with words spoken into it, as the echo canceller lets them through."""
        import pywebrtc_audio

        played = np.concatenate([crop(rng, self.sources.tutor, self.sources.tutor_rows) for _ in range(50)])
        near = np.pad(echo(played, rng), (int(rng.integers(500, 1_500)), 0))[: len(played)]
        near = near.astype(np.float32) + 0.1 * 10 ** (-rng.uniform(25, 50) / 20) * rng.standard_normal(len(near))
        ends = []
        for at in range(4 * RATE, len(played) - WINDOW - REST, 2 * WINDOW):
            label = int(rng.integers(1, 1 + len(COMMANDS))) if rng.random() < 0.6 else 0
            clip = self.clip(rng, COMMANDS[label - 1]) if label else pick(rng, self.others + self.similar)
            clip = changed(clip, rng)[-WINDOW + 800 :] * 10 ** (rng.uniform(-9, 6) / 20)
            if label or rng.random() < 0.7:
                near[at : at + len(clip)] += clip
            ends.append((label, at + len(clip)))
        canceller = pywebrtc_audio.EchoCanceller(sample_rate=RATE, stream_delay_ms=30)
        whole = len(near) // 160 * 160
        far = np.pad(played, (0, 480))[480 : 480 + whole]  # the reference runs 30 ms ahead
        done = np.asarray(canceller.process((near[:whole] * 0.5).astype(np.float32), (far * 0.5).astype(np.float32)))
        starts = [(label, end + 320 - WINDOW) for label, end in ends]
        return [
            ({"label": label}, done[at : at + WINDOW + REST]) for label, at in starts if at + WINDOW + REST <= whole
        ]

    def clip(self, rng: np.random.Generator, word: str) -> Sound:
        """A recording of a command: by a person in half of the cases where there are any."""
        people = self.sources.words.get(word, [])
        if word == "go on" and rng.random() < 0.5:
            go, on = pick(rng, self.sources.words["go"]), pick(rng, self.sources.words["on"])
            overlap = int(rng.uniform(0.02, 0.12) * RATE)
            return np.concatenate([go[:-overlap], go[-overlap:] * 0.5 + on[:overlap] * 0.5, on[overlap:]])
        if people and rng.random() < 0.65:
            return pick(rng, people)
        return pick(rng, self.sources.clips[word])

    def command(self, rng: np.random.Generator, word: str) -> Sound:
        """The whole command, ending up to 0.4 s before the window does."""
        clip = changed(self.clip(rng, word), rng)[-WINDOW + 800 :]
        latest = max(0, WINDOW - len(clip) - int(0.02 * RATE))
        return placed(clip, int(rng.integers(max(0, latest - int(0.4 * RATE)), latest + 1)))

    def other(self, rng: np.random.Generator) -> Sound:
        """No command: sentences, single words, words like commands, pieces of commands, or nothing."""
        kind = rng.random()
        if kind < 0.22:
            return crop(rng, self.sources.spoken, self.sources.spoken_rows)
        if kind < 0.42:
            return crop(rng, self.sources.tutor, self.sources.tutor_rows)
        if kind < 0.70:
            first = placed(changed(pick(rng, self.others), rng), int(rng.integers(-4_000, WINDOW - 3_000)))
            return first + placed(pick(rng, self.others), int(rng.integers(-8_000, WINDOW))) * (rng.random() < 0.5)
        if kind < 0.84:
            return placed(changed(pick(rng, self.similar), rng), int(rng.integers(-2_000, WINDOW - 6_000)))
        if kind < 0.92:
            clip = changed(self.clip(rng, COMMANDS[int(rng.integers(len(COMMANDS)))]), rng)
            if rng.random() < 0.6:  # its beginning only
                return placed(clip[: int(len(clip) * rng.uniform(0.2, 0.45))], int(rng.integers(0, WINDOW - 8_000)))
            return placed(clip, -int(len(clip) * rng.uniform(0.6, 0.9)))
        return np.zeros(WINDOW, np.float32)

    def rough(self, dry: Sound, rng: np.random.Generator) -> Sound:
        """Level, room, noise and the tutor's voice underneath, as a microphone brings them."""
        sound = echo(dry, rng) if rng.random() < 0.4 else dry.copy()
        if rng.random() < 0.55:
            under = crop(rng, self.sources.tutor, self.sources.tutor_rows)
            sound += (echo(under, rng) if rng.random() < 0.5 else under) * 10 ** (-rng.uniform(-8, 18) / 20)
        if len(self.sources.noise) > WINDOW and rng.random() < 0.6:
            start = int(rng.integers(0, len(self.sources.noise) - WINDOW))
            piece = self.sources.noise[start : start + WINDOW]
            own = float(np.sqrt((piece**2).mean())) + 1e-3
            sound += piece / own * 0.1 * 10 ** (-rng.uniform(3, 40) / 20)
        return self.level(sound, rng)

    @staticmethod
    def level(sound: Sound, rng: np.random.Generator) -> Sound:
        """With a microphone's own hiss, at any loudness."""
        sound += rng.standard_normal(WINDOW).astype(np.float32) * 0.1 * 10 ** (-rng.uniform(25, 65) / 20)
        return np.asarray(np.clip(sound * 10 ** (-rng.uniform(-4, 26) / 20), -1, 1), dtype=np.float32)


def pick(rng: np.random.Generator, clips: list[Sound]) -> Sound:
    return clips[int(rng.integers(len(clips)))]


def changed(clip: Sound, rng: np.random.Generator) -> Sound:
    """A little faster or slower, higher or lower with it."""
    size = int(len(clip) / rng.uniform(0.88, 1.14))
    return np.interp(np.linspace(0, len(clip) - 1, size), np.arange(len(clip)), clip).astype(np.float32)


def placed(clip: Sound, at: int) -> Sound:
    """A silent window with the clip from sample `at` on; what lies outside is cut off."""
    out = np.zeros(WINDOW, np.float32)
    first, last = max(0, at), min(WINDOW, at + len(clip))
    if first < last:
        out[first:last] = clip[first - at : last - at]
    return out


def crop(rng: np.random.Generator, shard: Shard, rows: list[int]) -> Sound:
    """A random stretch of a random sentence, at the level of the clips."""
    samples = shard.samples(rows[int(rng.integers(len(rows)))])
    start = int(rng.integers(-4_000, max(1, len(samples) - WINDOW + 4_000)))
    return tidy(placed(samples, -start))
