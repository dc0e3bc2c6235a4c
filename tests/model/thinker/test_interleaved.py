"""The schedule against the format it must produce, and under random tokens, clocks and stops."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.thinker.interleaved import Choose, InterleavedSchedule, Known
from model.thinker.types import PAUSE_ABOVE_S, ControlTokens, Mode, Stream

S_PAD, R_PAD, S_END, R_END = 1, 2, 3, 4
MARKS = ControlTokens(S_PAD, R_PAD, S_END, R_END, special=frozenset(range(10)))
TEXT = range(10, 30)
RATIOS = [(1, 9), (2, 8), (3, 7), (5, 5)]


def _replay(schedule: InterleavedSchedule, spoken: list[list[int]], reasoning: list[int]) -> list[int]:
    """Drives a schedule as a trained model would: spoken[0] at once, spoken[1] when all reasoning is out."""
    opener, reply = (list(part) for part in spoken)
    thoughts, out = list(reasoning), []
    while (step := schedule.next()) is not None:
        if isinstance(step, Known):
            out += step.ids
            continue
        if step.stream is Stream.REASONING:
            token = thoughts.pop(0) if thoughts else R_END
        else:
            queue = opener or (reply if not thoughts else [])
            token = queue.pop(0) if queue else (S_PAD if step.may_pad else S_END)
        assert schedule.take(token) is step.stream
        out.append(token)
    return out


def test_interleaved_follows_the_trained_format() -> None:
    opener, reply, reasoning = [20, 21, 22], [23, 24, 25], list(range(100, 111))
    control = ControlTokens(S_PAD, R_PAD, S_END, R_END, frozenset(range(10)))
    got = _replay(InterleavedSchedule("interleaved", (2, 8), control), [opener, reply], reasoning)
    first = [20, 21, *range(100, 108)]
    second = [22, S_PAD, *range(108, 111), R_END, R_PAD, R_PAD, R_PAD, R_PAD]
    assert got == first + second + [23, 24, 25, S_END]


def test_a_result_may_be_said_before_the_end_mark_of_the_reasoning() -> None:
    got = _replay(InterleavedSchedule("interleaved", (2, 8), MARKS), [[20], [23, 24, 25]], list(range(100, 108)))
    assert got == [20, S_PAD, *range(100, 108), 23, 24, R_END, *[R_PAD] * 7, 25, S_END]


def test_think_first_and_direct() -> None:
    think = _replay(InterleavedSchedule("think-first", (2, 8), MARKS), [[20], [21]], [100, 101])
    assert think == [100, 101, R_END, 20, 21, S_END]
    assert _replay(InterleavedSchedule("direct", (2, 8), MARKS), [[20], [21]], []) == [20, 21, S_END]


def test_plenty_of_sound_sends_all_steps_to_the_reasoning() -> None:
    schedule = InterleavedSchedule("interleaved", (2, 8), MARKS)
    assert schedule.next(PAUSE_ABOVE_S + 0.1, between_sentences=True) == Known((S_PAD, S_PAD))
    step = schedule.next(PAUSE_ABOVE_S + 0.1, between_sentences=True)
    assert isinstance(step, Choose)
    assert step.stream is Stream.REASONING
    other = InterleavedSchedule("interleaved", (2, 8), MARKS)
    inside_a_sentence = other.next(PAUSE_ABOVE_S + 0.1, between_sentences=False)
    assert isinstance(inside_a_sentence, Choose)
    assert inside_a_sentence.stream is Stream.SPOKEN


def test_limits_close_both_streams_and_say_so() -> None:
    schedule = InterleavedSchedule("interleaved", (2, 8), MARKS, max_reasoning=5, max_spoken=3)
    out = []
    while (step := schedule.next()) is not None:
        if isinstance(step, Known):
            out += step.ids
        else:
            schedule.take(15)
            out.append(15)
    assert out == [15, 15, *[15] * 5, R_END, R_PAD, R_PAD, 15, S_END]
    assert schedule.cut_short


def test_every_spoken_token_of_the_limit_may_be_used() -> None:
    schedule = InterleavedSchedule("interleaved", (2, 3), MARKS, max_reasoning=7, max_spoken=3)
    out = []
    while (step := schedule.next()) is not None:
        if isinstance(step, Known):
            out += step.ids
        else:
            schedule.take(15)
            out.append(15)
    assert out == [15, 15, 15, 15, 15, 15, S_PAD, 15, 15, 15, S_PAD, S_PAD, 15, R_END, R_PAD, S_END]


def test_a_finished_answer_is_not_cut_short() -> None:
    schedule = InterleavedSchedule("interleaved", (2, 8), MARKS)
    _replay(schedule, [[20], [21]], [100])
    assert not schedule.cut_short
    assert (schedule.reasoning_tokens, schedule.spoken_tokens) == (1, 2)
    assert schedule.next() is None


@pytest.mark.parametrize("token", [S_END, R_PAD, R_END, 7])
def test_a_forbidden_token_is_refused(token: int) -> None:
    with pytest.raises(ValueError, match="forbidden"):
        InterleavedSchedule("interleaved", (2, 8), MARKS).take(token)


def test_speech_cannot_be_stopped_while_it_can_hold() -> None:
    with pytest.raises(ValueError, match="pad"):
        InterleavedSchedule("interleaved", (2, 8), MARKS).stop_speaking()


@pytest.mark.parametrize("bad", [(0, 8), (2, 0)])
def test_a_ratio_without_a_stream_is_refused(bad: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="positive"):
        InterleavedSchedule("interleaved", bad, MARKS)


@settings(deadline=None)
@given(
    mode=st.sampled_from(["interleaved", "think-first", "direct"]),
    ratio=st.sampled_from(RATIOS),
    seed=st.integers(0, 2**32),
    end_bias=st.floats(0, 0.5),
    limits=st.tuples(st.integers(1, 60), st.integers(1, 40)),
)
def test_random_tokens_and_clocks(
    mode: Mode, ratio: tuple[int, int], seed: int, end_bias: float, limits: tuple[int, int]
) -> None:
    """It always ends within its limits, and every text token is the stream's whose place it took."""
    random_ = random.Random(seed)
    schedule = InterleavedSchedule(mode, ratio, MARKS, max_reasoning=limits[0], max_spoken=limits[1])
    sequence: list[tuple[Stream | None, int]] = []
    for _ in range(3 * (limits[0] + limits[1]) * sum(ratio) + 50):
        step = schedule.next(random_.uniform(0, 5), random_.random() < 0.5)
        if step is None:
            break
        if isinstance(step, Known):
            assert step.ids
            assert set(step.ids) <= {S_PAD, R_PAD, S_END, R_END}
            sequence += [(None, token) for token in step.ids]
            continue
        assert step.may_pad == (S_PAD not in step.forbidden)
        control = [token for token in (S_PAD, S_END, R_END) if token not in step.forbidden]
        token = random_.choice(control) if control and random_.random() < end_bias else random_.choice(TEXT)
        if step.stream is Stream.SPOKEN and not schedule.reasoning_open and random_.random() < 0.02:
            sequence.append((None, schedule.stop_speaking()))
            continue
        sequence.append((schedule.take(token), token))
    else:
        pytest.fail("the schedule did not end")
    _check_format(mode, ratio, sequence, limits)


def _check_format(
    mode: Mode, ratio: tuple[int, int], sequence: list[tuple[Stream | None, int]], limits: tuple[int, int]
) -> None:
    ids = [token for _, token in sequence]
    assert ids.count(S_END) == 1
    assert ids[-1] == S_END
    assert ids.count(R_END) == (mode != "direct")
    spoken = [token for stream, token in sequence if stream is Stream.SPOKEN and token in TEXT]
    thought = [token for stream, token in sequence if stream is Stream.REASONING and token in TEXT]
    assert len(spoken) + len(thought) == sum(token in TEXT for token in ids)
    assert len(thought) <= limits[0]
    assert len(spoken) <= limits[1]
    if mode != "interleaved":
        assert S_PAD not in ids
        assert R_PAD not in ids
        return
    p, q = ratio
    end = ids.index(R_END)
    assert R_PAD not in ids[:end]
    assert S_PAD not in ids[end:]
    for at, (stream, token) in enumerate(sequence[: end + 1]):
        if at % (p + q) < p:
            assert token == S_PAD or stream is Stream.SPOKEN
        else:
            assert token == R_END or stream is Stream.REASONING
    pads = -(end + 1) % (p + q)
    assert ids[end + 1 : end + 1 + pads] == [R_PAD] * pads
    assert all(stream is not Stream.REASONING for stream, _ in sequence[end + 1 :])
