"""Training data of the Thinker: typed and spoken problems as rows of tokens, and the tokenizer.

One row is a question followed by one or two continuations that do not see each other (an answer, and the
transcription), so the question is encoded once for both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Generic, TypeVar

import numpy as np
from torch import Tensor

from model.atomic_files import make_folder, whole_file
from model.corpus import kinds, sequences
from model.corpus.problem import Problem, ReplyPart
from model.errors import BadInput
from model.thinker.features import audio_token_count
from model.thinker.opening import OPENERS
from model.thinker.tokenizers import AnswerTokenizer, TrainedTokenizer
from model.training import audio_data, augmentation
from model.training.recipes import ModeMix, ThinkerStage

TYPED_MIX = {kind: share for kind, share in kinds.MIX.items() if kind not in ("human", "gsm8k")} | {
    "quotient": 4.0, "stories-2": 10.0, "stories-3": 6.0, "follow-up": 5.0, "why": 2.0, "explain": 2.0, "check": 4.0,
    "hint": 2.0, "decline": 8.0,
}  # fmt: skip
"""Kinds of `kinds.draw`, with more of what takes longest to learn; "quotient" is a "one" that divides."""
OPENED = 0.6  # share of the answers that begin with an opener, which at run time is spoken while the question is heard
UNRELATED = 0.12  # share of the questions without a context that get another problem as the turn before
POOL = 600  # typed problems that are sorted by length together
Tokens = TypeVar("Tokens", bound=AnswerTokenizer)
LETTERS = "_abcdefghijklmnopqrstuvwxyz '"  # "_" is CTC's blank


def drawer(gsm8k_path: Path | None) -> Callable[[Random], Problem]:
    """A function that draws a typed training problem, of GSM8K too with its file. Raises BadInput for another."""
    mix = TYPED_MIX | ({"gsm8k": kinds.MIX["gsm8k"]} if gsm8k_path else {})
    kinds.makers(gsm8k_path)
    rejected: Counter[str] = Counter()

    def draw(rng: Random) -> Problem:
        kind = rng.choices(list(mix), list(mix.values()))[0]
        while True:
            problem = kinds.draw(rng, "one" if kind == "quotient" else kind, False, rejected, gsm8k_path=gsm8k_path)
            if kind != "quotient" or problem.kind == "divide":
                return problem

    return draw


def tokenizer_texts(draw: Callable[[Random], Problem], count: int = 20_000) -> Iterator[str]:
    """Questions in all their forms, reasoning and replies."""
    rng = Random(12)
    for _ in range(count):
        problem = draw(rng)
        yield problem.question
        yield problem.typed
        yield problem.spoken_question
        yield "\n".join(problem.reasoning)
        yield "".join(f" {said.text}" for said in problem.reply)


def make_tokens(path: Path, draw: Callable[[Random], Problem]) -> TrainedTokenizer:
    """The tokenizer at `path`, trained first if there is none. Raises BadInput if the file is damaged."""
    if not path.exists():
        make_folder(path.parent)
        with whole_file(path) as part:
            TrainedTokenizer.train(tokenizer_texts(draw)).save(part)
    try:
        return TrainedTokenizer.load(path)
    except ValueError as error:
        raise BadInput(f"{path} is damaged ({error}): a run's tokenizer cannot be made again for its weights, "
                       "so choose another --run") from error  # fmt: skip


@dataclass(frozen=True)
class Row:
    """prefix: ids of the question with the role tokens (audio placeholders where `mel` goes). branches: mode
    token and continuation, each with its loss mask."""

    prefix: list[int]
    branches: list[tuple[list[int], list[bool]]]
    mel: Tensor | None = None
    letters: list[int] | None = None


def letters_of(text: str) -> list[int]:
    """CTC targets: letters, space and apostrophe of the spoken question."""
    plain = " ".join("".join(c if c in LETTERS[1:] else " " for c in text.lower()).split())
    return [LETTERS.index(c) for c in plain]


def choose_mode(rng: Random, target: ModeMix) -> tuple[str, tuple[int, int]]:
    if len(target) == 1:  # draws nothing
        return target[0][1:]
    _, mode, ratio = rng.choices(target, [m[0] for m in target])[0]
    return mode, ratio


def varied(problem: Problem, draw: Callable[[Random], Problem], rng: Random) -> Problem:
    """The problem as it may come in a conversation: after another turn, and with an opener before its reply."""
    if problem.context is None and rng.random() < UNRELATED:
        problem = replace(problem, context=draw(rng).as_context())
    if problem.context is not None and rng.random() < OPENED:
        reply = f"{rng.choice(OPENERS)} {problem.context.reply}"
        problem = replace(problem, context=replace(problem.context, reply=reply))
    if rng.random() < OPENED:
        problem = replace(problem, reply=(ReplyPart(0, rng.choice(OPENERS)), *problem.reply))
    return problem


def branch_of(sequence: sequences.TrainingSequence, opening: list[int]) -> tuple[list[int], list[bool]]:
    """The opening (given, not learned) and the continuation."""
    return [*opening, *sequence.ids], [False] * len(opening) + sequence.learned


def answer_branch(
    problem: Problem, tokens: AnswerTokenizer, mode: str, ratio: tuple[int, int]
) -> tuple[list[int], list[bool]]:
    """The answer in one mode, or with "hear" the question written down."""
    made = (
        sequences.transcription(problem, tokens) if mode == "hear" else sequences.sequence(problem, mode, ratio, tokens)
    )
    return branch_of(made, tokens.opening(mode, ratio))


def typed_row(problem: Problem, tokens: AnswerTokenizer, rng: Random, mode: str, ratio: tuple[int, int]) -> Row:
    question = rng.choice([problem.typed or problem.question, problem.question, problem.spoken_question])
    earlier = [*tokens.start, *sequences.context_ids(problem.context, tokens)]
    before, after = tokens.around(spoken=False)
    return Row([*earlier, *before, *tokens.encode(question), *after], [answer_branch(problem, tokens, mode, ratio)])


def spoken_row(
    problem: Problem, mel: Tensor, tokens: AnswerTokenizer, mode: str, ratio: tuple[int, int], *, transcribed: bool,
    answered: bool = True,
) -> Row:  # fmt: skip
    """Its branches are the answer, and the question written down; or one of them."""
    earlier = [*tokens.start, *sequences.context_ids(problem.context, tokens)]
    before, after = tokens.around(spoken=True)
    sound = [tokens.id("<|AUDIO|>")] * audio_token_count(mel.shape[1])
    branches = [answer_branch(problem, tokens, mode, ratio)] if answered else []
    if transcribed:
        branches.append(answer_branch(problem, tokens, "hear", ratio))
    return Row([*earlier, *before, *sound, *after], branches, mel, letters_of(problem.spoken_question))


@dataclass
class ThinkerData(Generic[Tokens]):
    """Source of the rows of all stages. draw: draws a typed problem of the training side of the split."""

    tokens: Tokens
    train: audio_data.Shard | None
    words: audio_data.Shard | None
    augmenter: augmentation.Augmenter
    draw: Callable[[Random], Problem]
    batches: dict[tuple[int, ModeMix, int], audio_data.EpochBatches[Row]] = field(default_factory=dict)

    def typed(self, step: int, seed: int, target: ModeMix, budget: int) -> list[Row]:
        """Typed questions, about `budget` tokens, with answers in the forms of `target`."""
        key = seed, target, budget
        if key not in self.batches:
            self.batches[key] = audio_data.EpochBatches(lambda epoch: self.pool(seed + epoch, target, budget))
        return self.batches[key](step)

    def pool(self, seed: int, target: ModeMix, budget: int) -> list[list[Row]]:
        """POOL problems as batches in random order; sorting them by length keeps the padding small."""
        rng = Random(seed)
        rows = []
        for _ in range(POOL):
            mode, ratio = choose_mode(rng, target)
            rows.append(typed_row(varied(self.draw(rng), self.draw, rng), self.tokens, rng, mode, ratio))
        batches = audio_data.within_budget(rows, lambda row: len(row.prefix) + len(row.branches[0][0]), budget)
        rng.shuffle(batches)
        return batches

    def aligned(self, picks: list[tuple[audio_data.Shard, int]], seed: int) -> list[Row]:
        """Recordings with their letters only (single words and questions)."""
        rng = np.random.default_rng(seed)
        rows = []
        for shard, index in picks:
            row = shard.rows[index]
            text = Problem.from_row(row).spoken_question if "question" in row else row["text"]
            mel = audio_data.pad_frames(augmentation.features(shard, index, rng, self.augmenter))
            rows.append(Row([], [], mel, letters_of(text)))
        return rows

    def spoken(self, indices: list[int], seed: int, stage: ThinkerStage) -> list[Row]:
        """Recorded questions with answers in the forms of the stage's target, and written down, as it says."""
        assert self.train is not None, "the stage checks this first"
        rng, choose = np.random.default_rng(seed), Random(seed)
        rows = []
        for i in indices:
            mel = audio_data.pad_frames(augmentation.features(self.train, i, rng, self.augmenter))
            mode, ratio = choose_mode(choose, stage.target)
            answered = not stage.transcribed or choose.random() < stage.answered
            problem = varied(Problem.from_row(self.train.rows[i]), self.draw, choose)
            rows.append(
                spoken_row(problem, mel, self.tokens, mode, ratio, transcribed=stage.transcribed, answered=answered)
            )
        return rows
