"""Where Aloud keeps its files.

Owns: the folders. Any thread.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"
STARTER = ASSETS / "starter"
QUESTIONS = ASSETS / "questions"


@dataclass(frozen=True, slots=True)
class Paths:
    """The user's folders. None of them need exist; whoever writes makes its own."""

    config: Path
    data: Path
    logs: Path

    @property
    def settings(self) -> Path:
        return self.config / "settings.json"

    @property
    def sessions(self) -> Path:
        return self.data / "sessions.sqlite3"

    @property
    def bundles(self) -> Path:
        return self.data / "bundles"


def user_paths() -> Paths:
    """The system's usual folders, or everything below $ALOUD_HOME where that is set."""
    if home := os.environ.get("ALOUD_HOME"):
        root = Path(home).expanduser()
        return Paths(root / "config", root / "data", root / "logs")
    import platformdirs

    folders = platformdirs.PlatformDirs("aloud", appauthor=False)
    return Paths(folders.user_config_path, folders.user_data_path, folders.user_log_path)
