"""The side pane: the reasoning of the chosen turn, live, and its timeline on demand."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from app.transcript.turn_transcript import TurnTranscript
from ui.services.presenter import thinking
from ui.teacher.timeline_view import TimelineView
from ui.text.formula_painter import FormulaPainter
from ui.text.reasoning_view import ReasoningView, how_checked, step_count
from ui.theme import icons
from ui.theme.theme import Style
from ui.theme.widgets import hbox, plain_label, set_icon, tool_button, vbox

_TIMELINE_MS = 120
_ROOMY = 430  # a lower pane keeps its room for the steps


class ReasoningPane(QFrame):
    """Shows one turn's reasoning; can be collapsed to a narrow rail."""

    collapsed_changed = Signal(bool)

    def __init__(self, style: Style, formulas: FormulaPainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self.setObjectName("side")
        self._turn: TurnTranscript | None = None
        self._collapsed = False
        self.view = ReasoningView(style, formulas)
        self.timeline = TimelineView(style, 11.5)
        self._build()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show_timeline)
        style.changed.connect(self._restyle)
        self._restyle()

    def _build(self) -> None:
        self.toggle = tool_button("", lambda: self.set_collapsed(not self._collapsed))
        self.title = plain_label(self.tr("Reasoning"))
        self.title.setObjectName("paneTitle")
        self.count = plain_label()
        self.count.setObjectName("muted")
        self.exact = plain_label()
        self.exact.setObjectName("muted")
        self.exact.setWordWrap(True)
        self._build_empty()
        self.how = QPushButton(self.tr("When it thought and spoke"))
        self.how.setObjectName("flat")
        self.how.setCheckable(True)
        self.how.toggled.connect(self._show_parts)
        self.latest = QPushButton(self.tr("Newest step"), self.view)
        self.latest.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.latest.clicked.connect(self.view.to_latest)
        self.latest.hide()
        self.view.follow_changed.connect(self._follow_changed)
        self._lay_out()

    def _build_empty(self) -> None:
        self.empty = QWidget()
        self.empty_icon = plain_label()
        text = plain_label(self.tr("Each step appears here\nwhile the answer is being spoken."))
        text.setObjectName("hint")
        column = QVBoxLayout(self.empty)
        column.setSpacing(14)
        column.addStretch(2)
        for part in (self.empty_icon, text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        column.addStretch(3)

    def _lay_out(self) -> None:
        head = hbox(self.toggle, self.title, self.count, None, spacing=8)
        self.rule = QFrame()
        self.rule.setFixedHeight(1)
        foot = hbox((self.exact, 1), self.how, spacing=8)
        parts = head, (self.empty, 1), (self.view, 1), foot, self.rule, self.timeline, QWidget()
        self.setLayout(vbox(*parts, spacing=10, margins=(14, 12, 14, 12)))
        self.view.hide()
        self.exact.hide()
        self.how.hide()
        self.rule.hide()
        self.timeline.hide()

    def _restyle(self) -> None:
        ink, size = self.look.colour("thought"), self.look.px(20)
        set_icon(self.toggle, "think" if self._collapsed else "right", ink, size)
        set_icon(self.latest, "latest", ink, size)
        self.rule.setStyleSheet(f"background: {self.look.colours.line};")
        self.timeline.setFixedHeight(self.look.px(236))
        big = self.look.px(44)
        self.empty_icon.setPixmap(icons.pixmap("think", self.look.colour("thought"), big, self.devicePixelRatioF()))

    # -- content

    @property
    def turn(self) -> TurnTranscript | None:
        return self._turn

    def show_turn(self, turn: TurnTranscript) -> None:
        """Show `turn`; it may be the shown one, changed."""
        if turn is not self._turn:
            self._turn = turn
            self.view.clear_steps()
            self.timeline.set_head(None)
        self.view.show_steps(turn.steps, busy=thinking(turn))
        self.count.setText(step_count(self.view.count) if self.view.count else "")
        self.exact.setText(how_checked(turn))
        self._show_parts()
        if not self._later.isActive():
            # A longer timeline takes longer to draw: draw it less often, so that the event loop is not blocked.
            self._later.start(_TIMELINE_MS + len(turn.timeline.marks) // 4)

    def clear(self) -> None:
        """Show no turn."""
        self._turn = None
        self._later.stop()
        self.view.clear_steps()
        self.count.setText("")
        self.timeline.set_head(None)
        self.timeline.show_turn(None)
        self._show_parts()

    def show_playhead(self, turn: TurnTranscript) -> None:
        """Highlight the spoken number and move the playhead."""
        if turn is not self._turn:
            return
        self.view.light(turn.number_heard)
        self.timeline.set_head(turn.timeline.moment_of(turn.played_s) if turn.played_s else None)

    def _show_timeline(self) -> None:
        if self._turn is not None:
            self.timeline.show_turn(self._turn)

    def _show_parts(self) -> None:
        filled = bool(self._turn and (self._turn.steps.closed or self._turn.steps.open))
        for head in (self.title, self.count):
            head.setVisible(not self._collapsed)
        self.empty.setVisible(not filled and not self._collapsed)
        self.view.setVisible(filled and not self._collapsed)
        self.exact.setVisible(filled and bool(self.exact.text()) and not self._collapsed)
        roomy = self.height() >= self.look.px(_ROOMY)
        self.how.setVisible(filled and roomy and not self._collapsed)
        for part in (self.rule, self.timeline):
            part.setVisible(self.how.isVisibleTo(self) and self.how.isChecked())

    # -- collapsed or open

    @property
    def collapsed(self) -> bool:
        return self._collapsed

    def set_collapsed(self, collapsed: bool) -> None:
        """Fold to a rail or unfold."""
        self._collapsed = collapsed
        text = self.tr("Show the reasoning (F9)") if collapsed else self.tr("Hide the reasoning (F9)")
        self.toggle.setToolTip(text)
        self.toggle.setAccessibleName(text)
        self._restyle()
        self._show_parts()
        self.setMaximumWidth(self.look.px(64) if collapsed else 16_777_215)
        self.setMinimumWidth(self.look.px(64) if collapsed else self.look.px(300))
        self.collapsed_changed.emit(collapsed)

    # -- following

    def _follow_changed(self, following: bool) -> None:
        self.latest.setVisible(not following)
        self._place_latest()

    def _place_latest(self) -> None:
        self.latest.adjustSize()
        self.latest.move((self.view.width() - self.latest.width()) // 2, self.view.height() - self.latest.height() - 10)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_parts()
        self._place_latest()

    def stop(self) -> None:
        """Stop the timer (the window closes)."""
        self._later.stop()
