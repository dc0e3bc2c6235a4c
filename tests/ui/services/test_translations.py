"""German and Chinese: every text of the sources is translated, and the window shows it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication, QToolButton

from app.settings import SettingsModel
from tests.ui.scripted import ScriptedConversation, answer
from ui.dialogs.controller import DialogController
from ui.main import make_window
from ui.services import translations
from ui.window.main_window import MainWindow

UI = Path(__file__).resolve().parents[3] / "ui"
SAME = {"Aloud", "Esc", "F1", "F9", "F11", "Pause", "Ctrl+L", "Ctrl+H", "Ctrl+M", "Ctrl+R"}
SAME |= {"Ctrl+B", "Ctrl+N", "Ctrl+O", "Ctrl+P", "Ctrl+,", "Code", "Version"}
SAME |= {"{n} s", "{n} min", "{n} h", "Tutor: {state}", "plus", "minus"}
"""Texts that may be the same in another language."""


class Texts(ast.NodeVisitor):
    """Collects (context, text) of every tr() in a module."""

    def __init__(self) -> None:
        self.context = ""
        self.found: set[tuple[str, str]] = set()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        before, self.context = self.context, node.name
        self.generic_visit(node)
        self.context = before

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name == "tr":
            assert len(texts) == len(node.args), f"line {node.lineno}: tr() must get its text itself"
            self.found.add((self.context, texts[0]))
        elif name in ("translate", "QT_TRANSLATE_NOOP") and len(texts) == 2:
            self.found.add((texts[0], texts[1]))
        self.generic_visit(node)


def all_texts() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for file in sorted(UI.rglob("*.py")):
        reader = Texts()
        reader.visit(ast.parse(file.read_text(encoding="utf-8")))
        found |= reader.found
    return found


@pytest.fixture
def speak(application: QApplication) -> Iterator[Callable[[str], str]]:
    yield lambda name: translations.install(application, name)
    translations.remove(application)
    application.processEvents()


@pytest.mark.parametrize("name", ["de", "zh"])
def test_every_text_of_the_sources_is_translated(speak: Callable[[str], str], name: str) -> None:
    texts = all_texts()
    assert len(texts) > 200
    assert speak(name) == name
    missing, broken = [], []
    for context, text in sorted(texts):
        shown = QCoreApplication.translate(context, text)
        if shown == text and text not in SAME:
            missing.append(f"{context}: {text}")
        if sorted(re.findall(r"\{[^}]*\}", shown)) != sorted(re.findall(r"\{[^}]*\}", text)):
            broken.append(f"{context}: {text} -> {shown}")
    assert not missing, "run packaging/translations.py and translate:\n" + "\n".join(missing)
    assert not broken


@pytest.fixture
def window(
    application: QApplication, speak: Callable[[str], str]
) -> Iterator[Callable[[str], tuple[MainWindow, DialogController]]]:
    made: list[MainWindow] = []

    def make(name: str) -> tuple[MainWindow, DialogController]:
        speak(name)
        shown, dialogs = make_window(SettingsModel(), ScriptedConversation())
        made.append(shown)
        shown.show()
        shown.presenter.start()
        return shown, dialogs

    yield make
    for one in made:
        one.close()
        one.deleteLater()
    application.processEvents()


@pytest.mark.parametrize(
    ("name", "ready", "ask", "steps"),
    [("de", "Bereit", "Fragen", "Gedanken, 1 Schritt"), ("zh", "就绪", "提问", "推理，1 步")],
)
def test_the_window_speaks_the_language(window, qtbot, name: str, ready: str, ask: str, steps: str) -> None:
    shown, _ = window(name)
    talk = shown.presenter._conversation
    talk.state("ready")
    qtbot.waitUntil(lambda: shown.pill.text == ready)
    assert shown.composer.send.text() == ask
    turn = talk.begin()
    talk.send(answer(turn))
    qtbot.waitUntil(lambda: turn in shown.conversation.cards and shown.presenter.turns[turn].ended is not None)
    qtbot.waitUntil(lambda: shown.conversation.cards[turn].fold.text() == steps)


def test_the_language_changes_in_the_open_window(window, qtbot) -> None:
    shown, dialogs = window("en")
    talk = shown.presenter._conversation
    talk.state("ready")
    turn = talk.begin()
    talk.send(answer(turn))
    talk.state("ready")
    qtbot.waitUntil(lambda: turn in shown.conversation.cards and shown.presenter.turns[turn].ended is not None)
    qtbot.waitUntil(lambda: shown.pill.state == "ready")
    shown.conversation.cards[turn].fold.click()
    shown.composer.box.setText("6*7")
    shown.pane.toggle.click()
    looks = dialogs.open_settings().looks
    looks.language.setCurrentIndex(looks.language.findData("de"))
    looks.language.activated.emit(looks.language.currentIndex())
    qtbot.waitUntil(lambda: shown.composer.send.text() == "Fragen")
    assert shown.pill.text == "Bereit"
    assert shown.composer.box.text() == "6*7"
    assert shown.composer.box.isEnabled()
    card = shown.conversation.cards[turn]
    assert card.chosen
    assert card.fold.text() == "Gedanken, 1 Schritt"
    assert "six hundred and thirty-three" in card.caption.source
    assert shown.pane.collapsed
    assert shown.pane.view.toPlainText().endswith("633")
    assert dialogs.dialog is not None
    assert dialogs.dialog.windowTitle() == "Einstellungen"
    assert dialogs.dialog.isVisible()
    dialogs.dialog.close()
    tools = [button.accessibleName() for button in shown.header.findChildren(QToolButton)]
    assert any("Verlauf" in name for name in tools)
    shown.presenter.ask("2+2")  # the new window is wired as the old one was
    qtbot.waitUntil(lambda: turn + 1 in shown.conversation.cards)
    talk.level(0.5)
    translations.install(QApplication.instance(), "en")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: shown.composer.send.text() == "Ask")
    assert len(shown.conversation.cards) == 2


def test_a_narrow_window_keeps_its_order_in_another_language(window, qtbot) -> None:
    shown, _ = window("en")
    shown.resize(700, 800)
    qtbot.waitUntil(lambda: shown.split.orientation() == Qt.Orientation.Vertical)
    translations.install(QApplication.instance(), "de")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: shown.composer.send.text() == "Fragen")
    assert shown.split.orientation() == Qt.Orientation.Vertical


def test_the_desktop_s_language_is_taken_where_it_is_known() -> None:
    german, french = QLocale(QLocale.Language.German), QLocale(QLocale.Language.French)
    assert translations.choose("system", german) == "de"
    assert translations.choose("system", french) == "en"
    assert translations.choose("system", QLocale(QLocale.Language.Chinese)) == "zh"
    assert translations.choose("en", german) == "en"


def test_decimals_have_the_sign_of_the_language(speak: Callable[[str], str]) -> None:
    assert translations.decimals("first sound after 0.26 s") == "first sound after 0.26 s"
    speak("de")
    assert translations.decimals("39.1 MB, erster Ton nach 0.26 s.") == "39,1 MB, erster Ton nach 0,26 s."
    speak("zh")
    assert translations.decimals("39.1 MB") == "39.1 MB"
