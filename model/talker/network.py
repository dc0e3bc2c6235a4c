"""The parallel Talker's network: characters in, delayed codec streams and a text cursor out.

A text encoder reads the phrase. The decoder takes one step a codec frame and predicts a cursor: how many characters the
next frame covers. So text and sound cannot run apart, no word is skipped or said twice, and captions follow the sound.
Stream i of the codes lags the cursor by i + 1 steps (the delay pattern of Mini-Omni, Xie and Wu 2024), so each code
sees the coarser codes of its frame.

T frames take T + lag steps. Step u gets the cursor before and after frame u - 1 and, of each stream i, the code of
frame u - 2 - i; it predicts the advance of frame u and stream i of frame u - 1 - i.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.errors import BadInput
from model.talker.characters import TABLE_SIZE


@dataclass(frozen=True, slots=True)
class TalkerConfig:
    """Shape and sampling of a Talker, as stored in its config.json.

    symbols: size of the character table. streams: codes in a frame, each one of codebook_size; stream i lags
    the text by i + 1 steps. max_advance: most characters that one frame may cover. max_stay: frames on one
    character after which the cursor is moved on. temperatures: per stream, 0 takes the likeliest; top_k: how
    many codes are candidates; advance_temperature: for the text cursor.
    """

    symbols: int = TABLE_SIZE
    text_dim: int = 192
    text_blocks: int = 3
    text_kernel: int = 5
    dim: int = 256
    layers: int = 5
    heads: int = 4
    feed_forward: int = 704
    streams: int = 7
    codebook_size: int = 1024
    max_advance: int = 8
    max_stay: int = 14
    temperatures: tuple[float, ...] = (0.6,) * 7
    top_k: int = 24
    advance_temperature: float = 0.5
    rope_base: float = 10000.0

    def __post_init__(self) -> None:
        if self.dim % self.heads or (self.dim // self.heads) % 2 or self.text_dim % 64:
            raise BadInput("talker config: dim must split into even heads, text_dim into heads of 64")
        if len(self.temperatures) != self.streams:
            raise BadInput("talker config: one temperature per stream is needed")

    @classmethod
    def read(cls, path: Path) -> TalkerConfig:
        """Reads a config.json. Raises BadInput if it is not a Talker's."""
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise BadInput(
                "cannot read the talker config {path}: {reason}; fetch the bundle again", path=path, reason=str(error)
            ) from error
        if not isinstance(raw, dict) or not set(raw) <= {field.name for field in fields(cls)}:
            raise BadInput("{path} is not a talker config; fetch the bundle again", path=path)
        values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in raw.items()}
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready fields."""
        return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(self).items()}

    @property
    def lag(self) -> int:
        """Steps from a frame's text to its last code."""
        return self.streams


STAYS = 16  # bound on the input "frames that the cursor has stood on a character"


class Norm(nn.Module):
    """RMSNorm."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim))

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.weight.shape, self.weight.to(x.dtype), 1e-5)


def rope_tables(length: int, head_dim: int, base: float) -> tuple[Tensor, Tensor]:
    """cos and sin, float32 (length, head_dim), for the half-split rotary embedding."""
    rates = base ** (-torch.arange(0, head_dim, 2) / head_dim)
    angles = torch.arange(length)[:, None] * rates
    angles = torch.cat([angles, angles], -1)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Apply rotary positions to (..., length, head_dim)."""
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat([-b, a], -1) * sin


class TransformerBlock(nn.Module):
    """Attention and SwiGLU, pre-norm. dropout: of each branch, in training only."""

    def __init__(self, dim: int, heads: int, feed_forward: int) -> None:
        super().__init__()
        self.heads, self.dropout = heads, 0.0
        self.norm_attention, self.norm_feed = Norm(dim), Norm(dim)
        self.qkv = nn.Linear(dim, 3 * dim, bias=False)
        self.out = nn.Linear(dim, dim, bias=False)
        self.gate_up = nn.Linear(dim, 2 * feed_forward, bias=False)
        self.down = nn.Linear(feed_forward, dim, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor | None) -> Tensor:
        """x: (batch, length, dim). mask: bool (batch, 1, 1, length) of keys to see, or None for causal."""
        batch, length, dim = x.shape
        qkv = self.qkv(self.norm_attention(x)).view(batch, length, 3, self.heads, dim // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        q, k = rotate(q, cos.to(q.dtype), sin.to(q.dtype)), rotate(k, cos.to(k.dtype), sin.to(k.dtype))
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)
        x = x + self._dropped(self.out(seen.transpose(1, 2).reshape(batch, length, dim)))
        gate, up = self.gate_up(self.norm_feed(x)).chunk(2, -1)
        return x + self._dropped(self.down(F.silu(gate) * up))

    def _dropped(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout, self.training)


class TextEncoder(nn.Module):
    """Characters to one vector each: convolutions for pronunciation, one attention layer for the phrase."""

    def __init__(self, config: TalkerConfig) -> None:
        super().__init__()
        dim = config.text_dim
        self.head_dim, self.base = 64, config.rope_base
        self.embed = nn.Embedding(config.symbols, dim)
        self.norms = nn.ModuleList(Norm(dim) for _ in range(config.text_blocks))
        pad = config.text_kernel // 2
        self.convs = nn.ModuleList(
            nn.Conv1d(dim, 2 * dim, config.text_kernel, padding=pad) for _ in range(config.text_blocks)
        )
        self.block = TransformerBlock(dim, dim // self.head_dim, 2 * dim)
        self.norm = Norm(dim)

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """ids: int64 (batch, length), right-padded; lengths: (batch,). Returns (batch, length, text_dim)."""
        real = torch.arange(ids.shape[1], device=ids.device) < lengths[:, None]
        x = self.embed(ids) * real[..., None]
        for norm, conv in zip(self.norms, self.convs, strict=True):
            wide = conv((norm(x) * real[..., None]).transpose(1, 2)).transpose(1, 2)
            value, gate = wide.chunk(2, -1)
            x = (x + value * torch.sigmoid(gate)) * real[..., None]
        cos, sin = (t.to(x.device) for t in rope_tables(ids.shape[1], self.head_dim, self.base))
        return self.norm(self.block(x, cos, sin, real[:, None, None, :]))  # type: ignore[no-any-return]


class Talker(nn.Module):
    """All weights of the Talker; `forward` is teacher-forced, `FastTalker` runs step by step."""

    def __init__(self, config: TalkerConfig) -> None:
        super().__init__()
        self.config = config
        dim = config.dim
        self.text = TextEncoder(config)
        self.after_text = nn.Parameter(torch.randn(config.text_dim) * 0.5)  # for a cursor past the end
        self.cursor = nn.Linear(2 * config.text_dim, dim, bias=False)  # characters at a frame's start and end
        self.stay = nn.Embedding(STAYS, dim)
        self.begin = nn.Parameter(torch.randn(dim) * 0.5)
        self.codes = nn.ModuleList(
            nn.Embedding(config.codebook_size + 1, dim)  # the last row stands for no code yet
            for _ in range(config.streams)
        )
        self.blocks = nn.ModuleList(
            TransformerBlock(dim, config.heads, config.feed_forward) for _ in range(config.layers)
        )
        self.norm = Norm(dim)
        self.advance = nn.Linear(dim, config.max_advance + 1, bias=False)
        self.heads = nn.Linear(dim, config.streams * config.codebook_size, bias=False)
        self._start_weights()

    def _start_weights(self) -> None:
        for embedding in (*self.codes, self.stay):
            nn.init.normal_(embedding.weight, std=0.4)
        nn.init.normal_(self.text.embed.weight, std=0.7)
        for block in (*self.blocks, self.text.block):
            for layer in (block.out, block.down):
                nn.init.normal_(layer.weight, std=0.02)
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.normal_(self.advance.weight, std=0.02)

    def encode_text(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Character vectors with the end vector at and after each length: (batch, length + 1, text_dim)."""
        vectors = self.text(ids, lengths)
        vectors = torch.cat([vectors, torch.zeros_like(vectors[:, :1])], 1)
        past = torch.arange(vectors.shape[1], device=ids.device) >= lengths[:, None]
        return torch.where(past[..., None], self.after_text.to(vectors.dtype), vectors)

    def inputs(self, vectors: Tensor, cursors: Tensor, codes: Tensor) -> Tensor:
        """Embedded steps (batch, steps, dim).

        cursors: int64 (batch, steps + 1); [u] and [u + 1] are the cursor before and after frame u - 1, ignored for u =
        0. codes: int64 (batch, steps, streams), codebook_size where there is no code.
        """
        at = vectors.gather(1, cursors[..., None].expand(-1, -1, vectors.shape[-1]))
        x = self.cursor(torch.cat([at[:, :-1], at[:, 1:]], -1))
        x = x + self.stay(stays(cursors)[:, 1:])
        x = torch.cat([self.begin.to(x.dtype).expand(x.shape[0], 1, -1), x[:, 1:]], 1)
        for stream, table in enumerate(self.codes):
            x = x + table(codes[..., stream])
        return x  # type: ignore[no-any-return]

    def forward(self, ids: Tensor, lengths: Tensor, cursors: Tensor, codes: Tensor) -> tuple[Tensor, Tensor]:
        """Logits: advance (batch, steps, max_advance + 1), codes (batch, steps, streams, codebook_size)."""
        x = self.inputs(self.encode_text(ids, lengths), cursors, codes)
        cos, sin = rope_tables(x.shape[1], self.config.dim // self.config.heads, self.config.rope_base)
        cos, sin = cos.to(x.device), sin.to(x.device)
        for block in self.blocks:
            x = block(x, cos, sin, None)
        x = self.norm(x)
        return self.advance(x), self.heads(x).unflatten(-1, (self.config.streams, self.config.codebook_size))


def stays(cursors: Tensor) -> Tensor:
    """For each of (batch, n) cursors, how many entries just before it are equal, up to STAYS - 1."""
    place = torch.arange(cursors.shape[1], device=cursors.device).expand_as(cursors)
    moved = torch.ones_like(cursors, dtype=torch.bool)
    moved[:, 1:] = cursors[:, 1:] != cursors[:, :-1]
    last_move = torch.where(moved, place, 0).cummax(1).values
    return (place - last_move).clamp_max(STAYS - 1)
