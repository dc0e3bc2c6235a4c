"""The parts of the first start and the model manager: checks of the machine, bundle cards, progress, licence."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)

from app.bundles.catalogue import DownloadPlan
from app.model_overview import Check, Entry
from app.settings import SettingsModel
from app.storage import human
from ui.services.downloads import Downloads
from ui.services.translations import decimals, sentence, translate
from ui.theme import icons
from ui.theme.theme import Style
from ui.theme.widgets import fit, hbox, label, plain_label, vbox

_ICONS = {"graphics": "panel", "microphone": "mic", "speaker": "speak", "disk": "box"}


def _size(count: int) -> str:
    """Bytes in words, with the decimal signs of the window's language."""
    return decimals(human(count))


class CheckList(QFrame):
    """One line for each part of the machine: icon, name, state, and what would help."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self.setObjectName("card")
        self.rows: list[tuple[QLabel, QLabel, Check]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(18, 14, 18, 14)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(2, 1)
        self.waiting = label(self.tr("Looking at this computer…"), "hint")
        self._grid.addWidget(self.waiting, 0, 0, 1, 4)
        style.changed.connect(self._restyle)

    def show_checks(self, checks: Iterable[Check]) -> None:
        """Show these checks instead."""
        self.waiting.hide()
        names = {
            "graphics": self.tr("Graphics card"),
            "microphone": self.tr("Microphone"),
            "speaker": self.tr("Speaker"),
            "disk": self.tr("Disk"),
        }
        for row, check in enumerate(checks):
            icon, state = plain_label(), plain_label()
            name = label(names[check.topic], "paneTitle", wrap=False)
            found = label("\n".join(decimals(translate(text)) for text in (check.text, check.fix) if text))
            good = self.tr("fine") if check.good else self.tr("needs attention")
            found.setAccessibleName(f"{names[check.topic]}: {good}. {found.text()}")
            for column, widget in enumerate((icon, name, found, state)):
                top = Qt.AlignmentFlag.AlignTop
                self._grid.addWidget(widget, row, column, top if column != 2 else Qt.AlignmentFlag(0))
            self.rows.append((icon, state, check))
        self._restyle()

    def fail(self, message: str) -> None:
        """Show why the machine could not be examined."""
        self.waiting.setText(translate(message))

    def _restyle(self) -> None:
        size, ratio = self.look.px(20), self.devicePixelRatioF()
        for icon, state, check in self.rows:
            icon.setPixmap(icons.pixmap(_ICONS[check.topic], self.look.colour("muted"), size, ratio))
            tone = self.look.colour("good" if check.good else "bad")
            state.setPixmap(icons.pixmap("check" if check.good else "alert", tone, size, ratio))


class ProgressRow(QWidget):
    """The progress of a download: bar, bytes, time left, and its buttons."""

    def __init__(self, downloads: Downloads, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.downloads = downloads
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(self.tr("Download"))
        self.message = label("", "muted")
        self.hold = QPushButton()
        self.hold.clicked.connect(self._hold)
        self.end = QPushButton(self.tr("Stop"))
        self.end.setToolTip(self.tr("What was downloaded is kept; the next try continues from there"))
        self.end.clicked.connect(downloads.cancel)
        line = hbox((self.message, 1), self.hold, self.end, spacing=8)
        self.setLayout(vbox(self.bar, line, spacing=8, margins=(0, 4, 0, 0)))
        downloads.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Bring the row up to date with the download."""
        loads = self.downloads
        self.hold.setVisible(loads.state in ("running", "paused"))
        self.hold.setText(self.tr("Go on") if loads.state == "paused" else self.tr("Pause"))
        progress = loads.progress
        if progress is None or loads.state == "asking":
            self.bar.setRange(0, 0 if loads.state in ("asking", "running") else 1000)
            self.message.setText(self.tr("Asking the server…") if loads.state == "asking" else "")
            return
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * progress.done / max(1, progress.total)))
        self.message.setText(self._words())

    def _words(self) -> str:
        progress = self.downloads.progress
        if progress is None:
            return ""
        size = self.tr("{done} of {total}").format(done=_size(progress.done), total=_size(progress.total))
        if self.downloads.state == "paused":
            return self.tr("{size}, paused").format(size=size)
        if progress.phase == "check":
            return self.tr("{size}, checking {file}").format(size=size, file=progress.path.rpartition("/")[2])
        if progress.note:
            return f"{size}\n{translate(progress.note)}"
        rate = self.downloads.rate
        if rate <= 0:
            return size
        left = (progress.total - progress.done) / rate
        return self.tr("{size}, {rate} a second, {left} left").format(
            size=size, rate=_size(round(rate)), left=self._time(left)
        )

    def _time(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{n} s").format(n=round(seconds))
        if seconds < 5400:
            return self.tr("{n} min").format(n=round(seconds / 60))
        return self.tr("{n} h").format(n=decimals(f"{seconds / 3600:.1f}"))

    def _hold(self) -> None:
        if self.downloads.state == "paused":
            self.downloads.resume()
        else:
            self.downloads.pause()


class BundleCard(QFrame):
    """One bundle: what it is, whether it is here, and what can be done with it."""

    get_asked = Signal(str)
    use_asked = Signal(str)
    verify_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.setObjectName("card")
        title = label(entry.title, "paneTitle")
        state = label(self._state(), "muted", wrap=False)
        head = hbox((title, 1), (state, 0, Qt.AlignmentFlag.AlignRight))
        self.column = vbox(head, spacing=6, margins=(18, 14, 18, 14))
        self.setLayout(self.column)
        facts = " · ".join(part for part in (decimals(translate(entry.size)), translate(entry.licence)) if part)
        for text, name in ((entry.about, ""), (facts, "muted"), (entry.hindrance, "muted"), (entry.broken, "")):
            if text:
                self.column.addWidget(label(translate(text), name))
        self.message = label("", "hint")
        self.message.hide()
        self.column.addWidget(self.message)
        self.buttons = self._buttons()
        self.column.addWidget(self.buttons)

    def tell(self, text: str) -> None:
        """Show a line on the card, such as the outcome of a check."""
        self.message.setText(sentence(text))
        self.message.setVisible(bool(text))

    def _state(self) -> str:
        if self.entry.broken:
            return self.tr("Damaged")
        if self.entry.used:
            return self.tr("In use")
        if self.entry.here:
            return self.tr("On this computer")
        if self.entry.begun:
            return self.tr("{size} are here").format(size=_size(self.entry.begun))
        return self.tr("Not here")

    def _buttons(self) -> QWidget:
        box, entry = QWidget(), self.entry
        wanted: list[tuple[str, SignalInstance]] = []
        if entry.here:
            if not entry.used and not entry.broken:
                wanted.append((self.tr("Use"), self.use_asked))
            wanted.append((self.tr("Check the files"), self.verify_asked))
        else:
            wanted.append((self.tr("Continue the download") if entry.begun else self.tr("Download…"), self.get_asked))
        if (entry.here and entry.name != "starter") or entry.begun:
            wanted.append((self.tr("Remove…"), self.remove_asked))
        buttons: list[QWidget] = []
        for text, signal in wanted:
            button = QPushButton(text)
            button.setAccessibleName(f"{text} {entry.title}")
            button.clicked.connect(lambda _=False, s=signal: s.emit(entry.name))
            buttons.append(button)
        box.setLayout(hbox(*buttons, None, spacing=8, margins=(0, 6, 0, 0)))
        return box


class LicenceDialog(QDialog):
    """Before a download: its files, sources and licence, which must be accepted with a tick and a button."""

    def __init__(self, style: Style, plan: DownloadPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Download {name}").format(name=plan.name))
        fit(self, style, 660, 560)
        head = label(self.tr("Download {name}?").format(name=plan.name), "title")
        amount = self.tr("Version {version}: {n} files, {size}, from").format(
            version=plan.version, n=len(plan.files), size=human(plan.size)
        )
        self.text = QPlainTextEdit(self._terms(plan))
        self.text.setObjectName("paper")
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Licence"))
        self.tick = QCheckBox(self.tr("I have read the licence and accept it"))
        self.get = QPushButton(self.tr("Download {size}").format(size=_size(plan.size)))
        self.get.setObjectName("primary")
        self.get.setEnabled(False)
        self.get.clicked.connect(self.accept)
        self.tick.toggled.connect(self.get.setEnabled)
        leave = QPushButton(self.tr("Cancel"))
        leave.clicked.connect(self.reject)
        source = label("\n".join([amount, *plan.sources]), "hint", wrap=False)
        foot = hbox((self.tick, 1), leave, self.get)
        self.setLayout(vbox(head, source, (self.text, 1), foot, spacing=10, margins=(24, 20, 24, 20)))

    def _terms(self, plan: DownloadPlan) -> str:
        parts = [f"{part}: {licence}" for part, licence in plan.licences]
        files = [f"{human(file.size):>12}  {file.path}  {file.digest}" for file in plan.files]
        whole = [self.tr("Licences"), *parts, "", *([plan.licence_text, ""] if plan.licence_text else [])]
        return "\n".join([*whole, self.tr("Files and checksums"), *files])


class DownloadDialog(QDialog):
    """A dialog from which bundles are downloaded. model_chosen: another bundle is used from now on (see settings)."""

    model_chosen = Signal()

    def __init__(
        self, style: Style, settings: SettingsModel, downloads: Downloads, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look, self.settings, self.downloads = style, settings, downloads
        self.checks = CheckList(style)
        self.progress = ProgressRow(downloads)
        self.message = label("", "hint")
        self.message.hide()
        downloads.changed.connect(self.show_progress)
        downloads.asked.connect(self._ask_for_licence)
        downloads.ended.connect(self.download_ended)

    def tell(self, text: str) -> None:
        """Show a line above the foot; an empty one hides it."""
        self.message.setText(sentence(text))
        self.message.setVisible(bool(text))

    def show_progress(self) -> None:
        """The download's state or progress has changed."""
        raise NotImplementedError

    def download_ended(self, name: str, message: str) -> None:
        """The download of a bundle ended; an empty message means that it is installed."""
        raise NotImplementedError

    def _ask_for_licence(self, plan: DownloadPlan) -> None:
        if not self.isVisible():  # another dialog asked, or this one was closed since
            return
        dialog = LicenceDialog(self.look, plan, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self.downloads.accept)
        dialog.rejected.connect(self.downloads.cancel)
        dialog.open()
