"""What a trained model's answers begin with: a sentence without content, which can be spoken before it thinks."""

from __future__ import annotations

OPENERS = (
    "Okay, let me work that out.", "Sure, let me see.", "Let's work it out together.", "Right, give me a moment.",
    "Alright, let me think about it.", "Good question, let me see.", "Okay, let's take it step by step.",
    "Let me think that through.", "Of course, just a moment.", "Well, let me have a look at this.",
)  # fmt: skip
"""As the training data has them."""


def opener(turn: int) -> str:
    """The opener of a turn; each in its turn."""
    return OPENERS[turn % len(OPENERS)]
