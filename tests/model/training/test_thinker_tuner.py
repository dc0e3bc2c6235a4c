"""Stages on a published model: what moves and what does not, resuming, NF4, the exported bundle."""

from __future__ import annotations

import argparse
import hashlib
import json
import threading
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from app.storage import STARTER
from model.bundle_manifest import Bundle
from model.corpus import sequences
from model.corpus.problem import Problem
from model.engine import TurnOptions, TutorEngine
from model.errors import BadInput, MissingCapability
from model.events import AudioChunk, SpokenText, TurnEnded, TurnEvent
from model.lm.sequence import TokenSequence
from model.loader import load_bundle
from model.thinker.loading import load_marked_thinker
from model.thinker.qwen_checkpoint import SIZES, Checkpoint, published_config, read_config
from model.thinker.qwen_omni import empty_thinker
from model.thinker.thinker import TrainedThinker
from model.thinker.tokenizers import MARKS, MarkedTokenizer
from model.training import (
    audio_data,
    base_model,
    checkpoint,
    recipes,
    stages,
    thinker_data,
    thinker_tuner,
    train_command,
)
from model.training.base_model import BaseOptions, load_base
from model.training.thinker_tuner import ThinkerTuner, tune
from model.training.tuned_bundle import export, make_bundle
from tests.model.training import small_base

pytest.importorskip("peft")
LORA = 4


@pytest.fixture(scope="module")
def made() -> list[Problem]:
    return small_base.problems()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_base.write_base(tmp_path_factory.mktemp("published") / "base")


@pytest.fixture(scope="module")
def corpus(made: list[Problem], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_base.write_corpus(tmp_path_factory.mktemp("chords") / "corpus", made)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, made: list[Problem]) -> None:
    """Rates for a miniature, and always the same questions."""
    small_base.plain(monkeypatch, made)
    quick = replace(thinker_tuner.ADAPTERS_ONLY, lr=5e-3, warmup=10, log_every=1)
    monkeypatch.setattr(thinker_tuner, "ADAPTERS_ONLY", quick)
    monkeypatch.setattr(thinker_tuner, "ALIGN_LR", 1e-2)


def options(base: Path, **changes: Any) -> BaseOptions:
    return replace(BaseOptions(base, LORA, tokens=400), **changes)


def fingerprints(model: nn.Module) -> dict[str, str]:
    """sha256 of each parameter's bytes."""
    return {
        name: hashlib.sha256(p.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes()).hexdigest()
        for name, p in model.named_parameters()
    }


def fresh(how: BaseOptions) -> ThinkerTuner:
    torch.manual_seed(0)
    return ThinkerTuner(*load_base(how))


@pytest.mark.parametrize("name", list(recipes.PAPER))
def test_a_stage_changes_its_parts_and_not_a_byte_besides(name: str, base: Path, corpus: Path, tmp_path: Path) -> None:
    before = fingerprints(fresh(options(base)))
    tuner = tune(name, stages.TrainingJob(corpus, tmp_path, steps=2), options(base))
    after, trained = fingerprints(tuner), set(tuner.trained(recipes.PAPER[name]))
    assert before.keys() == after.keys()
    changed = {key for key in before if before[key] != after[key]}
    assert changed <= trained
    # A row of the head moves with every target; a tower's adapter may wait for its partner, which begins at zero.
    assert {key for key in trained if "lora_A" not in key} == {key for key in changed if "lora_A" not in key}
    kinds = {"proj": "audio_tower.proj", "language": "language_model.layers", "encoder": "audio_tower.layers"}
    touched = {kind for kind, part in kinds.items() if any(part in key for key in changed)}
    assert touched == {
        "align": {"proj"}, "marks": {"proj", "language"}, "maths": {"proj", "language"}, "textual": {"language"},
        "acoustic": {"proj", "language"}, "acoustic-encoder": {"encoder"},
    }[name]  # fmt: skip
    assert ("marks.embedding" in changed) == (name not in ("align", "acoustic-encoder"))


def test_without_adapters_the_weights_themselves_are_trained(base: Path, corpus: Path, tmp_path: Path) -> None:
    how = options(base, lora=None)
    before = fingerprints(fresh(how))
    tuner = tune("textual", stages.TrainingJob(corpus, tmp_path, steps=1), how)
    changed = {key for key, value in fingerprints(tuner).items() if before[key] != value}
    assert changed == set(tuner.trained(recipes.PAPER["textual"]))
    assert any(key.endswith("q_proj.weight") for key in changed)


def test_a_checkpoint_holds_what_is_trained_and_not_the_base(base: Path, corpus: Path, tmp_path: Path) -> None:
    tuner = tune("marks", stages.TrainingJob(corpus, tmp_path, steps=1), options(base))
    saved = checkpoint.weights(tmp_path / "marks")
    assert saved is not None
    assert saved.keys() == tuner.learnable
    assert not any("base_layer" in name or "embed_tokens" in name for name in saved)
    assert all(value.dtype == torch.float32 for value in saved.values())


class Kill(Exception):
    pass


def test_a_resumed_stage_equals_an_unbroken_one(
    base: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(folder: str) -> dict[str, Tensor]:
        tune("marks", stages.TrainingJob(corpus, tmp_path / folder, steps=5), options(base))
        return checkpoint.weights(tmp_path / folder / "marks") or {}

    whole = run("whole")
    with monkeypatch.context() as patch:
        rows = thinker_tuner.Batches.__call__

        def killed(self: thinker_tuner.Batches, step: int) -> Any:
            if step == 3:
                raise Kill
            return rows(self, step)

        patch.setattr(thinker_tuner.Batches, "__call__", killed)
        patch.setattr(thinker_tuner, "ADAPTERS_ONLY", replace(thinker_tuner.ADAPTERS_ONLY, save_every_s=0.0))
        with pytest.raises(Kill):
            run("part")
    part = run("part")
    assert json.loads((tmp_path / "part" / "marks" / "progress.json").read_text())["step"] == 5
    assert all(torch.equal(part[name], value) for name, value in whole.items())


def test_a_stage_takes_what_the_stage_before_learned(base: Path, corpus: Path, tmp_path: Path) -> None:
    tune("align", stages.TrainingJob(corpus, tmp_path, steps=2), options(base))
    learned = checkpoint.weights(tmp_path / "align") or {}
    later = tune("textual", stages.TrainingJob(corpus, tmp_path, steps=1, source=tmp_path / "align"), options(base))
    name = "thinker.model.audio_tower.proj.weight"
    assert torch.equal(later.state_dict()[name], learned[name])


def unsettled(tuner: ThinkerTuner) -> ThinkerTuner:
    """With all that is trained moved away from where it begins."""
    torch.manual_seed(9)
    with torch.no_grad():
        for name, parameter in tuner.named_parameters():
            if name in tuner.learnable:
                parameter.add_(0.05 * torch.randn_like(parameter))
    return tuner.eval()


@pytest.mark.parametrize(("quant", "head"), [("bf16", True), ("nf4", True), ("bf16", False)])
def test_the_exported_model_computes_what_was_trained(
    quant: Any, head: bool, base: Path, tmp_path: Path, made: list[Problem]
) -> None:
    """Loaded as a bundle's Thinker, it gives the trained model's logits up to the rounding of bf16."""
    folder = base if head else small_base.write_base(tmp_path / "tied", head=False)
    tuner = unsettled(fresh(options(folder, quant=quant)))
    out = tmp_path / "thinker"
    out.mkdir()
    marks = tuner.tokens.marks
    export(folder, tuner.state_dict(), list(marks.values()), out, four_bit=quant == "nf4")
    thinker = load_marked_thinker(out, marks, device="cpu", dtype=torch.float32, four_bit=False)
    begin, end = thinker.tokens.around(spoken=False)
    ids = [
        *thinker.tokens.start,
        *begin,
        *end,
        *thinker.tokens.opening("interleaved"),
        marks["<s_pad>"],
        marks["<r_pad>"],
    ]
    with torch.inference_mode():
        ours = thinker.decoder.next_logits(ids, thinker.decoder.new_cache(256))
        tuner.float()
        hidden = tuner.thinker.model.language_model(inputs_embeds=tuner.embed(torch.tensor([ids])), use_cache=False)[0]
        trained = tuner.logits(hidden[0, -1])
    assert float((ours - trained).abs().mean()) < 0.02 * float(trained.std())
    assert int(ours.argmax()) == int(trained.argmax())


def test_adapters_over_packed_nf4_compute_as_over_the_rounded_weights(base: Path, corpus: Path, tmp_path: Path) -> None:
    """Two steps on bitsandbytes' own layers, which are slow on a CPU, give the losses of the rounded weights."""
    losses = []
    for packed in (False, True):
        how, folder = options(base, quant="nf4", packed=packed), tmp_path / str(packed)
        tune("textual", stages.TrainingJob(corpus, folder, steps=2), how)
        history = json.loads((folder / "textual" / "progress.json").read_text())["history"]
        losses.append([row["loss"] for row in history])
    assert losses[0] == pytest.approx(losses[1], rel=0.02)
    kinds = {type(layer.base_layer).__name__ for layer in adapted(fresh(options(base, quant="nf4", packed=True)))}
    assert kinds == {"Linear4bit", "Linear"}  # language model and audio tower


def adapted(tuner: ThinkerTuner) -> list[Any]:
    return [module for module in tuner.modules() if hasattr(module, "base_layer")]


def command(*words: object) -> int:
    parser = argparse.ArgumentParser()
    train_command.add_arguments(parser)
    return train_command.run(parser.parse_args(list(map(str, words))))


def test_stages_and_bundle_from_the_command_line(
    base: Path, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    common = ["--corpus", corpus, "--run", run, "--base", base]
    assert command("marks", *common, "--lora", 2, "--tokens", 400, "--steps", 1) == 0
    shown = capsys.readouterr().out
    assert "memory needed (estimated, GB): weights" in shown
    assert command("bundle", *common) == 0
    bundle = Bundle.open(run / "reasoner")
    bundle.verify()
    assert bundle.ratios == ((2, 8),)
    assert [name for name, _ in bundle.marks] == list(MARKS)
    assert bundle.talker is None
    loaded = load_bundle(bundle.path, device="cpu")
    assert isinstance(loaded.thinker, TrainedThinker)
    assert loaded.info.modes == ("interleaved", "think-first")
    assert loaded.thinker.mel.whisper
    with pytest.raises(BadInput, match=r"begun with --base .* --lora 2 --quant bf16: give the same"):
        command("marks", *common, "--lora", 4, "--steps", 1)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["marks"], "marks is a stage for a published model: give --base"),
        (["maths", "--lora", "4"], "--lora and --quant belong to --base"),
        (["starter", "--base", "."], "with --base the stages are run one by one: align, marks"),
        (["marks", "--base", "nowhere"], "nowhere is not a folder"),
        (["bundle", "--base", "."], "has no stage trained with --base"),
    ],
)
def test_wrong_use_is_named(tmp_path: Path, words: list[str], error: str) -> None:
    with pytest.raises(BadInput, match=error):
        command(*words[:1], "--corpus", tmp_path, "--run", tmp_path / "run", *words[1:])


def test_bases_that_are_none_are_named(base: Path, corpus: Path, tmp_path: Path) -> None:
    def tried(damage: dict[str, Any]) -> str:
        folder = tmp_path / f"base{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for file in base.iterdir():
            (folder / file.name).symlink_to(file)
        raw = json.loads((base / "config.json").read_text()) | damage.get("config", {})
        (folder / "config.json").unlink()
        (folder / "config.json").write_text(json.dumps(raw))
        for name in damage.get("without", ()):
            (folder / name).unlink()
        with pytest.raises(BadInput) as caught:
            fresh(options(folder, **damage.get("options", {})))
        assert "\n" not in str(caught.value)
        return str(caught.value)

    assert "the config is for a model of type 'llama': choose a Qwen2.5-Omni" in tried(
        {"config": {"model_type": "llama"}}
    )
    assert "is missing: download the model again" in tried({"without": ["model-00002-of-00003.safetensors"]})
    assert "damaged tokenizer" in tried({"without": ["tokenizer.json"]})
    assert "give --lora 32 with --quant nf4" in tried({"options": {"quant": "nf4", "lora": None}})


def test_a_base_without_unused_ids_is_named(base: Path) -> None:
    tokens = MarkedTokenizer.load(base, small_base.VOCABULARY)
    with pytest.raises(ValueError, match="the marks do not fit the tokenizer"):
        MarkedTokenizer.on_unused(tokens, tokens.size + len(MARKS) - 1)
    assert MarkedTokenizer.on_unused(tokens, tokens.size + len(MARKS)).marks["<s_pad>"] == tokens.size


def test_a_run_without_finished_stage_gives_no_bundle(base: Path, tmp_path: Path) -> None:
    thinker_tuner.settle_base(tmp_path, options(base))
    with pytest.raises(BadInput, match="has no finished stage: train one first"):
        make_bundle(tmp_path, tmp_path / "out", name="x", version="1", licence="x", source=None, voice=None)
    assert not (tmp_path / "out").exists()


# -- memory -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "lora", "quant", "gigabytes"),
    [("omni-3b", 32, "nf4", (6.5, 9.5)), ("omni-7b", 32, "nf4", (10.5, 15.0)), ("omni-3b", 32, "bf16", (10.0, 13.0)),
     ("omni-3b", None, "bf16", (50.0, 75.0))],
)  # fmt: skip
def test_the_estimate_for_the_real_sizes(
    size: str, lora: int | None, quant: Any, gigabytes: tuple[float, float]
) -> None:
    model = empty_thinker(published_config(SIZES[size]))
    how = BaseOptions(Path(), lora, quant)
    need = base_model.estimate(model, how, packed=quant == "nf4")
    assert gigabytes[0] < need.total / 1e9 < gigabytes[1], str(need)
    twice = base_model.estimate(model, replace(how, tokens=4096), packed=quant == "nf4")
    assert twice.activations > 1.7 * need.activations  # one chunk of logits stays as it is
    assert (twice.weights, twice.trained) == (need.weights, need.trained)


def test_the_estimate_counts_the_weights_and_adapters_that_are_loaded(base: Path) -> None:
    need = base_model.estimate(empty_thinker(read_config(base)), options(base), packed=False)
    tuner = fresh(options(base))
    adapters = sum(p.numel() for name, p in tuner.named_parameters() if ".lora_" in name)
    frozen = sum(p.nbytes for name, p in tuner.named_parameters() if name not in tuner.learnable)
    assert need.trained == base_model.TRAINED_BYTES * adapters
    assert need.weights == pytest.approx(frozen, rel=0.03)  # the audio adapter became float32


def test_activations_kept_for_the_backward_pass_fit_the_estimate(base: Path, made: list[Problem]) -> None:
    """Counted at the tensors that autograd keeps; with checkpoints one layer is computed again at a time."""
    how = options(base, tokens=600)
    tuner = fresh(how).train()
    rng = Random(0)
    rows = [thinker_data.typed_row(p, tuner.tokens, rng, "interleaved", (2, 8)) for p in made[:5]]
    kept: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    own = {p.untyped_storage().data_ptr() for p in tuner.parameters()}
    keep = torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor)
    with keep, torch.autocast("cpu", torch.bfloat16):
        tuner(rows, {"typed": 1.0})
    size = sum(size for place, size in kept.items() if place not in own)
    longest = max(len(row.prefix) + len(row.branches[0][0]) for row in rows)
    used = replace(how, tokens=len(rows) * longest)
    assert size < base_model.activation_bytes(tuner.thinker, used)


def test_too_little_memory_is_refused_with_advice(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_model, "free_bytes", lambda _: 24_000_000_000)
    need = base_model.TrainingNeed(10**10, 10**10, 10**10)

    def refusal(how: BaseOptions, device: Any = "cuda") -> str:
        with pytest.raises(MissingCapability, match=r"about 31\.5 GB of .*memory and 24\.0 GB are free: ") as caught:
            base_model.check_fits(need, how, device)
        return str(caught.value)

    assert "--lora 32 --quant nf4" in refusal(options(base, lora=None))
    assert "use --quant nf4" in refusal(options(base))
    assert "--tokens 1024" in refusal(options(base, quant="nf4", tokens=2048))
    assert "a machine with more memory" in refusal(options(base, quant="nf4", tokens=512), "cpu")
    monkeypatch.setattr(Checkpoint, "tensors", lambda _: pytest.fail("a weight was read"))
    monkeypatch.setattr(base_model, "free_bytes", lambda _: 1_000_000_000)
    with pytest.raises(MissingCapability):
        fresh(options(base))


# -- the whole recipe, on twenty questions ----------------------------------------------------------------

STEPS = {"align": 150, "marks": 250, "maths": 150, "textual": 150, "acoustic": 250}
BOUND = {"align": 6.5, "marks": 1.5, "maths": 0.8, "textual": 0.3, "acoustic": 0.3}
"""Cross-entropy by the end; it begins above 6. `align` moves the audio adapter under a frozen random language model, so
it cannot come far."""


class Events(list[TurnEvent]):
    """Keeps what the engine tells; `ended` waits for a turn's end."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()

    def __call__(self, event: TurnEvent) -> None:
        self.append(event)
        if isinstance(event, TurnEnded):
            self.over.set()


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.needs_starter
def test_every_stage_learns_twenty_questions_and_the_bundle_answers_aloud(
    base: Path, corpus: Path, made: list[Problem], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, how = tmp_path / "run", BaseOptions(base, 16, tokens=900)
    for name, steps in STEPS.items():
        tune(name, stages.TrainingJob(corpus, run, steps=steps), how)
        history = json.loads((run / name / "progress.json").read_text())["history"]
        last = sum(row.get("heard", row.get("typed", 0.0)) for row in history[-10:]) / 10
        print(f"{name}: {history[0]['loss']:.2f} -> {last:.3f}")
        assert last < BOUND[name], name
    bundle = make_bundle(
        run, tmp_path / "reasoner", name="reasoner", version="1", licence="x", source=None, voice=STARTER
    )
    pushed: list[int] = []
    push = TokenSequence.push

    def noted(self: TokenSequence, *ids: int) -> None:
        pushed.extend(ids)
        push(self, *ids)

    events, shard = Events(), audio_data.Shard(corpus, "train")
    engine = TutorEngine(bundle.path, events, device="cpu")
    try:
        engine.wait_ready(240)
        monkeypatch.setattr(TokenSequence, "push", noted)
        thinker_tokens = MarkedTokenizer.on_unused(
            MarkedTokenizer.load(base, small_base.VOCABULARY), small_base.VOCABULARY
        )
        for index in range(3):
            pushed.clear()
            events.clear()
            events.over.clear()
            engine.start_turn(shard.samples(index), TurnOptions(mode="interleaved", ratio=(2, 8), hear=False))
            assert events.over.wait(240)
            wanted = sequences.sequence(made[index], "interleaved", (2, 8), thinker_tokens).ids
            assert contains(pushed, [thinker_tokens.id("<mode:2:8>"), *wanted[:-1]]), index
            spoken = "".join(e.text for e in events if isinstance(e, SpokenText))
            assert spoken == " ".join(part.text for part in made[index].reply)
            heard = np.concatenate([e.samples for e in events if isinstance(e, AudioChunk)])
            assert len(heard) > bundle.sample_rate  # a second of speech
    finally:
        engine.close(60)


def contains(whole: list[int], part: list[int]) -> bool:
    """True if `part` stands in `whole` in one piece."""
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))
