"""Turns without weights: order of events, ends, and that reasoning never reaches the voice."""

from __future__ import annotations

import itertools
import math
import re
import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from model.errors import BadInput
from model.events import AudioChunk, Heard, ReasoningText, SpokenText, TurnEnded, TurnEvent, to_json
from model.numbers import words_to_numbers
from model.playback_clock import SilentPlayback
from model.thinker.asking_back import OTHER_WORDS
from model.thinker.doubt import DoubtScale
from model.thinker.opening import opener
from model.thinker.text_streams import UNSURE
from model.turn import NO_SPEECH, Turn, TurnContext, TurnOptions, TurnRequest

OPENER = "Okay, let me work that out."
SUM = "347+286: 7+6=13 4+8+1=13 3+2+1=6\n=633"
REPLY = " It's six hundred and thirty-three."
SOUND = (0.1 * np.sin(np.arange(16_000) / 8)).astype(np.float32)


def _turn(
    thinker: Any,
    voice: Any,
    question: Any = SOUND,
    options: TurnOptions | None = None,
    stop_after: int = 10**9,
) -> list[TurnEvent]:
    events: list[TurnEvent] = []
    request = TurnRequest(1, question, options or TurnOptions())
    Turn(TurnContext(thinker, voice, events.append), request, lambda: len(events) >= stop_after).run()
    return events


def _text(events: list[TurnEvent], kind: type[ReasoningText | SpokenText]) -> str:
    return "".join(event.text for event in events if isinstance(event, kind))


def _ended(events: list[TurnEvent]) -> TurnEnded:
    assert [type(event) for event in events].count(TurnEnded) == 1
    last = events[-1]
    assert isinstance(last, TurnEnded)
    return last


def test_a_spoken_question(scripted: Any, voice: Any) -> None:
    events = _turn(scripted(OPENER, SUM, REPLY, "what is 347 plus 286"), voice)
    ended = _ended(events)
    assert (ended.reason, ended.answer, ended.spoken_answer) == ("complete", "633", "633")
    assert (ended.drift, ended.spoken_words) == (0, len((OPENER + REPLY).split()))
    assert _text(events, ReasoningText) == SUM
    assert _text(events, SpokenText) == OPENER + REPLY
    assert [event.text for event in events if isinstance(event, Heard)] == ["what is 347 plus 286"]
    assert "".join(voice.texts) == OPENER + REPLY
    times = [event.t for event in events]
    assert times == sorted(times)
    assert ended.ttfa_s is not None
    assert 0 < ended.ttfa_s <= ended.t


def test_sound_starts_before_the_reasoning_ends_and_hearing_waits_for_it(scripted: Any, voice: Any) -> None:
    events = _turn(scripted(OPENER, SUM, REPLY), voice)
    kinds = [type(event) for event in events]
    first_sound = kinds.index(AudioChunk)
    assert first_sound < len(kinds) - 1 - kinds[::-1].index(ReasoningText)
    assert first_sound < kinds.index(Heard)


def test_think_first_is_silent_until_the_reasoning_is_done(scripted: Any, voice: Any) -> None:
    events = _turn(scripted(OPENER, SUM, REPLY), voice, options=TurnOptions(mode="think-first"))
    kinds = [type(event) for event in events]
    assert kinds.index(SpokenText) > len(kinds) - 1 - kinds[::-1].index(ReasoningText)
    assert _ended(events).answer == "633"


def test_direct_takes_the_spoken_number_as_answer(scripted: Any, voice: Any) -> None:
    ended = _ended(_turn(scripted(OPENER, "", REPLY), voice, options=TurnOptions(mode="direct")))
    assert (ended.answer, ended.reasoning_tokens) == ("633", 0)


@pytest.mark.parametrize("options", [TurnOptions(speak=False), TurnOptions(speak=False, hear=False)])
def test_without_voice(scripted: Any, voice: Any, options: TurnOptions) -> None:
    events = _turn(scripted(OPENER, SUM, REPLY), voice, options=options)
    assert _ended(events).ttfa_s is None
    assert voice.texts == []
    assert any(isinstance(event, Heard) for event in events) == options.hear
    assert _text(events, SpokenText) == OPENER + REPLY


def test_a_typed_question_is_not_heard(scripted: Any, voice: Any) -> None:
    events = _turn(scripted(OPENER, SUM, REPLY), voice, "what is 347 + 286")
    assert not any(isinstance(event, Heard) for event in events)
    assert _ended(events).answer == "633"


@pytest.mark.parametrize("question", [np.zeros(16_000, np.float32), np.zeros(0, np.float32), "  \n"])
def test_nothing_said(scripted: Any, voice: Any, question: Any) -> None:
    thinker = scripted(OPENER, SUM, REPLY)
    events = _turn(thinker, voice, question)
    ended = _ended(events)
    assert (ended.reason, ended.message, ended.answer) == ("no_speech", NO_SPEECH, "")
    assert "".join(voice.texts) == NO_SPEECH
    assert any(isinstance(event, AudioChunk) for event in events)
    assert thinker.tapes == []


@pytest.mark.parametrize("stop_after", [0, 1, 4, 9, 15, 30])
def test_cancelled_at_once_wherever_it_is(scripted: Any, voice: Any, stop_after: int) -> None:
    events = _turn(scripted(OPENER, SUM, REPLY), voice, stop_after=stop_after)
    assert _ended(events).reason == "cancelled"
    assert len(events) <= stop_after + 3  # one step may emit the answer's last words and their repair


def test_cancelled_before_it_began_asks_nothing(scripted: Any, voice: Any) -> None:
    thinker = scripted(OPENER, SUM, REPLY)
    assert _ended(_turn(thinker, voice, stop_after=0)).reason == "cancelled"
    assert (thinker.tapes, thinker.remembered) == ([], [])


def test_cancelled_while_the_question_is_still_written_down(scripted: Any) -> None:
    """Without a voice that is the last step: the answer is over by then."""

    def turn(steps: float) -> tuple[int, list[TurnEvent]]:
        asked, events = itertools.count(1), list[TurnEvent]()
        request = TurnRequest(1, SOUND, TurnOptions(speak=False))
        context = TurnContext(scripted(OPENER, SUM, REPLY, "what is 347 plus 286"), None, events.append)
        Turn(context, request, lambda: next(asked) > steps).run()
        return next(asked), events

    count, whole = turn(math.inf)
    assert isinstance(whole[-2], Heard)
    _, cut = turn(count - 4)
    assert cut[:-1] == [replace(event, t=cut[at].t) for at, event in enumerate(whole[:-2])]
    assert _ended(cut).reason == "cancelled"


def test_a_cancelled_turn_ends_the_phrase_that_is_being_made(scripted: Any, voice: Any) -> None:
    closed = []
    speak = voice.speak

    def speaking(text: str, **options: Any) -> Any:
        try:
            yield from speak(text, **options)
        except GeneratorExit:
            closed.append(text)
            raise

    voice.speak = speaking
    events: list[TurnEvent] = []
    context = TurnContext(scripted(OPENER, SUM, REPLY), voice, events.append)
    turn = Turn(context, TurnRequest(1, SOUND), lambda: any(isinstance(event, AudioChunk) for event in events))
    turn.run()
    assert closed == ["Okay,"]
    assert _ended(events).reason == "cancelled"


class Starving:
    """A listener who has heard everything."""

    def queued_s(self) -> float:
        return 0.0

    def underruns(self) -> int:
        return 0


def test_a_voice_with_nothing_to_say_names_the_last_finished_step(scripted: Any, voice: Any) -> None:
    events: list[TurnEvent] = []
    context = TurnContext(scripted("Okay.", "3+4=7\n" + "7+6=13\n" * 6, " Done."), voice, events.append)
    Turn(context, TurnRequest(1, "what is 3 + 4", TurnOptions(), Starving()), lambda: False).run()
    spoken = _text(events, SpokenText)
    assert "So far I have seven." in spoken
    assert "".join(voice.texts).strip() == spoken.strip()


def test_the_last_number_of_the_reasoning_may_be_spoken(scripted: Any, voice: Any) -> None:
    """It is complete when the reasoning has ended, without a line for the result."""
    ended = _ended(_turn(scripted(OPENER, "347+286\n633", " It's six hundred and thirty-three."), voice))
    assert (ended.spoken_answer, ended.drift) == ("633", 0)


def test_an_answer_without_a_full_stop_is_spoken_to_its_end(scripted: Any, voice: Any) -> None:
    _turn(scripted(OPENER, SUM, " It's six hundred and thirty-three"), voice)
    assert "".join(voice.texts).endswith("thirty-three")


def test_without_a_voice_what_is_said_is_written(scripted: Any) -> None:
    events: list[TurnEvent] = []
    Turn(
        TurnContext(scripted("", "", ""), None, events.append), TurnRequest(4, "Three.", say=True), lambda: False
    ).run()
    assert _text(events, SpokenText) == "Three."
    assert _ended(events).reason == "complete"


def test_a_correction_is_spoken(scripted: Any, voice: Any) -> None:
    events = _turn(scripted(OPENER, SUM, " It's two hundred and eighty-six."), voice)
    assert "".join(voice.texts).endswith("Sorry, I mean it's six hundred and thirty-three.")
    assert _ended(events).spoken_answer == "633"


def test_unguarded_a_wrong_result_stays(scripted: Any, voice: Any) -> None:
    options = TurnOptions(guard=False)
    events = _turn(scripted(OPENER, SUM, " It's two hundred and eighty-six."), voice, options=options)
    assert _ended(events).spoken_answer == "286"


def test_a_limit_is_named(scripted: Any, voice: Any) -> None:
    options = TurnOptions(max_reasoning_tokens=8)
    assert _ended(_turn(scripted(OPENER, "7+6=13\n" * 9, ""), voice, options=options)).reason == "length"


def test_an_untrained_ratio_is_bad_input(scripted: Any, voice: Any) -> None:
    with pytest.raises(BadInput, match="choose 1:9"):
        _turn(scripted(OPENER, SUM, REPLY), voice, options=TurnOptions(ratio=(4, 6)))


def test_a_full_player_makes_the_voice_wait(scripted: Any, voice: Any) -> None:
    class Player:
        seconds = 60.0

        def queued_s(self) -> float:
            return self.seconds

        def underruns(self) -> int:
            return 0

    player, waits = Player(), list[float]()

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        player.seconds -= 20.0

    slept = SimpleNamespace(monotonic=time.monotonic, sleep=sleep)
    events: list[TurnEvent] = []
    Turn(
        TurnContext(scripted(OPENER, SUM, REPLY), voice, events.append, time=slept),
        TurnRequest(1, SOUND, clock=player),
        lambda: False,
    ).run()
    assert len(waits) == 3
    assert _ended(events).reason == "complete"


def test_where_nothing_was_said_stopping_the_apology_makes_it_no_turn(scripted: Any, voice: Any) -> None:
    """It would be kept in the history otherwise."""
    events: list[TurnEvent] = []
    silence = np.zeros(16_000, np.float32)
    Turn(TurnContext(scripted("", "", ""), voice, events.append), TurnRequest(1, silence), lambda: True).run()
    assert _ended(events).reason == "no_speech"


def test_a_turn_whose_sound_is_all_made_ends_while_it_is_still_heard(scripted: Any, voice: Any) -> None:
    """An evaluation's clock says that a second is queued, for ever."""
    clock, events = SilentPlayback(realtime=False), list[TurnEvent]()
    clock.hand_out(1.0)
    Turn(
        TurnContext(scripted(OPENER, SUM, REPLY), voice, events.append),
        TurnRequest(1, SOUND, clock=clock),
        lambda: False,
    ).run()
    assert _ended(events).reason == "complete"


def test_say(scripted: Any, voice: Any) -> None:
    events: list[TurnEvent] = []
    Turn(
        TurnContext(scripted("", "", ""), voice, events.append),
        TurnRequest(4, "Three plus four.", say=True),
        lambda: False,
    ).run()
    assert "".join(voice.texts) == "Three plus four."
    assert replace(_ended(events), t=0.0, ttfa_s=None) == TurnEnded(4, 0.0, "", "", 0, 0, 3, None, 0, 0, "complete")


def _dictated(thinker: Any, voice: Any, sound: Any, stop_after: int = 10**9) -> list[TurnEvent]:
    events: list[TurnEvent] = []
    request = TurnRequest(1, sound, TurnOptions(speak=False), dictated=True)
    Turn(TurnContext(thinker, voice, events.append), request, lambda: len(events) >= stop_after).run()
    return events


def test_what_is_dictated_is_written_down_and_nothing_else(scripted: Any, voice: Any) -> None:
    events = _dictated(scripted(OPENER, SUM, REPLY, "sixty-three"), voice, SOUND)
    assert [type(event) for event in events] == [Heard, TurnEnded]
    assert isinstance(events[0], Heard)
    assert events[0].text == "sixty-three"
    assert (_ended(events).reason, _ended(events).answer, voice.texts) == ("complete", "", [])


def test_silence_that_is_dictated_is_answered_by_nobody(scripted: Any, voice: Any) -> None:
    events = _dictated(scripted(OPENER, SUM, REPLY), voice, np.zeros(16_000, np.float32))
    assert [type(event) for event in events] == [TurnEnded]
    assert (_ended(events).reason, voice.texts) == ("no_speech", [])


# The reasoning's alphabet and the speech's share no character, so a single stray token would show.
THOUGHTS = "0123456789+=√é\n"
steps = st.sampled_from(["0é", "3+4=7é", "3+4=7", "3+4=8", "31+42: 1+2=3 3+4=7", "=73", "=é3", "é: 0"])
thoughts = st.text(THOUGHTS, max_size=40) | st.lists(steps, max_size=8).map(lambda lines: "\n".join([*lines, ""]))
# With little to say the voice is soon idle, and then it may speak of the last finished step.
speech = st.text("abcdefgh ,.?!'", max_size=60) | st.sampled_from(["?", "a.", "b!"])
PROGRESS = re.compile(r"So far I have ([a-z -]+)\.")
RIGHT_STEPS = {7, 73}


def _may_be_told(said: str, events: list[TurnEvent], calculator: bool) -> bool:
    """Whether the words are one number: the result of a right step, or one that the calculator wrote."""
    spans = words_to_numbers(said)
    results = {int(number) for number in re.findall(r"=(\d+)", _text(events, ReasoningText))}
    return len(spans) == 1 and spans[0].value in (results if calculator else RIGHT_STEPS)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    thoughts, speech, speech, st.sampled_from(["interleaved", "think-first"]),
    st.sampled_from([(1, 9), (2, 8), (3, 7), (5, 5)]), st.booleans(), st.integers(0, 60), st.booleans(),
)  # fmt: skip
@example("0é\n", "?", "", "interleaved", (2, 8), True, 0, False)
@example("0é\n", "?", "", "interleaved", (2, 8), False, 0, False)
@example("3+4=7é\n3+4=7\n", "?", "", "interleaved", (2, 8), True, 0, False)
@example("0+0=1", "?", "", "interleaved", (1, 9), False, 0, True)
def test_the_reasoning_cannot_reach_the_voice(
    scripted: Any,
    voice: Any,
    reasoning: str,
    opener: str,
    reply: str,
    mode: Any,
    ratio: Any,
    guard: bool,
    stop: int,
    calculator: bool,
) -> None:
    """Over every split of random streams into slots, guard and calculator on and off, cancelled anywhere."""
    voice.texts.clear()
    options = TurnOptions(mode=mode, ratio=ratio, guard=guard, calculator=calculator)
    events = _turn(scripted(opener, reasoning, reply), voice, options=options, stop_after=stop or 10**9)
    spoken = _text(events, SpokenText)
    assert not set(THOUGHTS) & set("".join(voice.texts))
    told = PROGRESS.findall(spoken)
    assert len(told) == spoken.count("So far")
    assert all(_may_be_told(said, events, calculator) for said in told)
    assert spoken.strip().startswith("".join(voice.texts).strip())
    assert calculator or reasoning.startswith(_text(events, ReasoningText))
    _ended(events)


def test_a_bundles_own_way_to_think_while_speaking_is_taken(scripted: Any, voice: Any) -> None:
    ended = _ended(_turn(scripted(OPENER, SUM, REPLY), voice, options=TurnOptions(mode="concurrent")))
    assert (ended.reason, ended.answer, ended.message) == ("complete", "633", "")


def test_what_is_slow_here_is_said_once(scripted: Any, voice: Any) -> None:
    thinker = scripted(OPENER, SUM, REPLY)
    thinker.notice = "slow"
    assert [_ended(_turn(thinker, voice)).message for _ in range(2)] == ["slow", ""]


def test_out_of_memory_is_tried_again_shorter_once(scripted: Any, voice: Any) -> None:
    thinker, faults = scripted(OPENER, SUM, REPLY), [MemoryError()]
    ask = thinker.ask

    def short_of_memory(question: Any, *, follow_up: bool = True, heard: str = "") -> Any:
        if faults:
            raise faults.pop()
        return ask(question)

    thinker.ask = short_of_memory
    assert _ended(_turn(thinker, voice)).answer == "633"
    assert thinker.freed == 1
    faults += [MemoryError(), MemoryError()]
    with pytest.raises(MemoryError):
        _turn(thinker, voice)


@pytest.mark.parametrize(("before", "after"), [(9, 4), (3, 1), (1, 1)])
def test_out_of_memory_halves_the_reasoning(scripted: Any, voice: Any, before: int, after: int) -> None:
    thinker, faults = scripted(OPENER, "7+6=13\n" * 9, REPLY), [MemoryError()]
    ask = thinker.ask

    def short_of_memory(question: Any, *, follow_up: bool = True, heard: str = "") -> Any:
        if faults:
            raise faults.pop()
        return ask(question)

    thinker.ask = short_of_memory
    ended = _ended(_turn(thinker, voice, options=TurnOptions(max_reasoning_tokens=before)))
    assert (ended.reason, ended.reasoning_tokens) == ("length", after)


@pytest.mark.parametrize("step", [1, 12, 25])
def test_out_of_memory_in_the_middle_begins_again(scripted: Any, voice: Any, step: int) -> None:
    thinker, left = scripted(OPENER, SUM, REPLY), [step]
    prefill = thinker.prefill

    def short_lived(question: Any) -> Any:
        tape = prefill(question)
        choose = tape.choose

        def choosing(*args: Any) -> Any:
            left[0] -= 1
            if not left[0]:
                raise RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`")
            return choose(*args)

        tape.choose = choosing
        return tape

    thinker.prefill = short_lived
    ended = _ended(_turn(thinker, voice))
    assert (ended.reason, ended.answer, ended.drift, thinker.freed) == ("complete", "633", 0, 1)


def test_what_was_heard_is_remembered(scripted: Any, voice: Any) -> None:
    thinker = scripted(OPENER, SUM, REPLY)
    _turn(thinker, voice)
    assert thinker.remembered == [OPENER + REPLY]
    _turn(thinker, voice, stop_after=6)
    assert (OPENER + REPLY).startswith(thinker.remembered[1])
    assert thinker.remembered[1] != OPENER + REPLY


def test_thinking_first_for_some_tokens(scripted: Any, voice: Any) -> None:
    events = _turn(scripted(OPENER, SUM, REPLY), voice, options=TurnOptions(think_first=10, hear=False))
    first = next(at for at, event in enumerate(events) if isinstance(event, SpokenText))
    assert sum(len(e.text) for e in events[:first] if isinstance(e, ReasoningText)) >= 10
    assert _text(events, SpokenText) == OPENER + REPLY


def test_an_answer_in_place_of_a_transcription_is_not_heard(scripted: Any, voice: Any) -> None:
    events = _turn(scripted(OPENER, "1+1=2\n=2", " It's two.", "347 plus 286 is 633"), voice)
    assert not any(isinstance(event, Heard) for event in events)
    thinker = scripted(OPENER, "1+1=2\n=2", " Six hundred and thirty-three? It's two.", "347 plus 286 is 633")
    assert "six hundred" not in _text(_turn(thinker, voice), SpokenText).lower()  # its numbers are not admitted


HEARD = "What is 347 plus 286?"


def _rereading(scripted: Any, *script: str) -> Any:
    thinker = scripted(*script)
    thinker.rereads = True
    return thinker


def test_a_spoken_question_is_reasoned_on_as_it_was_heard(scripted: Any, voice: Any) -> None:
    thinker = _rereading(scripted, "", SUM, REPLY, HEARD)
    events = _turn(thinker, voice)
    assert thinker.asked[0] is SOUND
    assert thinker.asked[1:] == [HEARD]
    opening = opener(1)
    assert events[0] == SpokenText(1, events[0].t, opening)
    assert _text(events, SpokenText) == opening + REPLY
    assert _text(events, ReasoningText) == SUM
    ended = _ended(events)
    assert (ended.answer, ended.spoken_answer, ended.drift, ended.verdict) == ("633", "633", 0, "right")
    kinds = [type(event) for event in events]
    assert kinds.index(AudioChunk) < kinds.index(ReasoningText)
    # The opener's tokens are in the sequence that the reasoning goes on in, though they were spoken before.
    assert thinker.tokens.decode(thinker.tapes[1].pushed).startswith(opening[:2])


@pytest.mark.parametrize("speak", [True, False])
def test_two_readings_that_differ_are_doubted_and_the_question_is_told_once(
    scripted: Any, voice: Any, speak: bool
) -> None:
    def doubt(direct: str) -> float:
        thinker = _rereading(scripted, "", SUM, REPLY, HEARD)
        thinker.scripts = [("", direct, "", HEARD)]  # the reading of the sound; that of the text is as above
        heard = [e for e in _turn(thinker, voice, options=TurnOptions(speak=speak)) if isinstance(e, Heard)]
        assert [event.text for event in heard] == [HEARD]
        return heard[0].doubt

    assert doubt(SUM) < 0.1
    assert doubt("347+285: 7+5=12 4+8+1=13 3+2+1=6\n=632") > 0.4
    assert doubt("633-0: 3-0=3 3-0=3 6-0=6\n=633") > 0.4  # the same result from other numbers


@pytest.mark.parametrize("options", [TurnOptions(reread=False), TurnOptions(hear=False), TurnOptions(mode="direct")])
def test_the_sound_alone(scripted: Any, voice: Any, options: TurnOptions) -> None:
    thinker = _rereading(scripted, OPENER, "" if options.mode == "direct" else SUM, REPLY, HEARD)
    events = _turn(thinker, voice, options=options)
    assert thinker.asked == [SOUND]
    assert _text(events, SpokenText) == OPENER + REPLY
    assert _ended(events).answer == "633"


@pytest.mark.parametrize(("heard", "told"), [("", [""]), ("347 plus 286 is 633", [])])
def test_where_no_question_was_heard_the_sound_is_reasoned_on(
    scripted: Any, voice: Any, heard: str, told: list[str]
) -> None:
    thinker = _rereading(scripted, "", SUM, REPLY, heard)
    events = _turn(thinker, voice)
    assert _ended(events).answer == "633"
    assert thinker.asked == [SOUND]
    assert [event.text for event in events if isinstance(event, Heard)] == told


def test_thinking_first_has_no_opener(scripted: Any, voice: Any) -> None:
    events = _turn(_rereading(scripted, "", SUM, REPLY, HEARD), voice, options=TurnOptions(mode="think-first"))
    assert _text(events, SpokenText) == REPLY
    assert _ended(events).answer == "633"


@pytest.mark.parametrize("stop_after", range(0, 40, 3))
def test_cancelled_anywhere_while_it_reads_twice(scripted: Any, voice: Any, stop_after: int) -> None:
    events = _turn(_rereading(scripted, "", SUM, REPLY, HEARD), voice, stop_after=stop_after)
    assert _ended(events).reason == "cancelled"
    assert len(events) <= stop_after + 4


def test_the_opener_is_spoken_once_though_memory_runs_out(scripted: Any, voice: Any) -> None:
    thinker, faults = _rereading(scripted, "", SUM, REPLY, HEARD), [MemoryError()]
    ask = thinker.ask

    def short_of_memory(question: Any, *, follow_up: bool = True, heard: str = "") -> Any:
        if isinstance(question, str) and faults:
            raise faults.pop()
        return ask(question)

    thinker.ask = short_of_memory
    events = _turn(thinker, voice)
    assert _text(events, SpokenText) == opener(1) + REPLY
    assert (_ended(events).answer, thinker.freed) == ("633", 1)


ASKS = DoubtScale(ask_from=0.4)
OTHER_SUM = "347+285: 7+5=12 4+8+1=13 3+2+1=6\n=632"


def _doubtful(scripted: Any, second: str = OTHER_SUM, scale: DoubtScale = ASKS) -> Any:
    """The sound says 285 where the text says 286."""
    thinker = _rereading(scripted, " 347 plus 286, okay.", SUM, REPLY, HEARD)
    thinker.scripts = [("", second, "", HEARD)]
    thinker.doubt = scale
    return thinker


@pytest.mark.parametrize("speak", [True, False])
def test_in_doubt_it_asks_which_number_was_said(scripted: Any, voice: Any, speak: bool) -> None:
    events = _turn(_doubtful(scripted), voice, options=TurnOptions(speak=speak))
    said, ended = _text(events, SpokenText), _ended(events)
    asked = "Did you say two hundred and eighty-six or two hundred and eighty-five?"
    assert said == f"{opener(1)} {asked}"
    assert (ended.declined, ended.answer, ended.spoken_answer, ended.reason) == (True, "", "", "complete")
    assert ended.candidates == (HEARD, "What is 347 plus 285?")
    assert to_json(ended)["candidates"] == ended.candidates
    assert [event.doubt > 0.4 for event in events if isinstance(event, Heard)] == [True]


def test_without_doubt_or_without_a_fit_it_answers(scripted: Any, voice: Any) -> None:
    whole = f"{opener(1)} 347 plus 286, okay.{REPLY}"
    for thinker in (_doubtful(scripted, SUM), _doubtful(scripted, scale=DoubtScale())):
        events = _turn(thinker, voice)
        assert _text(events, SpokenText) == whole
        assert (_ended(events).answer, _ended(events).candidates) == ("633", ())
        assert "candidates" not in to_json(_ended(events))
    assert _ended(_turn(_doubtful(scripted), voice, options=TurnOptions(ask_back=False))).answer == "633"


def test_a_result_is_not_spoken_before_the_second_reading_is_done(scripted: Any, voice: Any) -> None:
    thinker = _doubtful(scripted, SUM)
    events = _turn(thinker, voice)
    heard = next(at for at, event in enumerate(events) if isinstance(event, Heard))
    early = "".join(event.text for event in events[:heard] if isinstance(event, SpokenText))
    assert "thirty-three" not in early


def test_what_the_student_chooses_is_answered(scripted: Any, voice: Any) -> None:
    thinker = _doubtful(scripted)
    events: list[TurnEvent] = []
    context = TurnContext(thinker, voice, events.append)
    Turn(context, TurnRequest(1, SOUND), lambda: False).run()
    del events[:]
    thinker.scripts = [("", "", "", "285, please.")]  # said aloud; then the question that was meant
    Turn(context, TurnRequest(2, SOUND), lambda: False).run()
    assert thinker.asked[-1] == "What is 347 plus 285?"
    assert [event.text for event in events if isinstance(event, Heard)][-1] == "What is 347 plus 285?"
    assert (_ended(events).declined, context.before.candidates) == (False, ())
    assert [turn.notes for turn in thinker.kept] == [(), ("347+286=633",)]  # a question back is nothing to go on from


@pytest.mark.parametrize("typed", ["286", HEARD])
def test_typed_or_clicked_too(scripted: Any, voice: Any, typed: str) -> None:
    thinker = _doubtful(scripted)
    events: list[TurnEvent] = []
    context = TurnContext(thinker, voice, events.append)
    Turn(context, TurnRequest(1, SOUND), lambda: False).run()
    del events[:]
    Turn(context, TurnRequest(2, typed), lambda: False).run()
    assert thinker.asked[-1] == HEARD
    assert _ended(events).answer == "633"


def test_a_typed_question_that_is_not_understood_is_asked_in_other_words(scripted: Any, voice: Any) -> None:
    thinker = scripted("", SUM, REPLY)
    thinker.doubt = DoubtScale(reasoned=10.0, ask_from=0.4)  # every token of the script has a log-probability of -0.5
    events = _turn(thinker, voice, HEARD)
    assert _text(events, SpokenText) == OTHER_WORDS
    assert (_ended(events).declined, _ended(events).answer) == (True, "")


def test_a_result_that_rests_on_nothing_asked_is_not_stated(scripted: Any, voice: Any) -> None:
    thinker = scripted("", "30-30=0\n=0", "It is zero.")
    thinker.doubt = ASKS
    events = _turn(thinker, voice, HEARD)
    assert _text(events, SpokenText) == OTHER_WORDS
    assert (_ended(events).verdict, _ended(events).declined, _ended(events).answer) == ("unchecked", True, "")


def test_a_turn_is_kept_for_the_next_question(scripted: Any, voice: Any) -> None:
    thinker = _rereading(scripted, "", SUM, REPLY, HEARD)
    _turn(thinker, voice)
    kept = thinker.kept[0]
    assert (kept.question, kept.notes) == (HEARD, ("347+286=633",))
    assert kept.reply == opener(1) + REPLY == thinker.remembered[0]


def test_an_answer_without_a_number_is_declined(scripted: Any, voice: Any) -> None:
    refused = _turn(scripted("", "", "I can only help with school mathematics."), voice, "Why is the sky blue?")
    assert (_ended(refused).answer, _ended(refused).declined) == ("", True)


def test_a_slip_that_stays_is_said_and_no_result_is_given(scripted: Any, voice: Any) -> None:
    """A comparison that is false, which no rule of the calculator replaces."""
    events = _turn(scripted(OPENER, "9<5\n=633", REPLY), voice, "347 and 286")
    ended = _ended(events)
    assert (ended.answer, ended.declined) == ("", True)
    assert _text(events, SpokenText).endswith(UNSURE)
    alone = _turn(scripted(OPENER, "9<5\n=633", REPLY), voice, "347 and 286", TurnOptions(calculator=False))
    assert (_ended(alone).answer, _ended(alone).declined) == ("633", False)


def test_verdicts_are_in_the_events(scripted: Any, voice: Any) -> None:
    events = _turn(scripted(OPENER, SUM, REPLY), voice, HEARD)
    told = [(e.verdict, e.line) for e in events if isinstance(e, ReasoningText) and e.verdict]
    assert told == [("right", 0), ("right", 1)]
    rows = [to_json(event) for event in events]
    assert [row["verdict"] for row in rows if row["kind"] == "reasoning" and "verdict" in row] == ["right", "right"]
    assert not any("withdrawn" in row or "declined" in row for row in rows)
    assert rows[-1]["calculator"] is True
