"""A loaded Thinker: question in, a tape of tokens to be continued.

Owns: the prompt, the audio tower's part in it, and the choice of tokens. Must not know: streams, schedules,
speech. Thread: the engine's worker only.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from model.thinker.decode import Decoder
from model.thinker.features import audio_token_count, log_mel
from model.thinker.picker import Picker
from model.thinker.schedule import MarkIds
from model.thinker.sequence import TokenSequence
from model.thinker.tokens import SPECIAL, Tokens

FORK_ROOM = 160


class Tape(Protocol):
    """A growing sequence of tokens. Tokens may be appended for free; choosing computes what is pending."""

    @property
    def room(self) -> int:
        """How many tokens still fit."""
        ...

    def push(self, *ids: int) -> None: ...

    def choose(self, forbidden: Collection[int], count: int = 1) -> list[int]:
        """The best next token that is not forbidden, then the next best ones; nothing is appended."""
        ...

    def fork(self) -> Tape: ...


class ModelTape:
    """The tape of a real model."""

    def __init__(self, sequence: TokenSequence, picker: Picker) -> None:
        self.sequence = sequence
        self._picker = picker
        self._masks: dict[Collection[int], Tensor] = {}

    @property
    def room(self) -> int:
        return self.sequence.store.capacity - self.sequence.length

    def push(self, *ids: int) -> None:
        self.sequence.push(*ids)

    def choose(self, forbidden: Collection[int], count: int = 1) -> list[int]:
        logits = self.sequence.logits()
        mask = self._masks.get(forbidden)
        if mask is None:
            mask = torch.tensor(sorted(forbidden), dtype=torch.long, device=logits.device)
            self._masks[forbidden] = mask
        return self._picker.ranked(logits, mask, count)

    def fork(self) -> ModelTape:
        return ModelTape(self.sequence.fork(self.sequence.length + FORK_ROOM), self._picker)


class Thinker:
    """Weights, tokenizer and decode step that belong together.

    model: a `Qwen2_5OmniThinkerForConditionalGeneration`, ready to run. precision: "bf16", "fp16", "nf4".
    """

    def __init__(self, model: Any, tokens: Tokens, precision: str, capacity: int = 3072) -> None:
        self.model, self.tokens, self.precision = model, tokens, precision
        self.decoder = Decoder(model, capacity)
        self.parameters = sum(p.numel() for p in model.parameters())

    @property
    def device(self) -> str:
        """ "cpu" or "cuda"."""
        return str(self.decoder.device.type)

    @property
    def marks(self) -> MarkIds:
        """The steering tokens, for a schedule."""
        name = self.tokens.id
        special = frozenset(name(mark) for mark in SPECIAL)
        return MarkIds(name("<s_pad>"), name("<r_pad>"), name("<s_end>"), name("<r_end>"), special)

    def encode_audio(self, samples: npt.NDArray[np.float32]) -> Tensor:
        """Audio embeddings (n, hidden_size) of float32 mono 16 kHz sound, 25 a second."""
        features = log_mel(torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32)))
        frames = features.shape[1]
        tower = self.model.model.audio_tower
        out: Tensor = tower(
            features.to(self.decoder.device, self.decoder.dtype),
            feature_lens=torch.tensor([frames], device=self.decoder.device),
        ).last_hidden_state
        if out.shape[0] != audio_token_count(frames):
            raise RuntimeError(f"the audio tower gave {out.shape[0]} tokens for {frames} frames")
        return out.to(self.decoder.dtype)

    def prefill(self, question: npt.NDArray[np.float32] | str, picker: Picker | None = None) -> ModelTape:
        """The tape after `<tutor>`: what follows is a mode token. question: sound or typed text."""
        sequence = TokenSequence(self.decoder, self.decoder.new_store())
        name = self.tokens.id
        sequence.push(name("<user>"))
        if isinstance(question, str):
            sequence.push(*self.tokens.encode(question))
        else:
            sequence.push(name("<|audio_start|>"))
            sequence.push_rows(self.encode_audio(question))
            sequence.push(name("<|audio_end|>"))
        sequence.push(name("<tutor>"))
        return ModelTape(sequence, picker or Picker())
