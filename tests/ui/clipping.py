"""Finds texts that do not fit: every visible text must lie within its widget, and its widget within the window."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionFrame,
    QWidget,
)

SLACK = 2  # pixels: rounding of font sizes


def clipped(window: QWidget) -> list[str]:
    """One line for each text of a top-level window that is cut off; empty if all is well."""
    found = [] if window.screen().availableGeometry().contains(window.geometry()) else [_place(window)]
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window and (why := _why(widget, window)):
            found.append(f"{type(widget).__name__} {_text(widget)!r}: {why}")
    return found


def _place(window: QWidget) -> str:
    box, room = window.geometry(), window.screen().availableGeometry()
    return f"window {box.width()}x{box.height()} at {box.x()},{box.y()} on {room.width()}x{room.height()}"


def _text(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def _why(widget: QWidget, window: QWidget) -> str:
    if not _text(widget).strip():
        return ""
    return next(_reasons(widget, window), "")


def _reasons(widget: QWidget, window: QWidget) -> Iterator[str]:
    needed, there = _needed(widget), widget.contentsRect()
    if isinstance(widget, QLineEdit):
        option = QStyleOptionFrame()
        widget.initStyleOption(option)
        there = widget.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, widget)
    if needed.width() > there.width() + SLACK:
        yield f"{there.width()} px wide, {needed.width()} needed"
    if needed.height() > there.height() + SLACK:
        yield f"{there.height()} px high, {needed.height()} needed"
    shown, outer = _on(widget, window), window.rect()
    area = _scrolled_in(widget)
    visible = widget.visibleRegion().boundingRect()
    if area is None and (visible.width() + SLACK < widget.width() or visible.height() + SLACK < widget.height()):
        yield f"{visible.width()}x{visible.height()} of {widget.width()}x{widget.height()} px seen"
    if area is not None:  # up and down it scrolls
        outer = _on(area.viewport(), window)
        shown = QRect(shown.x(), outer.y(), shown.width(), 1)
    if not outer.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(shown):
        yield f"at {shown.getRect()}, outside of {outer.getRect()}"


def _needed(widget: QWidget) -> QRect:
    """The rectangle that the text needs."""
    metrics, text = widget.fontMetrics(), _text(widget)
    if isinstance(widget, QLabel):
        flags = Qt.TextFlag.TextWordWrap if widget.wordWrap() else Qt.TextFlag.TextExpandTabs
        return metrics.boundingRect(QRect(0, 0, widget.contentsRect().width(), 10_000), flags, text)
    if isinstance(widget, QLineEdit | QComboBox):
        width = metrics.horizontalAdvance(text) if isinstance(widget, QComboBox) or not widget.text() else 0
        return QRect(0, 0, width, metrics.height())
    if isinstance(widget, QCheckBox):
        return QRect(QPoint(), widget.sizeHint())
    icon = 0 if widget.icon().isNull() else widget.iconSize().width() + 4  # type: ignore[attr-defined]
    shows = getattr(widget, "toolButtonStyle", lambda: None)() != Qt.ToolButtonStyle.ToolButtonIconOnly
    bounds = metrics.boundingRect(QRect(0, 0, 10_000, 10_000), 0, text)
    return QRect(0, 0, bounds.width() + icon if shows or not icon else icon, bounds.height())


def _on(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def _scrolled_in(widget: QWidget) -> QAbstractScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return parent
        parent = parent.parentWidget()
    return None


def settle() -> None:
    """Let layouts finish."""
    for _ in range(4):
        QApplication.processEvents()
