"""A Thinker over any chat model: prompts in plain messages, and the conversation so far."""

from __future__ import annotations

from model.errors import AloudError, BadInput
from model.thinker import prompts
from model.thinker.checked_reasoning import CheckedReasoning
from model.thinker.doubt import DoubtScale
from model.thinker.dual_stream import DualStreamSchedule
from model.thinker.earlier_turn import EarlierTurn
from model.thinker.number_guard import NumberGuard
from model.thinker.text_model import Message, TextModel, TextStream
from model.thinker.two_sequences import CONTROL, TwoSequenceAnswer
from model.thinker.types import GenerationConfig, Mode, Samples, Stream

MOST_TURNS = 4
"""Earlier turns that a question is sent with."""

SENTENCE_TOKENS, WRITTEN_QUESTION_TOKENS = 80, 120


class ChatTranscription:
    """The spoken question in writing. Call `step` until `text` is set; "" if the model cannot give one."""

    def __init__(self, stream: TextStream, done: list[str]) -> None:
        self._stream, self._pieces, self._done = stream, [""], done
        self.text: str | None = None
        self.log_probability = 0.0  # a chat does not tell it

    def step(self) -> None:
        """Reads one piece."""
        if self.text is not None:
            return
        try:
            piece = self._stream.read()
        except AloudError:  # the answer meets the same fault, and says so
            piece, self._pieces = None, [""]
        if piece is not None:
            self._pieces.append(piece)
            return
        self.text = "".join(self._pieces).strip().strip('"')
        self._done[:] = [self.text] if self.text else []

    def stop(self) -> None:
        """Cancels the reply."""
        self._stream.cancel()


class ChatThinker:
    """A Thinker whose model is given messages. device, precision, parameters: for people; 0 parameters if unknown."""

    modes: tuple[Mode, ...] = ("concurrent", "think-first", "direct")
    rereads = False
    doubt = DoubtScale()

    def __init__(self, model: TextModel, *, device: str, precision: str = "", parameters: int = 0) -> None:
        self.model, self.device, self.precision, self.parameters = model, device, precision, parameters
        self._turns: list[tuple[str, str]] = []  # questions and what was heard of the answers
        self._question: list[str] = []  # the last question in writing, if it is known
        self._heard = ""

    @property
    def context_used(self) -> float:
        """Share of the earlier turns that are sent."""
        return len(self._turns) / MOST_TURNS

    def take_notice(self) -> str:
        """There is none."""
        return ""

    def ask(self, question: Samples | str, *, follow_up: bool = True, heard: str = "") -> ChatQuestion:  # noqa: ARG002
        """Begins a question. Raises BadInput if the model cannot take it."""
        self.model.check(question)
        self._settle(follow_up)
        self._question = [question] if isinstance(question, str) else []
        return ChatQuestion(self.model, self._before(), question, self._question)

    def remember(self, heard: str, turn: EarlierTurn | None = None) -> None:  # noqa: ARG002
        """Sets the heard part of the last answer; the last call before the next question counts."""
        self._heard = heard

    def recall(self, turn: EarlierTurn) -> None:
        """Begins a conversation with this turn."""
        self._turns, self._question, self._heard = [], [turn.question], turn.reply

    def listen(self, samples: Samples) -> None:
        """Does nothing: the model takes a question as a whole."""

    def stop_listening(self) -> None:
        """Does nothing."""

    def free_memory(self) -> None:
        """Drops the conversation."""
        self._turns.clear()

    def close(self) -> None:
        """Closes the model's connections, if it has any."""
        self.model.close()

    def _settle(self, follow_up: bool) -> None:
        if not follow_up:
            self._turns.clear()
        elif self._question and self._heard:
            self._turns = [*self._turns, (self._question[0], self._heard)][-MOST_TURNS:]
        self._heard = ""

    def _before(self) -> list[Message]:
        messages = [Message("system", (prompts.ROLE,))]
        for question, heard in self._turns:
            messages += [Message("user", (question,)), Message("assistant", (heard,))]
        return messages


class ChatQuestion:
    """A question after a conversation. written: gets its text once that is known."""

    def __init__(self, model: TextModel, before: list[Message], question: Samples | str, written: list[str]) -> None:
        self._model, self._before, self._question, self._written = model, before, question, written

    @property
    def follows(self) -> bool:
        """False: the conversation is always in front of it."""
        return False

    def answer(self, config: GenerationConfig, guard: NumberGuard) -> TwoSequenceAnswer:
        """The answer's streams. Raises BadInput for a mode that only trained models have."""
        if config.mode not in ChatThinker.modes:
            raise BadInput(
                "this model was not trained for {mode}: choose {choices}",
                mode=config.mode,
                choices=", ".join(ChatThinker.modes),
            )
        reasons = config.mode != "direct"
        schedule = DualStreamSchedule(
            config.ratio, CONTROL, max_reasoning=config.max_reasoning, max_spoken=config.max_spoken,
            think_first=config.max_reasoning if config.mode == "think-first" else config.think_first, reason=reasons,
        )  # fmt: skip

        def write(stream: Stream, notes: str, speech: str) -> TextStream:
            if stream is Stream.REASONING:
                return self._write(notes_request(notes), config.max_reasoning)
            request = speech_request(notes, speech) if reasons else prompts.ANSWER_ALOUD
            return self._write(request, SENTENCE_TOKENS if reasons else config.max_spoken)

        text = self._question if isinstance(self._question, str) else ""
        return TwoSequenceAnswer(
            write, schedule, guard, opening=prompts.PREFIX, guarded=config.guarded, checked=CheckedReasoning(text),
            calculator=config.calculator,
        )  # fmt: skip

    def transcription(self) -> ChatTranscription:
        """The question in writing, as a reply of its own."""
        return ChatTranscription(self._write(prompts.WRITE_DOWN, WRITTEN_QUESTION_TOKENS), self._written)

    def _write(self, request: str, most: int) -> TextStream:
        return self._model.write([*self._before, Message("user", (self._question, request))], most)


def notes_request(notes: str) -> str:
    """What is asked after the question, to get the notes, or the rest of them."""
    return f"{prompts.GO_ON_WITH_NOTES}\n{notes}" if notes else prompts.WRITE_NOTES


def speech_request(notes: str, speech: str) -> str:
    """What is asked after the question, to get the next sentence of the speech."""
    shown = f"{prompts.NOTES_SO_FAR}\n{notes.rstrip()}" if notes.strip() else prompts.NO_NOTES
    said = f"\n{prompts.SAID_SO_FAR} {speech}" if speech else ""
    return f"{shown}{said}\n{prompts.SPEAK}"
