"""The event loop goes on turning while an answer comes in, and long answers cost little.

Speed is reported, as it is the machine's. Asserted is how much work is done (what is written, parsed, typeset and shown
again, and how often), and the longest work in one go in CPU seconds.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from app.conversation.messages import Stop
from model.events import ReasoningText, SpokenText, TurnEvent
from tests.ui.conftest import Stage
from tests.ui.scripted import answer
from tests.ui.watchdog import Watchdog
from ui.services.event_bridge import PERIOD_MS
from ui.text import formula_painter, reasoning_view

# CPU seconds of the GUI thread between two turns of its loop. Load on the machine does not count, as wall time would;
# measured are 0.01 to 0.02 s.
LONGEST_WORK_S = 0.2
BATCH = 4  # events: 120 tokens a second at 30 Hz
FORMULAS = [f"\\frac{{{i}}}{{{i + 1}}}+x^{i % 9}" for i in range(60)]


class Written:
    """Characters that were written into documents, first or again."""

    def __init__(self, *documents: QTextDocument) -> None:
        self.characters = 0
        for document in documents:
            document.contentsChange.connect(self._count)

    def _count(self, _position: int, _removed: int, added: int) -> None:
        self.characters += added

    def take(self) -> int:
        """What was written since the last call."""
        taken, self.characters = self.characters, 0
        return taken


def long_answer(turn: int, tokens: int) -> list[TurnEvent]:
    """Two spoken and eight reasoning tokens again and again."""
    events: list[TurnEvent] = []
    for i in range(tokens):
        text = "\n" if i % 9 == 8 else str(i % 10) if i % 2 else "+"
        events.append(ReasoningText(turn, i * 0.016, text))
        if i % 8 == 0:
            events += [SpokenText(turn, i * 0.016, "word "), SpokenText(turn, i * 0.016, "more ")]
    return events


def with_formulas(turn: int) -> list[TurnEvent]:
    """2,000 reasoning tokens, 60 lines with a formula each and then one long sum."""
    events: list[TurnEvent] = []
    for formula in FORMULAS:
        text = f"then **we** have ${formula}$ and go on\n"
        size = -(-len(text) // 33)
        events += [ReasoningText(turn, 0.1, text[i : i + size]) for i in range(0, len(text), size)]
    return events + [ReasoningText(turn, 0.2, "1+")] * (2000 - len(events))


def watched_answer(ready: Stage, qtbot) -> tuple[Watchdog, float]:
    """A whole answer comes in from another thread; the watchdog of the event loop, and the seconds that it took."""
    turn = ready.talk.begin()
    dog = Watchdog()
    ready.talk.playing = turn
    start = time.monotonic()
    thread = ready.talk.send_from_thread(answer(turn), 0.004)  # four times as fast as a model on two cores
    while thread.is_alive() or ready.presenter.turns[turn].ended is None:
        ready.talk.clock = time.monotonic() - start
        qtbot.wait(20)
    took = time.monotonic() - start
    dog.stop()
    ready.talk.post(Stop())
    print(f"longest stall {1000 * dog.longest_s:.0f} ms, work in one go {1000 * dog.cpu_s:.0f} ms")
    return dog, took


def test_the_loop_goes_on_turning_during_an_answer(ready: Stage, qtbot, record_property) -> None:
    shown: list[object] = []
    batches: list[object] = []
    ready.presenter.turn_changed.connect(shown.append)
    ready.presenter._bridge.batch.connect(batches.append)
    dog, took = watched_answer(ready, qtbot)
    record_property("longest_stall_ms", round(1000 * dog.longest_s, 1))
    record_property("longest_work_ms", round(1000 * dog.cpu_s, 1))
    assert dog.cpu_s < LONGEST_WORK_S
    assert len(shown) <= len(batches), "a batch is shown at once, not event by event"
    # A timer may be late, but hardly early: a slower machine makes fewer batches.
    assert len(batches) <= 2 + took / (0.9 * PERIOD_MS / 1000)
    assert ready.window.pane.view.toPlainText().endswith("633")


def test_work_that_keeps_the_loop_from_turning_is_noticed(ready: Stage, qtbot) -> None:
    def burn(_turn: object) -> None:
        until = time.thread_time() + 1.5 * LONGEST_WORK_S
        while time.thread_time() < until:
            pass

    ready.presenter.turn_added.connect(burn)
    dog, _ = watched_answer(ready, qtbot)
    assert dog.cpu_s > LONGEST_WORK_S


def test_a_token_costs_the_same_however_many_came_before(ready: Stage, qtbot, record_property) -> None:
    """Writing the whole text again for each token would make the last quarter cost seven times the first."""
    turn = ready.talk.begin()
    events = long_answer(turn, 2000)
    qtbot.waitUntil(lambda: turn in ready.presenter.turns)
    window = ready.window
    written = Written(window.pane.view.document(), window.conversation.cards[turn].caption.document())
    quarters: list[int] = []
    spent = 0.0
    size = len(events) // 4 // BATCH * BATCH
    for quarter in range(4):
        start = time.thread_time()
        for i in range(size * quarter, size * (quarter + 1), BATCH):
            ready.presenter._take(events[i : i + BATCH])  # type: ignore[arg-type]
            QApplication.processEvents()
        spent += time.thread_time() - start
        quarters.append(written.take())
    record_property("ms_per_token", round(1000 * spent / (4 * size), 3))
    print(f"{1000 * spent / (4 * size):.2f} ms of the GUI thread a token; characters written: {quarters}")
    assert max(quarters) < 1.2 * min(quarters)
    came = sum(len(event.text) for event in events[: 4 * size])  # type: ignore[union-attr]
    assert sum(quarters) < 8 * came, "the open line is written again, and nothing else"


def test_two_thousand_tokens_with_sixty_formulas(ready: Stage, qtbot, monkeypatch, record_property) -> None:
    """Each formula is typeset once, and each line is parsed while it grows and once more with its formula."""
    typeset: Counter[tuple[str, bool]] = Counter()
    parsed: Counter[int] = Counter()
    typeset_as_ever, write_as_ever = formula_painter.typeset, reasoning_view.write

    def count_typeset(tex: str, display: bool) -> formula_painter.Typeset:
        typeset[tex, display] += 1
        return typeset_as_ever(tex, display)

    def count_write(cursor, *rest, **named):  # type: ignore[no-untyped-def]
        parsed[cursor.blockNumber()] += 1
        return write_as_ever(cursor, *rest, **named)

    monkeypatch.setattr(formula_painter, "typeset", count_typeset)
    monkeypatch.setattr(reasoning_view, "write", count_write)
    turn = ready.talk.begin()
    qtbot.waitUntil(lambda: turn in ready.presenter.turns)
    view, events = ready.window.pane.view, with_formulas(turn)
    spent, batches = 0.0, 0
    for i in range(0, len(events), BATCH):
        start = time.thread_time()
        ready.presenter._take(events[i : i + BATCH])  # type: ignore[arg-type]
        QApplication.processEvents()
        spent += time.thread_time() - start
        batches += 1
    begin = time.thread_time()
    qtbot.waitUntil(lambda: not view._waiting, timeout=60_000)
    spent += time.thread_time() - begin
    record_property("ms_per_token", round(1000 * spent / len(events), 3))
    print(f"{1000 * spent / len(events):.2f} ms of the GUI thread a token; {parsed.total()} parses")
    assert typeset == Counter(dict.fromkeys([(formula, False) for formula in FORMULAS], 1))
    # A line is parsed once a batch while it is open, once when it is finished, once when its formula is set.
    assert parsed.total() <= batches + 2 * len(FORMULAS)
    assert view.toPlainText().count("\ufffc") == len(FORMULAS)
    done = parsed.total()
    ready.presenter._take([ReasoningText(turn, 0.3, "1")])
    assert parsed.total() == done + 1, "what is finished is never parsed again"


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads Linux's own figures")
def test_two_hundred_turns_do_not_fill_the_memory(ready: Stage, qtbot, record_property) -> None:
    first = 0.0
    for i in range(220):
        turn = ready.talk.begin()
        ready.talk.send(answer(turn))
        ready.talk.state("ready")
        qtbot.waitUntil(lambda t=turn: t in ready.presenter.turns and ready.presenter.turns[t].ended is not None)
        if i == 19:
            first = resident_mb()
    grown = resident_mb() - first
    record_property("grown_mb", round(grown, 1))
    print(f"{grown:.0f} MB more after 200 turns")
    assert grown < 30
