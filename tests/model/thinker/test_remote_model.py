"""A Thinker on a server: answers over HTTP, faults, cancels, and thirty students at once. Loopback only."""

from __future__ import annotations

import gc
import random
import threading
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pytest

from model.errors import AloudError, BadInput
from model.thinker.chat_thinker import ChatThinker
from model.thinker.number_guard import NumberGuard
from model.thinker.prompts import NO_NOTES, NOTES_SO_FAR, PREFIX, WRITE_DOWN
from model.thinker.remote_model import RemoteModel, Server
from model.thinker.text_model import Message
from model.thinker.two_sequences import TwoSequenceAnswer
from model.thinker.types import GenerationConfig
from tests.model.thinker import chat_models
from tests.model.thinker.chat_server import ChatServer, running, sound_of, text_of

CHAT = [Message("user", ("What is 7 plus 5?",))]
NOTES = "7+5=12\n=12\n"
KILLS = 20


def _tutor(messages: list[dict[str, Any]], most: int) -> Iterable[str]:
    """Notes, then a sentence of them, word by word."""
    asked = text_of(messages)
    if WRITE_DOWN in asked:
        return ["What is", " 7 plus 5?"]
    if NOTES_SO_FAR in asked:
        return ["That", " makes", " twelve", ".", " Bye."] if "=12" in asked else ["Let", " me", " add."]
    return ["Just", " a", " moment", "."] if NO_NOTES in asked else [NOTES[at : at + 2] for at in range(0, 11, 2)]


def _endless(messages: list[dict[str, Any]], most: int) -> Iterable[str]:
    for number in range(100_000):
        time.sleep(0.005)
        yield f"{number}+1={number + 1}\n"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with running(_tutor, key="secret") as made:
        yield made


@pytest.fixture
def model(server: ChatServer) -> Iterator[RemoteModel]:
    made = RemoteModel(Server(server.address, key="secret"), silent_s=1.0)
    yield made
    made.close()


def _answered(answer: TwoSequenceAnswer, *, stop_after: int = 0) -> TwoSequenceAnswer:
    until, steps = time.monotonic() + 60, 0
    while not answer.over:
        assert time.monotonic() < until, "the answer did not end"
        answer.step()
        steps += 1
        if steps == stop_after:
            break
    answer.stop()
    if answer.over:
        answer.closing()
    return answer


def _ask(model: RemoteModel, question: Any = "What is 7 plus 5?", **options: Any) -> TwoSequenceAnswer:
    thinker = ChatThinker(model, device="server")
    return _answered(thinker.ask(question).answer(GenerationConfig("concurrent"), NumberGuard("7 5")), **options)


def _wait(condition: Any) -> None:
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.01)


def test_an_answer_over_the_network(model: RemoteModel, server: ChatServer) -> None:
    answer = _ask(model)
    assert (answer.failure, answer.reasoning) == (None, NOTES)
    assert answer.speech.startswith(PREFIX)
    assert "twelve" in answer.speech
    assert {request["model"] for request in server.requests} == {"tiny"}
    assert all(request["temperature"] == 0 for request in server.requests)
    _wait(lambda: server.active == 0)


def test_sound_is_sent_as_it_was_and_the_prefix_is_shared(model: RemoteModel, server: ChatServer) -> None:
    sound = np.random.default_rng(0).uniform(-0.9, 0.9, 8000).astype(np.float32)
    thinker = ChatThinker(model, device="server")
    asked = thinker.ask(sound)
    written = asked.transcription()
    _answered(asked.answer(GenerationConfig("concurrent"), NumberGuard()))
    while written.text is None:
        written.step()
    assert written.text == "What is 7 plus 5?"
    for request in server.requests:
        assert np.abs(sound_of(request["messages"]) - sound).max() < 1e-4
        first, second = request["messages"][0], request["messages"][1]["content"][0]
        assert (first, second) == (server.requests[0]["messages"][0], server.requests[0]["messages"][1]["content"][0])


@pytest.mark.parametrize(
    ("fault", "said"),
    [("cut", "broke off"), ("garbage", "not an answer"), ("silent", "silent for 1 seconds"), (400, "did not take"),
     (401, "refused the key"), (404, "does not have the model"), (429, "is full"), (500, "has a fault (500)")],
)  # fmt: skip
def test_a_fault_ends_the_answer_with_one_line(model: RemoteModel, server: ChatServer, fault: Any, said: str) -> None:
    server.fault = fault
    answer = _ask(model)
    assert isinstance(answer.failure, AloudError)
    assert said in str(answer.failure)
    assert "\n" not in str(answer.failure)
    assert answer.speech in ("", PREFIX)
    server.fault = ""
    _wait(lambda: server.active == 0)
    assert _ask(model).failure is None  # the next question is answered


def test_wrong_key_wrong_model_no_server(server: ChatServer) -> None:
    def failure(made: RemoteModel) -> str:
        found = str(_ask(made).failure)
        made.close()
        return found

    assert "refused the key" in failure(RemoteModel(Server(server.address, key="other")))
    assert "does not have the model large" in failure(RemoteModel(Server(server.address, "large", "secret")))
    server.close()
    assert "cannot be reached" in failure(RemoteModel(Server(server.address, "tiny", "secret")))


@pytest.mark.parametrize(
    ("address", "base"),
    [("server.school", "https://server.school/v1"), ("https://s.x:8443/v1/", "https://s.x:8443/v1"),
     ("http://127.0.0.1:8000", "http://127.0.0.1:8000/v1"), ("http://localhost/a", "http://localhost/a/v1")],
)  # fmt: skip
def test_addresses(address: str, base: str) -> None:
    assert Server(address).checked().address == base


@pytest.mark.parametrize("address", ["http://server.school", "ftp://x", "", "https://", "http://10.0.0.5:8000"])
def test_an_address_that_would_send_sound_in_the_open_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        Server(address).checked()


def test_a_cancel_frees_the_server_at_once() -> None:
    with running(_endless) as server:
        made = RemoteModel(Server(server.address))
        answer = _ask(made, stop_after=20)
        assert not answer.over
        began = time.monotonic()
        _wait(lambda: server.active == 0)
        assert server.broken_off >= 1
        # A cancel before the server has said anything: the connection is closed as well.
        server.fault = "silent"
        stream = made.write(CHAT, 10)
        _wait(lambda: server.active == 1)
        stream.cancel()
        _wait(lambda: server.active == 0)
        assert time.monotonic() - began < 30
        made.close()


def test_a_server_of_a_real_model(tmp_path: Any) -> None:
    """What comes over the network is what the model writes on this machine."""
    import torch

    from model.thinker.chat_model import load_chat_model

    chat_models.qwen2_audio(tmp_path)
    local = load_chat_model(tmp_path, device="cpu", dtype=torch.float32, four_bit=False)
    sound = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32).clip(-1, 1)
    sound = (np.round(sound * 32767) / 32767).astype(np.float32)
    chat = [Message("system", ("You are a tutor.",)), Message("user", (sound, "Go."))]

    def pieces(stream: Any) -> str:
        found = []
        while (piece := stream.read()) is not None:
            found.append(piece)
        return "".join(found)

    def reply(messages: list[dict[str, Any]], most: int) -> Iterable[str]:
        made = [Message("system", (messages[0]["content"],)), Message("user", (sound_of(messages), text_of(messages)))]
        stream = local.write(made, most)
        return iter(stream.read, None)  # type: ignore[arg-type]

    with running(reply) as server:
        made = RemoteModel(Server(server.address))
        stream = made.write(chat, 20)
        assert pieces(stream) == pieces(local.write(chat, 20))
        made.close()


def test_thirty_students_with_random_cancels_and_a_server_that_is_killed() -> None:
    """No student waits for ever; each answer is whole, cancelled, or ends with one line; nothing stays open."""
    server = ChatServer(_tutor)
    port, failures, wrong = server.port, [0], []
    before = threading.active_count()

    def student(seed: int) -> None:
        chance = random.Random(seed)
        made = RemoteModel(Server(f"http://127.0.0.1:{port}"), silent_s=5)
        for _ in range(10):
            stop = chance.choice((0, 0, chance.randint(1, 30)))
            answer = _ask(made, stop_after=stop)
            if answer.failure is not None:
                failures[0] += 1
            elif answer.over and ("twelve" not in answer.speech or answer.reasoning != NOTES):
                wrong.append(answer.speech)
        made.close()

    students = [threading.Thread(target=student, args=(seed,)) for seed in range(30)]
    for one in students:
        one.start()
    chance = random.Random(0)
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.02, 0.2))
        server.close()
        server = ChatServer(_tutor, port=port)
    for one in students:
        one.join(120)
    try:
        assert not any(one.is_alive() for one in students)
        assert wrong == []
        _wait(lambda: server.active == 0)
        made = RemoteModel(Server(server.address))
        assert _ask(made).failure is None
        made.close()
    finally:
        server.close()
    _wait(lambda: threading.active_count() <= before + 2)


def test_three_hundred_turns_leave_no_memory_behind(model: RemoteModel, server: ChatServer) -> None:
    def traced(turns: int) -> int:
        for number in range(turns):
            _ask(model, stop_after=number % 3 * 5)
        server.requests.clear()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = traced(50)
        assert traced(300) - before < 400_000
    finally:
        tracemalloc.stop()
