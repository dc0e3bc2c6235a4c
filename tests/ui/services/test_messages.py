"""What the layers below say is shown in the reader's language, and no text of the window stays English."""

from __future__ import annotations

import importlib.util
import re
import string
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

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
from app.error_reports import describe
from app.model_overview import Entry
from audio_io.errors import AudioUnavailable
from model.errors import BadInput, Translatable
from tests.ui.acts import spoken
from tests.ui.conftest import Stage
from tests.ui.scripted import answer
from ui.dialogs.model_widgets import BundleCard
from ui.services import translations as languages
from ui.services.translations import translate
from ui.window.conversation_view import EXAMPLES

ROOT = Path(__file__).resolve().parents[3]
# The same in both languages: names, numbers, signs, keys, and what student and tutor say.
SAME = {"Aloud", "System", "Timeline", "Esc", "F1", "F9", "F11", "Ctrl+L", "Ctrl+H", "Ctrl+M", "Ctrl+R", "√x", "Token"}
SAME |= {"English", "Deutsch", "starter", "Desk", "Box", "https://aloud.school.example", *EXAMPLES}


@pytest.fixture
def german(application: QApplication) -> Iterator[None]:
    languages.install(application, "de")
    yield
    languages.remove(application)
    application.processEvents()


def load_collector() -> ModuleType:
    """packaging/translations.py, which reads the messages out of the sources."""
    spec = importlib.util.spec_from_file_location("collector", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MESSAGES = list(load_collector().templates())
NAMES = {"Apache-2.0"}  # the same in every language


def holes(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_message_is_a_constant_template() -> None:
    assert len(MESSAGES) > 200
    assert [where for where, template in MESSAGES if template is None] == []


@pytest.mark.parametrize("name", ["de", "zh"])
def test_every_message_has_a_translation(application: QApplication, name: str) -> None:
    languages.install(application, name)
    sentences = {(where, text) for where, text in MESSAGES if text not in NAMES}
    found = {(where, text): translate(Translatable(text)) for where, text in sentences}
    languages.remove(application)
    english = [f"{where}: {text}" for (where, text), shown in sorted(found.items()) if shown == text]
    changed = [f"{where}: {text}" for (where, text), shown in found.items() if holes(text) != holes(shown)]
    assert not english, "run packaging/translations.py and translate:\n" + "\n".join(english)
    assert not changed, "other values than the template's:\n" + "\n".join(changed)


def test_values_are_translated_too(german: None) -> None:
    trouble = Translatable("{server} has a problem ({code} {phrase})", server="hub.co", code=503, phrase="Busy")
    assert translate(Translatable("{problem}; what was downloaded is kept; try again later", problem=trouble)) == (
        "hub.co hat Schwierigkeiten (503 Busy); was schon da ist, bleibt; versuch es später noch einmal"
    )
    assert translate(
        describe(AudioUnavailable("this machine has no microphone; plug one in, or type the question"))
    ) == ("dieser Computer hat kein Mikrofon; steck eines an oder tippe die Frage")
    damaged = BadInput("{file} is damaged ({reason}): get the bundle again", file="b/{x}.toml", reason="{7}")
    assert translate(damaged.text) == "b/{x}.toml ist beschädigt ({7}): hol das Bündel noch einmal"
    assert translate("ValueError: 7 {1}") == "ValueError: 7 {1}"  # plain text is shown as it came


def test_in_english_nothing_changes(application: QApplication) -> None:
    assert [text for _, text in MESSAGES if text is not None and translate(Translatable(text)) != text] == []


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
    """Matches a text with anything in its holes; the window begins it with a capital letter."""
    first, *rest = map(re.escape, re.split(r"\{[^}]*\}", text))
    if text[0].isalpha():
        first = f"(?i:{first[0]}){first[1:]}"
    return re.compile("(.+)".join([first, *rest]), re.DOTALL)


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


FAILED = Translatable("this turn failed ({reason}): ask again, or restart Aloud", reason="ValueError: 7")
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
    stage.talk.notice(DEVICE_NOTICES["microphone", False])
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
    shown.conversation.cards[turn].fold.click()
    check()
    for reason, message in (
        ("cancelled", ""),
        ("no_speech", Translatable("I didn't catch that.")),
        ("length", ""),
        ("error", FAILED),
    ):
        turn = stage.talk.begin()
        stage.talk.send([*answer(turn)[:-1], replace(answer(turn)[-1], reason=reason, message=message)])
        qtbot.waitUntil(lambda t=turn: t in stage.presenter.turns and stage.presenter.turns[t].ended is not None)
        check()
    stage.talk.state(
        "error", Translatable("loading failed ({reason}): report this, with the log", reason="ValueError: 7")
    )
    qtbot.waitUntil(lambda: shown.pill.state == "error")
    assert shown.banner.text.text().startswith("Das Laden ist gescheitert")
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
    class_room.talk.sink(CalibrationDone(None, Translatable("there is no speaker to test; plug one in")))
    qtbot.waitUntil(lambda: "Lautsprecher" in dialog.sound.calibration.result.text())
    dialog.pages.setCurrentWidget(dialog.sound)
    assert english(dialog.sound.calibration) == []


def test_the_teacher_s_view_is_german(class_room: Stage, qtbot) -> None:  # type: ignore[no-untyped-def]
    spoken(class_room, qtbot)
    class_room.window.open_teacher()
    assert class_room.window.teacher is not None
    assert english(class_room.window.teacher, *SAID) == []


def machine() -> Report:
    """One that lacks everything."""
    report = Report({"gpu": None, "device": "cpu", "device_reason": Translatable("no NVIDIA graphics card was found")})
    report.facts |= {"microphones": [], "speakers": [], "disk_free": 10**9}
    report.lacks("a microphone", "asking aloud", Translatable("plug one in, or start the sound server"))
    report.lacks(
        "disk space (1.0 GB free)", "further bundles", Translatable("free some space below {path}", path="/home")
    )
    return report


def test_first_start_models_and_history_are_german(class_room: Stage, qtbot, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    dialogs = class_room.dialogs
    dialogs.report = machine()
    names = ("Qwen2.5-Omni", "omni-3b", "omni-7b", "Apache-2.0")
    assert english(dialogs.open_first_start(), *names) == []
    models = dialogs.open_models()
    silent = Translatable("{server} stopped responding", server="hub.co")
    models.tell(Translatable("{problem}; what was downloaded is kept; try again later", problem=silent))
    assert english(models, *names) == []
    why = BadInput("{file} is missing: get the bundle '{bundle}' again", file="b.toml", bundle="omni").text
    broken = Entry("omni", "Omni", "", "", here=True, broken=why)
    assert english(BundleCard(broken), "Omni") == []
    history = dialogs.open_history()
    assert history is not None
    assert english(history) == []
    history.close()
