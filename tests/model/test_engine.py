"""The engine's thread: states, order of turns, cancelling, faults; and one turn on real miniature weights."""

from __future__ import annotations

import math
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.bundle_manifest import write_manifest
from model.engine import TurnOptions, TutorEngine
from model.errors import AloudError, BadInput, MissingCapability
from model.events import AudioChunk, Heard, SpokenText, TurnEnded, TurnEvent
from model.loader import EngineInfo

OPENER, SUM, REPLY = "Okay, let me see.", "3+4=7\n=7", " It's seven."
SOUND = (0.1 * np.sin(np.arange(32_000) / 8)).astype(np.float32)
INFO = EngineInfo("fake", "cpu", "bf16", 0, 16_000)


class Listener:
    """Keeps the events and can wait for a turn's end. `hold`: blocks the worker at the turn's first event."""

    def __init__(self) -> None:
        self.events: list[TurnEvent] = []
        self.hold: threading.Event | None = None
        self.reached = threading.Event()
        self._changed = threading.Condition()

    def __call__(self, event: TurnEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()
        self.reached.set()
        if self.hold is not None:
            self.hold.wait(60)

    def ended(self, turn: int) -> TurnEnded:
        def find() -> TurnEnded | None:
            return next((e for e in self.events if isinstance(e, TurnEnded) and e.turn_id == turn), None)

        with self._changed:
            assert self._changed.wait_for(lambda: find() is not None, 120), f"turn {turn} did not end"
            found = find()
        assert found is not None
        return found


class Loaded:
    def __init__(self, thinker: Any, voice: Any) -> None:
        self.thinker, self.voice, self.info = thinker, voice, INFO


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def make(listener: Listener) -> Iterator[Callable[..., TutorEngine]]:
    """make(loader, **options): an engine that the test's end closes."""
    engines: list[TutorEngine] = []

    def build(loader: Any = None, **options: Any) -> TutorEngine:
        engines.append(TutorEngine(options.pop("bundle", Path("none")), listener, loader=loader, **options))
        return engines[-1]

    yield build
    if listener.hold is not None:
        listener.hold.set()
    for engine in engines:
        engine.close(60)


@pytest.fixture
def engine(make: Any, scripted: Any, voice: Any) -> TutorEngine:
    built: TutorEngine = make(lambda: Loaded(scripted(OPENER, SUM, REPLY), voice))
    built.wait_ready(60)
    return built


def test_a_turn_from_start_to_end(engine: TutorEngine, listener: Listener) -> None:
    assert engine.state == "ready"
    assert engine.info == INFO
    ended = listener.ended(engine.start_turn(SOUND))
    assert (ended.reason, ended.answer, ended.spoken_answer) == ("complete", "7", "7")
    assert {event.turn_id for event in listener.events} == {1}
    assert listener.events[-1] is ended


def test_every_turn_ends_once_and_in_order(engine: TutorEngine, listener: Listener) -> None:
    turns = [engine.start_turn("3+4") for _ in range(20)]
    assert turns == list(range(1, 21))
    assert listener.ended(20).reason == "complete"
    ends = [event.turn_id for event in listener.events if isinstance(event, TurnEnded)]
    assert ends == turns
    order = [event.turn_id for event in listener.events]
    assert order == sorted(order)


def test_cancel_ends_the_running_turn(engine: TutorEngine, listener: Listener) -> None:
    listener.hold = threading.Event()
    turn = engine.start_turn("3+4")
    assert listener.reached.wait(60)
    assert engine.state == "busy"
    engine.cancel()
    listener.hold.set()
    assert listener.ended(turn).reason == "cancelled"
    assert len(listener.events) <= 4
    listener.hold = None
    assert listener.ended(engine.start_turn("3+4")).reason == "complete"


def test_a_new_question_cancels_the_old_one(engine: TutorEngine, listener: Listener) -> None:
    listener.hold = threading.Event()
    first = engine.start_turn("3+4")
    assert listener.reached.wait(60)
    second = engine.start_turn("3+4")
    listener.hold.set()
    assert listener.ended(first).reason == "cancelled"
    assert listener.ended(second).reason == "complete"


def test_say(engine: TutorEngine, listener: Listener) -> None:
    ended = listener.ended(engine.say("Three plus four."))
    assert (ended.reason, ended.spoken_words, ended.answer) == ("complete", 3, "")
    assert {type(event) for event in listener.events} == {SpokenText, AudioChunk, TurnEnded}


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (RuntimeError("first line\nsecond line"), "this turn failed (RuntimeError: first line)"),
        (ValueError(), "this turn failed (ValueError)"),
        (BadInput("choose something else"), "choose something else"),
    ],
)
def test_a_fault_ends_the_turn_and_the_engine_lives(
    make: Any, scripted: Any, voice: Any, listener: Listener, fault: Exception, says: str, caplog: Any
) -> None:
    thinker, faults = scripted(OPENER, SUM, REPLY), [fault]
    prefill = thinker.prefill

    def broken(question: Any) -> Any:
        if faults:
            raise faults.pop()
        return prefill(question)

    thinker.prefill = broken
    engine = make(lambda: Loaded(thinker, voice))
    ended = listener.ended(engine.start_turn("3+4"))
    assert ended.reason == "error"
    assert ended.message.startswith(says)
    assert "\n" not in ended.message
    assert listener.ended(engine.start_turn("3+4")).reason == "complete"
    assert engine.state in ("busy", "ready")


def test_a_fault_of_the_listener_does_not_stop_the_engine(make: Any, scripted: Any, voice: Any, caplog: Any) -> None:
    seen, bad = Listener(), [True]

    def sink(event: TurnEvent) -> None:
        if bad[0]:
            raise OSError("listener")
        seen(event)

    engine = TutorEngine(Path("none"), sink, loader=lambda: Loaded(scripted(OPENER, SUM, REPLY), voice))
    try:
        engine.wait_ready(60)
        engine.start_turn("3+4")
        while engine.state != "ready" or not caplog.records:
            time.sleep(0.01)
        bad[0] = False
        assert seen.ended(engine.start_turn("3+4")).reason == "complete"
    finally:
        engine.close(60)


def test_a_failed_load_is_told_and_waiting_turns_end(make: Any, listener: Listener) -> None:
    go, states = threading.Event(), list[str]()

    def load() -> Any:
        go.wait(60)
        raise BadInput("the bundle is damaged: get it again")

    engine = make(load, on_state=states.append)
    turn = engine.start_turn("3+4")
    go.set()
    with pytest.raises(BadInput, match="damaged"):
        engine.wait_ready(60)
    ended = listener.ended(turn)
    assert (ended.reason, ended.message) == ("error", "the bundle is damaged: get it again")
    assert (engine.state, states) == ("failed", ["failed"])
    with pytest.raises(BadInput):
        engine.start_turn("3+4")


def test_an_unexpected_load_fault_is_an_aloud_error(make: Any, caplog: Any) -> None:
    engine = make(lambda: [][0])
    with pytest.raises(AloudError, match="IndexError"):
        engine.wait_ready(60)


@pytest.mark.parametrize(
    "fault", [MemoryError(), RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate`")]
)
def test_loading_out_of_memory_says_what_to_do(make: Any, caplog: Any, fault: Exception) -> None:
    def full() -> Any:
        raise fault

    with pytest.raises(MissingCapability, match="close other programs"):
        make(full).wait_ready(60)


def test_a_missing_bundle_names_the_folder(make: Any, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no bundle"):
        make(bundle=tmp_path / "nothing").wait_ready(120)


def test_waiting_has_an_end(make: Any, caplog: Any) -> None:
    go = threading.Event()
    engine = make(lambda: go.wait(60) and [][0])
    with pytest.raises(MissingCapability):
        engine.wait_ready(0.05)
    with pytest.raises(MissingCapability, match="not loaded"):
        _ = engine.info
    engine.close(0.01)
    go.set()


def test_close_cancels_and_refuses_more(engine: TutorEngine, listener: Listener) -> None:
    listener.hold = threading.Event()
    turn = engine.start_turn("3+4")
    assert listener.reached.wait(60)
    engine.close(0.0)
    listener.hold.set()
    assert listener.ended(turn).reason == "cancelled"
    engine.close(60)
    engine.close(60)
    assert engine.state == "closed"
    with pytest.raises(MissingCapability, match="closed"):
        engine.start_turn("3+4")


# -- real weights -------------------------------------------------------------------------------------


@pytest.fixture
def bundle(thinker_folder: Path) -> Path:
    write_manifest(thinker_folder.parent, name="mini", version="1", licence="none", sample_rate=16_000, ratios=[(2, 8)])
    return thinker_folder.parent


@pytest.mark.parametrize("mode", ["interleaved", "think-first", "direct"])
@pytest.mark.parametrize("question", [SOUND, "what is 3 + 4"], ids=["spoken", "typed"])
def test_random_weights_make_a_whole_turn(
    make: Any, listener: Listener, bundle: Path, mode: Any, question: Any
) -> None:
    engine = make(bundle=bundle, device="cpu")
    engine.wait_ready(120)
    assert (engine.info.bundle, engine.info.precision, engine.info.ratios) == ("mini", "bf16", ((2, 8),))
    ended = listener.ended(engine.start_turn(question, TurnOptions(mode=mode, max_reasoning_tokens=40)))
    assert ended.reason in ("complete", "length")
    assert ended.drift == 0 or mode == "direct"
    assert ended.reasoning_tokens <= 40
    # What random weights write down is no plausible question, so it may be dropped; typed text is never heard.
    assert question is SOUND or not any(isinstance(event, Heard) for event in listener.events)


def test_nan_weights_end_the_turn(make: Any, listener: Listener, bundle: Path, voice: Any, caplog: Any) -> None:
    from model.thinker.loading import load_trained_thinker

    thinker = load_trained_thinker(bundle / "thinker")
    thinker.decoder._norm.fill_(math.nan)
    engine = make(lambda: Loaded(thinker, voice))
    ended = listener.ended(engine.start_turn("3+4"))
    assert ended.reason == "error"
    assert "NaN" in ended.message
    assert "\n" not in ended.message


def test_importing_the_engine_loads_no_torch() -> None:
    import subprocess
    import sys

    code = "import model.engine, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class Lost(RuntimeError):
    """As torch names it when the card is gone."""


Lost.__name__ = "AcceleratorError"


def test_out_of_memory_twice_says_what_to_do(
    make: Any, scripted: Any, voice: Any, listener: Listener, caplog: Any
) -> None:
    thinker = scripted(OPENER, SUM, REPLY)

    def full(question: Any, *, follow_up: bool = True, heard: str = "") -> Any:
        raise MemoryError

    thinker.ask = full
    engine = make(lambda: Loaded(thinker, voice))
    assert listener.ended(engine.start_turn("3+4")).message.startswith("out of memory, with a shorter answer too")
    assert thinker.freed == 1
    assert engine.state in ("busy", "ready")


def test_a_lost_card_ends_the_turn_and_later_questions_are_told(
    make: Any, scripted: Any, voice: Any, listener: Listener, caplog: Any
) -> None:
    thinker = scripted(OPENER, SUM, REPLY)

    def lost(question: Any, *, follow_up: bool = True, heard: str = "") -> Any:
        raise Lost("CUDA error: unspecified launch failure")

    thinker.ask = lost
    engine = make(lambda: Loaded(thinker, voice))
    engine.wait_ready(60)
    assert "restart Aloud" in listener.ended(engine.start_turn("3+4")).message
    while engine.state != "failed":
        time.sleep(0.01)
    with pytest.raises(MissingCapability, match="--device cpu"):
        engine.start_turn("3+4")


def test_pieces_of_a_question_reach_the_thinker_between_turns(
    make: Any, scripted: Any, voice: Any, listener: Listener
) -> None:
    thinker = scripted(OPENER, SUM, REPLY)
    engine = make(lambda: Loaded(thinker, voice))
    engine.listen(SOUND[:800])
    engine.listen(SOUND[800:900])
    engine.stop_listening()
    turn = engine.start_turn("3+4")
    assert listener.ended(turn).reason == "complete"
    assert thinker.listened == [800, 100, 0]
    engine.heard(turn, "Okay")
    engine.heard(turn - 1, "wrong turn")
    listener.ended(engine.start_turn("3+4"))
    assert thinker.remembered[1] == "Okay"
    assert "wrong turn" not in thinker.remembered


def test_a_load_that_failed_holds_nothing() -> None:
    """Half a model in memory would leave too little for the one that is loaded instead."""
    half: list[weakref.ref[Any]] = []

    def loader() -> Any:
        loaded = np.zeros(3)
        half.append(weakref.ref(loaded))
        raise MissingCapability("too little memory")

    engine = TutorEngine(Path("none"), [].append, loader=loader)
    with pytest.raises(MissingCapability, match="too little"):
        engine.wait_ready()
    engine.close()
    assert half[0]() is None


def test_what_is_dictated_is_written_down(engine: TutorEngine, listener: Listener) -> None:
    ended = listener.ended(engine.write_down(SOUND))
    assert (ended.reason, ended.answer) == ("complete", "")
    assert [type(event).__name__ for event in listener.events] == ["Heard", "TurnEnded"]
