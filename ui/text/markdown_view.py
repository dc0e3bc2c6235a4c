"""A read-only view of growing Markdown with formulas, highlighted by positions in its source."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from app.transcript.reasoning_steps import Blocks, is_plain
from ui.text.formula_painter import FormulaPainter
from ui.text.markdown_writer import FormulaObject, with_tex, write
from ui.text.text_view import Highlight, TextView
from ui.theme.theme import Style

Span = tuple[int, int]


class MarkdownView(TextView):
    """Shows a source text that grows at its end; finished blocks are written once."""

    def __init__(self, style: Style, formulas: FormulaPainter, fit: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(style, fit, parent)
        self.formulas = formulas
        self._blocks = Blocks()
        self._starts: list[int] = []  # document position of each block that is written
        self._waiting: set[int] = set()
        self._places: list[list[int]] = []
        self._flat: list[int] = []
        self._marked: list[Span] = []
        self._dim: int | None = None
        self._object = FormulaObject(style, formulas, self.document())
        formulas.ready.connect(self._formulas_ready)

    @property
    def source(self) -> str:
        """The shown text as Markdown."""
        return "".join(self._blocks.closed) + self._blocks.open

    @property
    def waiting(self) -> bool:
        """True if formulas are still being set."""
        return bool(self._waiting)

    def set_type(self, font: QFont) -> None:
        """Choose the type; formulas follow it."""
        self.setFont(font)
        self.document().setDefaultFont(font)
        self._write_from(0)

    def clear_source(self) -> None:
        """Empty the view."""
        self._blocks = Blocks()
        self._write_from(0)
        self._marked, self._dim = [], None
        self.set_highlights([])
        self.dim_from(None)

    def show_source(self, text: str) -> None:
        """Show `text`. If it begins with the shown source, only the rest is written."""
        shown = self.source
        if text == shown:
            return
        if not text.startswith(shown):
            self.clear_source()
            shown = ""
        piece, before = text[len(shown) :], len(self._blocks.closed)
        plain = is_plain(self._blocks.open + piece) and "\n" not in piece
        self._blocks.add(piece)
        if plain and len(self._starts) == before + 1:
            self._append(piece)
        else:
            self._write_from(before)

    def _append(self, piece: str) -> None:
        """Append plain text, which needs no parsing."""
        end = self.document().characterCount() - 1
        self.append_text(piece)
        added = list(range(end, end + len(piece)))
        self._places[-1] += added
        self._flat += added

    def _write_from(self, first: int) -> None:
        """Write the blocks from number `first` on."""
        texts = [*self._blocks.closed, self._blocks.open]
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        if first < len(self._starts):
            self._remove_from(cursor, self._starts[first])
        del self._starts[first:], self._places[first:]
        self._waiting = {i for i in self._waiting if i < first}
        for i, text in enumerate(texts[first:], first):
            cursor.movePosition(QTextCursor.MoveOperation.End)
            if i and self.document().characterCount() > 1:
                self._new_block(cursor)
            self._starts.append(max(0, cursor.position() - 1) if i else 0)
            body = text.rstrip()
            written = write(cursor, body, self.look, self.formulas)
            self._places.append(written.places + [cursor.position()] * (len(text) - len(body)))
            if written.waiting:
                self._waiting.add(i)
        cursor.endEditBlock()
        self._flat = [place for places in self._places for place in places]
        self._describe()

    def _new_block(self, cursor: QTextCursor) -> None:
        fresh = QTextBlockFormat()
        fresh.setTopMargin(self.look.px(8))
        cursor.insertBlock(fresh, QTextCharFormat())
        found = cursor.currentList()
        if found is not None:
            found.remove(cursor.block())
            cursor.setBlockFormat(fresh)

    def _remove_from(self, cursor: QTextCursor, start: int) -> None:
        cursor.setPosition(start)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if start == 0:
            cursor.setBlockFormat(QTextBlockFormat())
        cursor.setCharFormat(QTextCharFormat())

    def _formulas_ready(self) -> None:
        texts = [*self._blocks.closed, self._blocks.open]
        settled = [i for i in self._waiting if self.formulas.settled(texts[i])]
        if settled:
            self._write_from(min(settled))
            self.mark_source(self._marked)
            self.dim_source(self._dim)

    def _describe(self) -> None:
        """Describe the text in words for screen readers, which find formulas as objects without a text."""
        if self._waiting:  # the words come with the formulas
            return
        texts = [*self._blocks.closed, self._blocks.open]
        known = [self.formulas.in_words(text) for text in texts]
        self.setAccessibleDescription(" ".join(known) if known != texts else "")

    # -- places

    def place_of(self, source: int) -> int:
        """The document position of a source character."""
        if source < len(self._flat):
            return self._flat[source]
        return self.document().characterCount() - 1

    def source_at(self, x: float, y: float) -> int:
        """The source character nearest to a point of the viewport."""
        return max(0, bisect_right(self._flat, self.char_at(x, y)) - 1)

    def source_of_caret(self) -> int:
        """The source character at the text caret."""
        return max(0, bisect_right(self._flat, self.textCursor().position()) - 1)

    def mark_source(self, spans: list[Span]) -> None:
        """Highlight these parts of the source."""
        self._marked = spans
        marks: list[Highlight] = []
        for a, b in spans:
            start = self.place_of(a)
            marks.append(Highlight(start, max(start, self.place_of(b - 1)) + 1))
        self.set_highlights(marks)
        if marks and not self.fits:
            self._show_place(marks[0].start)

    def _show_place(self, place: int) -> None:
        """Scroll until a document position and the line after it are visible."""
        for rect in self.rects(place, place + 1):
            bar, over = self.verticalScrollBar(), rect.bottom() + rect.height() - self.viewport().height()
            if over > 0 or rect.top() < 0:
                bar.setValue(bar.value() + round(over if over > 0 else rect.top()))

    def dim_source(self, start: int | None) -> None:
        """Draw the source from `start` in the muted colour; None for nothing."""
        self._dim = start
        self.dim_from(None if start is None else self.place_of(start))

    def createMimeDataFromSelection(self) -> QMimeData:
        """The copied text, with each formula as LaTeX."""
        data = QMimeData()
        data.setText(with_tex(self.textCursor()))
        return data
