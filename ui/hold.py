"""Hold-to-talk as a rule. Plain Python, no Qt.

Holding the key records until it is let go; a short tap starts recording and the next tap ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TAP_S = 0.3
Action = Literal["start", "finish"]


@dataclass(slots=True)
class HoldKey:
    """Feeds on key presses and the state; says what to do."""

    _since: float | None = None

    def press(self, now: float, listening: bool) -> Action | None:
        """The key went down at `now` (seconds)."""
        if self._since is not None:
            return None
        if listening:
            return "finish"
        self._since = now
        return "start"

    def release(self, now: float) -> Action | None:
        """The key came up: after a hold the question is over, after a tap the recording goes on."""
        since, self._since = self._since, None
        return "finish" if since is not None and now - since >= TAP_S else None

    def forget(self) -> None:
        """Focus or window lost: no release will come."""
        self._since = None

    @property
    def held(self) -> bool:
        return self._since is not None
