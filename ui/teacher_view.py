"""The teacher's view: full screen, large type, and the two-track timeline to scrub through.

Owns: showing a turn as it stood at any moment. Thread: GUI thread only.
"""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons
from ui.presenter import Presenter, thinking
from ui.reasoning_view import ReasoningView
from ui.rich_view import RichView
from ui.scrubber import SPEEDS, Scrubber
from ui.steps import Steps
from ui.theme import Style
from ui.timeline_view import TimelineView
from ui.turn_model import TurnModel

_TICK_MS = 33


class TeacherView(QWidget):
    """One turn, large. While it runs it is live; afterwards it can be played, slowed and stepped through."""

    closed = Signal()

    def __init__(self, presenter: Presenter, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.presenter, self.look = presenter, style
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Aloud: teacher's view"))
        self.resize(1280, 800)
        self.scrubber = Scrubber()
        self._turn: TurnModel | None = None
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._make()
        self._lay_out()
        self._keys()
        style.changed.connect(self._restyle)
        self._restyle()
        for part in (self.title, self.other, self.other_title):
            part.hide()
        self.compare.setEnabled(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()

    # -- putting together

    def _make(self) -> None:
        self.question = QLabel()
        self.question.setWordWrap(True)
        self.question.setObjectName("hint")
        self.caption = RichView(self.look)
        self.caption.setAccessibleName(self.tr("Answer"))
        self.steps = ReasoningView(self.look)
        self.steps.set_size(24)
        self.line = TimelineView(self.look, 15)
        self.line.scrubbed.connect(self._scrub)
        self.title = QLabel()
        self.title.setObjectName("paneTitle")
        self.other = TimelineView(self.look, 15)
        self.other.setAccessibleName(self.tr("Timeline of the same question, thought another way"))
        self.other_title = QLabel()
        self.other_title.setObjectName("paneTitle")
        self.compare = QPushButton(self.tr("Compare with thinking first"))
        self.compare.setToolTip(self.tr("Ask the same question again, thinking in the other way"))
        self.compare.clicked.connect(self._ask_other)
        self.leave = self._tool(self.tr("Close the teacher's view (Esc)"), self.close)
        self.prev = self._tool(self.tr("Previous token (Left)"), lambda: self._step(-1))
        self.play = self._tool(self.tr("Play or pause (P)"), self._toggle)
        self.next = self._tool(self.tr("Next token (Right)"), lambda: self._step(1))
        self.speed = QComboBox()
        self.speed.setAccessibleName(self.tr("Speed"))
        for value in reversed(SPEEDS):
            self.speed.addItem(f"{value:g}×", value)
        self.speed.currentIndexChanged.connect(self._set_speed)
        self.sound = QPushButton(self.tr("Play with sound"))
        self.sound.clicked.connect(self._play_sound)
        self.at = QLabel()
        self.at.setObjectName("muted")
        self.at.setMinimumWidth(70)
        self.facts = QLabel()
        self.facts.setObjectName("muted")

    def _tool(self, name: str, action: object) -> QToolButton:
        button = QToolButton()
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(action)
        return button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.question, 1)
        top.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignTop)
        left, right = self._panel(self.tr("Spoken"), "voice"), self._panel(self.tr("Reasoning"), "thought")
        left[1].addWidget(self.caption)
        left[1].addStretch(1)
        right[1].addWidget(self.steps, 1)
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.addWidget(left[0], 1)
        middle.addWidget(right[0], 1)
        controls = QHBoxLayout()
        controls.setSpacing(8)
        for part in (self.prev, self.play, self.next, self.speed, self.sound, self.compare, self.at):
            controls.addWidget(part)
        controls.addStretch(1)
        controls.addWidget(self.facts)
        band = QFrame()
        band.setObjectName("card")
        lower = QVBoxLayout(band)
        lower.setContentsMargins(18, 14, 18, 14)
        lower.addWidget(self.other_title)
        lower.addWidget(self.other, 1)
        lower.addWidget(self.title)
        lower.addWidget(self.line, 1)
        lower.addLayout(controls)
        self.rows = layout = QVBoxLayout(self)
        layout.setContentsMargins(36, 28, 36, 28)
        layout.setSpacing(20)
        layout.addLayout(top)
        layout.addLayout(middle, 4)
        layout.addWidget(band, 5)

    def _panel(self, title: str, tone: str) -> tuple[QFrame, QVBoxLayout]:
        frame = QFrame()
        frame.setObjectName("card")
        label = QLabel(title)
        label.setObjectName("title")
        label.setProperty("tone", tone)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(26, 20, 26, 20)
        layout.setSpacing(14)
        layout.addWidget(label)
        return frame, layout

    def _keys(self) -> None:
        for key, action in (
            (Qt.Key.Key_Escape, self._escape),
            (Qt.Key.Key_F11, self.close),
            (Qt.Key.Key_P, self._toggle),
            (Qt.Key.Key_Left, lambda: self._step(-1)),
            (Qt.Key.Key_Right, lambda: self._step(1)),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(action)

    def _restyle(self) -> None:
        size = self.look.px(26)
        for button, name in ((self.leave, "close"), (self.prev, "back"), (self.next, "next")):
            button.setIcon(icons.icon(name, self.look.colour("ink"), size))
            button.setIconSize(QSize(size, size))
        self.play.setIconSize(QSize(size, size))
        self.question.setFont(self.look.font(24))
        self._show_question()
        self.caption.set_type(self.look.font(36, QFont.Weight.Medium))
        self._show_play()

    # -- live

    def show_turn(self, turn: TurnModel) -> None:
        """The turn came or changed; an older one than the one shown is ignored."""
        if self._turn is not None and turn.generation < self._turn.generation:
            return
        if turn is not self._turn:
            self._turn = turn
            self.caption.clear_source()
            self.steps.clear_steps()
            self.line.set_head(None)
            self.scrubber = Scrubber(speed=self.scrubber.speed)
        self._show_question()
        self.caption.show_source(turn.caption.text)
        self.steps.show_steps(turn.steps, busy=thinking(turn))
        self.line.show_turn(turn)
        self.scrubber.end_s = turn.timeline.end_s
        self._show_facts(turn)
        self._show_other(turn)

    def _show_other(self, turn: TurnModel) -> None:
        """An earlier turn with the same question that thought another way, on the same seconds."""
        other = self.presenter.counterpart(turn)
        for part in (self.title, self.other, self.other_title):
            part.setVisible(other is not None)
        self.rows.setStretch(2, 9 if other is not None else 5)
        first = self.tr("Compare with thinking while speaking")
        then = self.tr("Compare with thinking first")
        self.compare.setText(first if turn.way == "think-first" else then)
        self.compare.setEnabled(turn.ended is not None and bool(turn.question))
        span = max(turn.timeline.end_s, other.timeline.end_s) * 1.03 if other is not None else 0.0
        self.line.set_span(span)
        self.other.set_span(span)
        self.other.show_turn(other)
        if other is not None:
            self.title.setText(self._describe(turn))
            self.other_title.setText(self._describe(other))

    def _describe(self, turn: TurnModel) -> str:
        ways = {
            "interleaved": self.tr("Thought while speaking"),
            "think-first": self.tr("Thought first"),
            "direct": self.tr("Spoke at once"),
        }
        parts = [ways[turn.way]]
        if turn.ended is not None and turn.ended.ttfa_s is not None:
            parts.append(self.tr("first sound after {s} s").format(s=f"{turn.ended.ttfa_s:.2f}"))
        if turn.ended is not None:
            parts.append(self.tr("{n} words spoken").format(n=turn.ended.spoken_words))
        return "  ·  ".join(parts)

    def _ask_other(self) -> None:
        if self._turn is not None:
            self.presenter.ask(
                self._turn.question, "interleaved" if self._turn.way == "think-first" else "think-first"
            )

    def _show_question(self) -> None:
        asked = self._turn.question if self._turn is not None else ""
        self.question.setText(asked or self.tr("Ask a question; it is shown here for everybody."))
        tone = self.look.colours.ink if asked else self.look.colours.muted
        self.question.setStyleSheet(f"font-size: {self.look.px(24)}px; color: {tone};")

    def _show_facts(self, turn: TurnModel) -> None:
        parts: list[str] = []
        first = turn.ended.ttfa_s if turn.ended is not None else turn.timeline.first_sound_s
        if first is not None:
            parts.append(self.tr("first sound after {s} s").format(s=f"{first:.2f}"))
        if (span := turn.timeline.thinking_s) is not None:
            parts.append(self.tr("thinking from {a} to {b} s").format(a=f"{span[0]:.2f}", b=f"{span[1]:.2f}"))
        if turn.ended is not None:
            parts.append(
                self.tr("{r} reasoning tokens, {s} spoken").format(
                    r=turn.ended.reasoning_tokens, s=turn.ended.spoken_tokens
                )
            )
        self.facts.setText("  ·  ".join(parts))

    def show_playhead(self, turn: TurnModel) -> None:
        """Follow the sound."""
        if turn is self._turn and turn.played_s and not self.scrubber.running:
            self._mark_word(turn.played_s)
            self.steps.light(turn.number_heard)
            self._head(turn.timeline.moment_of(turn.played_s))
        elif turn is self._turn and not turn.played_s:
            self._mark_word(None)
            self.steps.light(None)

    def _head(self, moment: float) -> None:
        self.line.set_head(moment)
        self.at.setText(f"{moment:.2f} s")

    def _mark_word(self, played_s: float | None) -> None:
        turn = self._turn
        word = turn.caption.word_at(played_s) if turn is not None and played_s is not None else None
        self.caption.mark_source([word] if word else [])
        heard = turn.caption.chars_at(played_s) if turn is not None and played_s is not None else None
        self.caption.dim_source(word[1] if word else heard)

    # -- going through it again

    def _scrub(self, moment: float) -> None:
        if self._turn is None or self._turn.ended is None:
            return
        self.scrubber.seek(moment)
        self._show_moment()

    def _step(self, direction: int) -> None:
        if self._turn is not None:
            self._stop_running()
            self._scrub(self._turn.timeline.step_from(self.scrubber.moment, direction))

    def _toggle(self) -> None:
        if self._turn is None or self._turn.ended is None:
            return
        self.scrubber.toggle()
        self._last = monotonic()
        self._timer.start() if self.scrubber.running else self._timer.stop()
        self._show_play()

    def _stop_running(self) -> None:
        self.scrubber.running = False
        self._timer.stop()
        self._show_play()

    def _tick(self) -> None:
        now = monotonic()
        self.scrubber.advance(now - self._last)
        self._last = now
        self._show_moment()
        if not self.scrubber.running:
            self._stop_running()

    def _show_moment(self) -> None:
        """Everything as it stood at the scrubber's moment."""
        turn = self._turn
        if turn is None:
            return
        moment = self.scrubber.moment
        past = Steps()
        past.add(turn.timeline.text_until(moment, "thought"))
        if moment >= self.scrubber.end_s - 1e-6:
            past.finish()
        self.steps.clear_steps()
        self.steps.show_steps(past, busy=True)
        self._mark_word(turn.timeline.played_at(moment))
        self._head(moment)

    def _set_speed(self) -> None:
        self.scrubber.speed = float(self.speed.currentData())

    def _play_sound(self) -> None:
        if self._turn is not None and self._turn.ended is not None:
            self._stop_running()
            self.steps.clear_steps()
            self.steps.show_steps(self._turn.steps, busy=False)
            self.presenter.replay(self._turn, self._turn.timeline.played_at(self.scrubber.moment))

    def _show_play(self) -> None:
        name = "pause" if self.scrubber.running else "play"
        self.play.setIcon(icons.icon(name, self.look.colour("ink"), self.look.px(26)))

    def _escape(self) -> None:
        if self.presenter.answering or self.presenter.listening:
            self.presenter.stop()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        self.closed.emit()
        super().closeEvent(event)
