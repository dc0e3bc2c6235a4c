"""One window at a time: a second start raises the first and ends.

Owns: the local socket by which they find each other. Thread: GUI thread only.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 500


class SingleInstance(QObject):
    """`raised` is emitted when another start found this one."""

    raised = Signal()

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        """home: the user's folder; windows on different folders do not know each other."""
        super().__init__(parent)
        self._name = "aloud-" + hashlib.sha256(str(home).encode()).hexdigest()[:16]
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._knocked)

    def first(self) -> bool:
        """True if no other window is open: from now on this one is found. Else that one is raised."""
        knock = QLocalSocket()
        knock.connectToServer(self._name)
        if knock.waitForConnected(_WAIT_MS):
            knock.disconnectFromServer()
            return False
        # What a crashed window left behind would keep every later one from listening.
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return True

    def close(self) -> None:
        """Be found no more."""
        self._server.close()

    def _knocked(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.deleteLater()
        self.raised.emit()
