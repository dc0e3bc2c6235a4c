"""Chooses where the packaged interpreter finds its modules: the program, its libraries, and a graphics card's pack.

Runs at each start of this interpreter, also in child processes. Nothing is searched but
the program's folder and a finished pack for this very build. ALOUD_PACK=off leaves the pack out.
"""

import os
import sys
from pathlib import Path

HOME = Path(sys.prefix).parent if os.name != "nt" else Path(sys.prefix)


def data_folder() -> Path:
    """The user's data folder, as app.storage has it."""
    if root := os.environ.get("ALOUD_HOME"):
        return Path(root).expanduser() / "data"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "aloud"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "aloud"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "aloud"


def pack_folder() -> str:
    """The folder of the pack in use; empty if there is none, or it belongs to another build."""
    if os.environ.get("ALOUD_PACK") == "off":
        return ""
    try:
        packs = data_folder() / "packs"
        name = (packs / "active").read_text(encoding="utf-8").strip()
        site = packs / name / "site"
        build = (packs / name / "complete").read_text(encoding="utf-8").strip()
        own = (HOME / "build-id").read_text(encoding="utf-8").strip()
    except (OSError, RuntimeError, ValueError):
        return ""
    safe = name and name == Path(name).name and not name.startswith(".")
    return str(site) if safe and build == own and site.is_dir() else ""


def arrange() -> None:
    """Sets sys.path: standard library, pack, libraries, program."""
    inside = [entry for entry in sys.path if entry and Path(entry).is_relative_to(Path(sys.prefix))]
    libraries = [str(HOME / "site"), str(HOME / "app")]
    sys.path[:] = [*inside, *filter(None, [pack_folder()]), *libraries]


arrange()
