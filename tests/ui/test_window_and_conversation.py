"""The window over the real conversation; only the engine and the microphone are made up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
import pytest

from app.conversation.conversation import Conversation
from app.conversation.null_player import NullPlayer
from app.conversation.parts import Parts
from app.settings import SettingsModel
from model.errors import AloudError, BadInput
from model.events import FloatArray
from tests.fakes.engine import FakeEngine
from tests.ui.scripted import answer
from ui.dialogs.settings_dialog import SettingsDialog
from ui.main import make_window


def fake_engine(sink, load_error: AloudError | None = None) -> FakeEngine:  # type: ignore[no-untyped-def]
    return FakeEngine(sink, answer, pause_s=0.002, load_error=load_error)


class FakeMicrophone:
    """Records a second of noise."""

    def __init__(self, hands_free) -> None:  # type: ignore[no-untyped-def]
        self.hands_free = hands_free
        self.level = -12.0
        self.quiet_s = 0.0

    def drain(self) -> FloatArray:
        return np.zeros(0, np.float32)

    def start(self) -> None:
        pass

    def stop(self) -> np.ndarray:
        return np.random.default_rng(0).uniform(-0.5, 0.5, 16_000).astype(np.float32)


class Clock:
    """The loudspeaker's time: it passes when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Live:
    """The window, and what is behind it. Sound takes no time but that of `clock`."""

    def __init__(self, failure: AloudError | None = None, microphone: bool = True) -> None:
        self.engines: list[FakeEngine] = []
        self.microphones: list[FakeMicrophone] = []

        def engine(sink) -> FakeEngine:  # type: ignore[no-untyped-def]
            self.engines.append(fake_engine(sink, failure))
            return self.engines[0]

        def recorder(hands_free, tell) -> FakeMicrophone:  # type: ignore[no-untyped-def]
            self.microphones.append(FakeMicrophone(hands_free))
            return self.microphones[-1]

        self.clock = Clock()
        parts = Parts(engine, lambda: (NullPlayer(now=self.clock), ""), recorder if microphone else None)
        self.conversation = Conversation(parts)
        self.window, _ = make_window(SettingsModel(), self.conversation)

    def start(self, qtbot, state: str = "ready") -> None:  # type: ignore[no-untyped-def]
        self.window.show()
        self.window.presenter.start()
        qtbot.waitUntil(lambda: self.window.pill.state == state)

    def heard(self) -> bool:
        """Lets a minute pass; whether nothing sounds any more, and nothing will."""
        self.clock.now += 60.0
        return self.window.pill.state == "ready"


@pytest.fixture
def live(application) -> Iterator[Live]:
    made = Live()
    yield made
    made.window.close()
    made.window.deleteLater()


def test_ask_by_voice_and_hear_the_answer(live: Live, qtbot) -> None:
    live.start(qtbot)
    live.window.composer.mic.click()
    qtbot.waitUntil(lambda: live.window.composer.meter.value > 0.5)
    live.window.composer.mic.click()
    qtbot.waitUntil(lambda: live.window.pill.state in ("both", "speaking"))
    live.clock.now += 0.3
    qtbot.waitUntil(lambda: bool(live.window.conversation.cards[1].caption.highlights))
    qtbot.waitUntil(live.heard)
    assert live.window.pane.view.toPlainText().endswith("633")
    assert len(live.engines[0].questions[0]) == 16_000  # type: ignore[arg-type]


def test_typed_question_then_replay(live: Live, qtbot) -> None:
    live.start(qtbot)
    live.window.presenter.ask("347+286?")
    qtbot.waitUntil(lambda: 1 in live.window.conversation.cards)
    card = live.window.conversation.cards[1]
    qtbot.waitUntil(lambda: card.turn.ended is not None)
    live.window.presenter.stop()
    qtbot.waitUntil(lambda: live.window.pill.state == "ready")
    card.again.click()
    qtbot.waitUntil(lambda: live.window.pill.state == "speaking")
    live.clock.now += 0.3
    qtbot.waitUntil(lambda: bool(card.caption.highlights))
    qtbot.waitUntil(live.heard)


def test_hands_free(live: Live, qtbot) -> None:
    live.start(qtbot)
    live.window.composer.free.click()
    qtbot.waitUntil(lambda: live.window.pill.state == "listening")
    calls = live.microphones[-1].hands_free
    calls.speech()
    qtbot.waitUntil(lambda: live.window.pill.state == "hearing")
    calls.turn_end(np.full(16_000, 0.1, np.float32))
    qtbot.waitUntil(lambda: live.window.pill.state in ("both", "speaking"))
    live.window.presenter.stop()
    qtbot.waitUntil(lambda: live.window.pill.state == "listening")


def test_hands_free_chosen_while_the_model_loads_is_shown_as_what_it_is(live: Live, qtbot) -> None:
    live.start(qtbot)
    talk = live.window.presenter._conversation
    told: list[bool] = []
    live.window.presenter.hands_free_changed.connect(told.append)
    talk.state = "loading"
    live.window.presenter.set_hands_free(True)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [True]


def test_stop_while_speaking(live: Live, qtbot) -> None:
    live.start(qtbot)
    live.window.presenter.ask("2+2")
    qtbot.waitUntil(lambda: live.window.pill.state in ("both", "speaking"))
    live.window.composer.mic.click()
    qtbot.waitUntil(lambda: live.window.pill.state == "ready")
    qtbot.waitUntil(lambda: live.window.presenter.turns[1].ended is not None)


def test_a_bundle_that_does_not_load(application, qtbot) -> None:
    live = Live(BadInput("thinker/model.safetensors is damaged; run: aloud bundle verify"))
    live.start(qtbot, "error")
    assert "aloud bundle verify" in live.window.banner.text.text()
    live.window.close()
    live.window.deleteLater()


def test_without_a_microphone_typing_still_works(application, qtbot) -> None:
    live = Live(microphone=False)
    live.start(qtbot)
    live.window.composer.mic.click()
    qtbot.waitUntil(live.window.banner.isVisible)
    assert "microphone" in live.window.banner.text.text()
    live.window.composer.free.click()
    qtbot.waitUntil(lambda: not live.window.composer.free.isChecked())
    live.window.presenter.ask("2+2")
    qtbot.waitUntil(lambda: 1 in live.window.conversation.cards)
    live.window.close()
    live.window.deleteLater()


@pytest.mark.parametrize("state", ["loading", "ready", "listening", "hands-free", "answering", "error"])
def test_quit_in_any_state(application, qtbot, state) -> None:
    live = Live(BadInput("no bundle") if state == "error" else None)
    live.window.show()
    live.window.presenter.start()
    if state == "error":
        qtbot.waitUntil(lambda: live.window.pill.state == "error")
    elif state != "loading":
        qtbot.waitUntil(lambda: live.window.pill.state == "ready")
    if state == "listening":
        live.window.composer.mic.click()
    if state == "hands-free":
        live.window.composer.free.click()
    if state == "answering":
        live.window.presenter.ask("2+2")
        qtbot.waitUntil(lambda: live.window.pill.state in ("thinking", "both", "speaking"))
    live.window.close()
    assert live.conversation.state == "closed"
    assert not live.conversation._thread.is_alive()
    live.window.deleteLater()


def test_speed_volume_and_speaker_reach_the_player(application, qtbot) -> None:
    class Box(NullPlayer):
        volumes: ClassVar[list[float]] = []
        devices: ClassVar[list[str | None]] = []
        speeds: ClassVar[list[float]] = []

        def set_speed(self, speed: float) -> None:
            self.speeds.append(speed)

        def set_volume(self, volume: float) -> None:
            self.volumes.append(volume)

        def use(self, device: str | None) -> None:
            self.devices.append(device)

    settings = SettingsModel()
    settings.change(volume=0.5, speed=9.0)
    parts = Parts(fake_engine, lambda: (Box(), ""), settings=lambda: settings.values)
    window, _ = make_window(settings, Conversation(parts))
    window.show()
    window.presenter.start()
    qtbot.waitUntil(lambda: window.pill.state == "ready")
    assert (Box.volumes, Box.devices, Box.speeds) == ([0.25], [None], [1.5])
    settings.change(speaker="alsa: Box", speed=0.8)
    window.toggle_mute()
    qtbot.waitUntil(lambda: Box.volumes == [0.25, 0.0])
    assert Box.devices[-1] == "alsa: Box"
    assert Box.speeds[-1] == 0.8
    window.close()
    window.deleteLater()


class Choice:
    """A window in which a model can be chosen; those in `broken` do not load."""

    def __init__(self) -> None:
        self.settings = SettingsModel()
        self.broken: dict[str, AloudError] = {}
        self.engines: list[FakeEngine] = []
        self.may_load = threading.Event()
        self.may_load.set()
        parts = Parts(
            self.make("starter"),
            lambda: (NullPlayer(), ""),
            engine_for=lambda settings: self.make(settings.bundle),
            settings=lambda: self.settings.values,
        )
        self.window, self.dialogs = make_window(self.settings, Conversation(parts))
        self.window.show()
        self.window.presenter.start()

    def make(self, bundle: str):  # type: ignore[no-untyped-def]
        def factory(sink) -> FakeEngine:  # type: ignore[no-untyped-def]
            self.may_load.wait(10)
            self.engines.append(fake_engine(sink, self.broken.get(bundle)))
            return self.engines[-1]

        return factory

    def choose(self, bundle: str) -> None:
        """As the reader does, in the settings."""
        page = self.dialogs.open_settings().models
        page.bundle.addItem(bundle, bundle)
        page.bundle.setCurrentIndex(page.bundle.findData(bundle))
        page.bundle.activated.emit(page.bundle.currentIndex())


@pytest.fixture
def choice(application, qtbot) -> Iterator[Choice]:  # type: ignore[no-untyped-def]
    made = Choice()
    qtbot.waitUntil(lambda: made.window.pill.state == "ready")
    yield made
    made.window.close()
    made.window.deleteLater()


def test_another_model_is_used_at_once(choice: Choice, qtbot) -> None:
    window = choice.window
    window.presenter.ask("2+2")
    qtbot.waitUntil(lambda: window.pill.state in ("both", "speaking"))
    choice.may_load.clear()
    choice.choose("other")
    qtbot.waitUntil(lambda: window.pill.state == "loading")
    assert not window.presenter.can_ask
    choice.may_load.set()
    qtbot.waitUntil(lambda: window.pill.state == "ready")
    assert window.presenter.turns[1].ended is not None
    window.presenter.ask("3+3")
    qtbot.waitUntil(lambda: 2 in window.conversation.cards)
    qtbot.waitUntil(lambda: window.presenter.turns[2].ended is not None)
    assert len(choice.engines) == 2
    assert [len(engine.questions) for engine in choice.engines] == [1, 1]


def test_a_model_that_does_not_load_leaves_the_old_one(choice: Choice, qtbot) -> None:
    choice.broken["broken"] = BadInput("broken is damaged; run: aloud bundle verify broken")
    window = choice.window
    choice.choose("broken")
    qtbot.waitUntil(lambda: window.banner.kind == "error")
    qtbot.waitUntil(lambda: window.pill.state == "ready")
    assert "aloud bundle verify broken" in window.banner.text.text()
    assert window.banner.isVisible()
    assert choice.settings.values.bundle == "starter"
    assert isinstance(choice.dialogs.dialog, SettingsDialog)
    assert choice.dialogs.dialog.models.bundle.currentData() == "starter"
    window.presenter.ask("2+2")
    qtbot.waitUntil(lambda: 1 in window.presenter.turns and window.presenter.turns[1].ended is not None)
