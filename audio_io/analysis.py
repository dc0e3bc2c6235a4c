"""What the listening side makes of a recording, exactly as it would of a microphone.

Owns: the JSON form of what `audio_io.listener` finds. Must not know: the command line. Thread: any.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from audio_io.endpoint import EndpointEvent, EndpointOptions
from audio_io.files import stream_recording
from audio_io.listener import Listener
from audio_io.ring import FloatArray


def hear(path: Path | str, options: EndpointOptions | None = None) -> list[dict[str, Any]]:
    """What is heard in a recording, in order of time: `{"t": seconds, "kind": ...}`.

    kind: "speech_start", "speech_end", "turn_end". t of the first two is when the speech began or stopped; t
    of turn_end is when the end of the question was decided (at the latest the recording's end). A turn_end
    that was revised because speech went on is left out. Recordings may be of any length; silence gives an
    empty list. Raises BadInput for what is no recording.
    """
    events = events_of(stream_recording(path), options)
    return [{"t": round(event.t, 3), "kind": event.kind} for event in events]


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
