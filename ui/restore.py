"""Turns of an earlier day as the window shows them. Plain Python, no Qt.

Owns: making `TurnModel`s from saved turns, cut to what was heard. Must not know: SQL, widgets. Any thread.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.replay import events_of
from app.sessions import Saved, TurnRow, generation_of
from app.sounds import Sound, SoundArchive
from model.events import SpokenText, TurnEvent
from ui.turn_model import TurnModel


def restored(saved: Saved, sounds: SoundArchive) -> list[TurnModel]:
    """The turns of a session, oldest first; sound is there where it was kept."""
    place = saved.row.id, saved.row.started
    return [turn_model(row, sounds.read(*place, row.id, "answer")) for row in saved.turns]


def turn_model(row: TurnRow, sound: Sound | None) -> TurnModel:
    """One saved turn."""
    model = TurnModel(generation_of(row.id), "text" if row.source == "text" else "voice", row.question)
    model.apply(_heard(events_of(row, sound), len(row.heard)))
    return model


def _heard(events: Iterable[TurnEvent], length: int) -> list[TurnEvent]:
    """The events with the spoken text ending where the answer was stopped."""
    kept: list[TurnEvent] = []
    for event in events:
        if isinstance(event, SpokenText):
            text, length = event.text[:length], max(0, length - len(event.text))
            if text:
                kept.append(SpokenText(event.turn, event.t, text))
        else:
            kept.append(event)
    return kept
