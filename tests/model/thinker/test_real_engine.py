"""The remote Thinker against `transformers serve` with a tiny model. Needs `pip install "transformers[serving]"`."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from model.thinker.chat_thinker import ChatThinker
from model.thinker.number_guard import NumberGuard
from model.thinker.remote_model import RemoteModel, Server
from model.thinker.text_model import Message
from model.thinker.types import GenerationConfig
from tests.model.thinker import chat_models

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(find_spec("fastapi") is None, reason='needs pip install "transformers[serving]"'),
]
STUDENTS, TURNS, KILLS = 30, 2, 3
CHAT = [Message("user", ("What is 7 plus 5?",))]


class Engine:
    """`transformers serve` on a port of its own, which it keeps when it is started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as found:
            self.port: int = found.getsockname()[1]
        self.start()

    @property
    def server(self) -> Server:
        return Server(f"http://127.0.0.1:{self.port}", model=str(self.folder))

    def start(self) -> None:
        command = [sys.executable, "-m", "transformers.cli.transformers", "serve", str(self.folder)]
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--device", "cpu", "--dtype", "float32"]
        environment = os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [*command, *options], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 300
        while time.monotonic() < until:
            assert self.process.poll() is None, "the engine did not start"
            try:
                socket.create_connection(("127.0.0.1", self.port), 1.0).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        pytest.fail("the engine does not answer")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tiny")
    chat_models.lfm2(made)
    return made


@pytest.fixture
def engine(folder: Path) -> Iterator[Engine]:
    made = Engine(folder)
    yield made
    made.kill()


def _pieces(stream: Any) -> str:
    found = []
    while (piece := stream.read()) is not None:
        found.append(piece)
    return "".join(found)


def test_the_engine_writes_what_the_model_writes_here(engine: Engine, folder: Path) -> None:
    import torch

    from model.thinker.chat_model import load_chat_model

    local = load_chat_model(folder, device="cpu", dtype=torch.float32, four_bit=False)
    remote = RemoteModel(engine.server, silent_s=120)
    assert _pieces(remote.write(CHAT, 30)) == _pieces(local.write(CHAT, 30)) != ""
    remote.close()


def test_a_class_of_thirty_with_cancels_and_kills(engine: Engine) -> None:
    """A turn ends whole, cancelled, or with one line; then the student asks again, until it is answered."""
    whole, cancelled, failed = [0], [0], list[str]()

    def ask(thinker: ChatThinker, stop: int) -> str:
        """The line of a failure, else ""."""
        answer, steps = thinker.ask("What is 7 plus 5?").answer(GenerationConfig("concurrent"), NumberGuard()), 0
        while not answer.over and not (stop and steps == stop):
            answer.step()
            steps += 1
        answer.stop()
        if answer.failure is None:
            (whole if answer.over else cancelled)[0] += 1
        return str(answer.failure or "")

    def student(seed: int) -> None:
        chance, remote = random.Random(seed), RemoteModel(engine.server, silent_s=120)
        thinker = ChatThinker(remote, device="server")
        for _ in range(TURNS):
            time.sleep(chance.uniform(0, 10))
            stop = chance.choice((0, 0, chance.randint(1, 60)))
            while line := ask(thinker, stop):
                failed.append(line)
                time.sleep(chance.uniform(1, 5))
        remote.close()

    students = [threading.Thread(target=student, args=(seed,)) for seed in range(STUDENTS)]
    for one in students:
        one.start()
    chance = random.Random(1)
    for _ in range(KILLS):
        time.sleep(chance.uniform(5, 15))
        engine.kill()
        engine.start()
    for one in students:
        one.join(1200)
    assert not any(one.is_alive() for one in students)
    assert whole[0] + cancelled[0] == STUDENTS * TURNS
    assert all("\n" not in line and "server 127.0.0.1" in line for line in failed)
    print(f"{whole[0]} whole, {cancelled[0]} cancelled, {len(failed)} asked again: {sorted(set(failed))}")
