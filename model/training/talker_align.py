"""When each character of a recording is said: a small alignment model, trained on the voice itself.

Owns: the aligner, its training and the monotonic search. Must not know: the codec, the Talker's network.
Runs in a training process. Anchor: "One TTS Alignment To Rule Them All" (arXiv 2108.10447): soft
distances between characters and mel frames, trained by the forward sum (which CTC computes), then the
best monotonic path.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from tqdm import tqdm

from model.talker.text import TABLE_SIZE

MELS, WINDOW = 48, 800
DIAGONAL = 0.15  # width of the prior, as a share of the phrase


@dataclass(frozen=True, slots=True)
class Spoken:
    """One recording. ids: the spelling; mel: float32 (frames, MELS), one frame a latent step of the codec."""

    ids: npt.NDArray[np.int64]
    mel: npt.NDArray[np.float32]


def log_mel(samples: npt.NDArray[np.float32], hop: int, filters: Tensor) -> npt.NDArray[np.float32]:
    """float32 mono to (samples // hop + 1, MELS), normalised over the recording."""
    wave = torch.from_numpy(samples)
    spectrum = torch.stft(wave, WINDOW, hop, window=torch.hann_window(WINDOW), return_complex=True)
    mel = torch.log((filters @ spectrum.abs().square()).clamp_min(1e-7)).t()
    return ((mel - mel.mean(0)) / (mel.std() + 1e-3)).numpy().astype(np.float32)


def filters(rate: int) -> Tensor:
    """Mel filters, float32 (MELS, WINDOW // 2 + 1)."""
    from transformers.audio_utils import mel_filter_bank

    bank = mel_filter_bank(WINDOW // 2 + 1, MELS, 0.0, rate / 2, rate, norm="slaney")
    return torch.from_numpy(np.asarray(bank, dtype=np.float32).T.copy())


class Aligner(nn.Module):
    """Characters and mel frames into one space; their distance says how well they fit."""

    def __init__(self, dim: int = 96) -> None:
        super().__init__()
        self.embed = nn.Embedding(TABLE_SIZE, dim)
        self.text = nn.Sequential(
            nn.Conv1d(dim, dim, 5, padding=2), nn.ReLU(), nn.Conv1d(dim, 48, 3, padding=1)
        )
        self.sound = nn.Sequential(
            nn.Conv1d(MELS, dim, 3, padding=1), nn.ReLU(), nn.Conv1d(dim, 48, 3, padding=1)
        )

    def forward(self, ids: Tensor, mel: Tensor, id_counts: Tensor, mel_counts: Tensor) -> Tensor:
        """Log-probabilities of characters for each mel frame, (batch, frames, characters)."""
        a = self.text(self.embed(ids).transpose(1, 2)).transpose(1, 2)
        b = self.sound(mel.transpose(1, 2)).transpose(1, 2)
        fit = -0.05 * (
            b.square().sum(-1)[:, :, None] + a.square().sum(-1)[:, None] - 2 * b @ a.transpose(1, 2)
        )
        x = torch.arange(mel.shape[1])[None, :, None] / mel_counts[:, None, None]
        y = torch.arange(ids.shape[1])[None, None, :] / id_counts[:, None, None]
        prior = -((x - y) ** 2) / (2 * DIAGONAL**2)
        absent = torch.arange(ids.shape[1])[None, None, :] >= id_counts[:, None, None]
        scores: Tensor = (fit.log_softmax(-1) + prior).masked_fill(absent, -1e4)
        return scores


def pad(items: list[Spoken]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """A batch for `Aligner`."""
    id_counts = torch.tensor([len(item.ids) for item in items])
    mel_counts = torch.tensor([len(item.mel) for item in items])
    ids = nn.utils.rnn.pad_sequence([torch.from_numpy(item.ids) for item in items], batch_first=True)
    mel = nn.utils.rnn.pad_sequence([torch.from_numpy(item.mel) for item in items], batch_first=True)
    return ids, mel, id_counts, mel_counts


def forward_sum(scores: Tensor, id_counts: Tensor, mel_counts: Tensor) -> Tensor:
    """Minus the log-probability of all monotonic paths, a frame on average."""
    with_blank = F.pad(scores, (1, 0), value=-8.0).log_softmax(-1)
    targets = torch.arange(1, scores.shape[2] + 1).expand(scores.shape[0], -1)
    losses = F.ctc_loss(
        with_blank.transpose(0, 1), targets, mel_counts, id_counts, reduction="none", zero_infinity=True
    )
    return (losses / mel_counts).mean()


def best_path(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """The best monotonic path through (frames, characters): the frame at which each character starts.

    Every character gets at least one frame. Raises ValueError with fewer frames than characters.
    """
    frames, characters = scores.shape
    if frames < characters:
        raise ValueError(f"{characters} characters do not fit into {frames} frames")
    best = np.full(characters, -np.inf, np.float32)
    best[0] = scores[0, 0]
    moved = np.zeros((frames, characters), bool)
    for frame in range(1, frames):
        before = np.concatenate([[-np.inf], best[:-1]]).astype(np.float32)
        moved[frame] = before > best
        best = np.maximum(before, best) + scores[frame]
    starts = np.zeros(characters, np.int64)
    place = characters - 1
    for frame in range(frames - 1, 0, -1):
        if moved[frame, place]:
            starts[place] = frame
            place -= 1
    return starts


def align(
    items: list[Spoken], *, steps: int = 500, batch: int = 24, seed: int = 0
) -> list[npt.NDArray[np.int64]]:
    """Train an aligner on all items and return each one's character starts, in mel frames."""
    torch.manual_seed(seed)
    model, rng = Aligner(), np.random.default_rng(seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps, pct_start=0.1)
    order = np.argsort([len(item.mel) for item in items])
    for _ in (bar := tqdm(range(steps), desc="aligner", mininterval=5)):
        first = int(rng.integers(0, max(1, len(items) - batch)))
        ids, mel, id_counts, mel_counts = pad([items[i] for i in order[first : first + batch]])
        loss = forward_sum(model(ids, mel, id_counts, mel_counts), id_counts, mel_counts)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        bar.set_postfix(loss=f"{float(loss.detach()):.3f}", refresh=False)
    return [best_path(_scores(model, item)) for item in items]


def _scores(model: Aligner, item: Spoken) -> npt.NDArray[np.float32]:
    with torch.inference_mode():
        scores: npt.NDArray[np.float32] = model(*pad([item]))[0].numpy()
    return scores
