"""The test of microphone and speaker, in the settings and at the first start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from app.conversation.messages import Calibrate, CalibrationDone, CalibrationPhase
from ui.services.presenter import Presenter
from ui.services.translations import sentence
from ui.theme.widgets import plain_label, vbox

if TYPE_CHECKING:
    from audio_io.calibration import CalibrationReport

_FAINT_DBFS: Final = -45.0
_QUIET_DBFS, _LOUD_DBFS = -55.0, -40.0


class CalibrationBox(QWidget):
    """A test of five seconds: speak, hear yourself, see levels, noise and echo.

    on_mode: called with the echo mode that the test advises.
    """

    def __init__(self, presenter: Presenter, on_mode: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._on_mode = presenter, on_mode
        self.button = QPushButton(self.tr("Test microphone and speaker"))
        self.button.clicked.connect(self._begin)
        self.result = plain_label()
        self.result.setObjectName("muted")
        self.result.setWordWrap(True)
        self.result.hide()
        self.setLayout(vbox(self.button, self.result))
        presenter.calibration.connect(self._show)
        presenter.state_changed.connect(self._show_state)
        self._show_state(presenter.state)

    def _show_state(self, state: str) -> None:
        if state == "loading" or not self.result.isVisible():
            self.button.setEnabled(state != "loading")

    def _begin(self) -> None:
        self.button.setEnabled(False)
        self._say(self.tr("One moment …"))
        self._presenter.post(Calibrate())

    def _show(self, message: CalibrationPhase | CalibrationDone) -> None:
        if isinstance(message, CalibrationPhase):
            speak = message.phase == "speak"
            self._say(self.tr("Say something, please.") if speak else self.tr("That is how you sound. Listen …"))
            return
        self.button.setEnabled(True)
        if message.report is None:
            self._say(sentence(message.trouble))
            return
        self._say(" ".join(self._lines(message.report)), self._figures(message.report))
        if message.report.microphone_works:
            self._on_mode(message.report.mode)

    def _lines(self, report: CalibrationReport) -> list[str]:
        """The result in words."""
        if not report.microphone_works:
            return [self.tr("The microphone gives nothing at all: it is muted, or another one is meant.")]
        advice = {
            "headphones": self.tr("The microphone does not hear the speaker: you can interrupt at any time."),
            "cancel": self.tr("The tutor's voice is taken out of the microphone: you can interrupt at any time."),
            "gate": self.tr('The echo is too strong: while the tutor speaks, only "stop" and "wait" are heard.'),
        }
        return [self._voice(report.speech_dbfs), self._room(report.noise_dbfs), advice[report.mode]]

    def _voice(self, level: float | None) -> str:
        if level is None:
            return self.tr("No voice was heard. Come nearer to the microphone and try again.")
        if level < _FAINT_DBFS:
            return self.tr("Your voice is faint. Come nearer to the microphone.")
        return self.tr("Your voice is heard well.")

    def _room(self, level: float) -> str:
        if level < _QUIET_DBFS:
            return self.tr("The room is quiet.")
        if level < _LOUD_DBFS:
            return self.tr("There is some noise in the room.")
        return self.tr("The room is loud. A headset would help.")

    def _figures(self, report: CalibrationReport) -> str:
        """The levels in dBFS, for who looks after the computer."""
        lines = [self.tr("Room: {level:.0f} dB.").format(level=report.noise_dbfs)]
        if report.speech_dbfs is not None:
            lines.append(self.tr("Your voice: {level:.0f} dB.").format(level=report.speech_dbfs))
        if report.echo_dbfs is not None:
            lines.append(self.tr("Speaker in the microphone: {level:.0f} dB.").format(level=report.echo_dbfs))
        if report.cancelled_db is not None:
            lines.append(self.tr("{level:.0f} dB of that can be taken out.").format(level=report.cancelled_db))
        return " ".join(lines)

    def _say(self, text: str, more: str = "") -> None:
        """Show a text where it can be seen: the box may be at the end of a page that scrolls."""
        self.result.setText(text)
        self.result.setToolTip(more)
        self.result.show()
        QTimer.singleShot(0, self, self._scroll_here)

    def _scroll_here(self) -> None:
        page = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        if page is not None:
            page.ensureWidgetVisible(self.result)
