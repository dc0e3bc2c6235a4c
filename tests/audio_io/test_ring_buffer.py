"""The ring gives back what went in, in order, and says what did not fit."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_io.ring_buffer import RingBuffer

steps = st.lists(st.tuples(st.sampled_from(["write", "read", "peek", "skip"]), st.integers(0, 20)), max_size=60)


@given(capacity=st.integers(1, 16), todo=steps)
def test_it_is_a_bounded_queue(capacity: int, todo: list[tuple[str, int]]) -> None:
    ring, model, value = RingBuffer(capacity), [], 0
    for what, size in todo:
        if what == "write":
            samples = np.arange(value, value + size, dtype=np.float32)
            fitted = ring.write(samples)
            assert fitted == min(size, capacity - len(model))
            model += list(samples[:fitted])
            value += size
        elif what == "skip":
            goal = ring.taken + size
            ring.skip_to(goal)
            del model[: min(size, len(model))]
        else:
            out = np.full(size, -1.0, dtype=np.float32)
            count = ring.read_into(out) if what == "read" else ring.peek_into(out)
            assert list(out[:count]) == model[:size]
            assert (out[count:] == -1.0).all()
            if what == "read":
                del model[:count]
        assert ring.available == len(model) == ring.written - ring.taken
        assert ring.free == capacity - len(model)
    assert list(ring.read()) == model


def test_a_ring_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        RingBuffer(0)


def test_two_threads_lose_nothing() -> None:
    ring, total, got = RingBuffer(1_000), 50_000, []

    def produce() -> None:
        sent = 0
        while sent < total:
            sent += ring.write(np.arange(sent, min(sent + 333, total), dtype=np.float32))
            time.sleep(0)

    thread = threading.Thread(target=produce)
    thread.start()
    received = 0
    while received < total:
        part = ring.read()
        received += len(part)
        got.append(part)
        time.sleep(0)
    thread.join()
    assert (np.concatenate(got) == np.arange(total, dtype=np.float32)).all()
