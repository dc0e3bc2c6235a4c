"""What a turn leaves behind where its sound was cut for another voice."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.transcript.turn_records import TurnRecord
from model.events import AudioChunk, AudioCut, SpokenText

RATE = 16_000


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=5), st.data())
def test_sound_that_was_cut_is_in_no_row_and_no_file(sizes: list[int], data: st.DataObject) -> None:
    record = TurnRecord("text", 0.0, keeps_sound=True)
    record.add(SpokenText(1, 0.0, "x" * 10 * len(sizes)))
    for number, size in enumerate(sizes):
        record.add(AudioChunk(1, 0.1, np.full(size, 0.5, np.float32), RATE, 10 * (number + 1)))
    kept = data.draw(st.integers(1, sum(sizes)))
    record.add(AudioCut(1, 0.2, kept, RATE, 7))
    record.add(AudioChunk(1, 0.3, np.full(800, 0.1, np.float32), RATE, 9))
    rows = [json.loads(row) for row in record.events]
    chunks = [row for row in rows if row["kind"] == "audio"]
    assert {row["kind"] for row in rows} == {"spoken", "audio"}
    assert sum(row["samples"] for row in chunks) == kept + 800
    assert [row["text_upto"] for row in chunks[:-1]] == [7] * (len(chunks) - 1)
    assert record.answer_heard is not None
    assert len(record.answer_heard) == kept + 800
    record.stop_at(kept)
    assert record.heard == "x" * 7


def test_a_cut_before_any_sound_changes_nothing() -> None:
    record = TurnRecord("text", 0.0, keeps_sound=True)
    record.add(AudioCut(1, 0.2, 0, RATE, 0))
    assert record.events == []
    assert record.answer_heard is None
    record.stop_at(0)
    assert record.heard == ""
