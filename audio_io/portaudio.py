"""PortAudio, through sounddevice: the one place that imports it.

Owns: loading the library with a message that helps, naming devices, opening streams at their own rate.
Must not know: what is played or recorded. Thread: PortAudio is not thread-safe, so everything but the callbacks
runs under one lock, also for different streams; the callbacks run on PortAudio's own thread.
"""

from __future__ import annotations

import sys
import threading
import types
from collections.abc import Callable
from typing import Any, Final

from audio_io.backend import Device, FloatArray, Kind, StreamCallback
from audio_io.errors import MissingCapability

_PREFERRED_HOST_API: Final = {"win32": "Windows WASAPI"}
_MAX_CHANNELS: Final = 8
_RawCallback = Callable[[FloatArray, int, Any, Any], None]
_lock = threading.RLock()
_open_streams: set[int] = set()


def load() -> types.ModuleType:
    """The sounddevice module. Raises MissingCapability if it or PortAudio is not installed."""
    try:
        import sounddevice
    except ImportError as err:
        raise MissingCapability("sounddevice is not installed; run `pip install sounddevice`") from err
    except OSError as err:
        step = (
            "run `sudo apt install libportaudio2`"
            if sys.platform.startswith("linux")
            else "install the PortAudio library"
        )
        raise MissingCapability(f"PortAudio, which reaches the sound card, is missing; {step}") from err
    module: types.ModuleType = sounddevice
    return module


def version() -> str:
    """PortAudio's own version text. Raises MissingCapability."""
    return str(load().get_portaudio_version()[1])


class PortAudioStream:
    """One PortAudio stream; see `audio_io.backend.Stream`."""

    def __init__(self, raw: Any, kind: Kind, host_api: str) -> None:
        self._raw = raw
        self._kind = kind
        self.host_api = host_api
        self._last_time = 0.0
        with _lock:
            _open_streams.add(id(self))

    @property
    def rate(self) -> int:
        return int(self._raw.samplerate + 0.5)

    @property
    def channels(self) -> int:
        return int(self._raw.channels)

    @property
    def latency_s(self) -> float:
        return float(self._raw.latency)

    @property
    def active(self) -> bool:
        with _lock:
            try:
                return bool(self._raw.active)
            except load().PortAudioError:  # its device is gone, or it was closed meanwhile
                return False

    def time(self) -> float:
        """The stream's clock, seconds; it stands still when the device is gone."""
        try:
            self._last_time = float(self._raw.time)
        except load().PortAudioError:
            pass
        return self._last_time

    def start(self) -> None:
        sd = load()
        try:
            with _lock:
                if not self._raw.stopped:  # it ended itself: PortAudio wants it stopped before a new start
                    self._raw.stop(ignore_errors=True)
                self._raw.start()
        except sd.PortAudioError as err:
            raise MissingCapability(_refusal(self._kind, err)) from err

    def abort(self) -> None:
        with _lock:
            self._raw.abort(ignore_errors=True)

    def close(self) -> None:
        with _lock:
            _open_streams.discard(id(self))
            self._raw.close(ignore_errors=True)


class PortAudioBackend:
    """The real sound system; see `audio_io.backend.Backend`."""

    def devices(self, kind: Kind) -> list[Device]:
        """Every device of that direction. Raises MissingCapability without PortAudio."""
        sd = load()
        with _lock:
            apis, rows = sd.query_hostapis(), sd.query_devices()
        default = _default_index(kind, apis)
        return [
            Device(
                kind=kind,
                host_api=str(apis[row["hostapi"]]["name"]),
                name=str(row["name"]),
                index=index,
                channels=int(row[f"max_{kind}_channels"]),
                rate=int(row["default_samplerate"]),
                is_default=index == default,
            )
            for index, row in enumerate(rows)
            if row[f"max_{kind}_channels"] > 0
        ]

    def open(self, kind: Kind, device: Device | None, callback: StreamCallback, latency_s: float) -> PortAudioStream:
        """Opens the device at its own rate: one channel if it allows that, else all of them (at most 8)."""
        sd = load()
        chosen = device or next((d for d in self.devices(kind) if d.is_default), None)
        if chosen is None:
            raise MissingCapability(f"no {_WORD[kind]} was found; plug one in, or type the question")
        make = sd.InputStream if kind == "input" else sd.OutputStream
        adapted = (_adapt_input if kind == "input" else _adapt_output)(sd, callback)
        failure: Exception | None = None
        for channels in dict.fromkeys((1, 2, min(chosen.channels, _MAX_CHANNELS))):
            if channels > chosen.channels:
                continue
            try:
                with _lock:
                    raw = make(
                        samplerate=chosen.rate,
                        device=chosen.index,
                        channels=channels,
                        dtype="float32",
                        latency=latency_s,
                        callback=adapted,
                    )
                return PortAudioStream(raw, kind, chosen.host_api)
            except (sd.PortAudioError, ValueError) as err:
                failure = err
        raise MissingCapability(_refusal(kind, failure))

    def refresh(self) -> bool:
        """PortAudio lists devices once, at its start: starts it again, unless a stream is open."""
        sd = load()
        with _lock:
            if _open_streams:
                return False
            sd._terminate()
            sd._initialize()
        return True


_WORD: Final = {"input": "microphone", "output": "speaker"}


def _refusal(kind: Kind, err: Exception | None) -> str:
    return f"the {_WORD[kind]} cannot be opened ({err}); choose another one, or close what uses it"


def _default_index(kind: Kind, apis: Any) -> int:
    """The system's default device; on Windows that of WASAPI, as the plain default there is the old MME."""
    wanted = _PREFERRED_HOST_API.get(sys.platform)
    defaults = {api["name"]: int(api[f"default_{kind}_device"]) for api in apis}
    if defaults.get(wanted, -1) >= 0:
        return defaults[wanted]
    return next((index for index in defaults.values() if index >= 0), -1)


def _adapt_input(sd: Any, callback: StreamCallback) -> _RawCallback:
    def on_block(data: FloatArray, _frames: int, time: Any, status: Any) -> None:
        if not callback(data, time.inputBufferAdcTime or time.currentTime, bool(status.input_overflow)):
            raise sd.CallbackAbort

    return on_block


def _adapt_output(sd: Any, callback: StreamCallback) -> _RawCallback:
    def on_block(data: FloatArray, _frames: int, time: Any, status: Any) -> None:
        if not callback(data, time.outputBufferDacTime or time.currentTime, bool(status.output_underflow)):
            raise sd.CallbackAbort

    return on_block
