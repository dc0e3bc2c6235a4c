"""A play head over a turn that is over. Plain Python, no Qt.

Owns: the moment shown, the speed, whether it runs. Times are seconds on the turn's axis.
"""

from __future__ import annotations

from dataclasses import dataclass

SPEEDS = (0.1, 0.25, 0.5, 1.0)


@dataclass(slots=True)
class Scrubber:
    """Runs from 0 to `end_s`, at `speed` seconds a second."""

    end_s: float = 0.0
    moment: float = 0.0
    speed: float = 1.0
    running: bool = False

    def seek(self, moment: float) -> None:
        """Go to a moment within the turn."""
        self.moment = min(max(0.0, moment), self.end_s)

    def toggle(self) -> None:
        """Run or pause; at the end it starts over."""
        if not self.running and self.moment >= self.end_s - 1e-6:
            self.moment = 0.0
        self.running = not self.running and self.end_s > 0

    def advance(self, seconds: float) -> None:
        """`seconds` of real time have passed."""
        if self.running:
            self.seek(self.moment + seconds * self.speed)
            self.running = self.moment < self.end_s
