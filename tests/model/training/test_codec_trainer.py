"""Codebooks start from data, dead codes come back to life, and the loss falls on a tone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from model.errors import BadInput
from model.training import codec_trainer
from model.training.loop import LoopOptions

SMALL = codec_trainer.CONFIG | {"encoder_dim": 4, "decoder_dim": 32, "codebook_size": 16}


def test_restart_puts_dead_codes_onto_recent_outputs() -> None:
    torch.manual_seed(0)
    model = codec_trainer.CodecTrainer(SMALL)
    with torch.no_grad():
        model(torch.randn(2, codec_trainer.SEGMENT) * 0.1)
    model.restart_dead(everything=True)
    for level, q in enumerate(model.snac.quantizer.quantizers):
        distance = torch.cdist(q.codebook.weight, model.recent[level]).min(1).values
        assert float(distance.max()) < 0.2
        assert float(model.used[level].sum()) == 0


def test_training_forward_quantises_as_snac_does() -> None:
    torch.manual_seed(0)
    model = codec_trainer.CodecTrainer(SMALL).eval()
    z = torch.randn(1, 64, 16)
    with torch.no_grad():
        ours, _ = model.quantise(z)
        theirs, _ = model.snac.quantizer(z)
    torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-5)


def test_a_few_steps_lower_the_loss(tmp_path: Path) -> None:
    pcm = (np.sin(np.arange(40_000) * 0.1) * 9000).astype("<i2")
    pcm.tofile(tmp_path / "voice.pcm")
    data = codec_trainer.segments(np.memmap(tmp_path / "voice.pcm", dtype="<i2", mode="r"), 2, seed=0)
    torch.testing.assert_close(data(3), data(3))
    torch.manual_seed(0)
    model = codec_trainer.CodecTrainer(SMALL)
    optimizer = torch.optim.AdamW(model.parameters(), 2e-3)
    losses = []
    for step in range(12):
        parts = model(data(step))
        parts["loss"].backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(parts["loss"].detach()))
    assert losses[-1] < losses[0]


def test_everything_made_on_the_way_is_where_the_weights_are() -> None:
    """Under another default device, a tensor that does not follow the weights ends the forward in an error."""
    torch.manual_seed(0)
    model = codec_trainer.CodecTrainer(SMALL)
    samples = torch.randn(2, codec_trainer.SEGMENT) * 0.1
    usual = model(samples)["loss"]
    with torch.device("meta"):
        torch.testing.assert_close(model(samples)["loss"], usual)


@pytest.mark.gpu
def test_the_codec_trains_on_the_graphics_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec_trainer, "CONFIG", SMALL)
    (np.sin(np.arange(40_000) * 0.1) * 9000).astype("<i2").tofile(tmp_path / "voice.pcm")
    codec_trainer.train(tmp_path / "voice.pcm", tmp_path / "codec", LoopOptions(2, 1e-3), batch=2)
    assert (tmp_path / "codec" / "export" / "model.safetensors").exists()


@pytest.mark.parametrize("samples", [0, 100])
def test_a_missing_or_short_recording_is_named(tmp_path: Path, samples: int) -> None:
    if samples:
        np.zeros(samples, "<i2").tofile(tmp_path / "voice.pcm")
    with pytest.raises(BadInput, match=r"voice\.pcm is missing or too short: make the corpus first"):
        codec_trainer.train(tmp_path / "voice.pcm", tmp_path / "codec", LoopOptions(2, 1e-3))
