"""What the listening side makes of a recording, exactly as it would of a microphone.

Owns: the JSON form of what `audio_io.input.turn_detector` finds. Thread: any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from audio_io.input.keyword_spotter import RATE, Spotted, Spotter
from audio_io.input.turn_detector import EndpointEvent, EndpointOptions, Listener
from audio_io.ring_buffer import FloatArray
from audio_io.sound_files import stream_recording

_AFTER_S: Final = 0.4  # a microphone goes on after the last word; a recording may not


def hear(path: Path | str, options: EndpointOptions | None = None) -> list[dict[str, Any]]:
    """What is heard in a recording, in order of time: `{"t": seconds, "kind": ...}`.

    kind: "speech_start", "speech_end", "turn_end", "command". t of the first two is when the speech began or
    stopped; t of turn_end and command is when that was decided (at the latest the recording's end). A command
    also has "command": its word. A turn_end that was revised because speech went on is left out. Recordings may
    be of any length; silence gives an empty list. Raises BadInput for what is no recording.
    """
    ears = _Ears(stream_recording(path))
    rows: list[dict[str, Any]] = [{"t": event.t, "kind": event.kind} for event in events_of(ears, options)]
    rows += [{"t": one.t, "kind": "command", "command": one.command} for one in ears.found()]
    for row in rows:
        row["t"] = round(min(row["t"], ears.seconds), 3)
    return sorted(rows, key=lambda row: float(row["t"]))


class _Ears:
    """Passes the pieces of a recording on, and looks for commands in them meanwhile."""

    def __init__(self, pieces: Iterable[FloatArray]) -> None:
        self._pieces = pieces
        self._spotter = Spotter()
        self._found: list[Spotted] = []
        self.seconds = 0.0

    def __iter__(self) -> Iterator[FloatArray]:
        for piece in self._pieces:
            self.seconds += len(piece) / RATE
            self._found += self._spotter.push(piece)
            yield piece

    def found(self) -> list[Spotted]:
        """The commands; call it once, when all has been passed on."""
        return self._found + self._spotter.push(np.zeros(int(_AFTER_S * RATE), dtype=np.float32))


def events_of(pieces: Iterable[FloatArray], options: EndpointOptions | None = None) -> list[EndpointEvent]:
    """The same for pieces of float32 mono 16 kHz, each of shape (n,), as events."""
    listener = Listener(options)
    found = []
    for piece in pieces:
        found += listener.push(piece)
    found += listener.finish()
    events: list[EndpointEvent] = []
    for one in found:
        if one.event.kind == "reopened":
            last = max(index for index, event in enumerate(events) if event.kind == "turn_end")
            del events[last]
        else:
            events.append(one.event)
    return sorted(events, key=lambda event: event.t)
