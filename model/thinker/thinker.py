"""A loaded Thinker: question in, a tape of tokens to be continued, and the answer's side of a turn over it.

Owns: the trained models' prompt, the audio tower's part in it, the choice of tokens. Thread: the engine's worker
only. The stock models' Thinker is in `stock`.
"""

from __future__ import annotations

import gc
from collections.abc import Collection
from typing import Any

import numpy as np
import torch
from torch import Tensor

from model.errors import N_, BadInput, Translatable
from model.lm.decoder import Decoder, TokenSequence
from model.lm.sampling import Picker
from model.thinker.features import audio_token_count, log_mel
from model.thinker.interleaved import Answer, Schedule
from model.thinker.number_guard import DriftGuard
from model.thinker.tokenizers import SPECIAL, Tokens
from model.thinker.transcription import Hearing
from model.thinker.types import MarkIds, Mode, Plan, Samples, Tape

FORK_ROOM = 160

MOST_QUESTION_TOKENS = 320
"""Of a typed question to a trained model: it never saw longer ones, and would be guessing for a minute."""

NO_GRAPHS = N_(
    "the answers come more slowly than they could: this card cannot replay CUDA graphs ({reason}); update its driver"
)


def empty_cache() -> None:
    """Frees what earlier steps left behind, on the graphics card too."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


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


class TrainedQuestion:
    """A question on the tape of a model that was trained to interleave; `tape` stands after `<tutor>`."""

    def __init__(self, tape: Tape, tokens: Tokens, marks: MarkIds) -> None:
        self.tape, self._tokens, self._marks = tape, tokens, marks

    def answer(self, plan: Plan, guard: DriftGuard) -> Answer:
        """The answer's streams. Raises BadInput for a rhythm without a mode token."""
        try:
            mode = self._tokens.mode(plan.mode, plan.ratio)
        except KeyError as error:
            wanted = f"{plan.mode} {plan.ratio[0]}:{plan.ratio[1]}" if plan.mode == "interleaved" else plan.mode
            raise BadInput("this model cannot do {wanted}: choose 1:9, 2:8, 3:7 or 5:5", wanted=wanted) from error
        self.tape.push(mode)
        schedule = Schedule(
            plan.mode, plan.ratio, self._marks,
            max_reasoning=plan.max_reasoning, max_spoken=plan.max_spoken, think_first=plan.think_first,
        )  # fmt: skip
        return Answer(self.tape, schedule, guard, self._tokens.decode, guarded=plan.guarded)

    def hearing(self) -> Hearing:
        """The question to be written down, on a copy of the tape."""
        side = self.tape.fork()
        side.push(self._tokens.mode("hear"))
        return Hearing(side, self._tokens.id("<eos>"), self._marks.special, self._tokens.decode)


class Weights:
    """A loaded model with its decode step, whatever it was trained for.

    model: a `Qwen2_5OmniThinkerForConditionalGeneration`, ready to run. precision: "bf16", "fp16", "nf4".
    """

    def __init__(self, model: Any, precision: str, capacity: int) -> None:
        self.model, self.precision = model, precision
        self.parameters = sum(p.numel() for p in model.parameters())
        self.decoder = Decoder(model, capacity)
        self._noticed = ""

    @property
    def device(self) -> str:
        """ "cpu" or "cuda"."""
        return str(self.decoder.device.type)

    def take_notice(self) -> str:
        """That steps run one kernel at a time, since they could not be captured; once."""
        known, self._noticed = self._noticed, self.decoder.recorder.fault
        return Translatable(NO_GRAPHS, reason=self._noticed) if self._noticed != known else ""

    def encode_features(self, features: Tensor) -> Tensor:
        """Audio embeddings (n, hidden_size) of features (mels, frames), 25 a second."""
        frames = features.shape[1]
        tower = self.model.model.audio_tower
        dtype = tower.conv1.weight.dtype
        lengths = torch.tensor([frames], device=self.decoder.device)
        out: Tensor = tower(features.to(self.decoder.device, dtype), feature_lens=lengths).last_hidden_state
        if out.shape[0] != audio_token_count(frames):
            raise RuntimeError(f"the audio tower gave {out.shape[0]} tokens for {frames} frames")
        return out.to(self.decoder.dtype)


class Thinker(Weights):
    """A model that was trained here, with its tokenizer. Every question stands alone."""

    modes: tuple[Mode, ...] = ("interleaved", "think-first", "direct")
    context_used = 0.0

    def __init__(self, model: Any, tokens: Tokens, precision: str, capacity: int = 3072) -> None:
        super().__init__(model, precision, capacity)
        self.tokens = tokens

    @property
    def marks(self) -> MarkIds:
        """The steering tokens, for a schedule."""
        name = self.tokens.id
        special = frozenset(name(mark) for mark in SPECIAL)
        return MarkIds(name("<s_pad>"), name("<r_pad>"), name("<s_end>"), name("<r_end>"), special)

    def encode_audio(self, samples: Samples) -> Tensor:
        """Audio embeddings (n, hidden_size) of float32 mono 16 kHz sound, 25 a second."""
        return self.encode_features(log_mel(torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))))

    def ask(self, question: Samples | str, *, follow_up: bool = True) -> TrainedQuestion:  # noqa: ARG002
        """Prefills a question; these models know no conversation. Raises BadInput for a far too long one."""
        return TrainedQuestion(self.prefill(question), self.tokens, self.marks)

    def remember(self, heard: str) -> None:
        """Nothing: every question stands alone."""

    def listen(self, samples: Samples) -> None:
        """Nothing: the features of these models are scaled by the whole recording, which ends first."""

    def stop_listening(self) -> None:
        """Nothing was listened to."""

    def free_memory(self) -> None:
        """Gives back what torch keeps for later."""
        empty_cache()

    def prefill(self, question: Samples | str, picker: Picker | None = None) -> ModelTape:
        """The tape after `<tutor>`: what follows is a mode token. question: sound or typed text."""
        sequence = TokenSequence(self.decoder, self.decoder.new_store())
        name = self.tokens.id
        sequence.push(name("<user>"))
        if isinstance(question, str):
            ids = self.tokens.encode(question)
            if len(ids) > MOST_QUESTION_TOKENS:
                share = MOST_QUESTION_TOKENS / len(ids)
                raise BadInput(
                    "the question is too long for this model: shorten it to {share:.0%} of its length", share=share
                )
            sequence.push(*ids)
        else:
            sequence.push(name("<|audio_start|>"))
            sequence.push_rows(self.encode_audio(question))
            sequence.push(name("<|audio_end|>"))
        sequence.push(name("<tutor>"))
        return ModelTape(sequence, picker or Picker())
