"""Microphones and speakers: lists them, finds one by its remembered name, watches for changes.

PortAudio lists devices only when it starts, and starting it again would end live streams; so while streams run, a
short-lived child process makes the list. `python -m audio_io.devices` prints it as JSON. Thread-safe.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from audio_io import sound_server
from audio_io.backend import Backend, Device, Kind
from audio_io.errors import N_, AudioIOError, AudioUnavailable
from audio_io.portaudio import PortAudioBackend

Wanted = Device | str | None
"""A device, its key ("host api: name"), a part of its name, or None for the system's default."""

_NONE: Final = {
    "input": N_("this machine has no microphone; plug one in, or type the question"),
    "output": N_("this machine has no speaker; plug one in, or type the question"),
}
_NOT_CONNECTED: Final = {
    "input": N_("the microphone '{name}' is not connected; plug it in or choose another one"),
    "output": N_("the speaker '{name}' is not connected; plug it in or choose another one"),
}
_CHILD_TIMEOUT_S: Final = 15.0


@functools.cache
def default_backend() -> Backend:
    """This machine's sound system; its library is loaded at the first use."""
    return PortAudioBackend()


def inputs(backend: Backend | None = None) -> list[Device]:
    """Microphones, in the system's order. Raises AudioUnavailable without PortAudio."""
    return (backend or default_backend()).devices("input")


def outputs(backend: Backend | None = None) -> list[Device]:
    """Speakers, in the system's order. Raises AudioUnavailable without PortAudio."""
    return (backend or default_backend()).devices("output")


def default(kind: Kind, backend: Backend | None = None) -> Device | None:
    """The system's default device of that direction, None if it has none."""
    return next((d for d in (backend or default_backend()).devices(kind) if d.is_default), None)


def find(kind: Kind, wanted: Wanted, backend: Backend | None = None) -> Device:
    """The device that `wanted` names, as it is listed now. Raises AudioUnavailable if it is not there.

    A sound server is asked only for one of its own devices: that costs two short child processes.
    """
    devices = (backend or default_backend()).devices(kind)
    if isinstance(wanted, str) and sound_server.names(wanted):
        devices = sound_server.devices(kind, devices)
    if wanted is None:
        match = next((d for d in devices if d.is_default), None)
    else:
        match = _match(devices, wanted)
    if match is not None:
        return match
    if wanted is None:
        raise AudioUnavailable(_NONE[kind])
    raise AudioUnavailable(_NOT_CONNECTED[kind], name=wanted.key if isinstance(wanted, Device) else wanted)


def _match(devices: list[Device], wanted: Device | str) -> Device | None:
    text = wanted.key if isinstance(wanted, Device) else wanted
    exact = [d for d in devices if d.key == text]
    named = [d for d in devices if d.name.casefold() == text.casefold()]
    partly = [d for d in devices if text.casefold() in d.key.casefold()]
    return next(iter(exact or named or partly), None)


def fresh(timeout_s: float = _CHILD_TIMEOUT_S) -> list[Device]:
    """Inputs and outputs as a new process lists them; live streams continue. Raises AudioUnavailable."""
    command = [sys.executable, "-m", "audio_io.devices"]
    root = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
            env={**os.environ, "PYTHONPATH": path},
        )
        reply = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError) as err:
        raise AudioUnavailable(
            "the sound devices cannot be listed ({reason}); restart the sound server", reason=str(err)
        ) from err
    if isinstance(reply, dict):
        raise AudioUnavailable(reply["template"], **reply["values"])
    return [Device(**row) for row in reply]


def everything(backend: Backend | None = None) -> list[Device]:
    """PortAudio's devices, then those of the sound server. Raises AudioUnavailable without PortAudio."""
    listed: dict[Kind, list[Device]] = {"input": inputs(backend), "output": outputs(backend)}
    named = [device for kind, found in listed.items() for device in sound_server.devices(kind, found)]
    return listed["input"] + listed["output"] + named


class DeviceWatch:
    """Watches for devices that come or go; calls `on_change(devices)` on its own thread after each change.

    lister: returns the devices; each call of the default one costs a child process of about half a second.
    """

    def __init__(
        self,
        on_change: Callable[[list[Device]], None],
        *,
        interval_s: float = 3.0,
        lister: Callable[[], list[Device]] = fresh,
    ) -> None:
        self._on_change = on_change
        self._interval = interval_s
        self._lister = lister
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="device-watch", daemon=True)
        self._thread.start()

    def close(self, timeout_s: float = _CHILD_TIMEOUT_S) -> None:
        """Stops the watch, waiting for at most `timeout_s`; may be called twice."""
        self._stop.set()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        known: frozenset[tuple[str, str, bool]] | None = None
        while True:
            try:
                devices = self._lister()
            except AudioIOError:
                devices = []  # the sound server is down
            seen = frozenset((d.kind, d.key, d.is_default) for d in devices)
            if known is not None and seen != known and not self._stop.is_set():
                self._on_change(devices)
            known = seen
            if self._stop.wait(self._interval):
                return


def main() -> int:
    """Prints the list, or the reason why there is none, as JSON."""
    try:
        reply: object = [asdict(d) for d in everything()]
    except AudioIOError as err:
        reply = {"template": err.template, "values": {name: str(value) for name, value in err.values.items()}}
    print(json.dumps(reply))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
