"""Stage 3, the token side: reply and reasoning as one sequence.

Owns: the slot rhythm of Mini-Omni-Reasoner (p spoken, then q reasoning, and again), the holds, the pads and the ends,
and which tokens the loss counts. Pure functions.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.corpus.problem import Problem
from model.thinker.tokenizers import Tokens


@dataclass(frozen=True)
class Streams:
    """A problem's two streams as ids. spoken: (reasoning tokens that must come first, ids) for each piece."""

    reasoning: list[int]
    spoken: list[tuple[int, list[int]]]


@dataclass(frozen=True)
class Sequence:
    """Ids after the mode token, and for each one whether it is learned (pads that are known are not)."""

    ids: list[int]
    learned: list[bool]


def streams(problem: Problem, tokens: Tokens) -> Streams:
    """Tokenise both streams; a piece of the reply waits for the reasoning lines that it rests on."""
    reasoning: list[int] = []
    ends = [0]
    for number, line in enumerate(problem.reasoning):
        last = number == len(problem.reasoning) - 1
        reasoning += tokens.encode(line if last else line + "\n")
        ends.append(len(reasoning))
    spoken = []
    for number, said in enumerate(problem.reply):
        spoken.append((ends[said.after], tokens.encode(said.text if number == 0 else " " + said.text)))
    return Streams(reasoning, spoken)


def interleave(parts: Streams, ratio: tuple[int, int], tokens: Tokens) -> Sequence:
    """Slots of p spoken and q reasoning tokens; after the reasoning's end, speech alone without pads."""
    p, q = ratio
    hold, r_pad = tokens.id("<s_pad>"), tokens.id("<r_pad>")
    reasoning = [*parts.reasoning, tokens.id("<r_end>")]
    queue = [(need, i) for need, ids in parts.spoken for i in ids]
    ids: list[int] = []
    learned: list[bool] = []
    done = taken = 0
    while done < len(reasoning):
        for _ in range(p):
            ready = taken < len(queue) and queue[taken][0] <= done
            ids.append(queue[taken][1] if ready else hold)
            taken += ready
        chunk = reasoning[done : done + q]
        done += len(chunk)
        ids += chunk + [r_pad] * (q - len(chunk))
        learned += [True] * (p + len(chunk)) + [False] * (q - len(chunk))
    rest = [i for _, i in queue[taken:]] + [tokens.id("<s_end>")]
    return Sequence(ids + rest, learned + [True] * len(rest))


def sequence(problem: Problem, mode: str, ratio: tuple[int, int], tokens: Tokens) -> Sequence:
    """The answer in one mode, ids after the mode token."""
    parts = streams(problem, tokens)
    if mode == "interleaved":
        return interleave(parts, ratio, tokens)
    spoken = [i for _, piece in parts.spoken for i in piece] + [tokens.id("<s_end>")]
    if mode == "direct":
        first, last = parts.spoken[0][1], parts.spoken[-1][1]
        spoken = [*first, *last, tokens.id("<s_end>")]
        return Sequence(spoken, [True] * len(spoken))
    ids = [*parts.reasoning, tokens.id("<r_end>"), *spoken]
    return Sequence(ids, [True] * len(ids))


def heard(problem: Problem, tokens: Tokens) -> Sequence:
    """The recognition task: the question as written, digits for numbers."""
    ids = [*tokens.encode(problem.question), tokens.id("<eos>")]
    return Sequence(ids, [True] * len(ids))
