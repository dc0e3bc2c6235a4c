"""Flattened codes: every frame there and back, and only valid ids."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import BadInput
from model.talker.token_layout import LAYOUTS, Layout, is_codec_lm, layout_of

ALL = [*LAYOUTS.values(), Layout("turned", tokens=100, end_of_text=7, order=(0, 4, 1, 5, 6, 2, 3), codebook_size=16)]


@pytest.mark.parametrize("layout", ALL, ids=lambda layout: layout.name)
@given(count=st.integers(0, 40), seed=st.integers(0, 99))
def test_codes_come_back(layout: Layout, count: int, seed: int) -> None:
    frames = np.random.default_rng(seed).integers(0, layout.codebook_size, (count, 7))
    ids = layout.flatten(frames)
    assert len(set(range(7)) & {i % 7 for i in range(len(ids))}) == min(7, len(ids))
    for position, token in enumerate(ids):
        first, beyond = layout.place(position)
        assert first <= token < beyond
    np.testing.assert_array_equal(layout.unflatten(ids), frames)


@pytest.mark.parametrize("layout", ALL, ids=lambda layout: layout.name)
@pytest.mark.parametrize("code", [0, -1])
def test_the_first_and_the_last_code_are_codes_like_others(layout: Layout, code: int) -> None:
    frames = np.full((3, 7), code % layout.codebook_size)
    np.testing.assert_array_equal(layout.unflatten(layout.flatten(frames)), frames)


def test_published_ids() -> None:
    """As the models' own code has them."""
    orpheus, qwen, lfm = LAYOUTS["llama"], LAYOUTS["qwen3"], LAYOUTS["lfm2"]
    assert orpheus.before == (128259,)
    assert orpheus.after == (128009, 128260, 128261, 128257)
    assert (orpheus.end_of_speech, orpheus.audio, orpheus.size) == (128258, 128266, 156938)
    assert orpheus.flatten(np.array([[1, 2, 3, 4, 5, 6, 7]])) == [128266 + 4096 * i + i + 1 for i in range(7)]
    assert (qwen.start_of_speech, qwen.end_of_speech, qwen.audio) == (151670, 151671, 151679)
    assert qwen.after == (151645, 151673, 151674, 151670)
    assert (lfm.start_of_speech, lfm.audio, lfm.after[0]) == (64401, 64410, 7)


def test_what_is_no_frame_is_refused() -> None:
    layout = LAYOUTS["qwen3"]
    good = layout.flatten(np.zeros((1, 7), np.int64))
    for bad in (good[:-1], [good[1], good[0], *good[2:]], [layout.end_of_speech, *good[1:]]):
        with pytest.raises(ValueError, match=r"whole frames|wrong place"):
            layout.unflatten(bad)
    with pytest.raises(ValueError, match="codes must be"):
        layout.flatten(np.full((1, 7), 4096))
    with pytest.raises(ValueError, match="shape"):
        layout.flatten(np.zeros((1, 6), np.int64))


def folder_with(tmp_path: Path, config: object, own: object = None) -> Path:
    (tmp_path / "config.json").write_text(json.dumps(config))
    if own is not None:
        (tmp_path / "layout.json").write_text(json.dumps(own))
    return tmp_path


def test_a_folder_says_its_layout(tmp_path: Path) -> None:
    assert layout_of(folder_with(tmp_path, {"model_type": "lfm2"})) == LAYOUTS["lfm2"]
    own = {"tokens": 64426, "voices": ["elise", "neuvillette"]}
    changed = layout_of(folder_with(tmp_path, {"model_type": "lfm2"}, own))
    assert changed == replace(LAYOUTS["lfm2"], tokens=64426, voices=("elise", "neuvillette"))
    assert changed.audio == 64436
    assert is_codec_lm(tmp_path)


def test_a_parallel_talker_is_none(tmp_path: Path) -> None:
    assert not is_codec_lm(folder_with(tmp_path, {"dim": 256}))


@pytest.mark.parametrize(
    ("config", "own", "says"),
    [
        ({"model_type": "bert"}, None, "bert"),
        ({"model_type": "qwen3"}, {"tokenz": 3}, "layout.json"),
        ({"model_type": "qwen3"}, {"order": [0, 0, 1, 2, 3, 4, 5]}, "order"),
        ({"model_type": "qwen3"}, {"order": []}, "order"),
        ({"model_type": "qwen3"}, {"order": 3}, "layout.json"),
        ({"model_type": "qwen3"}, {"tokens": 1.5}, "whole"),
        ({"model_type": "qwen3"}, {"end_of_text": "x"}, "whole"),
        ({"model_type": "qwen3"}, {"voices": "tara"}, "list of names"),
        ({"model_type": "qwen3"}, {"voices": [1]}, "list of names"),
        ({"model_type": "qwen3"}, {"temperature": -1}, "impossible"),
        ({"model_type": "qwen3"}, {"top_p": 0}, "impossible"),
        ({"model_type": "qwen3"}, {"repetition_penalty": "hot"}, "layout.json"),
        ([], None, "no description"),
    ],
)
def test_faults_name_the_file_and_the_way_out(tmp_path: Path, config: object, own: object, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        layout_of(folder_with(tmp_path, config, own))
