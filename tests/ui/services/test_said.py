"""What the layers below say is shown in the reader's language, and no text of the window stays English."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabWidget,
    QWidget,
)

from app.conversation.conversation import DEVICE_NOTICES
from app.conversation.messages import CalibrationDone, CalibrationPhase, DevicePresent
from app.diagnosis import Report
from app.model_overview import Entry
from tests.ui.acts import spoken
from tests.ui.conftest import Stage
from tests.ui.scripted import answer
from tests.ui.sentences import raised
from ui.dialogs.model_widgets import BundleCard
from ui.services import translations as languages
from ui.services.translations import SENTENCES, said
from ui.window.conversation_view import EXAMPLES

COMPOSED = {  # of an address, a fault and an advice, which are sentences of their own
    "{1} {2}; {3}",
    "{1} {2}: get {3} again",
    "{1}; close Aloud and start it again, which sets it aside",
}
# The same in both languages: names, numbers, signs, keys, and what student and tutor say.
SAME = {"Aloud", "System", "Timeline", "Esc", "F1", "F9", "F11", "Ctrl+L", "Ctrl+H", "Ctrl+M", "Ctrl+R", "√x", "Token"}
SAME |= {"English", "Deutsch", "starter", "Desk", "Box", *EXAMPLES}


@pytest.fixture
def german(application: QApplication) -> Iterator[None]:
    languages.install(application, "de")
    yield
    languages.remove(application)
    application.processEvents()


def filled(sentence: str) -> str:
    return re.sub(r"\{(\d)\}", r"x\1", sentence)


@pytest.mark.parametrize("name", ["de", "zh"])
def test_every_sentence_from_below_has_a_translation(application: QApplication, name: str) -> None:
    languages.install(application, name)
    sentences = {(file, text) for file, text in raised() if text not in COMPOSED}
    assert len(sentences) > 60
    english = [f"{file}: {text}" for file, text in sorted(sentences) if said(filled(text)) == filled(text)]
    english += [text for text in DEVICE_NOTICES.values() if said(text) == text]
    lost = [text for text in SENTENCES if any(f"x{n}" not in said(filled(text)) for n in re.findall(r"\{(\d)\}", text))]
    languages.remove(application)
    assert not english, "add them to ui/services/translations.py and translate:\n" + "\n".join(english)
    assert not lost, "what is filled in got lost:\n" + "\n".join(lost)


def test_clauses_and_what_is_filled_in_are_translated_too(german: None) -> None:
    assert said("hub.co is in trouble (503 Busy); what was downloaded is kept; try again later") == (
        "hub.co hat Schwierigkeiten (503 Busy); was schon da ist, bleibt; versuch es später noch einmal"
    )
    assert said("this machine has no microphone; plug one in, or type the question").startswith("dieser Computer")
    assert said("It needs a graphics card: no NVIDIA graphics card was found.") == (
        "Es braucht eine Grafikkarte: keine NVIDIA-Grafikkarte gefunden."
    )
    assert said("b/x.safetensors is damaged (its sha256 differs): get the bundle 'omni' again") == (
        "b/x.safetensors ist beschädigt (die sha256 weicht ab): Hol das Bündel „omni“ noch einmal"
    )
    assert said("ValueError: 7 {1}") == "ValueError: 7 {1}"  # what nobody knows is shown as it came


def test_in_english_nothing_changes(application: QApplication) -> None:
    assert [text for text in SENTENCES if said(filled(text)) != filled(text)] == []


# -- what the window shows


def texts(root: QWidget) -> Iterator[tuple[str, str]]:
    """(widget, text) of everything that is shown, said to screen readers or shown as a tip."""
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisibleTo(root):
            continue
        name = type(widget).__name__
        yield from ((name, text) for text in (widget.accessibleName(), widget.toolTip(), widget.windowTitle()))
        if isinstance(widget, QLabel | QAbstractButton):
            yield name, widget.text()
        elif isinstance(widget, QLineEdit):
            yield name, widget.placeholderText()
        elif isinstance(widget, QComboBox):
            yield from ((name, widget.itemText(i)) for i in range(widget.count()))
        elif isinstance(widget, QTabWidget):
            yield from ((name, widget.tabText(i)) for i in range(widget.count()))
        menu = getattr(widget, "menu", lambda: None)()
        if menu is not None:
            yield from ((name, action.text()) for action in menu.actions())


def pattern(text: str) -> re.Pattern[str]:
    """Matches a text with anything in its holes."""
    return re.compile("(.+)".join(map(re.escape, re.split(r"\{[^}]*\}", text))), re.DOTALL)


def translations() -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
    """Patterns of all German texts, and of the English ones that differ from them."""
    messages = [
        (message.findtext("source") or "", message.findtext("translation") or "")
        for message in ElementTree.parse(languages.FOLDER / "aloud_de.ts").getroot().iter("message")
    ]
    worded = [
        (source, german) for source, german in messages if re.search("[A-Za-z]{3,}", re.sub(r"{.*?}", "", source))
    ]
    return [pattern(german) for _, german in worded], [pattern(source) for source, german in worded if source != german]


def english(root: QWidget, *lesson: str) -> list[str]:
    """The texts that no translation gave. lesson: what student, tutor and machine say, in any language."""
    german, sources = translations()

    def known(text: str) -> bool:
        if not re.search(r"[A-Za-z]{3,}", text) or text in SAME or any(part in text for part in lesson):
            return True
        for one in german:
            if found := one.fullmatch(text):
                return not any(
                    source.fullmatch(part) for part in found.groups() for source in sources if part not in SAME
                )
        return False

    return [
        f"{name}: {text}"
        for name, text in texts(root)
        if not known(text.strip()) and not all(known(line.strip()) for line in re.split(r"\n|\t|  ·  | · |; ", text))
    ]


FAILED = "this turn failed (ValueError: 7): ask again, or restart Aloud"
SAID = ("What is 347 plus 286?", "Okay, let me work that out.")


@pytest.fixture
def class_room(german: None, ready: Stage) -> Stage:
    """The window in German; it was loaded so."""
    return ready


def test_the_window_is_german_in_every_state(german: None, stage: Stage, qtbot) -> None:  # type: ignore[no-untyped-def]
    shown = stage.window

    def check() -> None:
        assert english(shown, *SAID) == []

    check()
    stage.talk.state("ready")
    qtbot.waitUntil(lambda: shown.pill.state == "ready")
    check()
    for state in ("listening", "hearing"):
        stage.talk.state(state)
        qtbot.waitUntil(lambda s=state: shown.pill.state == s)
        check()
    stage.talk.notice("There is no microphone now: plug it in again, or type the question.")
    stage.talk.sink(DevicePresent("microphone", False))
    qtbot.waitUntil(lambda: shown.pill.state == "no-microphone")
    check()
    stage.talk.state("ready")
    turn = stage.talk.begin()
    stage.talk.send(answer(turn)[:20])
    stage.talk.state("speaking")
    qtbot.waitUntil(lambda: shown.pill.state == "both")
    check()
    turn = spoken(stage, qtbot)
    shown.conversation.cards[turn].toggle()
    check()
    for reason, message in (
        ("cancelled", ""),
        ("no_speech", "I didn't catch that."),
        ("length", ""),
        ("error", FAILED),
    ):
        turn = stage.talk.begin()
        stage.talk.send([*answer(turn)[:-1], replace(answer(turn)[-1], reason=reason, message=message)])
        qtbot.waitUntil(lambda t=turn: t in stage.presenter.turns and stage.presenter.turns[t].ended is not None)
        check()
    stage.talk.state("error", "loading failed (ValueError: 7): report this, with the log")
    qtbot.waitUntil(lambda: shown.pill.state == "error")
    assert shown.banner.text.text().startswith("das Laden ist gescheitert")
    check()
    shown.toggle_pane()
    shown.toggle_mute()
    check()


def test_the_settings_are_german(class_room: Stage, qtbot) -> None:  # type: ignore[no-untyped-def]
    dialog = class_room.dialogs.open_settings()
    for i in range(dialog.pages.count()):
        dialog.pages.setCurrentIndex(i)
        assert english(dialog) == []
    class_room.talk.sink(CalibrationPhase("speak"))
    class_room.talk.sink(CalibrationDone(None, "there is no speaker to test; plug one in"))
    qtbot.waitUntil(lambda: "Lautsprecher" in dialog.sound.room.result.text())
    dialog.pages.setCurrentWidget(dialog.sound)
    assert english(dialog.sound.room) == []


def test_the_teacher_s_view_is_german(class_room: Stage, qtbot) -> None:  # type: ignore[no-untyped-def]
    spoken(class_room, qtbot)
    class_room.window.open_teacher()
    assert class_room.window.teacher is not None
    assert english(class_room.window.teacher, *SAID) == []


def machine() -> Report:
    """One that lacks everything."""
    report = Report({"gpu": None, "device": "cpu", "device_reason": "no NVIDIA graphics card was found"})
    report.facts |= {"microphones": [], "speakers": [], "disk_free": 10**9}
    report.lacks("a microphone", "asking aloud", "plug one in, or start the sound server")
    report.lacks("disk space (1.0 GB free)", "further bundles", "free some space below /home")
    return report


def test_first_start_models_and_history_are_german(class_room: Stage, qtbot, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    dialogs = class_room.dialogs
    dialogs.report = machine()
    names = ("Qwen2.5-Omni", "omni-3b", "omni-7b", "Apache-2.0")
    assert english(dialogs.open_first_start(), *names) == []
    models = dialogs.open_models()
    models.tell("hub.co has fallen silent; what was downloaded is kept; try again later")
    assert english(models, *names) == []
    broken = Entry("omni", "Omni", "", "", here=True, broken="b.toml is missing: get the bundle 'omni' again")
    assert english(BundleCard(broken), "Omni") == []
    history = dialogs.open_history()
    assert history is not None
    assert english(history) == []
    history.close()
