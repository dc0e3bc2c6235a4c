#!/usr/bin/env python3
"""Brings the window's translations up to date: `translations.py` reads the sources, then compiles.

Owns: assets/languages/*.ts from the sources' tr() calls, and the .qm files from those. What has no translation
yet is named, and the exit code is 1. Thread: main.
"""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "assets" / "languages"
LANGUAGES = ("de", "zh")


def tool(name: str) -> str:
    """A tool of PySide6, beside the Python that runs this."""
    return str(Path(sys.executable).with_name(f"pyside6-{name}"))


def update() -> None:
    """Read the sources: new texts are added, those that are gone are dropped."""
    sources = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "ui").rglob("*.py"))]
    for language in LANGUAGES:
        file = str((FOLDER / f"aloud_{language}.ts").relative_to(ROOT))
        # Line numbers would change every file with every edit.
        command = [tool("lupdate"), *sources, "-no-obsolete", "-locations", "none", "-ts", file]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def untranslated(language: str) -> list[str]:
    """The texts without a finished translation, as "context: text"."""
    missing: list[str] = []
    for context in ElementTree.parse(FOLDER / f"aloud_{language}.ts").getroot().iter("context"):
        for message in context.iter("message"):
            done = message.find("translation")
            if done is None or not done.text or done.get("type") == "unfinished":
                missing.append(f"{context.findtext('name')}: {message.findtext('source')}")
    return missing


def compile_all() -> None:
    """The .qm files that the window loads."""
    for language in LANGUAGES:
        file = FOLDER / f"aloud_{language}"
        subprocess.run([tool("lrelease"), "-silent", f"{file}.ts", "-qm", f"{file}.qm"], check=True)


def main() -> int:
    """0 if every text is translated, else 1."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    update()
    compile_all()
    missing = [f"{language}: {text}" for language in LANGUAGES for text in untranslated(language)]
    print("\n".join(missing) or "every text is translated")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
