"""Nothing leaves the machine and nothing is left on it: real commands as strace sees them, with an empty home folder.

The window has a test of its own, `tests/ui/test_window_privacy.py`. What was found and switched off: docs/privacy.md.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from app.cli import COMMANDS as COMMAND_NAMES
from app.storage import QUESTIONS
from model.bundle_manifest import write_manifest
from model.corpus import synthesis
from model.corpus.shards import ShardWriter
from model.errors import MissingCapability
from tests.app.file_server import Server
from tests.tracing import Trace, traced

pytestmark = pytest.mark.needs_system("strace")
QUESTION = str(QUESTIONS / "sum.wav")

# Name -> arguments, and what they name to be written.
COMMANDS: dict[str, tuple[list[str], list[str]]] = {
    "hear": (["hear", QUESTION], []),
    "ask": (["ask", QUESTION, "--out", "answer.wav", "--events", "e.jsonl"], ["answer.wav", "e.jsonl"]),
    "ask, typed": (["ask", "--text", "What is $\\frac{1}{2}$ plus 3?"], []),
    "say": (["say", "one half", "--out", "answer.wav"], ["answer.wav"]),
    "demo": (["demo"], ["answer.wav"]),
    "doctor": (["doctor"], []),
    "bundle list": (["bundle", "list"], []),
    "bundle verify": (["bundle", "verify", "starter"], []),
    "export": (["export"], []),
    "eval": (["eval", "set", "--limit", "1", "--json", "f.json", "--answers", "a.jsonl"], ["f.json", "a.jsonl"]),
    "worksheet": (["worksheet", "sheet.html"], ["sheet.html", "sheet-key.html"]),
    "bundle remove": (["bundle", "remove", "omni-3b"], []),
    "update, not agreed to": (["update"], []),
    "pack list": (["pack", "list"], []),
    "help": (["--help"], []),
    "version": (["--version"], []),
}
REFUSED = ("export", "bundle remove", "update, not agreed to", "pack list")  # nothing is there, or it was not agreed to
ELSEWHERE = {
    "window": "tests/ui/test_window_privacy.py",
    "bench": "test_bench",
    "corpus": "test_a_corpus",
    "train": "test_training",
}


def test_every_command_is_tried() -> None:
    assert {arguments[0] for arguments, _ in COMMANDS.values()} >= set(COMMAND_NAMES) - set(ELSEWHERE)


def check(trace: Trace, *outputs: str) -> None:
    """No internet socket at all, nothing written but what was named, nothing forgotten among the temporary files."""
    assert trace.inet_sockets == []
    # A file is first written beside its place, under a name that begins with a dot.
    parts = [name for name in trace.foreign_files(outputs) if re.fullmatch(r"\..+\.part", Path(name).name)]
    assert trace.foreign_files([*outputs, *parts]) == []
    assert [name for name in parts if Path(name).exists()] == []
    assert trace.left_in_tmp() == []


@pytest.mark.needs_starter
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_opens_no_connection_and_writes_only_its_own_files(name: str, tmp_path: Path) -> None:
    arguments, outputs = COMMANDS[name]
    (tmp_path / "set").mkdir()
    row = {"audio": QUESTION, "text": "What is 347 plus 286?", "answer": "633", "kind": "sum"}
    (tmp_path / "set" / "questions.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    trace = traced(["-m", "app", *arguments], tmp_path)
    assert trace.code == (2 if name in REFUSED else 0), trace.shown
    check(trace, *outputs)


def test_a_saved_session_is_exported(tmp_path: Path) -> None:
    code = (
        "from app.__main__ import main; from app.history.store import SessionStore\n"
        "from app.history.writer import SavedTurns; from app.storage import user_paths\n"
        "from tests.app.history.test_session_export import turn\n"
        "store = SessionStore(user_paths().sessions)\n"
        "SavedTurns(store, 'starter').add(turn('What is $x^2$?', keep=True)); store.close()\n"
        "print([main(['export', '--out', f's.{kind}']) for kind in ('md', 'html', 'json', 'wav', 'aloud')])"
    )
    trace = traced(["-c", code], tmp_path)
    assert "[0, 0, 0, 0, 0]" in trace.shown
    check(trace, "s.md", "s.html", "s.json", "s.wav", "s.aloud")


@pytest.mark.slow
@pytest.mark.needs_starter
def test_bench(tmp_path: Path) -> None:
    arguments = ["bench", "--tokens", "8", "--repeats", "1", "--json", "f.json"]
    trace = traced(["-m", "app", *arguments], tmp_path)
    assert trace.code == 0, trace.shown
    check(trace, "f.json")


@pytest.mark.slow
@pytest.mark.needs_system("flite", "espeak-ng", "festival")
def test_a_corpus(tmp_path: Path) -> None:
    try:
        synthesis.require()
    except MissingCapability as missing:
        pytest.skip(str(missing))
    sizes = ["--count", "48", "--voice-count", "48", "--test-count", "2", "--workers", "1"]
    trace = traced(["-m", "app", "corpus", "build", "corpus", *sizes], tmp_path)
    assert trace.code == 0, trace.shown
    check(trace, "corpus")


@pytest.mark.slow
def test_training(tmp_path: Path) -> None:
    """Two steps of the codec on humming, with matplotlib's plot of the loss."""
    (tmp_path / "corpus").mkdir()
    hum = (0.3 * np.sin(np.arange(40_000) / 20)).astype(np.float32)
    for name in ("train", "words", "voice"):
        shard = ShardWriter(tmp_path / "corpus", name)
        for _ in range(12):
            shard.add({"text": "It's twelve.", "voice": "hum"}, hum)
        shard.close()
    places = ["--corpus", "corpus", "--run", "run"]
    trace = traced(["-m", "app", "train", "codec", *places, "--steps", "2"], tmp_path)
    assert trace.code == 0, trace.shown
    assert (tmp_path / "home/.cache/aloud/matplotlib").exists()  # it was loaded
    check(trace, "run")


def test_a_download_asks_the_named_server_and_nobody_else(tmp_path: Path) -> None:
    made = tmp_path / "made"
    for part in ("thinker", "talker", "codec"):
        (made / part).mkdir(parents=True)
        (made / part / "model.safetensors").write_text("weights")
    write_manifest(made, name="tiny", version="1", licence="MIT", sample_rate=16_000, ratios=[(2, 8)])
    files = {f"/{file.relative_to(made)}": file.read_bytes() for file in made.rglob("*") if file.is_file()}
    shutil.rmtree(made)
    with Server(files) as server:
        trace = traced(["-m", "app", "bundle", "pull", f"{server.url}/bundle.toml", "--yes"], tmp_path)
    assert trace.code == 0, trace.shown
    assert trace.inet_sockets, "the server was never asked"
    assert trace.foreign_sockets == []
    assert trace.foreign_files() == []


def test_the_speech_detector_alone_opens_no_connection(tmp_path: Path) -> None:
    """Without the command line, which sets the same switch: `audio_io` used as a library."""
    code = f"from audio_io.input.offline import analyze_recording; analyze_recording({QUESTION!r})"
    check(traced(["-c", code], tmp_path))


@pytest.mark.needs_starter
def test_the_engine_alone_opens_no_connection(tmp_path: Path) -> None:
    """`model` used as a library, without the command line's switches."""
    code = (
        "import queue; from app.storage import STARTER; from model.engine import TutorEngine\n"
        "events = queue.Queue(); engine = TutorEngine(STARTER, events.put); engine.wait_ready()\n"
        "engine.start_turn('What is 3 plus 4?')\n"
        "while type(events.get(timeout=60)).__name__ != 'TurnEnded': pass\n"
        "engine.close()"
    )
    trace = traced(["-c", code], tmp_path)
    assert trace.code == 0, trace.shown
    check(trace)


# -- the tracing itself


@pytest.mark.parametrize(
    "address",
    ["(2, ('192.0.2.1', 9))", "(10, ('2001:db8::1', 9))", "(2, ('127.0.0.53', 53))"],
    ids=["another machine", "another machine, IPv6", "this machine's name server"],
)
def test_a_connection_would_be_seen(address: str, tmp_path: Path) -> None:
    code = f"import socket; f, a = {address}; s = socket.socket(f); s.settimeout(0.1); s.connect_ex(a)"
    assert traced(["-c", code], tmp_path).foreign_sockets


def test_a_connection_of_a_thread_or_a_child_would_be_seen(tmp_path: Path) -> None:
    one = "import socket; s = socket.socket(2, 2); s.sendto(b'x', ('192.0.2.1', 9))"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {one!r}])"
    assert traced(["-c", code], tmp_path).foreign_sockets


@pytest.mark.parametrize(
    "deed",
    [
        "open(home + '/id', 'w')",
        "os.mkdir(home + '/.cache'); os.mkdir(home + '/.cache/other')",
        "open('here.txt', 'a')",
        "os.open('x', os.O_CREAT | os.O_WRONLY, dir_fd=os.open(home, os.O_RDONLY))",
        "os.symlink('/etc', home + '/link')",
        "open(os.environ['TMPDIR'] + '/f', 'w'); os.rename(os.environ['TMPDIR'] + '/f', home + '/f')",
        "import threading; t = threading.Thread(target=open, args=(home + '/id', 'w')); t.start(); t.join()",
    ],
)
def test_a_file_elsewhere_would_be_seen(deed: str, tmp_path: Path) -> None:
    trace = traced(["-c", f"import os; home = os.environ['HOME']; {deed}"], tmp_path)
    assert trace.code == 0, trace.shown
    assert len(trace.foreign_files()) == 1


def test_a_forgotten_temporary_file_would_be_seen(tmp_path: Path) -> None:
    trace = traced(["-c", "import tempfile; tempfile.mkstemp()"], tmp_path)
    assert len(trace.left_in_tmp()) == 1
