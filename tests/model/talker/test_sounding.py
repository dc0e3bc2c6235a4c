"""Speed and volume of phrases, and captions that stay in step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import BadInput
from model.talker.time_stretch import PhraseSound, Samples
from model.talker.voice_settings import VoiceControls, VoiceSettings

RATE, PIECE, CHARS = 16_000, 4000, 5


def tone(samples: int) -> Samples:
    return (0.3 * np.sin(np.arange(samples) * 2 * np.pi * 160 / RATE)).astype(np.float32)


def played(speeds: list[float], volume: float = 1.0) -> list[tuple[Samples, int]]:
    """A phrase of equal pieces, five characters each, every piece at its own speed."""
    sound, phrase, out = tone(PIECE * len(speeds)), PhraseSound(RATE), []
    for k, speed in enumerate(speeds):
        piece = sound[k * PIECE : (k + 1) * PIECE]
        out.append(phrase.push(piece, (k + 1) * CHARS, VoiceSettings(speed, volume)))
    return [*out, phrase.finish(VoiceSettings(speeds[-1], volume))]


def test_at_speed_one_pieces_pass_as_they_are() -> None:
    out = played([1.0, 1.0, 1.0])
    assert [chars for _, chars in out] == [5, 10, 15, 15]
    np.testing.assert_array_equal(np.concatenate([s for s, _ in out]), tone(3 * PIECE))


@settings(max_examples=30)
@given(st.lists(st.sampled_from([0.7, 0.9, 1.0, 1.2, 1.5]), min_size=1, max_size=6))
def test_captions_follow_the_sound_at_every_speed(speeds: list[float]) -> None:
    out = played(speeds)
    chars = [done for _, done in out]
    assert chars == sorted(chars)
    assert chars[-1] == CHARS * len(speeds)
    expected = sum(PIECE / speed for speed in speeds)
    assert abs(sum(len(s) for s, _ in out) / expected - 1) < 0.02
    heard = 0.0
    for samples, done in out[:-1]:  # no caption is more than a word away from what is heard
        heard += len(samples)
        ends = np.cumsum([PIECE / speed for speed in speeds])
        truth = float(np.interp(heard, [0.0, *ends], [0, *(CHARS * (k + 1) for k in range(len(speeds)))]))
        assert abs(done - truth) <= 3


def test_a_change_in_the_middle_is_heard_at_once_and_does_not_click() -> None:
    out = np.concatenate([s for s, _ in played([1.0, 1.5, 1.5, 0.7, 1.0])])
    assert np.abs(np.diff(out)).max() < 1.3 * np.abs(np.diff(tone(PIECE))).max()


def test_volume_scales_and_slides() -> None:
    phrase, sound = PhraseSound(RATE), np.ones(PIECE, np.float32)
    first, _ = phrase.push(sound, 5, VoiceSettings(volume=0.5))
    np.testing.assert_allclose(first, 0.5)
    louder, _ = phrase.push(sound, 10, VoiceSettings(volume=1.0))
    assert abs(float(louder[0]) - 0.5) < 0.01
    assert np.abs(np.diff(louder)).max() < 0.01
    np.testing.assert_allclose(louder[RATE // 10 :], 1.0)
    silent, _ = phrase.push(sound, 15, VoiceSettings(volume=0.0))
    assert float(np.abs(silent[RATE // 10 :]).max()) == 0.0


def test_the_next_phrase_counts_from_its_own_start() -> None:
    phrase = PhraseSound(RATE)
    fast = VoiceSettings(speed=1.5)
    for _ in range(2):
        assert phrase.push(tone(PIECE), 7, fast)[1] <= 7
        assert phrase.finish(fast)[1] == 7
    phrase.push(tone(PIECE), 7, VoiceSettings())
    assert phrase.push(tone(PIECE), 9, fast)[1] >= 7


@pytest.mark.parametrize("wrong", [{"speed": 0.5}, {"speed": 2.0}, {"volume": -0.1}, {"volume": 1.5}])
def test_bounds_are_kept(wrong: dict[str, float]) -> None:
    controls = VoiceControls(VoiceSettings(speed=1.2))
    with pytest.raises(BadInput, match="choose"):
        controls.change(**wrong)  # type: ignore[arg-type]
    controls.change(volume=0.5)
    assert controls.now == VoiceSettings(1.2, 0.5, "")
