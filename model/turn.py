"""One turn: thinks and speaks the answer in small steps, and emits its events. Runs on the engine's worker thread.

Order of the steps: sound that is needed soon, then the question's transcription (while enough sound is queued),
then the Thinker, then sound that can wait. A Thinker that reasons better on text gets the transcription as its
question, after an opener that is spoken at once; the sound is read a second time while enough sound is queued.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from model.checking.findings import State
from model.errors import Translatable, is_out_of_memory
from model.events import DoubtSigns, EndReason, Heard, ReasoningText, SpokenText, TurnEnded, TurnEvent
from model.playback_clock import PlaybackClock
from model.talker.speech_queue import SpeechQueue
from model.thinker.asking_back import AskedBack, ask_back, chosen
from model.thinker.doubt import readings_differ
from model.thinker.earlier_turn import EarlierTurn
from model.thinker.final_answer import reasoned_result, spoken_result
from model.thinker.heard_question import is_plausible
from model.thinker.held_speech import HeldSpeech
from model.thinker.loudness import holds_speech
from model.thinker.number_guard import NumberGuard
from model.thinker.opening import opener
from model.thinker.text_streams import ThinkerAnswer
from model.thinker.types import GenerationConfig, Mode, Pace, Samples, Stream, StreamText
from model.time_source import SYSTEM_TIME, TimeSource

if TYPE_CHECKING:
    from model.talker.voice import Voice
    from model.thinker.interface import Prefilled, Thinker, WrittenQuestion

SHORT_QUEUE_S = 0.6
"""With less sound than this queued, the voice goes first."""
LONG_QUEUE_S = 15.0
"""With more than this queued in a real player, the voice waits: the player's ring is bounded."""
WAIT_S = 0.02
RATE = 16_000
"""Samples of a spoken question in a second."""
_log = logging.getLogger(__name__)
NO_SPEECH = Translatable("I didn't catch that.")


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """Options of a turn.

    mode: "interleaved" and "concurrent" both think while they speak; the bundle knows one of the two. ratio: their
    spoken : reasoning tokens. speak: run Talker and codec. hear: transcribe the question (`Heard`). guard: suppress
    spoken numbers that appear neither in the question nor in the reasoning. think_first: reasoning tokens before
    anything is spoken. follow_up: the question continues the conversation, if the model keeps one. calculator: the
    arithmetic of the reasoning is exact, and no number of a wrong line is spoken; False is the model alone. reread: a
    trained model reasons on the text that it heard, and the sound is its second reading; False is the sound alone.
    ask_back: ask instead of answering where the doubt is too large, if the bundle can tell. filler: a think-first
    answer begins with a spoken opener.
    """

    mode: Mode = "interleaved"
    ratio: tuple[int, int] = (2, 8)
    speak: bool = True
    hear: bool = True
    max_reasoning_tokens: int = 400
    guard: bool = True
    think_first: int = 0
    follow_up: bool = True
    calculator: bool = True
    reread: bool = True
    ask_back: bool = True
    filler: bool = False


@dataclass(slots=True)
class AskedBefore:
    """The questions between which the turn before asked back; none if it did not."""

    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnContext:
    """Shared by the turns of one engine. sink: gets their events. voice_name: read before every phrase. before: what
    the last turn left.
    """

    thinker: Thinker
    voice: Voice | None
    sink: Callable[[TurnEvent], None]
    voice_name: Callable[[], str] = field(default=lambda: "")
    time: TimeSource = SYSTEM_TIME
    before: AskedBefore = field(default_factory=AskedBefore)


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """One turn. question: float32 mono (n,) at 16 kHz, or text; say: the text is spoken without thinking.

    dictated: the sound is only written down (`Heard`), and nothing is said. clock: the player's; without one, playback
    in real time is assumed. t0: monotonic time when the question ended.
    """

    turn_id: int
    question: Samples | str
    options: TurnOptions = TurnOptions()
    clock: PlaybackClock | None = None
    say: bool = False
    dictated: bool = False
    t0: float = field(default_factory=SYSTEM_TIME.monotonic)


class Turn:
    """A turn from start to `TurnEnded`, the last event, which `run` emits. cancelled: polled before every step."""

    def __init__(self, context: TurnContext, request: TurnRequest, cancelled: Callable[[], bool]) -> None:
        options, thinker, voice = request.options, context.thinker, context.voice
        self.turn_id, self._question, self._options = request.turn_id, request.question, options
        self._says, self._dictated, self._t0 = request.say, request.dictated, request.t0
        self._thinker, self._sink, self._cancelled = thinker, context.sink, cancelled
        self._time = context.time
        self._waits = request.clock is not None
        self._speaker = None
        if voice is not None and options.speak:
            self._speaker = SpeechQueue(
                voice, context.sink, request.turn_id, request.t0, request.clock, context.voice_name, context.time
            )
        self._answer: ThinkerAnswer | None = None
        self._mode: Mode = options.mode if options.mode in thinker.modes else thinker.modes[0]
        self._asked = False
        self._longest = options.max_reasoning_tokens
        self._transcription: WrittenQuestion | None = None
        self._prefilled: Prefilled | None = None  # the sound, to be read again
        self._second: ThinkerAnswer | None = None  # the reasoning on the sound
        self._heard: WrittenQuestion | None = None  # done, its event not emitted yet
        self._opening = ""
        self._guard = NumberGuard()
        self._before = context.before
        if isinstance(request.question, str):
            self._question = chosen(self._before.candidates, request.question) or request.question
        self._confirmed = isinstance(self._question, str) and self._question in self._before.candidates
        self._text = self._question if isinstance(self._question, str) else ""  # the question, once it is known
        self._listened: ThinkerAnswer | None = None  # the reading of the sound, when it is done
        self._signs = DoubtSigns(typed=isinstance(self._question, str))
        self._held: HeldSpeech | None = None  # while it is open whether the tutor asks back
        self._asked_back: AskedBack | None = None
        self._speech = ""
        self._stepped_s, self._steps = 0.0, 0
        self._ended = False

    def run(self) -> None:
        """Answers the question. Raises whatever the model raises; then call `end` with the reason.

        Out of memory, it frees what it can and tries once more, with half the reasoning.
        """
        question = self._question
        if self._says:
            self._speak(str(question))
            self.end("complete" if self._drain() else "cancelled")
            return
        if not self._has_content(question):
            if not self._dictated:
                self._speak(NO_SPEECH)
                self._drain()
            self.end("no_speech", NO_SPEECH)
            return
        if self._cancelled():
            self.end("cancelled")
            return
        if self._dictated:
            self._write_down(question)
            return
        try:
            self._answer_question(question)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            retry = True
        else:
            retry = False
        if retry:  # outside the handler: the failed step's tensors hang on the exception
            self._answer = self._transcription = self._second = self._heard = self._prefilled = self._held = None
            self._longest = max(1, self._longest // 2)
            self._thinker.free_memory()
            self._answer_question(question)

    def _write_down(self, question: Samples | str) -> None:
        """Writes down what was said, without answering it."""
        transcription = self._thinker.ask(question).transcription()
        while transcription.text is None:
            if self._cancelled():
                self.end("cancelled")
                return
            transcription.step()
        self._heard, self._text = transcription, transcription.text
        self.end("complete")

    def _answer_question(self, question: Samples | str) -> None:
        self._prepare(question)
        while not self._cancelled() and self._work():
            pass
        answer = self._answer
        if answer is None or self._left(answer):
            self.end("cancelled")
        elif answer.failure is not None:
            self.end("error", answer.failure.text)
        else:
            self.end("length" if answer.cut_short else "complete")

    def _as_earlier(self) -> EarlierTurn:
        """This turn, as the next question may rest on it."""
        answer = self._answer
        lines = answer.reasoning.splitlines() if answer and not self._asked_back else []
        return EarlierTurn(self._text, tuple(line for line in lines if line), self._speech)

    def _left(self, answer: ThinkerAnswer) -> bool:
        """Whether something of the turn is left to do."""
        speaking = self._speaker is not None and self._speaker.busy
        unsaid = not answer.over and self._asked_back is None
        return unsaid or self._transcription is not None or self._second is not None or speaking

    def end(self, reason: EndReason, message: str = "") -> None:
        """Stops the voice and emits `TurnEnded`, once; a second call does nothing."""
        if self._ended:
            return
        self._ended = True
        speaker, answer = self._speaker, self._answer
        if speaker is not None:
            speaker.stop()
        for running in (answer, self._second, self._transcription):
            if running is not None:
                running.stop()
        if self._asked:
            # Where less was heard, `TutorEngine.heard` follows.
            self._thinker.remember(self._speech, self._as_earlier())
            self._before.candidates = self._asked_back.candidates if self._asked_back else ()
        self._emit_heard()
        thought, said = answer.tokens if answer else (0, 0)
        spoken = spoken_result(self._speech) if answer else ""
        result = reasoned_result(answer.reasoning) if answer else ""
        refused = reason == "complete" and not (result or spoken)
        declined = answer is not None and answer.over and (answer.declined or refused)
        declined = declined or self._asked_back is not None
        self._sink(
            TurnEnded(
                self.turn_id,
                self._now(),
                answer="" if declined else spoken if self._mode == "direct" else result,
                spoken_answer="" if self._asked_back else spoken,
                reasoning_tokens=thought,
                spoken_tokens=said,
                spoken_words=len(self._speech.split()),
                ttfa_s=speaker.first_audio_s if speaker else None,
                underruns=speaker.underruns if speaker else 0,
                drift=answer.drift if answer else 0,
                reason=reason,
                message=message or self._thinker.take_notice(),
                context=self._thinker.context_used,
                verdict=answer.checked.result.state.value if answer and answer.reasoning else None,
                declined=declined,
                calculator=answer is not None and answer.calculated,
                candidates=self._asked_back.candidates if self._asked_back else (),
                signs=self._all_signs(answer) if answer else None,
            )
        )

    @staticmethod
    def _has_content(question: Samples | str) -> bool:
        return bool(question.strip()) if isinstance(question, str) else holds_speech(question)

    def _prepare(self, question: Samples | str) -> None:
        options, thinker = self._options, self._thinker
        spoken = not isinstance(question, str)
        rereads = spoken and options.hear and options.reread and thinker.rereads and self._mode != "direct"
        if self._mode == "interleaved":
            opens = rereads and not options.think_first
        else:
            opens = options.filler and self._mode == "think-first"
        if opens:
            self._open()
        asked = thinker.ask(question, follow_up=options.follow_up)
        self._asked = True
        if isinstance(question, str):
            self._guard.hear(question)
        elif options.hear:
            self._transcription = asked.transcription()
        if rereads:
            self._prefilled = asked
        else:
            self._begin(asked)

    def _begin(self, asked: Prefilled) -> None:
        """Begins the answer; its results are held back until it is known whether the tutor is in doubt."""
        self._answer = asked.answer(self._config, self._guard)
        asks = self._options.ask_back and self._thinker.doubt.asks and not self._confirmed
        if asks and self._mode != "direct":
            self._held = HeldSpeech(self._text)

    @property
    def _config(self) -> GenerationConfig:
        options = self._options
        return GenerationConfig(
            self._mode,
            options.ratio,
            max_reasoning=self._longest,
            think_first=options.think_first,
            guarded=options.guard and self._mode != "direct",  # without reasoning nothing could be said
            calculator=options.calculator,
            said=self._opening,
        )

    def _open(self) -> None:
        """Speaks an opener, and makes enough of its sound for the time that hearing takes."""
        speaker = self._speaker
        if not self._opening:
            self._opening = opener(self.turn_id)
            self._speak(self._opening)
        while speaker and speaker.busy and speaker.queued_s() < SHORT_QUEUE_S and not self._cancelled():
            speaker.step()

    def _work(self) -> bool:
        """Does the most urgent step; False when nothing is left."""
        speaker, transcription, answer = self._speaker, self._transcription, self._answer
        queued = speaker.queued_s() if speaker else 0.0
        quiet = speaker is None or queued < SHORT_QUEUE_S
        if speaker and speaker.busy and queued < SHORT_QUEUE_S:
            speaker.step()
        elif transcription and (answer is None or not quiet):
            self._hear(transcription)
        elif self._second and answer and not answer.reasoning_open and (self._held or not quiet):
            self._read_again(self._second, answer)
        elif self._held and answer and not answer.reasoning_open:
            self._decide(answer, self._held)
        elif answer and not answer.over and not self._asked_back:
            self._think(answer, queued)
        elif speaker and speaker.busy:
            self._speak_ahead(speaker, queued)
        elif transcription:
            self._hear(transcription)
        elif self._second and answer:
            self._read_again(self._second, answer)
        else:
            return False
        return True

    def _think(self, answer: ThinkerAnswer, queued_s: float) -> None:
        speaker = self._speaker
        idle = speaker is not None and not speaker.busy and speaker.first_audio_s is not None and not self._held
        answer.pace, began = self._pace(queued_s), self._time.monotonic()
        texts = answer.step(queued_s, idle)
        self._stepped_s, self._steps = self._stepped_s + self._time.monotonic() - began, self._steps + 1
        for text in texts:
            self._emit(text)
        if answer.over:
            addition = answer.closing()
            if addition:
                self._emit(StreamText(Stream.SPOKEN, addition))
            if self._speaker and not self._held:
                self._speaker.finish()

    def _decide(self, answer: ThinkerAnswer, held: HeldSpeech) -> None:
        """Asks back in too much doubt, or if the result rests on nothing that was asked; else says what was held."""
        self._held = None
        signs, scale = self._all_signs(answer), self._thinker.doubt
        unchecked = answer.checked.result.state is State.UNCHECKED and not answer.declined
        if answer.reasoning and (unchecked or scale.doubt(signs) >= scale.ask_from):
            self._asked_back = ask_back(self._text, signs, scale, answer, self._listened)
            self._speak((" " if self._speech else "") + self._asked_back.text)
        elif held.text:
            self._speak(held.text)
        if self._speaker and (answer.over or self._asked_back):
            self._speaker.finish()

    def _all_signs(self, answer: ThinkerAnswer) -> DoubtSigns:
        return replace(self._signs, reasoned=answer.log_probability)

    def _pace(self, queued_s: float) -> Pace | None:
        """The pace of this turn so far; None without a voice that is heard in real time, and before a step."""
        speaker = self._speaker
        if speaker is None or not speaker.is_paced or not self._steps:
            return None
        step_s = self._stepped_s / self._steps / (1 - speaker.load)
        return Pace(queued_s + speaker.waiting_s(), step_s, speaker.first_piece_s)

    def _hear(self, transcription: WrittenQuestion) -> None:
        transcription.step()
        if transcription.text is None:
            return
        self._transcription = None
        plausible = isinstance(self._question, str) or is_plausible(transcription.text, len(self._question) / RATE)
        if plausible:
            meant = chosen(self._before.candidates, transcription.text)
            self._confirmed = bool(meant)
            self._heard, self._text = transcription, meant or transcription.text
            self._signs = DoubtSigns() if meant else DoubtSigns(transcription.log_probability)
            self._guard.hear(self._text)
        else:
            _log.info("the model answered the question where it should have written it down")
        sound, self._prefilled = self._prefilled, None
        if sound is None:
            self._emit_heard()
        elif not (plausible and transcription.text):
            self._answer = sound.answer(self._config, self._guard)
        elif self._confirmed:  # the sound is no question, but says which was meant
            self._emit_heard()
            self._begin(self._thinker.ask(self._text, follow_up=self._options.follow_up))
        else:
            self._reason_on(transcription.text, sound)

    def _reason_on(self, text: str, sound: Prefilled) -> None:
        """Begins both readings: of the text, which is answered, and of the sound."""
        follow_up = self._options.follow_up
        asked = self._thinker.ask(text, follow_up=follow_up)
        if asked.follows:
            sound = self._thinker.ask(self._question, follow_up=follow_up, heard=text)
        self._begin(asked)
        self._second = sound.answer(replace(self._config, think_first=0), NumberGuard())

    def _read_again(self, second: ThinkerAnswer, answer: ThinkerAnswer) -> None:
        second.step()
        if not second.reasoning_open or second.over:
            self._second, self._listened = None, second
            self._signs = replace(self._signs, differ=readings_differ(answer, second))
            self._emit_heard()

    def _emit_heard(self) -> None:
        heard, self._heard = self._heard, None
        if heard is not None and heard.text is not None:
            signs = self._all_signs(self._answer) if self._answer else self._signs
            self._sink(Heard(self.turn_id, self._now(), self._text, self._thinker.doubt.doubt(signs)))

    def _speak_ahead(self, speaker: SpeechQueue, queued_s: float) -> None:
        if self._waits and queued_s > LONG_QUEUE_S:
            self._time.sleep(WAIT_S)
        else:
            speaker.step()

    def _emit(self, text: StreamText) -> None:
        if text.stream is Stream.REASONING:
            now = self._now()
            self._sink(ReasoningText(self.turn_id, now, text.text, text.verdict, text.line, text.withdrawn))
        elif text.text:
            spoken = self._held.take(text.text) if self._held else text.text
            if spoken:
                self._speak(spoken)

    def _speak(self, text: str) -> None:
        event = SpokenText(self.turn_id, self._now(), text)
        self._speech += text
        self._sink(event)
        if self._speaker:
            self._speaker.add(event)

    def _drain(self) -> bool:
        """Speaks all that is queued; False if cancelled before the end."""
        speaker = self._speaker
        if speaker is None:
            return True
        speaker.finish()
        while speaker.busy:
            if self._cancelled():
                return False
            self._speak_ahead(speaker, speaker.queued_s())
        return True

    def _now(self) -> float:
        return self._time.monotonic() - self._t0
