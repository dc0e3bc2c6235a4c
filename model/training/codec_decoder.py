"""Stage `decoder`: the codec's decoder against small discriminators, its codes as they are.

Owns: the STFT discriminators and the adversarial losses. Must not know the Thinker, the Talker, or how codes are
found (`codec`): encoder and codebooks are frozen, so that a Talker may learn the same codes meanwhile.

Distances between spectra alone leave a voice dull and rough, because the mean of all that would fit is none of them;
discriminators of complex spectra ask for one that could be real (EnCodec, arXiv 2210.13438, section 3.4).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional as F
from torch.nn.utils.parametrizations import weight_norm

from model.codec.store import save_codec
from model.files import whole_folder
from model.training import loop
from model.training.codec import CONFIG, CodecTrainer, SpectralDistance, read_pcm, segments

WINDOWS = (1024, 512, 256)
CHANNELS = 8
ADVERSARIAL, FEATURES, MEL, LINEAR = 1.0, 2.0, 5.0, 0.3  # weights of the decoder's losses


class StftDiscriminator(nn.Module):
    """Real or made, for each patch of a complex spectrogram: two-dimensional convolutions, dilated in time."""

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

        The decoder's own terms see the discriminators as constants, and theirs see its sound as one.
        """
        with torch.no_grad():
            z_q, _ = self.snac.quantizer(self.snac.encoder(samples[:, None]))
        made = self.snac.decoder(z_q)[:, 0]
        # In float32: on CPU the backward pass of a dilated bf16 convolution gives NaN (torch 2.13).
        with torch.autocast(samples.device.type, enabled=False):
            mel, linear = self.distance(made.float(), samples)
            verdicts = [verdict(judge, samples, made.float()) for judge in self.judges]
        judged, fooled, features = torch.stack([torch.stack(v) for v in verdicts]).mean(0)
        own = MEL * mel + LINEAR * linear + ADVERSARIAL * fooled + FEATURES * features
        return {"loss": own + judged, "mel": mel, "linear": linear, "judged": judged, "features": features}


def verdict(judge: nn.Module, samples: Tensor, made: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The discriminator's hinge loss; and the decoder's, which asks it to be fooled and its features to match."""
    real, fake = judge(samples), judge(made.detach())
    judged = F.relu(1 - real[-1]).mean() + F.relu(1 + fake[-1]).mean()
    seen = functional_call(judge, {k: v.detach() for k, v in judge.named_parameters()}, (made,))
    return judged, -seen[-1].mean(), matching(real, seen)


def matching(real: list[Tensor], made: list[Tensor]) -> Tensor:
    """Distance of the hidden outputs, as a share of the real ones' size, averaged over layers."""
    pairs = list(zip(real[:-1], made[:-1], strict=True))
    parts = [(a.detach() - b).abs().mean() / a.detach().abs().mean().clamp_min(1e-4) for a, b in pairs]
    return torch.stack(parts).mean()


def train(model: DecoderTrainer, pcm: Path, out: Path, options: loop.LoopOptions, batch: int = 6,
          compiled: bool = False, config: dict[str, Any] = CONFIG) -> None:  # fmt: skip
    """Train on `pcm` (raw int16 mono at 16 kHz) and export the whole codec to `out/export`.

    Raises BadInput for a missing recording. compiled: as for `codec.train`.
    """
    if compiled:
        model.snac.encoder.compile()
        model.snac.decoder.compile()
    data = segments(read_pcm(pcm), batch, options.seed)
    loop.run("decoder", model, data, lambda m, x: m(x), out, options)
    if loop.is_first():
        with whole_folder(out / "export") as export:
            save_codec(model.snac.cpu(), config, export)
