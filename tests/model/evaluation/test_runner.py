"""Driving an engine over a set."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import soundfile as sf

from model.engine import TurnOptions, TutorEngine
from model.errors import AloudError
from model.evaluation import runner
from model.evaluation.report import summarise, table
from model.evaluation.runner import Inbox, Outcome, Question, run_set
from model.events import ReasoningText, SpokenText, TurnEnded, TurnEvent
from model.loader import EngineInfo
from model.playback_clock import SilentPlayback
from model.thinker.earlier_turn import EarlierTurn
from tests.fakes.engine import FakeEngine, sum_answer


def outcomes(script: Any, *questions: Question, **options: Any) -> tuple[list[Outcome], FakeEngine]:
    inbox = Inbox()
    engine = FakeEngine(inbox.put, script)
    return list(run_set(engine, inbox, questions, TurnOptions(follow_up=False), **options)), engine


QUESTION = Question(None, "What is 347 plus 286?", "633", "sum")


def test_an_outcome_holds_its_own_turn_only() -> None:
    (first, second), _ = outcomes(sum_answer, QUESTION, QUESTION)
    for outcome in (first, second):
        assert outcome.spoken == "Okay. It's six hundred and thirty-three."
        assert outcome.reasoning == "347+286\n=633\n"
        assert outcome.heard == "347+286"
        assert (outcome.right, outcome.spoken_right, outcome.spoken_agrees, outcome.mqa_right) == (True,) * 4
        assert (outcome.drift, outcome.speech_s) == (0, 2.0)


def test_recordings_are_played_and_typed_questions_are_not(tmp_path: Path) -> None:
    sf.write(tmp_path / "q.wav", np.full(1600, 0.1), 16_000)
    spoken = Question(tmp_path / "q.wav", "1+1", "2")
    (_, engine) = outcomes(sum_answer, spoken)
    assert engine.questions[0].shape == (1600,)
    (_, engine) = outcomes(sum_answer, spoken, typed=True)
    assert engine.questions == ["1+1"]


def test_a_question_with_a_turn_before_follows_it(tmp_path: Path) -> None:
    before = {"question": "What is 12 plus 3?", "reasoning": ["12+3=15", "=15"], "reply": "It's fifteen."}
    rows = [{"text": "And times 2?", "answer": "30", "context": before}, {"text": "1+1", "answer": "2"}]
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (first, _), engine = outcomes(sum_answer, *runner.read_questions(tmp_path))
    turn = EarlierTurn("What is 12 plus 3?", ("12+3=15", "=15"), "It's fifteen.")
    assert first.question.context == turn
    assert engine.asides == [("recall", turn)]
    assert [call[2].follow_up for call in engine.calls] == [True, False]


def test_every_turn_has_its_own_clock_that_hears_its_sound() -> None:
    clocks: list[SilentPlayback] = []

    def new_clock() -> SilentPlayback:
        clocks.append(SilentPlayback(lambda: 0.0))
        return clocks[-1]

    outcomes(sum_answer, QUESTION, QUESTION, new_clock=new_clock)
    assert [clock.queued_s() for clock in clocks] == [2.0, 2.0]


def test_a_turn_without_end_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(turn: int) -> list[TurnEvent]:
        return [SpokenText(turn, 0.0, "Okay.")]

    monkeypatch.setattr(runner, "TURN_LIMIT_S", 0.05)
    inbox = Inbox()
    engine = FakeEngine(inbox.put, endless)
    with pytest.raises(AloudError, match="took longer"):
        list(run_set(engine, inbox, [QUESTION], TurnOptions()))
    assert engine.cancels == 1


def test_figures_and_table() -> None:
    wrong = Question(None, "What is 2 plus 2?", "4", "other")
    done, _ = outcomes(sum_answer, QUESTION, QUESTION, wrong)
    figures = summarise(done)
    assert figures["accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["spoken_agrees"] == 1.0
    assert figures["ttfa_s"] == {"p50": 0.2, "p95": 0.2}
    assert figures["kinds"]["other"]["accuracy"] == 0.0
    assert (figures["questions"], figures["underruns"], figures["unfinished"]) == (3, 0, 0)
    lines = table([("interleaved 2:8", figures)]).splitlines()
    assert [line.split()[0] for line in lines] == ["questions", "interleaved", "other", "sum"]
    assert "66.7 %" in lines[1]


def test_what_must_be_declined_and_what_was() -> None:
    """A row without an answer is right if it was declined; a declined answer is never confidently wrong."""

    def declining(turn: int) -> list[TurnEvent]:
        events = sum_answer(turn)
        ended = events[-1]
        assert isinstance(ended, TurnEnded)
        return [*events[:-1], replace(ended, answer="", declined=True)]

    unanswerable = Question(None, "Who are you?", None, "")
    answered, _ = outcomes(sum_answer, QUESTION, unanswerable, Question(None, "2+2", "4", ""))
    declined, _ = outcomes(declining, QUESTION, unanswerable)
    figures = summarise([*answered, *declined])
    assert [o.right for o in answered + declined] == [True, False, False, False, True]
    assert (figures["accuracy"], figures["confidently_wrong"], figures["declined"]) == (0.4, 0.4, 0.4)
    assert figures["accuracy_ci"] == [0.1176, 0.7693]  # statsmodels' proportion_confint(2, 5, method="wilson")


def test_lines_that_were_taken_back_are_no_reasoning() -> None:
    def mended(turn: int) -> list[TurnEvent]:
        return [
            ReasoningText(turn, 0.0, "3+4=7\n", "right", 0),
            ReasoningText(turn, 0.0, "7+4="),
            ReasoningText(turn, 0.0, "12\n", "wrong", 1, True),
            SpokenText(turn, 0.0, "It's twelve."),
            ReasoningText(turn, 0.0, "7+4=11\n", "right", 2),
            sum_answer(turn)[-1],
        ]

    (outcome,), _ = outcomes(mended, Question(None, "3 and 4", "11"))
    assert outcome.reasoning == "3+4=7\n7+4=11\n"
    assert outcome.drift == 1


def test_nothing_answered_gives_no_figures() -> None:
    figures = summarise([])
    assert figures["accuracy"] is None
    assert figures["ttfa_s"] is None
    assert table([("x", figures)])


def test_the_instant_clock_never_runs_dry() -> None:
    clock = SilentPlayback(realtime=False)
    assert clock.queued_s() == 0.0
    clock.hand_out(0.1)
    assert clock.queued_s() == 1.0
    assert clock.underruns() == 0


def test_the_paced_clock_counts_gaps() -> None:
    times = iter([0.0, 0.5, 1.0, 2.0, 2.0])
    clock = SilentPlayback(lambda: next(times))
    clock.hand_out(1.0)  # at 0.0
    assert clock.queued_s() == pytest.approx(0.5)
    clock.hand_out(0.5)  # at 1.0: just in time
    clock.hand_out(1.0)  # at 2.0: half a second late
    assert clock.underruns() == 1
    assert clock.queued_s() == pytest.approx(1.0)


@pytest.mark.parametrize("new_clock", [partial(SilentPlayback, realtime=False), SilentPlayback])
def test_the_real_engine_is_driven_as_the_fake_is(scripted: Any, voice: Any, new_clock: Any) -> None:
    info = EngineInfo("scripted", "cpu", "bf16", 0, voice.sample_rate)
    thinker = scripted("Okay. ", "3+4\n=7", "It's seven.")
    loaded = SimpleNamespace(thinker=thinker, voice=voice, info=info)
    inbox = Inbox()
    engine = TutorEngine(Path(), inbox.put, loader=lambda: cast("Any", loaded))
    try:
        engine.wait_ready(60)
        questions = [Question(None, "what is three plus four", "7")] * 2
        done = list(run_set(engine, inbox, questions, TurnOptions(), new_clock=new_clock))
    finally:
        engine.close()
    for outcome in done:
        assert (outcome.ended.reason, outcome.ended.answer) == ("complete", "7")
        assert (outcome.right, outcome.spoken_right, outcome.drift, outcome.ended.drift) == (True, True, 0, 0)
        assert outcome.speech_s == pytest.approx(0.02 * len(outcome.spoken), abs=0.1)
        assert outcome.ended.ttfa_s is not None
