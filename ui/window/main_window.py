"""The main window: puts the widgets together and wires them to the presenter."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QMimeDatabase, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from app.conversation.messages import ChangeSettings, ModelKept
from app.school_server import host_of
from app.settings import SettingsModel
from app.transcript.turn_transcript import TurnTranscript
from ui.services.presenter import Presenter, TutorState
from ui.services.translations import translate
from ui.teacher.prepared import PreparedList
from ui.teacher.screen_choice import ScreenChoice
from ui.teacher.teacher_view import TeacherView
from ui.text.formula_painter import FormulaPainter
from ui.theme.theme import Style
from ui.theme.widgets import keep_on_screen, vbox
from ui.window.ask_bar import AskBar
from ui.window.composer import Composer
from ui.window.conversation_view import ConversationView
from ui.window.header import AwaySign, Banner, BannerKind, Header
from ui.window.next_chips import SLOWER
from ui.window.push_to_talk import PushToTalk
from ui.window.reasoning_pane import ReasoningPane
from ui.window.turn_card import TurnCard

_SLOW_BELOW = 0.9
_NARROW = 860  # design pixels below which the panes stand one above the other


def holds_picture(data: QMimeData) -> bool:
    """True if this is a picture, or a file that is one."""
    if data.hasImage():
        return True
    known = QMimeDatabase()
    names = (known.mimeTypeForFile(url.toLocalFile()).name() for url in data.urls() if url.isLocalFile())
    return any(name.startswith("image/") for name in names)


class MainWindow(QMainWindow):
    """Conversation at the left, reasoning at the right, the dock below.

    rebuilt: header, conversation, pane and dock were replaced, in another language. closing: once, before the end.
    """

    settings_asked = Signal()
    keys_asked = Signal()
    history_asked = Signal()
    models_asked = Signal()
    new_session_asked = Signal()
    practise_asked = Signal()
    rebuilt = Signal()
    closing = Signal()

    def __init__(self, presenter: Presenter, style: Style, settings: SettingsModel) -> None:
        super().__init__()
        self._closed = False
        self.presenter, self.look, self.settings = presenter, style, settings
        self.formulas = FormulaPainter(self)
        self.resize(1180, 800)
        self.setMinimumSize(520, 480)
        self.setAcceptDrops(True)
        self.teacher: TeacherView | None = None
        self.prepared = PreparedList()
        self._was_ready = False
        self._failed = False
        self._make()
        self._listen()
        self._add_shortcuts()
        self._restore()
        self._show_state(presenter.state, presenter.message)
        self.conversation.setFocus()

    # -- putting together

    def _make(self) -> None:
        """The parts in the present language, around what the presenter knows."""
        self.setWindowTitle(self.tr("Aloud"))
        self.header = Header(self.look)
        self.show_muted()
        self.pill = self.header.pill
        self.away = AwaySign()
        self.banner = Banner(self.look)
        self.conversation = ConversationView(self.look, self.formulas)
        self.pane = ReasoningPane(self.look, self.formulas)
        self.composer = Composer(self.look, self.presenter.takes)
        self._push_to_talk = PushToTalk(self.presenter, self, self.composer.mic, self.composer.box)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        left = QWidget()
        left.setMinimumWidth(460)
        left.setLayout(vbox((self.conversation, 1), self.banner, self.composer, spacing=12))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(16)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(self.pane)
        self.split.setStretchFactor(0, 6)
        self.split.setStretchFactor(1, 5)
        self.split.setSizes([620, 500])
        page.setLayout(vbox(self.header, self.away, (self.split, 1), spacing=14, margins=(22, 14, 22, 20)))
        self.setCentralWidget(page)

    def _listen(self) -> None:
        p = self.presenter
        p.state_changed.connect(self._show_state)
        p.turn_added.connect(self._turn_added)
        p.turn_changed.connect(self._turn_changed)
        p.playhead_moved.connect(self._playhead_moved)
        p.level_changed.connect(lambda level: self.composer.set_level(level))
        p.hands_free_changed.connect(lambda on: self.composer.show_hands_free(on))
        p.notice.connect(lambda text: self.banner.tell(text, "notice"))
        p.refused.connect(lambda text: self.banner.tell(text, "refused"))
        p.model_kept.connect(self._model_kept)
        p.session_changed.connect(self._clear)
        self.look.changed.connect(self._turn_split)

    def _wire(self) -> None:
        p, c = self.presenter, self.composer
        self.header.new_asked.connect(self.new_session_asked)
        self.header.slow_asked.connect(self.toggle_slow)
        self.header.mute_asked.connect(self.toggle_mute)
        self.header.board_asked.connect(self.open_teacher)
        self.header.settings_asked.connect(self.settings_asked)
        self.header.history_asked.connect(self.history_asked)
        self.header.models_asked.connect(self.models_asked)
        self.header.practise_asked.connect(self.practise_asked)
        c.asked.connect(self._ask)
        c.voice.connect(p.voice_button)
        c.mic.went_down.connect(p.voice_pressed)
        c.mic.went_up.connect(p.hold_released)
        c.hands_free.connect(self._hands_free_chosen)
        c.picture.connect(self.offer_picture)
        c.stopped.connect(p.stop)
        self.conversation.ask_again.connect(p.ask)
        self.conversation.replay_asked.connect(p.replay)
        self.conversation.example.connect(p.ask)
        self.conversation.chose.connect(self.choose)
        self.conversation.practise_asked.connect(self.practise_asked)
        self.conversation.edited.connect(self._ask_edited)
        self.conversation.slower_asked.connect(lambda turn: p.replay(turn, pace=SLOWER))
        self.pane.collapsed_changed.connect(self._pane_collapsed)

    def _add_shortcuts(self) -> None:
        """All keys but the push-to-talk key. `ui.dialogs.settings_pages.KeysPage` lists them for the reader."""
        ctrl = Qt.Modifier.CTRL
        for keys, action in (
            (QKeySequence(Qt.Key.Key_Escape), self.presenter.stop),
            (QKeySequence(Qt.Key.Key_F9), self.toggle_pane),
            (QKeySequence(Qt.Key.Key_F11), self.open_teacher),
            (QKeySequence(ctrl | Qt.Key.Key_Comma), self.settings_asked),
            (QKeySequence(Qt.Key.Key_F1), self.keys_asked),
            (QKeySequence(ctrl | Qt.Key.Key_O), self.history_asked),
            (QKeySequence(ctrl | Qt.Key.Key_B), self.models_asked),
            (QKeySequence(ctrl | Qt.Key.Key_N), self.new_session_asked),
            (QKeySequence(ctrl | Qt.Key.Key_P), self.practise_asked),
            # The composer is replaced when the language changes.
            (QKeySequence(ctrl | Qt.Key.Key_L), lambda: self.composer.box.setFocus()),
            (QKeySequence(ctrl | Qt.Key.Key_H), lambda: self.composer.free.toggle()),
            (QKeySequence(ctrl | Qt.Key.Key_M), self.toggle_mute),
            (QKeySequence(ctrl | Qt.Key.Key_R), self.replay_newest),
            (QKeySequence(QKeySequence.StandardKey.ZoomIn), lambda: self.zoom(0.1)),
            (QKeySequence(ctrl | Qt.Key.Key_Equal), lambda: self.zoom(0.1)),
            (QKeySequence(QKeySequence.StandardKey.ZoomOut), lambda: self.zoom(-0.1)),
            (QKeySequence(QKeySequence.StandardKey.Paste), self.paste),
            (QKeySequence(QKeySequence.StandardKey.Quit), self.close),
        ):
            QShortcut(keys, self).activated.connect(action)

    # -- showing

    def tell(self, text: str, kind: BannerKind) -> None:
        """Show a line above the dock."""
        self.banner.tell(text, kind)

    def show_muted(self) -> None:
        """Show in the header whether the settings mute the voice or slow it down."""
        self.header.show_muted(self.settings.values.muted)
        self.header.show_slowed(self.settings.values.speed < _SLOW_BELOW)

    def _clear(self) -> None:
        self.conversation.setFocus()  # not passed on, from a card that goes, to a button that Space would press
        self.conversation.clear()
        self.pane.clear()

    def _show_state(self, state: TutorState, message: str) -> None:
        self.pill.set_state(state)
        waited = self.composer.waits and self.presenter.can_ask
        self.away.show_host(host_of(self.settings.values))
        self.composer.show_state(state, self.presenter.can_ask)
        self.conversation.set_enabled_examples(self.presenter.can_ask)
        if state == "ready" and not self._was_ready:
            self._was_ready = True
            if self.settings.values.listening == "hands-free":  # the microphone opens for nobody who did not ask
                self.composer.offer_hands_free()
        if state == "error":
            self.banner.tell(message, "error")
        elif self._failed or state in ("listening", "thinking"):
            self.banner.hide_now()
        self._failed = state == "error"
        if waited:
            self._ask(self.composer.box.text())

    def _turn_added(self, turn: TurnTranscript) -> None:
        self.conversation.add_turn(turn)
        if turn is self.presenter.current:
            self._choose(turn)
        self._turn_changed(turn)

    def choose(self, turn: TurnTranscript) -> None:
        """Show the reasoning of an answer in the pane, and open that."""
        self._choose(turn)
        if self.pane.collapsed:
            self.pane.set_collapsed(False)

    def _choose(self, turn: TurnTranscript) -> None:
        self.pane.show_turn(turn)
        # A follow-up can be about the newest answer alone.
        self.conversation.show_chosen(turn, turn is self.presenter.current and self.presenter.follows())

    def _turn_changed(self, turn: TurnTranscript) -> None:
        self.conversation.refresh(turn)
        if turn is self.pane.turn:
            self.pane.show_turn(turn)
        if self.teacher is not None:
            self.teacher.show_turn(turn)

    def _ask(self, text: str) -> None:
        """Ask what was typed; a refused question stays in the box, to be changed."""
        if self.presenter.state == "loading":
            self.composer.wait()
        elif self.presenter.ask(text):
            self.composer.box.clear()

    def _ask_edited(self, card: TurnCard, text: str) -> None:
        """Ask a corrected question; a refused one stays in its box."""
        if self.presenter.ask(text):
            card.bubble.close_box()

    def _playhead_moved(self, turn: TurnTranscript) -> None:
        self.conversation.show_playhead(turn)
        self.pane.show_playhead(turn)
        if self.teacher is not None:
            self.teacher.show_playhead(turn)

    # -- parts

    def toggle_pane(self) -> None:
        self.pane.set_collapsed(not self.pane.collapsed)

    def _model_kept(self, kept: ModelKept) -> None:
        """The chosen model did not load: the settings name the running one again."""
        self.settings.change(bundle=kept.bundle, device=kept.device, quant=kept.quant)
        message = self.tr("The model was not changed: {why}").format(why=translate(kept.trouble))
        self.banner.tell(message, "error")

    def _pane_collapsed(self, collapsed: bool) -> None:
        self.settings.change(reasoning_open=not collapsed)

    def zoom(self, by: float) -> None:
        """Change the text size, between 80 and 200 %."""
        scale = min(2.0, max(0.8, round(self.look.scale + by, 2)))
        self.look.choose(self.look.name, scale)
        self.settings.change(text_scale=scale)

    def toggle_mute(self) -> None:
        """Turn the voice off or on, also during an answer."""
        self.settings.change(muted=not self.settings.values.muted)
        self.presenter.post(ChangeSettings())
        self.show_muted()

    def toggle_slow(self) -> None:
        """Slow the voice down, or let it speak at its normal speed, also during an answer."""
        self.settings.change(speed=1.0 if self.settings.values.speed < _SLOW_BELOW else SLOWER)
        self.presenter.post(ChangeSettings())
        self.show_muted()

    def replay_newest(self) -> None:
        """Play the newest answer again."""
        turn = self.presenter.current
        if turn is not None and turn.ended is not None:
            self.presenter.replay(turn)

    def _hands_free_chosen(self, on: bool) -> None:
        self.settings.change(listening="hands-free" if on else "button")
        self.presenter.set_hands_free(on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter that no other part takes is the beginning of a question."""
        held = Qt.KeyboardModifier
        typed, command = event.text(), event.modifiers() & (held.ControlModifier | held.AltModifier | held.MetaModifier)
        if typed.strip() and typed.isprintable() and not command and self.composer.box.isEnabled():
            self.composer.type(typed)
        else:
            super().keyPressEvent(event)

    # -- pictures

    def offer_picture(self) -> None:
        """Tell that pictures cannot be asked about: no bundle reads them."""
        self.banner.tell(self.tr("This model cannot see pictures. Type the problem, or read it aloud."), "notice")

    def paste(self) -> None:
        """Paste text into the box, wherever the focus is; a picture gets a notice."""
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
        """Open the teacher's view on a full screen, the second one if there is one; Esc closes it."""
        if self.teacher is None:
            ask = AskBar(self.presenter, self.look)
            self.teacher = TeacherView(self.presenter, self.look, self.formulas, ask, self.prepared, self)
            ask.watch(self.teacher)
            self.teacher.closed.connect(ask.stop)
            self.teacher.closed.connect(self._teacher_closed)
            screen = ScreenChoice(self.teacher, self, self.settings.values.teacher_screen)
            screen.chosen.connect(lambda name: self.settings.change(teacher_screen=name))
            self.teacher.bar.add(screen)
            screen.open()
        self.teacher.activateWindow()

    def _teacher_closed(self) -> None:
        if self.teacher is not None:
            self.teacher.deleteLater()
            self.teacher = None

    # -- another language

    def changeEvent(self, event: QEvent) -> None:
        """Rebuild every part in the new language, from the presenter's state."""
        if event.type() == QEvent.Type.LanguageChange and not self._closed:
            self._remake()
        super().changeEvent(event)

    def _remake(self) -> None:
        typed, sizes, place = self.composer.box.text(), self.split.sizes(), self.conversation.place
        chosen, how = self.pane.turn, self.pane.how.isChecked()
        teaching = self.teacher is not None
        if self.teacher is not None:
            self.teacher.close()
        self._stop_parts()
        self._make()  # Qt deletes the central widget that was there
        self._turn_split()
        self.split.setSizes(sizes)
        self.pane.set_collapsed(not self.settings.values.reasoning_open)
        for turn in self.presenter.turns.values():
            self._turn_added(turn)
        if chosen is not None:
            self._choose(chosen)
        self.pane.how.setChecked(how)
        self.conversation.return_to(place)
        self.composer.box.setText(typed)
        self.composer.show_hands_free(self.presenter.hands_free)
        self._show_state(self.presenter.state, self.presenter.message)
        if teaching:
            self.open_teacher()
        self.rebuilt.emit()

    # -- window

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn_split()

    def _turn_split(self) -> None:
        """Put the panes beside each other, or one above the other in a narrow window."""
        narrow = self.width() < _NARROW * self.look.scale
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self.split.orientation() != wanted:
            self.split.setOrientation(wanted)

    def _restore(self) -> None:
        state = self.settings.values.window
        if state:
            self.restoreGeometry(QByteArray.fromBase64(state.encode()))
        if not self.isMaximized() and not self.isFullScreen():
            keep_on_screen(self)
        self.pane.set_collapsed(not self.settings.values.reasoning_open)

    def _stop_parts(self) -> None:
        self._push_to_talk.stop()
        self.pill.stop()
        self.banner.hide_now()
        self.pane.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed:
            self._closed = True
            self.closing.emit()
            self.settings.change(window=bytes(self.saveGeometry().toBase64().data()).decode())
            if self.teacher is not None:
                self.teacher.close()
            self._stop_parts()
            self.formulas.close()
            self.presenter.close()
        super().closeEvent(event)
