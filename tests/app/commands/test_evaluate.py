"""`aloud eval` end to end over a scripted engine."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import model.engine
import model.loader
from app import cli as front_door
from app.commands import evaluate
from model.errors import BadInput
from model.evaluation import report as figures_report
from model.evaluation import spoken_mqa
from model.evaluation.runner import Question
from tests.fakes.engine import FakeEngine, sum_answer


class Engine(FakeEngine):
    """Built as the real one is."""

    built: list[str] = []  # noqa: RUF012 - shared on purpose
    bundles: list[Path] = []  # noqa: RUF012
    asked: list[Any] = []  # noqa: RUF012

    def __init__(self, bundle: Path, sink: Any, *, quant: str = "auto") -> None:
        super().__init__(sink, sum_answer)
        modes = ("interleaved", "think-first", "direct")
        Engine.bundles.append(bundle)
        self.info = SimpleNamespace(bundle="tiny", device="cpu", ratios=((2, 8), (5, 5)), modes=modes)
        Engine.built.append(quant)
        self.calls = Engine.asked

    def wait_ready(self) -> None:
        """At once."""

    def close(self) -> None:
        """Nothing to free."""


@pytest.fixture
def question_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(model.engine, "TutorEngine", Engine)
    Engine.built.clear()
    Engine.bundles.clear()
    Engine.asked.clear()
    rows = [{"text": "What is 347 plus 286?", "answer": "633", "kind": "sum"}] * 2
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return tmp_path


def aloud_eval(*argv: object) -> int:
    parser = argparse.ArgumentParser()
    evaluate.add_arguments(parser)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "find_bundle", Path)
        return evaluate.run(parser.parse_args([str(a) for a in argv]))


def test_one_table_compares_modes_ratios_and_precisions(question_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures, answers = question_set / "f.json", question_set / "a.jsonl"
    code = aloud_eval(
        question_set, "--mode", "interleaved", "--mode", "direct", "--ratio", "2:8", "--ratio", "5:5",
        "--quant", "bf16", "--quant", "nf4", "--json", figures, "--answers", answers,
    )  # fmt: skip
    assert code == 0
    assert Engine.built == ["bf16", "nf4"]
    out = capsys.readouterr().out
    names = ["interleaved 2:8 bf16", "interleaved 5:5 bf16", "direct bf16", "interleaved 2:8 nf4"]
    assert all(name in out for name in names)
    report = json.loads(figures.read_text("utf-8"))
    assert (report["accuracy"], report["mode"], report["device"]) == (1.0, "interleaved", "cpu")
    assert [(run["mode"], run["ratio"]) for run in report["runs"][:3]] == [
        ("interleaved", "2:8"), ("interleaved", "5:5"), ("direct", "2:8")]  # fmt: skip
    assert report["runs"][0]["kinds"]["sum"]["questions"] == 2
    assert len(answers.read_text("utf-8").splitlines()) == 12


def test_limit(question_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = question_set / "f.json"
    aloud_eval(question_set, "--limit", "1", "--json", figures)
    assert json.loads(figures.read_text("utf-8"))["questions"] == 1


def test_a_ratio_that_was_not_trained_is_refused(question_set: Path) -> None:
    with pytest.raises(BadInput, match="not trained for interleaved 4:6"):
        aloud_eval(question_set, "--ratio", "4:6")


def test_a_way_to_think_that_the_bundle_lacks_is_refused(question_set: Path) -> None:
    with pytest.raises(BadInput, match="cannot do concurrent; it knows these modes: interleaved"):
        aloud_eval(question_set, "--mode", "concurrent")


def test_drift_is_counted_with_and_without_the_guard(question_set: Path, tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    aloud_eval(question_set, "--drift", "--json", file)
    runs = json.loads(file.read_text("utf-8"))["runs"]
    assert [run["guard"] for run in runs] == [True, False]
    assert all("drift_per_100" in run and "spoken_agrees" in run for run in runs)
    assert [call[2].guard for call in Engine.asked] == [True, True, False, False]
    Engine.asked.clear()
    aloud_eval(question_set, "--no-guard")
    assert [call[2].guard for call in Engine.asked] == [False, False]


def test_the_benchmark_and_a_set_are_told_apart(question_set: Path) -> None:
    for argv in ((), (question_set, "--spoken-mqa", question_set)):
        with pytest.raises(BadInput, match="one of the two"):
            aloud_eval(*argv)
    with pytest.raises(BadInput, match="goes with neither"):
        aloud_eval("--spoken-mqa", question_set, "--degrade", "room")


def test_the_benchmark_is_answered_and_scored_by_its_own_rule(
    question_set: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = [Question(None, "What is 347 plus 286?", "633", split) for split in spoken_mqa.SPLITS]
    monkeypatch.setattr(spoken_mqa, "read", lambda folder, sounds, limit: questions)
    figures = question_set / "f.json"
    assert aloud_eval("--spoken-mqa", question_set, "--json", figures, "--drift") == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()[-2:]] == [["interleaved", "2:8"]] * 2
    report = json.loads(figures.read_text("utf-8"))
    assert report["set"] == question_set.name
    assert report["runs"][1]["spoken_mqa"]["all"]["accuracy"] == 1


@pytest.mark.parametrize("name", ["none/f.json", "questions.jsonl/f.json", "."])
@pytest.mark.parametrize("option", ["--json", "--answers"])
def test_a_place_that_cannot_be_written_costs_no_run(question_set: Path, name: str, option: str) -> None:
    with pytest.raises(BadInput, match="cannot be a file"):
        aloud_eval(question_set, option, question_set / name)
    assert Engine.built == []


@pytest.mark.parametrize("ratio", ["2", "0:8", "a:b", "2:8:1"])
def test_a_bad_ratio_is_refused(question_set: Path, ratio: str) -> None:
    with pytest.raises(BadInput, match="not a ratio"):
        aloud_eval(question_set, "--ratio", ratio)


@pytest.mark.parametrize("folder", ["missing", "questions.jsonl"])
def test_figures_that_cannot_be_written_are_reported(question_set: Path, folder: str) -> None:
    with pytest.raises(BadInput, match="cannot write"):
        figures_report.write_json(question_set / folder / "f.json", {})


def test_figures_name_what_was_measured_and_no_place_on_this_machine(question_set: Path) -> None:
    figures = question_set / "f.json"
    aloud_eval(question_set, "--bundle", question_set / "folder", "--json", figures)
    assert Engine.bundles == [question_set / "folder"]
    report = json.loads(figures.read_text("utf-8"))
    assert (report["set"], report["bundle"]) == (question_set.name, "tiny")
    assert str(question_set.parent) not in figures.read_text("utf-8")


def test_the_front_door_takes_a_name(
    question_set: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = home / "data" / "bundles" / "mine"
    mine.mkdir(parents=True)
    (mine / "bundle.toml").touch()
    assert front_door.run(["eval", str(question_set), "--bundle", "mine"]) == 0
    assert Engine.bundles == [mine]
    loaded: list[Path] = []

    def load(path: Path, **_: object) -> None:
        loaded.append(path)
        raise BadInput("not a real one: get another")

    monkeypatch.setattr(model.loader, "load_bundle", load)
    capsys.readouterr()
    assert front_door.run(["bench", "--bundle", "mine"]) == 2
    assert loaded == [mine]
    for command in (["eval", str(question_set)], ["bench"]):
        capsys.readouterr()
        assert front_door.run([*command, "--bundle", "nope"]) == 2
        assert "there is no bundle 'nope'" in capsys.readouterr().err
