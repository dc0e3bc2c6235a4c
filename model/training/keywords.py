"""The `keywords` stage: a small network that knows "stop", "wait", "go on", "repeat" and "slower".

Owns: the network, its loss and its export. It is what Mini-Omni2 calls "stop omni" (arXiv 2410.11190), with
more words. The export holds plain arrays, so that the listening side needs numpy alone:
`audio_io/keywords.py` is the other half, and a test holds both together.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.training import keywords_data as data
from model.training import loop
from model.training.stages import Job

MELS, HOP, SPAN, FFT = 40, 160, 400, 512
FLOOR = 1e-5
WIDTH, KERNEL, BLOCKS = 96, 9, 5
STEPS = 6_000


def mel_filters() -> npt.NDArray[np.float32]:
    """(FFT // 2 + 1, MELS) triangular filters from 80 to 7,600 Hz."""
    from transformers.audio_utils import mel_filter_bank

    bank = mel_filter_bank(FFT // 2 + 1, MELS, 80.0, 7_600.0, data.RATE, norm="slaney", mel_scale="slaney")
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
    """(batch, frames, MELS) log-mel energies to (batch, 1 + commands) scores; output 0 is "none"."""

    def __init__(self, width: int = WIDTH, blocks: int = BLOCKS) -> None:
        super().__init__()
        self.register_buffer("filters", torch.from_numpy(mel_filters()))
        self.register_buffer("window", torch.hann_window(SPAN))
        self.stem = nn.Conv1d(MELS, width, 5, stride=2, padding=2, bias=False)
        self.norm = nn.BatchNorm1d(width)
        self.blocks = nn.ModuleList(Block(width) for _ in range(blocks))
        self.out = nn.Linear(2 * width, 1 + len(data.COMMANDS))
        self.filters: Tensor
        self.window: Tensor

    def features(self, samples: Tensor) -> Tensor:
        """(batch, n) to (batch, 1 + (n - SPAN) // HOP, MELS): log energies, not normalised."""
        frames = samples.unfold(1, SPAN, HOP) * self.window
        spectrum = torch.view_as_real(torch.fft.rfft(frames, FFT))
        power = spectrum.square().sum(dim=-1)
        return torch.log(power @ self.filters + FLOOR)

    def forward(self, features: Tensor) -> Tensor:
        x = (features - features.mean(dim=(1, 2), keepdim=True)) / 3.0
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
    return {"loss": F.cross_entropy(scores, labels, label_smoothing=0.02), "wrong": wrong}


def coloured(features: Tensor) -> Tensor:
    """A smooth curve over the bands is added to each window; one band and one span are blanked in some."""
    batch, frames, bands = features.shape
    curve = F.interpolate(
        2.0 * torch.randn(batch, 1, 5, device=features.device), bands, mode="linear", align_corners=True
    )
    out = features + curve
    level = out.mean(dim=(1, 2))
    for row in torch.nonzero(torch.rand(batch) < 0.4).flatten().tolist():
        band, at = int(torch.randint(0, 34, ())), int(torch.randint(0, frames - 10, ()))
        out[row, :, band : band + int(torch.randint(1, 6, ()))] = level[row]
        out[row, at : at + int(torch.randint(1, 8, ()))] = level[row]
    return out


def export(net: KeywordNet, path: Path) -> None:
    """Writes the arrays for `audio_io.keywords`, batch norms folded in, as float32 .npz."""
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
    np.savez(path, allow_pickle=False, commands=np.array(data.COMMANDS), **plain)


def folded(norm: nn.BatchNorm1d) -> tuple[Tensor, Tensor]:
    """Scale and shift that do in evaluation what the batch norm does."""
    assert norm.running_var is not None
    assert norm.running_mean is not None
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return scale, norm.bias - norm.running_mean * scale


def train(job: Job) -> None:
    """Reads the corpus, trains, and leaves RUN/keywords/keywords.npz."""
    folder = job.run / "keywords"
    windows = data.Windows(data.read(job.corpus, folder, job.noise, job.seed), job.seed, folder)
    torch.manual_seed(job.seed)
    net = KeywordNet()
    options = loop.LoopOptions(job.steps or STEPS, 2e-3, minutes=job.minutes, warmup=100, decay=0.4,
                               precision="no", seed=job.seed)  # fmt: skip

    def batch(step: int) -> tuple[Tensor, Tensor]:
        samples, labels = windows(step)
        return torch.from_numpy(samples), torch.from_numpy(labels)

    loop.run("keywords", net, batch, loss, folder, options)
    export(net, folder / "keywords.npz")
