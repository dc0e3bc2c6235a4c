"""The model manager: what this machine can do, and its bundles, which can be downloaded, checked and removed."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.bundles.catalogue import Offer, find_offer, offers
from app.bundles.installed import find_bundle, remove
from app.conversation.messages import ModelKept
from app.diagnosis import Report
from app.error_reports import EXPECTED, describe
from app.model_overview import Entry, checks, entries
from app.settings import SettingsModel
from app.storage import STARTER_NAME, human, user_paths
from model.bundle_manifest import Bundle
from ui.dialogs.model_widgets import BundleCard, DownloadDialog
from ui.services.background import Background
from ui.services.downloads import Downloads
from ui.services.translations import sentence
from ui.theme.theme import Style
from ui.theme.widgets import confirm, fit, hbox, label, scrolled, vbox


class ModelsDialog(DownloadDialog):
    """The bundles of this computer and those that can be downloaded."""

    def __init__(
        self,
        style: Style,
        settings: SettingsModel,
        downloads: Downloads,
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, settings, downloads, parent)
        self.background = background
        self.report: Report | None = None
        self._loading = ""  # the model that was chosen here and is not there yet
        self.cards: dict[str, BundleCard] = {}
        self.setWindowTitle(self.tr("Models"))
        fit(self, style, 720, 720)
        self._build()
        self.refresh()

    def _build(self) -> None:
        inner = QWidget()
        self._column = vbox(
            label(self.tr("This computer"), "section"),
            self.checks,
            8,
            label(self.tr("Models"), "section"),
            None,
            spacing=12,
            margins=(0, 0, 12, 0),
        )
        inner.setLayout(self._column)
        area = scrolled(inner)
        self.address = QLineEdit()
        self.address.setPlaceholderText(self.tr("Address of another bundle"))
        self.address.setAccessibleName(self.tr("Address of another bundle"))
        self.get = QPushButton(self.tr("Get…"))
        self.get.setEnabled(False)
        self.address.textChanged.connect(self.show_progress)
        self.address.returnPressed.connect(self._get_address)
        self.get.clicked.connect(self._get_address)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        close.setAutoDefault(False)
        self.get.setAutoDefault(False)
        foot = hbox((self.address, 1), self.get, 16, close, spacing=8)
        self.setLayout(vbox((area, 1), self.message, self.progress, foot, spacing=12, margins=(24, 20, 24, 20)))
        close.setFocus()

    # -- showing

    def show_report(self, report: Report) -> None:
        """Show the state of the machine."""
        self.report = report
        self.checks.show_checks(checks(report, self._offers()))
        self.refresh()

    def refresh(self) -> None:
        """List the bundles."""
        for card in self.cards.values():
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        found = entries(self._offers(), user_paths().bundles, self.settings.values.bundle, self.report)
        self.cards = {entry.name: self._card(entry) for entry in found}
        for card in self.cards.values():
            self._column.insertWidget(self._column.count() - 1, card)
        self.show_progress()

    def tell(self, text: str) -> None:
        """A line above the foot; empty takes it away."""
        self.message.setText(sentence(text))
        self.message.setVisible(bool(text))

    def _card(self, entry: Entry) -> BundleCard:
        card = BundleCard(entry)
        card.get_asked.connect(self._get)
        card.use_asked.connect(self._use)
        card.verify_asked.connect(self._verify)
        card.remove_asked.connect(self._remove)
        return card

    def _offers(self) -> tuple[Offer, ...]:
        try:
            return offers()
        except EXPECTED as error:
            self.tell(describe(error))
            return ()

    def show_progress(self) -> None:
        busy = self.downloads.state != "idle"
        self.progress.setVisible(busy)
        self.get.setEnabled("://" in self.address.text() and not busy)
        for card in self.cards.values():
            if not card.entry.here:
                card.buttons.setEnabled(not busy)

    # -- getting

    def _get(self, name: str) -> None:
        entry = self.cards[name].entry
        if name not in {offer.name for offer in self._offers()} and not entry.address:
            self.tell(self.tr("Where this download came from is not known any more: enter its address below."))
            self.address.setFocus()
            return
        try:
            self.tell("")
            self.downloads.ask(entry.address or find_offer(name))
        except EXPECTED as error:
            self.tell(describe(error))

    def _get_address(self) -> None:
        if self.get.isEnabled():
            self.tell("")
            self.downloads.ask(self.address.text().strip())

    def download_ended(self, name: str, message: str) -> None:
        self.tell(message or self.tr("{name} is here and every file is right.").format(name=name))
        self.address.clear()
        self.refresh()

    # -- what is here

    def _use(self, name: str) -> None:
        self.settings.change(bundle=name)
        self.model_chosen.emit()
        self.refresh()
        self._loading = name
        self.tell(self.tr("{name} is being loaded.").format(name=name))

    def show_state(self, state: str, _message: str) -> None:
        """Tell when the model that was chosen here is loaded."""
        if state == "ready" and self._loading:
            self.tell(self.tr("{name} is ready.").format(name=self._loading))
            self._loading = ""

    def show_kept(self, kept: ModelKept) -> None:
        """The chosen model does not load; the settings name the running one again."""
        self._loading = ""
        self.refresh()
        self.tell(kept.trouble)

    def _verify(self, name: str) -> None:
        def work() -> str:
            bundle = Bundle.open(find_bundle(name))
            bundle.verify()
            return human(bundle.size)

        def tell(text: str) -> None:
            if name in self.cards:
                self.cards[name].tell(text)

        tell(self.tr("Checking every file…"))
        self.background.run(work, lambda size: tell(self.tr("All files are right ({size}).").format(size=size)), tell)

    def _remove(self, name: str) -> None:
        question = self.tr("Remove {name} from this computer? It can be downloaded again.").format(name=name)
        confirm(self, self.tr("Remove"), question, lambda: self._remove_now(name))

    def _remove_now(self, name: str) -> None:
        def done(freed: object) -> None:
            if self.settings.values.bundle == name:
                self.settings.change(bundle=STARTER_NAME)
                self.model_chosen.emit()
            self.refresh()
            self.tell(self.tr("{size} are free again.").format(size=freed))

        self.background.run(lambda: human(remove(name, user_paths().bundles)), done, self.tell)
