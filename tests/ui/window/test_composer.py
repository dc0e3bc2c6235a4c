"""Signs, pictures and what is dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage

from tests.ui.conftest import Stage
from ui.window.main_window import holds_picture


def picture() -> QImage:
    made = QImage(4, 4, QImage.Format.Format_RGB32)
    made.fill(0)
    return made


def test_signs_go_into_the_question(ready: Stage, qtbot) -> None:
    dock = ready.window.composer
    qtbot.keyClicks(dock.box, "6")
    dock.signs.menu().actions()[2].trigger()
    qtbot.keyClicks(dock.box, "48")
    assert dock.box.text() == "6 × 48"


def test_a_pasted_picture_is_answered_in_words(ready: Stage, qtbot) -> None:
    QGuiApplication.clipboard().setImage(picture())
    box = ready.window.composer.box
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(ready.window.banner.isVisible)
    assert "cannot see pictures" in ready.window.banner.text.text()
    assert box.text() == ""
    QGuiApplication.clipboard().setText("3+4")
    qtbot.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert box.text() == "3+4"


def drop(stage: Stage, data: QMimeData) -> None:
    place, copy, left = QPoint(50, 50), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    stage.window.dropEvent(QDropEvent(place, copy, data, left, Qt.KeyboardModifier.NoModifier))


def test_a_dropped_picture_is_answered_and_dropped_text_is_taken(ready: Stage, qtbot, tmp_path: Path) -> None:
    file = tmp_path / "task.png"
    picture().save(str(file))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    assert holds_picture(data)
    drop(ready, data)
    assert "cannot see pictures" in ready.window.banner.text.text()
    words = QMimeData()
    words.setText("7 + 8")
    assert not holds_picture(words)
    drop(ready, words)
    assert ready.window.composer.box.text() == "7 + 8"
