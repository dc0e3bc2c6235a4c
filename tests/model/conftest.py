"""A random miniature of the Thinker with a small tokenizer, for tests of everything above the weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from model.talker.voice import SpokenPiece
from model.thinker.doubt import DoubtScale
from tests.model.thinker import published as layout

if TYPE_CHECKING:
    from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import (
        Qwen2_5OmniThinkerForConditionalGeneration,
    )

    from model.thinker.tokenizers import TrainedTokenizer


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """A miniature gains nothing from threads, and waits for them on a busy machine."""
    import torch

    torch.set_num_threads(1)


def _config(vocabulary: int, **ids: int) -> Any:
    from transformers.models.qwen2_5_omni.configuration_qwen2_5_omni import Qwen2_5OmniThinkerConfig

    rope = {"rope_type": "default", "rope_theta": 10_000.0, "mrope_section": [4, 2, 2]}
    text = {"vocab_size": vocabulary, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 3}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 4096}
    tower = {"num_mel_bins": 80, "encoder_layers": 2, "encoder_attention_heads": 4, "encoder_ffn_dim": 96}
    sight = {"depth": 1, "hidden_size": 32, "intermediate_size": 32, "num_heads": 2, "out_hidden_size": 64}
    return Qwen2_5OmniThinkerConfig(
        text_config={**text, **heads, "rope_parameters": rope, "tie_word_embeddings": False},
        audio_config={**tower, "d_model": 64, "output_dim": 64},
        vision_config=sight,
        **ids,
    )


def _lively(config: Any) -> Any:
    """Random weights large enough that greedy decoding does not repeat one token."""
    import torch
    from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import (
        Qwen2_5OmniThinkerForConditionalGeneration,
    )

    torch.manual_seed(7)
    model = Qwen2_5OmniThinkerForConditionalGeneration(config).eval().requires_grad_(False)
    for parameter in model.parameters():
        if parameter.ndim == 2:
            parameter.normal_(0, 0.12)
        elif parameter.ndim == 1:
            parameter.add_(torch.randn_like(parameter) * 0.05)
    return model


@pytest.fixture(scope="session")
def miniature() -> Qwen2_5OmniThinkerForConditionalGeneration:
    """float32, 3 layers of 64, 4 heads over 2 key heads, 120 tokens."""
    ids = {"vision_start_token_id": 15, "vision_end_token_id": 16}
    return _lively(
        _config(
            120,
            audio_token_index=10,
            image_token_index=11,
            video_token_index=12,
            audio_start_token_id=13,
            audio_end_token_id=14,
            **ids,
        )
    )


TEXTS = [
    "Okay, let me work that out. It's six hundred and thirty-three. That makes seven.",
    "347+286\n7+6=13\n4+8+1=13\n3+2+1=6\n=633",
    "what is three plus four, and how many are left?",
]


@pytest.fixture(scope="session")
def tokens() -> TrainedTokenizer:
    """A tokenizer with the real special tokens, learnt from a handful of words."""
    from model.thinker.tokenizers import TrainedTokenizer

    return TrainedTokenizer.train(TEXTS * 20, size=400)


@pytest.fixture(scope="session")
def thinker_folder(tokens: TrainedTokenizer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A miniature Thinker as an export writes it: config.json, model.safetensors, tokenizer.json."""
    name = tokens.id
    config = _config(
        tokens.size,
        audio_token_index=name("<|AUDIO|>"),
        image_token_index=name("<|IMAGE|>"),
        video_token_index=name("<|VIDEO|>"),
        audio_start_token_id=name("<|audio_start|>"),
        audio_end_token_id=name("<|audio_end|>"),
        vision_start_token_id=name("<|vision_start|>"),
        vision_end_token_id=name("<|vision_end|>"),
    )
    folder = tmp_path_factory.mktemp("bundle") / "thinker"
    _lively(config).save_pretrained(folder)
    tokens.save(folder / "tokenizer.json")
    return folder


class ToneVoice:
    """A voice for tests: 20 ms of tone a character, in pieces of five characters. Keeps what it was given."""

    sample_rate = 16_000

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.asked: list[tuple[str, bool]] = []

    voices = ("low", "high")

    def speak(self, text: str, *, voice: str = "", follows: bool = False) -> Iterator[SpokenPiece]:
        self.texts.append(text)
        self.asked.append((voice, follows))
        for start in range(0, len(text), 5):
            done = min(start + 5, len(text))
            seconds = np.arange((done - start) * 320) / self.sample_rate
            yield SpokenPiece((0.1 * np.sin(2800 * seconds)).astype(np.float32), done)


@pytest.fixture
def voice() -> ToneVoice:
    return ToneVoice()


class ScriptedSequence:
    """Answers as a trained model would, from a script; knows its place only by what is forbidden."""

    def __init__(self, tokens: TrainedTokenizer, opener: str, reasoning: str, reply: str, heard: str) -> None:
        self._tokens, self.room, self.pushed = tokens, 2000, list[int]()
        self.opener, self.thoughts = tokens.encode(opener), tokens.encode(reasoning)
        self.reply, self.heard = tokens.encode(reply), tokens.encode(heard)

    def push(self, *ids: int) -> None:
        self.pushed += ids
        self.room -= len(ids)
        for queue in (self.opener, self.thoughts, self.reply, self.heard):
            if queue and ids[-1:] == (queue[0],) and queue is self._offered:
                queue.pop(0)
        if self._offered is None and self.thoughts and ids == (self.thoughts[0],):
            self.thoughts.pop(0)  # exact working, as the script has it
        self._offered = None

    _offered: list[int] | None = None

    def choose(self, forbidden: Any, count: int = 1) -> list[int]:
        name = self._tokens.id
        if name("<eos>") not in forbidden:
            queue, end = self.heard, name("<eos>")
        elif name("<r_end>") not in forbidden:
            queue, end = self.thoughts, name("<r_end>")
        elif name("<s_pad>") not in forbidden:
            queue, end = self.opener or ([] if self.thoughts else self.reply), name("<s_pad>")
        else:
            queue, end = self.opener or self.reply, name("<s_end>")
        self._offered = queue
        return [queue[0] if queue else end, *[name("<s_end>")] * (count - 1)]

    def log_probability(self, token: int) -> float:
        return -0.5

    def fork(self, room: int) -> ScriptedSequence:
        other = ScriptedSequence(self._tokens, "", "", "", "")
        other.heard = list(self.heard)
        return other


class ScriptedThinker:
    """What a turn needs of a Thinker, without weights."""

    modes = ("interleaved", "think-first", "direct")
    context_used = 0.0
    notice = ""
    rereads = False
    doubt = DoubtScale()

    def __init__(self, tokens: TrainedTokenizer, opener: str, reasoning: str, reply: str, heard: str = "3+4") -> None:
        self.tokens, self._script = tokens, (opener, reasoning, reply, heard)
        self.scripts: list[tuple[str, str, str, str]] = []  # of the next questions, before the usual one
        self.asked: list[Any] = []
        self.tapes: list[ScriptedSequence] = []
        self.remembered: list[str] = []
        self.kept: list[Any] = []
        self.recalled: list[Any] = []
        self.listened: list[int] = []
        self.freed = 0

    @property
    def control(self) -> Any:
        from model.thinker.tokenizers import SPECIAL
        from model.thinker.types import ControlTokens

        name = self.tokens.id
        special = frozenset(map(name, SPECIAL))
        return ControlTokens(name("<s_pad>"), name("<r_pad>"), name("<s_end>"), name("<r_end>"), special)

    def ask(self, question: Any, *, follow_up: bool = True, heard: str = "") -> Any:
        from model.thinker.thinker import TrainedQuestion

        text = question if isinstance(question, str) else ""
        return TrainedQuestion(self.prefill(question), self.tokens, self.control, text)

    def remember(self, heard: str, turn: Any = None) -> None:
        self.remembered.append(heard)
        self.kept.append(turn)

    def recall(self, turn: Any) -> None:
        self.recalled.append(turn)

    def listen(self, samples: Any) -> None:
        self.listened.append(len(samples))

    def stop_listening(self) -> None:
        self.listened.append(0)

    def take_notice(self) -> str:
        told, self.notice = self.notice, ""
        return told

    def free_memory(self) -> None:
        self.freed += 1

    def prefill(self, question: Any) -> ScriptedSequence:
        self.asked.append(question)
        script = self.scripts.pop(0) if self.scripts else self._script
        self.tapes.append(ScriptedSequence(self.tokens, *script))
        return self.tapes[-1]


@pytest.fixture
def scripted(tokens: TrainedTokenizer) -> Any:
    """Makes ScriptedThinkers: scripted(opener, reasoning, reply, heard)."""
    return lambda *script: ScriptedThinker(tokens, *script)


@pytest.fixture(scope="session")
def published() -> ModuleType:
    """The module that writes published layouts."""
    return layout


@pytest.fixture(scope="session")
def qwen_pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A miniature Qwen2.5-Omni in the published layout, and transformers' float32 model of the same weights."""
    folder = tmp_path_factory.mktemp("qwen")
    return folder, layout.write(folder)


@pytest.fixture(scope="session")
def qwen_folder(qwen_pair: tuple[Path, Any]) -> Path:
    return qwen_pair[0]


@pytest.fixture(scope="session")
def qwen(qwen_folder: Path) -> Any:
    """The miniature, loaded in float32: exact comparisons need it."""
    import torch

    from model.thinker.qwen_omni import load_qwen_omni

    return load_qwen_omni(qwen_folder, device="cpu", dtype=torch.float32, four_bit=False)
