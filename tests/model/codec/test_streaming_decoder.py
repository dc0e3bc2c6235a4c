"""Streaming decode: sample counts for every chunking, equality with SNAC's own whole-file decode."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from model.codec.config import CodecConfig
from model.codec.streaming_decoder import FrameDecoder, Frames, Samples, _clean, to_frames, to_levels
from model.codec.weights import build, fold_weight_norm

SMALL = CodecConfig(encoder_dim=4, decoder_dim=32, codebook_size=64)
EVEN = replace(SMALL, encoder_rates=(2, 4, 8), decoder_rates=(8, 4, 2), depthwise=True, vq_strides=(4, 2, 1))
FOUR = replace(SMALL, encoder_rates=(3, 7), decoder_rates=(7, 3), vq_strides=(8, 4, 2, 1))


def make(config: CodecConfig) -> FrameDecoder:
    torch.manual_seed(3)
    snac = fold_weight_norm(build(config)).eval().requires_grad_(False)
    for name, tensor in snac.named_parameters():
        if name.endswith("alpha"):
            tensor.uniform_(0.5, 2.0)
    return FrameDecoder(snac, config)


DECODERS = {config: make(config) for config in (SMALL, EVEN, FOUR)}


def some_frames(config: CodecConfig, count: int, seed: int = 0) -> Frames:
    return np.random.default_rng(seed).integers(0, config.codebook_size, (count, config.codes_per_frame))


def streamed(decoder: FrameDecoder, frames: Frames, cuts: list[int], right: int | None) -> list[Samples]:
    with decoder.stream(right) as stream:
        edges = [0, *sorted(cuts), len(frames)]
        pieces = [stream.push(frames[a:b]) for a, b in itertools.pairwise(edges)]
        return [*pieces, stream.flush()]


@st.composite
def chunked(draw: st.DrawFn) -> tuple[int, list[int]]:
    count = draw(st.integers(1, 24))
    return count, draw(st.lists(st.integers(0, count), max_size=count))


@pytest.mark.parametrize("config", list(DECODERS), ids=["odd", "depthwise", "four-levels"])
@settings(max_examples=12, deadline=None)
@given(case=chunked())
def test_streamed_equals_whole_file_for_every_chunking(config: CodecConfig, case: tuple[int, list[int]]) -> None:
    count, cuts = case
    decoder, frames = DECODERS[config], some_frames(config, count, seed=count)
    with torch.inference_mode():
        whole = decoder.snac.decode(to_levels(frames, config)).reshape(-1).numpy()
    out = np.concatenate(streamed(decoder, frames, cuts, right=None))
    assert np.abs(whole).max() > 0.01
    np.testing.assert_allclose(out, whole, atol=1e-5)


def test_nothing_is_decoded_to_nothing() -> None:
    out = DECODERS[SMALL].decode(some_frames(SMALL, 0))
    assert (out.shape, out.dtype) == ((0,), np.float32)


@settings(max_examples=15, deadline=None)
@given(case=chunked(), right=st.integers(0, 3))
def test_sample_count_is_exact_whatever_the_wait(case: tuple[int, list[int]], right: int) -> None:
    count, cuts = case
    pieces = streamed(DECODERS[SMALL], some_frames(SMALL, count), cuts, right)
    assert sum(map(len, pieces)) == count * SMALL.frame_samples
    out = np.concatenate(pieces)
    assert np.isfinite(out).all()
    assert np.abs(out).max() <= 1.0 + 1e-6


@pytest.mark.parametrize("right", [0, 1, 2, 3])
def test_a_push_gives_at_least_what_the_wait_allows(right: int) -> None:
    decoder, given_out = DECODERS[SMALL], 0
    with decoder.stream(right) as stream:
        for done, frame in enumerate(some_frames(SMALL, 8), 1):
            given_out += len(stream.push(frame[None]))
            assert given_out >= (done - right) * SMALL.frame_samples


@pytest.mark.parametrize("right", [0, 1, 3])
def test_a_short_wait_makes_no_click(right: int) -> None:
    decoder, frames = DECODERS[SMALL], some_frames(SMALL, 12)
    whole = decoder.decode(frames)
    pieces = streamed(decoder, frames, list(range(12)), right)
    out = np.concatenate(pieces)
    joins = np.cumsum([len(piece) for piece in pieces if len(piece)])[:-1]
    usual = np.abs(np.diff(whole)).max()
    assert max(abs(out[j] - out[j - 1]) for j in joins) < 1.2 * usual


def joined(handed: float, old: list[float], new: list[float]) -> Samples:
    """What a stream hands out for `new`, samples from 3 on, when it has handed out 3 that ended at `handed`.

    old: how the provisional sound continued.
    """
    with DECODERS[SMALL].stream(0) as stream:
        stream._fade = 4
        stream._tail, stream._end = np.array(old, np.float32), handed
        return stream._joined(np.array([0.0, 0.0, 0.0, *new], np.float32), 3, 3 + len(new))


def test_the_new_sound_fades_in_over_the_provisional_one() -> None:
    ramp = [0.2, 0.4, 0.6, 0.8]  # neither end is of one sound alone
    np.testing.assert_allclose(joined(0.0, [0.0] * 4, [1.0] * 6), [*ramp, 1.0, 1.0], atol=1e-6)
    np.testing.assert_allclose(joined(0.0, [1.0] * 4, [0.0] * 6), [1 - w for w in ramp] + [0.0, 0.0], atol=1e-6)


@pytest.mark.parametrize(("old", "new"), [(2, 6), (4, 2)], ids=["little is left of the old", "little is new"])
def test_the_fade_is_no_longer_than_both_sounds(old: int, new: int) -> None:
    got = joined(0.0, [0.0] * old, [1.0] * new)
    np.testing.assert_allclose(got, [1 / 3, 2 / 3, *[1.0] * (new - 2)], atol=1e-6)


def test_without_provisional_sound_it_slides_from_the_last_sample() -> None:
    new = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], np.float32)
    with DECODERS[SMALL].stream(0) as stream:
        stream._fade, stream._end = 3, 0.5
        got = stream._joined(new, 1, 6)
    np.testing.assert_allclose(got, new[1:] + 0.4 * np.array([0.75, 0.5, 0.25, 0.0, 0.0]), atol=1e-6)


@pytest.mark.parametrize("right", [1, 2])
def test_each_push_corrects_what_the_one_before_guessed(right: int) -> None:
    """Both guesses are what the codes so far give as a whole file; the new one fades in over 5 ms."""
    decoder, frames, size = DECODERS[SMALL], some_frames(SMALL, 10), SMALL.frame_samples
    fade = round(0.005 * SMALL.sampling_rate)
    weight = np.arange(1, fade + 1) / (fade + 1)
    with decoder.stream(right) as stream:
        for done, frame in enumerate(frames, 1):
            piece = stream.push(frame[None])
            if done <= right + 1:  # no guess was handed out before
                continue
            span = slice((done - 1 - right) * size, (done - right) * size)
            guess, better = decoder.decode(frames[: done - 1])[span], decoder.decode(frames[:done])[span].copy()
            better[:fade] = guess[:fade] * (1 - weight) + better[:fade] * weight
            np.testing.assert_allclose(piece, better, atol=1e-5)


def test_a_codec_with_attention_is_refused() -> None:
    decoder = DECODERS[SMALL]
    with pytest.raises(ValueError, match="attention"):
        FrameDecoder(decoder.snac, replace(SMALL, attn_window_size=32))


def test_sound_without_end_is_clipped() -> None:
    values = torch.tensor([[[0.25, math.nan, math.inf, -math.inf]]])
    np.testing.assert_array_equal(_clean(values), np.array([0.25, 0.0, 1.0, -1.0], np.float32))


def test_waiting_for_the_whole_receptive_field_makes_frames_exact() -> None:
    decoder, frames = DECODERS[SMALL], some_frames(SMALL, 14)
    _, right = SMALL.context_frames()
    out = np.concatenate(streamed(decoder, frames, list(range(14)), right))
    np.testing.assert_allclose(out, decoder.decode(frames), atol=1e-5)


@pytest.mark.parametrize("config", list(DECODERS), ids=["odd", "depthwise", "four-levels"])
def test_receptive_field_is_what_the_decoder_really_uses(config: CodecConfig) -> None:
    """The gradient of a frame's samples is non-zero exactly on the computed latents."""
    left, right = config.context_latents()
    stride, middle = config.vq_strides[0], 2 * math.ceil(max(left, right) / config.vq_strides[0]) + 2
    latents = torch.randn(1, DECODERS[config].snac.latent_dim, 2 * middle * stride, requires_grad=True)
    sound = DECODERS[config].snac.decoder(latents)[0, 0]
    frame = sound[middle * config.frame_samples : (middle + 1) * config.frame_samples]
    (grad,) = torch.autograd.grad(frame.abs().sum(), latents)
    used = grad[0].abs().sum(0).nonzero().flatten()
    assert (int(used[0]), int(used[-1])) == (middle * stride - left, middle * stride + stride - 1 + right)


def test_published_24_khz_codec_needs_the_known_context() -> None:
    config = CodecConfig(
        sampling_rate=24000, encoder_dim=48, encoder_rates=(2, 4, 8, 8), decoder_dim=1024,
        decoder_rates=(8, 8, 4, 2), codebook_size=4096, noise=True, depthwise=True,
    )  # fmt: skip
    assert config.frame_samples == 2048
    assert config.context_frames() == (3, 3)


def test_not_a_number_does_not_spread() -> None:
    decoder = make(SMALL)
    decoder._tables[0][5] = float("nan")
    frames = some_frames(SMALL, 24)
    frames[:, 0] = 1
    good = decoder.decode(frames)
    frames[12, 0] = 5
    out = np.concatenate(streamed(decoder, frames, list(range(24)), None))
    assert np.isfinite(out).all()
    np.testing.assert_allclose(out[: 8 * SMALL.frame_samples], good[: 8 * SMALL.frame_samples], atol=1e-5)
    np.testing.assert_allclose(out[17 * SMALL.frame_samples :], good[17 * SMALL.frame_samples :], atol=1e-5)


def test_frames_and_levels_are_inverse() -> None:
    frames = some_frames(SMALL, 9)
    np.testing.assert_array_equal(to_frames(to_levels(frames, SMALL), SMALL), frames)


def test_encode_then_frames_decodes_as_snac_does() -> None:
    decoder = DECODERS[SMALL]
    with torch.inference_mode():
        levels = decoder.snac.encode(torch.randn(1, 1, SMALL.frame_samples * 5) * 0.1)
        whole = decoder.snac.decode(levels).reshape(-1).numpy()
    np.testing.assert_allclose(decoder.decode(to_frames(levels, SMALL)), whole, atol=1e-5)


@pytest.mark.parametrize("bad", [np.zeros((2, 6), int), np.full((1, 7), 64), np.full((1, 7), -1), np.zeros(7, int)])
def test_impossible_codes_are_refused(bad: Frames) -> None:
    with DECODERS[SMALL].stream() as stream, pytest.raises(ValueError, match=r"codes must be|shape"):
        stream.push(bad)


def test_a_closed_stream_refuses() -> None:
    with DECODERS[SMALL].stream() as stream:
        assert len(stream.push(some_frames(SMALL, 0))) == 0
        assert len(stream.flush()) == 0
        with pytest.raises(ValueError, match="closed"):
            stream.push(some_frames(SMALL, 1))
