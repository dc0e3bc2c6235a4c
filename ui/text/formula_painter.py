"""FormulaPainter set by ziamath, away from the window's thread.

Owns: one worker thread, started by the first formula and ended with the window, and what it has set so far. Thread:
`get` and `paint` on the GUI thread; the typesetting (up to 70 ms a formula) on its own.
"""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.transcript.formula_svg import LONGEST, Formula, Typeset, formulas_in, typeset

KEPT = 512
"""FormulaPainter kept; beyond that the one used least recently goes."""


class FormulaPainter(QObject):
    """What is set, by LaTeX. `ready` is emitted on the GUI thread each time that waiting formulas are done."""

    ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: OrderedDict[tuple[str, bool], Typeset | None] = OrderedDict()
        self._asked: set[tuple[str, bool]] = set()
        self._work: queue.SimpleQueue[tuple[str, bool] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._renderers: OrderedDict[tuple[str, bool, str], QSvgRenderer] = OrderedDict()

    def get(self, formula: Formula) -> Typeset | None:
        """The formula, or None while it is being set and where it cannot be."""
        key = (formula.tex, formula.display)
        if key in self._done:
            self._done.move_to_end(key)
            return self._done[key]
        if len(formula.tex) <= LONGEST and key not in self._asked and not self._closed:
            self._asked.add(key)
            self._start()
            self._work.put(key)
        return None

    def waiting(self, formula: Formula) -> bool:
        """Is the formula still being set?"""
        return (formula.tex, formula.display) in self._asked

    def settled(self, text: str) -> bool:
        """Is no formula of a text being set any more?"""
        return not any(self.waiting(formula) for formula in formulas_in(text))

    def in_words(self, text: str) -> str:
        """A text as it is said, for screen readers; formulas that are not set are left as LaTeX."""
        at, parts = 0, []
        for formula in formulas_in(text):
            done = self._done.get((formula.tex, formula.display))
            parts += [text[at : formula.start], done.words if done is not None else formula.tex]
            at = formula.end
        return "".join(parts) + text[at:]

    def paint(self, painter: QPainter, key: tuple[str, bool], colour: QColor, where: QRectF) -> None:
        """Draws a formula that is set, in one colour."""
        done = self._done.get(key)
        if done is None:
            return
        name = (*key, colour.name())
        if name not in self._renderers:
            # Black is ziamath's ink; what the author coloured keeps its colour.
            ink = colour.name()
            svg = done.svg.replace('fill="black"', f'fill="{ink}"').replace('stroke="black"', f'stroke="{ink}"')
            svg = svg.replace("<svg ", f'<svg fill="{ink}" ', 1)
            self._renderers[name] = QSvgRenderer(QByteArray(svg.encode()))
            if len(self._renderers) > KEPT:
                self._renderers.popitem(last=False)
        self._renderers[name].render(painter, where)

    def close(self) -> None:
        """Ends the worker; what is waiting stays as it was written."""
        self._closed = True
        thread, self._thread = self._thread, None
        if thread is not None:
            self._work.put(None)
            thread.join(2.0)

    # -- the worker

    def _start(self) -> None:
        if self._thread is None:
            self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
            self._thread = threading.Thread(target=self._run, name="formulas", daemon=True)
            self._thread.start()

    _arrived = Signal(object, object)

    def _run(self) -> None:
        import pylatexenc.latex2text  # noqa: F401 - here, so that the window need not wait for it (`markup.plain`)

        while not self._closed and (key := self._work.get()) is not None:
            try:
                done: Typeset | None = typeset(*key)
            except Exception:  # noqa: BLE001 - whatever ziamath says of this LaTeX, its source is shown instead
                done = None
            if not self._closed:
                self._arrived.emit(key, done)

    def _take(self, key: tuple[str, bool], done: Typeset | None) -> None:
        self._asked.discard(key)
        self._done[key] = done
        if len(self._done) > KEPT:
            self._done.popitem(last=False)
        self.ready.emit()
