"""A microphone that hears what it is told, and waiting for a conversation."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

import numpy as np

from app.conversation.conversation import Conversation
from app.conversation.parts import ByHand, HandsFree
from model.events import FloatArray
from tests.fakes.engine import sound


def settle(conversation: Conversation) -> None:
    """Waits until the conversation has handled everything that was posted, and what it posted itself then."""
    for _ in range(3):
        reached = threading.Event()
        conversation.subscribe(lambda _event, reached=reached: reached.set())()  # type: ignore[misc]
        assert reached.wait(60)


class FakeRecorder:
    """Returns the samples it is given; `hands_free` holds what an open microphone would call."""

    def __init__(self, samples: FloatArray | None = None, error: Exception | None = None) -> None:
        self.samples = sound(1.0) if samples is None else samples
        self.error = error
        self.hands_free: HandsFree | None = None
        self.by_hand: ByHand | None = None
        self.quiet_s = 0.0
        self.tell: Callable[[str], None] = print
        self.is_open = False
        self.level = -30.0
        self.gains: list[FloatArray] = []

    def drain(self) -> FloatArray:
        return self.gains.pop(0) if self.gains else np.zeros(0, np.float32)

    def make(self, use: HandsFree | ByHand, tell: Callable[[str], None]) -> FakeRecorder:
        self.hands_free = use if isinstance(use, HandsFree) else None
        self.by_hand = use if isinstance(use, ByHand) else None
        self.tell = tell
        return self

    def start(self) -> None:
        if self.error is not None:
            raise self.error
        self.is_open = True

    def stop(self) -> FloatArray:
        self.is_open = False
        return self.samples

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        was, self.is_open = self.is_open, False
        yield
        self.is_open = was
