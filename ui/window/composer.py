"""The dock at the bottom: microphone, text box, level meter, hands-free."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from ui.services.presenter import ANSWERING, TutorState
from ui.theme import icons
from ui.theme.theme import Style
from ui.theme.widgets import hbox, plain_label, set_icon, tool_button, vbox

Face = Literal["mic", "listening", "stop", "off"]


_FACES: dict[Face, str] = {"mic": "mic", "listening": "send", "stop": "stop", "off": "stop"}


def face_of(state: TutorState, hands_free: bool) -> Face:
    """What pressing the microphone button does in a state."""
    if state in ("listening", "hearing"):
        return "off" if hands_free else "listening"
    return "stop" if state in ANSWERING else "mic"


class MicButton(QAbstractButton):
    """The round button that starts and ends a question and stops an answer, in a ring that shows the voice's level.

    went_down, went_up: the mouse's button on it, with the event's time in ms. It may leave the button in between.
    clicked: by a screen reader or a program.
    """

    went_down = Signal(int)
    went_up = Signal(int)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._face: Face = "mic"
        self._level = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_face("mic")
        style.changed.connect(self.updateGeometry)

    def set_face(self, face: Face) -> None:
        """Set what pressing the button does."""
        self._face = face
        names = {
            "mic": self.tr("Ask by voice"),
            "listening": self.tr("Send the question"),
            "stop": self.tr("Stop the answer"),
            "off": self.tr("Turn hands-free off"),
        }
        self.setAccessibleName(names[face])
        self.setToolTip(names[face])
        self.update()

    @property
    def face(self) -> Face:
        return self._face

    def set_level(self, level: float) -> None:
        """Show loudness 0..1; the ring falls smoothly."""
        new = max(level, self._level * 0.82)
        if abs(new - self._level) > 0.004 or level == 0.0 != self._level:
            self._level = new if level or new > 0.02 else 0.0
            self.update()

    def sizeHint(self) -> QSize:
        side = self.look.px(76)
        return QSize(side, side)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setDown(True)
            self.went_down.emit(event.timestamp())

    def mouseMoveEvent(self, _event: QMouseEvent) -> None:
        """Stay down: a hand that talks and holds may move."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setDown(False)
            self.went_up.emit(event.timestamp())

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self.look.px
        centre = QPointF(self.width() / 2, self.height() / 2)
        radius = px(27)
        if self._face in ("listening", "off"):
            self._paint_rings(painter, centre, radius)
        fill, ink = self._colours()
        if self.isDown():
            radius -= px(1)
        painter.setPen(QPen(self.look.colour("voice" if self.isEnabled() else "line"), px(2)))
        painter.setBrush(self.look.colour(fill))
        painter.drawEllipse(centre, radius, radius)
        size = px(26)
        icons.paint(
            painter,
            _FACES[self._face],
            self.look.colour(ink),
            QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size),
        )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.look.colour("thought"), px(2)))
            painter.drawEllipse(centre, radius + px(5), radius + px(5))

    def _colours(self) -> tuple[str, str]:
        if not self.isEnabled():
            return "sunken", "muted"
        if self._face == "stop":
            return "card", "voice"
        return "voice", "on_voice"

    def _paint_rings(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        soft = self.look.colour("voice")
        reach = min(1.0, 0.25 + self._level * 1.2) if self.look.motion else 1.0
        for share, alpha in ((1.0, 40), (0.55, 70)):
            soft.setAlpha(alpha)
            painter.setBrush(soft)
            grown = radius + self.look.px(11) * reach * share
            painter.drawEllipse(centre, grown, grown)


class LevelMeter(QWidget):
    """Loudness of the microphone as a row of bars, with a number for screen readers."""

    BARS = 12

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._values = [0.0] * self.BARS
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Microphone level"))
        self.setToolTip(self.tr("Microphone level"))

    @property
    def value(self) -> float:
        """The newest level shown, 0..1."""
        return self._values[-1]

    def set_level(self, level: float) -> None:
        """Show loudness 0..1 as the newest bar."""
        self._values = [*self._values[1:], min(1.0, max(0.0, level))]
        self.update()

    def reset(self) -> None:
        """Back to silence."""
        self._values = [0.0] * self.BARS
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(6) * self.BARS, self.look.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        step, width, middle = self.width() / self.BARS, self.look.px(3), self.height() / 2
        for i, value in enumerate(self._values):
            high = max(width, value * self.height())
            painter.setBrush(self.look.colour("voice" if value > 0.02 else "line"))
            painter.drawRoundedRect(QRectF(i * step, middle - high / 2, width, high), width / 2, width / 2)


class Composer(QFrame):
    """Signals: `asked(text)`, `voice`, `hands_free(on)`, `stopped`, `picture` (one was pasted)."""

    asked = Signal(str)
    voice = Signal()
    hands_free = Signal(bool)
    stopped = Signal()
    picture = Signal()

    def __init__(self, style: Style, takes: Callable[[str], bool], parent: QWidget | None = None) -> None:
        """takes: whether the model would answer a question."""
        super().__init__(parent)
        self.look = style
        self._takes = takes
        self._state: TutorState = "loading"
        self.waits = False  # a question is to be asked as soon as the model is there
        self.setObjectName("dock")
        self.mic = MicButton(style)
        self.mic.clicked.connect(self.voice)
        self.box = QLineEdit()
        self.box.setPlaceholderText(self.tr("Type a question"))
        self.box.setAccessibleName(self.tr("Question"))
        self.box.setAcceptDrops(False)  # the window takes what is dropped
        self.box.installEventFilter(self)
        self.box.returnPressed.connect(self._send)
        self.box.textChanged.connect(self._box_changed)
        self._make_signs()
        self.send = QPushButton(self.tr("Ask"))
        self.send.setObjectName("primary")
        self.send.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.send.clicked.connect(self._send)
        self.stop = tool_button(self.tr("Stop (Esc)"), self.stopped)
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keeps = self.stop.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)  # the box does not jump
        self.stop.setSizePolicy(keeps)
        self.free = QPushButton(self.tr("Hands-free"))
        self.free.setCheckable(True)
        self.free.setObjectName("flat")
        self.free.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.free.setToolTip(self.tr("Listen all the time: the question ends when you stop speaking"))
        self.free.toggled.connect(self._free_toggled)
        self.meter = LevelMeter(style)
        self.hint = plain_label()
        self.hint.setObjectName("hint")
        # A longer hint must not widen the dock, or the whole window would shift with each state.
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.box.setMinimumWidth(100)
        self._lay_out()
        style.changed.connect(self._restyle)
        self._restyle()
        self.show_state("loading", False)

    def _make_signs(self) -> None:
        """A menu of signs that keyboards lack, with their names for screen readers."""
        name = self.tr("Insert a sign")
        self.signs = QToolButton()
        self.signs.setText("√x")
        self.signs.setObjectName("signs")
        self.signs.setToolTip(name)
        self.signs.setAccessibleName(name)
        self.signs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.signs.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.signs)
        self.offered: list[tuple[QAction, str]] = []
        for sign, spoken, sample in (
            (" + ", self.tr("plus"), ""),
            (" − ", self.tr("minus"), ""),
            (" × ", self.tr("times"), ""),
            (" ÷ ", self.tr("divided by"), ""),
            ("(", self.tr("opening bracket"), "(3 + 4) × 5"),
            (")", self.tr("closing bracket"), "(3 + 4) × 5"),
            ("²", self.tr("squared"), "7² + 1"),
            ("³", self.tr("cubed"), "7³ + 1"),
            ("√", self.tr("square root"), "√81 + 1"),
            ("½", self.tr("one half"), "½ + ½"),
            ("π", self.tr("pi"), "2 × π"),
            ("°", self.tr("degrees"), "½ of 90°"),
            (" ≤ ", self.tr("less than or equal to"), "7 + 1 ≤ 9"),
            (" ≥ ", self.tr("greater than or equal to"), "7 + 1 ≥ 9"),
        ):
            action = menu.addAction(f"{sign.strip()}\t{spoken}")
            action.triggered.connect(lambda _=False, s=sign: self._insert(s))
            self.offered.append((action, sample))
        menu.aboutToShow.connect(self._offer_signs)
        self.signs.setMenu(menu)

    def _offer_signs(self) -> None:
        """Offer what the model can answer, by a question with each sign."""
        for action, sample in self.offered:
            action.setVisible(not sample or self._takes(sample))

    def _insert(self, sign: str) -> None:
        self.box.insert(sign)
        self.box.setFocus()

    def _lay_out(self) -> None:
        upper = hbox((self.box, 1), self.signs, self.stop, self.send, spacing=10)
        lower = hbox((self.hint, 1), self.meter, self.free, spacing=12)
        right = vbox(upper, lower, spacing=6)
        self.setLayout(hbox(self.mic, (right, 1), spacing=12, margins=(12, 12, 16, 10)))

    def _restyle(self) -> None:
        size = self.look.px(18)
        for button, name, tone in ((self.stop, "stop", "ink"), (self.free, "wave", "muted")):
            set_icon(button, name, self.look.colour(tone), size)
        self._paint_free()
        for widget in (self.box, self.send, self.stop, self.signs):
            widget.setFixedHeight(self.look.px(42))

    def _paint_free(self) -> None:
        on, size = self.free.isChecked(), self.look.px(18)
        self.free.setIcon(icons.icon("check" if on else "wave", self.look.colour("voice" if on else "muted"), size))
        self.free.setText(self.tr("Hands-free on") if on else self.tr("Hands-free"))

    # -- what the reader does

    def _send(self) -> None:
        if self.send.isEnabled() and self.box.text().strip():
            self.asked.emit(self.box.text())

    def _free_toggled(self, on: bool) -> None:
        self._paint_free()
        self.hands_free.emit(on)

    def _box_changed(self) -> None:
        self.send.setEnabled(self.box.isEnabled() and bool(self.box.text().strip()))
        self._show_hint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A pasted picture is reported, not inserted; the hint follows the focus."""
        if watched is self.box and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_hint()
        if watched is self.box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return event.matches(QKeySequence.StandardKey.Paste) and self.paste_picture()
        return super().eventFilter(watched, event)

    def paste_picture(self) -> bool:
        """Emit `picture` if the clipboard has a picture and no text; returns whether it has."""
        held = QGuiApplication.clipboard().mimeData()
        found = held.hasImage() and not held.hasText()
        if found:
            self.picture.emit()
        return found

    # -- what it shows

    def show_state(self, state: TutorState, usable: bool) -> None:
        """Fit the controls to the state. usable: a question can be asked."""
        listening, answering = state in ("listening", "hearing"), state in ANSWERING
        self.mic.set_face(face_of(state, self.free.isChecked()))
        self.mic.setEnabled(usable)
        typing = usable or state == "loading"  # what is typed now is asked once the model is there
        self.box.setEnabled(typing)
        self.signs.setEnabled(typing)
        self.waits = self.waits and state == "loading"
        self.free.setEnabled(usable)
        self.stop.setVisible(listening or answering)
        self._box_changed()
        self._state = state
        self._show_hint()
        self.meter.setVisible(listening)
        if not listening:
            self.meter.reset()

    def _show_hint(self) -> None:
        self.hint.setText(self._hint(self._state))

    def _hint(self, state: TutorState) -> str:
        if state in ("listening", "hearing"):
            if self.free.isChecked():
                return self.tr("Ask; a pause sends it")
            return self.tr("Let go or press to send")
        if state in ANSWERING:
            return self.tr("Esc stops the answer")
        if state == "loading":
            if self.waits:
                return self.tr("This is asked when the model is ready")
            return self.tr("The model is being loaded")
        if state == "error":
            return self.tr("See the message above")
        space, ctrl = Qt.Key.Key_Space, Qt.Modifier.CTRL
        types = self.box.hasFocus() and self.box.text().strip()
        key = QKeySequence(ctrl | space if types else space).toString(QKeySequence.SequenceFormat.NativeText)
        return self.tr("Hold {key} to talk").format(key=key)

    def wait(self) -> None:
        """Keep the question in the box until the model is there."""
        self.waits = True
        self._show_hint()

    def type(self, text: str) -> None:
        """Take over what was typed while the focus was elsewhere."""
        self.box.setFocus()
        self.box.deselect()
        self.box.end(False)
        self.box.insert(text)

    def offer_hands_free(self) -> None:
        """Remind that hands-free was on the last time, in the hint, until something else is to be said."""
        self.hint.setText(self.tr("Ctrl+H: hands-free again"))

    def show_hands_free(self, on: bool) -> None:
        """Show whether hands-free is on, without emitting `hands_free`."""
        self.free.blockSignals(True)
        self.free.setChecked(on)
        self.free.blockSignals(False)
        self._paint_free()
        self.mic.set_face(face_of(self._state, on))

    def set_level(self, level: float) -> None:
        """Show the loudness of the microphone, 0..1."""
        self.meter.set_level(level)
        self.mic.set_level(level)
