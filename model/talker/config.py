"""The shape of a Talker and how it is sampled, as stored in its config.json.

Owns: the numbers. Must not know: torch, weights, the codec's network. Thread: immutable, read anywhere.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from model.errors import BadInput
from model.talker.text import TABLE_SIZE


@dataclass(frozen=True, slots=True)
class TalkerConfig:
    """A decoder-only transformer over delayed codebooks.

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
        """The config of a config.json file. Raises BadInput for anything that is not one."""
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadInput(f"cannot read the talker config {path}: {error}; fetch the bundle again") from error
        if not isinstance(raw, dict) or not set(raw) <= {field.name for field in fields(cls)}:
            raise BadInput(f"{path} is not a talker config; fetch the bundle again")
        values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in raw.items()}
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready fields."""
        return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(self).items()}

    @property
    def lag(self) -> int:
        """Steps from a frame's text to its last code."""
        return self.streams
