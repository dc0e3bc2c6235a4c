"""The dialog of the first start: what the tutor can do, whether it hears and is heard, and an example."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.bundles.catalogue import Offer, offers
from app.diagnosis import Report
from app.error_reports import EXPECTED
from app.model_overview import checks, fitting
from app.settings import SettingsModel
from ui.dialogs.calibration_box import CalibrationBox
from ui.dialogs.model_widgets import DownloadDialog
from ui.services.downloads import Downloads
from ui.services.presenter import Presenter
from ui.services.translations import translate
from ui.theme import icons
from ui.theme.theme import Style
from ui.theme.widgets import FlowLayout, fit, hbox, label, plain_label, scrolled, vbox
from ui.window.conversation_view import EXAMPLES

EXAMPLE: Final = EXAMPLES[0]


def _listed(text: str) -> QHBoxLayout:
    """An entry of a list, with a bullet."""
    return hbox((plain_label("•"), 0, Qt.AlignmentFlag.AlignTop), (label(text), 1), spacing=8)


class FirstStart(DownloadDialog):
    """Opens by itself once; `models_asked`: the user wants the model manager instead."""

    models_asked = Signal()

    def __init__(
        self,
        style: Style,
        settings: SettingsModel,
        downloads: Downloads,
        presenter: Presenter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, settings, downloads, parent)
        self.presenter = presenter
        self.offer: Offer | None = None
        self.setWindowTitle(self.tr("Welcome"))
        fit(self, style, 720, 700)
        self.advice = label("")
        self.begin = QPushButton(self.tr("Begin"))
        self.example = QPushButton(self.tr("Hear an example"))
        self.example.setToolTip(EXAMPLE)
        self.example.clicked.connect(self._hear)
        self.sound = CalibrationBox(presenter, lambda mode: settings.change(echo=mode))
        presenter.state_changed.connect(self._show_state)
        self.better = QPushButton()
        self.others = QPushButton(self.tr("Other models…"))
        self._build()
        self.finished.connect(lambda: settings.change(welcomed=True))
        self.show_progress()

    def _build(self) -> None:
        logo = plain_label()
        size = self.look.px(44)
        logo.setPixmap(icons.pixmap("aloud", self.look.colour("voice"), size, self.devicePixelRatioF()))
        head = hbox(logo, (label(self.tr("Welcome to Aloud"), "lead"), 1), spacing=14)
        intro = self.tr(
            "Ask a question aloud. The answer is spoken at once, and you can watch the thinking behind it. "
            "Everything runs on this computer; what you say does not leave it."
        )
        self.begin.setObjectName("primary")
        self.begin.setDefault(True)
        self.begin.clicked.connect(self.accept)
        self.better.hide()
        self.better.clicked.connect(self._get)
        self.others.clicked.connect(self._open_models)
        inner = QWidget()
        sound = label(self.tr("Sound check: it takes ten seconds. Say something, and hear yourself."))
        self.model = label(self.tr("The model to begin with"), "section")
        intro_rows = head, label(intro), 4, self._abilities(), 4
        sound_rows = label(self.tr("Can we hear each other?"), "section"), self.checks, sound, self.sound, 4
        inner.setLayout(vbox(*intro_rows, *sound_rows, self.model, self.advice, None, spacing=10))
        for part in (self.model, self.advice):  # only where there is a choice
            part.hide()
        foot = QWidget()
        foot.setLayout(FlowLayout(self.begin, self.example, self.better, self.others))
        rows = (scrolled(inner), 1), self.message, self.progress, foot
        self.setLayout(vbox(*rows, spacing=16, margins=(28, 24, 28, 24)))
        self._show_state(self.presenter.state)
        self.begin.setFocus()

    def _abilities(self) -> QFrame:
        """What the tutor can and cannot do, by what its model was trained for."""
        can = [
            self.tr("work out plus, minus, times and divided with whole numbers"),
            self.tr("do two steps in one question"),
            self.tr("solve short stories with numbers"),
        ]
        cannot = [self.tr("understand other languages than English"), self.tr("see pictures")]
        if self.presenter.follows():
            can += [self.tr("do fractions, decimals, percent and equations"), self.tr("go on from its last answer")]
        else:
            cannot.insert(0, self.tr("do fractions, decimals, percent or equations"))
        cannot.append(self.tr("be right every time: check what it heard, and follow its steps"))
        frame = QFrame()
        frame.setObjectName("card")
        columns = [
            vbox(label(title, "paneTitle"), *map(_listed, texts), None, spacing=6)
            for title, texts in ((self.tr("The tutor can"), can), (self.tr("It cannot"), cannot))
        ]
        frame.setLayout(hbox(*((column, 1) for column in columns), spacing=24, margins=(18, 14, 18, 14)))
        return frame

    def _show_state(self, _state: str) -> None:
        self.example.setEnabled(self.presenter.can_ask)

    def _hear(self) -> None:
        """Ask a good question, to hear how the tutor answers."""
        if self.presenter.ask(EXAMPLE):
            self.accept()

    def show_report(self, report: Report) -> None:
        """Show the state of the machine, and which model it can run."""
        try:
            offered = offers()
        except EXPECTED:
            offered = ()
        found = checks(report, offered)
        self.checks.show_checks(one for one in found if one.topic in ("microphone", "speaker") or not one.good)
        self.offer = fitting(offered, report)
        for part in (self.model, self.advice):
            part.setVisible(self.offer is not None)
        if self.offer is None:
            return
        message = self.tr(
            "The starter model is already here and works at once. This computer can also run {title}, which knows "
            "much more. Its licence ({licence}) is shown before it is downloaded."
        )
        self.advice.setText(message.format(title=self.offer.title, licence=translate(self.offer.licence)))
        self.better.setText(self.tr("Get {title}…").format(title=self.offer.title))
        self.show_progress()

    def show_progress(self) -> None:
        busy = self.downloads.state != "idle"
        self.progress.setVisible(busy)
        self.better.setVisible(self.offer is not None and not busy)
        self.begin.setText(self.tr("Begin meanwhile") if busy else self.tr("Begin"))

    def _get(self) -> None:
        if self.offer is not None:
            self.tell("")
            self.downloads.ask(self.offer)

    def download_ended(self, name: str, message: str) -> None:
        if not message:
            self.settings.change(bundle=name)
            self.model_chosen.emit()
            message = self.tr("{name} is here and is being loaded.").format(name=name)
        self.message.setText(translate(message))
        self.message.show()

    def _open_models(self) -> None:
        self.accept()
        self.models_asked.emit()
