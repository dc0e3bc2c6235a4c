"""Which sample of what was handed over a sample that is played stands for, after changes of speed in between.

Owns: the piecewise linear map between the two counts. Must not know: rings, devices, how sound is stretched.
Thread: whoever holds the player's lock.
"""

from __future__ import annotations

from bisect import bisect_right


class Bends:
    """Played positions to source positions; one to one until `bend` says otherwise."""

    def __init__(self, origin: int = 0) -> None:
        self._knots: list[tuple[float, float, float]] = [(origin, origin, 1.0)]  # played, source, pace from here

    def source(self, played: float) -> float:
        """The source position of a played one."""
        at, source, pace = self._knots[self._index(played)]
        return source + (played - at) * pace

    def played(self, source: float) -> float:
        """The played position at which a source position comes first."""
        past = [knot for knot in self._knots if knot[1] <= source] or self._knots[:1]
        at, begun, pace = past[-1]
        return at + (source - begun) / pace

    def cut(self, played: int, source: float) -> None:
        """From `played` on comes what follows the source position `source`, one to one."""
        self._knots = [*(knot for knot in self._knots if knot[0] < played), (played, source, 1.0)]

    def bend(self, start: int, end: int, size: int) -> None:
        """What was to be played from `start` to `end` becomes `size` samples; what follows `end` comes after them."""
        pace = (end - start) / size
        first = self._index(start)
        kept = self._knots[: first + 1]
        inside = [knot for knot in self._knots[first + 1 :] if knot[0] < end]
        behind = [knot for knot in self._knots[first + 1 :] if knot[0] > end]
        moved = size - (end - start)
        after = (start + size, self.source(end), self._knots[self._index(end)][2])
        kept.append((start, self.source(start), self._knots[first][2] * pace))
        kept += [(start + (at - start) / pace, source, own * pace) for at, source, own in inside]
        self._knots = [*kept, after, *((at + moved, source, own) for at, source, own in behind)]

    def _index(self, played: float) -> int:
        return max(0, bisect_right(self._knots, played, key=lambda knot: knot[0]) - 1)
