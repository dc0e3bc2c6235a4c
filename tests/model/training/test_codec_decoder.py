"""The decoder learns against its discriminators; codes stay, and neither side trains the other's weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from model.codec.weights import load_codec
from model.training import codec_trainer
from model.training.loop import LoopOptions

SMALL = codec_trainer.CONFIG | {"encoder_dim": 4, "decoder_dim": 32, "codebook_size": 16}


def sound(batch: int = 2) -> torch.Tensor:
    """A chord that decays, (batch, SEGMENT)."""
    time = torch.arange(codec_trainer.SEGMENT) / 16_000
    chord = sum(torch.sin(6.283 * pitch * time) for pitch in (190.0, 380.0, 1140.0))
    assert isinstance(chord, torch.Tensor)
    return 0.2 * (chord * torch.exp(-3 * time)).expand(batch, -1)


def test_encoder_and_codebooks_get_no_gradient_and_both_sides_do() -> None:
    torch.manual_seed(0)
    model = codec_trainer.DecoderTrainer(SMALL)
    model(sound())["loss"].backward()
    for name, parameter in model.named_parameters():
        frozen = name.startswith(("snac.encoder", "snac.quantizer"))
        assert (parameter.grad is None) == frozen, name


def test_neither_side_trains_the_others_weights() -> None:
    torch.manual_seed(0)
    judge = codec_trainer.StftDiscriminator(256)
    made = sound().clone().requires_grad_()
    judged, fooled, features = codec_trainer.adversarial_losses(judge, sound(), made)
    (fooled + features).backward()
    assert made.grad is not None
    assert all(p.grad is None for p in judge.parameters())
    made.grad = None
    judged.backward()
    assert made.grad is None
    assert all(p.grad is not None for p in judge.parameters())


def test_a_few_steps_bring_the_sound_closer_and_the_codes_stay(tmp_path: Path) -> None:
    pcm = (sound(1)[0].repeat(6).numpy() * 20_000).astype("<i2")
    pcm.tofile(tmp_path / "voice.pcm")
    torch.manual_seed(0)
    model = codec_trainer.DecoderTrainer(SMALL)
    before, own = model.snac.encode(sound()[:, None]), float(model(sound())["mel"].detach())
    options = LoopOptions(12, 3e-3, warmup=2, log_every=5)
    codec_trainer.train_decoder(model, tmp_path / "voice.pcm", tmp_path / "decoder", options, batch=2, config=SMALL)
    made, _ = load_codec(tmp_path / "decoder" / "export")
    for old, new in zip(before, made.encode(sound()[:, None]), strict=True):
        np.testing.assert_array_equal(old.numpy(), new.numpy())
    assert float(model(sound())["mel"].detach()) < own
