"""Listening ahead: a question is encoded and prefilled in the tower's blocks while the student still speaks.

Owns: which blocks are complete, and finding out which of them must be done again once all is known. Thread: the
engine's worker only.

The tower attends within blocks of 2 s, so a block's embeddings do not depend on what follows. The front end's
floor does, through the loudest value of the whole recording (see `whisper`): at the end, blocks from the first
one that this changes on are done again. The result equals prefilling the whole question at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import torch
from torch import Tensor

from model.thinker import features
from model.thinker.features import audio_token_count

if TYPE_CHECKING:
    from model.thinker.chat_context import ChatContext
    from model.thinker.types import Samples

BLOCK = 200
"""Frames of a block of the audio tower, 2 s."""


class Encoder(Protocol):
    """The audio tower."""

    def encode_features(self, features: Tensor) -> Tensor: ...


class StreamingPrefill:
    """One question while it is spoken. begin, end: rows around the sound, (n, hidden_size)."""

    def __init__(self, encoder: Encoder, context: ChatContext, begin: Tensor, end: Tensor) -> None:
        self._encoder, self._context, self._begin, self._end = encoder, context, begin, end
        self._samples = torch.zeros(0)
        self._logs: list[Tensor] = []  # log power of each finished block
        self._used: list[Tensor] = []  # the features that it was encoded from
        self._top = -float("inf")
        context.open()
        context.add(begin)

    @property
    def blocks(self) -> int:
        """Blocks in the store."""
        return len(self._used)

    def feed(self, samples: Samples) -> None:
        """More sound, float32 mono 16 kHz; every block that is complete now is prefilled."""
        self._samples = torch.cat((self._samples, _tensor(samples)))
        while self._samples.shape[0] >= features.samples_needed((self.blocks + 1) * BLOCK):
            start = self.blocks * BLOCK
            self._logs.append(features.log_power(self._samples, start, start + BLOCK))
            self._top = max(self._top, float(self._logs[-1].max()))
            self._prefill(features.normalised(self._logs[-1], self._top))

    def finish(self, question: Samples) -> bool:
        """Prefills what is left. False, with nothing kept, if `question` does not begin with what was fed."""
        whole = _tensor(question)
        heard = self._samples.shape[0]
        if not self.blocks or whole.shape[0] < heard or not torch.equal(whole[:heard], self._samples):
            self._context.drop_question()
            return False
        frames, done = features.frame_count(whole.shape[0]), self.blocks * BLOCK
        tail = features.log_power(whole, done, frames) if frames > done else None
        top = max([self._top] if tail is None else [self._top, float(tail.max())])
        self._redo(top)
        if tail is not None and audio_token_count(frames - done):
            self._context.add(self._encoder.encode_features(features.normalised(tail, top)))
        self._context.add(self._end)
        return True

    def _redo(self, top: float) -> None:
        """Encodes again from the first block on whose features the loudest value changes."""
        wanted = [features.normalised(log, top) for log in self._logs]
        same = 0
        while same < self.blocks and torch.equal(wanted[same], self._used[same]):
            same += 1
        if same == self.blocks:
            return
        del self._used[same:]
        self._context.cut_question(self._begin.shape[0] + same * (BLOCK // 4))
        for block in wanted[same:]:
            self._prefill(block)

    def _prefill(self, features: Tensor) -> None:
        self._context.add(self._encoder.encode_features(features))
        self._used.append(features)


def _tensor(samples: Samples) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
