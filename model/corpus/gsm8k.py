"""Stage 1, real input: word problems of GSM8K whose worked solution is one or two whole-number steps.

Owns: reading GSM8K's `<<48/2=24>>` notes and writing them as our reasoning lines. Source: Cobbe et al. 2021,
arXiv 2110.14168, MIT licence. Must not know sound.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from model.corpus.problem import Problem, reply, solve
from model.errors import BadInput

NOTE = re.compile(r"<<(\d+)([+\-*/])(\d+)=(\d+)>>")


def collect(path: Path, rng: Random, rejected: Counter[str]) -> Iterator[Problem]:
    """Problems from a GSM8K .jsonl file; what cannot be used is counted in `rejected` by reason.

    Raises BadInput for a file that cannot be read or is not GSM8K's.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read {path} ({error}): give GSM8K's train.jsonl") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            problem = rewrite(row["question"], row["answer"], rng)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise BadInput(f"{path}:{number} is no problem of GSM8K ({error!r}): give its train.jsonl") from error
        if isinstance(problem, str):
            rejected[f"gsm8k: {problem}"] += 1
        else:
            yield problem


def rewrite(question: str, solution: str, rng: Random) -> Problem | str:
    """One problem in our form, or the reason why it is left out."""
    notes = re.findall(r"<<(.*?)>>", solution)
    steps = [NOTE.fullmatch(f"<<{note}>>") for note in notes]
    final = solution.rsplit("####", 1)[1].strip().replace(",", "")
    if not 1 <= len(steps) <= 2 or not all(steps):
        return "not one or two whole-number steps"
    if len(question) > 180 or not final.isdigit():
        return "too long, or the answer is no whole number"
    text = re.sub(r"\$(\d+)", r"\1 dollars", question.replace(",", "") if re.search(r"\d,\d", question) else question)
    if re.search(r"[^A-Za-z0-9 ,.?!'\-]", text := text.replace("%", " percent").replace("’", "'")):
        return "symbols that are not said plainly"
    operations = [(int(m[1]), m[2], int(m[3])) for m in steps if m]
    if any(b == 0 or (s == "/" and a % b) or (s == "-" and a < b) for a, s, b in operations):
        return "a step that is not whole"
    lines, ends, answer = solve(operations)
    if answer != final:
        return "notes do not reach the answer"
    return Problem("gsm8k", text, tuple(lines), answer, reply(rng, answer, ends), text, source="GSM8K")
