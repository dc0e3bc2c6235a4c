"""Turns the conversation's events into the turns and states that the window shows, and into Qt signals.

Runs on the GUI thread; the conversation's thread reaches it through the bridge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.conversation.messages import (
    AsideStarted,
    Ask,
    CalibrationDone,
    CalibrationPhase,
    ContinueSession,
    DevicePresent,
    Devices,
    Dictated,
    FinishListening,
    HandsFreeIs,
    Level,
    ModelKept,
    Notice,
    Replay,
    SetHandsFree,
    StartListening,
    State,
    StateChanged,
    Stop,
    TurnStarted,
)
from app.error_reports import describe
from app.questions import typed_question
from app.settings import Mode
from app.transcript.reasoning_steps import is_result
from app.transcript.turn_transcript import Source, TurnTranscript
from model.errors import BadInput
from model.events import TurnEvent
from ui.services.event_bridge import EventBridge

if TYPE_CHECKING:
    from app.conversation.conversation import Conversation

TutorState = Literal[
    "loading", "ready", "listening", "hearing", "thinking", "both", "speaking", "error", "no-microphone", "no-speaker"
]
ANSWERING: tuple[TutorState, ...] = ("thinking", "both", "speaking")
TAP_MS = 300
TICK_MS = 33
Action = Literal["start", "finish"]


@dataclass(slots=True)
class HoldKey:
    """Decides what presses and releases of the hold-to-talk key or button do. Times in ms, of the events' clock."""

    _since: int | None = None

    def press(self, at: int, listening: bool) -> Action | None:
        """The key went down."""
        if self._since is not None:
            return None
        if listening:
            return "finish"
        self._since = at
        return "start"

    def release(self, at: int) -> Action | None:
        """The key came up: after a hold the question is over, after a tap the recording continues."""
        since, self._since = self._since, None
        return "finish" if since is not None and at - since >= TAP_MS else None

    def forget(self) -> None:
        """Focus or window lost, so that no release will come."""
        self._since = None

    @property
    def held(self) -> bool:
        return self._since is not None


class Presenter(QObject):
    """The window's model of the conversation. post: for commands. Signals carry the `TurnTranscript` that changed.

    check: gives a typed question as it is asked, and raises BadInput for one that is refused; `refused` says why.
    follows: whether the tutor understands a question that rests on the one before.
    """

    state_changed = Signal(str, object)
    turn_added = Signal(object)
    turn_changed = Signal(object)
    playhead_moved = Signal(object)
    level_changed = Signal(float)
    notice = Signal(object)
    refused = Signal(object)
    devices_found = Signal(object)
    hands_free_changed = Signal(bool)
    calibration = Signal(object)
    model_kept = Signal(object)
    session_changed = Signal()
    dictated = Signal(object)

    def __init__(
        self,
        conversation: Conversation,
        check: Callable[[str], str] = typed_question,
        follows: Callable[[], bool] = lambda: False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._check = check
        self.follows = follows
        self.turns: dict[int, TurnTranscript] = {}
        self.hands_free = False
        self._phase: State = "loading"
        self._loaded = False
        self._apologised = 0  # the newest turn without a question that was reported
        self._asides: set[int] = set()  # turns that are no questions
        self._message = ""
        self._state: TutorState = "loading"
        self._current: TurnTranscript | None = None
        self._hold = HoldKey()
        self._passed_on = {
            CalibrationPhase: self.calibration,
            CalibrationDone: self.calibration,
            ModelKept: self.model_kept,
            Devices: self.devices_found,
            Dictated: self.dictated,
        }
        self._bridge = EventBridge(self)
        self._bridge.batch.connect(self._take)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._tick)
        self._playing: int | None = None
        self._missing: set[str] = set()
        self._conversation = conversation
        self.post = conversation.post
        conversation.subscribe(self._bridge.post)

    def start(self) -> None:
        """Starts loading."""
        self._conversation.start()

    def close(self) -> None:
        """Ends everything; no signal follows."""
        self._clock.stop()
        self._bridge.close()
        self._conversation.close(timeout_s=1.0)

    def voice_button(self) -> None:
        """A press of the microphone button without duration: asks, sends or stops, depending on the state."""
        self.voice_pressed(0)
        self.hold_lost()

    def voice_pressed(self, at: int) -> None:
        """The microphone button went down, at this time in ms: stops, sends, or begins a question."""
        if self.listening and self.hands_free:
            self.set_hands_free(False)
        elif self.answering:
            self.stop()
        else:
            self.hold_pressed(at)

    def hold_pressed(self, at: int) -> None:
        """The hold-to-talk key went down, at this time in ms."""
        if not self.can_ask or self.hands_free:
            return
        if (action := self._hold.press(at, self.listening)) is not None:
            self._act(action == "start")

    def hold_released(self, at: int) -> None:
        """The hold-to-talk key or the microphone button came up, at this time in ms."""
        if self._hold.release(at) is not None:
            self._act(False)

    def hold_lost(self) -> None:
        """No release will come: what is being recorded ends as after a tap."""
        self._hold.forget()

    @property
    def holding(self) -> bool:
        """Is the hold-to-talk key down?"""
        return self._hold.held

    def _act(self, start: bool) -> None:
        if start:
            self.post(StartListening())
        else:
            self.post(FinishListening())

    def ask(self, text: str, mode: Mode | None = None) -> bool:
        """Asks a typed question; False if it is empty or refused, or the tutor is not ready. mode: see `Ask`."""
        if not text.strip() or not self.can_ask:
            return False
        try:
            question = self._check(text)
        except BadInput as error:
            self.refused.emit(describe(error))
            return False
        self.post(Ask(question, mode))
        return True

    def takes(self, text: str) -> bool:
        """True if the model would answer this typed question."""
        try:
            self._check(text)
        except BadInput:
            return False
        return True

    def set_hands_free(self, on: bool) -> None:
        self.hands_free = on
        self.post(SetHandsFree(on))

    def stop(self) -> None:
        """Ends listening, answer and replay; while it only listens hands-free, ends that."""
        self._hold.forget()
        if self.hands_free and self.listening:
            self.set_hands_free(False)
            return
        self.post(Stop())

    def try_microphone(self, on: bool) -> None:
        """Records for the level meter; nothing is asked at the end."""
        if on and self.can_ask:
            self.post(StartListening())
        elif not on and self.listening:
            self._hold.forget()
            self.post(Stop())

    def go_on(self, session: int, turns: list[TurnTranscript]) -> None:
        """Shows the turns of an earlier session and continues it; 0 without turns begins a new one."""
        self.stop()
        self.post(ContinueSession(session))
        # Late events of turns that are not shown any more need no apology.
        self._apologised = max(self._apologised, *self.turns, 0)
        self.turns = {turn.turn_id: turn for turn in turns}
        self._current = turns[-1] if turns else None
        self.session_changed.emit()
        for turn in turns:
            self.turn_added.emit(turn)

    def replay(self, turn: TurnTranscript, from_s: float = 0.0, pace: float = 1.0) -> None:
        """Plays an earlier answer's sound from a second on; a `pace` below 1 is slower."""
        self.post(Replay(turn.turn_id, from_s, pace))
        self._clock.start()

    @property
    def state(self) -> TutorState:
        return self._state

    @property
    def message(self) -> str:
        return self._message

    @property
    def current(self) -> TurnTranscript | None:
        """The newest turn."""
        return self._current

    def counterpart(self, turn: TurnTranscript) -> TurnTranscript | None:
        """The newest finished turn with the same question that thought in another way."""
        for other in reversed(self.turns.values()):
            same = other is not turn and other.question and other.question.split() == turn.question.split()
            if same and other.ended is not None and other.way != turn.way:
                return other
        return None

    @property
    def listening(self) -> bool:
        return self._phase in ("listening", "hearing")

    @property
    def answering(self) -> bool:
        return self._phase in ("thinking", "speaking") or self._playing is not None

    @property
    def can_ask(self) -> bool:
        """True if the model is loaded, also after a failed answer."""
        return self._loaded

    def _take(self, batch: list[object]) -> None:
        run: list[TurnEvent] = []
        for message in batch:
            if isinstance(message, TurnEvent):
                run.append(message)
                continue
            self._apply(run)
            run = []
            self._take_one(message)
        self._apply(run)
        self._show_state()

    def _take_one(self, message: object) -> None:
        signal = self._passed_on.get(type(message))
        if signal is not None:
            signal.emit(message)
        elif isinstance(message, TurnStarted):
            source: Source = "text" if message.text else "voice"
            turn = TurnTranscript(message.turn_id, source, message.text, way=message.mode)
            self.turns[message.turn_id] = turn
            self._current = turn
            self.turn_added.emit(turn)
        elif isinstance(message, AsideStarted):
            self._asides.add(message.turn_id)
        elif isinstance(message, StateChanged):
            self._phase, self._message = message.state, message.message
            if message.state not in ("error", "closed"):  # after a failed answer the model is still there
                self._loaded = message.state != "loading"
            if self.answering:
                self._clock.start()
        elif isinstance(message, Notice):
            self.notice.emit(message.message)
        elif isinstance(message, DevicePresent):
            (self._missing.discard if message.present else self._missing.add)(message.device)
        elif isinstance(message, HandsFreeIs):
            self.hands_free = message.on
            self.hands_free_changed.emit(message.on)
        elif isinstance(message, Level) and self.listening:
            self.level_changed.emit(message.value)

    def _apply(self, events: list[TurnEvent]) -> None:
        for turn_id in dict.fromkeys(e.turn_id for e in events):
            turn = self.turns.get(turn_id)
            if turn is None:
                self._apologise(turn_id)
            elif turn.apply(*events):
                self.turn_changed.emit(turn)

    def _apologise(self, turn_id: int) -> None:
        """Shows that nothing was understood: the turn has no question."""
        if turn_id > self._apologised and turn_id not in self._asides:
            self._apologised = turn_id
            self.notice.emit(self.tr("Sorry, I didn't catch that. Please ask again."))

    def _tick(self) -> None:
        self._playing = playing = self._conversation.playing_turn()
        turn = self.turns.get(playing) if playing is not None else None
        for other in self.turns.values():
            if other is not turn and other.played_s and playing is not None:
                other.played_s = 0.0
        if turn is not None:
            turn.played_s = self._conversation.played_s()
            self.playhead_moved.emit(turn)
        else:
            self._rest()
            if not self.answering:
                self._clock.stop()
        self._show_state()

    def _rest(self) -> None:
        """Sound is over: no word is being spoken any more."""
        for turn in self.turns.values():
            if turn.played_s:
                turn.played_s = 0.0
                self.playhead_moved.emit(turn)

    def _show_state(self) -> None:
        state = self._derive()
        if state != self._state or state == "error":
            self._state = state
            self.state_changed.emit(state, self._message)

    def _derive(self) -> TutorState:
        if self._phase in ("ready", "listening") and self._playing is not None:
            return "speaking"  # an earlier answer, played again
        if self._phase in ("listening", "hearing") and "microphone" in self._missing:
            return "no-microphone"
        if self._phase == "ready" and "speaker" in self._missing:
            return "no-speaker"
        if self._phase == "closed":
            return "loading"
        if self._phase != "speaking":
            return self._phase
        return "both" if self._current is not None and thinking(self._current) else "speaking"


def thinking(turn: TurnTranscript) -> bool:
    """Is the reasoning of this turn still being written?"""
    if turn.ended is not None:
        return False
    return not (turn.steps.closed and is_result(turn.steps.closed[-1]) and not turn.steps.open)
