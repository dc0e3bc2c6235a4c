from __future__ import annotations

import sys
import threading

from PySide6.QtCore import QObject, QThread, Signal

from ui.services import event_bridge
from ui.services.event_bridge import EventBridge


def test_events_of_many_threads_arrive_on_the_gui_thread_in_batches(qtbot, qapp) -> None:
    made = EventBridge()
    batches: list[list[object]] = []
    threads: list[QThread] = []

    def take(batch: list[object]) -> None:
        batches.append(batch)
        threads.append(QThread.currentThread())

    made.batch.connect(take)

    def work(name: int) -> None:
        for i in range(300):
            made.post((name, i))

    workers = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    qtbot.waitUntil(lambda: sum(map(len, batches)) == 900)
    assert set(threads) == {qapp.thread()}
    assert len(batches) < 30
    seen = [item for batch in batches for item in batch]
    for name in range(3):
        assert [i for n, i in seen if n == name] == list(range(300))  # type: ignore[misc]
    made.close()


def test_the_first_event_does_not_wait(qtbot) -> None:
    made = EventBridge()
    with qtbot.waitSignal(made.batch) as got:
        made.post("now")
    assert got.args == [["now"]]
    assert not made._timer.isActive()
    made.close()


def test_a_full_queue_refuses_the_newest_and_counts(monkeypatch, qtbot) -> None:
    monkeypatch.setattr(event_bridge, "CAPACITY", 3)
    made = EventBridge()
    for i in range(5):
        made.post(i)
    with qtbot.waitSignal(made.batch) as got:
        pass
    assert got.args == [[0, 1, 2]]
    assert made.lost == 2
    made.close()


def test_a_closed_bridge_is_silent(qtbot) -> None:
    made = EventBridge()
    got: list[object] = []
    made.batch.connect(got.append)
    made.post(1)
    made.close()
    made.post(2)
    qtbot.wait(80)
    assert got == []


def test_emitting_does_not_use_up_true(qapp) -> None:
    """PySide6 6.12.0 drops a reference to True at each emit, until CPython 3.10 and 3.11 abort."""

    class Bell(QObject):
        rung = Signal()

    bell = Bell()
    before = sys.getrefcount(True)
    for _ in range(300):
        bell.rung.emit()
    assert sys.getrefcount(True) >= before - 50
