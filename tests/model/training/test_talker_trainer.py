"""The talker stage: alignment, data, batches, and that a tiny Talker learns a phrase by heart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from model.codec.config import CodecConfig
from model.codec.weights import build, save_codec
from model.errors import BadInput
from model.talker.characters import spell
from model.talker.inference import FastTalker
from model.talker.network import TalkerConfig
from model.talker.tts import load_talker
from model.training import talker_data
from model.training import talker_trainer as stage
from model.training.talker_data import AlignedRecording, Phrase, best_path

CODEC = CodecConfig(encoder_dim=4, decoder_dim=32, codebook_size=32)
TINY = TalkerConfig(text_dim=64, text_blocks=1, dim=64, layers=2, heads=2, feed_forward=96, codebook_size=32)
RNG = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def some_phrase(text: str, frames: int, size: int = 32) -> Phrase:
    ids = np.array(spell(text).ids)
    cursors = np.array([0, *np.linspace(0, len(ids), frames + 1).astype(int)[1:-1], len(ids)])
    return Phrase(ids, RNG.integers(0, size, (frames, 7)), cursors)


TEXTS = ["one", "two and", "three.", "four, five", "six?"]
PHRASES = [some_phrase(text, 6 + 3 * i) for i, text in enumerate(TEXTS)]


def test_best_path_finds_the_diagonal_and_gives_each_character_a_frame() -> None:
    scores = np.full((9, 3), -5.0, np.float32)
    scores[:4, 0] = scores[4:6, 1] = scores[6:, 2] = 0
    assert best_path(scores).tolist() == [0, 4, 6]
    assert best_path(np.zeros((3, 3), np.float32)).tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="do not fit"):
        best_path(np.zeros((2, 3), np.float32))


def test_streams_lag_and_nothing_of_the_future_is_given() -> None:
    phrase = PHRASES[1]
    count, lag = len(phrase.codes), TINY.lag
    batch = stage.collate([phrase], TINY)
    assert batch.codes.shape == (1, count + lag, 7)
    for stream in range(7):
        targets = batch.targets[0, :, stream]
        assert targets[stream + 1 : stream + 1 + count].tolist() == phrase.codes[:, stream].tolist()
        assert int((targets >= 0).sum()) == count
        given = batch.codes[0, :, stream]
        follow = given[1:][targets[:-1] >= 0].tolist()
        assert follow == phrase.codes[: len(follow), stream].tolist()
        assert len(follow) >= count - 1
        assert (given[: stream + 2] == TINY.codebook_size).all()
    assert batch.advances[0, :count].sum() == len(phrase.ids)
    assert batch.cursors[0, -1] == len(phrase.ids)


def test_padding_changes_no_logits() -> None:
    torch.manual_seed(0)
    model = stage.Talker(TINY).eval()
    short, pair = stage.collate(PHRASES[:1], TINY), stage.collate([PHRASES[0], PHRASES[4]], TINY)
    with torch.no_grad():
        alone = model(short.ids, short.lengths, short.cursors, short.codes)
        padded = model(pair.ids, pair.lengths, pair.cursors, pair.codes)
    for a, b in zip(alone, padded, strict=True):
        torch.testing.assert_close(b[:1, : a.shape[1]], a, atol=1e-5, rtol=1e-4)


def test_an_epoch_holds_every_phrase_once_and_is_reproducible() -> None:
    many = PHRASES * 8
    batches = stage.PhraseBatches(many, TINY, seed=1, frames=60)
    again = stage.PhraseBatches(many, TINY, seed=1, frames=60)
    for epoch in range(2):
        steps = range(epoch * batches.per_epoch, (epoch + 1) * batches.per_epoch)
        drawn = [batches(step) for step in steps]
        assert sum(len(batch.lengths) for batch in drawn) == len(many)
        assert len({batch.codes.shape for batch in drawn}) > 1
    step = 2 * batches.per_epoch - 1
    assert torch.equal(batches(step).codes, again(step).codes)


def test_training_learns_resumes_and_exports(tmp_path: Path) -> None:
    """Learned by heart, the greedy one-step Talker says the training codes."""
    talker_data.save(PHRASES, tmp_path / "data.npz")
    options = {"config": TINY, "lr": 4e-3, "precision": "no"}
    stage.train(tmp_path / "data.npz", tmp_path / "run", steps=60, **options)
    stage.train(tmp_path / "data.npz", tmp_path / "run", steps=260, **options)
    progress = json.loads((tmp_path / "run" / "progress.json").read_text())
    assert progress["step"] == 260
    losses = [row["loss"] for row in progress["history"]]
    assert losses[-1] < 0.35 * losses[0]
    model = load_talker(tmp_path / "run" / "export")
    greedy = replace(model.config, temperatures=(0.0,) * 7, advance_temperature=0.0)
    model.config = greedy
    _, rest = stage.split(PHRASES, 0)
    said = [list(FastTalker(model).frames(tuple(p.ids.tolist()), 0)) for p in rest]
    right = [np.array_equal([f.codes for f in a], p.codes) for a, p in zip(said, rest, strict=True)]
    assert sum(right) >= len(rest) - 1


def test_data_file_round_trip_and_damage(tmp_path: Path) -> None:
    talker_data.save(PHRASES, tmp_path / "d.npz")
    for before, after in zip(PHRASES, talker_data.load(tmp_path / "d.npz"), strict=True):
        for name in ("ids", "codes", "cursors"):
            np.testing.assert_array_equal(getattr(before, name), getattr(after, name))
    (tmp_path / "d.npz").write_bytes(b"PK not really")
    with pytest.raises(BadInput):
        talker_data.load(tmp_path / "d.npz")


def test_cursor_track_is_monotonic_and_never_too_fast() -> None:
    slow = talker_data.cursor_track(np.arange(40) * 3, 32, 4)
    assert slow is not None
    assert slow[0] == 0
    assert slow[-1] == 40
    assert (np.diff(slow) >= 0).all()
    assert np.diff(slow).max() <= talker_data.MAX_ADVANCE
    late = talker_data.cursor_track(np.append(0, np.arange(39) + 60), 26, 4)
    assert late is not None
    assert np.diff(late).max() <= talker_data.MAX_ADVANCE
    assert talker_data.cursor_track(np.arange(40), 3, 4) is None
    assert talker_data.cursor_track(np.arange(3), 0, 4) is None


def test_sentences_are_cut_in_the_pause() -> None:
    ids = np.array(spell("yes now. no, six.").ids)
    starts = np.array([0, *range(5, 13), 30, *range(40, 40 + len(ids) - 10)])
    sound = np.ones(CODEC.frame_samples * 15, np.float32)
    sound[CODEC.frame_samples * 5 : CODEC.frame_samples * 7] = 0
    codes = np.arange(15 * 7).reshape(15, 7)
    whole, first, second = talker_data.cut(AlignedRecording(sound, ids, starts), codes, CODEC)
    assert len(whole.codes) == 15
    assert tuple(first.ids) == spell("yes now.").ids
    assert tuple(second.ids) == spell("no, six.").ids
    np.testing.assert_array_equal(np.concatenate([first.codes, second.codes]), codes)
    assert len(first.codes) == 6
    for phrase in (whole, first, second):
        assert len(phrase.cursors) == len(phrase.codes) + 1
        assert phrase.cursors[-1] == len(phrase.ids)
    second_n = next(i for i, start in enumerate(starts) if start == 40)
    assert whole.cursors[10] == second_n, "frame 10 starts at latent 40"
    assert second.cursors[4] == 1


def test_voice_to_data(tmp_path: Path) -> None:
    """Beeps as words: aligning, cutting, encoding, saving."""
    lines = ["aa bb.", "bb aa. aa bb bb.", "aa."]
    pitch = {"a": 0.2, "b": 0.5}
    beeps = [[0.3 * np.sin(np.arange(3200) * pitch.get(char, 0.0)) for char in line] for line in lines]
    recordings = [(line, np.concatenate(parts).astype(np.float32)) for line, parts in zip(lines, beeps, strict=True)]
    recordings.append(recordings[0])  # a repeated text is left out
    save_codec(build(CODEC), CODEC, tmp_path / "codec")
    out = tmp_path / "voice.npz"
    count = talker_data.encode_voice(recordings, tmp_path / "codec", out, align_steps=60)
    phrases = talker_data.load(out)
    assert count == len(phrases) == 5  # three recordings, one of them also as its two sentences
    for phrase in phrases:
        assert phrase.codes.shape == (len(phrase.cursors) - 1, 7)
        assert phrase.cursors[-1] == len(phrase.ids)
    with pytest.raises(BadInput):
        talker_data.encode_voice([], tmp_path / "codec", out)
