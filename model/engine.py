"""TutorEngine: question in, stream of events out.

The public methods may be called from any thread and return at once; events are emitted on the worker thread. A fault
inside a turn becomes its `TurnEnded`.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from model import errors
from model.errors import AloudError, MissingCapability
from model.events import TurnEnded, TurnEvent
from model.playback_clock import PlaybackClock
from model.thinker.earlier_turn import EarlierTurn
from model.thinker.types import Samples
from model.time_source import SYSTEM_TIME, TimeSource
from model.turn import Turn, TurnContext, TurnOptions, TurnRequest

if TYPE_CHECKING:
    from model.loader import EngineInfo, Loaded
    from model.thinker.interface import Thinker

__all__ = ["PlaybackClock", "TurnOptions", "TutorEngine"]

EngineState = Literal["loading", "ready", "busy", "failed", "closed"]

_log = logging.getLogger(__name__)


class TutorEngine:
    """One worker thread owns all weights. Every turn ends with exactly one `TurnEnded`."""

    def __init__(
        self,
        bundle: Path,
        sink: Callable[[TurnEvent], None],
        *,
        device: str = "auto",
        quant: str = "auto",
        on_state: Callable[[EngineState], None] | None = None,
        loader: Callable[[], Loaded] | None = None,
        voice_name: Callable[[], str] = lambda: "",
        time: TimeSource = SYSTEM_TIME,
    ) -> None:
        """Starts loading and returns; a load failure shows in `state`, `error` and `wait_ready`.

        device: "auto", "cpu" or "cuda". quant: "auto", "bf16" or "nf4". on_state: called with every new state, on
        the worker thread. loader: replaces the loading of `bundle`. voice_name: the wanted voice, read
        before every phrase. time: what turns are timed by.
        """
        self._time = time
        self._sink, self._on_state = sink, on_state
        self._voice_name = voice_name
        self._load = loader or (lambda: _load(bundle, device, quant))
        self._changed = threading.Condition()
        self._state: EngineState = "loading"
        self._jobs: deque[TurnRequest] = deque()
        self._asides: deque[Callable[[Thinker], None]] = deque()  # short work between two turns
        self._newest = 0
        self._cancelled = 0  # turns up to this id are cancelled
        self._closing = False
        self._info: EngineInfo | None = None
        self.error: AloudError | None = None
        self._worker = threading.Thread(target=self._run, name="tutor-engine", daemon=True)
        self._worker.start()

    @property
    def state(self) -> EngineState:
        return self._state

    @property
    def info(self) -> EngineInfo:
        """Facts about the loaded bundle. Raises MissingCapability before it is."""
        if self._info is None:
            raise MissingCapability("the model is not loaded: wait until the engine is ready")
        return self._info

    def wait_ready(self, timeout_s: float | None = None) -> None:
        """Blocks until the bundle is loaded. Raises the load's error, or MissingCapability after the time."""
        with self._changed:
            done = self._changed.wait_for(lambda: self._state != "loading", timeout_s)
        if self.error is not None:
            raise self.error
        if not done or self._state == "closed":
            raise MissingCapability("the model did not load in time: wait longer, or restart Aloud")

    def start_turn(
        self, question: Samples | str, options: TurnOptions | None = None, clock: PlaybackClock | None = None
    ) -> int:
        """Starts a turn and cancels an older one; see `TurnRequest`. Returns the turn's id."""
        return self._submit(question, options or TurnOptions(), clock, say=False)

    def say(self, text: str, clock: PlaybackClock | None = None) -> int:
        """Speaks a text: SpokenText and AudioChunk events, then TurnEnded. An older turn is cancelled."""
        return self._submit(text, TurnOptions(), clock, say=True)

    def write_down(self, samples: Samples) -> int:
        """Writes down what was said, float32 mono 16 kHz: Heard, then TurnEnded. An older turn is cancelled."""
        return self._submit(samples, TurnOptions(speak=False), None, say=False, dictated=True)

    def listen(self, samples: Samples) -> None:
        """The next piece of a question that is being spoken, float32 mono 16 kHz, for streaming prefill.

        `start_turn` still gets the whole question; the part that it begins with is not computed again.
        """
        self._aside(lambda thinker: thinker.listen(samples))

    def stop_listening(self) -> None:
        """Drops what `listen` was given."""
        self._aside(lambda thinker: thinker.stop_listening())

    def heard(self, turn: int, text: str) -> None:
        """The part of an interrupted turn's speech that was heard; the model's context keeps only that.

        Ignored unless it was the last turn.
        """
        if turn == self._newest:
            self._aside(lambda thinker: thinker.remember(text))

    def recall(self, turn: EarlierTurn) -> None:
        """Continues a conversation whose last turn was this one."""
        self._aside(lambda thinker: thinker.recall(turn))

    def cancel(self) -> None:
        """Ends the running turn, and any that waits, within one step."""
        with self._changed:
            self._cancelled = self._newest

    def close(self, timeout_s: float = 2.0) -> None:
        """Cancels, and waits for the worker to stop; it frees the weights. May be called twice."""
        with self._changed:
            self._cancelled = self._newest
            self._closing = True
            self._changed.notify_all()
        if threading.current_thread() is not self._worker:
            self._worker.join(timeout_s)

    # The worker thread.

    def _aside(self, work: Callable[[Thinker], None]) -> None:
        with self._changed:
            if not self._closing and self._state != "failed":
                self._asides.append(work)
                self._changed.notify_all()

    def _submit(
        self,
        question: Samples | str,
        options: TurnOptions,
        clock: PlaybackClock | None,
        *,
        say: bool,
        dictated: bool = False,
    ) -> int:
        with self._changed:
            if self._closing or self._state == "failed":
                raise self.error or MissingCapability("the engine is closed: start it again")
            self._cancelled = self._newest
            self._newest += 1
            now = self._time.monotonic()
            self._jobs.append(TurnRequest(self._newest, question, options, clock, say, dictated, now))
            self._changed.notify_all()
            return self._newest

    def _run(self) -> None:
        try:
            loaded = self._load()
        except Exception as error:  # noqa: BLE001 - the thread's boundary: the fault is shown, not lost
            if not isinstance(error, AloudError):
                _log.exception("loading failed")
            self._fail(errors.of_load(error))
        else:
            self._info = loaded.info
            self._serve(loaded)
            _close(loaded.thinker)
        self._finish_jobs()

    def _serve(self, loaded: Loaded) -> None:
        import torch

        context = TurnContext(loaded.thinker, loaded.voice, self._sink, self._voice_name, self._time)
        with torch.inference_mode():
            while (job := self._next_job(loaded)) is not None:
                self._do(job, context)
                if self.error is not None:
                    return
        self._set_state("closed")

    def _next_job(self, loaded: Loaded) -> TurnRequest | None:
        """Waits for the next turn and does short work until then; None when the engine closes."""
        while True:
            if not self._jobs:
                self._set_state("ready")
            with self._changed:
                self._changed.wait_for(lambda: bool(self._jobs or self._asides) or self._closing)
                if self._closing:
                    return None
                aside = self._asides.popleft() if self._asides else None
                job = self._jobs.popleft() if aside is None else None
            if job is not None:
                self._set_state("busy")
                return job
            if aside is not None:
                self._do_aside(aside, loaded)

    @staticmethod
    def _do_aside(work: Callable[[Thinker], None], loaded: Loaded) -> None:
        try:
            work(loaded.thinker)
        except Exception:  # noqa: BLE001 - the turn does it again and reports
            _log.exception("work between two turns failed")
            loaded.thinker.stop_listening()

    def _do(self, job: TurnRequest, context: TurnContext) -> None:
        turn = Turn(context, job, lambda: job.turn_id <= self._cancelled)
        try:
            if job.turn_id <= self._cancelled:
                turn.end("cancelled")
            else:
                turn.run()
        except Exception as error:  # noqa: BLE001 - the turn's boundary: it ends with the fault's message
            if isinstance(error, AloudError):
                _log.info("turn %d was refused", job.turn_id)
            else:
                _log.exception("turn %d failed", job.turn_id)
            if errors.is_card_lost(error):  # before the turn ends, so that its listener can know
                self._fail(MissingCapability(errors.CARD_LOST))
            self._end_with(turn, error)

    @staticmethod
    def _end_with(turn: Turn, error: Exception) -> None:
        try:
            turn.end("error", errors.of_turn(error))
        except Exception:  # noqa: BLE001 - the listener itself is at fault; the engine must live on
            _log.exception("the listener of turn %d failed", turn.turn_id)

    def _fail(self, error: AloudError) -> None:
        self.error = error
        self._set_state("failed")

    def _finish_jobs(self) -> None:
        """Ends the turns that were requested before loading failed, or before closing."""
        message = str(self.error) if self.error else ""
        reason: Literal["error", "cancelled"] = "error" if self.error else "cancelled"
        while self._jobs:
            job = self._jobs.popleft()
            self._sink(TurnEnded(job.turn_id, 0.0, "", "", 0, 0, 0, None, 0, 0, reason, message))

    def _set_state(self, state: EngineState) -> None:
        with self._changed:
            if state == self._state:
                return
            self._state = state
            self._changed.notify_all()
        if self._on_state is not None:  # without the lock: the listener may call us from another thread
            self._on_state(state)


def _close(thinker: Thinker) -> None:
    """Ends the connections of a Thinker that has some."""
    from model.thinker.chat_thinker import ChatThinker  # imports torch, which is loaded by now

    if isinstance(thinker, ChatThinker):
        thinker.close()


def _load(path: Path, device: str, quant: str) -> Loaded:
    """Loads a bundle with the garbage collector off; its passes during the imports cost about 0.5 s."""
    gc.disable()
    try:
        from model.loader import load_bundle  # imports torch, which must not happen on start

        return load_bundle(path, device=device, quant=quant)
    finally:
        gc.enable()
