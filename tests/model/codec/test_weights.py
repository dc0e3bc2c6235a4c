"""Codec weights on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from model.codec.config import CodecConfig
from model.codec.weights import build, load_codec, save_codec
from model.errors import BadInput

SMALL = CodecConfig(encoder_dim=4, decoder_dim=32, codebook_size=64)


def test_round_trip_is_exact(tmp_path: Path) -> None:
    torch.manual_seed(0)
    trained = build(SMALL).eval()
    save_codec(trained, SMALL, tmp_path / "codec")
    loaded, config = load_codec(tmp_path / "codec")
    assert config == SMALL
    sound = torch.randn(1, 1, 6400) * 0.1
    with torch.no_grad():
        before, codes = trained(sound)
        after, codes_after = loaded(sound)
    assert torch.equal(before, after)
    assert all(torch.equal(a, b) for a, b in zip(codes, codes_after, strict=True))
    assert sorted(p.name for p in (tmp_path / "codec").iterdir()) == ["config.json", "model.safetensors"]
    assert build(SMALL).training, "training still gets weight norm"
    assert any("parametrizations" in name for name in trained.state_dict()), "saving must not fold the trained model"


@pytest.mark.parametrize("damage", ["missing", "cut", "other shape", "config", "unknown key"])
def test_damage_is_one_clear_line(tmp_path: Path, damage: str) -> None:
    save_codec(build(SMALL), SMALL, tmp_path)
    weights = tmp_path / "model.safetensors"
    match damage:
        case "missing":
            weights.unlink()
        case "cut":
            weights.write_bytes(weights.read_bytes()[:1000])
        case "other shape":
            text = (tmp_path / "config.json").read_text()
            (tmp_path / "config.json").write_text(text.replace('"decoder_dim": 32', '"decoder_dim": 64'))
        case "config":
            (tmp_path / "config.json").write_text("{")
        case _:
            (tmp_path / "config.json").write_text('{"surprise": 1}')
    with pytest.raises(BadInput) as caught:
        load_codec(tmp_path)
    assert "\n" not in str(caught.value)


def test_impossible_configs_are_refused() -> None:
    with pytest.raises(BadInput):
        CodecConfig(encoder_rates=(2, 2), decoder_rates=(2, 3))
    with pytest.raises(BadInput):
        CodecConfig(vq_strides=(4, 3, 1))
