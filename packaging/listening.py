"""Measures the README's figures about listening: spoken commands, false alarms, pauses, echo.

    python packaging/listening.py commands --words TABLE.tsv --audio FOLDER --tutor CORPUS --noise FOLDER

Uses `audio_io` as the program does. People's words are the `dev` speakers of the table; the tutor's and other voices'
sentences are the last tenth of the corpus, which training never sees.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from audio_io.backend import SAMPLE_RATE
from audio_io.input.echo_control import EchoControl
from audio_io.input.keyword_spotter import UNVOICED, VETO, KeywordClassifier, KeywordSpotter
from audio_io.input.offline import endpoint_events
from audio_io.input.turn_detector import EndpointOptions, TurnDetector
from audio_io.output.echo_reference import LEAD_S, EchoReference

Sound = npt.NDArray[np.float32]
Case = tuple[str, Sound, Sound | None]
LOUDNESS = {"0 dB": 1.0, "-6 dB": 0.5}
LEAD = round(LEAD_S * SAMPLE_RATE)
SAME_AS = ("stop", "wait", "weigh", "repeat", "slow", "go on", "goes on")


def people(table: Path, folder: Path) -> list[tuple[str, Sound]]:
    """(word, sound) of every recording of the dev speakers."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["split"] == "dev"]
    return [(row["text"], read(folder / row["file"])) for row in rows if row["source"].startswith("gsc")]


def read(path: Path) -> Sound:
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(soxr.resample(samples.mean(axis=1), rate, SAMPLE_RATE), dtype=np.float32)


def sentences(corpus: Path, name: str) -> Iterator[Sound]:
    """The last tenth of a corpus shard, without sentences that contain a command or sound like one."""
    rows = [json.loads(line) for line in (corpus / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    pcm = np.memmap(corpus / f"{name}.pcm", dtype="<i2", mode="r")
    for row in rows[int(len(rows) * 0.905) :]:
        text = str(row.get("question") or row.get("text")).lower()
        if not any(word in text for word in SAME_AS):
            yield np.asarray(pcm[row["offset"] : row["offset"] + row["length"]], dtype=np.float32) / np.float32(32768)


def levelled(samples: Sound, dbfs: float) -> Sound:
    """Scaled to this level over the parts that are not silent."""
    power = samples * samples
    sounding = power[power > 0.05 * power.mean()]
    return samples * np.float32(10 ** (dbfs / 20) / max(1e-5, float(np.sqrt(sounding.mean()))))


def hiss(count: int, dbfs: float, seed: int) -> Sound:
    return (10 ** (dbfs / 20) * np.random.default_rng(seed).standard_normal(count)).astype(np.float32)


def trace(net: KeywordClassifier, near: Sound, far: Sound | None = None) -> Sound:
    """Scores of a recording, (judgements, commands), one in 80 ms. far: what was played at the same time."""
    spotter = KeywordSpotter(net, dict.fromkeys(net.commands, 2.0))
    rows = []
    for at in range(0, len(near), 1_280):
        spotter.push(near[at : at + 1_280], None if far is None else far[at : at + 1_280])
        scores = spotter.scores()
        rows.append(scores if scores.max() < 0.2 or spotter.voiced() else scores - np.float32(UNVOICED))
    return np.stack(rows)


def alarms(net: KeywordClassifier, scores: Sound, threshold: float, said: Sound | None) -> Counter[str]:
    """The commands that a spotter with this threshold finds in these scores; it pauses for 1 s after each.

    said: the scores of what was played; a command in it does not count.
    """
    found, ready = Counter[str](), 0
    for at in np.flatnonzero(scores.max(axis=1) >= threshold).tolist():
        best = int(scores[at].argmax())
        if at >= ready and (said is None or said[max(0, at - 13) : at + 1, best].max() <= VETO):
            found[net.commands[best]] += 1
            ready = at + 13
    return found


def room(sound: Sound, seed: int) -> Sound:
    """One of five rooms: a delay, a direct path and reverberation of 0.15 to 0.5 s."""
    rng = np.random.default_rng(100 + seed)
    length = (0.15, 0.2, 0.3, 0.4, 0.5)[seed % 5]
    t = np.arange(int(length * SAMPLE_RATE)) / SAMPLE_RATE
    response = rng.standard_normal(len(t)) * 10 ** (-3 * t / length)
    response *= 0.6 / np.linalg.norm(response)
    response[0] += 1.0
    delayed = np.concatenate([np.zeros(int(rng.uniform(0.005, 0.06) * SAMPLE_RATE)), sound])
    size = 1 << (len(delayed) + len(t)).bit_length()
    wet = np.fft.irfft(np.fft.rfft(delayed, size) * np.fft.rfft(response, size), size)
    return np.asarray(wet[: len(sound)], dtype=np.float32)


def cancelled(played: Sound, captured: Sound) -> tuple[Sound, Sound, Sound]:
    """The echo control's output for the voice detector and for the commands, and what was played."""
    reference = EchoReference(SAMPLE_RATE)
    control = EchoControl(lambda: reference, "cancel")
    gated, open_, far = [], [], []
    reference.write(played[:SAMPLE_RATE], 50.0)
    for at in range(0, len(captured), 320):
        if at % SAMPLE_RATE == 0:  # a device takes sound before it plays it
            reference.write(played[at + SAMPLE_RATE : at + 2 * SAMPLE_RATE], 51.0 + at / SAMPLE_RATE)
        part = captured[at : at + 320]
        gated.append(control.process(part, 50.0 + (at + len(part)) / SAMPLE_RATE))
        open_.append(control.ungated)
        far.append(control.far)
    return np.concatenate(gated), np.concatenate(open_), np.concatenate(far)


def over_the_tutor(net: KeywordClassifier, stops: list[Sound], tutor: Sound, takes: int) -> dict[str, list[float]]:
    """The highest score of each recorded "stop" in quiet, and over the tutor's voice in five rooms.

    The student is as loud as the tutor at the microphone, or 6 dB softer. raw: the microphone's sound, as with the
    gate. cancelled: the echo canceller's output, where any speech stops the tutor too.
    """
    place, found = net.commands.index("stop"), defaultdict[str, list[float]](list)
    for index, stop in enumerate(stops * takes):
        whole = np.concatenate([np.zeros(SAMPLE_RATE), stop, np.zeros(SAMPLE_RATE // 2)]).astype(np.float32)
        before = 6 * SAMPLE_RATE  # until then the canceller adapts to the room
        start = (index * 77_777) % (len(tutor) - before - len(whole))
        played = tutor[start : start + before + len(whole)]
        echo = levelled(room(played, index), -26.0) + hiss(len(played), -60.0, index)
        ahead = np.pad(played, (0, LEAD))[LEAD:]
        found["quiet"].append(trace(net, whole + hiss(len(whole), -60.0, index))[:, place].max())
        for name, gain in LOUDNESS.items():
            near = echo.copy()
            near[before:] += np.float32(gain) * whole
            found[f"raw {name}"].append(trace(net, near, ahead)[before // 1_280 :, place].max())
            heard, cleaned, far = cancelled(played, near)
            score = trace(net, cleaned, far)[before // 1_280 :, place].max()
            starts = [e.t for e in TurnDetector().push(heard) if e.kind == "speech_start"]
            found[f"cancelled {name}, as a command"].append(score)
            found[f"cancelled {name}, as a command or as speech"].append(2.0 if max(starts, default=0) > 6 else score)
    return found


def without_commands(args: argparse.Namespace, tutor: Sound, words: list[tuple[str, Sound]]) -> Iterator[Case]:
    """(name, microphone, speaker) of sound in which only the tutor says commands."""
    echo = levelled(room(tutor, 3), -26.0) + hiss(len(tutor), -62.0, 7)
    yield "tutor, raw", echo, np.pad(tutor, (0, LEAD))[LEAD:]
    _, cleaned, far = cancelled(tutor, echo)
    yield "tutor, cancelled", cleaned, far
    said = spaced([levelled(sound, -26.0) for word, sound in words if word == "stop"])
    yield "tutor says stop", levelled(room(said, 2), -26.0), np.pad(said, (0, LEAD))[LEAD:]
    others = [levelled(s, -26.0) for w, s in words if w not in ("stop", "go", "on")][:: args.every]
    voices = levelled(np.concatenate(list(sentences(args.tutor, "train"))[:: args.every]), -26.0)
    sounds = {"voices": voices, "people's single words": spaced(others)}
    if args.noise:
        from model.training.audio_data import read_noise
        from model.training.keyword_data import unheld

        sounds["noise"] = levelled(read_noise(args.noise, 1e9)[len(unheld(read_noise(args.noise))) :], -30.0)
    for name, sound in sounds.items():
        yield name, sound + hiss(len(sound), -62.0, 7), None


def spaced(sounds: list[Sound]) -> Sound:
    """One after the other, a third of a second apart."""
    gap = np.zeros(SAMPLE_RATE // 3, np.float32)
    return np.concatenate([np.concatenate([sound, gap]) for sound in sounds])


def commands(args: argparse.Namespace) -> dict[str, object]:
    """The operating curve: share of missed "stop"s by dev speakers, false alarms an hour of held-out sound."""
    net = KeywordClassifier(args.net) if args.net else KeywordClassifier()
    words = people(args.words, args.audio)
    stops = [levelled(sound, -26.0) for word, sound in words if word == "stop"][: args.limit]
    tutor = levelled(np.concatenate(list(sentences(args.tutor, "voice"))), -26.0)
    scores = over_the_tutor(net, stops, tutor, args.takes)
    rows: list[dict[str, object]] = [
        {"threshold": t} | {f"missed, {name}": round(float(np.mean(np.array(s) < t)), 3) for name, s in scores.items()}
        for t in args.thresholds
    ]
    hours = {}
    for name, near, far in without_commands(args, tutor, words):
        hours[name] = len(near) / SAMPLE_RATE / 3600
        judged, said = trace(net, near, far), None if far is None else trace(net, far)
        for row, threshold in zip(rows, args.thresholds, strict=True):
            found = alarms(net, judged, threshold, said)
            row[f"alarms/h, {name}"] = round(sum(found.values()) / hours[name], 2)
            row[f"stops/h, {name}"] = round((found["stop"] + found["wait"]) / hours[name], 2)
    trials = {name: len(found) for name, found in scores.items()}
    return {"trials": trials, "hours": {k: round(v, 3) for k, v in hours.items()}, "rows": rows}


def echo(args: argparse.Namespace) -> dict[str, object]:
    """Ten minutes of the tutor in five rooms: what is taken for an interruption."""
    tutor = levelled(np.concatenate(list(sentences(args.tutor, "voice"))), -26.0)
    total, starts, rows = 0.0, 0, []
    for seed in range(5):
        played = tutor[seed * 125 * SAMPLE_RATE : (seed + 1) * 125 * SAMPLE_RATE]
        captured = levelled(room(played, seed), (-20.0, -26.0, -30.0, -36.0, -42.0)[seed])
        drift = soxr.resample(captured, SAMPLE_RATE, SAMPLE_RATE * (1 + 2e-5 * (seed - 2)))[: len(played)]
        captured = np.pad(drift, (0, len(played) - len(drift))).astype(np.float32) + hiss(len(played), -62.0, seed)
        heard, _, _ = cancelled(played, captured)
        found = [e.t for e in TurnDetector().push(heard) if e.kind == "speech_start"]
        total, starts = total + len(played) / SAMPLE_RATE, starts + len(found)
        rows.append({"room": seed, "interruptions": found})
        print(json.dumps(rows[-1]), flush=True)
    return {"minutes": round(total / 60, 2), "interruptions": starts, "rows": rows}


def pauses(args: argparse.Namespace) -> dict[str, object]:
    """Held-out questions with 0.7 s of silence in the middle: how many stay one question."""
    kept, turns = 0, []
    whole = [s for s in sentences(args.tutor, "train") if len(s) > 2 * SAMPLE_RATE][: args.limit]
    for index, sound in enumerate(whole):
        sound = levelled(sound, -26.0)
        energy = np.convolve(sound * sound, np.ones(800), mode="same")
        third = len(sound) // 3
        cut = third + int(np.argmin(energy[third : 2 * third]))
        parts = np.split(np.pad(sound, (SAMPLE_RATE, 3 * SAMPLE_RATE)), [SAMPLE_RATE + cut])
        heard = np.concatenate([parts[0], np.zeros(int(0.7 * SAMPLE_RATE), np.float32), parts[1]])
        found = endpoint_events([heard + hiss(len(heard), -62.0, index)], EndpointOptions.of(args.patience))
        turns.append(sum(event.kind == "turn_end" for event in found))
        kept += turns[-1] == 1
    return {"questions": len(whole), "kept_whole": round(kept / len(whole), 4), "cut": sum(t > 1 for t in turns)}


def noise(args: argparse.Namespace) -> dict[str, object]:
    """Number of times an hour sounds at -30 dBFS are taken for speech, for each kind of sound."""
    rng, t = np.random.default_rng(5), np.arange(900 * SAMPLE_RATE) / SAMPLE_RATE
    clicks = np.zeros(len(t), np.float32)
    clicks[rng.integers(0, len(t), 2_000)] = 0.8
    hum = sum(np.sin(2 * np.pi * f * t) / (1 + k) for k, f in enumerate((50, 100, 150, 200)))
    chords = rng.choice([262.0, 330.0, 392.0, 440.0, 523.0], (1_800, 3)).repeat(SAMPLE_RATE // 2, axis=0)
    phase = 2 * np.pi * np.cumsum(chords, axis=0) / SAMPLE_RATE
    music = sum(np.sin((k + 1) * phase).sum(axis=1) / (1 + k) for k in range(4))
    music = music * np.tile(np.exp(-3 * np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE), 1_800)
    fan = np.convolve(rng.standard_normal(len(t)), np.ones(24) / 24, mode="same") * (
        1 + 0.2 * np.sin(2 * np.pi * 7 * t)
    )
    kinds = {"clicks": clicks, "hum": hum, "fan": fan, "music": music}
    rows = {name: per_hour(levelled(np.asarray(sound, np.float32), -30.0)) for name, sound in kinds.items()}
    for folder in sorted(args.noise.rglob("*")) if args.noise else []:
        files = sorted(folder.glob("*.ogg")) if folder.is_dir() else []
        if files:
            rows[folder.name] = per_hour(np.concatenate([levelled(read(path), -30.0) for path in files]))
    return {"taken_for_speech_per_hour": rows}


def per_hour(sound: Sound) -> dict[str, float]:
    starts = sum(event.kind == "speech_start" for event in endpoint_events([sound]))
    hours = len(sound) / SAMPLE_RATE / 3600
    return {"hours": round(hours, 3), "found": starts, "per_hour": round(starts / hours, 2)}


def cost(args: argparse.Namespace) -> dict[str, object]:
    """Share of a core that looking for commands takes, in pieces of 20 ms."""
    spotter, sound = KeywordSpotter(KeywordClassifier(args.net) if args.net else None), hiss(60 * SAMPLE_RATE, -30.0, 1)
    began = time.process_time()
    for at in range(0, len(sound), 320):
        spotter.push(sound[at : at + 320])
    return {"share_of_a_core": round((time.process_time() - began) / 60.0, 4)}


def main() -> int:
    """Runs one measurement and prints it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["commands", "echo", "pauses", "noise", "cost"])
    parser.add_argument("--words", type=Path, help="table of single-word recordings (.tsv)")
    parser.add_argument("--audio", type=Path, help="folder that the table's files are in")
    parser.add_argument("--tutor", type=Path, help="corpus folder with voice and train shards")
    parser.add_argument("--noise", type=Path, help="folder of noise recordings")
    parser.add_argument("--net", type=Path, help="another keywords.onnx")
    parser.add_argument("--thresholds", type=float, nargs="+", default=[0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
    parser.add_argument("--limit", type=int, default=1_000, help="most recordings of stop")
    parser.add_argument("--takes", type=int, default=3, help="how often each is put over another part of the tutor")
    parser.add_argument("--every", type=int, default=1, help="only each n-th recording of other speech")
    parser.add_argument("--patience", choices=["quick", "normal", "patient"], default="normal")
    args = parser.parse_args()
    what = {"commands": commands, "echo": echo, "pauses": pauses, "noise": noise, "cost": cost}
    print(json.dumps(what[args.what](args), indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
