from __future__ import annotations

from ui.services.presenter import HoldKey
from ui.teacher.teacher_bar import Scrubber


def test_holding_records_until_released() -> None:
    key = HoldKey()
    assert key.press(10_000, listening=False) == "start"
    assert key.held
    assert key.press(10_100, listening=True) is None
    assert key.release(11_000) == "finish"
    assert not key.held


def test_a_tap_goes_on_until_the_next_tap() -> None:
    key = HoldKey()
    assert key.press(10_000, listening=False) == "start"
    assert key.release(10_100) is None
    assert key.press(12_000, listening=True) == "finish"
    assert key.release(12_100) is None


def test_a_release_that_never_came_is_forgotten() -> None:
    key = HoldKey()
    key.press(1_000, listening=False)
    key.forget()
    assert key.release(9_000) is None


def test_scrubber_runs_at_its_speed_and_stops_at_the_end() -> None:
    head = Scrubber(end_s=2.0, speed=0.5)
    head.toggle()
    head.advance(1.0)
    assert head.moment == 0.5
    head.toggle()
    head.advance(1.0)
    assert head.moment == 0.5
    head.toggle()
    head.advance(100)
    assert head.moment == 2.0
    assert not head.running
    head.toggle()
    assert head.moment == 0.0
    assert head.running


def test_scrubber_stays_within_the_turn() -> None:
    head = Scrubber(end_s=2.0)
    head.seek(-1)
    assert head.moment == 0.0
    head.seek(5)
    assert head.moment == 2.0
    empty = Scrubber()
    empty.toggle()
    assert not empty.running
