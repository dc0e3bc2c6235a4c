"""A bundle is there whole or not at all, whenever the download is ended."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app import cli
from app.bundles import installed
from app.bundles.catalogue import Offer, plan_download
from app.bundles.download import DownloadControl, Downloader, DownloadProgress, DownloadStopped, Unreachable
from model.bundle_manifest import Bundle
from model.errors import BadInput
from tests import small_disk
from tests.app import file_server as server_side
from tests.app import hub
from tests.app.file_server import Server


@pytest.fixture
def bundles(home: Path) -> Path:
    return home / "data" / "bundles"


def names() -> list[str]:
    return [name for name, _ in installed.installed() if name != "starter"]


class Run:
    """One pull, from start to end or to its error."""

    def __init__(self, offer: Offer, bundles: Path, attempts: int = 2) -> None:
        self.told: list[DownloadProgress] = []
        self.control = DownloadControl()
        self._offer, self._bundles, self._attempts = offer, bundles, attempts

    def go(self) -> Bundle:
        with Downloader(timeout_s=600.0, attempts=self._attempts, backoff_s=0.01) as downloader:
            return installed.pull(
                plan_download(self._offer, downloader), self._bundles, downloader, self.tell, self.control
            )

    def tell(self, progress: DownloadProgress) -> None:
        self.told.append(progress)


def test_a_pulled_bundle_is_whole_and_found(offer: Offer, bundles: Path) -> None:
    run = Run(offer, bundles)
    bundle = run.go()
    bundle.verify()
    assert names() == ["omni-test"]
    assert (bundle.thinker.name, bundle.talker, bundle.sample_rate) == ("thinker", None, 24_000)
    assert {file.path for file in bundle.files} >= {"codec/weights.bin", "thinker/config.json"}
    assert not (bundles / installed.GROWING / "omni-test").exists()
    done = [row.done for row in run.told if row.phase == "download"]
    assert done == sorted(done)
    assert done[-1] == run.told[-1].total


def test_a_broken_off_pull_is_no_bundle_and_goes_on(server: Server, offer: Offer, bundles: Path) -> None:
    # config, LICENSE and index are asked for as files, too: the fourth is the first shard
    server.tricks = [None] * 5 + [server_side.drop_after(40_000)]
    with pytest.raises(Unreachable):
        Run(offer, bundles, attempts=1).go()
    assert names() == []
    (part,) = installed.partial_downloads(bundles)
    assert part.name == "omni-test"
    server.asked.clear()
    Run(offer, bundles).go().verify()
    assert names() == ["omni-test"]
    assert any(row.range == "bytes=40000-" for row in server.asked)
    assert installed.partial_downloads(bundles) == []


def test_a_kill_in_the_middle_leaves_what_the_next_pull_uses(
    server: Server, offer: Offer, home: Path, bundles: Path
) -> None:
    server.tricks = [None] * 5 + [server_side.stall_after(60_000)]
    code = (
        "import sys; sys.path.insert(0, '.');"
        "from tests.app import hub; from tests.app.file_server import Server; from pathlib import Path;"
        "from app.bundles import installed; from app.bundles.catalogue import plan_download;"
        "from app.bundles.download import DownloadControl, Downloader;"
        "offer = hub.open_hub(Server()); d = Downloader();"
        f"installed.pull(plan_download(offer, d), Path({str(bundles)!r}), d, lambda p: None, DownloadControl())"
    )
    root = Path(__file__).resolve().parents[3]
    process = subprocess.Popen([sys.executable, "-c", code], cwd=root)
    deadline = time.monotonic() + 120.0
    part = bundles / installed.GROWING / "omni-test" / "thinker"
    while not any(f.suffix == ".part" and f.stat().st_size == 60_000 for f in part.glob("*")):
        assert time.monotonic() < deadline, "the download did not get that far"
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert names() == []
    server.asked.clear()
    Run(offer, bundles).go().verify()
    assert any(row.range == "bytes=60000-" for row in server.asked)


def test_stopping_keeps_what_is_here(server: Server, offer: Offer, bundles: Path) -> None:
    run = Run(offer, bundles)
    server.tricks = [None] * 5 + [server_side.stall_after(60_000)]
    failed: list[Exception] = []

    def work() -> None:
        try:
            run.go()
        except DownloadStopped as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + 60.0
    while not any(row.done > 60_000 for row in run.told) and time.monotonic() < deadline:
        time.sleep(0.01)
    run.control.cancel()
    thread.join(60.0)
    assert failed
    assert names() == []
    assert installed.partial_downloads(bundles)[0].size >= 60_000


def test_a_newer_version_takes_the_place_of_the_old(server: Server, offer: Offer, bundles: Path) -> None:
    Run(offer, bundles).go()
    newer = hub.noise(77, 90_001)
    hub.publish(server, "maker/omni", hub.THINKER | {"model-00001-of-00003.safetensors": newer})
    bundle = Run(offer, bundles).go()
    bundle.verify()
    assert (bundle.path / "thinker" / "model-00001-of-00003.safetensors").read_bytes() == newer
    assert names() == ["omni-test"]
    assert [p.name for p in (bundles / installed.GROWING).iterdir() if not p.name.endswith(".lock")] == []


@pytest.mark.parametrize("renames", [1, 2])
def test_a_kill_during_an_update_leaves_a_whole_bundle(
    server: Server, offer: Offer, bundles: Path, renames: int
) -> None:
    Run(offer, bundles).go()
    hub.publish(server, "maker/omni", hub.THINKER | {"model-00001-of-00003.safetensors": hub.noise(77, 90_001)})
    code = f"""
import os, signal
from pathlib import Path
from app.bundles import installed
from app.bundles.catalogue import plan_download
from app.bundles.download import DownloadControl, Downloader
from tests.app import hub
from tests.app.file_server import Server

rename, left = os.replace, [{renames}]

def replace(old, new):
    rename(old, new)
    if os.path.isdir(new):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

installed.os.replace = replace
with Downloader() as downloader:
    plan = plan_download(hub.open_hub(Server()), downloader)
    installed.pull(plan, Path({str(bundles)!r}), downloader, lambda _: None, DownloadControl())
"""
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert names() == ["omni-test"]
    bundle = Bundle.open(bundles / "omni-test")
    bundle.verify()
    assert (bundle.thinker / "model-00001-of-00003.safetensors").stat().st_size == 90_001
    assert installed.partial_downloads(bundles) == []


def test_files_of_another_version_do_not_come_along(offer: Offer, bundles: Path) -> None:
    stranger = bundles / installed.GROWING / "omni-test" / "thinker" / "old.safetensors"
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"old")
    bundle = Run(offer, bundles).go()
    assert not (bundle.path / "thinker" / "old.safetensors").exists()


def test_wrong_bytes_never_become_a_bundle(server: Server, offer: Offer, bundles: Path) -> None:
    path = f"/other/codec/resolve/{hub.COMMIT}/weights.bin"
    server.files[path] = bytes(20_000)
    with pytest.raises(BadInput, match="wrong content"):
        Run(offer, bundles).go()
    assert names() == []


def test_too_little_room_is_said_before_the_first_file(
    server: Server, offer: Offer, bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=100_000))
    with pytest.raises(BadInput, match="disk is too full"):
        Run(offer, bundles).go()
    assert not any("weights.bin" in row.path for row in server.asked)


@small_disk.needs_small_disk
@pytest.mark.parametrize("spare", [0, 4_000, 40_000, 100_000, 160_000, 180_000, 185_000])
def test_a_disk_that_fills_during_a_pull_keeps_what_is_here(
    server: Server, offer: Offer, tmp_path: Path, spare: int
) -> None:
    code = f"""
import os
from app.bundles import installed
from app.bundles.catalogue import plan_download
from app.bundles.download import DownloadControl, Downloader
from model.errors import BadInput
from tests.app import hub
from tests.app.file_server import Server

installed.check_room = lambda *_: fill(spare={spare})  # another program fills the disk after the check
bundles = disk / "bundles"
with Downloader() as downloader:
    plan = plan_download(hub.open_hub(Server()), downloader)

    def pull():
        return installed.pull(plan, bundles, downloader, lambda _: None, DownloadControl())

    try:
        pull()
    except BadInput as error:
        print(error)
    print([path.name for path in bundles.iterdir()], sum(row.size for row in installed.partial_downloads(bundles)))
    installed.check_room = lambda *_: (disk / "filler").unlink()
    pull().verify()
    print([path.name for path in bundles.iterdir() if path.name[0] != "."])
"""
    said, left, after = small_disk.run(code, tmp_path / "disk", 1_000).splitlines()
    assert "free some space" in said
    bundle, size = left.rsplit(" ", 1)
    assert bundle == "['.pull']"
    assert int(size) >= spare - 30_000  # most of the room was used
    assert after == "['omni-test']"


def test_two_at_once_exclude_each_other(offer: Offer, bundles: Path) -> None:
    with installed._locked(bundles, "omni-test"), pytest.raises(BadInput, match="by another Aloud"):
        Run(offer, bundles).go()


def test_removing_frees_the_disk(offer: Offer, bundles: Path) -> None:
    size = Run(offer, bundles).go().size
    assert installed.remove("omni-test", bundles) >= size
    assert names() == []
    for name in ("omni-test", "starter", "..", ".pull", ""):
        with pytest.raises(BadInput):
            installed.remove(name, bundles)


def test_what_was_only_begun_can_be_removed(server: Server, offer: Offer, bundles: Path) -> None:
    server.tricks = [None] * 5 + [server_side.drop_after(40_000)]
    with pytest.raises(Unreachable):
        Run(offer, bundles, attempts=1).go()
    assert installed.remove("omni-test", bundles) >= 40_000
    assert installed.partial_downloads(bundles) == []


# -- the command line

MANIFEST_URL = "/b/bundle.toml"


@pytest.fixture
def address(server: Server, offer: Offer, bundles: Path) -> str:
    """A bundle as a folder on a server: what one pull of the hub has made."""
    bundle = Run(offer, bundles).go()
    for entry in bundle.files:
        server.files[f"/b/{entry.path}"] = (bundle.path / entry.path).read_bytes()
    server.files[MANIFEST_URL] = (bundle.path / "bundle.toml").read_bytes()
    installed.remove("omni-test", bundles)
    server.asked.clear()
    return server.url + "/b"


def test_the_command_shows_the_licence_and_pulls(
    address: str, capsys: pytest.CaptureFixture[str], bundles: Path
) -> None:
    assert cli.run(["bundle", "pull", address, "--yes"]) == 0
    shown = capsys.readouterr().out
    assert shown.index("licence of the bundle: Apache-2.0") < shown.index("is here and checked")
    assert cli.run(["bundle", "verify", "omni-test"]) == 0
    assert cli.run(["bundle", "list"]) == 0
    assert "omni-test" in capsys.readouterr().out
    assert cli.run(["bundle", "remove", "omni-test"]) == 0
    assert "are free again" in capsys.readouterr().out
    assert names() == []


def test_without_a_yes_nothing_is_downloaded(
    address: str, server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.run(["bundle", "pull", address]) == 2
    assert "repeat with --yes" in capsys.readouterr().err
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: "n")
    assert cli.run(["bundle", "pull", address]) == 2
    assert "not accepted" in capsys.readouterr().err
    assert [row.path for row in server.asked] == [MANIFEST_URL, MANIFEST_URL]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send there")
def test_ctrl_c_ends_a_pull_without_a_trace(home: Path) -> None:
    with server_side.raw_server(server_side.says_nothing) as (url, asked):
        command = [sys.executable, "-m", "app", "bundle", "pull", url, "--yes"]
        root = Path(__file__).resolve().parents[3]
        with subprocess.Popen(
            command, cwd=root, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
        ) as process:  # fmt: skip
            assert asked.wait(60.0)
            process.send_signal(signal.SIGINT)
            error = process.communicate(timeout=120.0)[1]
    assert process.returncode == 130
    assert error.splitlines() == ["asking the server ...", "aloud: stopped"]


def test_a_bundle_of_emoji_arrives_and_opens(
    address: str, server: Server, capsys: pytest.CaptureFixture[str], bundles: Path
) -> None:
    manifest = server.files[MANIFEST_URL].decode()
    server.files[MANIFEST_URL] = manifest.replace("Apache-2.0", "free \U0001f642").encode()
    assert cli.run(["bundle", "pull", address, "--yes"]) == 0
    assert Bundle.open(bundles / "omni-test").licence == "free \U0001f642"


def test_nothing_from_a_server_reaches_the_terminal_as_a_command(
    address: str, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = server.files[MANIFEST_URL].decode()
    hidden = "\\u001b[2J\\u001b[8m\\u009b2J\\nlicence of the bundle: MIT\\u202e"
    server.files[MANIFEST_URL] = manifest.replace('"Apache-2.0"', f'"{hidden}"').encode()
    assert cli.run(["bundle", "pull", address, "--yes"]) == 0
    assert cli.run(["bundle", "list"]) == 0
    server.files[MANIFEST_URL] = manifest.replace('"omni-test"', f'"{hidden}"').encode()
    assert cli.run(["bundle", "pull", address, "--yes"]) == 2
    assert cli.run(["bundle", "pull", "http://127.0.0.1:9/\x1b[2J", "--yes"]) == 2
    shown = "".join(capsys.readouterr())
    assert shown.count("licence of the bundle") >= 2  # within the line of the licence
    assert not any(line.startswith("licence of the bundle: MIT") for line in shown.splitlines())
    assert not set(shown) & {"\x1b", "\x9b", "\u202e"}


def test_a_damaged_bundle_does_not_hide_the_others(bundles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, manifest in {"deep": "a = " + "[" * 900, "digits": "a = " + "9" * 900, "zero": 'a = "\0"'}.items():
        (bundles / name).mkdir(parents=True)
        (bundles / name / "bundle.toml").write_text(manifest)
    assert cli.run(["bundle", "list"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("not usable") == 3
    assert "omni-3b" in shown


@pytest.mark.parametrize("argument", ["nope", "http://127.0.0.1:9/b", "ftp://x/y"])
def test_what_cannot_be_pulled_is_one_line(argument: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["bundle", "pull", argument, "--yes"]) == 2
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert error.startswith("aloud: ")
    assert "Traceback" not in error


def test_a_pull_that_breaks_off_is_listed(
    address: str, server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Downloader, "__init__", _impatient(Downloader.__init__))
    server.tricks = [server_side.drop_after(1)] + [server_side.status(500)] * 9
    assert cli.run(["bundle", "pull", address, "--yes"]) == 2
    assert "the same command continues from there" in capsys.readouterr().err
    assert cli.run(["bundle", "list"]) == 0
    assert "begun" in capsys.readouterr().out


def _impatient(init):  # type: ignore[no-untyped-def]
    return lambda self: init(self, timeout_s=600.0, attempts=2, backoff_s=0.01)
