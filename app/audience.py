"""Who listens to a conversation.

Owns: the listeners, and that each message reaches all of them in order. Must not know: what the messages
mean. Thread: any; the lock is the conversation's, so that a message and the state it speaks of go together.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from app.messages import Listener, Message

log = logging.getLogger(__name__)


class Audience:
    """The listeners of one conversation."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._listeners: list[Listener] = []

    def add(self, listener: Listener, first: Message) -> Callable[[], None]:
        """Adds a listener, which at once gets `first`. Returns what takes it away again."""
        with self._lock:
            self._listeners.append(listener)
            self._tell(listener, first)

        def remove() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return remove

    def tell(self, message: Message) -> None:
        """Gives a message to everybody."""
        with self._lock:
            for listener in list(self._listeners):
                self._tell(listener, message)

    def clear(self) -> None:
        with self._lock:
            self._listeners.clear()

    def _tell(self, listener: Listener, message: Message) -> None:
        try:
            listener(message)
        except Exception:  # a broken listener must not end the engine's thread
            log.exception("a listener failed")
