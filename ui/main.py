"""Entry point of the window: `run(args) -> int`."""

from __future__ import annotations

import builtins
import hashlib
import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app import error_reports
from app.error_reports import write_crash
from app.storage import user_paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.commands.window import WindowArgs
    from app.conversation.conversation import Conversation
    from app.conversation.parts import EngineFactory, Sink
    from app.settings import Settings, SettingsModel
    from model.engine import TutorEngine
    from ui.dialogs.controller import DialogController
    from ui.window.main_window import MainWindow

NAME = "Aloud"
_WAIT_MS, _ANSWER_MS = 500, 3_000
_HELLO = b"aloud"


def run(args: WindowArgs) -> int:
    """Open the window and run until it is closed."""
    from PySide6.QtCore import QTimer

    from app.settings import SettingsModel
    from ui.services import translations
    from ui.services.translations import translate

    application = make_application()
    single = SingleInstance(user_paths().config)
    if not single.first(args.session):
        return 0
    settings = SettingsModel(user_paths().settings)
    translations.install(application, settings.values.language)
    window, dialogs = make_window(settings, live(settings, args))
    single.raised.connect(lambda: show_again(window))
    single.session_asked.connect(lambda path: dialogs.open_session_file(Path(path)))
    window.show()
    notices = [translate(text) for text in (settings.notice, args.notice) if text]
    if single.unanswered:
        notices.append(QCoreApplication.translate("main", "Another window of Aloud is open and does not answer."))
    if notices:
        window.tell(" ".join(notices), "notice")
    sys.excepthook = lambda _kind, error, _trace: report(error, window)
    window.presenter.start()
    dialogs.welcome()
    if args.session is not None:
        dialogs.open_session_file(args.session)
    offer_report(window, user_paths().logs)
    signal.signal(signal.SIGINT, lambda *_: window.close())
    # Python handles a signal only while it runs: the idle event loop must wake now and then.
    wake = QTimer(window)
    wake.timeout.connect(lambda: None)
    wake.start(400)
    with error_reports.watched(user_paths().logs):
        return application.exec()


def offer_report(window: MainWindow, folder: Path) -> None:
    """Show the report of the last crash, if there is a new one."""
    from PySide6.QtCore import Qt

    from ui.dialogs.crash_report import CrashDialog

    if (report := error_reports.newest(folder)) is not None:
        dialog = CrashDialog(window.look, report, window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def show_again(window: MainWindow) -> None:
    """Bring the window to the front."""
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()


def report(error: BaseException, window: MainWindow) -> None:
    """Write an error of the window itself to a file and show it; the lesson continues."""
    logging.getLogger(__name__).error("fault in the window", exc_info=error)
    file = write_crash(error, user_paths())
    message = QCoreApplication.translate("main", "Something went wrong in the window.")
    where = QCoreApplication.translate("main", "What happened is in {file}.").format(file=file) if file else ""
    window.tell(f"{message} {where}", "error")


def make_application() -> QApplication:
    """The QApplication with our name, style and typeface; an existing one is used."""
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from ui.theme import icons

    # PySide6 checks every import for `from __feature__`, which is not used here: half a second of loading a model.
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
    application = QApplication.instance() or QApplication([NAME])
    assert isinstance(application, QApplication)
    application.setApplicationName(NAME)
    application.setApplicationDisplayName(NAME)
    application.setDesktopFileName("aloud")
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(icons.FOLDER / "aloud.svg")))
    icons.load_fonts()
    return application


def make_window(settings: SettingsModel, conversation: Conversation) -> tuple[MainWindow, DialogController]:
    """The main window over a conversation, and its dialogs; not shown, not started."""
    from ui.dialogs.controller import DialogController
    from ui.services.presenter import Presenter
    from ui.theme.motion import system_moves
    from ui.theme.theme import Style
    from ui.window.main_window import MainWindow

    style = Style(settings.values.theme, settings.values.text_scale)
    style.motion = settings.values.motion and system_moves()
    style.apply()
    presenter = Presenter(
        conversation, lambda text: answerable(text, settings.values.bundle), lambda: follows(settings.values.bundle)
    )
    window = MainWindow(presenter, style, settings)
    style.setParent(window)
    presenter.setParent(window)
    return window, DialogController(window, presenter, style, settings)


def answerable(text: str, bundle: str) -> str:
    """A typed question as it is asked. Raises BadInput if it is one that the bundle can only guess at."""
    from app.bundles.installed import find_bundle
    from app.questions import check_answerable, typed_question
    from model.bundle_manifest import Bundle
    from model.errors import BadInput

    question = typed_question(text)
    try:
        chosen = Bundle.open(find_bundle(bundle))
    except BadInput:  # its files are gone, but the model is loaded
        return question
    check_answerable(question, chosen)
    return question


def follows(bundle: str) -> bool:
    """Whether a bundle was trained on questions that rest on the one before."""
    from app.bundles.installed import find_bundle
    from model.bundle_manifest import Bundle
    from model.errors import BadInput

    try:
        return Bundle.open(find_bundle(bundle)).declines
    except BadInput:
        return False


def live(settings: SettingsModel, args: WindowArgs) -> Conversation:
    """A conversation with the real engine, microphone and speaker."""
    from app.bundles.installed import find_bundle
    from app.conversation.audio_devices import calibrate, list_devices, open_player, recorder_factory, watch_devices
    from app.conversation.conversation import Conversation
    from app.conversation.parts import Parts
    from app.conversation.single_turn import engine_factory, remote_factory
    from app.history.store import SessionStore
    from app.history.writer import SavedTurns
    from app.school_server import SCHOOL, server_of
    from app.storage import STARTER_NAME
    from model.bundle_manifest import Bundle

    def voice_name() -> str:
        return settings.values.voice

    def engine_for(settings: Settings) -> EngineFactory:
        if settings.bundle == SCHOOL:
            starter = find_bundle(STARTER_NAME)
            return remote_factory(server_of(settings), starter, settings.device, settings.quant, voice_name)
        bundle = Bundle.open(find_bundle(settings.bundle))
        return engine_factory(bundle.path, settings.device, settings.quant, voice_name)

    def first_engine(sink: Sink) -> TutorEngine:
        if args.remote:
            return engine_for(settings.values)(sink)
        return engine_factory(args.bundle, args.device, args.quant, voice_name)(sink)

    parts = Parts(
        engine=first_engine,
        engine_for=engine_for,
        rescue=lambda sink: engine_factory(find_bundle(STARTER_NAME), "cpu", "auto", voice_name)(sink),
        player=lambda: open_player(settings.values),
        recorder=recorder_factory(lambda: settings.values),
        devices=list_devices,
        settings=lambda: settings.values,
        calibrate=calibrate,
        watch=watch_devices,
        saved=lambda: SavedTurns(SessionStore(user_paths().sessions), args.bundle.name),
    )
    return Conversation(parts)


class SingleInstance(QObject):
    """One window at a time: a second start raises the first and ends. raised: emitted in the first one.

    The windows meet at a socket in the user's own runtime folder, where other users cannot put one; without such a
    folder they do not look for each other. unanswered: something listens there that is no window, or one that hangs.
    session_asked: a second start was asked to open a session file; its path.
    """

    raised = Signal()
    session_asked = Signal(str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        """home: the user's folder; windows on different folders are independent."""
        super().__init__(parent)
        self.unanswered = False
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation)
        name = "aloud-" + hashlib.sha256(str(home).encode()).hexdigest()[:16]
        # On Windows the name is that of a pipe. Qt gives no folder if it belongs to somebody else.
        self._name = name if sys.platform == "win32" else f"{folder}/{name}" if folder else ""
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._knocked)

    def first(self, session: Path | None = None) -> bool:
        """True if no other window answers, and other starts find this one; else that one is raised.

        session: a session file that the other window shall open.
        """
        if not self._name:
            return True
        knock = QLocalSocket()
        knock.connectToServer(self._name)
        if knock.waitForConnected(_WAIT_MS):
            knock.write(_HELLO + (b" " + str(session).encode() if session is not None else b""))
            if knock.waitForReadyRead(_ANSWER_MS) and knock.readAll().data() == _HELLO:
                return False
            self.unanswered = True
        # The socket of a crashed window would keep this one from listening.
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return True

    def close(self) -> None:
        """Stop listening for other starts."""
        self._server.close()

    def _knocked(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._answer(socket))

    def _answer(self, socket: QLocalSocket) -> None:
        hello, _, session = bytes(socket.readAll().data()).partition(b" ")
        if hello == _HELLO:
            socket.write(_HELLO)
            socket.flush()
            self.raised.emit()
            if session:
                self.session_asked.emit(session.decode(errors="replace"))
