"""From a worked solution to a problem of ours: steps that are worked out exactly, and short sentences to be spoken.

A `Rewriter` writes the problem, a `Judge` has the last word on it. Each works by rules alone, or asks a language model,
one on this machine (a folder) or on a server of the OpenAI protocol. Whatever a model writes is worked out again and
checked by the rules too.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Protocol

from model.corpus import gsm8k, validation
from model.corpus.problem import Problem, ReplyPart
from model.corpus.sources import Worked
from model.corpus.speech import in_words
from model.errors import BadInput
from model.thinker.text_model import Message, TextModel
from model.working import carry_out, lines_for, value_of

RULES = "rules"
NOTES, STEPS = 5, 8  # of a solution that rules rewrite
MOST_TOKENS = 800
KIND = "worked"


class Rewriter(Protocol):
    """Writes a problem from a worked solution."""

    def rewrite(self, given: Worked, rng: Random) -> Problem | str:
        """The problem, or the reason why there is none. Raises AloudError if a model cannot be asked."""
        ...


class Judge(Protocol):
    """Decides whether a problem may be trained on."""

    def judge(self, problem: Problem, given: Worked) -> str:
        """A reason to leave it out, or "". Raises AloudError if a model cannot be asked."""
        ...


# By rules

_SIGNS = {"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", r"\times": "*", r"\cdot": "*", r"\div": "/", "$": "",
          r"\$": "", ",": "", r"\(": "", r"\)": "", r"\[": "", r"\]": "", "**": "", r"\%": "%"}  # fmt: skip
_EQUATION = re.compile(
    r"(?<![\w.)*/+-])((?:\(\s*)*\d+(?:\.\d+)?(?:\s*\))*(?:\s*[-+*/x]\s*(?:\(\s*)*\d+(?:\.\d+)?(?:\s*\))*)+)"
    r"\s*=\s*(\d+(?:\.\d+)?)(?![\w%]|\s*[-+*/]\s*\d)"
)


def annotated(solution: str) -> str:
    """A solution's equations as GSM8K's notes: "48 / 2 = 24 clips" -> "<<48/2=24>>"; one that has notes as it is."""
    if "<<" in solution:
        return solution
    text = solution
    for sign in sorted(_SIGNS, key=len, reverse=True):
        text = text.replace(sign, _SIGNS[sign])
    notes = [f"<<{re.sub(r' ', '', left)}={right}>>" for left, right in _EQUATION.findall(text)]
    return " ".join(dict.fromkeys(notes))


class RuleRewriter:
    """Takes the equations of the solution; names and numbers stay as they are."""

    def rewrite(self, given: Worked, rng: Random) -> Problem | str:
        """See `Rewriter`."""
        solution = f"{annotated(given.solution).split('####')[0]}\n#### {given.answer}"
        program = gsm8k.program_of(given.question, solution, notes=NOTES, steps=STEPS)
        if isinstance(program, str):
            return program
        made = gsm8k.problem_of(program, rng, change=False)
        return replace(made, kind=KIND, source=given.source, family=given.family)


class RuleJudge:
    """The checks that every problem has to pass: whole streams, no number too early, speakable, the right result."""

    def judge(self, problem: Problem, given: Worked) -> str:
        """See `Judge`."""
        if value_of(problem.answer) != value_of(given.answer):
            return "another answer"
        return validation.reject(problem)


# By a model

WRITE = """Rewrite this worked problem for a spoken lesson. Reply with JSON alone, in this form:
{"question": "...", "opening": "...", "steps": [{"write": "48/2", "say": "..."}]}
question: as it is said aloud, numbers in digits, no symbols, not longer than it was. opening: one short sentence that \
takes the question up, without a result. write: one operation on two numbers with + - * or /; each number stands in \
the question or is the result of an earlier step. say: one short sentence with the result of that step, numbers in \
words, no symbols. The result of the last step is the answer."""

READ = """Here is a problem, how it was worked out, and what a tutor says aloud meanwhile. Is every spoken sentence \
true, short, and as people talk, and does the working answer the question? Reply with "yes", or with "no: " and the \
reason."""


class ModelRewriter:
    """A language model writes question, operations and sentences; the operations are worked out exactly."""

    def __init__(self, model: TextModel) -> None:
        self.model = model

    def rewrite(self, given: Worked, rng: Random) -> Problem | str:  # noqa: ARG002 - the model chooses the words
        """See `Rewriter`."""
        text = ask(self.model, WRITE, f"Problem: {given.question}\nSolution: {given.solution}\nAnswer: {given.answer}")
        if text is None:
            return "the model's reply is too long"
        try:
            return written(json.loads(text[text.index("{") : text.rindex("}") + 1]), given)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return "the model's reply has another form"


def written(reply: dict[str, Any], given: Worked) -> Problem | str:
    """The problem of a model's reply. Raises ValueError, KeyError, TypeError, AttributeError for another form."""
    plan = tuple(re.sub(r"\s|=.*", "", step["write"]) for step in reply["steps"])
    if not plan or any(lines_for(one) is None for one in plan):
        return "a step without exact working"
    working = carry_out(plan)
    parts = [ReplyPart(0, reply["opening"].strip())]
    parts += [ReplyPart(step.end, one["say"].strip()) for step, one in zip(working.steps, reply["steps"], strict=True)]
    question = reply["question"].strip()
    return Problem(KIND, question, working.lines, working.answer, tuple(parts), source=given.source,
                   family=given.family, plan=plan, spoken=in_words(question))  # fmt: skip


class ModelJudge:
    """The rules first; what passes them is read by a language model."""

    def __init__(self, model: TextModel) -> None:
        self.model = model

    def judge(self, problem: Problem, given: Worked) -> str:
        """See `Judge`."""
        if why := RuleJudge().judge(problem, given):
            return why
        working, said = "\n".join(problem.reasoning), problem.said
        text = ask(self.model, READ, f"Problem: {problem.question}\nWorking:\n{working}\nSpoken: {said}")
        verdict = (text or "").strip().lower()
        return "" if verdict.startswith("yes") else "the judge said no" if verdict.startswith("no") else "no verdict"


def ask(model: TextModel, task: str, text: str) -> str | None:
    """A whole reply; None if it was cut for its length. Raises AloudError if the model cannot go on."""
    stream = model.write([Message("system", (task,)), Message("user", (text,))], MOST_TOKENS)
    pieces = []
    while (piece := stream.read()) is not None:
        pieces.append(piece)
    return None if stream.cut else "".join(pieces)


# Chosen by name


def rewriter(name: str) -> Rewriter:
    """ "rules", the folder of a chat model or of a bundle with one, or a server's address.

    Raises BadInput for anything else.
    """
    return RuleRewriter() if name == RULES else ModelRewriter(text_model(name))


def judge(name: str) -> Judge:
    """As `rewriter`."""
    return RuleJudge() if name == RULES else ModelJudge(text_model(name))


@cache
def text_model(name: str) -> TextModel:
    """The model of a folder or at a server's address, once a process. The server's key is that of ALOUD_SERVER_KEY.

    Raises BadInput for another name or a damaged folder, MissingCapability if the model does not fit.
    """
    from model.bundle_manifest import MANIFEST, Bundle, source_folder
    from model.device import choose
    from model.lm.pretrained import working_dtype
    from model.thinker.chat_model import load_chat_model
    from model.thinker.qwen_checkpoint import is_chat_model
    from model.thinker.remote_model import RemoteModel, Server

    if "://" in name:
        return RemoteModel(
            Server(name, os.environ.get("ALOUD_SERVER_MODEL", ""), os.environ.get("ALOUD_SERVER_KEY", ""))
        )
    folder = Path(name)
    if (folder / MANIFEST).is_file():
        folder = source_folder(Bundle.open(folder).thinker)
    if not (folder / "config.json").is_file() or not is_chat_model(folder):
        raise BadInput(f"{name} has no chat model, is no address and not '{RULES}': give one of them")
    device = choose("auto")
    return load_chat_model(folder, device=device, dtype=working_dtype(device), four_bit=device == "cuda")
