"""The packs on this disk: `packs/` in the user's data folder.

wheels/             files on their way; a file is here only once its sha256 was right
libraries-KEY/      the card maker's libraries, unpacked; shared by packs with the same content
NAME-KEY/site       torch and what belongs to it, with links to the libraries
NAME-KEY/complete   written last: the build that it is for, and the sizes of its native files
active              the name of the folder in use; the packaged interpreter reads it at each start

Folders grow under a name that begins with a dot and are renamed when they are whole; `active` is replaced in one step.
So at any moment the old pack or the new one is used, or none. The program runs without any.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.installation import Installation
from app.packs.pack_list import Pack, Wheel, read_pack
from app.storage import FULL, check_room, no_room, private_folder, write_whole
from model.errors import BadInput, MissingCapability, printable

if TYPE_CHECKING:
    from app.bundles.download import DownloadControl, Downloader, DownloadProgress

LIST: Final = "pack.json"
SUMS: Final = "SHA256SUMS"
LARGEST: Final = 1_900_000_000  # bytes of one file: some memory sticks hold no larger ones
ACTIVE: Final = "active"
COMPLETE: Final = "complete"
_GROWTH: Final = 2.2  # bytes on the disk for each byte of a wheel, unpacked; measured on CUDA's
_BLOCK: Final = 1 << 20
_TRY: Final = "import torch; assert float((torch.ones(2) @ torch.ones(2))) == 2.0; print(torch.__version__)"
Tell = Callable[[str], None]


def folder_name(pack: Pack) -> str:
    """The folder of a pack in this version."""
    return f"{pack.name}-{pack.key('app')}-{pack.key('libraries')}"


def check_machine(pack: Pack, driver: str, cuda: str) -> None:
    """Raises MissingCapability if no driver, or a too old one, is here. driver, cuda: as `nvidia_driver` gives them."""
    if not pack.least_cuda:
        return
    if not driver:
        raise MissingCapability(
            "no working NVIDIA driver was found (nvidia-smi), which the pack {name} needs; models run on the processor",
            name=pack.name,
        )
    known, needed = (tuple(int(part) for part in text.split(".")) for text in (cuda or "0", pack.least_cuda))
    if known < needed:
        raise MissingCapability(
            "the NVIDIA driver {driver} knows CUDA {cuda}, the pack {name} needs {needed}: update the driver first",
            driver=driver,
            cuda=cuda,
            name=pack.name,
            needed=pack.least_cuda,
        )


class PackStore:
    """folder: `packs` in the user's data. build: the packaged build that packs are for."""

    def __init__(self, folder: Path, build: Installation) -> None:
        self.folder, self.build = folder, build
        self.wheels = folder / "wheels"

    # -- what is here

    def active(self) -> str:
        """The name of the folder in use; empty if there is none."""
        try:
            return (self.folder / ACTIVE).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def is_here(self, pack: Pack) -> bool:
        """True if the pack is unpacked for this build."""
        try:
            raw = json.loads((self.folder / folder_name(pack) / COMPLETE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return isinstance(raw, dict) and raw.get("build") == self.build.build_id

    def missing(self, pack: Pack) -> list[Wheel]:
        """The files that still have to be fetched, or copied from a stick."""
        parts = [wheel for wheel in pack.wheels if not (wheel.part == "libraries" and self._libraries(pack).is_dir())]
        return [wheel for wheel in parts if not (self.wheels / wheel.file).is_file()]

    # -- changing it

    def fetch(
        self, pack: Pack, downloader: Downloader, tell: Callable[[DownloadProgress], None], control: DownloadControl
    ) -> None:
        """Download what is missing; it continues where an earlier try ended. Raises what `Downloader.fetch` raises."""
        from app.bundles.download import DownloadPhase, DownloadProgress, RemoteFile

        wanted = self.missing(pack)
        total = sum(wheel.size for wheel in wanted)
        before = 0
        with self._locked():
            check_room(self.folder, int(total * (1 + _GROWTH)))
            for wheel in wanted:

                def report(
                    have: int, phase: DownloadPhase, note: str, wheel: Wheel = wheel, before: int = before
                ) -> None:
                    tell(DownloadProgress(phase, wheel.file, before + have, total, note))

                remote = RemoteFile(wheel.file, wheel.url, wheel.size, f"sha256:{wheel.sha256}")
                downloader.fetch(remote, self.wheels / wheel.file, report, control)
                before += wheel.size

    def take(self, pack: Pack, folder: Path, tell: Tell) -> None:
        """Copy the pack's files from a stick or share, each checked by its sha256. Raises BadInput.

        The checksums are those of this program's own list; the stick's list only says early that it is another pack.
        """
        offered = read_pack(folder / LIST)
        if {wheel.sha256 for wheel in offered.wheels} != {wheel.sha256 for wheel in pack.wheels}:
            raise BadInput(
                "{folder} holds a pack for another Aloud; export it again with this version ({version})",
                folder=folder,
                version=self.build.version,
            )
        wanted = self.missing(pack)
        with self._locked():
            check_room(self.folder, int(sum(wheel.size for wheel in wanted) * (1 + _GROWTH)))
            for wheel in wanted:
                tell(wheel.file)
                copy_checked(folder / wheel.file, self.wheels / wheel.file, wheel)

    def install(self, pack: Pack, tell: Tell) -> str:
        """Unpack the fetched files, try them, and use them from the next start on; returns torch's version.

        Raises BadInput for files that cannot be unpacked or do not run; then what was in use stays in use.
        """
        with self._locked():
            if not self.is_here(pack):
                check_room(self.folder, int(sum(_unpacked(self.wheels / w.file) for w in self._waiting(pack))))
                self._unpack_all(pack, tell)
            tell("trying it")
            found = self._try(pack)
            write_whole(self.folder / ACTIVE, folder_name(pack) + "\n")
            self._tidy(pack)
            return found

    def export(self, pack: Pack, folder: Path, source: Path, tell: Tell) -> Path:
        """Copy the fetched files to a stick, with their list and checksums; returns the folder. source: the list."""
        target = folder / f"aloud-pack-{pack.name}"
        large = [wheel.file for wheel in pack.wheels if wheel.size > LARGEST]
        if large:
            raise BadInput("{file} is larger than many sticks can hold", file=large[0])
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput("cannot write in {folder} ({reason})", folder=folder, reason=error.strerror) from error
        wanted = [wheel for wheel in pack.wheels if not _same_size(target / wheel.file, wheel)]
        check_room(target, sum(wheel.size for wheel in wanted))
        for wheel in wanted:
            tell(wheel.file)
            copy_checked(self.wheels / wheel.file, target / wheel.file, wheel)
        write_whole(target / LIST, source.read_bytes())
        write_whole(target / SUMS, "".join(f"{wheel.sha256}  {wheel.file}\n" for wheel in pack.wheels))
        return target

    def switch_off(self) -> None:
        """Use no pack from the next start on; its files stay."""
        (self.folder / ACTIVE).unlink(missing_ok=True)

    def remove(self) -> None:
        """Delete all packs."""
        self.switch_off()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- parts

    def _libraries(self, pack: Pack) -> Path:
        return self.folder / f"libraries-{pack.key('libraries')}"

    def _waiting(self, pack: Pack) -> list[Wheel]:
        """The files to unpack. Raises BadInput if one was not fetched."""
        lacking = self.missing(pack)
        if lacking:
            raise BadInput(
                "{count} files of the pack {name} are not here yet; continue with: aloud pack fetch",
                count=len(lacking),
                name=pack.name,
            )
        return [wheel for wheel in pack.wheels if (self.wheels / wheel.file).is_file()]

    def _unpack_all(self, pack: Pack, tell: Tell) -> None:
        libraries, place = self._libraries(pack), self.folder / folder_name(pack)
        if not libraries.is_dir():
            self._unpack(pack.of("libraries"), libraries, tell)
        growing = self.folder / f".growing-{place.name}"
        shutil.rmtree(growing, ignore_errors=True)
        self._unpack(pack.of("app"), growing / "site", tell)
        for entry in sorted(libraries.iterdir()):
            if not (growing / "site" / entry.name).exists():
                (growing / "site" / entry.name).symlink_to(f"../../{libraries.name}/{entry.name}")
        facts = {"build": self.build.build_id, "title": pack.title, "files": native_files(growing / "site")}
        write_whole(growing / COMPLETE, json.dumps(facts) + "\n")
        shutil.rmtree(place, ignore_errors=True)
        os.replace(growing, place)

    def _unpack(self, wheels: Iterable[Wheel], target: Path, tell: Tell) -> None:
        growing = target.with_name(f".growing-{target.name}") if target.parent == self.folder else target
        shutil.rmtree(growing, ignore_errors=True)
        growing.mkdir(parents=True)
        for wheel in wheels:
            tell(wheel.file)
            unpack(self.wheels / wheel.file, growing)
        if growing != target:
            os.replace(growing, target)

    def _try(self, pack: Pack) -> str:
        """Loads the pack's torch in a process of its own."""
        site = self.folder / folder_name(pack) / "site"
        code = f"import sys; sys.path.insert(0, {str(site)!r}); {_TRY}"
        env = {**os.environ, "ALOUD_PACK": "off"}
        done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, env=env, check=False)
        if done.returncode == 0:
            return done.stdout.strip()
        shutil.rmtree(site.parent, ignore_errors=True)
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise BadInput(
            "the pack {name} does not run here and is not used ({reason})",
            name=pack.name,
            reason=printable(last[:160]),
        )

    def _tidy(self, pack: Pack) -> None:
        """Deletes the fetched files and older packs."""
        shutil.rmtree(self.wheels, ignore_errors=True)
        keep = {folder_name(pack), self._libraries(pack).name}
        for path in self.folder.iterdir():
            if path.is_dir() and path.name not in keep:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time; errors of the disk become BadInput."""
        from filelock import FileLock, Timeout

        try:
            private_folder(self.folder)
            self.wheels.mkdir(exist_ok=True)
            with FileLock(self.folder / ".lock", timeout=0):
                yield
        except Timeout as error:
            raise BadInput("another Aloud is changing the packs; wait for that") from error
        except OSError as error:
            if error.errno in FULL:
                raise no_room(self.folder, LARGEST) from error
            raise BadInput(
                "cannot write in {folder} ({reason}); check the folder's permissions",
                folder=self.folder,
                reason=error.strerror or type(error).__name__,
            ) from error


def native_files(site: Path) -> list[list[object]]:
    """Path and size of each native file; a start compares them, so that a damaged pack is not used."""
    found = []
    for folder, _, files in os.walk(site, followlinks=True):
        for name in files:
            if ".so" in name or name.endswith((".dll", ".pyd")):
                path = Path(folder) / name
                found.append([path.relative_to(site).as_posix(), path.stat().st_size])
    return sorted(found, key=str)


def copy_checked(source: Path, target: Path, wheel: Wheel) -> None:
    """Copies a file and compares its sha256. Raises BadInput; the target then does not exist."""
    part = target.with_name(f".{target.name}.part")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as read, part.open("wb") as write:
            while block := read.read(_BLOCK):
                digest.update(block)
                write.write(block)
    except FileNotFoundError as error:
        raise BadInput("{file} is missing: the copy is not whole; export the pack again", file=source) from error
    except OSError as error:
        part.unlink(missing_ok=True)
        if error.errno in FULL:
            raise no_room(target.parent, wheel.size) from error
        raise BadInput("cannot copy {file} ({reason})", file=source, reason=error.strerror) from error
    if digest.hexdigest() != wheel.sha256:
        part.unlink()
        raise BadInput("{file} is damaged (its checksum differs): copy it again", file=source)
    os.replace(part, target)


def unpack(wheel: Path, site: Path) -> None:
    """Unpacks a wheel: libraries only, no scripts. Raises BadInput for a damaged one or a path that leads out."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            for info in archive.infolist():
                name = _inside(info.filename)
                if name is None or info.is_dir():
                    continue
                target = (site / name).resolve()
                if not target.is_relative_to(site.resolve()):
                    raise BadInput("{file} has a path that leads out of its folder; it is not used", file=wheel.name)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as read, target.open("wb") as write:
                    shutil.copyfileobj(read, write, _BLOCK)
                if info.external_attr >> 16 & 0o111:
                    target.chmod(0o755)
    except zipfile.BadZipFile as error:
        raise BadInput("{file} is damaged: fetch the pack again", file=wheel.name) from error


def _inside(name: str) -> str | None:
    """The path below site-packages; None for scripts, headers and data."""
    top, _, rest = name.partition("/")
    if not top.endswith(".data"):
        return name
    kind, _, rest = rest.partition("/")
    return rest if kind in ("purelib", "platlib") and rest else None


def _unpacked(wheel: Path) -> int:
    """Bytes of a wheel's content."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            return sum(info.file_size for info in archive.infolist())
    except (OSError, zipfile.BadZipFile):
        return 0


def _same_size(path: Path, wheel: Wheel) -> bool:
    return path.is_file() and path.stat().st_size == wheel.size
