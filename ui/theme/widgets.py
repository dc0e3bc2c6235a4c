"""Small widgets and layouts that the whole window shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QMessageBox,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.theme import icons
from ui.theme.theme import Style

# A number is a gap in pixels, None takes the free room; a tuple gives a part's share of it, and its alignment.
Part: TypeAlias = QWidget | QLayout | int | tuple[QWidget | QLayout, int] | tuple[QWidget, int, Qt.AlignmentFlag] | None
Margins: TypeAlias = tuple[int, int, int, int]
_FRAME = QSize(8, 40)  # of a window: its title and edges
Box = TypeVar("Box", bound=QBoxLayout)


def hbox(*parts: Part, spacing: int = -1, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    """Parts from left to right. spacing: pixels between them, -1 for the style's own."""
    return _filled(QHBoxLayout(), parts, spacing, margins)


def vbox(*parts: Part, spacing: int = -1, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    """Parts from top to bottom. spacing: as in `hbox`."""
    return _filled(QVBoxLayout(), parts, spacing, margins)


def _filled(layout: Box, parts: tuple[Part, ...], spacing: int, margins: Margins) -> Box:
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        else:
            item, stretch, *alignment = part if isinstance(part, tuple) else (part, 0)
            if isinstance(item, QLayout):
                layout.addLayout(item, stretch)
            else:
                layout.addWidget(item, stretch, *alignment)
    return layout


def plain_label(text: str = "") -> QLabel:
    """A label that shows its text as it is: Qt would read HTML in a question, and open its pictures."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def label(text: str, name: str = "", *, wrap: bool = True) -> QLabel:
    """A label whose text can be selected. name: its kind in the style sheet."""
    made = plain_label(text)
    if name:
        made.setObjectName(name)
    made.setWordWrap(wrap)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def confirm(parent: QWidget, verb: str, question: str, act: Callable[[], None]) -> None:
    """Ask in a box over `parent`, and call `act` if its button `verb` is pressed."""
    box = QMessageBox(QMessageBox.Icon.Question, verb, question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    yes = box.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.buttonClicked.connect(lambda button: act() if button is yes else None)
    box.open()


def question_box(parent: QWidget, title: str, question: str) -> QMessageBox:
    """A box with Yes and No over `parent`, not open yet."""
    both = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
    box = QMessageBox(QMessageBox.Icon.Question, title, question, both, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    return box


def fit(dialog: QDialog, style: Style, width: int, height: int) -> None:
    """Set the size of a dialog in design pixels, limited by the screen."""
    room = dialog.screen().availableSize()
    wide, high = min(style.px(width), round(room.width() * 0.94)), min(style.px(height), round(room.height() * 0.9))
    dialog.resize(QSize(wide, high))


def keep_on_screen(window: QWidget) -> None:
    """Make a top-level window no larger than its screen, and move it inside."""
    room, frame = window.screen().availableGeometry(), _FRAME
    size = window.size().boundedTo(room.size() - frame)
    window.setMinimumSize(window.minimumSize().boundedTo(room.size() - frame))
    window.resize(size)
    x = min(max(window.x(), room.x()), room.right() + 1 - size.width() - frame.width() // 2)
    y = min(max(window.y(), room.y()), room.bottom() + 1 - size.height())
    window.move(x, y)


def scrolled(inner: QWidget) -> QScrollArea:
    """A page that scrolls where it does not fit."""
    inner.setObjectName("clear")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


class _WheelScrollsPage(QObject):
    """Passes the wheel on from a control without focus: who scrolls a page must not change what is under the mouse."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def needs_focus_for_wheel(control: QWidget) -> None:
    """Let the wheel change a control only while that has the focus, which the wheel does not give."""
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_WheelScrollsPage(control))


def set_icon(button: QAbstractButton, name: str, colour: QColor, size: int) -> None:
    """Icon `name` on a button, `size` logical pixels square."""
    button.setIcon(icons.icon(name, colour, size))
    button.setIconSize(QSize(size, size))


def tool_button(name: str, action: object) -> QToolButton:
    """A button that shows an icon alone; `name` is its tooltip and what screen readers read. action: slot or signal."""
    button = QToolButton()
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.clicked.connect(action)
    return button


class FlowLayout(QLayout):
    """Widgets from left to right, in as many rows as they need."""

    def __init__(self, *parts: QWidget, spacing: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)
        for part in parts:
            self.addWidget(part)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest part in one row; more rows follow from `heightForWidth`."""
        sizes = [item.sizeHint() for item in self._items]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def _place(self, rect: QRect, move: bool) -> int:
        """The height of all rows; with `move` the parts go there."""
        x, y, high = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, high = rect.x(), y + high + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x, high = x + size.width() + self.spacing(), max(high, size.height())
        return y + high - rect.y()
