"""Turn detection and keyword spotting over a recording, with the same chain as for the microphone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np

from audio_io.backend import SAMPLE_RATE, FloatArray
from audio_io.input.keyword_spotter import KeywordDetection, KeywordSpotter
from audio_io.input.turn_detector import EndpointEvent, EndpointOptions, TurnDetector
from audio_io.sound_files import stream_recording

_AFTER_S: Final = 0.4  # silence added for the spotter: a recording may end with the word itself


def analyze_recording(path: Path | str, options: EndpointOptions | None = None) -> list[dict[str, Any]]:
    """Returns the events of a recording of any length, sorted by time: `{"t": seconds, "kind": ...}`.

    kind: "speech_start", "speech_end", "turn_end" or "command" (with "command": the word). t of the first two is
    when the speech began or stopped; t of turn_end and command is when that was decided, at the latest the end of
    the recording. A turn_end that was revised because speech went on is left out. Raises AudioFileError for a file that
    is not a usable recording.
    """
    detector, spotter = TurnDetector(options), KeywordSpotter()
    events: list[EndpointEvent] = []
    commands: list[KeywordDetection] = []
    samples = 0
    for piece in stream_recording(path):
        samples += len(piece)
        events += detector.push(piece)
        commands += spotter.push(piece)
    events = _without_revised(events + detector.finish())
    commands += spotter.push(np.zeros(int(_AFTER_S * SAMPLE_RATE), dtype=np.float32))
    rows: list[dict[str, Any]] = [{"t": event.t, "kind": event.kind} for event in events]
    rows += [{"t": one.t, "kind": "command", "command": one.command} for one in commands]
    for row in rows:
        row["t"] = round(min(row["t"], samples / SAMPLE_RATE), 3)
    return sorted(rows, key=lambda row: float(row["t"]))


def endpoint_events(pieces: Iterable[FloatArray], options: EndpointOptions | None = None) -> list[EndpointEvent]:
    """Returns the events of a sound, without those that were revised, sorted by time.

    pieces: float32 mono 16 kHz, each of shape (n,).
    """
    detector = TurnDetector(options)
    found = [event for piece in pieces for event in detector.push(piece)]
    return _without_revised(found + detector.finish())


def _without_revised(found: list[EndpointEvent]) -> list[EndpointEvent]:
    events: list[EndpointEvent] = []
    for one in found:
        if one.kind == "reopened":
            last = max(index for index, event in enumerate(events) if event.kind == "turn_end")
            del events[last]
        else:
            events.append(one)
    return sorted(events, key=lambda event: event.t)
