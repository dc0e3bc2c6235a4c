"""Exact streaming SNAC decoder: codec frames to samples, each sample computed once and equal to whole-file decoding.

SNAC's convolutions look into the future, so each layer here keeps the inputs it still needs and gives out what is
final; the lag adds up to the right side of the receptive field. With a shorter wait (`right_frames`) the rest is
decoded as if the codes ended there, and the next chunk is cross-faded over it.
"""

from __future__ import annotations

import copy
from types import TracebackType
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from snac import SNAC
from snac import layers as snac_layers
from torch import Tensor, nn
from torch.nn import functional as F

from model.codec.config import CodecConfig

Samples = npt.NDArray[np.float32]
Frames = npt.NDArray[np.int64]

FADE_S = 0.005


class _Stage(Protocol):
    """One layer with its streaming state. State tensors are replaced, never written to."""

    def step(self, x: Tensor, last: bool) -> Tensor:
        """Input (1, C, n) to the output that is final now; with `last`, to all the rest."""
        ...


class _Conv:
    """Convolution of stride 1 with zeros around the whole signal."""

    def __init__(self, conv: nn.Conv1d) -> None:
        self.conv = conv
        self.span = (conv.kernel_size[0] - 1) * conv.dilation[0]
        self.pad = int(conv.padding[0])
        self.past = conv.weight.new_zeros(1, conv.in_channels, self.pad)

    def step(self, x: Tensor, last: bool) -> Tensor:
        if self.span:
            ahead = [x.new_zeros(1, x.shape[1], self.pad)] if last else []
            x = torch.cat([self.past, x, *ahead], -1)
            self.past = x[..., max(0, x.shape[-1] - self.span) :]
        if x.shape[-1] <= self.span:
            return x.new_zeros(1, self.conv.out_channels, 0)
        conv = self.conv
        return F.conv1d(x, conv.weight, conv.bias, dilation=conv.dilation, groups=conv.groups)


class _Upsample:
    """Transposed convolution whose kernel is twice its stride: output block i needs inputs i - 1 and i."""

    def __init__(self, conv: nn.ConvTranspose1d) -> None:
        self.conv = conv
        self.rate = conv.stride[0]
        self.skip = int(conv.padding[0])
        self.trim = self.rate - self.skip
        self.past = conv.weight.new_zeros(1, conv.in_channels, 1)

    def step(self, x: Tensor, last: bool) -> Tensor:
        if last:
            x = torch.cat([x, torch.zeros_like(self.past)], -1)
        if not x.shape[-1]:
            return x.new_zeros(1, self.conv.out_channels, 0)
        x = torch.cat([self.past, x], -1)
        self.past = x[..., -1:]
        y = F.conv_transpose1d(x, self.conv.weight, self.conv.bias, stride=self.rate, groups=self.conv.groups)
        end = y.shape[-1] - self.rate - (self.trim if last else 0)
        y = y[..., self.rate + self.skip : end]
        self.skip = 0
        return y


class _Snake:
    """x + sin(a x)^2 / a; keeps no state."""

    def __init__(self, snake: nn.Module) -> None:
        self.alpha: Tensor = snake.alpha.detach()  # type: ignore[operator]
        self.inverse = (self.alpha + 1e-9).reciprocal()

    def step(self, x: Tensor, last: bool) -> Tensor:  # noqa: ARG002
        return x + self.inverse * torch.sin(self.alpha * x).square()


class _Tanh:
    def step(self, x: Tensor, last: bool) -> Tensor:  # noqa: ARG002
        return torch.tanh(x)


class _Residual:
    """x + inner(x), with x delayed until the inner layers have caught up."""

    def __init__(self, inner: list[_Stage], channels: int, like: Tensor) -> None:
        self.inner = inner
        self.held = like.new_zeros(1, channels, 0)

    def step(self, x: Tensor, last: bool) -> Tensor:
        self.held = torch.cat([self.held, x], -1)
        y = _run(self.inner, x, last)
        out = self.held[..., : y.shape[-1]] + y
        self.held = self.held[..., y.shape[-1] :]
        return out

    def __copy__(self) -> _Residual:
        other = _Residual.__new__(_Residual)
        other.inner, other.held = [copy.copy(stage) for stage in self.inner], self.held
        return other


def _run(stages: list[_Stage], x: Tensor, last: bool) -> Tensor:
    for stage in stages:
        x = stage.step(x, last)
    return x


def _stages(module: nn.Module) -> list[_Stage]:
    """The decoder's layers as streaming stages. The noise layers are left out: their mean is zero."""
    if isinstance(module, nn.Conv1d):
        return [_Conv(module)]
    if isinstance(module, nn.ConvTranspose1d):
        return [_Upsample(module)]
    if isinstance(module, snac_layers.Snake1d):
        return [_Snake(module)]
    if isinstance(module, nn.Tanh):
        return [_Tanh()]
    if isinstance(module, snac_layers.NoiseBlock):
        return []
    if isinstance(module, snac_layers.ResidualUnit):
        inner = [stage for layer in module.block for stage in _stages(layer)]
        first: nn.Conv1d = module.block[1]
        return [_Residual(inner, first.in_channels, first.weight)]
    if isinstance(module, nn.Sequential | snac_layers.DecoderBlock):
        block = module if isinstance(module, nn.Sequential) else module.block
        return [stage for layer in block for stage in _stages(layer)]
    raise ValueError(f"{type(module).__name__} cannot be streamed; use a codec without attention")


class FrameDecoder:
    """Tables and layers of one codec, shared by all its streams. Stateless.

    snac: folded, as `load_codec` gives it; weight norm would be recomputed in every call.
    """

    def __init__(self, snac: SNAC, config: CodecConfig) -> None:
        if config.attn_window_size is not None:
            raise ValueError("a codec with attention cannot be streamed exactly")
        self.snac, self.config = snac, config
        quantizers = snac.quantizer.quantizers
        with torch.no_grad():
            self._tables = [
                q.out_proj(q.codebook.weight.t().unsqueeze(0)).squeeze(0).t().contiguous() for q in quantizers
            ]
        columns: list[list[int]] = [[] for _ in config.vq_strides]
        for position, (level, _) in enumerate(config.layout):
            columns[level].append(position)
        self._columns = columns

    def latents(self, frames: Frames) -> Tensor:
        """Codes (n, codes_per_frame) to the decoder's input, float32 (1, latent, n * vq_strides[0]).

        Raises ValueError for codes outside the codebook or of the wrong shape.
        """
        codes = np.asarray(frames)
        if codes.ndim != 2 or codes.shape[1] != self.config.codes_per_frame:
            raise ValueError(f"frames must have shape (n, {self.config.codes_per_frame}), not {codes.shape}")
        if codes.size and (codes.min() < 0 or codes.max() >= self.config.codebook_size):
            raise ValueError(f"codes must be 0 to {self.config.codebook_size - 1}")
        ids = torch.from_numpy(codes.astype(np.int64)).to(self._tables[0].device)
        steps = codes.shape[0] * self.config.vq_strides[0]
        total = self._tables[0].new_zeros(steps, self._tables[0].shape[1])
        for table, columns, stride in zip(self._tables, self._columns, self.config.vq_strides, strict=True):
            total += F.embedding(ids[:, columns].reshape(-1), table).repeat_interleave(stride, 0)
        latents: Tensor = total.t().unsqueeze(0)
        return latents

    def decode(self, frames: Frames) -> Samples:
        """Whole-file decoding: (n, codes_per_frame) to float32 samples, n * frame_samples of them."""
        if not len(frames):
            return np.zeros(0, np.float32)
        with torch.inference_mode():
            return _clean(_run(_stages(self.snac.decoder.model), self.latents(frames), last=True))

    def stream(self, right_frames: int | None = None) -> CodecStream:
        """A new stream; see `CodecStream`."""
        return CodecStream(self, right_frames)


class CodecStream:
    """The decoding of one utterance, as a context manager: push frames, get samples. Single-threaded.

    right_frames: frames of future context to wait for; None waits for the whole receptive field, and then the samples
    equal whole-file decoding. After `flush` all samples are out, in every chunking.
    """

    def __init__(self, decoder: FrameDecoder, right_frames: int | None = None) -> None:
        self._decoder = decoder
        self._right = right_frames
        self._stages: list[_Stage] | None = _stages(decoder.snac.decoder.model)
        self._pushed = 0  # samples of all frames pushed so far
        self._final = 0  # samples that the layers have given out
        self._given = 0  # samples handed out; beyond `_final` they were provisional
        self._fade = max(1, int(FADE_S * decoder.config.sampling_rate))
        self._tail = np.zeros(0, np.float32)  # the provisional sound after what was handed out
        self._end = 0.0  # the last sample that was handed out

    def __enter__(self) -> CodecStream:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stages = None

    def push(self, frames: Frames) -> Samples:
        """Codes (n, codes_per_frame), n >= 0, to the float32 samples that may be played now."""
        stages = self._open()
        if not len(frames):
            return np.zeros(0, np.float32)
        with torch.inference_mode():
            new = _clean(_run(stages, self._decoder.latents(frames), last=False))
            self._pushed += len(frames) * self._decoder.config.frame_samples
            return self._hand_out(new, finished=False)

    def flush(self) -> Samples:
        """The rest of the samples; the stream is closed afterwards."""
        stages = self._open()
        self._stages = None
        if not self._pushed:
            return np.zeros(0, np.float32)
        with torch.inference_mode():
            nothing = self._decoder.latents(np.zeros((0, self._decoder.config.codes_per_frame), np.int64))
            return self._hand_out(_clean(_run(stages, nothing, last=True)), finished=True)

    def _open(self) -> list[_Stage]:
        if self._stages is None:
            raise ValueError("the codec stream is closed")
        return self._stages

    def _hand_out(self, new: Samples, finished: bool) -> Samples:
        """`new` starts at sample `_final`; adds provisional samples and cuts those that were handed out before."""
        start = self._final
        self._final += len(new)
        goal = self._goal(finished)
        if goal > self._final:
            assert self._stages is not None
            probe = [copy.copy(stage) for stage in self._stages]
            nothing = self._decoder.latents(np.zeros((0, self._decoder.config.codes_per_frame), np.int64))
            new = np.concatenate([new, _clean(_run(probe, nothing, last=True))])
        cut, end = self._given - start, goal - start
        if end <= cut:
            return np.zeros(0, np.float32)
        out = self._joined(new, cut, end)
        self._tail = new[end : end + self._fade] if goal > self._final else np.zeros(0, np.float32)
        self._given, self._end = goal, float(out[-1])
        return out

    def _goal(self, finished: bool) -> int:
        """The sample to hand out up to."""
        if finished or self._right is None:
            return max(self._final, self._given)
        wanted = self._pushed - self._right * self._decoder.config.frame_samples
        return max(self._final, self._given, wanted)

    def _joined(self, new: Samples, cut: int, end: int) -> Samples:
        """new[cut:end], cross-faded from the provisional sound if that was handed out before."""
        out = new[cut:end].copy()
        if cut <= 0:
            return out
        size = min(self._fade, len(out))
        if self._tail.size:
            size = min(size, self._tail.size)
            old = self._tail[:size]
        else:  # no provisional sound is left: slide from its last sample
            old = out[:size] + (self._end - float(new[cut - 1]))
        weight = np.arange(1, size + 1, dtype=np.float32) / (size + 1)
        out[:size] = old * (1 - weight) + out[:size] * weight
        return out


def _clean(x: Tensor) -> Samples:
    """(1, 1, n) to float32 (n,) in [-1, 1]; NaN becomes silence."""
    samples: Samples = x.reshape(-1).float().cpu().numpy()
    return np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)


def to_frames(levels: list[Tensor], config: CodecConfig) -> Frames:
    """SNAC's codes (one (1, n * k) tensor per level) to frames, int64 (n, codes_per_frame)."""
    count = levels[0].shape[-1]
    rows = [level.reshape(count, -1) for level in levels]
    return torch.stack([rows[level][:, index] for level, index in config.layout], 1).cpu().numpy()


def to_levels(frames: Frames, config: CodecConfig) -> list[Tensor]:
    """Frames back to SNAC's codes, one (1, n * k) int64 tensor per level."""
    columns: list[list[int]] = [[] for _ in config.vq_strides]
    for position, (level, _) in enumerate(config.layout):
        columns[level].append(position)
    codes = torch.from_numpy(np.ascontiguousarray(frames, dtype=np.int64))
    return [codes[:, places].reshape(1, -1) for places in columns]
