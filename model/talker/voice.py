"""A bundle's voice: text in, pieces of sound out, as they are made.

Owns: the way from text over phrases and frames to samples, and which characters a piece covers. Must not
know: the Thinker, events, sound cards. Thread: one at a time; `speak` is a generator, closing it cancels.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.torch import load_file

from model.codec.config import CodecConfig
from model.codec.store import load_codec
from model.codec.stream import CodecStream, FrameDecoder
from model.errors import BadInput
from model.talker.config import TalkerConfig
from model.talker.edges import Edges
from model.talker.model import Talker
from model.talker.step import FastTalker, Frame
from model.talker.text import Spelling, phrases, spell

PHRASE_CHARACTERS = 160
FIRST_FRAMES, MOST_FRAMES = 6, 24  # frames decoded at once: few at first, then more and more
SENTENCE_PAUSE_S, CLAUSE_PAUSE_S = 0.12, 0.06


@dataclass(frozen=True, slots=True)
class SpokenPiece:
    """samples: float32 mono. chars_covered: how many characters of the text are done once they were heard."""

    samples: npt.NDArray[np.float32]
    chars_covered: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A spelled stretch and, for each of its characters, how many source characters are done before it."""

    spelling: Spelling
    sources: npt.NDArray[np.int64]
    pause_s: float


class Voice:
    """The Talker and the codec of one bundle."""

    def __init__(self, talker: Talker, decoder: FrameDecoder, *, right_frames: int | None = None) -> None:
        """right_frames: future frames the codec waits for; None is exact (see `CodecStream`)."""
        config = decoder.config
        if (config.codes_per_frame, config.codebook_size) != (
            talker.config.streams,
            talker.config.codebook_size,
        ):
            raise BadInput("talker and codec do not belong together; fetch the bundle again")
        self.talker, self.decoder = FastTalker(talker, 2 * PHRASE_CHARACTERS), decoder
        self._right = right_frames

    @classmethod
    def load(cls, bundle_folder: Path, *, right_frames: int | None = None) -> Voice:
        """The voice in `talker` and `codec` of a bundle's folder. Raises BadInput if damaged."""
        decoder = FrameDecoder(*load_codec(bundle_folder / "codec"))
        return cls(load_talker(bundle_folder / "talker"), decoder, right_frames=right_frames)

    @property
    def sample_rate(self) -> int:
        """Samples per second of every piece."""
        return self.decoder.config.sampling_rate

    @property
    def codec_config(self) -> CodecConfig:
        """Rates and layout of the codec."""
        return self.decoder.config

    def speak(self, text: str, *, seed: int = 0) -> Iterator[SpokenPiece]:
        """Speak any text, maths included. The last piece covers all of it; text without words has no samples.

        The same text and seed give the same samples. Nothing is computed before the first `next`.
        """
        covered = 0
        for phrase in _phrases(text):
            for piece in self._speak(phrase, zlib.crc32(repr((seed, phrase.spelling.ids)).encode())):
                covered = piece.chars_covered
                yield piece
        if covered < len(text):
            yield SpokenPiece(np.zeros(0, np.float32), len(text))

    def _speak(self, phrase: _Phrase, seed: int) -> Iterator[SpokenPiece]:
        edges = Edges(self.sample_rate)
        cursors: list[int] = []
        with self.decoder.stream(self._right) as stream:
            for chunk in _chunks(self.talker.frames(phrase.spelling.ids, seed)):
                cursors += [frame.cursor for frame in chunk]
                samples = edges.push(stream.push(np.stack([frame.codes for frame in chunk])))
                if len(samples):
                    yield SpokenPiece(samples, self._covered(phrase, cursors, edges.upto))
            samples = np.concatenate([edges.push(stream.flush()), edges.finish(phrase.pause_s)])
        yield SpokenPiece(samples, int(phrase.sources[-1]))

    def _covered(self, phrase: _Phrase, cursors: list[int], samples: int) -> int:
        """Source characters done after so many samples of the phrase."""
        frame = min(-(-samples // self.decoder.config.frame_samples), len(cursors)) - 1
        return int(phrase.sources[min(cursors[frame], len(phrase.sources) - 1)])


def load_talker(folder: Path) -> Talker:
    """The Talker of a folder with config.json and model.safetensors, float32. Raises BadInput if damaged."""
    model = Talker(TalkerConfig.read(folder / "config.json"))
    try:
        weights = load_file(folder / "model.safetensors")
        model.load_state_dict({name: tensor.float() for name, tensor in weights.items()})
    except (OSError, SafetensorError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise BadInput(f"cannot load the talker in {folder}: {reason}; fetch the bundle again") from error
    return model


def _chunks(frames: Iterator[Frame]) -> Iterator[list[Frame]]:
    """Frames in groups that grow, so that sound starts early and long phrases cost little."""
    size, group = FIRST_FRAMES, list[Frame]()
    for frame in frames:
        group.append(frame)
        if len(group) == size:
            yield group
            size, group = min(2 * size, MOST_FRAMES), []
    if group:
        yield group


def _phrases(text: str) -> Iterator[_Phrase]:
    """The speakable phrases of a text: sentences, put into words, cut where they are too long."""
    from model.speech import to_words

    for start, end in phrases(text, limit=len(text) or 1):
        source = text[start:end]
        words = to_words(source)
        same = len(words) == len(source)  # then characters correspond, else they share the source evenly
        for first, last in phrases(words, PHRASE_CHARACTERS):
            spelling = spell(words[first:last])
            if not spelling.speakable:
                continue
            places = np.array(spelling.sources) + first
            sources = start + (places if same else np.rint(places * len(source) / max(1, len(words))))
            ends = words[first:last].rstrip().endswith((".", "?", "!"))
            pause = SENTENCE_PAUSE_S if ends else CLAUSE_PAUSE_S
            yield _Phrase(spelling, sources.astype(np.int64), pause)


__all__ = ["CodecStream", "SpokenPiece", "Voice", "load_talker"]
