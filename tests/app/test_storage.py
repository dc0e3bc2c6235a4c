"""Files are written whole or not at all; what is private is for its owner alone."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import log_file, settings
from app.error_reports import watched, write_crash
from app.storage import private_file, private_folder, user_paths, write_whole
from app.transcript.event_log import EventLines
from model.errors import BadInput
from tests import small_disk


def test_a_written_file_has_the_permissions_of_the_user(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "grüß")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "grüß"
    assert os.listdir(tmp_path) == ["a.txt"]
    assert mode_of(tmp_path / "a.txt") == 0o666 & ~_umask()
    write_whole(tmp_path / "a.txt", "mine", private=True)
    assert mode_of(tmp_path / "a.txt") == 0o600


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answer.wav"
    path.write_bytes(b"old")

    def full(_fd: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadInput, match=r"disk is too full.*free some space"):
        write_whole(path, "new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["answer.wav"]


@small_disk.needs_small_disk
def test_a_disk_that_is_really_full_leaves_nothing(tmp_path: Path) -> None:
    code = """
from app.storage import write_whole
from model.errors import BadInput
fill(spare=8192)
try: write_whole(disk / "a.wav", bytes(99999))
except BadInput as error: print(error)
print(os.listdir(disk))
"""
    said, left = small_disk.run(code, tmp_path / "disk", 300).splitlines()
    assert "the disk is too full: 100 kB are needed" in said
    assert left == "['filler']"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_devices_are_written_to_not_replaced() -> None:
    write_whole(Path("/dev/null"), b"x")
    assert not Path("/dev/null").is_file()
    with pytest.raises(BadInput, match="disk is too full"):
        write_whole(Path("/dev/full"), b"x")


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot write .* \(No such file or directory\)"):
        write_whole(tmp_path / "missing" / "a.wav", b"x")
    with pytest.raises(BadInput, match="is a folder"):
        write_whole(tmp_path, b"x")


def test_the_part_of_a_killed_process_goes_with_the_next_write(tmp_path: Path) -> None:
    def kill_while_writing(name: str) -> None:
        code = f"""
import os, signal
from pathlib import Path
from model.atomic_files import replaced
with replaced(Path({str(tmp_path / name)!r})) as part:
    part.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
        subprocess.run([sys.executable, "-c", code], check=False)

    for name in ("a.jsonl", "b[1].wav"):
        kill_while_writing(name)
    kept = tmp_path / f".a.jsonl.{os.getppid()}.part"  # its process still writes
    kept.touch()
    assert len(os.listdir(tmp_path)) == 3
    with EventLines(str(tmp_path / "a.jsonl")) as lines:
        lines.commit()
    write_whole(tmp_path / "b[1].wav", b"x")
    assert sorted(os.listdir(tmp_path)) == sorted([kept.name, "a.jsonl", "b[1].wav"])


@pytest.mark.skipif(sys.platform == "win32", reason="other permissions there")
def test_what_aloud_keeps_is_for_its_owner_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "MAX_BYTES", 1)
    paths = user_paths()
    old = os.umask(0o022)
    try:
        paths.logs.mkdir(parents=True)  # of an earlier version, open to all
        (paths.logs / log_file.FILE_NAME).touch()
        handler = log_file.start_logging(paths.logs)
        assert handler is not None
        for _ in range(3):
            logging.getLogger("app").info("a line")
        log_file.stop_logging(handler)
        write_crash(ValueError("wrong"), paths)
        with watched(paths.logs):
            assert_private(paths.logs)
        settings.save(settings.Settings(), paths.settings)
    finally:
        os.umask(old)
    assert len(os.listdir(paths.logs)) == 5  # each line began a new file
    for folder in (paths.logs, paths.config):
        assert_private(folder)


def test_private_folders_and_files_are_made_once(tmp_path: Path) -> None:
    private_folder(tmp_path / "a" / "b")
    private_file(tmp_path / "a" / "b" / "c")
    (tmp_path / "a" / "b" / "c").write_text("kept")
    private_file(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").read_text() == "kept"


def assert_private(folder: Path) -> None:
    assert mode_of(folder) == 0o700
    assert {file.name: oct(mode_of(file)) for file in folder.iterdir() if mode_of(file) != 0o600} == {}


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
