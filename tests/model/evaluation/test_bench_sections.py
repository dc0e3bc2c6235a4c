"""The bench on random miniatures: every section is measured on both sides, and both sides do the same."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
import torch

import model.loader
from app.commands import bench
from model.codec.config import CodecConfig
from model.codec.streaming_decoder import FrameDecoder
from model.codec.weights import build, fold_weight_norm
from model.evaluation import bench_decode, bench_sections
from model.loader import EngineInfo, LoadedBundle
from model.talker.network import Talker, TalkerConfig
from model.talker.tts import TextToSpeech
from model.thinker.loading import load_trained_thinker
from tests.model.talker.miniatures import save_codec_folder, save_talker

CODEC = CodecConfig(encoder_dim=4, decoder_dim=32, codebook_size=32)
TALKER = TalkerConfig(text_dim=64, text_blocks=1, dim=64, layers=2, heads=2, feed_forward=96, codebook_size=32, top_k=8)


@pytest.fixture(scope="module")
def loaded(thinker_folder: Path) -> LoadedBundle:
    torch.manual_seed(6)
    snac = fold_weight_norm(build(CODEC)).eval().requires_grad_(False)
    voice = TextToSpeech.parallel(Talker(TALKER).eval(), FrameDecoder(snac, CODEC))
    thinker = load_trained_thinker(thinker_folder)
    info = EngineInfo("miniature", "cpu", "bf16", thinker.parameters, voice.sample_rate)
    return LoadedBundle(thinker, voice, info)


def bench_command(monkeypatch: pytest.MonkeyPatch, loaded: LoadedBundle, *argv: str) -> int:
    monkeypatch.setattr(model.loader, "load_bundle", lambda *_, **__: loaded)
    monkeypatch.setattr(bench, "find_bundle", Path)
    parser = argparse.ArgumentParser()
    bench.add_arguments(parser)
    return bench.run(parser.parse_args(list(argv)))


def test_all_sections_are_measured(
    loaded: LoadedBundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bench.json"
    assert bench_command(monkeypatch, loaded, "--tokens", "12", "--repeats", "1", "--json", str(file)) == 0
    figures: dict[str, Any] = json.loads(file.read_text("utf-8"))
    for name in ("thinker", "talker", "codec", "turn"):
        part = figures[name]
        assert part["reference"] == "generate"
        assert part["figure"] > 0
        assert part["reference_figure"] > 0
        assert part["ratio"] > 0
    assert set(figures["thinker"]["modes"]) >= {"interleaved 2:8", "think-first", "direct"}
    prefill = ("prefill_ms_per_audio_s", "prefill_ratio", "first_spoken_token_ms", "first_spoken_token_ratio")
    assert all(figures["thinker"][name] > 0 for name in prefill)
    assert figures["thinker"]["same_tokens"]
    assert figures["thinker"]["ratio_float32"] > 0  # small weights are widened: the reference does it both ways
    steps = figures["thinker"]["steps"]
    assert steps["two_over_one"] == pytest.approx(steps["two_cursors_ms"] / steps["one_cursor_ms"], rel=0.01)
    assert 0 < steps["bandwidth_share"] < 1.5
    assert figures["turn"]["speech_s"] > 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("thinker", "talker", "codec", "turn", "think-first"))


def test_a_published_voice_is_measured_in_codes(tmp_path: Path) -> None:
    voice = TextToSpeech.load(
        tmp_path, talker=save_talker(tmp_path / "talker", "qwen3"), codec=save_codec_folder(tmp_path / "codec")
    )
    part = bench_sections.talker(voice, bench_decode.Effort(tokens=4, repeats=1))
    assert part["unit"] == "codes/s"
    assert part["needed"] == pytest.approx(7 * 24_000 / 2048, abs=0.01)  # 82 a second
    assert part["reference_is"].endswith("same weights")


def test_a_bundle_without_voice_is_measured_without_it(loaded: LoadedBundle) -> None:
    mute = LoadedBundle(loaded.thinker, None, loaded.info)
    figures = bench_sections.measure(mute, bench_decode.Effort(tokens=4, repeats=1))
    assert "thinker" in figures
    assert "talker" not in figures
    assert "turn" not in figures


def test_ratios_are_above_one_for_the_faster_side() -> None:
    assert bench_decode.section(20, 10, unit="", reference_is="", rate=True)["ratio"] == 2
    assert bench_decode.section(0.1, 0.3, unit="", reference_is="", rate=False)["ratio"] == pytest.approx(3)


def test_the_median_leaves_out_the_warm_up() -> None:
    calls: list[int] = []
    bench_decode.Effort(repeats=3).seconds(lambda: calls.append(1))
    assert len(calls) == 4
