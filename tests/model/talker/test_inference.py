"""The one-step Talker against the full-sequence network, and its limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from model.talker.characters import spell
from model.talker.inference import FastTalker, FrameSampler, most_frames
from model.talker.network import Talker
from model.training.talker_data import Phrase
from model.training.talker_trainer import collate

IDS = spell("It's six hundred and one.").ids


def test_steps_give_the_logits_of_the_whole_sequence(talker: Talker, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[torch.Tensor] = []
    step = FastTalker._step

    def watched(self: FastTalker, *args: object) -> torch.Tensor:
        seen.append(step(self, *args))  # type: ignore[arg-type]
        return seen[-1]

    monkeypatch.setattr(FastTalker, "_step", watched)
    frames = list(FastTalker(talker).frames(IDS, seed=1))
    cursors = np.array([0, *[frame.cursor for frame in frames]])
    batch = collate([Phrase(np.array(IDS), np.stack([f.codes for f in frames]), cursors)], talker.config)
    with torch.no_grad():
        advance, codes = talker(batch.ids, batch.lengths, batch.cursors, batch.codes)
    whole = torch.cat([advance[0], codes[0].flatten(1)], -1)
    assert len(seen) == len(whole) == len(frames) + talker.config.lag
    # a stream is only real where it has a frame; elsewhere its logits are never used
    torch.testing.assert_close(torch.stack(seen), whole, atol=2e-4, rtol=1e-3)


def test_cursor_goes_from_start_to_end(talker: Talker) -> None:
    fast = FastTalker(talker)
    for seed in range(5):
        cursors = [frame.cursor for frame in fast.frames(IDS, seed)]
        assert cursors == sorted(cursors)
        assert cursors[-1] == len(IDS)
        assert max(np.diff([0, *cursors])) <= talker.config.max_advance
        assert len(cursors) <= most_frames(len(IDS))


def test_same_seed_same_codes_and_state_does_not_leak(talker: Talker) -> None:
    fast = FastTalker(talker)
    first = np.stack([frame.codes for frame in fast.frames(IDS, 7)])
    other = np.stack([frame.codes for frame in fast.frames(spell("Hello there").ids, 8)])
    again = np.stack([frame.codes for frame in fast.frames(IDS, 7)])
    np.testing.assert_array_equal(first, again)
    assert first.shape[1] == 7
    assert other.shape[1] == 7
    assert first.min() >= 0
    assert first.max() < talker.config.codebook_size
    different = np.stack([frame.codes for frame in fast.frames(IDS, 9)])
    assert first.shape != different.shape or (first != different).any()


def test_a_cursor_that_will_not_move_is_moved(talker: Talker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FrameSampler, "advance", lambda self, logits, left, must_move: int(must_move))
    cursors = [frame.cursor for frame in FastTalker(talker).frames(IDS, 0)]
    assert cursors[-1] == len(IDS)
    assert len(cursors) <= most_frames(len(IDS))


def test_weights_that_are_not_numbers_still_end(talker: Talker) -> None:
    fast = FastTalker(talker)
    fast._heads = torch.full_like(fast._heads, float("nan"))
    frames = list(fast.frames(IDS, 0))
    assert frames[-1].cursor == len(IDS)


def test_too_long_a_phrase_is_refused(talker: Talker) -> None:
    with pytest.raises(ValueError, match="20 characters"):
        next(FastTalker(talker, 20).frames(IDS, 0))


def test_longest_phrase_fits_the_store(talker: Talker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FrameSampler, "advance", lambda self, logits, left, must_move: int(must_move))
    fast = FastTalker(talker, 30)
    frames = list(fast.frames(spell("a" * 28).ids, 0))
    assert frames[-1].cursor == 30


def test_temperature_zero_is_greedy(talker: Talker) -> None:
    sampler = FrameSampler(replace(talker.config, temperatures=(0.0,) * 7), 0)
    logits = torch.randn(7, 32)
    assert sampler.choose_rows(logits) == logits.argmax(-1).tolist()


def test_sampling_follows_the_softmax(talker: Talker) -> None:
    sampler = FrameSampler(replace(talker.config, temperatures=(1.0,) * 7, top_k=32), 0)
    logits = torch.randn(32).expand(7, 32)
    counts = torch.zeros(32)
    for _ in range(1500):
        for code in sampler.choose_rows(logits):
            counts[code] += 1
    assert float((counts / counts.sum() - logits[0].softmax(-1)).abs().max()) < 0.02


def test_top_k_is_a_limit(talker: Talker) -> None:
    sampler = FrameSampler(replace(talker.config, temperatures=(9.0,) * 7, top_k=3), 0)
    logits = torch.arange(32.0).expand(7, 32)
    assert {code for _ in range(50) for code in sampler.choose_rows(logits)} == {29, 30, 31}
