"""Worked solutions become problems, by rules and by a model; what is wrong with them is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from model.bundle_manifest import write_manifest
from model.corpus import rewriting, validation
from model.corpus.problem import Problem, ReplyPart
from model.corpus.rewriting import ModelJudge, ModelRewriter, RuleJudge, RuleRewriter, annotated
from model.corpus.sources import Worked
from model.errors import AloudError, BadInput
from tests.model.thinker.chat_server import ChatServer, running, text_of

QUESTION = "A box holds 12 eggs. Ann buys 5 boxes and uses 7 eggs. How many eggs are left?"
SOLUTION = "She buys 12 * 5 = 60 eggs. After baking, 60 - 7 = 53 eggs are left."
EGGS = Worked(QUESTION, SOLUTION, "53", "Orca-Math", QUESTION)
REPLY: dict[str, Any] = {
    "question": "A box holds 12 eggs. Ann buys 5 boxes, and uses 7 eggs. How many are left?",
    "opening": "Twelve eggs in each of five boxes.",
    "steps": [{"write": "12 * 5", "say": "That's sixty eggs."}, {"write": "60-7=53", "say": "Fifty-three are left."}],
}


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        (SOLUTION, "<<12*5=60>> <<60-7=53>>"),
        ("He pays 3 × $4 = $12, and $1,200 ÷ 12 = $100.", "<<3*4=12>> <<1200/12=100>>"),
        (r"We get $48 \div 2 = 24$ clips and $\(24 + 48\) = 72$.", "<<48/2=24>> <<24+48=72>>"),
        ("(3 + 4) * 2 = 14, then (3 + 4) * 2 = 14 again", "<<(3+4)*2=14>>"),
        ("He has <<4+3=7>>7. Also 1 + 1 = 2.", "He has <<4+3=7>>7. Also 1 + 1 = 2."),
        ("x + 3 = 7, so nothing is known", ""),
    ],
)
def test_equations_of_a_solution(text: str, notes: str) -> None:
    assert annotated(text) == notes


def test_rules_rewrite_a_solution_without_notes() -> None:
    problem = RuleRewriter().rewrite(EGGS, Random(1))
    assert isinstance(problem, Problem)
    assert (problem.plan, problem.answer, problem.question) == (("12*5", "60-7"), "53", QUESTION)
    assert (problem.kind, problem.source, problem.family) == ("worked", "Orca-Math", EGGS.family)
    assert "sixty" in problem.said
    assert RuleJudge().judge(problem, EGGS) == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"solution": "It is clear that 53 are left."}, "no annotated step"),
        ({"answer": "52"}, "the last note is not the answer"),
        ({"solution": "12 * 5 = 61, 61 - 7 = 54", "answer": "54"}, "a note that is not exact"),
        ({"question": "How many are 3/4 of it?"}, "signs or forms that are not said plainly"),
    ],
)
def test_rules_say_why_they_cannot(change: dict[str, Any], reason: str) -> None:
    assert RuleRewriter().rewrite(replace(EGGS, **change), Random(1)) == reason


def test_the_judge_finds_another_answer_and_a_number_too_early() -> None:
    problem = RuleRewriter().rewrite(EGGS, Random(1))
    assert isinstance(problem, Problem)
    assert RuleJudge().judge(problem, replace(EGGS, answer="54")) == "another answer"
    early = replace(problem, reply=tuple(replace(part, after=0) for part in problem.reply))
    assert RuleJudge().judge(early, EGGS) == "number too early"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    """Replies what `answers` holds, the last of it for ever."""

    def reply(messages: list[dict[str, Any]], most: int) -> list[str]:
        asked.append(text_of(messages))
        text = answers.pop(0) if len(answers) > 1 else answers[0]
        return [text[i : i + 40] for i in range(0, len(text), 40)]

    answers.clear()
    asked.clear()
    rewriting.text_model.cache_clear()
    with running(reply) as made:
        yield made
        rewriting.text_model(made.address).close()


answers: list[str] = []
asked: list[str] = []


def test_a_model_on_a_server_rewrites(server: ChatServer) -> None:
    answers.append(f"Here it is:\n```json\n{json.dumps(REPLY)}\n```")
    problem = rewriting.rewriter(server.address).rewrite(EGGS, Random(1))
    assert isinstance(problem, Problem)
    assert problem.plan == ("12*5", "60-7")
    assert problem.reply[1] == ReplyPart(problem.reasoning.index("=60") + 1 if "=60" in problem.reasoning else 1,
                                         "That's sixty eggs.")  # fmt: skip
    assert validation.reject(problem) == ""
    assert QUESTION in asked[0]
    assert SOLUTION in asked[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"steps": [{"write": "12 plus 5", "say": "That's sixty."}]}, "a step without exact working"),
        ({"steps": []}, "a step without exact working"),
        ({"steps": "12*5"}, "the model's reply has another form"),
        ({"opening": None}, "the model's reply has another form"),
    ],
)
def test_a_reply_that_cannot_be_used(server: ChatServer, change: dict[str, Any], reason: str) -> None:
    answers.append(json.dumps(REPLY | change))
    assert rewriting.rewriter(server.address).rewrite(EGGS, Random(1)) == reason


def test_what_a_model_wrote_is_checked_by_rules(server: ChatServer) -> None:
    """Result said in the opening; another result; signs in the speech."""
    steps = REPLY["steps"]
    broken = {
        "number too early": REPLY | {"opening": "It will be fifty-three."},
        "another answer": REPLY | {"steps": [steps[0], {"write": "60+7", "say": "Sixty-seven are left."}]},
        "reply has signs": REPLY | {"steps": [steps[0], {"write": "60-7", "say": "So 53 are left."}]},
        "spoken result is not the answer": REPLY | {"steps": [steps[0], {"write": "60-7", "say": "Sixty are left."}]},
    }
    for reason, reply in broken.items():
        answers[:] = [json.dumps(reply)]
        problem = rewriting.rewriter(server.address).rewrite(EGGS, Random(1))
        assert isinstance(problem, Problem)
        assert RuleJudge().judge(problem, EGGS) == reason


def test_a_model_judges_what_passed_the_rules(server: ChatServer) -> None:
    problem = RuleRewriter().rewrite(EGGS, Random(1))
    assert isinstance(problem, Problem)
    judge = rewriting.judge(server.address)
    for text, verdict in (("Yes.", ""), ("No: too long.", "the judge said no"), ("Perhaps.", "no verdict")):
        answers[:] = [text]
        assert judge.judge(problem, EGGS) == verdict
    assert problem.said in asked[-1]
    assert judge.judge(problem, replace(EGGS, answer="1")) == "another answer"
    assert len(asked) == 3  # the rules needed no model


def test_a_server_that_is_gone_stops_the_build(server: ChatServer) -> None:
    address = server.address
    server.close()
    with pytest.raises(AloudError, match="cannot be reached"):
        rewriting.rewriter(address).rewrite(EGGS, Random(1))


class Local:
    """A model on this machine whose reply ends too early."""

    cut = True

    def write(self, messages: Any, most: int) -> Any:
        self.pieces = ["no", None]
        return self

    def read(self) -> str | None:
        return self.pieces.pop(0)


def test_a_reply_that_is_too_long() -> None:
    model: Any = Local()
    assert ModelRewriter(model).rewrite(EGGS, Random(1)) == "the model's reply is too long"
    problem = RuleRewriter().rewrite(EGGS, Random(1))
    assert isinstance(problem, Problem)
    assert ModelJudge(model).judge(problem, EGGS) == "no verdict"


def test_the_folder_of_a_chat_model_rewrites_too(tmp_path: Any) -> None:
    """Random weights: a reply comes, of another form."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from tests.model.thinker.chat_models import VOCABULARY, tokenizer

    torch.manual_seed(1)
    config = LlamaConfig(vocab_size=VOCABULARY, hidden_size=16, intermediate_size=32, num_hidden_layers=1,
                         num_attention_heads=2, max_position_embeddings=4096, eos_token_id=4)  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(tmp_path / "thinker")
    tokenizer().save_pretrained(tmp_path / "thinker")
    write_manifest(tmp_path, name="tiny", version="1", licence="none", sample_rate=24_000)
    rewriting.text_model.cache_clear()
    for place in (tmp_path / "thinker", tmp_path):  # the second is a bundle
        found = rewriting.rewriter(str(place)).rewrite(EGGS, Random(1))
        assert found in ("the model's reply has another form", "the model's reply is too long")


def test_a_name_that_is_nothing(tmp_path: Any) -> None:
    rewriting.text_model.cache_clear()
    for name in (str(tmp_path), "ruls"):
        with pytest.raises(BadInput, match="has no chat model, is no address and not 'rules'"):
            rewriting.judge(name)
