"""Recordings as a room, other people or a loud microphone change them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.commands.degraded_sound import WAYS, degraded
from model.errors import BadInput
from model.evaluation.runner import Question, read_audio


def questions(folder: Path, count: int = 3) -> list[Question]:
    """Tones with silence after them, and a typed question."""
    made = [Question(None, "1+1", "2")]
    for at in range(count):
        sound = 0.3 * np.sin(np.arange(16_000) * (0.1 + 0.05 * at)) * (np.arange(16_000) < 8_000)
        soundfile.write(folder / f"{at}.wav", sound, 16_000)
        made.append(Question(folder / f"{at}.wav", "", "2"))
    return made


@pytest.mark.parametrize("way", list(WAYS))
def test_recordings_are_changed_alike_each_time(tmp_path: Path, way: str) -> None:
    asked = questions(tmp_path)
    results = []
    for name in "ab":
        (tmp_path / name).mkdir()
        results.append(degraded(asked, way, tmp_path / name))
    assert results[0][0] == asked[0]
    for before, one, two in zip(asked[1:], results[0][1:], results[1][1:], strict=True):
        assert before.audio is not None
        assert one.audio is not None
        assert two.audio is not None
        plain, changed = read_audio(before.audio), read_audio(one.audio)
        assert len(changed) == len(plain)
        assert np.abs(changed).max() <= 1
        assert np.array_equal(changed, read_audio(two.audio))
        after = np.abs(changed[8_200:]).max()  # what follows the tone
        assert (after > 0.001) == (way != "clipped")
        if way == "clipped":
            assert (np.abs(changed) > 0.99).mean() > 0.2


def test_other_voices_need_other_recordings(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="two recordings"):
        degraded(questions(tmp_path, 1), "babble", tmp_path)
