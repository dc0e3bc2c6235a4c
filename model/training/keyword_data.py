"""Training windows for the spoken commands, with and without a command in them.

A window has two channels: the microphone's sound, raw or after the echo canceller, and what the speaker played, which
runs some tens of milliseconds ahead. So the network can tell the tutor's words from the student's. A batch is a
function of the step number and of the windows mined so far: sounds that a half-trained network takes for a command.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from model import SAMPLE_RATE
from model.corpus import synthesis
from model.corpus.shards import Sound
from model.errors import BadInput, MissingCapability
from model.training.audio_data import Shard, read_noise

COMMANDS = ("stop", "wait", "go on", "repeat", "slower")
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
HELD_BACK = 0.1  # share of every source, at its end, that is kept for measurements
Part = TypeVar("Part", list[int], Sound)


def synthesise(folder: Path, seed: int) -> Shard:
    """The synthetic clips (`clips.jsonl`, `clips.pcm`); made once, then read."""
    if not (folder / "clips.jsonl").exists():
        names = synthesis.installed()
        if not names:
            raise MissingCapability("no voice engine is installed: sudo apt-get install flite espeak-ng festival")
        rng = Random(seed)
        wanted = [(word, VOICES_PER_WORD) for word in COMMANDS] + [(word, VOICES_PER_SIMILAR) for word in SIMILAR]
        jobs = [synthesis.SpeechJob(synthesis.pick(rng, names), word + rng.choice(".!?"), synthesis.tuned(rng))
                for word, count in wanted for _ in range(count)]  # fmt: skip
        rows: list[dict[str, object]] = [{"text": job.text[:-1], "voice": job.voice} for job in jobs]
        made = zip(rows, synthesis.speak(jobs), strict=True)
        write(folder, "clips", [(row, sound) for row, sound in made if 2_000 < len(sound) < 2 * SAMPLE_RATE])
    return Shard(folder, "clips")


def write(folder: Path, name: str, made: Iterable[tuple[dict[str, object], Sound]]) -> None:
    """Writes a shard for `audio_data.Shard`; the rows last, so that an incomplete one does not count."""
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
        """People's words that are not commands."""
        return [sound for word, clips in self.words.items() if word not in COMMANDS for sound in clips]


def read(corpus: Path, folder: Path, noise: Path | None, seed: int) -> Sources:
    """Reads all sources. Raises BadInput for a corpus without people's single words."""
    if not (corpus / "words.jsonl").exists():
        raise BadInput(f"{corpus} has no single words: build it with --words and --words-audio")
    synthetic, people = synthesise(folder, seed), Shard(corpus, "words")
    spoken, tutor = Shard(corpus, "train"), Shard(corpus, "voice")
    # Only Speech Commands: other collections have other licences.
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
    """Without the part that is kept for measurements."""
    return source[: int(len(source) * (1 - HELD_BACK))]


def by_text(shard: Shard, rows: range | list[int]) -> dict[str, list[Sound]]:
    found: dict[str, list[Sound]] = {}
    for i in rows:
        found.setdefault(shard.rows[i]["text"], []).append(tidy(shard.samples(i)))
    return found


def tidy(samples: Sound) -> Sound:
    """Scales to an RMS of 0.1 over the parts that are not silent."""
    power = samples * samples
    sounding = power[power > 0.05 * power.mean()]
    rms = float(np.sqrt(sounding.mean())) if len(sounding) else 0.0
    return np.asarray(samples * np.float32(0.1 / max(1e-4, rms)), dtype=np.float32)


WINDOW = 19_200  # samples the network sees at once: 1.2 s
BATCH = 64
MINED = 0.3  # share of mined windows among those without a command
SESSIONS = 500  # minutes of sound that go through the echo canceller
CANCELLED = 0.4  # share of the other windows that went through it
REST = 6_400  # extra samples of a stored window
REACH = 1_600  # samples by which the speaker's channel is ahead of its echo, at most

Kept = tuple[Shard, int]  # a row whose samples are both channels, one after the other


class Windows:
    """Batches of samples (BATCH, 2, WINDOW) float32 and labels (BATCH,) int64; label 0 means no command.

    folder: for windows that went through the echo canceller; they are made once, if it is installed.
    """

    def __init__(self, sources: Sources, seed: int, folder: Path) -> None:
        self.sources, self.seed = sources, seed
        self.similar, self.others = sources.similar, sources.others
        self.mined: list[Kept] = []
        self.cancelled: dict[int, list[Kept]] = {}
        if importlib.util.find_spec("pywebrtc_audio") is not None:
            if not (folder / "cancelled.jsonl").exists():
                rng = np.random.default_rng((seed, 1))
                write(folder, "cancelled", (part for _ in range(SESSIONS) for part in self.session(rng)))
            shard = Shard(folder, "cancelled")
            for i, row in enumerate(shard.rows):
                self.cancelled.setdefault(row["label"], []).append((shard, i))

    def __call__(self, step: int) -> tuple[Sound, npt.NDArray[np.int64]]:
        rng = np.random.default_rng((self.seed, step))
        made = [self.one(rng, i) for i in range(BATCH)]
        return np.stack([s for s, _ in made]), np.array([label for _, label in made])

    def one(self, rng: np.random.Generator, place: int) -> tuple[Sound, int]:
        """A window; two in five have a command, "stop" twice as often as the others."""
        label = max(1, place % (1 + len(COMMANDS))) if place < 0.4 * BATCH else 0
        if not label and self.mined and rng.random() < MINED:
            return level(cut(rng, self.mined), rng), 0
        if rng.random() < CANCELLED and self.cancelled.get(label):
            return level(cut(rng, self.cancelled[label]), rng), label
        dry = self.command(rng, COMMANDS[label - 1]) if label else self.other(rng)
        return self.augment(dry, rng), label

    def session(self, rng: np.random.Generator) -> list[tuple[dict[str, object], Sound]]:
        """A minute of the tutor in a room, with words spoken over it, after the echo canceller.

        The tutor sometimes says a command too. Each row's samples are both channels, one after the other.
        """
        played = np.concatenate([self.played(rng) for _ in range(50)])
        near = np.pad(room(played, rng), (int(rng.integers(500, 1_500)), 0))[: len(played)]
        near += np.float32(0.1 * 10 ** (-rng.uniform(25, 50) / 20)) * rng.standard_normal(len(near), dtype=np.float32)
        ends = []
        for at in range(4 * SAMPLE_RATE, len(played) - WINDOW - REST, 2 * WINDOW):
            label = int(rng.integers(1, 1 + len(COMMANDS))) if rng.random() < 0.6 else 0
            clip = self.clip(rng, COMMANDS[label - 1]) if label else pick(rng, self.others + self.similar)
            clip = changed(clip, rng)[-WINDOW + 800 :] * 10 ** (rng.uniform(-9, 6) / 20)
            if label or rng.random() < 0.7:
                near[at : at + len(clip)] += clip
            ends.append((label, at + len(clip)))
        done, far = cancelled(near, played)
        starts = [(label, end + 320 - WINDOW) for label, end in ends]
        return [
            ({"label": label}, np.concatenate([sound[at : at + WINDOW + REST] for sound in (done, far)]))
            for label, at in starts if at + WINDOW + REST <= len(done)
        ]  # fmt: skip

    def clip(self, rng: np.random.Generator, word: str) -> Sound:
        """A recording of a command, by a person in two of three cases where there are any."""
        people = self.sources.words.get(word, [])
        if word == "go on" and rng.random() < 0.5:
            go, on = pick(rng, self.sources.words["go"]), pick(rng, self.sources.words["on"])
            overlap = int(rng.uniform(0.02, 0.12) * SAMPLE_RATE)
            return np.concatenate([go[:-overlap], go[-overlap:] * 0.5 + on[:overlap] * 0.5, on[overlap:]])
        if people and rng.random() < 0.65:
            return pick(rng, people)
        return pick(rng, self.sources.clips[word])

    def command(self, rng: np.random.Generator, word: str) -> Sound:
        """A window with the whole command, which ends up to 0.4 s before the window's end."""
        clip = changed(self.clip(rng, word), rng)[-WINDOW + 800 :]
        latest = max(0, WINDOW - len(clip) - int(0.02 * SAMPLE_RATE))
        return placed(clip, int(rng.integers(max(0, latest - int(0.4 * SAMPLE_RATE)), latest + 1)))

    def other(self, rng: np.random.Generator) -> Sound:
        """A window without a command: sentences, words, similar words, parts of commands, or silence."""
        kind = rng.random()
        if kind < 0.3:
            return crop(rng, self.sources.spoken, self.sources.spoken_rows)
        if kind < 0.36:
            return crop(rng, self.sources.tutor, self.sources.tutor_rows)
        if kind < 0.66:
            first = placed(changed(pick(rng, self.others), rng), int(rng.integers(-4_000, WINDOW - 3_000)))
            return first + placed(pick(rng, self.others), int(rng.integers(-8_000, WINDOW))) * (rng.random() < 0.5)
        if kind < 0.8:
            return placed(changed(pick(rng, self.similar), rng), int(rng.integers(-2_000, WINDOW - 6_000)))
        if kind < 0.88:
            clip = changed(self.clip(rng, COMMANDS[int(rng.integers(len(COMMANDS)))]), rng)
            if rng.random() < 0.6:  # its beginning only
                return placed(clip[: int(len(clip) * rng.uniform(0.2, 0.45))], int(rng.integers(0, WINDOW - 8_000)))
            return placed(clip, -int(len(clip) * rng.uniform(0.6, 0.9)))
        return np.zeros(WINDOW, np.float32)

    def played(self, rng: np.random.Generator) -> Sound:
        """(WINDOW,) of the tutor; one in five has a command, which must be ignored."""
        speech = crop(rng, self.sources.tutor, self.sources.tutor_rows)
        if rng.random() < 0.8:
            return speech
        word = changed(self.clip(rng, COMMANDS[int(rng.integers(len(COMMANDS)))]), rng)[-WINDOW + 800 :]
        at = int(rng.integers(0, WINDOW - len(word)))
        speech[max(0, at - 1_000) : at + len(word) + 1_000] = 0.0
        return speech + placed(word, at)

    def augment(self, dry: Sound, rng: np.random.Generator) -> Sound:
        """(samples,) to (2, samples): adds a room, noise, and in three of five windows the tutor."""
        near = room(dry, rng) if rng.random() < 0.5 else dry.copy()
        far = np.zeros_like(near)
        if rng.random() < 0.6:
            far = np.concatenate([self.played(rng) for _ in range(len(near) // WINDOW)])
            leak = room(far, rng) if rng.random() < 0.7 else far
            late = int(rng.integers(0, REACH))
            near[late:] += leak[: len(near) - late] * np.float32(10 ** (-rng.uniform(-6, 20) / 20))
        noise = self.sources.noise
        if len(noise) > len(near) and rng.random() < 0.6:
            start = int(rng.integers(0, len(noise) - len(near)))
            piece = noise[start : start + len(near)]
            own = float(np.sqrt((piece**2).mean())) + 1e-3
            near += piece / own * 0.1 * 10 ** (-rng.uniform(3, 40) / 20)
        return level(np.stack([near, far]), rng)


def level(pair: Sound, rng: np.random.Generator) -> Sound:
    """Both channels at random levels, with hiss in the microphone's."""
    hiss = rng.standard_normal(pair.shape[1], dtype=np.float32) * 0.1 * 10 ** (-rng.uniform(25, 65) / 20)
    gains = 10 ** (-rng.uniform(-4, (26, 20)) / 20)
    out: Sound = np.clip((pair + np.stack([hiss, 0 * hiss])) * gains[:, None], -1, 1).astype(np.float32)
    return out


def cancelled(near: Sound, played: Sound) -> tuple[Sound, Sound]:
    """The output of the echo canceller for `near`, and its reference: `played`, 30 ms ahead."""
    import pywebrtc_audio

    canceller = pywebrtc_audio.EchoCanceller(sample_rate=SAMPLE_RATE, stream_delay_ms=30)
    whole = len(near) // 160 * 160
    far = np.pad(played, (0, 480))[480 : 480 + whole].astype(np.float32)
    done = canceller.process((near[:whole] * 0.5).astype(np.float32), (far * 0.5).astype(np.float32))
    return np.asarray(done), far


def room(sound: Sound, rng: np.random.Generator) -> Sound:
    """Adds a room: early reflections, or reverberation that decays by 60 dB in 0.1 to 0.6 s."""
    if rng.random() < 0.4:
        return np.asarray(echo(sound, rng), dtype=np.float32)
    t = np.arange(int(rng.uniform(0.1, 0.6) * SAMPLE_RATE), dtype=np.float32) / SAMPLE_RATE
    response = rng.standard_normal(len(t), dtype=np.float32) * 10 ** (-3 * t / t[-1])
    response *= np.float32(rng.uniform(0.2, 0.9) / np.linalg.norm(response))
    response[0] += 1.0
    size = 1 << (len(sound) + len(t) - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)
    return np.asarray(wet[: len(sound)], dtype=np.float32)


def echo(sound: Sound, rng: np.random.Generator) -> Sound:
    """A few early reflections, 5 to 60 ms late."""
    out = sound.copy()
    for _ in range(int(rng.integers(2, 6))):
        late = int(rng.integers(80, 960))
        if late < len(sound):
            out[late:] += rng.uniform(-0.35, 0.35) * sound[:-late]
    return out


def pick(rng: np.random.Generator, clips: list[Sound]) -> Sound:
    return clips[int(rng.integers(len(clips)))]


def cut(rng: np.random.Generator, kept: list[Kept]) -> Sound:
    """A random (2, WINDOW) part of one of these stored windows, which are longer."""
    shard, index = kept[int(rng.integers(len(kept)))]
    pair = shard.samples(index).reshape(2, -1)
    start = int(rng.integers(0, pair.shape[1] - WINDOW + 1))
    return pair[:, start : start + WINDOW].copy()


def changed(clip: Sound, rng: np.random.Generator) -> Sound:
    """Changes speed and pitch together, at random."""
    size = int(len(clip) / rng.uniform(0.88, 1.14))
    return np.interp(np.linspace(0, len(clip) - 1, size), np.arange(len(clip)), clip).astype(np.float32)


def placed(clip: Sound, at: int) -> Sound:
    """A silent window with the clip at sample `at`; what is outside the window is cut off."""
    out = np.zeros(WINDOW, np.float32)
    first, last = max(0, at), min(WINDOW, at + len(clip))
    if first < last:
        out[first:last] = clip[first - at : last - at]
    return out


def crop(rng: np.random.Generator, shard: Shard, rows: list[int]) -> Sound:
    """A random part of a random sentence, at the level of the clips."""
    row = shard.rows[rows[int(rng.integers(len(rows)))]]
    start = int(rng.integers(-4_000, max(1, row["length"] - WINDOW + 4_000)))
    first, last = max(0, start), min(row["length"], start + WINDOW)
    piece = shard.pcm[row["offset"] + first : row["offset"] + last].astype(np.float32)
    return tidy(placed(piece / np.float32(32768), first - start))


# Mining of hard negatives

LENGTH = 25 * WINDOW  # samples of a stream: 30 s
STREAMS = 600
DOUBT = 0.15  # a window is kept if the probability of any command is at least this
EVERY = 8  # feature frames between two judgements, as in `audio_io.input.keyword_spotter`
APART = 6  # judgements; of several nearer than this, the highest score is kept
SLACK = 1_280  # samples kept on both sides of a window
HOP = 160


def sentences(windows: Windows, rng: np.random.Generator) -> Sound:
    """Other people talking: whole sentences with short pauses."""
    spoken, rows = windows.sources.spoken, windows.sources.spoken_rows
    return filled(lambda: spoken.samples(rows[int(rng.integers(len(rows)))]), 0.8, rng)


def words(windows: Windows, rng: np.random.Generator) -> Sound:
    """People's single words and words that sound like commands, one after the other."""
    return filled(lambda: changed(pick(rng, windows.others + windows.similar), rng), 0.7, rng)


def filled(source: Callable[[], Sound], pause_s: float, rng: np.random.Generator) -> Sound:
    """(LENGTH,) of sounds from `source`, with pauses of up to `pause_s` between them."""
    out, at = np.zeros(LENGTH, np.float32), 0
    while at < LENGTH:
        sound = source()[: LENGTH - at]
        loud = float(np.sqrt((sound * sound).mean())) + 1e-4
        out[at : at + len(sound)] = sound * np.float32(0.08 / loud)
        at += len(sound) + int(rng.uniform(0.05, pause_s) * SAMPLE_RATE)
    return out


def stream(windows: Windows, rng: np.random.Generator) -> Sound:
    """(2, LENGTH) microphone and speaker; only the tutor says commands."""
    kind = rng.random()
    silence = np.zeros(LENGTH, np.float32)
    near = sentences(windows, rng) if kind < 0.35 else words(windows, rng) if kind < 0.75 else silence
    if rng.random() > CANCELLED:
        return windows.augment(near, rng)
    played = np.concatenate([windows.played(rng) for _ in range(LENGTH // WINDOW)])
    near = near * np.float32(10 ** (rng.uniform(-9, 6) / 20)) + room(played, rng)
    near += rng.standard_normal(LENGTH).astype(np.float32) * np.float32(0.1 * 10 ** (-rng.uniform(25, 50) / 20))
    return np.stack(cancelled(near, played))


@torch.no_grad()
def doubts(net: nn.Module, pair: Tensor) -> Tensor:
    """(judgements,) probability of any command in each window of a (2, samples) stream."""
    features = net.features(pair[None])  # type: ignore[operator]
    span = 1 + (WINDOW - 400) // HOP
    parts = features[0].unfold(0, span, EVERY).transpose(1, 2)
    return torch.cat([1.0 - net(part).softmax(dim=1)[:, 0] for part in parts.split(64)])


def peaks(scores: Sound) -> Iterator[int]:
    """The places where the scores are above DOUBT and highest among their neighbours."""
    for at in np.flatnonzero(scores > DOUBT):
        around = scores[max(0, at - APART) : at + APART + 1]
        if scores[at] == around.max():
            yield int(at)


def mine(net: nn.Module, windows: Windows, folder: Path, number: int) -> None:
    """Adds round `number` of mined windows to `windows`; mined once, then read from `folder`."""
    name = f"mined{number}"
    if not (folder / f"{name}.jsonl").exists():
        rng = np.random.default_rng((windows.seed, 2, number))
        net.eval()
        write(folder, name, (({}, part) for _ in range(STREAMS) for part in found(net, stream(windows, rng))))
    shard = Shard(folder, name)
    windows.mined += [(shard, i) for i in range(len(shard))]


def found(net: nn.Module, pair: Sound) -> Iterator[Sound]:
    """The windows of a stream that the network wrongly takes for commands, both channels one after the other."""
    scores = doubts(net, torch.from_numpy(np.ascontiguousarray(pair))).numpy()
    padded = np.pad(pair, ((0, 0), (SLACK, SLACK)))
    for at in peaks(scores):
        start = at * EVERY * HOP
        yield padded[:, start : start + WINDOW + 2 * SLACK].reshape(-1)
