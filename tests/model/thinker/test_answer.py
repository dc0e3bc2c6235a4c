"""Answers driven by a script: streams, guard, repair, limits."""

from __future__ import annotations

from typing import Any

import pytest

from model.thinker.interleaved import InterleavedAnswer, InterleavedSchedule
from model.thinker.number_guard import NumberGuard
from model.thinker.types import Mode, Stream

OPENER = "Okay, let me work that out."
SUM = "347+286: 7+6=13 4+8+1=13 3+2+1=6\n=633"
REPLY = " It's six hundred and thirty-three."


def _answer(thinker: Any, mode: Mode = "interleaved", question: str = "", **options: Any) -> InterleavedAnswer:
    guarded, calculator = options.pop("guarded", True), options.pop("calculator", True)
    said = options.pop("said", "")
    schedule = InterleavedSchedule(mode, options.pop("ratio", (2, 8)), thinker.control, **options)
    return InterleavedAnswer(
        thinker.prefill(question), schedule, NumberGuard(question), thinker.tokens.decode, thinker.tokens.encode,
        guarded=guarded, calculator=calculator, said=said,
    )  # fmt: skip


def _run(answer: InterleavedAnswer, queued_s: float = 0.0) -> dict[Stream, str]:
    out = {Stream.SPOKEN: "", Stream.REASONING: ""}
    for _ in range(2000):
        if answer.over:
            return out
        for text in answer.step(queued_s):
            out[text.stream] += text.text
    raise AssertionError("the answer did not end")


@pytest.mark.parametrize("mode", ["interleaved", "think-first"])
@pytest.mark.parametrize("ratio", [(1, 9), (2, 8), (3, 7), (5, 5)])
def test_both_streams_come_out_whole(scripted: Any, mode: Mode, ratio: tuple[int, int]) -> None:
    thinker = scripted(OPENER, SUM, REPLY)
    answer = _answer(thinker, mode, ratio=ratio)
    out = _run(answer)
    assert out == {Stream.SPOKEN: OPENER + REPLY, Stream.REASONING: SUM}
    assert answer.closing() == ""
    assert (answer.drift, answer.cut_short) == (0, False)
    assert answer.tokens == (len(thinker.tokens.encode(SUM)), len(thinker.tokens.encode(OPENER + REPLY)))


def test_direct(scripted: Any) -> None:
    out = _run(_answer(scripted(OPENER, "", REPLY), "direct", guarded=False))
    assert out == {Stream.SPOKEN: OPENER + REPLY, Stream.REASONING: ""}


def test_a_number_too_early_is_held_until_the_reasoning_has_it(scripted: Any) -> None:
    """The script wants to say the result at once; each refused place holds a pad and nothing is said."""
    thinker = scripted("It's six hundred and thirty-three.", SUM, "")
    answer, spoken_at = _answer(thinker), None
    while not answer.over:
        for text in answer.step():
            if text.stream is Stream.SPOKEN and "six" in text.text:
                spoken_at = answer.reasoning
    assert spoken_at is not None
    assert "=633" in spoken_at
    assert answer.speech == "It's six hundred and thirty-three."
    assert answer.drift == 0
    s_pad = thinker.tokens.id("<s_pad>")
    assert thinker.tapes[0].pushed.count(s_pad) > 4


def test_without_the_guard_the_same_script_drifts(scripted: Any) -> None:
    answer = _answer(scripted("It's six hundred and thirty-three.", SUM, ""), guarded=False)
    _run(answer)
    answer.closing()
    assert answer.drift == 1


def test_a_wrong_result_is_never_spoken_and_the_right_one_is(scripted: Any) -> None:
    """Nothing holds 640: the speech stops before it and the sentence is finished with the result."""
    answer = _answer(scripted(OPENER, SUM, " It's six hundred and forty."))
    out = _run(answer)
    assert "forty" not in out[Stream.SPOKEN]
    assert answer.closing() == " six hundred and thirty-three."
    assert answer.drift == 0


def test_a_known_but_wrong_number_is_taken_back(scripted: Any) -> None:
    answer = _answer(scripted(OPENER, SUM, " It's two hundred and eighty-six."))
    _run(answer)
    assert answer.closing() == " Sorry, I mean it's six hundred and thirty-three."


def test_a_reply_without_the_result_gets_it(scripted: Any) -> None:
    answer = _answer(scripted(OPENER, SUM, ""))
    _run(answer)
    assert answer.closing() == " The answer is six hundred and thirty-three."


def test_numbers_of_the_question_may_be_spoken_at_once(scripted: Any) -> None:
    answer = _answer(scripted("Three plus four, okay.", "3+4\n=7", " It's seven."), question="what is 3 plus 4")
    out = _run(answer)
    assert out[Stream.SPOKEN] == "Three plus four, okay. It's seven."
    assert answer.drift == 0


def test_plenty_of_sound_keeps_the_reply_waiting_between_sentences(scripted: Any) -> None:
    thinker = scripted(OPENER, SUM, REPLY)
    assert _run(_answer(thinker), queued_s=9.0)[Stream.SPOKEN] == OPENER + REPLY


@pytest.mark.parametrize(("queued_s", "all_reasoned"), [(0.0, False), (9.0, True)])
def test_plenty_of_sound_lets_the_reasoning_go_first_between_sentences_alone(
    scripted: Any, queued_s: float, all_reasoned: bool
) -> None:
    """The script would say two sentences at once."""
    answer = _answer(scripted(f"{OPENER} So we add.", SUM, REPLY), ratio=(5, 1))
    reasoned = dict[str, str]()
    while not answer.over:
        answer.step(queued_s)
        for word in ("out.", "So"):
            if word in answer.speech:
                reasoned.setdefault(word, answer.reasoning)
    assert reasoned["out."] != SUM
    assert (reasoned["So"] == SUM) == all_reasoned


def test_the_likeliest_other_word_takes_the_place_of_a_suppressed_one(scripted: Any, tokens: Any) -> None:
    thinker = scripted(OPENER, SUM, " nine")
    answer = _answer(thinker, max_spoken=20)
    others = [tokens.encode(text)[0] for text in (" let", " me", " work")]
    plain = thinker.tapes[0].choose
    thinker.tapes[0].choose = lambda forbidden, count=1: [*plain(forbidden), *others][:count]
    said = _run(answer)[Stream.SPOKEN]
    assert " let" in said.removeprefix(OPENER)
    assert " me" not in said.removeprefix(OPENER)


def test_an_operation_at_the_end_of_the_reasoning_is_carried_out(scripted: Any) -> None:
    assert _run(_answer(scripted(OPENER, "347+286", REPLY)))[Stream.REASONING] == SUM


def test_progress_is_told_only_where_the_voice_is_idle(scripted: Any) -> None:
    reasoning = f"3+4=7\n{SUM}"
    for idle in (False, True):
        answer = _answer(scripted("", reasoning, REPLY), said="Okay.", calculator=False)
        while not answer.over:
            answer.step(0.0, True) if idle else answer.step()
        assert ("So far" in answer.speech) == idle


def test_endless_reasoning_is_cut(scripted: Any) -> None:
    answer = _answer(scripted(OPENER, "7+6=13\n" * 100, ""), max_reasoning=30)
    _run(answer)
    assert answer.cut_short
    assert answer.tokens[0] == 30
    assert answer.closing() == ""


def test_a_full_tape_ends_the_answer(scripted: Any) -> None:
    thinker = scripted(OPENER, "7+6=13\n" * 100, "")
    answer = _answer(thinker)
    thinker.tapes[0].room = 60
    _run(answer)
    assert answer.cut_short
    assert thinker.tapes[0].room >= 0


def test_characters_of_several_tokens_come_whole(scripted: Any, tokens: Any) -> None:
    assert len(tokens.encode("é√😀")) > 3, "the test needs characters that are split"
    out = _run(_answer(scripted("é√😀 okay.", "é√😀\n=7", " It's seven.")))
    assert out == {Stream.SPOKEN: "é√😀 okay. It's seven.", Stream.REASONING: "é√😀\n=7"}
