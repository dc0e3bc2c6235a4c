"""The microphones and speakers of PulseAudio (or PipeWire in its place), by the names that people know.

PortAudio sees a sound server as one device, "pulse" of ALSA. The server's own devices are listed by its tool `pactl`;
one of them is opened as "pulse" while an environment variable names it. Empty where there is no server, no `pactl` or
no "pulse". Linux only.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from audio_io.backend import Device, Kind

HOST_API: Final = "PulseAudio"
_PREFIX: Final = f"{HOST_API}: "
_ALSA_NAME: Final = "pulse"
_VARIABLE: Final = {"input": "PULSE_SOURCE", "output": "PULSE_SINK"}
_LISTS: Final = {"input": "sources", "output": "sinks"}
_TIMEOUT_S: Final = 3.0


def names(key: str) -> bool:
    """True if this key of a device is that of a sound server's."""
    return key.startswith(_PREFIX)


def devices(kind: Kind, listed: list[Device]) -> list[Device]:
    """The server's devices of a direction, in its order.

    listed: PortAudio's, with the one that leads to the server. What a speaker plays counts as a microphone only if it
    is the default one.
    """
    way = next((device for device in listed if device.name == _ALSA_NAME), None)
    rows = _ask("list", _LISTS[kind]) if way is not None else None
    if way is None or not isinstance(rows, list):
        return []
    about = _ask("info")
    default = about.get(f"default_{_LISTS[kind][:-1]}_name", "") if isinstance(about, dict) else ""
    rows = [row for row in rows if _is_device(row) and (not _plays(row, kind) or row["name"] == default)]
    described = [_one_line(row["description"]) or row["name"] for row in rows]
    often = Counter(described)
    return [
        Device(
            kind=kind,
            host_api=HOST_API,
            # Two of the same make have the same description.
            name=text if often[text] == 1 else f"{text} ({row['name']})",
            index=way.index,
            channels=way.channels,
            rate=way.rate,
            is_default=row["name"] == default,
            target=row["name"],
        )
        for row, text in zip(rows, described, strict=True)
    ]


@contextlib.contextmanager
def aimed_at(device: Device) -> Iterator[None]:
    """A stream that is opened meanwhile as "pulse" reaches this device. Only one at a time."""
    if not device.target:
        yield
        return
    variable = _VARIABLE[device.kind]
    before = os.environ.get(variable)
    os.environ[variable] = device.target
    try:
        yield
    finally:
        if before is None:
            del os.environ[variable]
        else:
            os.environ[variable] = before


def _ask(*words: str) -> Any:
    """What `pactl` answers, as JSON; None without an answer."""
    try:
        done = subprocess.run(["pactl", "--format=json", *words], capture_output=True, timeout=_TIMEOUT_S, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None


def _plays(row: dict[str, Any], kind: Kind) -> bool:
    """True for a microphone that only hears what a speaker plays."""
    return kind == "input" and bool(row.get("monitor_source"))


def _is_device(row: Any) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(name), str) for name in ("name", "description"))


def _one_line(text: str) -> str:
    """A description, which any program can set, as one line of bounded length."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[:200])
    return " ".join(printable.split())[:80]
