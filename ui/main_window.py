"""The main window: puts the widgets together and wires them to the presenter. No rule of its own.

Thread: GUI thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.banner import Banner
from ui.composer import Composer
from ui.conversation_view import ConversationView
from ui.drops import holds_picture
from ui.header import Header
from ui.prefs import Prefs
from ui.presenter import Presenter
from ui.reasoning_pane import ReasoningPane
from ui.settings_dialog import SettingsDialog
from ui.teacher_view import TeacherView
from ui.theme import Style
from ui.turn_model import TurnModel

_NARROW = 860


class MainWindow(QMainWindow):
    """Conversation at the left, reasoning at the right, the dock below."""

    def __init__(self, presenter: Presenter, style: Style, prefs: Prefs) -> None:
        super().__init__()
        self.presenter, self.look, self.prefs = presenter, style, prefs
        self.setWindowTitle(self.tr("Aloud"))
        self.resize(1180, 800)
        self.setMinimumSize(520, 480)
        self.setAcceptDrops(True)
        self.header = Header(style)
        self.header.show_muted(prefs.values.muted)
        self.pill = self.header.pill
        self.banner = Banner(style)
        self.conversation = ConversationView(style)
        self.pane = ReasoningPane(style)
        self.composer = Composer(style)
        self.teacher: TeacherView | None = None
        self._closed = False
        self._was_ready = False
        self._build()
        self._wire()
        self._shortcuts()
        self._restore()
        self._show_state(presenter.state, presenter.message)
        self.conversation.setFocus()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    # -- putting together

    def _build(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        left = QWidget()
        left.setMinimumWidth(460)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.conversation, 1)
        column.addWidget(self.banner)
        column.addWidget(self.composer)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(16)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(self.pane)
        self.split.setStretchFactor(0, 6)
        self.split.setStretchFactor(1, 5)
        self.split.setSizes([620, 500])
        layout = QVBoxLayout(page)
        layout.setContentsMargins(22, 14, 22, 20)
        layout.setSpacing(14)
        layout.addWidget(self.header)
        layout.addWidget(self.split, 1)
        self.setCentralWidget(page)

    def _wire(self) -> None:
        p, c = self.presenter, self.composer
        p.state_changed.connect(self._show_state)
        p.turn_added.connect(self._turn_added)
        p.turn_changed.connect(self._turn_changed)
        p.playhead_moved.connect(self._playhead_moved)
        p.level_changed.connect(c.set_level)
        p.notice.connect(lambda text: self.banner.tell(text, "notice"))
        self.header.mute_asked.connect(self.toggle_mute)
        self.header.board_asked.connect(self.open_teacher)
        self.header.settings_asked.connect(self.open_settings)
        c.asked.connect(p.ask)
        c.voice.connect(p.voice_button)
        c.hold.connect(lambda down: p.hold_pressed() if down else p.hold_released())
        c.hands_free.connect(self._hands_free_chosen)
        c.picture.connect(self.offer_picture)
        c.stopped.connect(p.stop)
        p.hands_free_changed.connect(c.show_hands_free)
        self.conversation.ask_again.connect(p.ask)
        self.conversation.replay_asked.connect(p.replay)
        self.conversation.example.connect(p.ask)
        self.pane.collapsed_changed.connect(self._pane_collapsed)

    def _shortcuts(self) -> None:
        for keys, action in (
            (QKeySequence(Qt.Key.Key_Escape), self.presenter.stop),
            (QKeySequence(Qt.Key.Key_F9), self.toggle_pane),
            (QKeySequence(Qt.Key.Key_F11), self.open_teacher),
            (QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Comma), self.open_settings),
            (QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_L), self.composer.box.setFocus),
            (QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_H), self.composer.free.toggle),
            (QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_M), self.toggle_mute),
            (QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_R), self.replay_newest),
            (QKeySequence(QKeySequence.StandardKey.ZoomIn), lambda: self.zoom(0.1)),
            (QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Equal), lambda: self.zoom(0.1)),
            (QKeySequence(QKeySequence.StandardKey.ZoomOut), lambda: self.zoom(-0.1)),
            (QKeySequence(Qt.Key.Key_F1), self.open_keys),
            (QKeySequence(QKeySequence.StandardKey.Paste), self._paste),
            (QKeySequence(QKeySequence.StandardKey.Quit), self.close),
        ):
            QShortcut(keys, self).activated.connect(action)

    # -- showing

    def _show_state(self, state: str, message: str) -> None:
        self.pill.set_state(state)  # type: ignore[arg-type]
        self.composer.show_state(state, self.presenter.can_ask)  # type: ignore[arg-type]
        self.conversation.set_enabled_examples(self.presenter.can_ask)
        if state == "ready" and not self._was_ready:
            self._was_ready = True
            if self.prefs.values.listening == "hands-free":
                self.presenter.set_hands_free(True)
        if state == "error":
            self.banner.tell(message, "error")
        elif self.banner.kind == "error" or state in ("listening", "thinking"):
            self.banner.hide_now()

    def _turn_added(self, turn: TurnModel) -> None:
        self.conversation.add_turn(turn)
        self._turn_changed(turn)

    def _turn_changed(self, turn: TurnModel) -> None:
        self.conversation.refresh(turn)
        if turn is self.presenter.current:
            self.pane.show_turn(turn)
        if self.teacher is not None:
            self.teacher.show_turn(turn)

    def _playhead_moved(self, turn: TurnModel) -> None:
        self.conversation.show_playhead(turn)
        self.pane.show_playhead(turn)
        if self.teacher is not None:
            self.teacher.show_playhead(turn)

    # -- parts

    def toggle_pane(self) -> None:
        self.pane.set_collapsed(not self.pane.collapsed)

    def _pane_collapsed(self, collapsed: bool) -> None:
        self.prefs.change(reasoning_open=not collapsed)

    def zoom(self, by: float) -> None:
        """Larger or smaller text, between 80 and 200 %."""
        scale = min(2.0, max(0.8, round(self.look.scale + by, 2)))
        self.look.choose(self.look.name, scale)
        self.prefs.change(text_scale=scale)

    def toggle_mute(self) -> None:
        """The voice off or on, also in the middle of an answer."""
        self.prefs.change(muted=not self.prefs.values.muted)
        self.presenter.settings_changed()
        self.header.show_muted(self.prefs.values.muted)

    def replay_newest(self) -> None:
        """Play the newest answer again."""
        turn = self.presenter.current
        if turn is not None and turn.ended is not None:
            self.presenter.replay(turn)

    def _hands_free_chosen(self, on: bool) -> None:
        self.prefs.change(listening="hands-free" if on else "button")
        self.presenter.set_hands_free(on)

    def open_settings(self) -> SettingsDialog:
        """Show the settings; changes apply at once."""
        dialog = SettingsDialog(self.presenter, self.look, self.prefs, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda: self.header.show_muted(self.prefs.values.muted))
        dialog.open()
        return dialog

    def open_keys(self) -> None:
        """Show the list of keys."""
        self.open_settings().show_keys()

    # -- pictures

    def offer_picture(self) -> None:
        """Somebody wants to ask with a picture: no bundle here sees any."""
        self.banner.tell(self.tr("This model cannot see pictures. Type the problem, or read it aloud."), "notice")

    def _paste(self) -> None:
        if not self.composer.paste_picture() and self.composer.box.isEnabled():
            self.composer.box.setFocus()
            self.composer.box.paste()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_picture(event.mimeData()) or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if holds_picture(event.mimeData()):
            self.offer_picture()
        elif self.composer.box.isEnabled():
            self.composer.box.insert(event.mimeData().text())
            self.composer.box.setFocus()
        event.acceptProposedAction()

    def open_teacher(self) -> None:
        """Full screen for a class; Esc comes back."""
        if self.teacher is None:
            self.teacher = TeacherView(self.presenter, self.look, self)
            self.teacher.closed.connect(self._teacher_closed)
            if self.presenter.current is not None:
                self.teacher.show_turn(self.presenter.current)
        self.teacher.showFullScreen()
        self.teacher.activateWindow()

    def _teacher_closed(self) -> None:
        if self.teacher is not None:
            self.teacher.deleteLater()
            self.teacher = None

    # -- hold to talk

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space is the hold-to-talk key but in text and on a focused control; Ctrl+Space is so everywhere."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space and watched is self.windowHandle():
            if event.type() == QEvent.Type.KeyPress and self._is_hold(event):
                if not event.isAutoRepeat():
                    self.presenter.hold_pressed()
                return True
            if event.type() == QEvent.Type.KeyRelease and self.presenter.holding:
                if not event.isAutoRepeat():
                    self.presenter.hold_released()
                return True
        return super().eventFilter(watched, event)

    def _is_hold(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return True
        focus = QApplication.focusWidget()
        if focus is self.composer.mic:
            return True
        return not (focus is self.composer.box or isinstance(focus, (QAbstractButton, QComboBox)))

    # -- window

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * self.look.scale
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self.split.orientation() != wanted:
            self.split.setOrientation(wanted)

    def _restore(self) -> None:
        state = self.prefs.values.window
        if state:
            self.restoreGeometry(QByteArray.fromBase64(state.encode()))
        self.pane.set_collapsed(not self.prefs.values.reasoning_open)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed:
            self._closed = True
            app = QApplication.instance()
            if app is not None:
                app.removeEventFilter(self)
            self.prefs.change(window=bytes(self.saveGeometry().toBase64().data()).decode())
            if self.teacher is not None:
                self.teacher.close()
            self.pill.stop()
            self.banner.hide_now()
            self.pane.stop()
            self.look.formulas.close()
            self.presenter.close()
        super().closeEvent(event)
