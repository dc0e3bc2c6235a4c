"""What a turn needs of a Thinker, whichever family the model is of."""

from __future__ import annotations

from typing import Protocol

from model.thinker.number_guard import NumberGuard
from model.thinker.text_streams import ThinkerAnswer
from model.thinker.transcription import Transcription
from model.thinker.types import GenerationConfig, Mode, Samples


class Prefilled(Protocol):
    """A question in the store; the answer goes on from it."""

    def answer(self, config: GenerationConfig, guard: NumberGuard) -> ThinkerAnswer:
        """The answer's streams. Raises BadInput for a plan that the model cannot follow."""
        ...

    def transcription(self) -> Transcription:
        """The question to be written down, on a copy; to be asked for before `answer`."""
        ...


class Thinker(Protocol):
    """What a turn needs of a Thinker."""

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The ways it can think, the best first."""
        ...

    @property
    def context_used(self) -> float:
        """Share of the context that prompt and conversation fill, 0 to 1."""
        ...

    def take_notice(self) -> str:
        """What the student should know of this machine, said once; "" if there is nothing."""
        ...

    def ask(self, question: Samples | str, *, follow_up: bool = True) -> Prefilled:
        """Prefills a question. follow_up: it goes on with the conversation so far, where there is one."""
        ...

    def remember(self, heard: str) -> None:
        """The last question's answer, as far as the student heard it."""
        ...

    def listen(self, samples: Samples) -> None:
        """More of a question that is being spoken."""
        ...

    def stop_listening(self) -> None:
        """What was listened to is no question after all."""
        ...

    def free_memory(self) -> None:
        """Gives back what is not needed for one short answer, the conversation included."""
        ...
