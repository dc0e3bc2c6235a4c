"""Stages `align` to `acoustic` with `--base`: Mini-Omni-Reasoner on a published Qwen2.5-Omni."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from model.atomic_files import make_folder, whole_file
from model.errors import BadInput
from model.thinker.features import WHISPER
from model.thinker.tokenizers import MarkedTokenizer
from model.training import audio_data, loop, recipes, stages
from model.training.base_model import BaseOptions, load_base
from model.training.thinker_data import Row, ThinkerData
from model.training.thinker_trainer import AnswerTrainer

BASE_FILE = "base.json"
"""In a run's folder: the base and how it is trained, which all its stages share."""
PROMPT_TOKENS = 120  # chat form around a spoken question and its transcription
ADAPTERS_ONLY = loop.LoopOptions(3_000, 2e-4, warmup=100, decay=0.3, weight_decay=0.0)
WHOLE = loop.LoopOptions(3_000, 1e-5, warmup=100, decay=0.3)
ALIGN_LR = 1e-3  # of the audio adapter alone


class MarkRows(nn.Module):
    """The rows of the marks in embedding table and head, trained apart from the tables, which stay as they are.

    ids: of the marks. table, head: (vocabulary, hidden), the same tensor if they are tied. used: rows with a token; the
    new rows begin with their mean and spread.
    """

    ids: Tensor

    def __init__(self, ids: list[int], table: Tensor, head: Tensor, used: int) -> None:
        super().__init__()
        self.register_buffer("ids", torch.tensor(ids, device=table.device), persistent=False)
        self.embedding = nn.Parameter(like_rows(table[:used], len(ids)))
        self.head = None if head is table else nn.Parameter(like_rows(head[:used], len(ids)))

    def embed(self, ids: Tensor, rows: Tensor) -> Tensor:
        """`rows` (..., hidden) of ids (...), with the marks' own."""
        place = ids[..., None] == self.ids
        own = place.to(self.embedding.dtype) @ self.embedding
        return torch.where(place.any(-1, keepdim=True), own.to(rows.dtype), rows)

    def logits(self, hidden: Tensor, scores: Tensor) -> Tensor:
        """`scores` (..., vocabulary) of hidden (..., hidden), with the marks' own."""
        weight = self.embedding if self.head is None else self.head
        own = nn.functional.linear(hidden.to(weight.dtype), weight)
        return scores.index_copy(-1, self.ids, own.to(scores.dtype))


def like_rows(table: Tensor, count: int) -> Tensor:
    """`count` rows with the mean and the spread of a table's, float32; the same for every process."""
    rows = table.float()
    noise = torch.randn(count, rows.shape[1], generator=torch.Generator().manual_seed(0)).to(rows.device)
    return rows.mean(0) + rows.std(0) * noise


class ThinkerTuner(AnswerTrainer):
    """A published Thinker in training. Its state dictionary holds what some stage trains, not the base."""

    checkpointed = True
    tokens: MarkedTokenizer

    def __init__(self, thinker: Any, tokens: MarkedTokenizer) -> None:
        super().__init__(thinker, tokens)
        text = thinker.model.language_model
        ids = list(tokens.marks.values())
        self.marks = MarkRows(ids, text.embed_tokens.weight, thinker.lm_head.weight, tokens.size)
        text.activation_checkpointing_enable({"use_reentrant": False})
        adapted = any(".lora_" in name for name, _ in self.named_parameters())
        stages_of_all = recipes.PAPER.values()
        self.learnable = {
            name
            for name, _ in self.named_parameters()
            if any(stage.trains(name) for stage in stages_of_all)
            and not (adapted and ".layers." in name and ".lora_" not in name)
        }
        for name, parameter in self.named_parameters():
            if name in self.learnable:
                parameter.data = parameter.data.float()
        module: Any = self  # torch gives these two no types
        module.register_state_dict_post_hook(drop_base)
        module.register_load_state_dict_post_hook(forgive_base)

    def trained(self, stage: recipes.ThinkerStage) -> list[str]:
        """The names of the parameters that a stage trains."""
        return [name for name in recipes.trained_names(self, stage) if name in self.learnable]

    def embed(self, ids: Tensor) -> Tensor:
        return self.marks.embed(ids, super().embed(ids))

    def logits(self, hidden: Tensor) -> Tensor:
        return self.marks.logits(hidden, super().logits(hidden))


def drop_base(tuner: nn.Module, state: dict[str, Any], prefix: str, _: object) -> None:
    """Leaves the frozen base out of a state dictionary."""
    assert isinstance(tuner, ThinkerTuner)
    for name in [name for name in state if name.removeprefix(prefix) not in tuner.learnable]:
        del state[name]


def forgive_base(tuner: nn.Module, incompatible: Any) -> None:
    """Only what is trained has to be in a state dictionary."""
    assert isinstance(tuner, ThinkerTuner)
    incompatible.missing_keys[:] = [name for name in incompatible.missing_keys if name in tuner.learnable]


@dataclass(frozen=True)
class RunBase:
    """The content of base.json."""

    base: str
    lora: int | None
    quant: str

    @classmethod
    def read(cls, run: Path) -> RunBase:
        """Raises BadInput if there is none, or it is damaged."""
        try:
            raw = json.loads((run / BASE_FILE).read_text(encoding="utf-8"))
            return cls(str(raw["base"]), None if raw["lora"] is None else int(raw["lora"]), str(raw["quant"]))
        except FileNotFoundError as error:
            raise BadInput(f"{run} has no stage trained with --base: train one first (aloud train align --base FOLDER)"
                           ) from error  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInput(f"{run / BASE_FILE} cannot be read ({error!r}): choose another --run") from error


def settle_base(run: Path, options: BaseOptions) -> None:
    """Writes base.json, or raises BadInput if the run was begun otherwise."""
    wanted = RunBase(str(options.folder.resolve()), options.lora, options.quant)
    if not (run / BASE_FILE).exists():
        make_folder(run)
        with whole_file(run / BASE_FILE) as part:
            part.write_text(json.dumps(vars(wanted)), encoding="utf-8")
    found = RunBase.read(run)
    if found != wanted:
        begun = f"--base {found.base} --lora {found.lora} --quant {found.quant}"
        raise BadInput(f"{run} was begun with {begun}: give the same, or choose another --run")


def tune(name: str, job: stages.TrainingJob, options: BaseOptions) -> ThinkerTuner:
    """Runs a stage of the paper's recipe; resumes after a kill. See `load_base` for the errors."""
    stage = recipes.PAPER[name]
    if "spoken" in stage.inputs and not (job.corpus / "train.jsonl").exists():
        raise stages.no_recordings(job)
    with loop.processes().main_process_first():
        settle_base(job.run, options)
    torch.manual_seed(job.seed)  # the adapters' first weights
    tuner = ThinkerTuner(*load_base(options))
    source = stages.data_for(job, tuner.tokens, stages.drawer(job), WHISPER)
    stages.begin(tuner, job, *stages.before(stage, job))
    recipes.freeze(tuner, tuner.trained(stage))
    loop.run(
        name, tuner, Batches(stage, source, options.tokens, job.seed), lambda m, rows: m(rows, stage.losses),
        job.run / name, options_of(name, job, options),
    )  # fmt: skip
    return tuner


def options_of(name: str, job: stages.TrainingJob, options: BaseOptions) -> loop.LoopOptions:
    """Length and speed of a stage."""
    from dataclasses import replace

    base = ADAPTERS_ONLY if options.lora else WHOLE
    base = replace(base, seed=job.seed, minutes=job.minutes, steps=job.steps or base.steps)
    return replace(base, lr=ALIGN_LR) if name == "align" else base


class Batches:
    """The rows of a stage's batch by its number: spoken, typed, or half of each."""

    def __init__(
        self, stage: recipes.ThinkerStage, source: ThinkerData[MarkedTokenizer], tokens: int, seed: int
    ) -> None:
        self.stage, self.source, self.seed = stage, source, seed
        self.budget = tokens // len(stage.inputs)
        self.plan: audio_data.EpochBatches[int] | None = None
        if "spoken" in stage.inputs and source.train is not None:
            cost = [row["length"] // 640 + answer_tokens(row) for row in source.train.rows]
            self.plan = audio_data.batch_sampler(cost, self.budget, seed)

    def __call__(self, step: int) -> list[Row]:
        stage, rows = self.stage, list[Row]()
        if self.plan is not None:
            rows += self.source.spoken(self.plan(step), step, stage)
        if "typed" in stage.inputs:
            # Each stage draws problems of its own.
            first = 1000 * (1 + self.seed) + 100_000 * list(recipes.PAPER).index(stage.name)
            rows += self.source.typed(step, first, stage.target, self.budget)
        return rows


def answer_tokens(row: dict[str, Any]) -> int:
    """About the tokens of a row's answer and prompt: a digit or sign each in the reasoning, four letters in speech."""
    spoken = sum(len(part["text"]) for part in row["reply"]) + len(row["question"])
    return len("".join(row["reasoning"])) + spoken // 4 + PROMPT_TOKENS
