"""The stages of a Thinker's training as data: the starter's own order, and Mini-Omni-Reasoner's on a published model.

A parameter's name is matched by globs. What no glob of a stage matches is frozen in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from torch import nn

from model.thinker.tokenizers import RATIOS

ModeMix = tuple[tuple[float, str, tuple[int, int]], ...]
"""Weight, mode and ratio of each form of an answer; "hear" is the question written down."""

HEAR: ModeMix = ((1.0, "hear", (2, 8)),)
THINK_FIRST: ModeMix = ((1.0, "think-first", (2, 8)),)
INTERLEAVED: ModeMix = ((1.0, "interleaved", (2, 8)),)
EVERY_MARK: ModeMix = (*THINK_FIRST, *INTERLEAVED)
MODE_MIX: ModeMix = (
    (0.46, "interleaved", (2, 8)), (0.1, "interleaved", (1, 9)), (0.1, "interleaved", (3, 7)),
    (0.1, "interleaved", (5, 5)), (0.16, "think-first", (2, 8)), (0.08, "direct", (2, 8)),
)  # fmt: skip
assert {r for _, _, r in MODE_MIX} == set(RATIOS)

ENCODER = "thinker.model.audio_tower.layers.*"
ADAPTER = ("thinker.model.audio_tower.ln_post.*", "thinker.model.audio_tower.proj.*")
TOWER = "thinker.model.audio_tower.*"
LAYERS = "thinker.model.language_model.layers.*"
LANGUAGE = ("thinker.model.language_model.*", "thinker.lm_head.*")
MARK_ROWS = "marks.*"
LETTERS_HEAD = "ctc.*"


@dataclass(frozen=True)
class ThinkerStage:
    """inputs: the questions. target: the forms of the answers. trained: globs over the names of the parameters.

    losses: weights of "ctc" (letters from the tower's tokens), "heard" and "typed" (cross-entropy of the answers to
    spoken and typed questions). after: stages whose weights it starts from, and the prefix of those that it takes; a
    later one wins. transcribed: a spoken question is also written down, in a branch beside the answer. answered: the
    share of these that have an answer too, 0 to 1.
    """

    name: str
    inputs: tuple[Literal["typed", "spoken", "words"], ...]
    target: ModeMix
    trained: tuple[str, ...]
    losses: Mapping[str, float]
    after: tuple[tuple[str, str], ...] = field(default=())
    transcribed: bool = False
    answered: float = 1.0

    def trains(self, name: str) -> bool:
        """True if the parameter is one of the trained parts."""
        return any(fnmatchcase(name, glob) for glob in self.trained)


STARTER = {
    stage.name: stage
    for stage in (
        ThinkerStage("align", ("spoken", "words"), (), (TOWER, LETTERS_HEAD), {"ctc": 1.0}),
        ThinkerStage("maths", ("typed",), THINK_FIRST, LANGUAGE, {"typed": 0.8}, (("align", ""),)),
        ThinkerStage("textual", ("typed",), MODE_MIX, LANGUAGE, {"typed": 0.8}, (("maths", ""),)),
        ThinkerStage(
            "acoustic", ("spoken", "typed"), MODE_MIX, (TOWER, *LANGUAGE, LETTERS_HEAD),
            {"ctc": 0.3, "heard": 1.0, "typed": 0.8},
            (("textual", ""), ("align", "thinker.model.audio_tower"), ("align", "ctc")), transcribed=True, answered=0.4,
        ),
    )
}  # fmt: skip
"""A Thinker from nothing: the tower learns letters first. It reasons on the text that it heard, so most of its spoken
questions are only written down; reasoning on the sound is the second reading."""

PAPER = {
    stage.name: stage
    for stage in (
        ThinkerStage("align", ("spoken",), HEAR, ADAPTER, {"heard": 1.0}),
        ThinkerStage(
            "marks", ("spoken", "typed"), EVERY_MARK, (*ADAPTER, LAYERS, MARK_ROWS), {"heard": 1.0, "typed": 1.0},
            (("align", ""),), transcribed=True,
        ),
        ThinkerStage(
            "maths", ("spoken", "typed"), THINK_FIRST, (*ADAPTER, LAYERS, MARK_ROWS), {"heard": 1.0, "typed": 1.0},
            (("marks", ""),),
        ),
        ThinkerStage("textual", ("typed",), INTERLEAVED, (LAYERS, MARK_ROWS), {"typed": 1.0}, (("maths", ""),)),
        ThinkerStage(
            "acoustic", ("spoken",), INTERLEAVED, (*ADAPTER, LAYERS, MARK_ROWS), {"heard": 1.0}, (("textual", ""),),
            transcribed=True,
        ),
        ThinkerStage(
            "acoustic-encoder", ("spoken",), INTERLEAVED, (ENCODER,), {"heard": 1.0}, (("textual", ""),),
            transcribed=True,
        ),
    )
}  # fmt: skip
"""Mini-Omni-Reasoner on a published Qwen2.5-Omni: stages 1a, 1b, 2, 3, and both variants of 4 (Thinker and adapter, or
the encoder). Stage 5 trains the Talker, a network of its own, and so cannot change the Thinker."""


def freeze(model: nn.Module, trained: Iterable[str]) -> None:
    """Leaves a gradient to the parameters of these names alone."""
    chosen = set(trained)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name in chosen)


def trained_names(model: nn.Module, stage: ThinkerStage) -> list[str]:
    """The names of the parameters that a stage trains."""
    return [name for name, _ in model.named_parameters() if stage.trains(name)]
