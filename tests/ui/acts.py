"""What tests let a student go through."""

from __future__ import annotations

from tests.ui.conftest import Stage
from tests.ui.scripted import answer


def spoken(stage: Stage, qtbot, turn_id: int | None = None) -> int:  # type: ignore[no-untyped-def]
    """A whole answer, its sound over."""
    turn = turn_id or stage.talk.begin()
    stage.talk.send(answer(turn))
    stage.talk.state("speaking")
    stage.talk.state("ready")
    qtbot.waitUntil(lambda: turn in stage.presenter.turns and stage.presenter.turns[turn].ended is not None)
    qtbot.waitUntil(lambda: stage.window.pill.state == "ready")
    qtbot.waitUntil(stage.window.conversation.cards[turn].copy.isVisible)
    return turn
