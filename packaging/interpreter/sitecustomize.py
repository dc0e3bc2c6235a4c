"""Chooses where the packaged interpreter finds its modules: the program, its libraries, and a graphics card's pack.

Runs at each start of this interpreter, also in child processes. Nothing is searched but
the program's folder and a finished pack for this very build. ALOUD_PACK=off leaves the pack out.
"""

import os
import sys
from pathlib import Path

HOME = Path(sys.prefix).parent


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
    """The folder of the pack in use; empty if there is none, it is damaged or made for another build.

    Says which in ALOUD_PACK_STATE, which the program and child processes read.
    """
    os.environ.pop("ALOUD_PACK_STATE", None)
    if os.environ.get("ALOUD_PACK") == "off":
        return ""
    try:
        packs = data_folder() / "packs"
        name = (packs / "active").read_text(encoding="utf-8").strip()
        own = (HOME / "build-id").read_text(encoding="utf-8").strip()
    except (OSError, RuntimeError, ValueError):
        return ""
    if not name or name != Path(name).name or name.startswith("."):
        return ""
    reason = fault(packs / name, own)
    os.environ["ALOUD_PACK_STATE"] = f"refused {name}: {reason}" if reason else f"used {name}"
    return "" if reason else str(packs / name / "site")


def fault(pack: Path, own: str) -> str:
    """Why a pack is not used: "build" or "damaged"; empty if it is fit. own: this build's id."""
    import json

    try:
        about = json.loads((pack / "complete").read_text(encoding="utf-8"))
        if about["build"] != own:
            return "build"
        whole = all((pack / "site" / path).stat().st_size == size for path, size in about["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return "damaged"
    return "" if whole else "damaged"


def arrange() -> None:
    """Sets sys.path: standard library, pack, libraries, program."""
    inside = [entry for entry in sys.path if entry and Path(entry).is_relative_to(Path(sys.prefix))]
    libraries = [str(HOME / "site"), str(HOME / "app")]
    sys.path[:] = [*inside, *filter(None, [pack_folder()]), *libraries]


arrange()
