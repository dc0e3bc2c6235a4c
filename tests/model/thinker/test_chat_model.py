"""Any chat model of transformers, on random weights: token for token what its own `generate` writes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from model.engine import TurnOptions, TutorEngine
from model.errors import BadInput
from model.events import ReasoningText, SpokenText, TurnEnded, TurnEvent
from model.thinker.chat_model import ChatModel, load_chat_model
from model.thinker.prompts import PREFIX
from model.thinker.text_model import Message
from tests.model.thinker import chat_models

SOUND = np.random.default_rng(0).normal(0, 0.1, 24_000).astype(np.float32)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    found = {name: tmp_path_factory.mktemp(name) for name in ("qwen2_audio", "lfm2", "plain")}
    chat_models.qwen2_audio(found["qwen2_audio"])
    chat_models.lfm2(found["lfm2"])
    chat_models.lfm2(found["plain"], chat_models.NO_SYSTEM)
    return found


def _model(name: str, folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> ChatModel:
    if name == "gemma4":
        return ChatModel(*chat_models.gemma4(monkeypatch), name)
    return load_chat_model(folders[name], device="cpu", dtype=torch.float32, four_bit=False)


def _chat(*question: Any) -> list[Message]:
    return [Message("system", ("You are a tutor.",)), Message("user", (*question, "Write your notes."))]


def _ids(model: ChatModel, messages: list[Message], most: int) -> list[int]:
    """Tokens of a reply, and that it was read to its end."""
    stream, chosen = model.write(messages, most), []
    choose = model.sampler.choose

    def kept(*given: Any) -> list[int]:
        found = choose(*given)
        chosen.append(found[0])
        return found

    model.sampler.choose = kept
    try:
        while stream.read() is not None:
            pass
    finally:
        model.sampler.choose = choose
    return chosen


@pytest.mark.parametrize("name", ["gemma4", "qwen2_audio", "lfm2"])
def test_two_replies_side_by_side_are_what_generate_writes(
    name: str, folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = _model(name, folders, monkeypatch)
    question = "What is 7 plus 5?" if name == "lfm2" else SOUND
    expected, streams, texts = [], [], ["", ""]
    for at, chat in enumerate((_chat(question), _chat(question, f"Notes: {'12*3=36 ' * 6}"))):
        inputs = model.inputs(chat)
        out = model.model.generate(
            **inputs, max_new_tokens=40 - at, do_sample=False, suppress_tokens=sorted(model.forbidden)
        )
        ids = out[0, inputs["input_ids"].shape[1] :].tolist()
        expected.append(model.tokenizer.decode([i for i in ids if i not in model.ends]))
        streams.append(model.write(chat, 40 - at))
    over = [False, False]
    while not all(over):
        for at, stream in enumerate(streams):
            piece = stream.read()
            over[at] = piece is None
            texts[at] += piece or ""
    assert [text.rstrip("\ufffd") for text in texts] == [text.rstrip("\ufffd") for text in expected]
    assert expected[0] != expected[1]


@pytest.mark.parametrize("name", ["gemma4", "qwen2_audio"])
def test_the_sound_is_heard(name: str, folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    model = _model(name, folders, monkeypatch)
    with torch.inference_mode():
        one, other = (model.model(**model.inputs(_chat(sound))).logits[0, -1] for sound in (SOUND, SOUND[::-1].copy()))
    assert not torch.equal(one, other)


def test_marks_and_unused_rows_are_never_chosen(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    model = _model("lfm2", folders, monkeypatch)
    allowed = set(range(chat_models.VOCABULARY)) - model.forbidden
    assert allowed == {*range(len(chat_models.NAMES), chat_models.WORDS), chat_models.NAMES.index("<turn|>")}
    assert set(_ids(model, _chat("Hello <|audio|> <turn|>"), 30)) <= allowed


def test_a_template_without_a_system_role(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    model = _model("plain", folders, monkeypatch)
    shown = model.tokenizer.decode(model.inputs(_chat("What is 7 plus 5?"))["input_ids"][0])
    assert shown.index("You are a tutor.") < shown.index("What is 7 plus 5?")


def test_what_does_not_fit_is_refused(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    model = _model("qwen2_audio", folders, monkeypatch)
    with pytest.raises(BadInput, match="ask a shorter one"):
        model.write(_chat("seven " * 2000), 100)


def test_a_folder_that_cannot_be_loaded(folders: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "nobody_knows"}')
    (tmp_path / "tokenizer_config.json").write_text("{}")
    with pytest.raises(BadInput, match="cannot be loaded by this version"):
        load_chat_model(tmp_path, device="cpu", dtype=torch.float32, four_bit=False)


class Events(list[TurnEvent]):
    """Keeps what the engine tells."""

    def wait(self, count: int) -> TurnEnded:
        until = time.monotonic() + 120
        while len(ended := [event for event in self if isinstance(event, TurnEnded)]) < count:
            assert time.monotonic() < until, "the turn did not end"
            time.sleep(0.01)
        return ended[-1]


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def engine(request: pytest.FixtureRequest, folders: dict[str, Path], events: Events) -> Iterator[TutorEngine]:
    engine = TutorEngine(folders[request.param], events.append, device="cpu")
    engine.wait_ready(120)
    yield engine
    engine.close(60)


@pytest.mark.parametrize("engine", ["qwen2_audio"], indirect=True)
def test_a_turn_of_a_whole_engine(engine: TutorEngine, events: Events) -> None:
    assert engine.info.modes == ("concurrent", "think-first", "direct")
    engine.start_turn(SOUND, TurnOptions(mode="concurrent", max_reasoning_tokens=20))
    ended = events.wait(1)
    assert ended.reason in ("complete", "length"), ended.message
    assert 0 < ended.reasoning_tokens <= 20
    assert any(isinstance(event, ReasoningText) for event in events)
    assert "".join(event.text for event in events if isinstance(event, SpokenText)).startswith(PREFIX)
    engine.start_turn("And 3 + 4?", TurnOptions(mode="direct"))
    assert events.wait(2).reasoning_tokens == 0


@pytest.mark.parametrize("engine", ["lfm2"], indirect=True)
def test_a_model_that_is_deaf_says_so_and_answers_in_writing(engine: TutorEngine, events: Events) -> None:
    engine.start_turn(SOUND, TurnOptions(mode="concurrent"))
    ended = events.wait(1)
    assert (ended.reason, "cannot hear: type the question" in ended.message) == ("error", True)
    engine.start_turn("What is 7 plus 5?", TurnOptions(mode="concurrent", max_reasoning_tokens=8))
    assert events.wait(2).reason in ("complete", "length")
