"""The shape of a SNAC codec: rates, frame layout and receptive field, computed from its config.json.

config.json has exactly the keyword arguments of `snac.SNAC`, so files of published models fit.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from model.errors import BadInput

KERNEL = 7  # of every plain convolution in SNAC
DILATIONS = (1, 3, 9)  # of the residual units of a decoder block


@dataclass(frozen=True, slots=True)
class CodecConfig:
    """Keyword arguments of `snac.SNAC`; the defaults are the shipped 16 kHz codec's."""

    sampling_rate: int = 16000
    encoder_dim: int = 16
    encoder_rates: tuple[int, ...] = (4, 4, 4, 5)
    latent_dim: int | None = None
    decoder_dim: int = 256
    decoder_rates: tuple[int, ...] = (5, 4, 4, 4)
    attn_window_size: int | None = None
    codebook_size: int = 1024
    codebook_dim: int = 8
    vq_strides: tuple[int, ...] = (4, 2, 1)
    noise: bool = False
    depthwise: bool = False

    def __post_init__(self) -> None:
        if math.prod(self.encoder_rates) != math.prod(self.decoder_rates):
            raise BadInput("codec config: encoder and decoder rates give different hops; use a matching config.json")
        pairs = zip(self.vq_strides, self.vq_strides[1:], strict=False)
        if not self.vq_strides or self.vq_strides[-1] != 1 or any(a <= b or a % b for a, b in pairs):
            raise BadInput("codec config: vq_strides must fall to 1, each a multiple of the next")

    @classmethod
    def read(cls, path: Path) -> CodecConfig:
        """Reads a config.json. Raises BadInput if it is not a codec's."""
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise BadInput(
                "cannot read the codec config {path}: {reason}; fetch the bundle again", path=path, reason=str(error)
            ) from error
        return cls.from_dict(raw)

    @classmethod
    def from_dict(cls, raw: Any) -> CodecConfig:
        """From decoded JSON; raises BadInput for unknown keys or wrong types."""
        known = {field.name for field in fields(cls)}
        if not isinstance(raw, dict) or not set(raw) <= known:
            raise BadInput("codec config: unknown entries; is this a SNAC config.json?")
        values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in raw.items()}
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready keyword arguments for `snac.SNAC`."""
        return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(self).items()}

    @property
    def hop(self) -> int:
        """Samples per latent step."""
        return math.prod(self.decoder_rates)

    @property
    def frame_samples(self) -> int:
        """Samples per frame, which has one code of the coarsest level."""
        return self.hop * self.vq_strides[0]

    @property
    def frame_rate(self) -> float:
        """Frames per second."""
        return self.sampling_rate / self.frame_samples

    @property
    def layout(self) -> tuple[tuple[int, int], ...]:
        """(level, index within the frame) of each code of a frame, parents before their children.

        Three levels with strides 4, 2, 1 give c0, c1a, c2a, c2b, c1b, c2c, c2d.
        """
        return tuple(self._visit(0, 0))

    def _visit(self, level: int, index: int) -> Iterator[tuple[int, int]]:
        yield level, index
        if level + 1 < len(self.vq_strides):
            ratio = self.vq_strides[level] // self.vq_strides[level + 1]
            for child in range(ratio):
                yield from self._visit(level + 1, index * ratio + child)

    @property
    def codes_per_frame(self) -> int:
        """Codes in a frame, over all levels."""
        return len(self.layout)

    def context_latents(self) -> tuple[int, int]:
        """Latent steps before and after a frame that its samples depend on, (left, right)."""
        first, last = self._reach(0), self._reach(self.frame_samples - 1)
        return -first[0], last[1] - (self.vq_strides[0] - 1)

    def context_frames(self) -> tuple[int, int]:
        """Whole frames before and after a frame that its samples depend on, (left, right)."""
        left, right = self.context_latents()
        return math.ceil(left / self.vq_strides[0]), math.ceil(right / self.vq_strides[0])

    def _reach(self, sample: int) -> tuple[int, int]:
        """First and last latent step that output sample `sample` depends on."""
        side = KERNEL // 2
        low, high = sample - side, sample + side
        for rate in reversed(self.decoder_rates):
            wide = side * sum(DILATIONS)
            pad = math.ceil(rate / 2)
            low, high = (low - wide + pad) // rate - 1, (high + wide + pad) // rate
        return low - side, high + side
