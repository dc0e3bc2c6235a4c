#!/usr/bin/env python3
"""Builds for Windows and macOS: written and checked on Linux, run by CI, never tried on those systems.

    build_others.py windows      on Windows: dist/aloud-VERSION-windows-x86_64.zip, which runs from anywhere
    build_others.py msi FOLDER   on Linux, from that folder: dist/aloud-VERSION-x86_64.msi (needs msitools)
    build_others.py macos        on macOS: dist/Aloud.app; the workflow signs it and makes the dmg

The interpreter is python-build-standalone's, which `uv python install` fetches and checks; the libraries are the locked
wheels. Standard library only.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent))
import sbom
from build import DIST, HERE, LOCKS, PROGRAM, ROOT, BuildError, epoch, run, sha256, version, write_sums

PYTHON: Final = "3.11"
ICON: Final = (
    "import sys; from PySide6.QtGui import QGuiApplication, QIcon; "
    "a = QGuiApplication(['x', '-platform', 'offscreen']); "
    "sys.exit(not QIcon(sys.argv[1]).pixmap(256, 256).save(sys.argv[2]))"
)


class Folder:
    """The unpacked program for one platform: python, site, app, licences, build.json."""

    def __init__(self, platform: str, home: Path) -> None:
        self.platform, self.home = platform, home
        windows = platform.startswith("windows")
        self.python = home / "python" / ("python.exe" if windows else f"bin/python{PYTHON}")
        self.library = home / "python" / ("Lib" if windows else f"lib/python{PYTHON}")

    def make(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        self._interpreter()
        self._libraries()
        self._program()

    def _interpreter(self) -> None:
        store = DIST / "cache" / "python"
        run("uv", "python", "install", PYTHON, "--install-dir", store)
        found = next(iter(sorted(path for path in store.glob(f"cpython-{PYTHON}*") if path.is_dir())), None)
        if found is None:
            raise BuildError("uv installed no interpreter")
        shutil.copytree(found, self.home / "python", symlinks=True)
        for name in ("test", "idlelib", "turtledemo", "lib2to3", "ensurepip", "tkinter"):
            shutil.rmtree(self.library / name, ignore_errors=True)
        shutil.copy2(HERE / "interpreter" / "sitecustomize.py", self.library)

    def _libraries(self) -> None:
        locked = [part for name in (self.platform, f"{self.platform}-torch") for part in ("-r", LOCKS / f"{name}.txt")]
        pip = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
        run(*pip, "--no-compile", "--target", self.home / "site", *locked)

    def _program(self) -> None:
        for name in run("git", "-C", ROOT, "ls-files", "-z", "--", *PROGRAM).split("\0"):
            if name and not name.endswith(".ts"):
                target = self.home / "app" / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, target)
        files = [LOCKS / f"{self.platform}.txt", LOCKS / f"{self.platform}-torch.txt", self.python]
        digest = "".join(sha256(path)[:8] for path in files)
        (self.home / "build-id").write_text(f"{digest}\n")
        about = {"version": version(), "platform": self.platform, "build_id": digest, "python": PYTHON}
        (self.home / "build.json").write_text(json.dumps(about, indent=1) + "\n")
        parts = sbom.collect(self.home / "site", LOCKS, self.platform)
        (self.home / "licences").mkdir()
        (self.home / "licences" / "THIRD-PARTY.md").write_text(sbom.licences(parts), encoding="utf-8")
        text = json.dumps(sbom.cyclonedx(parts, version(), epoch()), indent=1) + "\n"
        (self.home / "licences" / "aloud.cdx.json").write_text(text, encoding="utf-8")

    def icon(self, file: Path) -> None:
        """The program's icon in the system's format."""
        run(self.python, "-I", "-c", ICON, ROOT / "assets" / "icons" / "aloud.svg", file)


def windows() -> Path:
    """The folder and the zip; runs on Windows."""
    name = f"aloud-{version()}-windows-x86_64"
    folder = Folder("windows-x86_64", DIST / "build" / name)
    folder.make()
    folder.icon(folder.home / "aloud.ico")
    (folder.home / "bin").mkdir()
    shutil.copy2(HERE / "windows" / "aloud.cmd", folder.home / "bin")
    return Path(shutil.make_archive(str(DIST / name), "zip", folder.home.parent, name))


def msi(folder: Path) -> Path:
    """The installer, made of a Windows folder on Linux."""
    files = "".join(f"{path}\n" for path in sorted(folder.rglob("*")) if path.is_file())
    heat = ["wixl-heat", "-p", f"{folder}/", "--component-group", "Payload", "--var", "var.SourceDir"]
    heat += ["--directory-ref", "INSTALLDIR", "--win64"]
    made = subprocess.run(heat, input=files, capture_output=True, text=True)
    if made.returncode != 0:
        raise BuildError(f"wixl-heat failed: {made.stderr.strip()[-300:]}")
    payload = DIST / "build" / "payload.wxs"
    payload.parent.mkdir(parents=True, exist_ok=True)
    payload.write_text(made.stdout, encoding="utf-8")
    out = DIST / f"aloud-{version()}-x86_64.msi"
    # Relative names, in that folder: wixl finds no icon by an absolute one.
    defined = ["-D", "SourceDir=.", "-D", f"Version={version()}", "-D", "Win64=yes"]
    run("wixl", "-a", "x64", *defined, "-o", out, HERE / "windows" / "aloud.wxs", payload, cwd=folder)
    return out


def macos() -> Path:
    """The application's folder; runs on macOS."""
    app = DIST / "Aloud.app"
    shutil.rmtree(app, ignore_errors=True)
    contents = app / "Contents"
    folder = Folder("macos-arm64", contents / "Resources")
    folder.make()
    folder.icon(contents / "Resources" / "aloud.icns")
    (contents / "MacOS").mkdir()
    shutil.copy2(HERE / "macos" / "aloud.sh", contents / "MacOS" / "aloud")
    plist = (HERE / "macos" / "Info.plist").read_text(encoding="utf-8")
    (contents / "Info.plist").write_text(plist.replace("@VERSION@", version()), encoding="utf-8")
    return app


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="build_others.py", description="Builds for Windows and macOS, into dist/.")
    parser.add_argument("target", choices=["windows", "msi", "macos"])
    parser.add_argument("folder", nargs="?", type=Path, help="msi: the unpacked Windows folder")
    args = parser.parse_args(arguments)
    DIST.mkdir(exist_ok=True)
    try:
        if args.target == "msi":
            if args.folder is None:
                parser.error("msi needs the folder")
            made = msi(args.folder.resolve())
        else:
            made = windows() if args.target == "windows" else macos()
        write_sums()
    except (BuildError, OSError) as error:
        print(f"build_others.py: {error}", file=sys.stderr)
        return 1
    print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
