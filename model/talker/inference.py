"""One-step inference of the parallel Talker.

At batch 1 the cost is Python and memory traffic: norms are folded into the matrices behind them, all code tables are
one, and the text side is two tables computed once a phrase.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from model.errors import BadInput
from model.lm.sampling import Sampler
from model.talker.characters import spell
from model.talker.network import STAYS, Talker, TalkerConfig, TransformerBlock, rope_tables
from model.talker.voice import Frame

FREE_FRAMES, FRAMES_PER_CHARACTER = 14, 2.0  # bound on the frames of a phrase


class FrameSampler(Sampler):
    """Draws the codes of a frame and the moves of the text cursor."""

    def __init__(self, config: TalkerConfig, seed: int) -> None:
        super().__init__(torch.tensor(config.temperatures)[:, None], config.top_k, seed=seed)
        self._advance_temperature = config.advance_temperature

    def advance(self, logits: Tensor, left: int, must_move: bool) -> int:
        """Number of characters that the next frame covers: 0 to `left`, at least 1 if it must move."""
        scores = logits.nan_to_num(nan=-1e9) + self._advance_temperature * self.gumbel(logits.shape)
        low = 1 if must_move else 0
        return low + int(scores[low : left + 1].argmax())


def must_move(config: TalkerConfig, cursor: int, stay: int, frames: int) -> bool:
    """True if the cursor has stood still, or the phrase has taken, too long."""
    return stay >= config.max_stay or frames > FREE_FRAMES + FRAMES_PER_CHARACTER * cursor


def most_frames(characters: int) -> int:
    """Upper bound on the frames of a phrase of so many characters."""
    return int(FREE_FRAMES + FRAMES_PER_CHARACTER * characters) + characters


@dataclass(frozen=True, slots=True)
class _Layer:
    qkv: Tensor
    out: Tensor
    gate_up: Tensor
    down: Tensor


def _folded(block: TransformerBlock) -> _Layer:
    """The block's matrices with the norms' weights multiplied in."""
    return _Layer(
        (block.qkv.weight * block.norm_attention.weight).contiguous(),
        block.out.weight,
        (block.gate_up.weight * block.norm_feed.weight).contiguous(),
        block.down.weight,
    )


class FastTalker:
    """One-step inference over a `Talker`; phrases of up to `characters` spelled characters."""

    def __init__(self, model: Talker, characters: int = 200) -> None:
        config = self.config = model.config
        self.characters = characters
        self.steps = most_frames(characters) + 1 + config.lag
        self._text = model.eval().requires_grad_(False)
        self._layers = [_folded(block) for block in model.blocks]  # type: ignore[arg-type]
        self._at, self._to = (w.t().contiguous() for w in model.cursor.weight.chunk(2, 1))
        self._codes = torch.cat([table.weight for table in model.codes])  # type: ignore[misc]
        self._offsets = [i * (config.codebook_size + 1) for i in range(config.streams)]
        self._heads = (torch.cat([model.advance.weight, model.heads.weight]) * model.norm.weight).contiguous()
        head_dim = config.dim // config.heads
        cos, sin = rope_tables(self.steps, head_dim, config.rope_base)
        sign = torch.cat([-torch.ones(head_dim // 2), torch.ones(head_dim // 2)])
        self._cos, self._sin = cos, sin * sign  # the sign of the rotated half is in the table
        self._keys = torch.zeros(config.layers, 1, config.heads, self.steps, head_dim)
        self._values = torch.zeros_like(self._keys)

    @property
    def streams(self) -> int:
        """Codes in a frame."""
        return self.config.streams

    @property
    def codebook_size(self) -> int:
        return self.config.codebook_size

    @property
    def voices(self) -> tuple[str, ...]:
        """None to choose from: it has the one voice that it was trained on."""
        return ()

    def say(self, words: str, *, seed: int = 0, voice: str = "", follows: bool = False) -> Iterator[Frame]:  # noqa: ARG002
        """See `PhraseTalker`. `follows` is ignored: the network was trained on single phrases."""
        if voice:
            raise BadInput(
                "this bundle has one voice, and it is not called {voice!r}: leave the voice out", voice=voice
            )
        spelling = spell(words)
        for frame in self.frames(spelling.ids, seed):
            yield Frame(frame.codes, spelling.sources[min(frame.cursor, len(spelling.sources) - 1)])

    def frames(self, ids: tuple[int, ...], seed: int) -> Iterator[Frame]:
        """The frames of a spelling, each as soon as its last code is known.

        Raises ValueError for more characters than the KV cache was made for.
        """
        if len(ids) > self.characters:
            raise ValueError(f"a phrase may have {self.characters} characters, not {len(ids)}")
        config, end = self.config, len(ids)
        sampler = FrameSampler(config, seed)
        at, to = self._read(ids)
        cursors: list[int] = [0]
        rows: list[list[int]] = []
        stay, total, step = 1, most_frames(end) + 1, 0
        while step < total + config.lag:
            logits = self._step(step, at, to, cursors, rows, stay)
            moves, codes = logits[: config.max_advance + 1], logits[config.max_advance + 1 :]
            rows.append(sampler.choose_rows(codes.view(config.streams, -1)))
            if step < total:
                here = cursors[-1]
                move = sampler.advance(moves, end - here, must_move(config, here, stay, step))
                stay = 0 if move else min(stay + 1, STAYS - 1)
                cursors.append(here + move)
                if cursors[-1] == end:
                    total = step + 1
            done = step - config.lag
            if done >= 0:
                picked = [rows[done + 1 + stream][stream] for stream in range(config.streams)]
                yield Frame(np.array(picked, np.int64), cursors[done + 1])
            step += 1

    @torch.inference_mode()
    def _read(self, ids: tuple[int, ...]) -> tuple[Tensor, Tensor]:
        """The text's part of a step's input, by cursor position before and after a frame."""
        vectors = self._text.encode_text(torch.tensor([ids]), torch.tensor([len(ids)]))[0]
        return vectors @ self._at, vectors @ self._to

    @torch.inference_mode()
    def _step(self, step: int, at: Tensor, to: Tensor, cursors: list[int], rows: list[list[int]], stay: int) -> Tensor:
        """Logits (max_advance + 1 + streams * codebook_size,) of one step."""
        config = self.config
        x = self._embed(step, at, to, cursors, rows, stay)
        cos, sin = self._cos[step], self._sin[step]
        half, size = cos.shape[0] // 2, (config.dim,)
        shape = (3, config.heads, 1, -1)
        for number, layer in enumerate(self._layers):
            q, k, v = F.linear(F.rms_norm(x, size, None, 1e-5), layer.qkv).view(shape).unbind()
            q = q * cos + q.roll(half, -1) * sin
            keys, values = self._keys[number], self._values[number]
            keys[0, :, step : step + 1] = k * cos + k.roll(half, -1) * sin
            values[0, :, step : step + 1] = v
            seen = F.scaled_dot_product_attention(q.unsqueeze(0), keys[:, :, : step + 1], values[:, :, : step + 1])
            x = x + F.linear(seen.view(1, -1), layer.out)
            gate, up = F.linear(F.rms_norm(x, size, None, 1e-5), layer.gate_up).chunk(2, -1)
            x = x + F.linear(F.silu(gate) * up, layer.down)
        return F.linear(F.rms_norm(x, size, None, 1e-5), self._heads)[0]

    def _embed(self, step: int, at: Tensor, to: Tensor, cursors: list[int], rows: list[list[int]], stay: int) -> Tensor:
        """The step's input (1, dim): cursor before and after frame step - 1, code i of frame step - 2 - i.

        Stream i of row r is of frame r - 1 - i, so step u takes row u - 1 of every stream that has begun.
        """
        config = self.config
        last = len(at) - 1
        frames = len(cursors) - 1  # frames whose end is known
        if step == 0:
            x = self._text.begin.unsqueeze(0)
        elif step - 1 < frames:
            x = (at[cursors[step - 1]] + to[cursors[step]] + self._text.stay.weight[stay]).unsqueeze(0)
        else:
            still = min(step - frames, STAYS - 1)
            x = (at[last] + to[last] + self._text.stay.weight[still]).unsqueeze(0)
        ended = cursors[-1] == last
        given = []
        for stream, offset in enumerate(self._offsets):
            frame = step - 2 - stream
            known = frame >= 0 and not (ended and frame >= frames)
            given.append(offset + (rows[step - 1][stream] if known else config.codebook_size))
        return x + F.embedding_bag(torch.tensor([given]), self._codes, mode="sum")
