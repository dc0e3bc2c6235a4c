"""Text to sound with a random voice: streaming, coverage, odd texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from audio_io.output.time_stretch import stretched
from model.codec.weights import build, save_codec
from model.errors import BadInput
from model.events import AudioChunk, SpokenText
from model.talker import tts as voice_module
from model.talker.inference import Frame
from model.talker.network import Talker
from model.talker.speech_queue import SpeechQueue
from model.talker.tts import TextToSpeech
from model.training.talker_trainer import export

TEXT = "Okay, let me see. It's six hundred and one."


def sound(voice: TextToSpeech, text: str, seed: int = 0) -> np.ndarray:
    return np.concatenate([piece.samples for piece in voice.speak(text, seed=seed)])


@pytest.mark.parametrize("size", [1, 3, 5, 100])
def test_same_sound_for_every_chunking(voice: TextToSpeech, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    usual = sound(voice, TEXT)

    def even(frames: Iterator[Frame]) -> Iterator[list[Frame]]:
        every = list(frames)
        return iter([every[i : i + size] for i in range(0, len(every), size)])

    monkeypatch.setattr(voice_module, "_chunks", even)
    np.testing.assert_allclose(sound(voice, TEXT), usual, atol=1e-5)


def test_pieces_are_playable_and_captions_follow(voice: TextToSpeech) -> None:
    pieces = list(voice.speak(TEXT))
    covered = [piece.chars_covered for piece in pieces]
    assert covered == sorted(covered)
    assert covered[-1] == len(TEXT)
    assert len(set(covered)) > 2
    for piece in pieces:
        assert piece.samples.dtype == np.float32
        assert piece.samples.ndim == 1
        assert np.isfinite(piece.samples).all()
        assert np.abs(piece.samples).max(initial=0) <= 1
    assert sum(len(piece.samples) for piece in pieces) > voice.sample_rate // 2


def test_seeds_decide(voice: TextToSpeech) -> None:
    np.testing.assert_array_equal(sound(voice, TEXT, 1), sound(voice, TEXT, 1))
    a, b = sound(voice, TEXT, 1), sound(voice, TEXT, 2)
    assert len(a) != len(b) or np.abs(a - b).max() > 1e-3


@pytest.mark.parametrize("text", ["", " ", "日本語。", "🎉🎉", "\n\t"])
def test_text_without_words_is_covered_in_silence(voice: TextToSpeech, text: str) -> None:
    pieces = list(voice.speak(text))
    assert sum(len(piece.samples) for piece in pieces) == 0
    assert not text or pieces[-1].chars_covered == len(text)


@pytest.mark.parametrize("text", ["x", "Größe 日本 ok 🎉", "$\\frac{3}{4}$ plus 12", "don't—stop", "a" * 400])
def test_odd_texts_are_spoken(voice: TextToSpeech, text: str) -> None:
    pieces = list(voice.speak(text))
    assert sum(len(piece.samples) for piece in pieces) > 0
    assert pieces[-1].chars_covered == len(text)


class Endless:
    """A Talker that never ends: every code random, but for the coarse one if it is `stuck`."""

    streams, codebook_size, voices = 7, 32, ()

    def __init__(self, stuck: bool) -> None:
        self.stuck, self.made = stuck, 0

    def say(self, words: str, *, seed: int = 0, voice: str = "", follows: bool = False) -> Iterator[Frame]:
        random = np.random.default_rng(seed)
        for _ in range(10_000):
            codes = random.integers(0, 32, 7)
            codes[0] = 3 if self.stuck else codes[0]
            self.made += 1
            yield Frame(codes, 1)


def test_a_voice_that_loops_is_cut_and_its_caption_shown(voice: TextToSpeech) -> None:
    talker, text = Endless(stuck=True), "One. Two."
    pieces = list(TextToSpeech(talker, voice.decoder).speak(text))
    assert talker.made == 2 * voice_module.STUCK_FRAMES
    assert pieces[-1].chars_covered == len(text)


def test_a_voice_that_falls_silent_is_cut_and_its_caption_shown(
    voice: TextToSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    hop = voice.codec_config.frame_samples
    monkeypatch.setattr(voice_module.CodecStream, "push", lambda self, frames: np.zeros(len(frames) * hop, np.float32))
    talker, text = Endless(stuck=False), "One. Two."
    pieces = list(TextToSpeech(talker, voice.decoder).speak(text))
    assert talker.made * hop < 2 * (voice_module.SILENT_S + 3) * voice.sample_rate
    assert sum(len(piece.samples) for piece in pieces) < 4 * voice.sample_rate
    assert pieces[-1].chars_covered == len(text)


def test_a_very_long_text_streams(voice: TextToSpeech) -> None:
    text = "This goes on, and on and on without an end, as some texts do; " * 160
    assert len(text) > 9000
    stream = voice.speak(text)
    first = next(stream)
    assert len(first.samples) < 3 * voice.sample_rate
    assert 0 < first.chars_covered < 200
    stream.close()


JUMP = 10 ** (-50 / 20)  # of full scale: what a join may be off by


@pytest.mark.parametrize("text", ["One. Two. Three.", "a" * 400, "It is 12, or so. Well: 3 1/2!"])
def test_joins_of_phrases_do_not_click(voice: TextToSpeech, text: str) -> None:
    """Between two phrases the sound goes through silence; within one it is a single stream (see above)."""
    phrases: list[np.ndarray] = []
    real = voice._speak

    def watched(phrase: object, frames: Iterator[Frame]) -> Iterator[voice_module.SpokenPiece]:
        pieces = list(real(phrase, frames))  # type: ignore[arg-type]
        phrases.append(np.concatenate([piece.samples for piece in pieces]))
        yield from pieces

    voice._speak = watched  # type: ignore[assignment]
    try:
        list(voice.speak(text))
    finally:
        del voice._speak
    sounding = [phrase for phrase in phrases if len(phrase)]
    assert len(sounding) >= 2
    for before, after in pairwise(sounding):
        assert abs(float(after[0]) - float(before[-1])) < JUMP


@pytest.mark.parametrize("speed", [0.7, 1.0, 1.5])
def test_joins_of_a_whole_answer_do_not_click_at_any_speed(voice: TextToSpeech, speed: float) -> None:
    chunks: list[AudioChunk] = []
    speaker = SpeechQueue(voice, chunks.append, 1, 0.0, None)
    speaker.add(SpokenText(1, 0.0, "So, two. Then it is three."))
    speaker.finish()
    ends: list[int] = []  # chunks made when a phrase was over
    while speaker.busy:
        speaker.step()
        if speaker._pieces is None:
            ends.append(len(chunks))
    assert len(ends) == 3, "a phrase each"
    for end in ends[:-1]:
        assert abs(float(chunks[end].samples[0]) - float(chunks[end - 1].samples[-1])) < JUMP
    whole = np.concatenate([chunk.samples for chunk in chunks])
    played = stretched(whole, voice.sample_rate, speed)
    assert np.abs(np.diff(played)).max() <= 1.5 * np.abs(np.diff(whole)).max()
    assert [chunk.text_upto for chunk in chunks] == sorted(chunk.text_upto for chunk in chunks)
    assert chunks[-1].text_upto == len("So, two. Then it is three.")


@pytest.fixture
def bundle(tmp_path: Path, voice: TextToSpeech, talker: Talker) -> Path:
    config = voice.codec_config
    save_codec(build(config), config, tmp_path / "codec")
    export(talker, tmp_path / "talker")
    return tmp_path


def test_a_bundle_loads_and_speaks(bundle: Path) -> None:
    loaded = TextToSpeech.load(bundle)
    assert loaded.sample_rate == 16000
    assert len(sound(loaded, "Hello.")) > 0


@pytest.mark.parametrize("damage", ["weights", "config", "foreign", "other codec"])
def test_damage_is_one_clear_line(bundle: Path, damage: str) -> None:
    folder = bundle / "talker"
    match damage:
        case "weights":
            (folder / "model.safetensors").write_bytes(b"no")
        case "config":
            (folder / "config.json").unlink()
        case "foreign":
            save_file({"a": torch.zeros(1)}, folder / "model.safetensors")
        case _:
            small = dict(json.loads((folder / "config.json").read_text()), codebook_size=16)
            (folder / "config.json").write_text(json.dumps(small))
            export(Talker(voice_module.TalkerConfig.read(folder / "config.json")), folder)
    with pytest.raises(BadInput) as caught:
        TextToSpeech.load(bundle)
    assert "\n" not in str(caught.value)


def test_a_phrase_without_latin_letters_leaves_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    from model.talker.tts import _phrases

    caplog.set_level("INFO")

    assert [phrase.words.strip() for phrase in _phrases("Seven. 日本語で。")] == ["Seven."]
    (record,) = caplog.records
    assert "without Latin letters" in record.getMessage()
    assert "日" not in record.getMessage()
    caplog.clear()
    assert list(_phrases("!")) == []
    assert not caplog.records
