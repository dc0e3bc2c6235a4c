"""The loader: what it gives, what it refuses, and NF4 on the CPU."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from model.errors import BadInput
from model.lm.pretrained import INDEX
from model.lm.quantization import check_4bit, language_linears, nf4_round_trip, round_to_nf4
from model.thinker.loading import load_trained_thinker
from model.thinker.thinker import TrainedThinker


@pytest.fixture(scope="module")
def thinker(thinker_folder: Path) -> TrainedThinker:
    return load_trained_thinker(thinker_folder)


@pytest.fixture
def copy(thinker_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(thinker_folder, tmp_path / "thinker"))


def test_bf16_by_default_on_the_cpu(thinker: TrainedThinker) -> None:
    assert (thinker.precision, thinker.device) == ("bf16", "cpu")
    assert thinker.model.dtype == torch.bfloat16
    assert thinker.decoder.dtype == torch.float32  # small: single steps are computed wide
    assert not any(p.requires_grad for p in thinker.model.parameters())
    assert thinker.parameters == sum(p.numel() for p in thinker.model.parameters())


def test_a_spoken_prompt_equals_transformers_on_the_same_sound(thinker: TrainedThinker) -> None:
    """Prompt with audio through our prefill and through transformers' own merge; bf16, 0.1 on logits."""
    samples = np.random.default_rng(0).normal(0, 0.1, 40_000).astype(np.float32)
    with torch.inference_mode():
        sequence = thinker.prefill(samples)
        sequence.push(thinker.tokens.mode("hear"))
        ours = sequence.logits()
        theirs = _transformers_logits(thinker, samples)
    torch.testing.assert_close(ours, theirs, atol=0.1, rtol=0.05)


def _transformers_logits(thinker: TrainedThinker, samples: Any) -> torch.Tensor:
    from model.thinker.features import STARTER, audio_token_count, log_mel

    features = log_mel(torch.from_numpy(samples), STARTER)
    name, count = thinker.tokens.id, audio_token_count(features.shape[1])
    middle = [name("<|audio_start|>"), *[name("<|AUDIO|>")] * count, name("<|audio_end|>")]
    ids = torch.tensor([[name("<user>"), *middle, name("<tutor>"), name("<mode:hear>")]])
    out: torch.Tensor = thinker.model(
        input_ids=ids,
        input_features=features[None].to(torch.bfloat16),
        feature_attention_mask=torch.ones(1, features.shape[1], dtype=torch.long),
        attention_mask=torch.ones_like(ids),
    ).logits[0, -1]
    return out.float()


def test_typed_text_is_encoded_as_text(thinker: TrainedThinker) -> None:
    with torch.inference_mode():
        sequence = thinker.prefill("3+4 <tutor>")
        assert sequence.length == 2 + len(thinker.tokens.encode("3+4 <tutor>"))


def test_nf4_on_the_cpu_equals_linear4bit(thinker_folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The rounded weights give what bitsandbytes computes in 4 bits (caplog: it logs a slow path)."""
    from bitsandbytes.nn import Linear4bit, Params4bit

    plain = load_trained_thinker(thinker_folder).model
    rounded = load_trained_thinker(thinker_folder, quant="nf4")
    assert rounded.precision == "nf4"
    names = language_linears(plain)
    assert len(names) == 3 * 7
    generator = torch.Generator().manual_seed(0)
    for name, layer in list(names.items())[:7]:
        weight: Any = layer.weight
        theirs = Linear4bit(
            weight.shape[1],
            weight.shape[0],
            bias=layer.bias is not None,
            compute_dtype=torch.bfloat16,
            compress_statistics=False,
            quant_type="nf4",
        )
        theirs.weight = Params4bit(
            weight.data.clone(), requires_grad=False, compress_statistics=False, quant_type="nf4"
        )
        if layer.bias is not None:
            theirs.bias = layer.bias
        theirs = theirs.to("cpu")
        rows = torch.randn(5, weight.shape[1], generator=generator).bfloat16()
        with torch.inference_mode():
            ours = rounded.model.get_submodule(name)(rows)
            torch.testing.assert_close(ours, theirs(rows), atol=1e-2, rtol=8e-3)
            assert not torch.equal(rounded.model.get_submodule(name).weight, weight)


def test_nf4_leaves_head_tower_and_embeddings_alone(thinker_folder: Path) -> None:
    plain, rounded = (load_trained_thinker(thinker_folder, quant=quant).model for quant in ("bf16", "nf4"))
    changed = {
        name
        for (name, ours), (_, theirs) in zip(plain.named_parameters(), rounded.named_parameters(), strict=True)
        if not torch.equal(ours, theirs)
    }
    assert changed == {f"{name}.weight" for name in language_linears(plain)}


def test_rounding_twice_changes_nothing() -> None:
    weight = torch.randn(32, 64, generator=torch.Generator().manual_seed(3))
    once = nf4_round_trip(weight)
    assert once.shape == weight.shape
    assert 0.01 < float((once - weight).abs().mean()) < 0.2
    torch.testing.assert_close(nf4_round_trip(once), once)


def test_plain_layers_do_not_pass_for_4_bit(thinker: TrainedThinker) -> None:
    with pytest.raises(RuntimeError, match="language_model"):
        check_4bit(thinker.model)
    assert round_to_nf4(torch.nn.Linear(4, 4)) == 0


def _cut_weights(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5000])


def _drop_a_tensor(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    del tensors[next(name for name in tensors if name.endswith(".layers.1.mlp.up_proj.weight"))]
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda f: (f / "tokenizer.json").write_text("{"), "tokenizer"),
        (lambda f: (f / "tokenizer.json").unlink(), "tokenizer"),
        (lambda f: (f / "config.json").unlink(), "config.json"),
        (lambda f: (f / "config.json").write_text("{"), "config.json"),
        (lambda f: (f / "config.json").write_text('{"model_type": "bert"}'), "bert"),
        (_cut_weights, "damaged Thinker"),
        (_drop_a_tensor, "up_proj"),
        (
            lambda f: (f / INDEX).write_text('{"weight_map": {"lm_head.weight": "../x.safetensors"}}'),
            "outside the folder",
        ),
    ],
)
def test_damage_is_one_line(copy: Path, damage: Any, says: str) -> None:
    damage(copy)
    with pytest.raises(BadInput, match=says) as caught:
        load_trained_thinker(copy)
    assert "\n" not in str(caught.value)


def test_nf4_loads_without_a_warning_from_bitsandbytes() -> None:
    code = "import torch; from model.lm.quantization import nf4_round_trip as f; f(torch.ones(8, 64))"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_an_unknown_precision_is_refused(thinker_folder: Path) -> None:
    with pytest.raises(BadInput, match="bf16 or nf4"):
        load_trained_thinker(thinker_folder, quant="int3")
