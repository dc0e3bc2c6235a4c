"""The teacher's view: full screen, large type, and the two-track timeline to scrub through."""

from __future__ import annotations

import math
from pathlib import Path
from time import monotonic

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFont, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.error_reports import EXPECTED, describe
from app.question_list import read_questions
from app.transcript.reasoning_steps import Steps
from app.transcript.turn_transcript import TurnTranscript
from ui.services.presenter import Presenter, thinking
from ui.services.translations import decimals, sentence
from ui.teacher.facts import comparison, facts
from ui.teacher.prepared import PreparedList, choose_file
from ui.teacher.reveal import Reveal
from ui.teacher.rhythm_strip import RhythmStrip
from ui.teacher.teacher_bar import Scrubber, TeacherBar
from ui.teacher.timeline_view import TimelineView
from ui.text.formula_painter import FormulaPainter
from ui.text.markdown_view import MarkdownView
from ui.text.reasoning_view import ReasoningView
from ui.theme.theme import Style, ThemeName, sheet
from ui.theme.widgets import hbox, plain_label, set_icon, tool_button, vbox

_TICK_MS = 33
_ORDINARY, _LARGEST = 800, 1.6  # height in pixels at which the type begins to grow, and how far it does
_LOW = 900  # height below which the view leaves things out
_NO_LIMIT = 16_777_215  # Qt's own
_LOWEST = 560  # and below which the timeline has no room beside the texts


class TeacherView(QWidget):
    """One turn, live while it runs; afterwards it can be played, slowed down and stepped through.

    ask: what to ask the next question with. prepared: the teacher's questions, which outlive the view. The type grows
    with the height of the window.
    """

    closed = Signal()

    def __init__(
        self,
        presenter: Presenter,
        style: Style,
        formulas: FormulaPainter,
        ask: QWidget,
        prepared: PreparedList,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.presenter, self.look, self.formulas, self.ask = presenter, style, formulas, ask
        self.prepared = prepared
        self._newest: int | None = None
        self._factor = 1.0
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Aloud: teacher's view"))
        self.setMinimumSize(800, 560)
        self.resize(1280, 800)
        self.scrubber = Scrubber()
        self._turn: TurnTranscript | None = None
        self.reveal = Reveal()
        self._last = 0.0
        self._before: ThemeName | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._make()
        self._lay_out()
        self._keys()
        style.changed.connect(self._restyle)
        presenter.session_changed.connect(self._session_changed)
        self._restyle()
        for part in (self.title, self.other, self.other_title):
            part.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        self._show_newest()

    # -- putting together

    def _make(self) -> None:
        self.question = plain_label()
        self.question.setWordWrap(True)
        self.question.setObjectName("hint")
        self.caption = MarkdownView(self.look, self.formulas, fit=False)
        self.caption.setAccessibleName(self.tr("Answer"))
        self.steps = ReasoningView(self.look, self.formulas)
        for view in (self.caption, self.steps):
            view.setMinimumHeight(110)
        self.line = TimelineView(self.look, 15)
        self.line.scrubbed.connect(self._scrub)
        self.title = plain_label()
        self.title.setObjectName("paneTitle")
        self.title.setWordWrap(True)
        self.other = TimelineView(self.look, 15)
        self.other.setAccessibleName(self.tr("Timeline of the same question, thought another way"))
        self.other_title = plain_label()
        self.other_title.setObjectName("paneTitle")
        self.other_title.setWordWrap(True)
        self.strip = RhythmStrip(self.look)
        self.strip.scrubbed.connect(self._scrub)
        self.bar = TeacherBar(self.look)
        self.bar.stepped.connect(self._step)
        self.bar.toggled.connect(self._toggle)
        self.bar.speed_chosen.connect(self._set_speed)
        self.bar.sound_asked.connect(self._play_sound)
        self.bar.compare_asked.connect(self._ask_other)
        self.bar.contrast.connect(self._contrast)
        self.bar.reveal.connect(self._reveal_chosen)
        self.bar.moved.connect(self._go)
        self.bar.list_asked.connect(lambda: choose_file(self, self.open_questions))
        self.bar.ask_asked.connect(self.ask_prepared)
        self.message = plain_label()
        self.message.setObjectName("errorCard")
        self.message.setMargin(10)
        self.message.setWordWrap(True)
        self.message.hide()
        self.leave = tool_button(self.tr("Close the teacher's view (Esc)"), self.close)

    def _lay_out(self) -> None:
        top = hbox((self.question, 3), (self.ask, 2), (self.leave, 0, Qt.AlignmentFlag.AlignTop), spacing=12)
        left = self._panel(self.tr("Spoken"), "voice", self.caption)
        right = self._panel(self.tr("Reasoning"), "thought", self.steps)
        middle = hbox((left, 1), (right, 1), spacing=20)
        band = QFrame()
        band.setObjectName("card")
        parts = self.other_title, (self.other, 1), self.title, (self.line, 1), self.strip, self.bar
        band.setLayout(vbox(*parts, margins=(18, 14, 18, 14)))
        self.rows = vbox(top, (middle, 4), (band, 5), self.message, spacing=20, margins=(36, 28, 36, 28))
        self.setLayout(self.rows)

    def _panel(self, title: str, tone: str, content: QWidget) -> QFrame:
        frame = QFrame()
        frame.setObjectName("card")
        label = plain_label(title)
        label.setObjectName("title")
        label.setProperty("tone", tone)
        frame.setLayout(vbox(label, (content, 1), spacing=14, margins=(26, 20, 26, 20)))
        return frame

    def _keys(self) -> None:
        for key, action in (
            (Qt.Key.Key_Escape, self._escape),
            (Qt.Key.Key_F11, self.close),
            (Qt.Key.Key_P, self._toggle),
            (Qt.Key.Key_PageDown, lambda: self._present(1)),
            (Qt.Key.Key_PageUp, lambda: self._present(-1)),
            (Qt.Key.Key_Left, lambda: self._step(-1)),
            (Qt.Key.Key_Right, lambda: self._step(1)),
            (Qt.Key.Key_B, self.ask_prepared),  # the black screen of a presenter's remote control, as B or as a stop
            (Qt.Key.Key_Period, self.ask_prepared),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(action)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks the prepared question, but not from a box, which asks for itself."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not isinstance(self.focusWidget(), QLineEdit):
            self.ask_prepared()
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        """Scale the type by the square root of the text size, or one line would fill the view, and by the height."""
        root = math.sqrt(self.look.scale)
        self._factor = min(_LARGEST, max(1.0, self.height() / _ORDINARY)) * root
        self.setStyleSheet(sheet(self.look.colours, self._factor))
        set_icon(self.leave, "close", self.look.colour("ink"), self._px(26))
        self._show_question()
        self.steps.set_size(24 * self._factor / self.look.scale)
        self.caption.set_type(self.look.font(36 * self._factor / self.look.scale, QFont.Weight.Medium))
        self.bar.set_factor(self._factor)
        self._show_room()

    def _px(self, size: float) -> int:
        return round(size * self._factor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().height() != event.size().height():
            self._restyle()

    @property
    def _compares(self) -> bool:
        return self._turn is not None and self.presenter.counterpart(self._turn) is not None

    def _show_room(self) -> None:
        """In a low window the two texts come first: without the row of tokens and the figures."""
        low = self.height() < _LOW * math.sqrt(self.look.scale)
        self.strip.setVisible(not low and not self._compares and not self._hides)
        self.title.setVisible(bool(self.title.text()) and (not low or self._compares) and not self._hides)
        roomy = self._compares or self.height() >= _LOWEST * math.sqrt(self.look.scale)
        self.line.setVisible(roomy and not self._hides)
        small = low and not self._compares
        self.line.setMinimumHeight(self.look.px(110) if small else 0)
        self.line.setMaximumHeight(self.look.px(165) if small else _NO_LIMIT)
        texts, lines = (7, 3) if low else (7, 5)
        self.rows.setStretch(1, round(texts * self.look.scale))
        self.rows.setStretch(2, 9 if self._compares else lines)

    # -- live

    def show_turn(self, turn: TurnTranscript) -> None:
        """Show a new turn, or the shown one after it changed; changes of earlier ones are ignored."""
        if self._newest is None or turn.turn_id > self._newest:
            self._newest = turn.turn_id
            self.prepared.begun(turn.turn_id)
        elif turn is not self._turn:
            return
        self._show(turn)

    def _show_newest(self) -> None:
        """Show the present one of the prepared questions, or else the newest question."""
        self._newest = max(self.presenter.turns, default=None)
        if self.prepared:
            self._show_prepared()
        elif self.presenter.current is not None:
            self._show(self.presenter.current)

    def _session_changed(self) -> None:
        self.prepared.forget_turns()
        self._show_nothing()
        self._show_newest()

    def _show(self, turn: TurnTranscript) -> None:
        if turn is not self._turn:
            self._turn = turn
            self.caption.clear_source()
            self.steps.clear_steps()
            self.line.set_head(None)
            self.scrubber = Scrubber(speed=self.scrubber.speed)
            self.reveal.restart()
        self._show_question()
        self._show_texts(turn)
        self._show_place(turn)
        self.line.show_turn(turn)
        self.strip.show_marks(turn.timeline.marks)
        if self.line.head is None:
            self.strip.set_moment(None)
        self.scrubber.end_s = turn.timeline.end_s
        self._show_other(turn)

    @property
    def _hides(self) -> bool:
        """True while the result is not to be seen."""
        return self._turn is not None and not self.reveal.all_shown(self._turn.steps)

    def _show_texts(self, turn: TurnTranscript) -> None:
        if self._hides:
            self.caption.clear_source()
            self.caption.show_source(self.tr("The answer comes after the last step."))
        else:
            if self.reveal.on:
                self.caption.clear_source()
            self.caption.show_source(turn.caption.text)
        self.steps.show_steps(self.reveal.visible(turn.steps), busy=thinking(turn) or self._hides)

    # -- for a class

    def _reveal_chosen(self, on: bool) -> None:
        """Hide the steps and the result, to show them one by one; or show all of them."""
        self.reveal.on = on
        self.reveal.restart()
        self._refresh()

    def _present(self, direction: int) -> None:
        """A presenter's key: the next step, or the one before; beyond them the next question, or the one before."""
        turn = self._turn
        moved = (
            turn is not None
            and self.reveal.on
            and (self.reveal.forward(turn.steps) if direction > 0 else self.reveal.back())
        )
        if moved:
            self._refresh()
        else:
            self._go(direction)

    def _go(self, direction: int) -> None:
        """Show the question before or after, of the prepared ones if there are any."""
        if self.prepared:
            # From a question that was asked between them, back leads to the prepared one that was left.
            between = self._turn is not None and self._turn.turn_id != self.prepared.turn_id
            if (between and direction < 0) or self.prepared.move(direction):
                self._show_prepared()
            return
        turns = list(self.presenter.turns.values())
        if self._turn in turns:
            at = turns.index(self._turn) + direction
            if 0 <= at < len(turns):
                self._stop_running()
                self._show(turns[at])

    def _refresh(self) -> None:
        if self._turn is not None:
            self._stop_running()
            self.steps.clear_steps()
            self._show(self._turn)
        self._show_room()

    def _show_place(self, turn: TurnTranscript | None) -> None:
        if self.prepared:
            between = turn is not None and turn.turn_id != self.prepared.turn_id
            self.bar.show_place(not between and not self.prepared.has(-1), not self.prepared.has(1))
        else:
            turns = list(self.presenter.turns.values())
            self.bar.show_place(not turns or turn is turns[0], not turns or turn is turns[-1])
        self.bar.show_prepared(self.prepared.at + 1, len(self.prepared.questions), self._may_ask)

    # -- prepared questions

    def open_questions(self, path: str) -> None:
        """Show the first question of a file; one line says why a file cannot be used."""
        try:
            self.prepared.open(read_questions(Path(path)))
        except EXPECTED as error:
            self.message.setText(sentence(describe(error)))
            self.message.show()
            return
        self.message.hide()
        self._show_prepared()
        self.setFocus()

    @property
    def _may_ask(self) -> bool:
        """True if the prepared question is shown and was not asked, or its answer was stopped or failed."""
        if not self.prepared or self.prepared.waits:
            return False
        if self._turn is None:
            return True
        ended = self._turn.ended
        stopped = ended is not None and ended.reason in ("cancelled", "error")
        return self._turn.turn_id == self.prepared.turn_id and stopped

    def ask_prepared(self) -> None:
        """Ask the prepared question that is shown, once."""
        if self._may_ask and self.presenter.ask(self.prepared.question):
            self.prepared.ask()
            self.setFocus()  # the button is disabled during the answer, and would pass the focus to the next one

    def _show_prepared(self) -> None:
        turn = self.presenter.turns.get(self.prepared.turn_id) if self.prepared.turn_id is not None else None
        self._stop_running()
        if turn is not None:
            self._show(turn)
        else:
            self._show_nothing()

    def _show_nothing(self) -> None:
        """No answer: the question that is to be asked, or how to ask."""
        self._turn = None
        self._stop_running()
        self.scrubber = Scrubber(speed=self.scrubber.speed)
        self.reveal.restart()
        self.caption.clear_source()
        self.steps.clear_steps()
        self.line.set_head(None)
        self.line.show_turn(None)
        self.strip.show_marks([])
        self.title.clear()
        for part in (self.title, self.other, self.other_title):
            part.hide()
        self.bar.at.clear()
        self.bar.show_compare(False, False)
        self._show_question()
        self._show_place(None)
        self._show_room()

    def _show_other(self, turn: TurnTranscript) -> None:
        """Show an earlier turn with the same question that thought in another way, on the same axis."""
        other = self.presenter.counterpart(turn)
        for part in (self.other, self.other_title):
            part.setVisible(other is not None and not self._hides)
        message = facts(turn) if other is None else comparison(turn)
        self.title.setText(message)
        self._show_room()
        self.bar.show_compare(turn.way == "think-first", turn.ended is not None and bool(turn.question))
        span = max(turn.timeline.end_s, other.timeline.end_s) * 1.03 if other is not None else 0.0
        self.line.set_span(span)
        self.other.set_span(span)
        self.other.show_turn(other)
        if other is not None:
            self.other_title.setText(comparison(other))

    def _ask_other(self) -> None:
        self.setFocus()  # as in `ask_prepared`
        if self._turn is not None:
            self.presenter.ask(self._turn.question, "interleaved" if self._turn.way == "think-first" else "think-first")

    def _show_question(self) -> None:
        asked = self._turn.question if self._turn is not None else self.prepared.question
        self.question.setText(asked or self.tr("Hold Space and ask; it is shown here for everybody."))
        tone = self.look.colours.ink if asked else self.look.colours.muted
        size = 36 if asked and self._turn is None else 24  # there is nothing else to read yet
        self.question.setStyleSheet(f"font-size: {self._px(size)}px; color: {tone};")

    def show_playhead(self, turn: TurnTranscript) -> None:
        """Follow the playback."""
        if self._hides:
            return
        if turn is self._turn and turn.played_s and not self.scrubber.running:
            self._mark_word(turn.played_s)
            self.steps.light(turn.number_heard)
            self._head(turn.timeline.moment_of(turn.played_s))
        elif turn is self._turn and not turn.played_s:
            self._mark_word(None)
            self.steps.light(None)

    def _head(self, moment: float) -> None:
        self.line.set_head(moment)
        self.strip.set_moment(moment)
        self.bar.at.setText(decimals(f"{moment:.2f} s"))

    def _mark_word(self, played_s: float | None) -> None:
        turn = self._turn
        word = turn.caption.word_at(played_s) if turn is not None and played_s is not None else None
        self.caption.mark_source([word] if word else [])
        heard = turn.caption.chars_at(played_s) if turn is not None and played_s is not None else None
        self.caption.dim_source(word[1] if word else heard)

    # -- going through it again

    def _scrub(self, moment: float) -> None:
        if self._turn is None or self._turn.ended is None or self._hides:
            return
        self.scrubber.seek(moment)
        self._show_moment()

    def _step(self, direction: int) -> None:
        if self._turn is not None:
            self._stop_running()
            self._scrub(self._turn.timeline.step_from(self.scrubber.moment, direction))

    def _toggle(self) -> None:
        if self._turn is None or self._turn.ended is None or self._hides:
            return
        self.scrubber.toggle()
        self._last = monotonic()
        self._timer.start() if self.scrubber.running else self._timer.stop()
        self.bar.show_running(self.scrubber.running)

    def _stop_running(self) -> None:
        self.scrubber.running = False
        self._timer.stop()
        self.bar.show_running(self.scrubber.running)

    def _tick(self) -> None:
        now = monotonic()
        self.scrubber.advance(now - self._last)
        self._last = now
        self._show_moment()
        if not self.scrubber.running:
            self._stop_running()

    def _show_moment(self) -> None:
        """Show everything as it was at the scrubber's moment."""
        turn = self._turn
        if turn is None:
            return
        moment = self.scrubber.moment
        past = Steps()
        past.add(turn.timeline.text_until(moment, "thought"))
        if moment >= self.scrubber.end_s - 1e-6:
            past.finish(turn.steps.final)
        past.judge_like(turn.steps)
        self.steps.clear_steps()
        self.steps.show_steps(past, busy=True)
        self._mark_word(turn.timeline.played_at(moment))
        self._head(moment)

    def _set_speed(self, speed: float) -> None:
        self.scrubber.speed = speed

    def _play_sound(self) -> None:
        if self._turn is not None and self._turn.ended is not None:
            self._stop_running()
            self.steps.clear_steps()
            self.steps.show_steps(self._turn.steps, busy=False)
            self.presenter.replay(self._turn, self._turn.timeline.played_at(self.scrubber.moment))

    def _contrast(self, on: bool) -> None:
        """High contrast for a bright room; turned off, the earlier theme comes back."""
        if on and self.look.name != "contrast-light":
            self._before = self.look.name
            self.look.choose("contrast-light", self.look.scale)
        elif not on and self._before is not None:
            self.look.choose(self._before, self.look.scale)
            self._before = None

    def _escape(self) -> None:
        if self.presenter.answering or self.presenter.listening:
            self.presenter.stop()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        self._contrast(False)
        self.closed.emit()
        super().closeEvent(event)
