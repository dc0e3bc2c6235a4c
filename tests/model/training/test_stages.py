"""All stages run in order on a corpus of a few tones, two steps each, and give a bundle that loads."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from transformers import Qwen2_5OmniThinkerForConditionalGeneration

from model.bundle_manifest import Bundle
from model.corpus import kinds, shards
from model.corpus.chunks import row_of
from model.errors import BadInput, MissingCapability
from model.thinker.tokenizers import TrainedTokenizer
from model.training import checkpoint, codec_trainer, stages, thinker_trainer, train_command
from model.training.train_command import assemble


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve "questions", words and sentences, all of them hum."""
    folder = tmp_path_factory.mktemp("corpus")
    rng, noise = Random(0), np.random.default_rng(0)

    def hum(seconds: float) -> shards.Sound:
        t = np.arange(int(seconds * 16_000)) / 16_000
        wave = np.sin(2 * np.pi * noise.uniform(90, 200) * t) + 0.1 * noise.standard_normal(len(t))
        return np.asarray(0.3 * wave, dtype=np.float32)

    writers = {name: shards.ShardWriter(folder, name) for name in ("train", "words", "voice")}
    for _ in range(12):
        writers["train"].add(row_of(kinds.draw(rng, "one", False, Counter()), "hum"), hum(2.5))
        writers["words"].add({"text": "seven", "voice": "hum"}, hum(0.8))
        writers["voice"].add({"text": "It's twelve. That makes nine."}, hum(2.0))
    for shard in writers.values():
        shard.close()
    return folder


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    train_command.add_arguments(parser)
    return parser.parse_args(words)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches, and a tokenizer of few words."""
    monkeypatch.setattr(
        stages.thinker_data, "tokenizer_texts", lambda draw: (draw(Random(i)).question for i in range(200))
    )
    monkeypatch.setattr(stages, "TEXT_BUDGET", 300)
    monkeypatch.setattr(stages, "TYPED_BUDGET", 300)
    monkeypatch.setattr(stages.thinker_data, "POOL", 8)
    options = {name: replace(o, precision="no", log_every=1) for name, o in stages.DEFAULTS.items()}
    monkeypatch.setattr(stages, "DEFAULTS", options)


def train(*words: object) -> int:
    return train_command.run(arguments(*map(str, words)))


@pytest.mark.usefixtures("small")
def test_every_stage_and_the_bundle(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    assert train_command.run(arguments("starter", "--corpus", str(corpus), "--run", str(run), "--steps", "2")) == 0
    shown = capsys.readouterr().out
    assert "MB" in shown
    assert f"first weights: {run / 'textual'}, {run / 'align'}" in shown
    assert not (run / "starter" / ".thinker.part").exists()
    bundle = Bundle.open(run / "starter")
    bundle.verify()
    assert bundle.ratios == ((1, 9), (2, 8), (3, 7), (5, 5))
    assert all((run / stage / "loss.png").exists() or stage == "talker" for stage in ("codec", "align", "acoustic"))


def test_missing_stage_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"talker|thinker|codec"):
        assemble(tmp_path, tmp_path / "out", name="x", version="1")


def test_a_bundle_put_together_again_keeps_its_card(tmp_path: Path) -> None:
    for source in ("bundle/thinker", "talker/export", "codec/export"):
        (tmp_path / source).mkdir(parents=True)
        (tmp_path / source / "config.json").write_text(json.dumps(codec_trainer.CONFIG))
    out = tmp_path / "starter"
    (out / "thinker").mkdir(parents=True)
    (out / "thinker" / "old.json").write_text("left over")
    (out / "MODEL_CARD.md").write_text("by hand")
    bundle = assemble(tmp_path, out, name="x", version="1")
    assert sorted(f.path for f in bundle.files) == [f"{part}/config.json" for part in ("codec", "talker", "thinker")]
    assert sorted(f.name for f in out.iterdir()) == ["MODEL_CARD.md", "bundle.toml", "codec", "talker", "thinker"]


@pytest.mark.usefixtures("small")
def test_a_stage_starts_from_the_folder_that_is_named(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The stage's first weights are those of the folder: no step is taken that could move them."""
    began: list[dict[str, Tensor]] = []
    monkeypatch.setattr(stages.loop, "run", lambda name, model, *_: began.append(model.state_dict()))
    run = tmp_path / "run"
    assert train("maths", "--corpus", corpus, "--run", run) == 0
    checkpoint.save(tmp_path / "other", Weights(began[0]), [], {})
    for stage in ("align", "textual", "acoustic"):
        assert train(stage, "--corpus", corpus, "--run", run, "--from", tmp_path / "other") == 0
        assert f"first weights: {tmp_path / 'other'}" in capsys.readouterr().out
        assert all(torch.equal(began[-1][name], value) for name, value in began[0].items())
    assert train("textual", "--corpus", corpus, "--run", run) == 0
    assert "first weights: random" in capsys.readouterr().out
    (tmp_path / "other" / "model.safetensors").unlink()
    with pytest.raises(BadInput, match=r"other has no model\.safetensors"):
        train("textual", "--corpus", corpus, "--run", run, "--from", tmp_path / "other")
    checkpoint.save(tmp_path / "other", torch.nn.Linear(2, 2), [], {})
    with pytest.raises(BadInput, match="are of another model"):
        train("textual", "--corpus", corpus, "--run", run, "--from", tmp_path / "other")


@pytest.mark.usefixtures("small")
def test_a_stage_starts_from_a_bundle_and_added_layers_change_nothing(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tokenizer is taken over; the text layers that the bundle lacks pass their input on."""
    began: list[thinker_trainer.ThinkerTrainer] = []
    monkeypatch.setattr(stages.loop, "run", lambda name, model, *_: began.append(model))
    run, bundle = tmp_path / "run", tmp_path / "bundle"
    config = thinker_trainer.starter_config

    def shallow(tokens: TrainedTokenizer) -> Any:
        found = config(tokens)
        found.text_config.num_hidden_layers = 2
        found.text_config.layer_types = found.text_config.layer_types[:2]
        return found

    with monkeypatch.context() as patch:
        patch.setattr(thinker_trainer, "starter_config", shallow)
        assert train("maths", "--corpus", corpus, "--run", run) == 0
    for parameter in began[0].parameters():
        parameter.data.add_(0.01 * torch.randn_like(parameter))
    thinker_trainer.export(began[0], bundle / "thinker")
    (bundle / "bundle.toml").touch()
    assert train("maths", "--corpus", corpus, "--run", tmp_path / "deeper", "--from", bundle) == 0
    deeper = began[1].thinker.model.language_model
    shallower = Qwen2_5OmniThinkerForConditionalGeneration.from_pretrained(bundle / "thinker", dtype=torch.float32)
    ids = torch.tensor([[1, 5, 9, 20]])
    assert len(deeper.layers) > len(shallower.model.language_model.layers)
    torch.testing.assert_close(deeper(ids)[0], shallower.model.language_model(ids)[0])
    assert (tmp_path / "deeper" / "tokenizer.json").read_bytes() == (run / "tokenizer.json").read_bytes()


def test_a_bundle_goes_on_without_the_letters_that_it_has_no_head_for(tmp_path: Path) -> None:
    stage, job = stages.recipes.STARTER["acoustic"], stages.TrainingJob(tmp_path, tmp_path / "run")
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "bundle.toml").touch()
    assert stages.acoustic_losses(stage, job) == stage.losses
    assert stages.acoustic_losses(stage, replace(job, source=tmp_path / "stage")) == stage.losses
    assert set(stages.acoustic_losses(stage, replace(job, source=tmp_path / "bundle"))) == {"heard", "typed"}


@pytest.mark.usefixtures("small")
def test_no_two_stages_draw_the_same_problems(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []

    def once(_name: str, _model: object, batch: Any, *_: object) -> None:
        batch(0)

    monkeypatch.setattr(stages.loop, "run", once)
    monkeypatch.setattr(stages.thinker_data.ThinkerData, "typed", lambda _self, _step, seed, *_: seeds.append(seed))
    for stage in ("maths", "textual"):
        assert train(stage, "--corpus", corpus, "--run", tmp_path / "run") == 0
    assert len(set(seeds)) == 2


class Weights(torch.nn.Module):
    """A model of which only the weights matter."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.weights = weights

    def state_dict(self, *_: object, **__: object) -> dict[str, Tensor]:  # type: ignore[override]
        return self.weights


def rows_only(corpus: Path, folder: Path, *names: str) -> Path:
    """A corpus folder with these files alone."""
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(corpus / name)
    return folder


@pytest.mark.parametrize(
    ("stage", "has", "error"),
    [
        ("codec", (), r"voice\.pcm is missing or too short: make the corpus first"),
        ("align", (), r"train\.jsonl is missing: make the corpus first"),
        ("align", ("train.jsonl",), r"train\.pcm is missing"),
        ("align", ("words.jsonl",), r"words\.pcm is missing"),
        ("acoustic", ("words.jsonl", "words.pcm"), r"train\.jsonl is missing: make the corpus first"),
        ("talker", (), "finish the stage for the codec first"),
    ],
)
@pytest.mark.usefixtures("small")
def test_what_a_stage_misses_is_named(
    corpus: Path, tmp_path: Path, stage: str, has: tuple[str, ...], error: str
) -> None:
    folder = rows_only(corpus, tmp_path / "part", *has)
    with pytest.raises(BadInput, match=error):
        train(stage, "--corpus", folder, "--run", tmp_path / "run")


def test_a_talker_without_the_voice_is_named(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "codec" / "export").mkdir(parents=True)
    with pytest.raises(BadInput, match=r"voice\.jsonl is missing: make the corpus first"):
        train("talker", "--corpus", rows_only(corpus, tmp_path / "part"), "--run", tmp_path)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["maths", "--corpus", "nowhere"], "there is no corpus in nowhere"),
        (["maths", "--gsm8k", "nowhere"], "nowhere is not a file"),
        (["maths", "--noise", "nowhere"], "nowhere is not a folder"),
        (["starter", "--from", "nowhere"], "--from belongs to one of the stages decoder, align"),
        (["talker", "--from", "nowhere"], "leave it out for talker"),
        (["maths", "--run", "/dev/null/run"], "cannot write /dev/null/run"),
    ],
)
def test_wrong_use_is_named_before_any_work(tmp_path: Path, words: list[str], error: str) -> None:
    with pytest.raises(BadInput, match=error):
        train(*words[:1], "--corpus", tmp_path, "--run", tmp_path / "run", *words[1:])


@pytest.mark.parametrize("lines", ["{", '{"question": "How many?"}', "[]", '{"question": "How many?", "answer": "3"}'])
def test_word_problems_that_are_none_are_named(tmp_path: Path, lines: str) -> None:
    (tmp_path / "train.jsonl").write_text(lines)
    with pytest.raises(BadInput, match=r"train\.jsonl:1 is not a problem of GSM8K"):
        train("maths", "--corpus", tmp_path, "--run", tmp_path / "run", "--gsm8k", tmp_path / "train.jsonl")


def test_compiling_without_a_compiler_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_command.shutil, "which", lambda _: None)
    with pytest.raises(MissingCapability, match=r"apt-get install g\+\+"):
        train("maths", "--corpus", tmp_path, "--run", tmp_path / "run", "--compile")


def test_packages_of_the_extra_train_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("matplotlib", "onnx"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingCapability, match=r"needs matplotlib; run: .*python\S* -m pip install matplotlib$"):
        train("maths", "--corpus", tmp_path, "--run", tmp_path / "run")
    with pytest.raises(MissingCapability, match="pip install matplotlib onnx"):
        train("keywords", "--corpus", tmp_path, "--run", tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("words", [["--steps", "0"], ["--minutes", "0"], ["--minutes", "nan"], ["--threads", "-1"]])
def test_numbers_that_mean_nothing_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        arguments("maths", "--corpus", "c", "--run", "r", *words)
    assert words[0] in capsys.readouterr().err


def test_a_damaged_tokenizer_is_named(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(BadInput, match=r"tokenizer\.json is damaged .*choose another --run"):
        train("maths", "--corpus", tmp_path, "--run", tmp_path)


def test_what_is_exported_may_keep_a_share_of_the_weights_at_the_start(tmp_path: Path) -> None:
    torch.manual_seed(0)
    before, now = torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
    checkpoint.save(tmp_path, before, [], {})
    after = torch.nn.Linear(3, 2)
    after.load_state_dict(now.state_dict())
    stages.mix(after, tmp_path, 0.25)
    torch.testing.assert_close(after.weight, 0.75 * now.weight + 0.25 * before.weight, atol=5e-3, rtol=0)
    stages.mix(now, tmp_path, 1.0)
    torch.testing.assert_close(now.weight, before.weight.bfloat16().float(), atol=0, rtol=0)
    with pytest.raises(BadInput, match="any more"):
        stages.mix(now, tmp_path / "gone", 0.5)
