"""`aloud bench --random` on a tiny size, and the stock model's section on the miniature."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
import torch

from app.commands import bench
from model.errors import BadInput, MissingCapability
from model.evaluation import bench_thinker
from model.evaluation.bench_decode import Effort
from model.thinker.qwen_checkpoint import SIZES
from model.thinker.qwen_omni import load_qwen_omni
from tests.model.thinker import published

VOCABULARY = 151_700  # with the published id of a piece of sound
TINY = {"vocab_size": VOCABULARY, "hidden_size": 128, "intermediate_size": 128, "num_hidden_layers": 3,
        "num_attention_heads": 1, "num_key_value_heads": 1}  # fmt: skip


STOCK = ("prefill_ms_per_audio_s", "prefill_ratio", "first_spoken_token_ms", "first_spoken_token_ratio")


def _command(*argv: str) -> int:
    parser = argparse.ArgumentParser()
    bench.add_arguments(parser)
    return bench.run(parser.parse_args(list(argv)))


def test_a_size_with_random_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(SIZES, "omni-3b", TINY)
    file = tmp_path / "bench.json"
    command = ["--random", "omni-3b", "--layers", "2", "--device", "cpu", "--tokens", "8", "--repeats", "1"]
    assert _command(*command, "--json", str(file)) == 0
    figures: dict[str, Any] = json.loads(file.read_text("utf-8"))
    assert (figures["layers"], figures["layers_published"], figures["reduced"]) == (2, 3, True)
    part = figures["thinker"]
    assert part["figure"] > 0
    assert part["reference"] == "generate"
    # float32 copies of 2 layers and the head, and 256 slots of keys and values
    layer = 128 * 128 * 7 + 3 * 128 + 2 * 128
    assert part["steps"]["bytes_a_step"] == 4 * (2 * layer + VOCABULARY * 128 + 2 * 2 * 128 * 256)
    assert part["peak_gb"] is None
    assert all(part[name] > 0 for name in STOCK)
    assert set(part["modes"]) == {"concurrent", "think-first", "direct"}
    assert "reduced: 2 of 3 language layers" in capsys.readouterr().out


def test_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="--layers goes with --random"):
        _command("--layers", "2")
    with pytest.raises(MissingCapability, match="4-bit steps need CUDA"):
        bench_thinker.measure("omni-3b", Effort(1, 1), device="cpu", quant="nf4", layers=1)


@pytest.mark.parametrize("size", ["omni-3b", "omni-7b"])
def test_a_machine_without_room_is_told(size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.lm.memory.free_bytes", lambda _: 4_000_000_000)
    with pytest.raises(MissingCapability, match=r"needs about (8|17)\.\d GB of memory and 4\.0 GB are free"):
        bench_thinker.measure(size, Effort(1, 1), device="cpu", quant="bf16", layers=None)


@pytest.mark.gpu
def test_the_whole_3b_in_four_bits_stays_within_its_memory() -> None:
    """The one figure of the real size that does not depend on the card."""
    figures = bench_thinker.measure("omni-3b", Effort(8, 1), device="cuda", quant="nf4", layers=None)
    assert figures["thinker"]["peak_gb"] <= 5


def test_the_stock_section(tmp_path: Path) -> None:
    published.write(tmp_path)
    qwen = load_qwen_omni(tmp_path, device="cpu", dtype=torch.bfloat16, four_bit=False)
    with torch.inference_mode():
        part = bench_thinker.thinker(qwen, Effort(tokens=4, repeats=1))
    assert set(part["modes"]) == {"concurrent", "think-first", "direct"}
    assert all(part[name] > 0 for name in STOCK)
    assert part["same_tokens"]
