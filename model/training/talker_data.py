"""Turns recordings of the target voice into training phrases of the Talker: codes and a text cursor for each frame.

A small alignment model, trained on the voice itself, finds when each character is said (Badlani et al., "One TTS
alignment to rule them all", arXiv 2108.10447).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from tqdm import tqdm

from model import SAMPLE_RATE
from model.atomic_files import make_folder, whole_file
from model.codec.config import CodecConfig
from model.codec.streaming_decoder import to_frames
from model.codec.weights import load_codec
from model.corpus.shards import Sound
from model.errors import BadInput
from model.talker.characters import START, TABLE_SIZE, spell
from model.talker.network import TalkerConfig
from model.training.audio_data import mel_filters

MELS, WINDOW = 48, 800
DIAGONAL = 0.15  # width of the prior, as a share of the phrase


@dataclass(frozen=True, slots=True)
class AlignerInput:
    """One recording. ids: the spelling; mel: float32 (frames, MELS), one frame a latent step of the codec."""

    ids: npt.NDArray[np.int64]
    mel: Sound


def log_mel(samples: Sound, hop: int, filters: Tensor) -> Sound:
    """float32 mono to (samples // hop + 1, MELS), normalised over the recording."""
    wave = torch.from_numpy(samples)
    spectrum = torch.stft(wave, WINDOW, hop, window=torch.hann_window(WINDOW), return_complex=True)
    mel = torch.log((filters @ spectrum.abs().square()).clamp_min(1e-7)).t()
    return ((mel - mel.mean(0)) / (mel.std() + 1e-3)).numpy().astype(np.float32)


class Aligner(nn.Module):
    """Embeds characters and mel frames into one space and scores them by their distance."""

    def __init__(self, dim: int = 96) -> None:
        super().__init__()
        self.embed = nn.Embedding(TABLE_SIZE, dim)
        self.text = nn.Sequential(nn.Conv1d(dim, dim, 5, padding=2), nn.ReLU(), nn.Conv1d(dim, 48, 3, padding=1))
        self.sound = nn.Sequential(nn.Conv1d(MELS, dim, 3, padding=1), nn.ReLU(), nn.Conv1d(dim, 48, 3, padding=1))

    def forward(self, ids: Tensor, mel: Tensor, id_counts: Tensor, mel_counts: Tensor) -> Tensor:
        """Log-probabilities of characters for each mel frame, (batch, frames, characters)."""
        a = self.text(self.embed(ids).transpose(1, 2)).transpose(1, 2)
        b = self.sound(mel.transpose(1, 2)).transpose(1, 2)
        fit = -0.05 * (b.square().sum(-1)[:, :, None] + a.square().sum(-1)[:, None] - 2 * b @ a.transpose(1, 2))
        x = torch.arange(mel.shape[1])[None, :, None] / mel_counts[:, None, None]
        y = torch.arange(ids.shape[1])[None, None, :] / id_counts[:, None, None]
        prior = -((x - y) ** 2) / (2 * DIAGONAL**2)
        absent = torch.arange(ids.shape[1])[None, None, :] >= id_counts[:, None, None]
        scores: Tensor = (fit.log_softmax(-1) + prior).masked_fill(absent, -1e4)
        return scores


def pad(items: list[AlignerInput]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """A batch for `Aligner`."""
    id_counts = torch.tensor([len(item.ids) for item in items])
    mel_counts = torch.tensor([len(item.mel) for item in items])
    ids = nn.utils.rnn.pad_sequence([torch.from_numpy(item.ids) for item in items], batch_first=True)
    mel = nn.utils.rnn.pad_sequence([torch.from_numpy(item.mel) for item in items], batch_first=True)
    return ids, mel, id_counts, mel_counts


def forward_sum(scores: Tensor, id_counts: Tensor, mel_counts: Tensor) -> Tensor:
    """Negative log-probability of all monotonic paths, per frame."""
    with_blank = F.pad(scores, (1, 0), value=-8.0).log_softmax(-1)
    targets = torch.arange(1, scores.shape[2] + 1).expand(scores.shape[0], -1)
    losses = F.ctc_loss(
        with_blank.transpose(0, 1), targets, mel_counts, id_counts, reduction="none", zero_infinity=True
    )
    return (losses / mel_counts).mean()


def best_path(scores: Sound) -> npt.NDArray[np.int64]:
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
    items: list[AlignerInput], *, steps: int = 500, batch: int = 24, seed: int = 0
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


def _scores(model: Aligner, item: AlignerInput) -> Sound:
    with torch.inference_mode():
        scores: Sound = model(*pad([item]))[0].numpy()
    return scores


LEAD_S, TAIL_S = 0.06, 0.12  # silence kept before and after a phrase
QUIET_DB = -42.0  # below the phrase's loudest 20 ms
MAX_ADVANCE = TalkerConfig().max_advance


@dataclass(frozen=True, slots=True)
class Phrase:
    """One training example.

    ids: int64 spelling; codes: int64 (frames, codes a frame); cursors: int64 (frames + 1,), the character
    that each frame starts in, then len(ids).
    """

    ids: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int64]
    cursors: npt.NDArray[np.int64]


def encode_voice(
    recordings: Iterable[tuple[str, Sound]],
    codec: Path,
    out: Path,
    *,
    takes: int = 1,
    align_steps: int = 500,
    seed: int = 0,
    compiled: bool = False,
) -> int:
    """Encodes recordings, text and float32 mono 16 kHz, into one .npz.

    A recording gives one phrase and, if it has several sentences, one for each of them. It is encoded `takes` times at
    different offsets from the frame grid. Repeated texts are left out. Returns the number of phrases. Raises BadInput
    if there is nothing to encode.

    compiled: let `torch.compile` fuse the encoder (2.6 times as fast on CPU, measured; needs a C++ compiler).
    """
    model, config = load_codec(codec)
    if compiled:
        model.encoder.compile(dynamic=True)
    voice: dict[str, Sound] = {}
    for text, sound in recordings:
        voice.setdefault(text, sound)
    rate = config.sampling_rate
    bank = mel_filters(MELS, WINDOW, rate)
    sounds, spellings, items = [], [], []
    for text, sound in tqdm(voice.items(), desc="reading", mininterval=5):
        sound = trimmed(sound if rate == SAMPLE_RATE else soxr.resample(sound, SAMPLE_RATE, rate), rate)
        ids = np.array(spell(text).ids)
        mel = log_mel(sound, config.hop, bank)
        if len(ids) > 3 and len(mel) >= len(ids):
            sounds.append(sound)
            spellings.append(ids)
            items.append(AlignerInput(ids, mel))
    if not items:
        raise BadInput("there are no usable recordings of the voice: make the corpus again (aloud corpus build)")
    starts = align(items, steps=align_steps, seed=seed)
    rng = np.random.default_rng(seed)
    aligned = [AlignedRecording(*row) for row in zip(sounds, spellings, starts, strict=True) for _ in range(takes)]
    shifted = [shift(recording, int(rng.integers(0, config.frame_samples)), config) for recording in aligned]
    phrases = encode(model, config, shifted)
    save(phrases, out)
    return len(phrases)


@dataclass(frozen=True, slots=True)
class AlignedRecording:
    """A recording, its spelling, and the latent step at which each character starts."""

    sound: Sound
    ids: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]


def trimmed(sound: Sound, rate: int) -> Sound:
    """Cuts the silence around a recording down to LEAD_S and TAIL_S."""
    block = rate // 50
    power = np.square(sound[: len(sound) // block * block]).reshape(-1, block).mean(1)
    loud = np.flatnonzero(power > power.max(initial=1e-10) * 10 ** (QUIET_DB / 10))
    if not len(loud):
        return sound[:0]
    first = max(0, int(loud[0]) * block - int(LEAD_S * rate))
    return sound[first : (int(loud[-1]) + 1) * block + int(TAIL_S * rate)]


def shift(recording: AlignedRecording, samples: int, config: CodecConfig) -> AlignedRecording:
    """Puts `samples` of noise, as loud as the start, before the recording, which moves the frame grid."""
    rng = np.random.default_rng(samples)
    quiet = float(np.abs(recording.sound[: config.hop]).mean()) if len(recording.sound) else 0.0
    lead = (rng.standard_normal(samples) * quiet).astype(np.float32)
    moved = np.concatenate([[0], recording.starts[1:] + round(samples / config.hop)])
    return AlignedRecording(np.concatenate([lead, recording.sound]), recording.ids, moved)


def encode(
    model: torch.nn.Module, config: CodecConfig, recordings: list[AlignedRecording], batch: int = 4
) -> list[Phrase]:
    """Codes and cursors of all recordings, in small batches (they stay in the cache) of similar length."""
    order = sorted(range(len(recordings)), key=lambda i: len(recordings[i].sound))
    phrases: list[Phrase] = []
    for first in tqdm(range(0, len(order), batch), desc="encoding", mininterval=5):
        group = [recordings[i] for i in order[first : first + batch]]
        frames = [-(-len(recording.sound) // config.frame_samples) for recording in group]
        sounds = torch.zeros(len(group), 1, max(frames) * config.frame_samples)
        for row, recording in enumerate(group):
            sounds[row, 0, : len(recording.sound)] = torch.from_numpy(recording.sound)
        with torch.inference_mode():
            levels = model.encode(sounds)  # type: ignore[operator]
        for row, (recording, count) in enumerate(zip(group, frames, strict=True)):
            codes = to_frames([level[row : row + 1] for level in levels], config)[:count]
            phrases += cut(recording, codes, config)
    return phrases


def cut(recording: AlignedRecording, codes: npt.NDArray[np.int64], config: CodecConfig) -> list[Phrase]:
    """The whole recording and, if it has several sentences, each of them, cut between two frames in the pause."""
    ids, starts, stride = recording.ids, recording.starts, config.vq_strides[0]
    stops = [spell(stop).ids[1] for stop in ".?!"]
    space = spell("a b").ids[2]
    spaces = [i for i in range(2, len(ids) - 2) if ids[i] == space and ids[i - 1] in stops]
    parts = [(1, len(ids) - 1, 0, len(codes))]
    if spaces:
        times = [0, *(_quietest(recording, i, config.frame_samples, stride) for i in spaces), len(codes)]
        firsts, lasts = [1, *(i + 1 for i in spaces)], [*spaces, len(ids) - 1]
        parts += zip(firsts, lasts, times[:-1], times[1:], strict=True)
    phrases = []
    for first, last, begin, end in parts:
        own = np.maximum(starts[first:last] - begin * stride, 0)
        after = starts[last] - begin * stride if last == len(ids) - 1 else own[-1] + 1
        track = cursor_track(np.array([0, *own, after]), end - begin, stride)
        if track is not None:
            phrases.append(Phrase(np.array([START, *ids[first:last], ids[-1]]), codes[begin:end], track))
    return phrases


def _quietest(recording: AlignedRecording, space: int, frame: int, stride: int) -> int:
    """The frame boundary with the least sound around it, in the pause around character `space`."""
    low = int(recording.starts[space - 1]) // stride
    boundaries = range(low, max(int(recording.starts[space + 1]) // stride, low) + 1)
    half = frame // 4
    power = [np.square(recording.sound[max(0, t * frame - half) : t * frame + half]).sum() for t in boundaries]
    return boundaries[int(np.argmin(power))]


def cursor_track(starts: npt.NDArray[np.int64], frames: int, stride: int) -> npt.NDArray[np.int64] | None:
    """The character at each frame's start, then the end; None if the cursor would have to move too fast.

    starts: the latent step at which each character begins.
    """
    if frames < 1:
        return None
    at = np.searchsorted(starts, np.arange(frames) * stride, side="right") - 1
    track = np.append(at, len(starts))
    track[0] = 0
    for frame in range(frames - 1, 0, -1):  # no frame covers more than MAX_ADVANCE: move earlier
        track[frame] = max(track[frame], track[frame + 1] - MAX_ADVANCE)
    return track if track[1] <= MAX_ADVANCE else None


def save(phrases: list[Phrase], out: Path) -> None:
    """Writes the arrays of all phrases end to end, with their lengths. Raises BadInput on a full disk."""
    make_folder(out.parent)
    with whole_file(out) as part, part.open("wb") as file:
        np.savez_compressed(
            file,
            ids=np.concatenate([p.ids for p in phrases]).astype(np.uint8),
            codes=np.concatenate([p.codes for p in phrases]).astype(np.int16),
            cursors=np.concatenate([p.cursors for p in phrases]).astype(np.int16),
            characters=np.array([len(p.ids) for p in phrases]),
            frames=np.array([len(p.codes) for p in phrases]),
        )


def load(path: Path) -> list[Phrase]:
    """Reads a file that `save` wrote. Raises BadInput for any other."""
    try:
        with np.load(path, allow_pickle=False) as data:
            ids, codes, cursors = (data[key].astype(np.int64) for key in ("ids", "codes", "cursors"))
            characters, frames = data["characters"], data["frames"]
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"cannot read the talker's data {path}: {error}; encode the voice again") from error
    split = np.split(ids, np.cumsum(characters)[:-1])
    rows = np.split(codes, np.cumsum(frames)[:-1])
    tracks = np.split(cursors, np.cumsum(frames + 1)[:-1])
    return [Phrase(*row) for row in zip(split, rows, tracks, strict=True)]
