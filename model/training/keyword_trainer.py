"""The `keywords` stage: a small network that knows "stop", "wait", "go on", "repeat" and "slower".

Owns: the network, its loss and its export. It is what Mini-Omni2 calls "stop omni" (arXiv 2410.11190), with
more words, and it hears what the tutor says as well, so that it can tell the two apart. The export holds plain arrays,
so that the listening side needs numpy alone: `keyword_spotter` is the other half; a test compares both.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.training import keyword_data, loop
from model.training.keyword_data import COMMANDS, RATE, mine, read
from model.training.stages import Job

MELS, HOP, SPAN, FFT = 40, 160, 400, 512
FLOOR = 1e-5
WIDTH, KERNEL, BLOCKS = 112, 9, 6
STEPS = 20_000
ROUNDS = 3  # of mining, at a sixth, a third and half of the training


def mel_filters() -> npt.NDArray[np.float32]:
    """(FFT // 2 + 1, MELS) triangular filters from 80 to 7,600 Hz."""
    from transformers.audio_utils import mel_filter_bank

    bank = mel_filter_bank(FFT // 2 + 1, MELS, 80.0, 7_600.0, RATE, norm="slaney", mel_scale="slaney")
    return np.asarray(bank, dtype=np.float32)


class Block(nn.Module):
    """Depthwise over time, then across channels, with a short cut."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.depth = nn.Conv1d(width, width, KERNEL, padding=KERNEL // 2, groups=width, bias=False)
        self.across = nn.Conv1d(width, width, 1, bias=False)
        self.norm = nn.BatchNorm1d(width)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = F.relu(x + self.norm(self.across(self.depth(x))))
        return out


class KeywordNet(nn.Module):
    """(batch, frames, 2 * MELS) log-mel energies to (batch, 1 + commands) scores; output 0 is "none"."""

    def __init__(self, width: int = WIDTH, blocks: int = BLOCKS) -> None:
        super().__init__()
        self.register_buffer("filters", torch.from_numpy(mel_filters()))
        self.register_buffer("window", torch.hann_window(SPAN))
        self.stem = nn.Conv1d(2 * MELS, width, 5, stride=2, padding=2, bias=False)
        self.norm = nn.BatchNorm1d(width)
        self.blocks = nn.ModuleList(Block(width) for _ in range(blocks))
        self.out = nn.Linear(2 * width, 1 + len(COMMANDS))
        self.filters: Tensor
        self.window: Tensor

    def features(self, samples: Tensor) -> Tensor:
        """(batch, 2, n) to (batch, 1 + (n - SPAN) // HOP, 2 * MELS): log energies, not normalised."""
        frames = samples.unfold(2, SPAN, HOP) * self.window
        spectrum = torch.view_as_real(torch.fft.rfft(frames, FFT))
        power = spectrum.square().sum(dim=-1)
        energies = torch.log(power @ self.filters + FLOOR)
        return energies.transpose(1, 2).flatten(2)

    def forward(self, features: Tensor) -> Tensor:
        halves = features.view(*features.shape[:2], 2, MELS)
        x = ((halves - halves.mean(dim=(1, 3), keepdim=True)) / 3.0).flatten(2)
        x = F.relu(self.norm(self.stem(x.transpose(1, 2))))
        for block in self.blocks:
            x = block(x)
        scores: Tensor = self.out(torch.cat([x.mean(dim=2), x.amax(dim=2)], dim=1))
        return scores


def loss(net: nn.Module, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
    """Cross-entropy; features lose a band and a span now and then, and get a random microphone's colour."""
    assert isinstance(net, KeywordNet)
    samples, labels = (part.to(net.filters.device) for part in batch)
    with torch.no_grad():
        features = coloured(net.features(samples))
    scores = net(features)
    wrong = (scores.argmax(dim=1) != labels).float().mean()
    return {"loss": F.cross_entropy(scores, labels), "wrong": wrong}


def coloured(features: Tensor) -> Tensor:
    """The microphone's half: a smooth curve over the bands in each window; one band and one span blanked in some."""
    near, far = features[..., :MELS], features[..., MELS:]
    batch, frames, bands = near.shape
    curve = F.interpolate(2.0 * torch.randn(batch, 1, 5, device=near.device), bands, mode="linear", align_corners=True)
    out = near + curve
    level = out.mean(dim=(1, 2))
    for row in torch.nonzero(torch.rand(batch) < 0.4).flatten().tolist():
        band, at = int(torch.randint(0, 34, ())), int(torch.randint(0, frames - 10, ()))
        out[row, :, band : band + int(torch.randint(1, 6, ()))] = level[row]
        out[row, at : at + int(torch.randint(1, 8, ()))] = level[row]
    return torch.cat([out, far], dim=2)


def export(net: KeywordNet, path: Path) -> None:
    """Writes the arrays for `audio_io.input.keyword_spotter`, batch norms folded in, as float32 .npz."""
    net = net.cpu().eval()
    arrays = {"filters": net.filters, "window": net.window}
    scale, shift = folded(net.norm)
    arrays |= {"stem": net.stem.weight * scale[:, None, None], "stem_bias": shift}
    for index, block in enumerate(net.blocks):
        assert isinstance(block, Block)
        scale, shift = folded(block.norm)
        arrays[f"depth{index}"] = block.depth.weight[:, 0]
        arrays[f"across{index}"] = block.across.weight[:, :, 0] * scale[:, None]
        arrays[f"across{index}_bias"] = shift
    arrays |= {"out": net.out.weight, "out_bias": net.out.bias}
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = {name: value.detach().numpy().astype(np.float32) for name, value in arrays.items()}
    np.savez(path, allow_pickle=False, commands=np.array(COMMANDS), **plain)


def folded(norm: nn.BatchNorm1d) -> tuple[Tensor, Tensor]:
    """Scale and shift that do in evaluation what the batch norm does."""
    assert norm.running_var is not None
    assert norm.running_mean is not None
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return scale, norm.bias - norm.running_mean * scale


def train(job: Job) -> None:
    """Reads the corpus, trains, and leaves RUN/keywords/keywords.npz.

    In the first half training stops three times to look for what is taken for a command and is none.
    """
    folder = job.run / "keywords"
    windows = keyword_data.Windows(read(job.corpus, folder, job.noise, job.seed), job.seed, folder)
    torch.manual_seed(job.seed)
    net = KeywordNet()
    whole = loop.LoopOptions(job.steps or STEPS, 2e-3, minutes=job.minutes, warmup=100, decay=0.4,
                             precision="no", seed=job.seed)  # fmt: skip

    def batch(step: int) -> tuple[Tensor, Tensor]:
        samples, labels = windows(step)
        return torch.from_numpy(samples), torch.from_numpy(labels)

    for number in range(ROUNDS):
        share = (number + 1) / (2 * ROUNDS)
        part = replace(whole, steps=int(whole.steps * share), decay=0.0,
                       minutes=whole.minutes and whole.minutes * share)  # fmt: skip
        loop.run("keywords", net, batch, loss, folder, part)
        mine(net, windows, folder, number)
    loop.run("keywords", net, batch, loss, folder, whole)
    export(net, folder / "keywords.npz")
