"""The five-second test of the sound: speak, hear yourself, see level, noise, echo and what follows from them.

Owns: the button, what it says while the test runs, the words for the result. Must not know: how it is measured.
Thread: GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui.ports import RoomPhase, RoomTested
from ui.presenter import Presenter
from ui.said import said

if TYPE_CHECKING:
    from audio_io.roomtest import RoomReport


class RoomTestBox(QWidget):
    """on_mode: called with the echo mode that the test advises."""

    def __init__(self, presenter: Presenter, on_mode: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._on_mode = presenter, on_mode
        self.button = QPushButton(self.tr("Test microphone and speaker"))
        self.button.clicked.connect(self._begin)
        self.result = QLabel()
        self.result.setObjectName("muted")
        self.result.setWordWrap(True)
        self.result.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        layout.addWidget(self.result)
        presenter.room_test.connect(self._show)

    def _begin(self) -> None:
        self.button.setEnabled(False)
        self._say(self.tr("One moment …"))
        self._presenter.test_room()

    def _show(self, message: RoomPhase | RoomTested) -> None:
        if isinstance(message, RoomPhase):
            speak = message.phase == "speak"
            self._say(self.tr("Say something, please.") if speak else self.tr("That is how you sound. Listen …"))
            return
        self.button.setEnabled(True)
        if message.report is None:
            self._say(said(message.trouble))
            return
        self._say(" ".join(self._lines(message.report)))
        if message.report.microphone_works:
            self._on_mode(message.report.mode)

    def _lines(self, report: RoomReport) -> list[str]:
        """The result in words; levels in dBFS, where 0 is as loud as it can be."""
        if not report.microphone_works:
            return [self.tr("The microphone gives nothing at all: it is muted, or another one is meant.")]
        lines = [self.tr("Room: {level:.0f} dB.").format(level=report.noise_dbfs)]
        if report.speech_dbfs is None:
            lines.append(self.tr("No voice was heard."))
        else:
            lines.append(self.tr("Your voice: {level:.0f} dB.").format(level=report.speech_dbfs))
        if report.echo_dbfs is not None:
            lines.append(self.tr("Speaker in the microphone: {level:.0f} dB.").format(level=report.echo_dbfs))
        if report.cancelled_db is not None:
            lines.append(self.tr("{level:.0f} dB of that can be taken out.").format(level=report.cancelled_db))
        advice = {
            "headphones": self.tr("The microphone does not hear the speaker: you can interrupt at any time."),
            "cancel": self.tr("The tutor's voice is taken out of the microphone: you can interrupt at any time."),
            "gate": self.tr('The echo is too strong: while the tutor speaks, only "stop" and "wait" are heard.'),
        }
        return [*lines, advice[report.mode]]

    def _say(self, text: str) -> None:
        self.result.setText(text)
        self.result.show()
