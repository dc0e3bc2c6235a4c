"""The concurrent schedule and the answer that it drives, without a model: under random tokens, clocks and stalls."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.numbers import words_to_numbers
from model.thinker.checked_reasoning import CheckedReasoning
from model.thinker.dual_stream import (
    URGENT_BELOW_S,
    DualStreamAnswer,
    DualStreamSchedule,
    StreamMove,
    StreamPrompt,
)
from model.thinker.number_guard import NumberGuard
from model.thinker.repetition import is_loop
from model.thinker.text_streams import LOOP, MOST_REPAIRS, UNSURE, ProgressSentences
from model.thinker.types import PAUSE_ABOVE_S, ControlTokens, Stream, StreamText

END = 0
WORDS = [
    "",
    "3",
    "4",
    "7",
    "+",
    "=",
    "\n",
    "\n=",
    "z",
    " It's",
    " seven",
    " three",
    " twelve",
    " apples",
    ".",
    "?",
    " a",
]
MARKS = ControlTokens(END, END, END, END, frozenset({END}))
R, S = Stream.REASONING, Stream.SPOKEN


GIVEN = 1000
"""From here on an id is a character that the tutor was given to say."""


def _decode(ids: Iterable[int]) -> str:
    return "".join(chr(i - GIVEN) if i >= GIVEN else WORDS[i] if i < len(WORDS) else f"<{i}>" for i in ids)


def _encode(text: str) -> list[int]:
    return [GIVEN + ord(letter) for letter in text]


class Scripted:
    """Two streams that want to say what a script says, or what chance says."""

    def __init__(self, thought: list[int], said: list[int], chance: random.Random | None = None) -> None:
        self.wanted = {R: list(thought), S: list(said)}
        self.pushed: dict[Stream, list[int]] = {R: [], S: []}
        self.rooms = {R: 400, S: 400}
        self.chance = chance
        self.offered: dict[Stream, int] = {}

    def room(self, stream: Stream) -> int:
        return self.rooms[stream] - len(self.pushed[stream])

    def length(self, stream: Stream) -> int:
        return len(self.pushed[stream])

    def cut_reasoning(self, length: int) -> None:
        del self.pushed[R][length:]

    def push(self, stream: Stream, *ids: int) -> None:
        assert len(ids) <= self.room(stream)
        self.pushed[stream] += ids
        if self.wanted[stream] and ids == (self.wanted[stream][0],) and self.offered.get(stream) == ids[0]:
            self.wanted[stream].pop(0)

    def choose(
        self, reasoning: Collection[int] | None, spoken: Collection[int] | None, count: int = 1
    ) -> tuple[list[int], list[int]]:
        return (self._next(R, reasoning, count), self._next(S, spoken, count))

    def _next(self, stream: Stream, forbidden: Collection[int] | None, count: int) -> list[int]:
        if forbidden is None:
            return []
        assert self.pushed[stream], "a stream begins with its cue"
        if self.chance is not None:
            return [self.chance.randrange(len(WORDS)) for _ in range(count)]
        best = self.wanted[stream][0] if self.wanted[stream] else END
        self.offered[stream] = best
        return [best, *[END] * (count - 1)]


def _answer(
    dual: Scripted, question: str = "", prefix: str = "", guarded: bool = True, calculator: bool = True, **limits: int
) -> DualStreamAnswer:
    reason = bool(limits.pop("reason", 1))
    schedule = DualStreamSchedule((2, 8), MARKS, reason=reason, **limits)
    stream_prompts = {R: StreamPrompt((30,)), S: StreamPrompt((31, 32), prefix)}
    return DualStreamAnswer(
        dual, schedule, NumberGuard(question), _decode, _encode, stream_prompts, guarded=guarded,
        checked=CheckedReasoning(question), calculator=calculator,
    )  # fmt: skip


def _run(answer: DualStreamAnswer, queued_s: float = 1.0, idle: bool = False) -> str:
    """The order of what came out: r and s for pieces of reasoning and speech."""
    order = ""
    for _ in range(3000):
        if answer.over:
            return order
        order += "".join(text.stream.value[0] for text in answer.step(queued_s, idle) if text.text)
    raise AssertionError("the answer did not end")


THOUGHT = [1, 4, 2, 5, 3, 7, 3]  # 3+4=7 \n= 7
SAID = [9, 10, 14]  # It's seven.


def test_speech_waits_for_the_number_and_then_says_it() -> None:
    dual = Scripted(THOUGHT, SAID)
    answer = _answer(dual, prefix="Okay, let me see.")
    order = _run(answer, queued_s=0.0)
    assert (answer.reasoning, answer.speech) == ("3+4=7\n=7", "Okay, let me see. It's seven.")
    assert (answer.drift, answer.closing(), answer.cut_short) == (0, "", False)
    assert order.startswith("sr")  # the prefix costs no forward
    assert answer.tokens == (7, 3)
    assert dual.pushed[R] == [30, *THOUGHT]
    assert dual.pushed[S] == [31, 32, *_encode("Okay, let me see."), *SAID]


def test_an_end_too_early_is_a_hold() -> None:
    answer = _answer(Scripted(THOUGHT, []))
    _run(answer, queued_s=0.0)
    assert answer.tokens == (7, 0)
    assert answer.closing() == "The answer is seven."


def test_think_first_and_direct() -> None:
    first = _answer(Scripted(THOUGHT, SAID), prefix="Okay.", think_first=400)
    assert _run(first, queued_s=0.0) == "rrrrrrrrsss"  # a token with a line end gives two pieces
    assert first.speech == "It's seven."  # nothing to bridge, so no prefix
    direct = _answer(Scripted([], SAID), reason=0, guarded=False)
    assert set(_run(direct)) == {"s"}
    assert direct.reasoning == ""


def test_starving_tells_the_last_finished_step_once() -> None:
    """Sound is out, the reasoning is not done: the finished line is told, and the model's speech sees it."""
    thought = [1, 4, 2, 5, 3, 6, 1, 1, 1, 1, 1, 1]
    dual = Scripted(thought, [])
    answer = _answer(dual, prefix="Okay.")
    _run(answer, queued_s=0.1, idle=True)
    assert answer.speech == "Okay. So far I have seven."
    assert answer.drift == 0
    assert dual.pushed[S][2:] == _encode("Okay. So far I have seven.")
    quiet = _answer(Scripted(thought, []), prefix="Okay.")
    _run(quiet, queued_s=1.0, idle=True)
    assert "So far" not in quiet.speech


def test_the_result_is_judged_without_progress_sentences() -> None:
    answer = _answer(Scripted([1, 4, 2, 5, 3, 6, 1, 1, 7, 3], [9, 11, 14]), "3", prefix="Okay.")
    _run(answer, queued_s=0.1, idle=True)
    assert "So far I have seven" in answer.speech
    assert "Sorry, I mean it's seven." in answer.closing()


def _sentences(*lines: str, **arguments: Any) -> list[str]:
    progress, said = ProgressSentences(**arguments), []
    for line in lines:
        progress.reason(f"{line}\n")
        said.append(progress.sentence())
    return said


def test_progress_gives_the_result_of_a_finished_step_once() -> None:
    progress = ProgressSentences()
    progress.reason("12/4=3")
    assert progress.sentence() == ""  # "3" may become "30"
    progress.reason("\n5")
    assert progress.sentence() == " So far I have three."
    assert progress.sentence() == ""
    assert _sentences("347+286: 7+6=13 4+8+1=13 3+2+1=6", "=633") == [
        "",
        " So far I have six hundred and thirty-three.",
    ]
    assert _sentences("=7") == [""]
    assert _sentences("3+4=7", "47*20: 0") == [" So far I have seven.", ""]
    progress.reason("*5=25\n25+38: 5+8=13")
    assert progress.sentence() == " So far I have twenty-five."
    assert _sentences("7/2: 7-2*3=7-6=1", "=3 r 1") == ["", " So far I have three remainder one."]
    assert _sentences("12 × 6 = 72", "3−8=−5") == [" So far I have seventy-two.", " So far I have minus five."]


@pytest.mark.parametrize(
    "line",
    [
        "", "=", "5<8", "47*23", "Hmm, wait: 5 must be wrong here", "so 3+4=7", "3+4=7?", "3+4=7 é", "3+4=", "=3 or 4",
        "<think> 7 </think>", "[3+4=7](x)", "3+4=7=7", "3+4=7.5", "٣+٤=٧", "1+" * 40 + "1=41", "9" * 13 + "+1=2", "0é",
    ],
)  # fmt: skip
def test_progress_says_nothing_about_other_lines(line: str) -> None:
    assert _sentences(line) == [""]
    assert _sentences("20+11: 0+1=1", line, "=31") == ["", "", ""]
    progress = ProgressSentences()
    progress.reason(f"3+4=7\n{line}\n")
    assert progress.sentence() == ""  # the line may say that the step was wrong


def test_progress_asks_whether_a_step_may_be_spoken() -> None:
    asked: list[str] = []

    def judge(step: str) -> bool:
        asked.append(step)
        return step != "2+2=5"

    assert _sentences("2+2=5", "20+11: 0+1=1", "=41", "7/2=3 r 5") == [""] * 4
    assert _sentences("2+2=5", "20+11: 0+1=1", "=31", judge=judge) == ["", "", " So far I have thirty-one."]
    assert asked == ["2+2=5", "20+11=31"]


def test_rhythm_and_pacing() -> None:
    """2:8 puts two spoken tokens beside eight of reasoning; every step when urgent; none with plenty queued."""

    def spoken(queued_s: float, between: bool = False) -> int:
        schedule = DualStreamSchedule((2, 8), MARKS)
        moves = []
        for _ in range(40):
            moves.append(schedule.next(queued_s, between))
            schedule.take(R, 4)
        return sum(move is not None and move.spoken for move in moves)

    assert spoken(1.0) in (10, 11)
    assert spoken(URGENT_BELOW_S / 2) == 40
    assert spoken(PAUSE_ABOVE_S + 1, between=True) == 0
    assert spoken(PAUSE_ABOVE_S + 1, between=False) in (10, 11)


def test_refusals() -> None:
    schedule = DualStreamSchedule((2, 8), MARKS)
    with pytest.raises(ValueError, match="spoken"):
        schedule.take(S, END)
    schedule.take(R, END)
    with pytest.raises(ValueError, match="wait"):
        schedule.wait()
    with pytest.raises(ValueError, match="reasoning stream"):
        schedule.take(R, 4)
    assert schedule.next() == StreamMove(False, True)
    with pytest.raises(ValueError, match="positive"):
        DualStreamSchedule((0, 8), MARKS)


def _lines(texts: list[StreamText]) -> list[tuple[str, StreamText]]:
    """Closed lines of the reasoning, each with the piece that has its verdict."""
    found, line = [], ""
    for text in texts:
        line += text.text if text.stream is R else ""
        if text.verdict and (text.text or line):
            found.append((line, text))
            line = ""
        elif line == "\n":
            line = ""
    return found


def _kept(texts: list[StreamText]) -> str:
    kept = line = ""
    for text in (text for text in texts if text.stream is R):
        line = "" if text.withdrawn else line + text.text
        if line.endswith("\n"):
            kept, line = kept + line, ""
    return kept + line


def _not_wrong(texts: list[StreamText]) -> str:
    return "".join(line.rstrip("\n") + "\n" for line, text in _lines(texts) if text.verdict != "wrong")


WRONG = [1, 4, 2, 5, 2, 6]  # 3+4=4


def test_a_wrong_line_is_cut_from_the_reasoning_and_written_again() -> None:
    dual = Scripted([*WRONG, 1, 4, 1, 5, 2, 6, *THOUGHT[-1:]], SAID)
    answer, texts = _answer(dual, "3 and 4"), list[StreamText]()
    while not answer.over:
        texts += answer.step(1.0)
    assert [(line, text.verdict, text.withdrawn) for line, text in _lines(texts)] == [
        ("3+4=4\n", "wrong", True), ("3+4=7\n", "right", False), ("3+3=4\n", "wrong", True),
        ("3+3=6\n", "right", False), ("7", "unchecked", False),
    ]  # fmt: skip
    assert answer.reasoning == "3+4=7\n3+3=6\n7"
    assert _decode(dual.pushed[R][1:]) == answer.reasoning
    assert not answer.declined


def test_only_two_lines_are_written_again_and_then_the_answer_is_unsure() -> None:
    answer, texts = _answer(Scripted([*WRONG * 3, 5, 2], []), "3 and 4"), list[StreamText]()
    while not answer.over:
        texts += answer.step(1.0)
    assert [text.withdrawn for _, text in _lines(texts) if text.verdict == "wrong"][:3] == [True, True, False]
    assert answer.declined
    assert answer.closing() == UNSURE
    assert answer.drift == 0


def test_a_wrong_last_line_is_mended_before_it_is_spoken() -> None:
    dual = Scripted([1, 4, 2, 5, 3, 6, 5, 2], [9, 10, 14])  # 3+4=7, then "=4" without a new line
    answer = _answer(dual, "3 and 4")
    _run(answer)
    assert answer.reasoning == "3+4=7\n=7\n"
    assert answer.speech + answer.closing() == "It's seven."


def test_the_model_alone_is_not_mended() -> None:
    dual = Scripted([*WRONG], [])
    answer = _answer(dual, "3 and 4", calculator=False)
    _run(answer)
    assert (answer.reasoning, answer.declined) == ("3+4=4\n", False)


@settings(deadline=None, max_examples=150)
@given(
    seed=st.integers(0, 2**32), limits=st.tuples(st.integers(1, 50), st.integers(1, 30), st.integers(0, 60)),
    guarded=st.booleans(), reason=st.booleans(), rooms=st.tuples(st.integers(8, 80), st.integers(20, 80)),
    cancel=st.integers(0, 300),
)  # fmt: skip
@example(35493, (29, 1, 0), False, True, (31, 20), 30)
def test_random_streams_clocks_stalls_and_cancels(
    seed: int, limits: tuple[int, int, int], guarded: bool, reason: bool, rooms: tuple[int, int], cancel: int
) -> None:
    """It ends within its limits; no reasoning token is spoken; under the guard no stranger is."""
    chance = random.Random(seed)
    dual = Scripted([], [], chance)
    dual.rooms = {R: rooms[0], S: rooms[1]}
    answer = _answer(
        dual, "3 and 4", "Okay.", guarded, max_reasoning=limits[0], max_spoken=limits[1], think_first=limits[2],
        reason=reason,
    )  # fmt: skip
    texts: list[StreamText] = []
    for step in range(limits[0] + limits[1] + 60):
        if answer.over or step == cancel:
            break
        texts += answer.step(chance.uniform(0, 4), chance.random() < 0.5)
    else:
        pytest.fail("the answer did not end")
    thought, said = answer.tokens
    assert thought <= limits[0] * reason
    assert said <= limits[1]
    assert "".join(t.text for t in texts if t.stream is S) == answer.speech
    assert _kept(texts) == answer.reasoning
    assert sum(text.withdrawn for text in texts) <= MOST_REPAIRS
    # What is chosen for one stream never comes out of the other: all speech is of tokens pushed there, in order.
    assert _decode(dual.pushed[S][2:]).lstrip().startswith(answer.speech)
    assert _decode(dual.pushed[R][1:]).startswith(answer.reasoning)
    if answer.over and guarded:
        closing = answer.closing()
        assert answer.drift == 0
        lines = _not_wrong(texts) + "\n3 and 4"
        known = {abs(number) for s in words_to_numbers(lines) for number in (s.value, *s.parts)}
        spoken = {abs(s.value) for s in words_to_numbers(answer.speech.removesuffix(closing) + " .")}
        assert all(isinstance(value, Fraction) for value in spoken)
        assert spoken <= known or any(s.parts for s in words_to_numbers(answer.speech))


def test_notes_in_a_loop_end_early_with_a_sentence() -> None:
    step = [1, 4, 2, 5, 3, 6]  # 3+4=7 and a new line
    answer = _answer(Scripted(step * 60, []), "3", prefix="Okay.")
    _run(answer)
    assert answer.reasoning == "3+4=7\n" * 3
    assert answer.cut_short
    assert LOOP in answer.closing()
    assert answer.speech.endswith(LOOP)


def test_speech_in_a_loop_ends_early() -> None:
    sentence = [9, 13, 16, 14]  # It's apples a.
    answer = _answer(Scripted(THOUGHT, sentence * 25), prefix="Okay.")
    _run(answer)
    assert answer.speech.count("apples") <= 4
    assert answer.closing() == " The answer is seven."


@pytest.mark.parametrize(
    ("text", "loop"),
    [("12*3=36\n" * 3, True), ("12*3=36\n" * 2, False), ("-" * 60, False), ("1/3=0.3333333333333333333333", False),
     ("so we add them. " * 3, True), ("1+1=2\n1+1=2\n2+1=3\n1+1=2\n", False), ("", False)],
)  # fmt: skip
def test_what_a_loop_is(text: str, loop: bool) -> None:
    assert is_loop(text) is loop
