#!/usr/bin/env python3
"""Makes the packaged builds: `build.py linux [--only folder|deb|archive] [--compression zstd|xz]`, into dist/.

Debian's own interpreter, the locked wheels (packaging/locks, every file checked by its hash) and the program, unpacked
in one folder, as

    dist/aloud_VERSION_amd64.deb                   installs /opt/aloud and /usr/bin/aloud
    dist/aloud-VERSION-linux-x86_64.tar.zst        with install.sh, for people without rights
    dist/aloud-VERSION-linux-x86_64.cdx.json       what is inside (CycloneDX), and dist/SHA256SUMS

Needs Debian 12 on x86_64 with python3.11, pip, patchelf, binutils, zstd, and the package indexes of both Debian and
Python, or what an earlier build left in dist/cache. Standard library only. See docs/packaging.md.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent))
import sbom

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "packaging"
LOCKS = HERE / "locks"
DIST = ROOT / "dist"
PLATFORM: Final = "linux-x86_64"
PYTHON: Final = "python3.11"
PROGRAM: Final = ("app", "model", "audio_io", "ui", "assets", "LICENSE", "NOTICE", "packaging/licences")
INTERPRETER: Final = ("python3.11-minimal", "libpython3.11-minimal", "libpython3.11-stdlib")
# sitecustomize points into /etc; the modules link to libraries under the GPL or to rare ones, or are for developers.
NOT_OF_PYTHON: Final = (
    "EXTERNALLY-MANAGED",
    "sitecustomize.py",
    "test",
    "idlelib",
    "turtledemo",
    "lib2to3",
    "ensurepip",
    "pydoc_data",
    "turtle.py",
    "tkinter",
    "distutils/tests",
    "unittest/test",
    "lib-dynload/readline.*",
    "lib-dynload/_dbm.*",
    "lib-dynload/_gdbm.*",
    "lib-dynload/nis.*",
    "lib-dynload/_curses*",
    "lib-dynload/_tkinter.*",
    "lib-dynload/ossaudiodev.*",
    "lib-dynload/_crypt.*",
    "lib-dynload/_test*",
    "lib-dynload/_ctypes_test.*",
    "lib-dynload/_xxtestfuzz.*",
    "lib-dynload/xxlimited*",
)
# Libraries that a desktop may lack and that a user without rights cannot install: the archive has them.
BUNDLED: Final = {
    "libportaudio2": ("libportaudio.so.2",),
    "libjack-jackd2-0": ("libjack.so.0",),
    "libdb5.3": ("libdb-5.3.so",),
    "libffi8": ("libffi.so.8",),
    "libsqlite3-0": ("libsqlite3.so.0",),
    "libxkbcommon0": ("libxkbcommon.so.0",),
    "libxkbcommon-x11-0": ("libxkbcommon-x11.so.0",),
    "libxcb-cursor0": ("libxcb-cursor.so.0",),
    "libxcb-icccm4": ("libxcb-icccm.so.4",),
    "libxcb-image0": ("libxcb-image.so.0",),
    "libxcb-keysyms1": ("libxcb-keysyms.so.1",),
    "libxcb-render-util0": ("libxcb-render-util.so.0",),
    "libxcb-util1": ("libxcb-util.so.1",),
    "libxcb-xkb1": ("libxcb-xkb.so.1",),
    "libxcb-xinerama0": ("libxcb-xinerama.so.0",),
}
# Never those of *.libs/: strip breaks files that auditwheel patched.
STRIPPED: Final = ("torch/lib/libtorch_cpu.so", "torch/lib/libtorch_python.so", "tokenizers/tokenizers.abi3.so")
# What the native code links to, as dpkg-shlibdeps named it on Debian 12, without its own minimal versions,
# which would shut older systems out; glibc's is real. sounddevice opens libportaudio2 itself. The gate installs it.
DEPENDS: Final = (
    "libc6 (>= 2.35)",
    "libasound2 | libasound2t64",
    "libbrotli1",
    "libbz2-1.0",
    "libdbus-1-3",
    "libegl1",
    "libexpat1",
    "libffi8",
    "libfontconfig1",
    "libfreetype6",
    "libgcc-s1",
    "libgl1",
    "libglib2.0-0 | libglib2.0-0t64",
    "libgomp1",
    "libgssapi-krb5-2",
    "liblzma5",
    "libportaudio2",
    "libsqlite3-0",
    "libssl3 | libssl3t64",
    "libstdc++6",
    "libuuid1",
    "libwayland-client0",
    "libwayland-cursor0",
    "libwayland-egl1",
    "libx11-6",
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxcb-glx0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-render0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-util1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libxcb1",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
    "libzstd1",
    "zlib1g",
)
MAINTAINER: Final = "The Aloud authors <aloud@example.org>"


class BuildError(Exception):
    """The build cannot go on; the message is the one line to show."""


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {text}", file=sys.stderr, flush=True)


def run(*command: object, **options: Any) -> str:
    """Runs a program and returns what it printed. Raises BuildError with the end of its errors."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, errors="replace", **options)
    if done.returncode != 0:
        tail = " | ".join((done.stderr or done.stdout).strip().splitlines()[-3:])
        raise BuildError(f"{Path(str(command[0])).name} failed: {tail}")
    return str(done.stdout)


def version() -> str:
    """The program's version, from its one place."""
    found = re.search(
        r'^__version__ = "(.+)"$', (ROOT / "app" / "__init__.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    if found is None:
        raise BuildError("app/__init__.py has no __version__")
    return found[1]


def epoch() -> int:
    """Seconds since 1970 that every file of the build gets: the last commit's time, or SOURCE_DATE_EPOCH."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return int(given) if given else int(run("git", "-C", ROOT, "log", "-1", "--format=%ct"))


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class LinuxBuild:
    """One build. work: dist/build; home: the folder that becomes /opt/aloud."""

    def __init__(self) -> None:
        self.version, self.epoch = version(), epoch()
        self.cache, self.work = DIST / "cache", DIST / "build"
        self.root = self.work / "root"
        self.home = self.root / "opt" / "aloud"
        self.site = self.home / "site"
        self.python = self.home / "python" / "bin" / PYTHON
        self.env = {**os.environ, "SOURCE_DATE_EPOCH": str(self.epoch), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}

    # -- the folder

    def folder(self) -> None:
        """Makes the folder from nothing; what was downloaded before is used."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.home.mkdir(parents=True)
        self._interpreter()
        self._libraries()
        self._program()
        self._bytecode()
        self._describe()
        megabytes = int(run("du", "-sk", self.home).split()[0]) / 1024
        say(f"{self.home}: {megabytes:.0f} MiB")

    def _interpreter(self) -> None:
        say("interpreter: Debian's packages, unpacked")
        unpacked = self._debs("interpreter", INTERPRETER)
        (self.home / "python" / "bin").mkdir(parents=True)
        shutil.copy2(unpacked / "usr" / "bin" / PYTHON, self.python)
        library = self.home / "python" / "lib" / PYTHON
        shutil.copytree(unpacked / "usr" / "lib" / PYTHON, library, symlinks=True)
        for pattern in NOT_OF_PYTHON:
            for path in library.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in library.rglob("*"):  # links into /etc and the like
            if path.is_symlink() and not path.resolve().is_relative_to(self.home):
                path.unlink()
        shutil.copy2(HERE / "interpreter" / "sitecustomize.py", library)
        # The archive's own copies of system libraries are found here; in the .deb the folder does not exist.
        run("patchelf", "--force-rpath", "--set-rpath", "$ORIGIN/../../lib", self.python)
        self._licence_of_debs("python", unpacked, INTERPRETER)

    def _libraries(self) -> None:
        say("libraries: locked wheels, every file checked by its hash")
        wheels = self.cache / "wheels"
        wheels.mkdir(parents=True, exist_ok=True)
        locked = [part for name in (PLATFORM, f"{PLATFORM}-torch") for part in ("-r", LOCKS / f"{name}.txt")]
        pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "-q"]
        common = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--find-links", wheels, *locked]
        run(*pip, "download", "-d", wheels, *common, env=self.env)
        run(*pip, "install", "--no-index", "--no-compile", "--target", self.site, *common, env=self.env)
        say("what is never opened goes")
        print(run(sys.executable, HERE / "trim.py", self.site), end="", file=sys.stderr)
        run("strip", "--strip-unneeded", *(self.site / name for name in STRIPPED))

    def _program(self) -> None:
        say("program")
        for name in run("git", "-C", ROOT, "ls-files", "-z", "--", *PROGRAM).split("\0"):
            if name and not name.endswith(".ts") and (ROOT / name).is_file():
                licence = name.removeprefix("packaging/licences/")
                target = self.home / ("licences" if licence != name else "app") / licence
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, target)
        (self.home / "bin").mkdir(exist_ok=True)
        shutil.copy2(HERE / "linux" / "aloud.sh", self.home / "bin" / "aloud")
        # An accelerator's pack made for other libraries or another interpreter is not used.
        built_of = [LOCKS / f"{PLATFORM}.txt", LOCKS / f"{PLATFORM}-torch.txt", self.python]
        digest = hashlib.sha256("".join(map(sha256, built_of)).encode()).hexdigest()[:16]
        (self.home / "build-id").write_text(f"{digest}\n")
        about = {
            "version": self.version,
            "platform": PLATFORM,
            "build_id": digest,
            "python": PYTHON.removeprefix("python"),
        }
        (self.home / "build.json").write_text(json.dumps(about, indent=1) + "\n")

    def _bytecode(self) -> None:
        say("bytecode, which a read-only folder can use as well")
        folders = [self.home / "python" / "lib" / PYTHON, self.site, self.home / "app"]
        for path in list(self.home.rglob("__pycache__")):
            shutil.rmtree(path)
        command = [self.python, "-I", "-m", "compileall", "-q", "-j", "2"]
        command += ["--invalidation-mode", "unchecked-hash", "-s", self.root, "-p", "/", *folders]
        # Files that are made for other Pythons, or as templates, do not compile; the gate shows that none is needed.
        subprocess.run([str(part) for part in command], env=self.env, capture_output=True)

    def _describe(self) -> None:
        """Licence texts and the bill of materials."""
        listing = sbom.collect(self.site, LOCKS, PLATFORM)
        (self.home / "licences" / "THIRD-PARTY.md").write_text(sbom.licences(listing), encoding="utf-8")
        text = json.dumps(sbom.cyclonedx(listing, self.version, self.epoch, self._debian_parts()), indent=1) + "\n"
        (self.home / "licences" / "aloud.cdx.json").write_text(text, encoding="utf-8")
        (DIST / f"aloud-{self.version}-{PLATFORM}.cdx.json").write_text(text, encoding="utf-8")

    def _debian_parts(self) -> list[tuple[str, str]]:
        """Name and version of the Debian packages whose files are inside."""
        rows = [path.name.split("_") for path in sorted((self.cache / "debs").rglob("*.deb"))]
        return [(row[0], row[1].replace("%3a", ":")) for row in rows]

    # -- the packages

    def deb(self, compression: str, level: int) -> Path:
        """Makes the .deb."""
        say(f".deb ({compression})")
        self._desktop_files(self.root / "usr")
        (self.root / "usr" / "bin").mkdir(parents=True, exist_ok=True)
        command = self.root / "usr" / "bin" / "aloud"
        command.unlink(missing_ok=True)
        command.symlink_to("/opt/aloud/bin/aloud")
        doc = self.root / "usr" / "share" / "doc" / "aloud"
        doc.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / "NOTICE", doc)
        (doc / "copyright").write_text(COPYRIGHT, encoding="utf-8")
        compressed(doc / "changelog.gz", (ROOT / "CHANGELOG.md").read_bytes())
        control = self.root / "DEBIAN"
        control.mkdir(exist_ok=True)
        self._tidy(self.root)
        size = int(run("du", "-sk", "--apparent-size", "--exclude=DEBIAN", self.root).split()[0])
        text = CONTROL.format(version=self.version, maintainer=MAINTAINER, size=size, depends=", ".join(DEPENDS))
        (control / "control").write_text(text, encoding="utf-8")
        self._md5sums(control / "md5sums")
        self._tidy(control)
        out = DIST / f"aloud_{self.version}_amd64.deb"
        deb = ["dpkg-deb", "--root-owner-group", f"-Z{compression}", f"-z{level}", "-b", self.root, out]
        run(*deb, env=self.env)
        return out

    def archive(self, level: int) -> Path:
        """Makes the archive: the same folder, with install.sh and the libraries that a desktop may lack."""
        say(".tar.zst")
        name = f"aloud-{self.version}-{PLATFORM}"
        place = self.work / name
        shutil.rmtree(place, ignore_errors=True)
        run("cp", "-al", self.home, place)  # hard links: no second copy
        for script in ("install.sh", "uninstall.sh"):
            shutil.copy2(HERE / "linux" / script, place)
        self._desktop_files(place)
        self._bundle(place)
        self._tidy(place)
        out = DIST / f"{name}.tar.zst"
        order = ["--sort=name", f"--mtime=@{self.epoch}", "--owner=0", "--group=0", "--numeric-owner", "--format=gnu"]
        # Hard links among the files themselves would depend on how this folder was made.
        tar = ["tar", "-C", self.work, *order, "--hard-dereference", "-I", f"zstd -{level} -T2", "-cf", out, name]
        run(*tar, env=self.env)
        return out

    def _desktop_files(self, prefix: Path) -> None:
        """Menu entry, icon, file type, metainfo and manual page below prefix/share."""
        share = prefix / "share"
        linux = HERE / "linux"
        place(linux / "aloud.desktop", share / "applications")
        place(linux / "aloud.xml", share / "mime" / "packages")
        place(ROOT / "assets" / "icons" / "aloud.svg", share / "icons" / "hicolor" / "scalable" / "apps")
        day = time.strftime("%Y-%m-%d", time.gmtime(self.epoch))
        metainfo = share / "metainfo" / "org.aloud_tutor.aloud.metainfo.xml"
        metainfo.parent.mkdir(parents=True, exist_ok=True)
        text = (linux / metainfo.name).read_text(encoding="utf-8")
        metainfo.write_text(
            text.replace("@RELEASE@", f'<release version="{self.version}" date="{day}"/>'), encoding="utf-8"
        )
        manual = share / "man" / "man1" / "aloud.1.gz"
        manual.parent.mkdir(parents=True, exist_ok=True)
        page = (linux / "aloud.1").read_text(encoding="utf-8")
        page = page.replace("@DATE@", day).replace("@VERSION@", self.version).replace("@COMMANDS@", self._commands())
        compressed(manual, page.encode())

    def _commands(self) -> str:
        """The commands with their summaries, for the manual page."""
        code = "import app.cli as cli; [print(name, c.summary, sep='\\t') for name, c in cli.COMMANDS.items()]"
        rows = run(self.python, "-I", "-c", code, env={**self.env, "ALOUD_PACK": "off"}).splitlines()
        return "\n".join(f".TP\n.B {name}\n{text}" for name, text in (row.split("\t") for row in rows))

    def _bundle(self, place: Path) -> None:
        """Puts copies of system libraries into place/lib, and where Qt's plug-ins look."""
        unpacked = self._debs("bundled", tuple(BUNDLED))
        (place / "lib").mkdir()
        qt = place / "site" / "PySide6" / "Qt" / "lib"
        for name in (name for names in BUNDLED.values() for name in names):
            source = next(iter(sorted(unpacked.rglob(name))), None)
            if source is None:
                raise BuildError(f"no package of {', '.join(BUNDLED)} has {name}")
            shutil.copy2(source.resolve(), place / "lib" / name)
            run("patchelf", "--force-rpath", "--set-rpath", "$ORIGIN", place / "lib" / name)
            if name.startswith(("libxcb", "libxkb")):
                (qt / name).unlink(missing_ok=True)
                (qt / name).symlink_to(f"../../../../lib/{name}")
        self._licence_of_debs("system-libraries", unpacked, tuple(BUNDLED), place)

    # -- helpers

    def _debs(self, kind: str, names: Iterable[str]) -> Path:
        """Unpacks Debian packages, fetched by apt (which checks their signature) where the cache lacks them."""
        store, unpacked = self.cache / "debs" / kind, self.work / f"unpacked-{kind}"
        store.mkdir(parents=True, exist_ok=True)
        lacking = [name for name in names if not list(store.glob(f"{name}_*.deb"))]
        if lacking:
            run("apt-get", "download", "-qq", *lacking, cwd=store)
        for deb in sorted(store.glob("*.deb")):
            run("dpkg-deb", "-x", deb, unpacked)
        return unpacked

    def _licence_of_debs(self, folder: str, unpacked: Path, names: Iterable[str], home: Path | None = None) -> None:
        target = (home or self.home) / "licences" / folder
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            text = unpacked / "usr" / "share" / "doc" / name / "copyright"
            if text.is_file():
                shutil.copyfile(text, target / f"{name}.txt")

    def _tidy(self, folder: Path) -> None:
        """Rights that everybody can read, and one time for every file."""
        run("chmod", "-R", "u+rwX,go+rX,go-w", folder)
        run("find", folder, "-exec", "touch", "-h", "-d", f"@{self.epoch}", "{}", "+")

    def _md5sums(self, out: Path) -> None:
        rows = []
        for path in sorted(self.root.rglob("*")):
            if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.relative_to(self.root).parts:
                with path.open("rb") as file:
                    rows.append(f"{hashlib.file_digest(file, 'md5').hexdigest()}  {path.relative_to(self.root)}\n")
        out.write_text("".join(rows), encoding="utf-8")


def place(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, folder)


def compressed(path: Path, content: bytes) -> None:
    """Writes a gzip file that is the same each time."""
    path.write_bytes(gzip.compress(content, 9, mtime=0))


def write_sums(folder: Path = DIST) -> None:
    """Writes SHA256SUMS over everything that is given to people."""
    names = sorted(path for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    (folder / "SHA256SUMS").write_text("".join(f"{sha256(path)}  {path.name}\n" for path in names), encoding="utf-8")


CONTROL: Final = """\
Package: aloud
Version: {version}
Architecture: amd64
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Recommends: pipewire-alsa | libasound2-plugins, libgtk-3-0, fonts-noto-cjk
Section: education
Priority: optional
Homepage: https://example.org/aloud
Description: voice tutor for mathematics that reasons while it speaks
 You ask a question aloud; the tutor starts to answer at once and goes on
 reasoning on the screen while it speaks. Nothing leaves your machine.
"""
COPYRIGHT: Final = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Aloud
Comment: /opt/aloud/licences/THIRD-PARTY.md names what is inside, and where each licence's text is.

Files: *
Copyright: 2026 The Aloud authors
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="build.py", description="Make the packaged builds, into dist/.")
    parser.add_argument("target", choices=["linux"], help="for which system; Windows and macOS: see docs/packaging.md")
    parser.add_argument(
        "--only", choices=["folder", "deb", "archive"], help="one of them; deb and archive use the last folder"
    )
    parser.add_argument(
        "--compression", choices=["zstd", "xz"], default="zstd", help="of the .deb; xz is smaller and slow"
    )
    parser.add_argument("--level", type=int, default=10, metavar="N", help="of compression; 1 is quick, 19 slow")
    args = parser.parse_args(arguments)
    DIST.mkdir(exist_ok=True)
    try:
        build = LinuxBuild()
        if args.only in (None, "folder"):
            build.folder()
        elif not (build.home / "build-id").exists():
            raise BuildError("there is no folder yet: build.py linux --only folder")
        made = (
            [build.deb(args.compression, min(args.level, 9) if args.compression == "xz" else args.level)]
            if args.only in (None, "deb")
            else []
        )
        made += [build.archive(args.level)] if args.only in (None, "archive") else []
        write_sums()
    except (BuildError, OSError) as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 1
    for path in made:
        say(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
