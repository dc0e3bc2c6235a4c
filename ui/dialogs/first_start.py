"""The dialog of the first start: what this machine can do, and which model to begin with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.bundles.catalogue import Offer, offers
from app.diagnosis import Report
from app.error_reports import EXPECTED
from app.model_overview import checks, fitting
from app.settings import SettingsModel
from ui.dialogs.model_widgets import DownloadDialog
from ui.services.downloads import Downloads
from ui.services.translations import translate
from ui.theme import icons
from ui.theme.theme import Style
from ui.theme.widgets import fit, hbox, label, plain_label, scrolled, vbox


class FirstStart(DownloadDialog):
    """Opens by itself once; `models_asked`: the user wants the model manager instead."""

    models_asked = Signal()

    def __init__(
        self, style: Style, settings: SettingsModel, downloads: Downloads, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, settings, downloads, parent)
        self.offer: Offer | None = None
        self.setWindowTitle(self.tr("Welcome"))
        fit(self, style, 680, 580)
        self.advice = label(self.tr("The starter model is already here and works at once."))
        self.begin = QPushButton(self.tr("Begin with the starter"))
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
        inner.setLayout(
            vbox(
                head,
                label(intro),
                6,
                label(self.tr("This computer"), "section"),
                self.checks,
                6,
                label(self.tr("The model to begin with"), "section"),
                self.advice,
                None,
                spacing=12,
            )
        )
        foot = hbox(self.others, None, self.better, self.begin, spacing=8)
        parts = (scrolled(inner), 1), self.message, self.progress, foot
        self.setLayout(vbox(*parts, spacing=16, margins=(28, 24, 28, 24)))
        self.begin.setFocus()

    def show_report(self, report: Report) -> None:
        """Show the state of the machine, and which model it can run."""
        try:
            offered = offers()
        except EXPECTED:
            offered = ()
        self.checks.show_checks(checks(report, offered))
        self.offer = fitting(offered, report)
        if self.offer is None:
            reason = report.facts.get("device_reason", "")
            message = self.tr(
                "The starter model is already here, works at once, and is what fits this computer ({why})."
            )
            self.advice.setText(message.format(why=translate(reason)) if reason else self.advice.text())
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
        self.begin.setText(self.tr("Begin meanwhile") if busy else self.tr("Begin with the starter"))

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
