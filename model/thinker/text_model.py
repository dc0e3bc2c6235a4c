"""What the two-sequence form needs of a model: messages in, text out as it is written, and a way to stop it.

A model on this machine (`chat_model`) and one on a server (`remote_model`) have the same two methods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from model.thinker.types import Samples

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat. content: texts, and sound as float32 mono (n,) at 16 kHz."""

    role: Role
    content: tuple[str | Samples, ...]

    @property
    def sounds(self) -> list[Samples]:
        """The sounds of the message."""
        return [part for part in self.content if not isinstance(part, str)]


class TextStream(Protocol):
    """One reply while it is written."""

    @property
    def cut(self) -> bool:
        """True if it ended because it was too long, so that its last sentence is not whole."""
        ...

    def read(self) -> str | None:
        """The next piece; "" if none has come yet; None at the end. Raises AloudError if the model cannot go on."""
        ...

    def cancel(self) -> None:
        """Ends it at once; may be called twice, and after the end."""
        ...


class TextModel(Protocol):
    """A model that continues a chat, also in two replies at a time."""

    def write(self, messages: Sequence[Message], most: int) -> TextStream:
        """Begins the next reply, of at most `most` tokens. Returns at once."""
        ...

    def check(self, question: Samples | str) -> None:
        """Raises BadInput for a question that the model cannot take, such as sound for one that does not hear."""
        ...

    def close(self) -> None:
        """Frees what it holds outside this program."""
        ...
