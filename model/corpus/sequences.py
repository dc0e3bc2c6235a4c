"""Interleaves reply and reasoning as Mini-Omni-Reasoner does: p spoken tokens, then q reasoning tokens, and so on."""

from __future__ import annotations

from dataclasses import dataclass

from model.corpus.problem import Problem
from model.thinker.earlier_turn import EarlierTurn, earlier_turn_ids
from model.thinker.tokenizers import AnswerTokenizer


@dataclass(frozen=True)
class TokenStreams:
    """A problem's two streams as ids. spoken: (number of reasoning tokens that must come first, ids) of each piece."""

    reasoning: list[int]
    spoken: list[tuple[int, list[int]]]


@dataclass(frozen=True)
class TrainingSequence:
    """Ids after the mode token, and whether each is learned (known pads are not)."""

    ids: list[int]
    learned: list[bool]


@dataclass(frozen=True)
class Timed:
    """A stream that was taken out of a sequence. text: decoded. at: for each character, the place of its token."""

    text: str
    at: list[int]


def context_ids(context: EarlierTurn | None, tokens: AnswerTokenizer) -> list[int]:
    """What stands before the question: the turn before, if there is one."""
    return earlier_turn_ids(context, tokens) if context else []


def streams(problem: Problem, tokens: AnswerTokenizer) -> TokenStreams:
    """Both streams as tokens; a piece of the reply waits for the reasoning lines that it rests on."""
    reasoning: list[int] = []
    ends = [0]
    for number, line in enumerate(problem.reasoning):
        last = number == len(problem.reasoning) - 1
        reasoning += tokens.encode(line if last else line + "\n")
        ends.append(len(reasoning))
    spoken = []
    for number, part in enumerate(problem.reply):
        spoken.append((ends[part.after], tokens.encode(part.text if number == 0 else " " + part.text)))
    return TokenStreams(reasoning, spoken)


def interleave(parts: TokenStreams, ratio: tuple[int, int], tokens: AnswerTokenizer) -> TrainingSequence:
    """Slots of p spoken and q reasoning tokens; after the end of the reasoning, speech alone without pads."""
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
    return TrainingSequence(ids + rest, learned + [True] * len(rest))


def deinterleave(ids: list[int], ratio: tuple[int, int], tokens: AnswerTokenizer) -> tuple[Timed, Timed]:
    """Reasoning and speech of an interleaved sequence, read back from its ids alone."""
    p, q = ratio
    r_end = tokens.id("<r_end>")
    reasoning: list[tuple[int, int]] = []
    spoken: list[tuple[int, int]] = []
    at, ended = 0, False
    while at < len(ids) and not ended:
        spoken += [(i, ids[i]) for i in range(at, min(at + p, len(ids)))]
        reasoning += [(i, ids[i]) for i in range(at + p, min(at + p + q, len(ids)))]
        at += p + q
        ended = any(token == r_end for _, token in reasoning[-q:])
    spoken += [(i, ids[i]) for i in range(at, len(ids))]
    return _timed(reasoning, tokens), _timed(spoken, tokens)


def _timed(found: list[tuple[int, int]], tokens: AnswerTokenizer) -> Timed:
    """Special tokens have no text, so only their places are lost."""
    pieces = {token: tokens.decode([token]) for token in {token for _, token in found}}
    text = "".join(pieces[token] for _, token in found)
    return Timed(text, [place for place, token in found for _ in pieces[token]])


def sequence(problem: Problem, mode: str, ratio: tuple[int, int], tokens: AnswerTokenizer) -> TrainingSequence:
    """The answer in one mode, ids after the mode token."""
    parts = streams(problem, tokens)
    if mode == "interleaved":
        return interleave(parts, ratio, tokens)
    spoken = [i for _, piece in parts.spoken for i in piece] + [tokens.id("<s_end>")]
    if mode == "direct":
        first, last = parts.spoken[0][1], parts.spoken[-1][1] if len(parts.spoken) > 1 else []
        spoken = [*first, *last, tokens.id("<s_end>")]
        return TrainingSequence(spoken, [True] * len(spoken))
    ids = [*parts.reasoning, tokens.id("<r_end>"), *spoken]
    return TrainingSequence(ids, [True] * len(ids))


def transcription(problem: Problem, tokens: AnswerTokenizer) -> TrainingSequence:
    """The transcription task: the question as written, with digits for numbers."""
    ids = [*tokens.encode(problem.question), tokens.id("<eos>")]
    return TrainingSequence(ids, [True] * len(ids))
