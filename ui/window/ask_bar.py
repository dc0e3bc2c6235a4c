"""The microphone and the text box of the teacher's view."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.services.presenter import ANSWERING, Presenter, TutorState
from ui.services.translations import sentence
from ui.theme.theme import Style
from ui.theme.widgets import hbox, plain_label, vbox
from ui.window.composer import MicButton, face_of
from ui.window.push_to_talk import PushToTalk


class AskBar(QWidget):
    """Asks by button, box and push-to-talk key, in a window of its own; says what the tutor refuses or misses."""

    def __init__(self, presenter: Presenter, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.mic = MicButton(style)
        self.box = QLineEdit()
        self.box.setPlaceholderText(self.tr("Ask here"))
        self.box.setAccessibleName(self.tr("Question"))
        self.box.setMinimumWidth(100)
        self.message = plain_label()
        self.message.setObjectName("muted")
        self.message.setWordWrap(True)
        self.message.hide()
        self.setLayout(hbox(self.mic, (vbox(None, self.box, self.message, None, spacing=4), 1), spacing=10))
        self.mic.clicked.connect(presenter.voice_button)
        self.mic.went_down.connect(presenter.voice_pressed)
        self.mic.went_up.connect(presenter.hold_released)
        self.box.returnPressed.connect(self._send)
        presenter.state_changed.connect(self._show_state)
        presenter.level_changed.connect(self.mic.set_level)
        presenter.refused.connect(self._tell)
        presenter.notice.connect(self._tell)
        self._keys: PushToTalk | None = None
        self._show_state(presenter.state)

    def watch(self, window: QWidget) -> None:
        """Let the push-to-talk key work in `window`."""
        self._keys = PushToTalk(self._presenter, window, self.mic, self.box)

    def stop(self) -> None:
        """Leave the push-to-talk key to the other windows."""
        if self._keys is not None:
            self._keys.stop()

    def _send(self) -> None:
        if self._presenter.ask(self.box.text()):
            self.box.clear()

    def _show_state(self, state: TutorState) -> None:
        listening, answering = state in ("listening", "hearing"), state in ANSWERING
        self.mic.set_face(face_of(state, self._presenter.hands_free))
        self.mic.setEnabled(self._presenter.can_ask)
        self.box.setEnabled(self._presenter.can_ask)
        if listening or answering:
            self.message.hide()

    def _tell(self, text: str) -> None:
        self.message.setText(sentence(text))
        self.message.show()
