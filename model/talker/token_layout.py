"""Token layouts: the order in which codec LMs write SNAC codes, one layout a model family.

All of them extend a text model's vocabulary in the same way: after `tokens` ids of text come control tokens at fixed
distances, then seven ranges of 4,096 codes, one for each place in a frame.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from model.bundle_manifest import source_folder
from model.errors import BadInput, first_line

LAYOUT_FILE = "layout.json"
"""Optional, beside the weights of a model whose vocabulary differs from its family's; see `layout_of`."""

Frames = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """One family's vocabulary, and how its authors sample.

    tokens: ids of the text vocabulary; control tokens and codes follow it. end_of_text: closes the text in the prompt.
    voices: names that the text may begin with, as "name: ", the default first. order: for each place in a flattened
    frame, the column of the codec's frame.
    """

    name: str
    tokens: int
    end_of_text: int
    voices: tuple[str, ...] = ()
    order: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    codebook_size: int = 4096
    temperature: float = 0.6
    top_p: float = 0.95
    repetition_penalty: float = 1.1

    def __post_init__(self) -> None:
        if not self.order or sorted(self.order) != list(range(len(self.order))):
            raise BadInput("the layout {name!r} is not one: its order must name every column once", name=self.name)
        if any(type(n) is not int or n <= 0 for n in (self.tokens, self.end_of_text, self.codebook_size)):
            raise BadInput(
                "the layout {name!r} is not one: its numbers of tokens must be whole and above zero", name=self.name
            )
        if type(self.voices) is not tuple or any(type(name) is not str for name in self.voices):
            raise BadInput("the layout {name!r} is not one: its voices must be a list of names", name=self.name)
        if not (self.temperature >= 0 and 0 < self.top_p <= 1 and self.repetition_penalty > 0):
            raise BadInput(
                "the layout {name!r} is not one: impossible temperature, top_p or repetition_penalty", name=self.name
            )

    @property
    def start_of_speech(self) -> int:
        return self.tokens + 1

    @property
    def end_of_speech(self) -> int:
        return self.tokens + 2

    @property
    def audio(self) -> int:
        """The id of code 0 at the first place of a frame."""
        return self.tokens + 10

    @property
    def size(self) -> int:
        """Ids that the model's vocabulary must have."""
        return self.audio + len(self.order) * self.codebook_size

    @property
    def scored(self) -> tuple[int, int]:
        """The ids [first, beyond) of all control tokens and codes."""
        return self.tokens, self.size

    @property
    def before(self) -> tuple[int, ...]:
        """Control tokens before the text: start of human."""
        return (self.tokens + 3,)

    @property
    def after(self) -> tuple[int, ...]:
        """Control tokens after the text: end of text, end of human, start of assistant, start of speech."""
        return (self.end_of_text, self.tokens + 4, self.tokens + 5, self.start_of_speech)

    def place(self, position: int) -> tuple[int, int]:
        """The ids [first, beyond) that are valid at this position, counted from the start of speech."""
        first = self.audio + position % len(self.order) * self.codebook_size
        return first, first + self.codebook_size

    def flatten(self, frames: Frames) -> list[int]:
        """Frames (n, codes of a frame) to token ids. Raises ValueError for codes outside the codebook."""
        codes = np.asarray(frames, dtype=np.int64)
        if codes.ndim != 2 or codes.shape[1] != len(self.order):
            raise ValueError(f"frames must have shape (n, {len(self.order)}), not {codes.shape}")
        if codes.size and (codes.min() < 0 or codes.max() >= self.codebook_size):
            raise ValueError(f"codes must be 0 to {self.codebook_size - 1}")
        offsets = self.audio + np.arange(len(self.order)) * self.codebook_size
        flat: list[int] = (codes[:, self.order] + offsets).reshape(-1).tolist()
        return flat

    def unflatten(self, ids: Sequence[int]) -> Frames:
        """Token ids to frames, int64 (n, codes of a frame). Raises ValueError for an id at a wrong place and for an
        incomplete frame."""
        width = len(self.order)
        if len(ids) % width:
            raise ValueError(f"{len(ids)} tokens are not whole frames of {width}")
        offsets = self.audio + np.arange(width) * self.codebook_size
        codes = np.asarray(ids, dtype=np.int64).reshape(-1, width) - offsets
        if codes.size and (codes.min() < 0 or codes.max() >= self.codebook_size):
            raise ValueError("a token is at a wrong place of its frame")
        frames = np.empty_like(codes)
        frames[:, self.order] = codes
        return frames


LAYOUTS = {
    # by model_type of config.json
    "qwen3": Layout("vyvo-qwen3", tokens=151_669, end_of_text=151_645),
    "lfm2": Layout("vyvo-lfm2", tokens=64_400, end_of_text=7),
    "llama": Layout(
        "orpheus-3b",
        tokens=128_256,
        end_of_text=128_009,
        voices=("tara", "leah", "jess", "leo", "dan", "mia", "zac", "zoe"),
        top_p=0.9,
    ),
}


def layout_of(folder: Path) -> Layout:
    """The layout of the model in a folder: by its `model_type`, changed by a `layout.json` beside it.

    layout.json has fields of `Layout`, for example {"tokens": 64426, "voices": ["elise"]}. Raises BadInput for a model
    of an unknown family and for a damaged file.
    """
    kind = str(_json(folder / "config.json").get("model_type"))
    if kind not in LAYOUTS:
        known = ", ".join(LAYOUTS)
        raise BadInput(
            "{folder} holds a model of type {kind!r}, none of {known}: choose another bundle",
            folder=folder,
            kind=kind,
            known=known,
        )
    own = folder / LAYOUT_FILE
    if not own.is_file():
        return LAYOUTS[kind]
    try:
        changes: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in _json(own).items()}
        return replace(LAYOUTS[kind], **changes)
    except TypeError as error:
        raise BadInput(
            "{own} does not describe a layout ({reason}): correct or remove it", own=own, reason=str(error)
        ) from error


def is_codec_lm(folder: Path) -> bool:
    """True if the folder has a codec LM (a transformers model) rather than a parallel Talker."""
    return "model_type" in _json(folder / "config.json")


def _json(file: Path) -> dict[str, Any]:
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadInput(
            "cannot read {file} ({reason}): fetch the bundle again", file=file, reason=first_line(error)
        ) from error
    if not isinstance(raw, dict):
        raise BadInput("{file} has no description: fetch the bundle again", file=file)
    return raw


def voices_of(talker: Path) -> tuple[str, ...]:
    """The voices of a bundle's Talker folder, the default first; empty if there is only one.

    Reads small files only. Raises BadInput as `source_folder` and `layout_of` do.
    """
    folder = source_folder(talker)
    return layout_of(folder).voices if is_codec_lm(folder) else ()
