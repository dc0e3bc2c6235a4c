"""Exact working in place of the model's: the corpus's own tokens, at their places in every rhythm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.checking.written_methods import work
from model.corpus import kinds
from model.corpus.sequences import TokenStreams, interleave
from model.thinker.calculator import result_line, working_instead
from model.thinker.interleaved import InterleavedAnswer, InterleavedSchedule
from model.thinker.number_guard import NumberGuard
from model.thinker.tokenizers import RATIOS
from model.working import steps_of


@pytest.mark.parametrize(
    ("line", "choice", "expected"),
    [
        ("47+38", ":", ": 7+8=15 4+3+1=8\n=85"),
        ("3+4", "=", "=7"),
        ("12*11", "\n", "\n12*1: 2*1=2 1*1=1\n=12\n12*10: 2*1=2 1*1=1\n=120\n12+120: 2+0=2 1+2=3 0+1=1\n=132"),
        ("3<5", "\n", ""),  # a difference to follow, or two numbers compared
        ("2.5+1.5", "=", "=(25+15)/10\n25+15: 5+5=10 2+1+1=4\n=40\n40/10=4"),
        ("15% of 60", "=", "=(15*60)/100\n15*60: 5*6=30 1*6+3=9\n=900\n900/100=9"),
        ("17/5", None, ": 17-5*3=17-15=2\n=3 r 2"),
        ("47+38", "1", ""),
        ("47+38", "+", ""),
        ("47+38", "", ""),
        ("47+38: 7+8", "=", ""),
        ("=85", "\n", ""),
        ("17/0", ":", ""),
        ("3-5", "=", ""),
        ("", None, ""),
    ],
)  # fmt: skip
def test_only_what_begins_the_working_is_replaced(line: str, choice: str | None, expected: str) -> None:
    assert working_instead(line, choice) == expected


class OnlyPlans:
    """Writes operations, then what begins their working in a wrong way, and says nothing."""

    def __init__(self, tokens: Any, plans: list[str], begins: str) -> None:
        self.room, self.pushed, self._tokens = 5000, list[int](), tokens
        ids = [[*tokens.encode(plan), *tokens.encode(begins)] for plan in plans]
        line = tokens.encode("\n")
        self._thoughts = [i for plan in ids[:-1] for i in [*plan, *line]] + ids[-1]

    def push(self, *ids: int) -> None:
        self.pushed += ids
        self.room -= len(ids)

    def choose(self, forbidden: Collection[int], count: int = 1) -> list[int]:
        name = self._tokens.id
        if name("<r_end>") not in forbidden:
            return [self._thoughts.pop(0) if self._thoughts else name("<r_end>")]
        return [name("<s_pad>") if name("<s_pad>") not in forbidden else name("<s_end>")] * count

    def log_probability(self, token: int) -> float:
        return 0.0


numbers = st.integers(0, 9) | st.integers(0, 9999)


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(numbers, st.sampled_from("+-*/"), numbers), min_size=1, max_size=3),
       st.sampled_from(RATIOS), st.sampled_from([":", "=", "\n"]))  # fmt: skip
def test_given_tokens_are_those_of_the_corpus_in_every_rhythm(
    tokens: Any, plans: list[tuple[int, str, int]], ratio: tuple[int, int], begins: str
) -> None:
    plans = [(a, op, b) for a, op, b in plans if work(a, op, b or 1)[0].startswith(f"{a}{op}{b}")] or [(3, "+", 4)]
    control = _control(tokens)
    sequence = OnlyPlans(tokens, [f"{a}{op}{b}" for a, op, b in plans], begins)
    schedule = InterleavedSchedule("interleaved", ratio, control, max_reasoning=2000)
    answer = InterleavedAnswer(sequence, schedule, NumberGuard(), tokens.decode, tokens.encode)  # type: ignore[arg-type]
    while not answer.over:
        answer.step()
    lines = [line for plan in plans for line in work(*plan)]
    reasoning = tokens.encode("\n".join(lines))
    assert answer.reasoning == "\n".join(lines)
    assert sequence.pushed == interleave(TokenStreams(reasoning, []), ratio, tokens).ids
    assert answer.tokens == (len(reasoning), 0)
    assert answer.calculated
    assert not answer.declined


def _control(tokens: Any) -> Any:
    from model.thinker.tokenizers import SPECIAL
    from model.thinker.types import ControlTokens

    name = tokens.id
    special = frozenset(map(name, SPECIAL))
    return ControlTokens(name("<s_pad>"), name("<r_pad>"), name("<s_end>"), name("<r_end>"), special)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (["13-3=10"], "=10"),
        (["6<16", "16-6=10"], "=-10"),
        (["40/5=8", "45>8", "slip(40/5,45)=added"], "=8"),
        (["17/5: 17-5*3=17-15=2", "=3 r 2"], "=3 r 2"),
        (["1% of 120=(1*120)/100", "120*1: 0*1=0 2*1=2 1*1=1", "=120", "120/100=1.2"], "=1.2"),
        (["220<2200"], ""),
        ([""], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_a_result_is_repeated_as_it_was_worked_out(before: list[str], expected: str) -> None:
    assert working_instead("", "=", before) == expected
    assert working_instead("", "4", before) == ""


def test_every_repeated_result_of_the_corpus_is_found_again() -> None:
    rng = Random(5)
    kinds_drawn = [kinds.draw(rng, kind, False, Counter()) for kind in ("one", "negatives", "check", "hint", "percent")
                   for _ in range(40)]  # fmt: skip
    repeated = 0
    for problem in kinds_drawn:
        *lines, last = problem.reasoning or ("",)
        if last.startswith("=") and steps_of(lines) and steps_of([*lines, last])[-1].end == len(lines):
            repeated += 1
            assert result_line(lines) == last
    assert repeated > 20


def test_nothing_is_added_to_exact_working(tokens: Any) -> None:
    sequence = OnlyPlans(tokens, ["47+38"], ":8")
    schedule = InterleavedSchedule("interleaved", (2, 8), _control(tokens))
    answer = InterleavedAnswer(sequence, schedule, NumberGuard(), tokens.decode, tokens.encode)  # type: ignore[arg-type]
    while not answer.over:
        answer.step()
    assert answer.reasoning.rstrip("\n") == "47+38: 7+8=15 4+3+1=8\n=85"


@pytest.mark.parametrize("ratio", RATIOS)
def test_the_model_alone_writes_its_own_working(tokens: Any, ratio: tuple[int, int]) -> None:
    sequence = OnlyPlans(tokens, ["47+38"], ": 1+1=3\n=9")
    schedule = InterleavedSchedule("interleaved", ratio, _control(tokens))
    answer = InterleavedAnswer(
        sequence, schedule, NumberGuard(), tokens.decode, tokens.encode, calculator=False,  # type: ignore[arg-type]
    )  # fmt: skip
    while not answer.over:
        answer.step()
    assert answer.reasoning == "47+38: 1+1=3\n=9"
    assert (answer.calculated, answer.declined) == (False, False)


def test_working_beyond_the_limit_is_cut_with_the_reasoning(tokens: Any) -> None:
    sequence = OnlyPlans(tokens, ["987654321*123456789"], ":")
    schedule = InterleavedSchedule("interleaved", (2, 8), _control(tokens), max_reasoning=60)
    answer = InterleavedAnswer(sequence, schedule, NumberGuard(), tokens.decode, tokens.encode)  # type: ignore[arg-type]
    while not answer.over:
        answer.step()
    assert (answer.tokens[0], answer.cut_short) == (60, True)
