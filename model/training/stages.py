"""The stages of training by name.

A stage reads a corpus folder (`aloud corpus build`) and a run folder, and writes RUN/STAGE. All stages resume after a
kill.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from model import SAMPLE_RATE
from model.atomic_files import whole_file
from model.bundle_manifest import MANIFEST
from model.corpus.problem import Problem
from model.errors import BadInput
from model.thinker.features import STARTER, MelPreset
from model.thinker.tokenizers import TrainedTokenizer
from model.training import (
    audio_data,
    augmentation,
    checkpoint,
    codec_trainer,
    loop,
    recipes,
    thinker_data,
    thinker_trainer,
)

TEXT_BUDGET = 2400  # tokens in a batch of typed questions, padding counted
SOUND_BUDGET = 2800  # the same for spoken questions (25 tokens a second)
TYPED_BUDGET = 2000  # typed questions mixed in with these


@dataclass(frozen=True)
class TrainingJob:
    """The options of a stage.

    minutes: wall-clock budget, None for the stage's own default. source: the folder of a stage or bundle to start from,
    instead of the stage before; a checkpoint of this stage comes first. keep: the weight of `source` in the mean that
    `acoustic` exports, 0 to 1.
    """

    corpus: Path
    run: Path
    minutes: float | None = None
    steps: int | None = None
    seed: int = 0
    gsm8k: Path | None = None
    noise: Path | None = None
    compiled: bool = False
    source: Path | None = None
    keep: float = 0.0


DEFAULTS: dict[str, loop.LoopOptions] = {
    "codec": loop.LoopOptions(40_000, 6e-4, betas=(0.8, 0.99), weight_decay=0.0, decay=0.35, log_every=25),
    "decoder": loop.LoopOptions(20_000, 4e-4, betas=(0.8, 0.99), weight_decay=0.0, decay=0.4, log_every=25),
    "align": loop.LoopOptions(6_000, 1.5e-3, warmup=200, decay=0.25, muon=True),
    "maths": loop.LoopOptions(1_500, 2e-3, warmup=100, decay=0.1, muon=True),
    "textual": loop.LoopOptions(3_000, 2e-3, warmup=50, decay=0.2, muon=True),
    "acoustic": loop.LoopOptions(30_000, 1.5e-3, warmup=100, decay=0.3, muon=True),
    "talker": loop.LoopOptions(12_000, 1e-3, warmup=100, decay=0.3),
}


def options_of(stage: str, job: TrainingJob) -> loop.LoopOptions:
    base = replace(DEFAULTS[stage], seed=job.seed, minutes=job.minutes)
    return replace(base, steps=job.steps) if job.steps else base


def drawer(job: TrainingJob) -> Callable[..., Problem]:
    """Draws the typed problems of a job."""
    return thinker_data.drawer(job.gsm8k)


def make_data(job: TrainingJob) -> thinker_data.ThinkerData[TrainedTokenizer]:
    """Tokenizer, shards (where the corpus has them) and noise for the starter's stages."""
    draw, path = drawer(job), job.run / "tokenizer.json"
    with loop.processes().main_process_first():
        if job.source is not None and is_bundle(job.source) and not path.exists():
            with whole_file(path) as part:
                shutil.copyfile(job.source / "thinker" / "tokenizer.json", part)
        tokens = thinker_data.make_tokens(path, draw)
    return data_for(job, tokens, draw, STARTER)


def data_for(
    job: TrainingJob, tokens: thinker_data.Tokens, draw: Callable[..., Problem], mel: MelPreset
) -> thinker_data.ThinkerData[thinker_data.Tokens]:
    """Shards (where the corpus has them) and noise, for a model with this tokenizer and front end."""
    names = ("train", "words")
    shard = {n: audio_data.Shard(job.corpus, n) if (job.corpus / f"{n}.jsonl").exists() else None for n in names}
    noise = audio_data.read_noise(job.noise) if job.noise else np.zeros(0, np.float32)
    augmenter = augmentation.Augmenter(noise, shard["train"], mel)
    return thinker_data.ThinkerData(tokens, shard["train"], shard["words"], augmenter, draw)


def is_bundle(folder: Path) -> bool:
    """True for the folder of a bundle, False for that of a stage."""
    return (folder / MANIFEST).is_file()


def weights_of(folder: Path) -> dict[str, Tensor] | None:
    """The weights in a stage's folder, or of a bundle's Thinker, by name; None if there are none."""
    return thinker_trainer.exported_weights(folder / "thinker") if is_bundle(folder) else checkpoint.weights(folder)


def start(model: nn.Module, folder: Path, prefix: str = "") -> bool:
    """Loads the weights whose names begin with `prefix` from a stage's folder or a bundle; False if it has none.

    Raises BadInput if they are of another model.
    """
    found = weights_of(folder)
    if found is None:
        return False
    own = model.state_dict()
    chosen = {k: v for k, v in found.items() if k.startswith(prefix)}
    if not chosen or any(k not in own or own[k].shape != v.shape for k, v in chosen.items()):
        raise BadInput(f"the weights in {folder} are of another model: give a stage's folder of this run")
    model.load_state_dict(chosen, strict=False)
    return True


def begin(model: nn.Module, job: TrainingJob, *before: tuple[Path, str]) -> None:
    """Loads and names the weights that a stage starts from: those of `--from`, else of the stages before.

    Of several stages a later one wins. Raises BadInput for a `--from` without weights.
    """
    if job.source is None:
        used = [folder for folder, prefix in before if start(model, folder, prefix)]
    elif start(model, job.source):
        used = [job.source]
    else:
        raise BadInput(f"{job.source} has no model.safetensors: give --from the folder of a stage, such as RUN/align")
    if loop.is_first():
        print("first weights:", ", ".join(dict.fromkeys(map(str, used))) or "random")


def align(job: TrainingJob) -> None:
    """1a: the audio encoder alone, by CTC over characters, on questions and single words."""
    source = make_data(job)
    shards = [s for s in (source.train, source.words) if s is not None]
    if not shards:
        raise no_recordings(job)
    picks = [(s, i) for s in shards for i in range(len(s))]
    plan = audio_data.batch_sampler([s.rows[i]["length"] for s, i in picks], 70 * SAMPLE_RATE, job.seed)
    model = thinker_trainer.ThinkerTrainer(source.tokens)
    stage = recipes.STARTER["align"]
    begin(model, job)
    recipes.freeze(model, recipes.trained_names(model, stage))
    prepare(model, job)
    loop.run("align", model, lambda step: source.aligned([picks[i] for i in plan(step)], step),
             lambda m, rows: m(rows, stage.losses), job.run / "align", options_of("align", job))  # fmt: skip


def no_recordings(job: TrainingJob) -> BadInput:
    return BadInput(f"{job.corpus / 'train.jsonl'} is missing: make the corpus first (aloud corpus build)")


def text(name: str) -> Callable[[TrainingJob], None]:
    """2 and 3: mathematics as text, think-first, then in all modes."""
    stage = recipes.STARTER[name]

    def train(job: TrainingJob) -> None:
        source = make_data(job)
        model = thinker_trainer.ThinkerTrainer(source.tokens)
        begin(model, job, *before(stage, job))
        recipes.freeze(model, recipes.trained_names(model, stage))
        prepare(model, job)
        seed = 1000 * (1 + job.seed) + 10_000_000 * list(STAGES).index(name)  # no two stages draw the same problems
        loop.run(name, model, lambda step: source.typed(step, seed, stage.target, TEXT_BUDGET),
                 lambda m, rows: m(rows, stage.losses), job.run / name, options_of(name, job))  # fmt: skip

    return train


def before(stage: recipes.ThinkerStage, job: TrainingJob) -> list[tuple[Path, str]]:
    """The folders whose weights a stage starts from, with the prefix of those that it takes."""
    return [(job.run / name, prefix) for name, prefix in stage.after]


def acoustic(job: TrainingJob) -> None:
    """4: interleaved answers to sound, with all weights trained and typed questions mixed in."""
    source, stage = make_data(job), recipes.STARTER["acoustic"]
    if source.train is None:
        raise no_recordings(job)
    model = thinker_trainer.ThinkerTrainer(source.tokens)
    begin(model, job, *before(stage, job))
    recipes.freeze(model, recipes.trained_names(model, stage))
    prepare(model, job)
    cost = [
        row["length"] // 640
        + len(row["question"]) // 3
        + int(stage.answered * (1.3 * len("".join(row["reasoning"])) + 40))
        for row in source.train.rows
    ]
    plan = audio_data.batch_sampler(cost, SOUND_BUDGET, job.seed)

    def batch(step: int) -> list[thinker_data.Row]:
        typed = source.typed(step, 77_000 + job.seed, stage.target, TYPED_BUDGET)
        return source.spoken(plan(step), step, stage) + typed

    losses = acoustic_losses(stage, job)
    loop.run("acoustic", model, batch, lambda m, rows: m(rows, losses), job.run / "acoustic",
             options_of("acoustic", job))  # fmt: skip
    if loop.is_first():
        if job.source is not None and job.keep:
            mix(model, job.source, job.keep)
        thinker_trainer.export(model, job.run / "bundle" / "thinker")


def acoustic_losses(stage: recipes.ThinkerStage, job: TrainingJob) -> dict[str, float]:
    """The losses and their weights, without "ctc" from a bundle, which has no CTC head.

    The large loss of a new head would turn the encoder's outputs away from what the language layers have learned.
    """
    headless = job.source is not None and is_bundle(job.source)
    return {name: weight for name, weight in stage.losses.items() if not (headless and name == "ctc")}


def mix(model: nn.Module, start: Path, keep: float) -> None:
    """Sets the weights to a mean with those that the stage started from, which get the weight `keep`; both in bf16.

    The mean recognises new voices better than either end (WiSE-FT, Wortsman et al., arXiv 2109.01903). Raises BadInput
    if `start` has lost its weights.
    """
    before = weights_of(start)
    if before is None:
        raise BadInput(f"{start} has no model.safetensors any more: give --from the folder that the stage started from")
    with torch.no_grad():
        for name, now in model.state_dict().items():
            if name not in before:  # a layer or head that was added
                continue
            half = before[name].to(now.device, torch.bfloat16).float()
            now.copy_(now.to(torch.bfloat16).float() * (1 - keep) + half * keep)


def prepare(model: thinker_trainer.ThinkerTrainer, job: TrainingJob) -> None:
    """Optional compilation of the layers (a tenth to a third faster on CPU, measured)."""
    if job.compiled:
        for layer in model.thinker.model.language_model.layers:
            layer.compile(dynamic=True)
        thinker_trainer.block_layer = torch.compile(thinker_trainer.block_layer, dynamic=True)


def train_codec(job: TrainingJob) -> None:
    """The codec, on the tutor's voice."""
    codec_trainer.train(job.corpus / "voice.pcm", job.run / "codec", options_of("codec", job), compiled=job.compiled)


def train_decoder(job: TrainingJob) -> None:
    """The codec's decoder again, against discriminators; the codes do not change."""
    model = codec_trainer.DecoderTrainer()
    begin(model, job, (job.run / "codec", "snac."))
    codec_trainer.train_decoder(model, job.corpus / "voice.pcm", job.run / "decoder", options_of("decoder", job),
                        compiled=job.compiled)  # fmt: skip


def train_talker(job: TrainingJob) -> None:
    """5: the Talker alone, on the codes of the tutor's voice."""
    from model.training import talker_trainer

    codes, export = job.run / "voice.npz", job.run / "codec" / "export"
    if not export.is_dir():
        raise BadInput(f"{export} is missing: finish the stage for the codec first (aloud train codec)")
    with loop.processes().main_process_first():
        if not codes.exists():
            encode_voice(job, export, codes)
    steps = job.steps or DEFAULTS["talker"].steps
    talker_trainer.train(codes, job.run / "talker", minutes=job.minutes, steps=steps, seed=job.seed, codec=export)


def encode_voice(job: TrainingJob, export: Path, codes: Path) -> None:
    """The tutor's recordings as codes, in one file for all runs of the Talker's stage."""
    from model.training import talker_data

    voice = audio_data.Shard(job.corpus, "voice")
    recordings = ((row["text"], voice.samples(index)) for index, row in enumerate(voice.rows))
    talker_data.encode_voice(recordings, export, codes, takes=2, seed=job.seed, compiled=job.compiled)


STAGES: dict[str, Callable[[TrainingJob], None]] = {
    "codec": train_codec, "decoder": train_decoder, "align": align, "maths": text("maths"),
    "textual": text("textual"), "acoustic": acoustic, "talker": train_talker,
}  # fmt: skip
