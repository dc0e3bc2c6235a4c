"""The interface of a Thinker, for every model family."""

from __future__ import annotations

from typing import Protocol

from model.thinker.doubt import DoubtScale
from model.thinker.earlier_turn import EarlierTurn
from model.thinker.number_guard import NumberGuard
from model.thinker.text_streams import ThinkerAnswer
from model.thinker.types import GenerationConfig, Mode, Samples


class WrittenQuestion(Protocol):
    """The spoken question in writing. Call `step` until `text` is set.

    text: "" if the model could not give it. log_probability: of its least likely token, 0 if that is not known.
    """

    text: str | None
    log_probability: float

    def step(self) -> None:
        """Decodes one token."""
        ...

    def stop(self) -> None:
        """Frees what it holds; may be called twice."""
        ...


class Prefilled(Protocol):
    """A question in the KV cache, ready to be answered."""

    @property
    def follows(self) -> bool:
        """Whether the turn before was put in front of it, because it rests on that."""
        ...

    def answer(self, config: GenerationConfig, guard: NumberGuard) -> ThinkerAnswer:
        """The answer's streams. Raises BadInput for a mode, ratio or length that the model does not have."""
        ...

    def transcription(self) -> WrittenQuestion:
        """The question in writing, decoded on a copy of the sequence; call it before `answer`."""
        ...


class Thinker(Protocol):
    """A loaded Thinker. Runs on the engine's worker thread."""

    @property
    def modes(self) -> tuple[Mode, ...]:
        """Modes it can answer in, the best first."""
        ...

    @property
    def rereads(self) -> bool:
        """Whether it reasons better on the text that it heard than on the sound."""
        ...

    @property
    def doubt(self) -> DoubtScale:
        """How much to doubt what it heard."""
        ...

    @property
    def context_used(self) -> float:
        """Share of the context that prompt and conversation fill, 0 to 1."""
        ...

    def take_notice(self) -> str:
        """A notice about this machine for the student, given once; "" if there is none."""
        ...

    def ask(self, question: Samples | str, *, follow_up: bool = True, heard: str = "") -> Prefilled:
        """Prefills a question. follow_up: continue the conversation, if the model keeps one. heard: what a spoken
        question says, where that is known already.
        """
        ...

    def remember(self, heard: str, turn: EarlierTurn | None = None) -> None:
        """Sets the last question's answer to the part that the student heard. turn: all of it, when it ends."""
        ...

    def recall(self, turn: EarlierTurn) -> None:
        """Continues a conversation whose last turn was this one."""
        ...

    def listen(self, samples: Samples) -> None:
        """Adds sound of a question that is being spoken."""
        ...

    def stop_listening(self) -> None:
        """Drops the sound given to `listen`: it was not a question."""
        ...

    def free_memory(self) -> None:
        """Frees all memory that one short answer does not need; drops the conversation."""
        ...
