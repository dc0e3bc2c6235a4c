"""Loading the published layout: names, shapes, precisions, refusals."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from model.errors import BadInput, MissingCapability
from model.lm.memory import WORKING, Need, check_fits, estimate
from model.lm.quantization import check_4bit, language_linears
from model.lm.sampling import NotFinite
from model.thinker.loading import load_thinker
from model.thinker.qwen_checkpoint import (
    INDEX,
    SIZES,
    Checkpoint,
    is_published,
    own_name,
    published_config,
    thinker_config,
)
from model.thinker.qwen_omni import QwenOmniThinker, empty_thinker, load_qwen_omni, tie_or_refuse
from model.thinker.tokenizers import QwenTokenizer


@pytest.fixture
def copy(qwen_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(qwen_folder, tmp_path / "qwen"))


def test_every_weight_is_in_its_place(qwen_pair: tuple[Path, Any], qwen: QwenOmniThinker) -> None:
    theirs = dict(qwen_pair[1].named_parameters())
    ours = dict(qwen.model.named_parameters())
    assert ours.keys() == theirs.keys()
    for name, parameter in ours.items():
        assert torch.equal(parameter, theirs[name]), name
    assert qwen.model.model.visual is None
    assert (qwen.precision, qwen.modes[0]) == ("float32", "concurrent")


def test_logits_equal_transformers(qwen_pair: tuple[Path, Any], qwen: QwenOmniThinker) -> None:
    """Typed prompt, float32, tolerance 1e-3 on logits of size about 10."""
    ids = qwen.tokens.prompt("<|im_start|>user\n3+4<|im_end|>\n")
    with torch.inference_mode():
        plain = qwen_pair[1](input_ids=torch.tensor([ids])).logits[0, -1]
        ours = qwen.decoder.next_logits(ids, qwen.decoder.new_cache(64))
    torch.testing.assert_close(ours, plain.float(), atol=1e-3, rtol=1e-3)


def test_special_ids_are_the_published_ones(qwen: QwenOmniThinker, published: Any) -> None:
    assert {name: qwen.tokens.id(name) for name in published.SPECIALS} == published.SPECIALS
    assert qwen.tokens.decode([*qwen.tokens.encode("<|im_end|> 3+4 é"), 151645, 151900]) == "<|im_end|> 3+4 é"
    assert qwen.control.s_end == 151645
    assert {151644, 151645, 151935} <= qwen.control.special


def test_the_older_tokenizer_files_give_the_same(qwen: QwenOmniThinker, published: Any, tmp_path: Path) -> None:
    published.write_older_tokenizer(tmp_path)
    older = QwenTokenizer.load(tmp_path, 151936)
    text = "<|im_start|>user\n3+4 é<|im_end|>\n<|audio_bos|>"
    assert older.prompt(text) == qwen.tokens.prompt(text)
    assert older.encode(text) == qwen.tokens.encode(text)
    assert older.special >= set(published.SPECIALS.values())


def test_by_default_bf16_on_the_cpu(qwen_folder: Path) -> None:
    loaded = load_thinker(qwen_folder)
    assert isinstance(loaded, QwenOmniThinker)
    assert (loaded.precision, loaded.device) == ("bf16", "cpu")


def test_nf4_packed_gives_the_rounded_weights_numbers(qwen_folder: Path) -> None:
    """`Linear4bit`, joined, as on CUDA, against weights rounded once, as on a CPU: bf16 arithmetic, 0.3 of 10."""
    rounded, packed = (
        load_qwen_omni(qwen_folder, device="cpu", dtype=torch.bfloat16, four_bit=True, packed=p, capacity=2048)
        for p in (False, True)
    )
    check_4bit(packed.model)
    with pytest.raises(RuntimeError, match="language_model"):
        check_4bit(rounded.model)
    ids = rounded.tokens.prompt("3+4")
    with torch.inference_mode():
        one, two = (t.decoder.next_logits(ids, t.decoder.new_cache(64)) for t in (rounded, packed))
    assert (one - two).abs().max() < 0.3
    assert (one - two).abs().mean() < 0.03


def test_a_head_that_is_not_there_is_the_embedding(tmp_path: Path, published: Any, copy: Path) -> None:
    index = copy / INDEX
    content = json.loads(index.read_text())
    del content["weight_map"]["thinker.lm_head.weight"]
    index.write_text(json.dumps(content))
    model = load_qwen_omni(copy, device="cpu", dtype=torch.float32, four_bit=False).model
    assert model.lm_head.weight is model.model.language_model.embed_tokens.weight


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda f: (f / "model-00002-of-00003.safetensors").unlink(), "00002-of-00003.safetensors is missing"),
        (lambda f: (f / "model-00002-of-00003.safetensors").write_bytes(b"\0" * 900), "is damaged"),
        (lambda f: (f / INDEX).write_text("{}"), "no readable weights"),
        (lambda f: (f / INDEX).write_text('{"weight_map": {"thinker.lm_head.weight": "../x"}}'), "outside"),
        (lambda f: (f / INDEX).write_text('{"weight_map": {}}'), "lacks lm_head.weight"),
        (lambda f: (f / "tokenizer.json").unlink(), "damaged tokenizer"),
        (lambda f: (f / "config.json").write_text('{"model_type": "qwen2_5_omni"}'), "choose a Qwen2.5-Omni"),
    ],
)
def test_damage_is_one_line(copy: Path, damage: Any, says: str) -> None:
    damage(copy)
    with pytest.raises(BadInput, match=says) as caught:
        load_thinker(copy)
    assert "\n" not in str(caught.value)


def test_weights_that_overflow_are_noticed(copy: Path) -> None:
    from safetensors.torch import load_file, save_file

    for shard in copy.glob("*.safetensors"):
        tensors = load_file(shard)
        if "thinker.model.norm.weight" in tensors:
            tensors["thinker.model.norm.weight"].fill_(float("inf"))
            save_file(tensors, shard, metadata={"format": "pt"})
    with pytest.raises(NotFinite):
        load_thinker(copy)
    with pytest.raises(MissingCapability, match="in fp16 the model's numbers overflow: use --device cpu"):
        load_qwen_omni(copy, device="cpu", dtype=torch.float16, four_bit=False)


def test_a_published_folder_is_known_by_its_config(qwen_folder: Path) -> None:
    assert is_published(qwen_folder)


def test_a_config_chooses_no_attention_kernel() -> None:
    """The kernel could be the name of code on the hub."""
    raw = published_config({"hidden_size": 64, "num_attention_heads": 4, "num_key_value_heads": 2})
    part = raw["thinker_config"]
    for section in (part, part["text_config"], part["audio_config"], part["vision_config"]):
        section["attn_implementation"] = section["_attn_implementation"] = "eager"
    config = thinker_config(raw)
    sections = (config, config.text_config, config.audio_config, config.vision_config)
    assert {section._attn_implementation for section in sections} == {"sdpa"}


def test_names() -> None:
    assert own_name("thinker.model.layers.0.mlp.up_proj.weight") == "model.language_model.layers.0.mlp.up_proj.weight"
    assert own_name("thinker.lm_head.weight") == "lm_head.weight"
    assert own_name("talker.model.norm.weight") is None


# -- the real sizes, without weights ----------------------------------------------------------------------


@pytest.mark.parametrize(("size", "language", "gigabytes"), [("omni-3b", 2.77e9, 5.0), ("omni-7b", 6.53e9, 8.5)])
def test_the_real_sizes_on_meta(published: Any, size: str, language: float, gigabytes: float, tmp_path: Path) -> None:
    """Names and shapes of the whole model from its config, each in the index; nothing is allocated."""
    raw = published_config(SIZES[size])
    model = empty_thinker(raw)
    names = {name: tuple(p.shape) for name, p in model.named_parameters(remove_duplicate=False)}
    assert all(p.is_meta for p in model.parameters())
    text = SIZES[size]
    hidden, layers = text["hidden_size"], text["num_hidden_layers"]
    key_rows = text["num_key_value_heads"] * 128
    assert names["model.language_model.embed_tokens.weight"] == (text["vocab_size"], hidden)
    last = f"model.language_model.layers.{layers - 1}.self_attn"
    assert names[f"{last}.k_proj.weight"] == (key_rows, hidden)
    assert names[f"{last}.k_proj.bias"] == (key_rows,)
    assert f"{last}.o_proj.bias" not in names
    assert names["model.audio_tower.proj.weight"] == (hidden, 1280)
    assert len(language_linears(model)) == 7 * layers
    weight_map = {published.published_name(name): "model-00001-of-00001.safetensors" for name in names}
    (tmp_path / INDEX).write_text(json.dumps({"weight_map": weight_map}))
    (tmp_path / "model-00001-of-00001.safetensors").touch()
    checkpoint = Checkpoint.open(tmp_path)
    assert checkpoint.names == names.keys()
    tie_or_refuse(model, checkpoint)
    need = estimate(model, four_bit=True, capacity=4096)
    assert need.language / 0.5625 == pytest.approx(language, rel=0.01)
    assert need.total < gigabytes * 1e9
    assert model.model.language_model.rotary_emb.inv_freq[1] == pytest.approx(1e6 ** (-1 / 64))
    assert thinker_config(raw).text_config.rope_parameters["mrope_section"] == [16, 24, 24]


def test_the_estimate_is_what_the_miniature_takes(qwen_folder: Path) -> None:
    thinker = load_qwen_omni(qwen_folder, device="cpu", dtype=torch.bfloat16, four_bit=False, capacity=2048)
    need = estimate(thinker.model, four_bit=False, capacity=2048)
    assert need.language + need.rest == sum(p.nbytes for p in thinker.model.parameters())
    cache = thinker.context.sequence.cache
    wide = thinker.decoder.dtype.itemsize // 2
    assert need.cache * wide == cache.nbytes


def test_too_little_memory_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    need, free = Need(2_000_000_000, 1_000_000_000, 100_000_000), {"cuda": 3_800_000_000, "cpu": 4_000_000_000}
    monkeypatch.setattr("model.lm.memory.free_bytes", free.__getitem__)
    check_fits(need, "cuda", four_bit=True)
    free |= {"cuda": 3_000_000_000, "cpu": 2_000_000_000}
    with pytest.raises(MissingCapability, match=r"about 3\.8 GB .* 3\.0 GB are free: use --quant nf4, or close") as e:
        check_fits(need, "cuda", four_bit=False)
    assert "\n" not in str(e.value)
    with pytest.raises(MissingCapability, match=r"3\.8 GB of memory and 2\.0 GB are free: close other programs, or c"):
        check_fits(need, "cpu", four_bit=False)
    assert WORKING < 1e9


def test_a_machine_without_room_reads_no_weight(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.lm.memory.free_bytes", lambda _: 500_000_000)
    monkeypatch.setattr(Checkpoint, "tensors", lambda _: pytest.fail("a weight was read"))
    with pytest.raises(MissingCapability, match="choose a smaller bundle"):
        load_thinker(copy)
