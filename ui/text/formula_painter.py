"""Typesets formulas with ziamath on a thread (up to 70 ms a formula) and paints them.

The thread starts with the first formula and ends with the window. All methods belong to the GUI thread.
"""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.transcript.formula_svg import MAX_WORK, Formula, Typeset, formulas_in, typeset, work

KEPT = 512  # formulas; the least recently used is dropped


class FormulaPainter(QObject):
    """The formulas that are set, by LaTeX. ready: emitted when waiting formulas are set."""

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
        """The formula; None while it is being set, and if it cannot be."""
        key = (formula.tex, formula.display)
        if key in self._done:
            self._done.move_to_end(key)
            return self._done[key]
        if key not in self._asked and not self._closed and work(formula.tex) <= MAX_WORK:
            self._asked.add(key)
            self._start()
            self._work.put(key)
        return None

    def waiting(self, formula: Formula) -> bool:
        """True if the formula is still being set."""
        return (formula.tex, formula.display) in self._asked

    def settled(self, text: str) -> bool:
        """True if no formula of a text is being set."""
        return not any(self.waiting(formula) for formula in formulas_in(text))

    def in_words(self, text: str) -> str:
        """A text with its formulas in words, for screen readers; formulas that are not set stay LaTeX."""
        at, parts = 0, []
        for formula in formulas_in(text):
            done = self._done.get((formula.tex, formula.display))
            parts += [text[at : formula.start], done.words if done is not None else formula.tex]
            at = formula.end
        return "".join(parts) + text[at:]

    def paint(self, painter: QPainter, key: tuple[str, bool], colour: QColor, where: QRectF) -> None:
        """Draw a formula that is set, in one colour."""
        done = self._done.get(key)
        if done is None:
            return
        name = (*key, colour.name())
        if name not in self._renderers:
            # ziamath draws in black; colours of the author stay.
            ink = colour.name()
            svg = done.svg.replace('fill="black"', f'fill="{ink}"').replace('stroke="black"', f'stroke="{ink}"')
            svg = svg.replace("<svg ", f'<svg fill="{ink}" ', 1)
            self._renderers[name] = QSvgRenderer(QByteArray(svg.encode()))
            if len(self._renderers) > KEPT:
                self._renderers.popitem(last=False)
        self._renderers[name].render(painter, where)

    def close(self) -> None:
        """End the thread; waiting formulas stay LaTeX."""
        self._closed = True
        thread, self._thread = self._thread, None
        if thread is not None:
            self._work.put(None)
            thread.join(2.0)

    def _start(self) -> None:
        if self._thread is None:
            self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
            self._thread = threading.Thread(target=self._run, name="formulas", daemon=True)
            self._thread.start()

    _arrived = Signal(object, object)

    def _run(self) -> None:
        import pylatexenc.latex2text  # noqa: F401 - loaded here so that the window does not wait for it

        while not self._closed and (key := self._work.get()) is not None:
            try:
                done: Typeset | None = typeset(*key)
            except Exception:  # noqa: BLE001 - whatever ziamath raises for this LaTeX, its source is shown instead
                done = None
            if not self._closed:
                self._arrived.emit(key, done)

    def _take(self, key: tuple[str, bool], done: Typeset | None) -> None:
        self._asked.discard(key)
        self._done[key] = done
        if len(self._done) > KEPT:
            self._done.popitem(last=False)
        self.ready.emit()
