"""Streaming prefill: a question is encoded and prefilled in blocks while the student still speaks.

The audio tower attends within blocks of 2 s, so a block's embeddings do not depend on later sound. Its features do,
through the loudest value of the whole recording (see `features`): at the end, the blocks from the first that this
changes are computed again. The result equals prefilling the whole question at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from model.thinker import features
from model.thinker.features import BLOCK, WHISPER

if TYPE_CHECKING:
    from model.thinker.chat_context import ChatContext
    from model.thinker.types import Samples


class StreamingPrefill:
    """One question while it is spoken.

    encode: mel features (mels, frames) to embeddings (n, hidden_size). begin, end: rows around the sound.
    """

    def __init__(self, encode: Callable[[Tensor], Tensor], context: ChatContext, begin: Tensor, end: Tensor) -> None:
        self._encode, self._context, self._begin, self._end = encode, context, begin, end
        self._samples = torch.zeros(0)
        self._logs: list[Tensor] = []  # log power of each finished block
        self._used: list[Tensor] = []  # the features that it was encoded from
        self._top = -float("inf")
        context.open()
        context.add(begin)

    @property
    def blocks(self) -> int:
        """Blocks in the cache."""
        return len(self._used)

    def feed(self, samples: Samples) -> None:
        """Adds sound, float32 mono 16 kHz, and prefills every block that is complete now."""
        self._samples = torch.cat((self._samples, _tensor(samples)))
        while self._samples.shape[0] >= features.samples_needed((self.blocks + 1) * BLOCK):
            start = self.blocks * BLOCK
            self._logs.append(features.log_power(self._samples, WHISPER, start, start + BLOCK))
            self._top = max(self._top, float(self._logs[-1].max()))
            self._prefill(features.normalized(self._logs[-1], WHISPER, self._top))

    def finish(self, question: Samples) -> bool:
        """Prefills the rest. False, with nothing kept, if `question` does not begin with the sound that was fed."""
        whole = _tensor(question)
        fed = self._samples.shape[0]
        if not self.blocks or whole.shape[0] < fed or not torch.equal(whole[:fed], self._samples):
            self._context.drop_question()
            return False
        frames, done = WHISPER.frames(whole.shape[0]), self.blocks * BLOCK
        tail = features.log_power(whole, WHISPER, done, frames) if frames > done else None
        top = self._top if tail is None else max(self._top, float(tail.max()))
        self._redo(top)
        if tail is not None and features.audio_token_count(frames - done):
            self._context.add(self._encode(features.normalized(tail, WHISPER, top)))
        self._context.add(self._end)
        return True

    def _redo(self, top: float) -> None:
        """Encodes again from the first block whose features the loudest value changes."""
        wanted = [features.normalized(log, WHISPER, top) for log in self._logs]
        same = 0
        while same < self.blocks and torch.equal(wanted[same], self._used[same]):
            same += 1
        if same == self.blocks:
            return
        del self._used[same:]
        self._context.cut_question(self._begin.shape[0] + same * (BLOCK // 4))
        for block in wanted[same:]:
            self._prefill(block)

    def _prefill(self, block: Tensor) -> None:
        self._context.add(self._encode(block))
        self._used.append(block)


def _tensor(samples: Samples) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
