"""What is dropped on the window or pasted into it. No widgets.

Thread: GUI thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QMimeDatabase


def holds_picture(data: QMimeData) -> bool:
    """Is this a picture, or a file that is one?"""
    if data.hasImage():
        return True
    known = QMimeDatabase()
    names = (known.mimeTypeForFile(url.toLocalFile()).name() for url in data.urls() if url.isLocalFile())
    return any(name.startswith("image/") for name in names)
