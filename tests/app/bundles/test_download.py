"""A file comes whole whatever the server does, or an error says in one line what is wrong."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from app import storage
from app.bundles.download import DownloadControl, Downloader, DownloadStopped, RemoteFile, Unreachable
from model.errors import BadInput
from tests.app import file_server as server_side
from tests.app.file_server import Server
from tests.audio_io.waiting import until

CONTENT = random.Random(1).randbytes(300_000)
PATH = "/thinker/model.safetensors"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server({PATH: CONTENT}) as running:
        yield running


@pytest.fixture
def downloader() -> Iterator[Downloader]:
    with Downloader(timeout_s=600.0, attempts=4, backoff_s=0.01) as made:  # a busy machine is not silence
        yield made


def remote(server: Server, content: bytes = CONTENT) -> RemoteFile:
    return RemoteFile(
        "model.safetensors", server.url + PATH, len(content), "sha256:" + hashlib.sha256(content).hexdigest()
    )


class Heard:
    """What the download told."""

    def __init__(self) -> None:
        self.all: list[tuple[int, str, str]] = []

    def __call__(self, have: int, phase: str, note: str) -> None:
        self.all.append((have, phase, note))

    @property
    def notes(self) -> str:
        return " ".join(note for _, _, note in self.all)


def get(downloader: Downloader, file: RemoteFile, target: Path, heard: Heard | None = None) -> str:
    return downloader.fetch(file, target, heard or Heard(), DownloadControl())


def left_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_file_arrives_whole_and_nothing_else_is_left(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    heard = Heard()
    sha256 = get(downloader, remote(server), tmp_path / "deep" / "m", heard)
    assert (tmp_path / "deep" / "m").read_bytes() == CONTENT
    assert sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert left_in(tmp_path / "deep") == ["m"]
    shown = [have for have, phase, _ in heard.all if phase == "download"]
    assert shown == sorted(shown)
    assert shown[-1] == len(CONTENT)


def test_a_file_that_is_there_is_not_asked_for_again(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(CONTENT)
    get(downloader, remote(server), tmp_path / "m")
    assert server.asked == []
    (tmp_path / "m").write_bytes(b"x" * len(CONTENT))  # as long, but another
    get(downloader, remote(server), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == CONTENT


def test_a_git_blob_id_is_a_digest_too(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    # `git hash-object` of "hello\n"
    server.files[PATH] = b"hello\n"
    good = RemoteFile("m", server.url + PATH, 6, "git:ce013625030ba8dba906f756967f9e9ca394464a")
    assert get(downloader, good, tmp_path / "m") == hashlib.sha256(b"hello\n").hexdigest()
    bad = RemoteFile("m", server.url + PATH, 6, "git:" + "0" * 40)
    with pytest.raises(BadInput, match="checksum differs"):
        get(downloader, bad, tmp_path / "other")


def test_an_empty_file_is_a_file(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    get(downloader, remote(server, b""), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == b""


def test_a_connection_that_drops_is_continued(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    server.tricks = [server_side.drop_after(100_000), server_side.drop_after(50_000), None]
    heard = Heard()
    get(downloader, remote(server), tmp_path / "m", heard)
    assert (tmp_path / "m").read_bytes() == CONTENT
    assert [row.range for row in server.asked] == ["", "bytes=100000-", "bytes=150000-"]
    assert [row.if_range for row in server.asked] == ["", server.etag(PATH), server.etag(PATH)]
    assert "try 2 of 4" in heard.notes


def test_a_server_that_drops_often_but_brings_something_is_not_given_up(
    server: Server, downloader: Downloader, tmp_path: Path
) -> None:
    server.tricks = [server_side.drop_after(20_000)] * 14
    get(downloader, remote(server), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == CONTENT


def test_after_a_kill_the_next_start_goes_on(server: Server, tmp_path: Path) -> None:
    server.tricks = [server_side.drop_after(120_000)]
    with (
        Downloader(timeout_s=600.0, attempts=1) as first,
        pytest.raises(Unreachable, match="what was downloaded is kept"),
    ):
        get(first, remote(server), tmp_path / "m")
    assert not (tmp_path / "m").exists()
    with Downloader(timeout_s=600.0) as second:
        get(second, remote(server), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == CONTENT
    assert server.asked[-1].range == "bytes=120000-"


def test_a_file_that_changed_on_the_server_is_begun_anew(server: Server, tmp_path: Path) -> None:
    old = random.Random(2).randbytes(len(CONTENT))
    server.files[PATH] = old
    server.tricks = [server_side.drop_after(120_000)]
    with Downloader(timeout_s=600.0, attempts=1) as first, pytest.raises(Unreachable):
        get(first, remote(server), tmp_path / "m")  # the tag of the old one is kept
    server.files[PATH] = CONTENT
    with Downloader(timeout_s=600.0) as second:
        get(second, remote(server), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == CONTENT


def test_pieces_of_two_versions_are_found_out(server: Server, tmp_path: Path) -> None:
    server.etags = False
    server.files[PATH] = random.Random(2).randbytes(len(CONTENT))
    server.tricks = [server_side.drop_after(120_000)]
    with Downloader(timeout_s=600.0, attempts=1) as first, pytest.raises(Unreachable):
        get(first, remote(server), tmp_path / "m")
    server.files[PATH] = CONTENT
    with Downloader(timeout_s=600.0) as second:
        get(second, remote(server), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == CONTENT
    assert [row.range for row in server.asked] == ["", "bytes=120000-", ""]


def test_a_server_without_ranges_is_begun_anew(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    server.ranges = False
    server.tricks = [server_side.drop_after(100_000), None]
    get(downloader, remote(server), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == CONTENT


def test_a_server_without_ranges_that_always_drops_is_given_up(
    server: Server, downloader: Downloader, tmp_path: Path
) -> None:
    server.ranges = False
    server.tricks = [server_side.drop_after(100_000)] * 50
    with pytest.raises(Unreachable, match="closed the connection"):
        get(downloader, remote(server), tmp_path / "m")
    assert len(server.asked) < 10


def test_a_part_of_another_file_is_not_used(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    server.tricks = [server_side.drop_after(100_000), server_side.part_of_another, None]
    get(downloader, remote(server), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == CONTENT
    assert [row.range for row in server.asked] == ["", "bytes=100000-", ""]


def test_a_weak_tag_is_not_used_for_ranges(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    server.weak = True
    server.tricks = [server_side.drop_after(100_000), None]
    get(downloader, remote(server), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == CONTENT
    assert [row.if_range for row in server.asked] == ["", ""]


def test_a_server_that_is_always_wrong_is_asked_twice_at_most(server: Server, tmp_path: Path) -> None:
    """Once to complete what is here, which may be of another version, and once from the start."""
    server.tricks = [server_side.drop_after(100_000)]
    with Downloader(timeout_s=600.0, attempts=1) as first, pytest.raises(Unreachable):
        get(first, remote(server), tmp_path / "m")
    server.files[PATH] = bytes(len(CONTENT))
    with Downloader(timeout_s=600.0) as second, pytest.raises(BadInput, match="wrong content"):
        get(second, remote(server), tmp_path / "m")
    assert 2 <= len(server.asked) <= 3
    assert left_in(tmp_path) == []


def test_the_smallest_file_arrives(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    server.files[PATH] = b"x"
    get(downloader, remote(server, b"x"), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == b"x"


class Clock(DownloadControl):
    """Waits without time passing."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.check()


@pytest.mark.parametrize("code", [408, 425, 429, 500, 503])
@pytest.mark.parametrize(
    ("headers", "wait"),
    [({}, 0.01), ({"Retry-After": "7"}, 7.0), ({"Retry-After": "9999"}, 60.0), ({"Retry-After": "soon"}, 0.01)],
    ids=["no wish", "7 s", "too long", "no number"],
)
def test_a_server_says_how_long_to_wait(
    server: Server, downloader: Downloader, tmp_path: Path, code: int, headers: dict[str, str], wait: float
) -> None:
    server.tricks = [server_side.status(code, headers), None]
    clock = Clock()
    downloader.fetch(remote(server), tmp_path / "m", Heard(), clock)
    assert clock.waited == [wait]


def test_the_wait_doubles_up_to_half_a_minute(server: Server, tmp_path: Path) -> None:
    server.tricks = [server_side.status(500)] * 8
    clock, heard = Clock(), Heard()
    with Downloader(timeout_s=600.0, attempts=9, backoff_s=1.0) as downloader:
        downloader.fetch(remote(server), tmp_path / "m", heard, clock)
    assert clock.waited == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    assert [f"try {n} of 9" in heard.notes for n in range(1, 11)] == [False, *[True] * 8, False]


def test_a_new_byte_starts_the_counting_over(server: Server, tmp_path: Path) -> None:
    server.tricks = [server_side.status(500)] * 2 + [server_side.drop_after(1000)] + [server_side.status(500)] * 2
    clock = Clock()
    with Downloader(timeout_s=600.0, attempts=3, backoff_s=1.0) as downloader, pytest.raises(Unreachable):
        downloader.fetch(remote(server), tmp_path / "m", Heard(), clock)
    assert clock.waited == [1.0, 2.0, 1.0, 2.0]
    assert len(server.asked) == 5


def test_a_control_that_is_cancelled_ends_what_begins(tmp_path: Path) -> None:
    for end in (DownloadControl.cancel, DownloadControl.pause):
        control, cut = DownloadControl(), list[str]()
        with control.cutting(partial(cut.append, "first")):
            assert cut == []
            end(control)
        assert cut == ["first"]
        with control.cutting(partial(cut.append, "second")):
            pass
        assert cut == ["first", "second"]
        end(control)  # nothing is left to cut
        assert cut == ["first", "second"]


@pytest.mark.parametrize("end", [DownloadControl.cancel, DownloadControl.pause])
def test_a_wait_ends_with_the_download(end: Callable[[DownloadControl], None]) -> None:
    """It would take an hour otherwise, and the test would fail after minutes."""
    control, ended = DownloadControl(), threading.Event()

    def wait() -> None:
        with contextlib.suppress(DownloadStopped):
            control.sleep(3_600.0)
        ended.set()

    thread = threading.Thread(target=wait)
    thread.start()
    until(lambda: control._change._waiters)
    end(control)
    assert ended.wait(60.0)
    thread.join()
    with contextlib.suppress(DownloadStopped):
        control.sleep(3_600.0)  # nor does it begin


def test_a_wait_takes_its_time() -> None:
    begun = time.monotonic()
    DownloadControl().sleep(0.05)
    assert time.monotonic() - begun >= 0.05


def test_another_part_than_asked_for_is_not_used(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    server.tricks = [server_side.drop_after(100_000), server_side.wrong_part, None]
    get(downloader, remote(server), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == CONTENT


def test_silence_is_timed_and_tried_again(server: Server, tmp_path: Path) -> None:
    server.tricks = [server_side.stall_after(100_000), None]
    heard = Heard()
    with Downloader(timeout_s=0.5, attempts=50, backoff_s=0.01) as downloader:
        get(downloader, remote(server), tmp_path / "m", heard)
    assert (tmp_path / "m").read_bytes() == CONTENT
    assert "stopped responding" in heard.notes


def test_a_server_in_trouble_is_asked_again(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    server.tricks = [server_side.status(503), server_side.status(429, {"Retry-After": "0"}), None]
    heard = Heard()
    get(downloader, remote(server), tmp_path / "m", heard)
    assert "503" in heard.notes
    assert "429" in heard.notes
    server.tricks = [server_side.status(500)] * 20
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1 has a problem \(500"):
        get(downloader, remote(server), tmp_path / "other")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (404, "is not there"),
        (410, "is not there"),
        (401, "needs a login"),
        (403, "needs a login"),
        (418, "did not send"),
    ],
)
def test_a_refusal_is_said_at_once(
    server: Server, downloader: Downloader, tmp_path: Path, code: int, words: str
) -> None:
    server.tricks = [server_side.status(code)]
    with pytest.raises(BadInput, match=words):
        get(downloader, remote(server), tmp_path / "m")
    assert len(server.asked) == 1


@pytest.mark.parametrize("length", [len(CONTENT) - 1, len(CONTENT) // 2])
def test_another_length_is_said(server: Server, downloader: Downloader, tmp_path: Path, length: int) -> None:
    server.tricks = [server_side.wrong_length(length)]
    with pytest.raises(BadInput, match=f"has {length} bytes instead of {len(CONTENT)}"):
        get(downloader, remote(server), tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_more_than_was_announced_is_not_taken(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    server.tricks = [server_side.without_length(CONTENT + b"more")]
    with pytest.raises(BadInput, match="is longer than"):
        get(downloader, remote(server), tmp_path / "m")
    assert left_in(tmp_path) == []


def test_less_without_a_word_is_continued(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    server.tricks = [server_side.without_length(CONTENT[:1000]), None]
    get(downloader, remote(server), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == CONTENT


def test_wrong_bytes_are_never_put_in_place(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    server.files[PATH] = bytes(len(CONTENT))
    with pytest.raises(BadInput, match="wrong content"):
        get(downloader, remote(server), tmp_path / "m")
    assert left_in(tmp_path) == []
    assert len(server.asked) == 1


def test_a_redirect_is_followed_with_its_range(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    server.files["/cdn/blob"] = CONTENT
    to = server.url + "/cdn/blob"
    server.tricks = [server_side.redirect(to), server_side.drop_after(100_000), server_side.redirect(to), None]
    get(downloader, remote(server), tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == CONTENT
    assert server.asked[-1].path == "/cdn/blob"
    assert server.asked[-1].range == "bytes=100000-"


def test_nobody_there_is_said_with_the_question_of_the_network(downloader: Downloader, tmp_path: Path) -> None:
    with Server({PATH: CONTENT}) as gone:
        file = remote(gone)
    with pytest.raises(Unreachable, match=r"cannot be reached .*are you online"):
        get(downloader, file, tmp_path / "m")


@pytest.mark.parametrize("url", ["ftp://example.org/x", "nonsense", "http://"])
def test_an_address_that_is_none_is_said(downloader: Downloader, tmp_path: Path, url: str) -> None:
    with pytest.raises(BadInput, match="is not a download address"):
        get(downloader, RemoteFile("m", url, 1, "sha256:0"), tmp_path / "m")


def test_a_full_disk_is_said_and_what_is_here_is_kept(
    server: Server, downloader: Downloader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def full(self: Path, mode: str = "r", *rest: object, **more: object):  # type: ignore[no-untyped-def]
        if "a" in mode:
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(self, mode, *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(BadInput, match=r"disk is too full.*free some space"):
        get(downloader, remote(server), tmp_path / "m")


def test_a_folder_that_cannot_be_made_is_said(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="cannot write"):
        get(downloader, remote(server), tmp_path / "file" / "m")


def test_room_is_checked_before() -> None:
    with pytest.raises(BadInput, match=r"are needed in .*, .* are free"):
        storage.check_room(Path("/no/such/place"), 10**18)
    storage.check_room(Path("/"), 1)


@pytest.mark.parametrize("end", ["cancel", "pause"])
def test_a_read_that_blocks_is_ended_at_once(server: Server, tmp_path: Path, end: str) -> None:
    server.tricks = [server_side.stall_after(100_000), None]
    control, outcome = DownloadControl(), []
    reached = threading.Event()

    def tell(have: int, phase: str, _note: str) -> None:
        if have >= 100_000 or phase == "paused":
            reached.set()

    def work() -> None:
        with Downloader(timeout_s=600.0, attempts=1) as downloader:  # a pause is no failed try
            try:
                outcome.append(downloader.fetch(remote(server), tmp_path / "m", tell, control))
            except DownloadStopped as error:
                outcome.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    assert reached.wait(60.0)
    if end == "cancel":
        control.cancel()
        thread.join(60.0)
        assert "what was downloaded is kept" in outcome[0]
    else:
        reached.clear()
        control.pause()
        assert reached.wait(60.0)  # it tells that it is paused
        assert thread.is_alive()
        assert len(server.asked) == 1
        control.resume()
        thread.join(60.0)
        assert (tmp_path / "m").read_bytes() == CONTENT
        assert server.asked[-1].range == "bytes=100000-"
    assert not thread.is_alive()


def test_texts_are_small_and_text(server: Server, downloader: Downloader) -> None:
    server.files |= {"/a.txt": "grüß dich".encode(), "/b.txt": b"\xff\xfe", "/c.txt": bytes((4 << 20) + 1)}
    server.files["/d.txt"] = bytes(4 << 20)
    assert len(downloader.text(server.url + "/d.txt")) == 4 << 20
    assert downloader.text(server.url + "/a.txt") == "grüß dich"
    with pytest.raises(BadInput, match="is not a text file"):
        downloader.text(server.url + "/b.txt")
    with pytest.raises(BadInput, match="is larger than"):
        downloader.text(server.url + "/c.txt")
    with pytest.raises(BadInput, match="is not there"):
        downloader.text(server.url + "/e.txt")


class Task:
    """A download on a thread of its own, from a server that takes for ever."""

    def __init__(self, url: str, target: Path | None, timeout_s: float = 600.0) -> None:
        self.control, self.outcome = DownloadControl(), list[object]()
        self._url, self._target, self._timeout_s = url, target, timeout_s
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        file = RemoteFile("m", self._url, 300_000, "sha256:0")
        with Downloader(timeout_s=self._timeout_s, attempts=2, backoff_s=0.01) as downloader:
            try:
                if self._target is None:
                    self.outcome.append(downloader.text(self._url, self.control))
                else:
                    self.outcome.append(downloader.fetch(file, self._target, Heard(), self.control))
            except (DownloadStopped, Unreachable) as error:
                self.outcome.append(error)

    def end(self) -> object:
        """The outcome, which must come long before a time-out."""
        self._thread.join(60.0)
        assert not self._thread.is_alive()
        return self.outcome[0]


HOSTILE = {
    "silent": server_side.says_nothing,
    "headers": server_side.DRIPPING_HEADERS,
    "body": server_side.DRIPPING_BODY,
}


@pytest.mark.parametrize("kind", ["text", "file"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_cancelling_ends_a_request_that_would_take_for_ever(tmp_path: Path, hostile: str, kind: str) -> None:
    with server_side.raw_server(HOSTILE[hostile]) as (url, asked):
        task = Task(url, tmp_path / "m" if kind == "file" else None)
        assert asked.wait(60.0)
        task.control.cancel()
        assert isinstance(task.end(), DownloadStopped)


def test_cancelling_ends_a_connection_that_is_not_made(tmp_path: Path) -> None:
    with server_side.full_server() as url:
        task = Task(url, tmp_path / "m")
        time.sleep(0.2)  # nothing tells that it has begun to connect
        task.control.cancel()
        assert isinstance(task.end(), DownloadStopped)


def test_cancelling_ends_the_search_for_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    searching, over = threading.Event(), threading.Event()

    def search(*_: object, **__: object) -> list[object]:
        searching.set()
        over.wait(600.0)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", search)
    task = Task("http://somewhere.invalid/m", tmp_path / "m")
    assert searching.wait(60.0)
    task.control.cancel()
    try:
        assert isinstance(task.end(), DownloadStopped)
    finally:
        over.set()


def test_a_name_that_nobody_knows_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert isinstance(Task("http://nowhere.invalid/m", tmp_path / "m").end(), Unreachable)


@pytest.mark.parametrize(("hostile", "kind"), [("headers", "text"), ("headers", "file"), ("body", "text")])
def test_a_server_that_drips_is_given_up(tmp_path: Path, hostile: str, kind: str) -> None:
    with server_side.raw_server(HOSTILE[hostile]) as (url, _):
        task = Task(url, tmp_path / "m" if kind == "file" else None, timeout_s=0.1)
        assert isinstance(task.end(), Unreachable)


MANY = "9" * 5_000


@pytest.mark.parametrize(
    "trick",
    [
        server_side.status(503, {"Retry-After": "\u00b2"}),
        server_side.status(503, {"Retry-After": MANY}),
        server_side.status(206, {"Content-Range": "bytes \u00b2-9/10"}),
        server_side.status(206, {"Content-Range": f"bytes 0-{MANY}/{MANY}"}),
        server_side.status(200, {"ETag": "\u00b2" * 5_000}),
        server_side.redirect("http://" + "a" * 300 + ".invalid/"),
        server_side.redirect("http://[:::"),
        server_side.redirect("http://\x1b[2J/"),
        server_side.redirect("javascript:alert(1)"),
        server_side.redirect("http://a:99999999999999999/"),
    ],
)
def test_odd_headers_are_no_bug(
    server: Server, downloader: Downloader, tmp_path: Path, trick: server_side.Trick, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DownloadControl, "sleep", lambda _self, _seconds: None)
    server.tricks = [trick] * 9
    with pytest.raises(BadInput):
        get(downloader, remote(server), tmp_path / "m")


def test_a_server_is_given_the_time_it_asks_for(
    server: Server, downloader: Downloader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(DownloadControl, "sleep", lambda _self, seconds: slept.append(seconds))
    server.tricks = [server_side.status(503, {"Retry-After": text}) for text in ("7", "700")]
    get(downloader, remote(server), tmp_path / "m")
    assert slept == [7.0, 60.0]
