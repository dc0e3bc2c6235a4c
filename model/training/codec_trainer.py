"""Stages `codec` and `decoder`: a small SNAC for the target voice, then its decoder against discriminators.

The `snac` package has no training losses: commitment and codebook terms per quantiser, multi-resolution mel and STFT
distances. Codebooks that start at random collapse (measured: 6 to 128 codes in use), so they start from encoder
outputs, and unused codes are moved onto recent ones.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from snac import SNAC
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional as F
from torch.nn.utils.parametrizations import weight_norm

from model.atomic_files import whole_folder
from model.codec.weights import save_codec
from model.errors import BadInput
from model.training import checkpoint, loop
from model.training.audio_data import mel_filters

CONFIG: dict[str, Any] = {
    "sampling_rate": 16_000, "encoder_dim": 12, "encoder_rates": [5, 4, 4, 4], "decoder_dim": 288,
    "decoder_rates": [5, 4, 4, 4], "attn_window_size": None, "codebook_size": 512, "codebook_dim": 8,
    "vq_strides": [4, 2, 1], "noise": False, "depthwise": False,
}  # fmt: skip
SEGMENT = 10_240  # samples: 0.64 s, 8 coarse frames
MEL_WINDOWS = ((1024, 80), (512, 48), (256, 24), (128, 12))
STFT_WINDOWS = (1024, 512, 128)


class SpectralDistance(nn.Module):
    """L1 between log-mels and log-magnitudes at several window lengths, as in DAC and HiFi-GAN."""

    def __init__(self, sample_rate: int) -> None:
        super().__init__()
        for window, mels in MEL_WINDOWS:
            self.register_buffer(f"mel{window}", mel_filters(mels, window, sample_rate), persistent=False)

    def forward(self, made: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
        """made, real: (batch, samples). Returns the mel and the linear-frequency distance."""
        mel = made.new_zeros(())
        for window, _ in MEL_WINDOWS:
            bank = getattr(self, f"mel{window}")
            a, b = (torch.log10((bank @ magnitude(x, window)).clamp_min(1e-4)) for x in (made, real))
            mel = mel + (a - b).abs().mean()
        linear = made.new_zeros(())
        for window in STFT_WINDOWS:
            a, b = magnitude(made, window), magnitude(real, window)
            linear = linear + (torch.log10(a + 1e-3) - torch.log10(b + 1e-3)).abs().mean()
            linear = linear + torch.linalg.vector_norm(a - b) / torch.linalg.vector_norm(b).clamp_min(1e-3)
        return mel, linear


def magnitude(samples: Tensor, window: int) -> Tensor:
    """(batch, samples) -> (batch, window // 2 + 1, frames), hop a quarter of the window."""
    hann = torch.hann_window(window, device=samples.device)
    spectrum = torch.stft(samples.float(), window, window // 4, window=hann, return_complex=True)
    return torch.view_as_real(spectrum).pow(2).sum(-1).clamp_min(1e-9).sqrt()


class CodecTrainer(nn.Module):
    """SNAC with its training losses and codebook statistics."""

    def __init__(self, config: dict[str, Any] = CONFIG) -> None:
        super().__init__()
        self.snac = SNAC(**config)
        self.distance = SpectralDistance(config["sampling_rate"])
        self.used = [torch.zeros(config["codebook_size"]) for _ in config["vq_strides"]]
        self.recent: list[Tensor] = [torch.empty(0) for _ in config["vq_strides"]]
        self.bypass = False

    def quantise(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """Residual quantisation with straight-through gradients; returns (z_q, commitment + codebook loss)."""
        total, penalty, residual = torch.zeros_like(z), z.new_zeros(()), z
        for level, q in enumerate(self.snac.quantizer.quantizers):
            pooled = F.avg_pool1d(residual, q.stride, q.stride) if q.stride > 1 else residual
            z_e = q.in_proj(pooled)
            z_q, codes = q.decode_latents(z_e)
            penalty = penalty + 0.25 * F.mse_loss(z_e, z_q.detach()) + F.mse_loss(z_q, z_e.detach())
            self.remember(level, z_e.detach(), codes)
            out = q.out_proj(z_e if self.bypass else z_e + (z_q - z_e).detach())
            out = out.repeat_interleave(q.stride, dim=-1)
            total, residual = total + out, residual - out
        return total, penalty

    def remember(self, level: int, z_e: Tensor, codes: Tensor) -> None:
        """Count code use and keep recent encoder outputs (n, dim) for restarts."""
        self.used[level] += torch.bincount(codes.flatten().cpu(), minlength=len(self.used[level]))
        flat = z_e.transpose(1, 2).flatten(0, 1).float().cpu()
        self.recent[level] = torch.cat([self.recent[level], flat])[-4096:] if len(self.recent[level]) else flat

    @torch.no_grad()
    def restart_dead(self, everything: bool = False) -> None:
        """Moves unused codes (or all of them) onto recent encoder outputs."""
        for level, q in enumerate(self.snac.quantizer.quantizers):
            book, pool = q.codebook.weight, self.recent[level]
            dead = torch.arange(len(book)) if everything else (self.used[level] < 1).nonzero().flatten()
            if len(dead) and len(pool):
                picks = pool[torch.randint(len(pool), (len(dead),))]
                book[dead.to(book.device)] = picks.to(book.device) + 0.01 * torch.randn_like(picks).to(book.device)
            loop.follow_first(book)  # each process has seen other sound
            self.used[level].zero_()

    def forward(self, samples: Tensor) -> dict[str, Tensor]:
        """samples: (batch, SEGMENT) float32 at the codec's rate."""
        z = self.snac.encoder(samples[:, None])
        z_q, penalty = self.quantise(z)
        made = self.snac.decoder(z_q)[:, 0]
        mel, linear = self.distance(made, samples)
        return {"loss": 4 * mel + linear + penalty, "mel": mel, "linear": linear, "vq": penalty}


def update_codebooks(model: nn.Module, step: int) -> None:
    """Codebook schedule: start from data at step 300, then restart dead codes, later less often."""
    assert isinstance(model, CodecTrainer)
    model.bypass = step < 299
    if step == 299:
        model.restart_dead(everything=True)
    elif step > 299 and step % (25 if step < 2000 else 100) == 0:
        model.restart_dead()


def segments(pcm: npt.NDArray[np.int16], batch: int, seed: int) -> loop.BatchFn:
    """Random segments of a long int16 recording with random gains, (batch, SEGMENT) float32."""

    def make(step: int) -> Tensor:
        rng = np.random.default_rng((seed, step))
        starts = rng.integers(0, len(pcm) - SEGMENT, batch)
        rows = np.stack([pcm[s : s + SEGMENT] for s in starts]).astype(np.float32) / 32768
        return torch.from_numpy(rows * rng.uniform(0.7, 1.1, (batch, 1)).astype(np.float32))

    return make


def train(pcm: Path, out: Path, options: loop.LoopOptions, batch: int = 6, compiled: bool = False) -> None:
    """Train on `pcm` (raw int16 mono at 16 kHz) and export SNAC's config and weights to `out/export`.

    Raises BadInput for a missing recording.

    compiled: let `torch.compile` fuse the convolutional stacks (a minute and a half of compiling, then
    1.6 times as fast on CPU, measured; needs a C++ compiler).
    """
    model = CodecTrainer()
    if compiled:
        model.snac.encoder.compile()
        model.snac.decoder.compile()
    data = segments(read_pcm(pcm), batch, options.seed)
    model.bypass = not checkpoint.exists(out)
    loop.run("codec", model, data, lambda m, x: m(x), out, options, after_step=update_codebooks)
    if loop.is_first():
        with whole_folder(out / "export") as export:
            save_codec(model.snac.cpu(), CONFIG, export)


def read_pcm(path: Path) -> npt.NDArray[np.int16]:
    """A long recording, mapped into memory. Raises BadInput if it is missing or shorter than a segment."""
    if not path.is_file() or path.stat().st_size <= 2 * SEGMENT:
        raise BadInput(f"{path} is missing or too short: make the corpus first (aloud corpus build)")
    return np.memmap(path, dtype="<i2", mode="r")


WINDOWS = (1024, 512, 256)
CHANNELS = 8
ADVERSARIAL, FEATURES, MEL, LINEAR = 1.0, 2.0, 5.0, 0.3  # weights of the decoder's losses


class StftDiscriminator(nn.Module):
    """Scores patches of a complex spectrogram: two-dimensional convolutions, dilated in time."""

    def __init__(self, window: int, channels: int = CHANNELS) -> None:
        super().__init__()
        self.window = window
        wide, even = {"kernel_size": (3, 9), "stride": (1, 2)}, {"kernel_size": (3, 3), "padding": (1, 1)}
        self.layers = nn.ModuleList(
            [weight_norm(nn.Conv2d(2, channels, (3, 9), padding=(1, 4)))]
            + [
                weight_norm(nn.Conv2d(channels, channels, **wide, dilation=(gap, 1), padding=(gap, 4)))  # type: ignore[arg-type]
                for gap in (1, 2, 4)
            ]
            + [weight_norm(nn.Conv2d(channels, channels, **even)), weight_norm(nn.Conv2d(channels, 1, **even))]  # type: ignore[arg-type]
        )

    def forward(self, samples: Tensor) -> list[Tensor]:
        """samples: (batch, samples). Returns the outputs of all layers, scores (batch, 1, frames, bands) last."""
        hann = torch.hann_window(self.window, device=samples.device)
        spectrum = torch.stft(samples.float(), self.window, self.window // 4, window=hann, normalized=True,
                              return_complex=True)  # fmt: skip
        x = torch.view_as_real(spectrum).permute(0, 3, 2, 1)
        outputs: list[Tensor] = []
        for layer in self.layers:
            x = layer(x if not outputs else F.leaky_relu(x, 0.2))
            outputs.append(x)
        return outputs


class DecoderTrainer(nn.Module):
    """SNAC with everything before the decoder frozen, and its discriminators."""

    def __init__(self, config: dict[str, Any] = CONFIG) -> None:
        super().__init__()
        self.snac = CodecTrainer(config).snac
        self.snac.encoder.requires_grad_(False)
        self.snac.quantizer.requires_grad_(False)
        self.judges = nn.ModuleList(StftDiscriminator(window) for window in WINDOWS)
        self.distance = SpectralDistance(config["sampling_rate"])

    def forward(self, samples: Tensor) -> dict[str, Tensor]:
        """samples: (batch, samples) float32 at the codec's rate. One loss trains both sides.

        The decoder's terms treat the discriminators as constants; the discriminators' terms treat its sound as one.
        """
        with torch.no_grad():
            z_q, _ = self.snac.quantizer(self.snac.encoder(samples[:, None]))
        made = self.snac.decoder(z_q)[:, 0]
        # In float32: on CPU the backward pass of a dilated bf16 convolution gives NaN (torch 2.13).
        with torch.autocast(samples.device.type, enabled=False):
            mel, linear = self.distance(made.float(), samples)
            verdicts = [adversarial_losses(judge, samples, made.float()) for judge in self.judges]
        judged, fooled, features = torch.stack([torch.stack(v) for v in verdicts]).mean(0)
        own = MEL * mel + LINEAR * linear + ADVERSARIAL * fooled + FEATURES * features
        return {"loss": own + judged, "mel": mel, "linear": linear, "judged": judged, "features": features}


def adversarial_losses(judge: nn.Module, samples: Tensor, made: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The discriminator's hinge loss, the decoder's adversarial loss, and the feature matching loss."""
    real, fake = judge(samples), judge(made.detach())
    judged = F.relu(1 - real[-1]).mean() + F.relu(1 + fake[-1]).mean()
    seen = functional_call(judge, {k: v.detach() for k, v in judge.named_parameters()}, (made,))
    return judged, -seen[-1].mean(), feature_matching(real, seen)


def feature_matching(real: list[Tensor], made: list[Tensor]) -> Tensor:
    """L1 between hidden outputs, relative to the real ones, averaged over layers."""
    pairs = list(zip(real[:-1], made[:-1], strict=True))
    parts = [(a.detach() - b).abs().mean() / a.detach().abs().mean().clamp_min(1e-4) for a, b in pairs]
    return torch.stack(parts).mean()


def train_decoder(
    model: DecoderTrainer,
    pcm: Path,
    out: Path,
    options: loop.LoopOptions,
    batch: int = 6,
    compiled: bool = False,
    config: dict[str, Any] = CONFIG,
) -> None:
    """Train on `pcm` (raw int16 mono at 16 kHz) and export the whole codec to `out/export`.

    Raises BadInput for a missing recording. compiled: as for `train`.
    """
    if compiled:
        model.snac.encoder.compile()
        model.snac.decoder.compile()
    data = segments(read_pcm(pcm), batch, options.seed)
    loop.run("decoder", model, data, lambda m, x: m(x), out, options)
    if loop.is_first():
        with whole_folder(out / "export") as export:
            save_codec(model.snac.cpu(), config, export)
