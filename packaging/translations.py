#!/usr/bin/env python3
"""Brings the window's translations up to date: `translations.py` reads the sources, then compiles.

assets/languages/*.ts are made from the tr() calls of ui and from the message templates of app, audio_io and model; the
.qm files from those. Texts without a translation are named, and the exit code is 1.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "assets" / "languages"
LANGUAGES = ("de", "zh")
CONTEXT = "messages"

# Their messages reach a terminal only.
TERMINAL_ONLY = ("model/training", "model/corpus", "model/evaluation", "app/commands", "app/cli.py")
TRANSLATED = ("app/commands/window.py",)
ERROR_BASES = {"AloudError", "AudioIOError"}
MARKS = {"Translatable", "N_"}


def sources() -> Iterator[Path]:
    """The modules below the window whose messages it can show."""
    for layer in ("app", "audio_io", "model"):
        for path in sorted((ROOT / layer).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name in TRANSLATED or not name.startswith(TERMINAL_ONLY):
                yield path


def error_names(trees: list[ast.Module]) -> set[str]:
    """The names of all classes that derive from an error base."""
    names, before = set(ERROR_BASES), 0
    while len(names) > before:
        before = len(names)
        for tree in trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef) and names & {getattr(base, "id", "") for base in node.bases}:
                    names.add(node.name)
    return names


def templates() -> Iterator[tuple[str, str | None]]:
    """(file:line, template) of each message; the template is None where it is no constant."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sources()}
    calls = error_names(list(trees.values())) | MARKS
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in calls or not node.args:
                continue
            first, where = node.args[0], f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield where, first.value
            elif isinstance(first, ast.JoinedStr | ast.BinOp):
                yield where, None
    catalogue = json.loads((ROOT / "assets" / "bundles.json").read_text(encoding="utf-8"))
    for row in catalogue["bundles"]:
        yield "assets/bundles.json", row["summary"]
        yield "assets/bundles.json", row["licence"]


def update() -> None:
    """Reads the sources: new texts are added, those that are gone are dropped."""
    with tempfile.TemporaryDirectory() as folder:
        messages = Path(folder) / "messages.py"
        found = sorted({text for _, text in templates() if text})
        lines = [f"QT_TRANSLATE_NOOP({json.dumps(CONTEXT)}, {json.dumps(text, ensure_ascii=False)})" for text in found]
        messages.write_text("\n".join(lines) + "\n", encoding="utf-8")
        names = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "ui").rglob("*.py"))]
        for language in LANGUAGES:
            file = str((FOLDER / f"aloud_{language}.ts").relative_to(ROOT))
            # Line numbers would change every file with every edit.
            options = ["-no-obsolete", "-locations", "none", "-ts", file]
            command = [tool("lupdate"), *names, str(messages), *options]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def tool(name: str) -> str:
    """A tool of PySide6, beside the Python that runs this."""
    return str(Path(sys.executable).with_name(f"pyside6-{name}"))


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
