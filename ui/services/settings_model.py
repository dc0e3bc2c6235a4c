"""The user's settings as the window uses them: read once, replaced and saved at each change.

Thread: GUI thread only.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from app import settings
from app.settings import Settings
from model.errors import BadInput


class Prefs:
    """`values` is the settings in force; `notice` is what there is to say about reading or saving them."""

    def __init__(self, path: Path | None = None) -> None:
        """path: the settings' file; None keeps them in memory alone."""
        self._path = path
        self.values, self.notice = settings.load(path) if path is not None else (Settings(), "")

    def change(self, **fields: Any) -> None:
        """Replace some values and save. The window goes on without a memory where saving fails."""
        self.values = dataclasses.replace(self.values, **fields)
        if self._path is None:
            return
        try:
            settings.save(self.values, self._path)
        except BadInput as error:
            self.notice = str(error)
