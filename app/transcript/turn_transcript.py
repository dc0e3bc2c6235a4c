"""The transcript of a turn: the only place where its events become texts, steps and timelines."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from app.transcript.playback_timeline import PlaybackTimeline, Span
from app.transcript.reasoning_steps import Steps
from app.transcript.timeline import Timeline
from model.events import AudioChunk, Heard, ReasoningText, SpokenText, TurnEnded, TurnEvent
from model.numbers import words_to_numbers

Source = Literal["voice", "text", "said"]
Way = Literal["interleaved", "think-first", "direct", "concurrent"]


@dataclass(slots=True)
class TurnTranscript:
    """A question, its reasoning and its answer so far.

    source: "said" is a text that is spoken without a question. caption: the spoken text and how far its sound
    reaches; timeline: when each piece was written and heard. played_s: position of the playback, set by the window.
    way: how it is thought about. reasoning: without what was taken back. doubt: that the question was heard wrong, 0
    to 1.
    """

    turn_id: int
    source: Source = "voice"
    question: str = ""
    doubt: float = 0.0
    reasoning: str = ""
    steps: Steps = field(default_factory=Steps)
    caption: PlaybackTimeline = field(default_factory=PlaybackTimeline)
    timeline: Timeline = field(default_factory=Timeline)
    ended: TurnEnded | None = None
    played_s: float = 0.0
    way: Way = "interleaved"
    _numbers: tuple[str, list[tuple[int, int, Fraction]]] = ("", [])

    def apply(self, *events: TurnEvent) -> bool:
        """Takes events in order; False if nothing changed. Events of other turns and after the end are dropped."""
        taken = False
        for event in events:
            if event.turn_id == self.turn_id and self.ended is None:
                self._take(event)
                taken = True
        return taken

    def _take(self, event: TurnEvent) -> None:
        if isinstance(event, Heard):
            self.question = self.question or event.text
            self.doubt = event.doubt
        elif isinstance(event, ReasoningText):
            self._take_reasoning(event)
        elif isinstance(event, SpokenText):
            self.caption.add_text(event.text)
            self.timeline.add_text(event.t, "spoken", event.text)
        elif isinstance(event, AudioChunk):
            self.caption.add_sound(len(event.samples) / event.sample_rate, event.text_upto)
            self.timeline.add_sound(event.t, event.samples, event.sample_rate)
        elif isinstance(event, TurnEnded):
            self.steps.finish((event.verdict or "") if event.answer else None)
            self.ended = event

    def _take_reasoning(self, event: ReasoningText) -> None:
        self.reasoning += event.text
        if event.text:
            self.steps.add(event.text)
            self.timeline.add_text(event.t, "thought", event.text)
        if event.verdict is not None and event.line is not None:
            self.steps.judge(event.line, "withdrawn" if event.withdrawn else event.verdict)
        if event.withdrawn:
            before = self.reasoning.rstrip("\n").rpartition("\n")
            self.reasoning = before[0] + before[1]

    @property
    def result_is_right(self) -> bool:
        """Whether the result and all that it rests on was checked and is right."""
        return self.ended is not None and self.ended.verdict == "right"

    @property
    def candidates(self) -> tuple[str, ...]:
        """The questions between which the tutor asked back; none if it did not."""
        return self.ended.candidates if self.ended is not None else ()

    @property
    def word(self) -> Span | None:
        """The word that is heard at `played_s`."""
        return self.caption.word_at(self.played_s)

    @property
    def number_heard(self) -> Fraction | None:
        """The number whose words are heard at `played_s`."""
        word = self.word
        if word is None:
            return None
        for start, end, value in self._spoken_numbers():
            if start <= word[0] < end:
                return value
        return None

    def _spoken_numbers(self) -> list[tuple[int, int, Fraction]]:
        if self._numbers[0] != self.caption.text:
            found = [(n.start, n.end, n.value) for n in words_to_numbers(self.caption.text)]
            self._numbers = (self.caption.text, found)
        return self._numbers[1]
