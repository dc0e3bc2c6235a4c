"""The spotter: pieces of any length, the tutor's channel, thresholds and rests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.errors import AudioFileError
from audio_io.input.keyword_spotter import WINDOW, KeywordClassifier, KeywordDetection, KeywordSpotter, shared
from tests.audio_io.sounds import noise, pieces, silence


def scores_of(near: np.ndarray, far: np.ndarray | None, sizes: list[int]) -> np.ndarray:
    """All judgements, whatever the pieces are."""
    spotter, rows, at, turn = KeywordSpotter(thresholds=dict.fromkeys(shared().commands, 2.0)), [], 0, 0
    judge = spotter._judge

    def noting(piece: np.ndarray) -> list[KeywordDetection]:
        found = judge(piece)
        rows.append(spotter.scores().copy())
        return found

    spotter._judge = noting  # type: ignore[method-assign]
    while at < len(near):
        size = sizes[turn % len(sizes)]
        spotter.push(near[at : at + size], None if far is None else far[at : at + size])
        at, turn = at + size, turn + 1
    return np.array(rows)


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=8))
@settings(max_examples=15, deadline=None)
def test_pieces_of_any_length_give_the_same_scores(sizes: list[int]) -> None:
    near, far = noise(2.5, -20.0), np.roll(noise(2.5, -12.0), 4_000)
    np.testing.assert_allclose(scores_of(near, far, sizes), scores_of(near, far, [1_280]), atol=1e-5)


def test_nothing_played_is_the_same_as_no_speaker() -> None:
    near = noise(2.0, -20.0)
    np.testing.assert_array_equal(scores_of(near, np.zeros_like(near), [320]), scores_of(near, None, [320]))


def test_what_is_played_counts() -> None:
    near = noise(2.0, -20.0)
    assert np.abs(scores_of(near, near, [320]) - scores_of(near, None, [320])).max() > 1e-4


class Sure(KeywordClassifier):
    """Is sure of "stop" whatever it gets."""

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        return np.array([0.0, 1.0, 0.0, 0.0, 0.0, 0.0], dtype=np.float32)


def test_after_a_command_there_is_a_rest() -> None:
    spotter = KeywordSpotter(Sure())
    found = [one for piece in pieces(noise(5.0, -20.0)) for one in spotter.push(piece)]
    assert [one.command for one in found] == ["stop"] * len(found)
    assert 3 <= len(found) <= 5
    assert np.diff([one.t for one in found]).min() >= 1.0


def test_silence_is_not_even_judged() -> None:
    assert KeywordSpotter(Sure()).push(silence(3.0)) == []


def test_features_follow_the_speakers_channel() -> None:
    quiet = shared().features(np.stack([noise(1.2, -20.0)[:WINDOW], np.zeros(WINDOW, np.float32)]))
    half = quiet.shape[1] // 2
    assert np.ptp(quiet[:, half:]) == 0.0
    assert np.ptp(quiet[:, :half]) > 1.0


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "keywords.onnx"
    path.write_bytes(b"PK no zip at all")
    with pytest.raises(AudioFileError, match="install Aloud again"):
        KeywordClassifier(path)
    with pytest.raises(AudioFileError, match=r"keywords\.onnx"):
        KeywordClassifier(tmp_path / "keywords.onnx.gone" / "keywords.onnx")


class Echoing(KeywordClassifier):
    """Hears "stop" in everything loud on the microphone's channel."""

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        loud = features[:, : self.bands].mean() > -2.0
        return np.array([1.0 - loud, loud, 0.0, 0.0, 0.0, 0.0], dtype=np.float32)


def test_what_the_tutor_says_itself_is_no_command() -> None:
    near, far = noise(3.0, -10.0), noise(3.0, -10.0)
    assert KeywordSpotter(Echoing()).push(near)
    assert KeywordSpotter(Echoing()).push(near, far * np.float32(0.001))
    assert KeywordSpotter(Echoing()).push(near, far) == []
