"""Streaming text to speech: text to phrases in words, to codec frames, to pieces of sound without outer silence."""

from __future__ import annotations

import logging
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, repeat
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.torch import load_file

from model.bundle_manifest import source_folder
from model.codec.config import CodecConfig
from model.codec.streaming_decoder import CodecStream, FrameDecoder
from model.codec.weights import load_codec, prepared
from model.device import Device
from model.errors import BadInput, first_line
from model.talker.characters import phrases, spell
from model.talker.codec_lm import load_codec_lm
from model.talker.inference import FastTalker
from model.talker.network import Talker, TalkerConfig
from model.talker.token_layout import is_codec_lm
from model.talker.voice import Frame, PhraseTalker, SpokenPiece

_log = logging.getLogger(__name__)

Samples = npt.NDArray[np.float32]

BLOCK_S = 0.01
QUIET = 10 ** (-44 / 20)  # a block with a root mean square below this (full scale 1) is silence
LEAD_S = 0.03  # silence kept before the first sound
PATIENCE_S = 0.6  # longer silence at the start is kept: it may be intended
FADE_S = 0.005


class SilenceTrimmer:
    """Drops the silence around a phrase, with a short fade at both ends; inner silence is delayed, not dropped."""

    def __init__(self, sample_rate: int) -> None:
        self._block = round(BLOCK_S * sample_rate)
        self._lead = round(LEAD_S * sample_rate)
        self._patience = round(PATIENCE_S * sample_rate)
        self._fade = round(FADE_S * sample_rate)
        self._held = np.zeros(0, np.float32)
        self._started = False
        self.upto = 0  # samples of the input that were returned or dropped

    @property
    def held(self) -> int:
        """Samples not returned yet: silence, except for the last block with sound."""
        return len(self._held)

    def push(self, samples: Samples) -> Samples:
        """Takes float32 (n,); returns what can be played now, float32 (m,)."""
        self._held = np.concatenate([self._held, samples])
        whole = len(self._held) // self._block * self._block
        power = np.square(self._held[:whole]).reshape(-1, self._block).mean(1)
        loud = np.flatnonzero(power > QUIET**2)
        if len(loud):
            end = int(loud[-1]) * self._block  # the last block with sound waits: it may have to fade
        elif not self._started and whole > self._patience:
            end = whole
        else:
            return np.zeros(0, np.float32)
        start = 0 if self._started else max(0, (int(loud[0]) if len(loud) else 0) * self._block - self._lead)
        return self._give(start, end)

    def finish(self, keep_s: float) -> Samples:
        """Returns the end of the phrase, with at most `keep_s` seconds of its silence, faded out."""
        if not self._started:
            self.upto += len(self._held)
            return np.zeros(0, np.float32)
        keep = self._block + round(keep_s * self._block / BLOCK_S)
        dropped = max(0, len(self._held) - keep)
        out = self._give(0, len(self._held) - dropped)
        self.upto += dropped
        size = min(self._fade, len(out))
        if size:
            out[-size:] *= np.linspace(1, 0, size, dtype=np.float32)
        return out

    def _give(self, start: int, end: int) -> Samples:
        out = self._held[start:end].copy()
        self._held = self._held[end:]
        self.upto += end
        if not self._started and len(out):
            self._started = True
            size = min(self._fade, len(out))
            out[:size] *= np.linspace(0, 1, size, dtype=np.float32)
        return out


PHRASE_CHARACTERS = 160
GROUPS = (6, 6, 12, 24)
"""Frames decoded at once; the last number repeats. The first six give little sound, as the codec needs frames ahead, so
the next six must come soon."""
SENTENCE_PAUSE_S, CLAUSE_PAUSE_S = 0.12, 0.06
STUCK_FRAMES = 18
"""After so many equal coarse codes (1.5 s) the voice is taken to be looping, and the phrase ends."""
SILENT_S = 2.0
"""After so much silence within a phrase it ends too."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """words: what is spoken. sources: int64 (len(words) + 1,), source characters covered before each character of
    `words` and at its end. pause_s: silence kept after it."""

    words: str
    sources: npt.NDArray[np.int64]
    pause_s: float


class TextToSpeech:
    """The Talker and the codec of one bundle. One thread at a time."""

    def __init__(self, talker: PhraseTalker, decoder: FrameDecoder, *, right_frames: int | None = None) -> None:
        """right_frames: future frames the codec waits for; None is exact (see `CodecStream`).

        Raises BadInput if the Talker's codes are not the codec's.
        """
        config = decoder.config
        if (config.codes_per_frame, config.codebook_size) != (talker.streams, talker.codebook_size):
            raise BadInput("talker and codec do not belong together; fetch the bundle again")
        self.talker, self.decoder = talker, decoder
        self._right = right_frames

    @classmethod
    def parallel(cls, talker: Talker, decoder: FrameDecoder, *, right_frames: int | None = None) -> TextToSpeech:
        """With our own parallel Talker."""
        return cls(FastTalker(talker, 2 * PHRASE_CHARACTERS), decoder, right_frames=right_frames)

    @classmethod
    def load(
        cls,
        bundle_folder: Path,
        *,
        talker: Path | None = None,
        codec: Path | None = None,
        device: Device = "cpu",
        quant: str = "auto",
        right_frames: int | None = None,
    ) -> TextToSpeech:
        """Loads the voice of a bundle; the folders are `talker` and `codec` in it if not given.

        device, quant: for flattened Talkers and their codec; the parallel Talker is fastest on the CPU.
        Raises BadInput if damaged, MissingCapability if it does not fit.
        """
        talker, codec = talker or bundle_folder / "talker", codec or bundle_folder / "codec"
        spoken = source_folder(talker)
        if is_codec_lm(spoken):
            decoder = FrameDecoder(*load_codec(prepared(source_folder(codec), codec), device))
            return cls(load_codec_lm(spoken, device=device, quant=quant), decoder, right_frames=right_frames)
        return cls.parallel(load_talker(spoken), FrameDecoder(*load_codec(codec)), right_frames=right_frames)

    @property
    def sample_rate(self) -> int:
        """Samples per second of every piece."""
        return self.decoder.config.sampling_rate

    @property
    def codec_config(self) -> CodecConfig:
        """Rates and layout of the codec."""
        return self.decoder.config

    @property
    def voices(self) -> tuple[str, ...]:
        """Names that `speak` takes, the default first; empty where there is one voice only."""
        return self.talker.voices

    def speak(self, text: str, *, seed: int = 0, voice: str = "", follows: bool = False) -> Iterator[SpokenPiece]:
        """Speaks any text, maths included. The last piece covers all of it; text without words has no samples.

        voice: one of `voices`. follows: the text continues the last one, whose tone the Talker keeps if it can. The
        same text and seed give the same samples, unless `follows`. Nothing is computed before the first `next`;
        closing the iterator stops the work. Raises BadInput for an unknown voice.
        """
        covered = 0
        for phrase in _phrases(text):
            number = zlib.crc32(repr((seed, phrase.words)).encode())
            for piece in self._speak(phrase, self.talker.say(phrase.words, seed=number, voice=voice, follows=follows)):
                covered = piece.chars_covered
                yield piece
            follows = True
        if covered < len(text):
            yield SpokenPiece(np.zeros(0, np.float32), len(text))

    def _speak(self, phrase: _Phrase, frames: Iterator[Frame]) -> Iterator[SpokenPiece]:
        trimmer = SilenceTrimmer(self.sample_rate)
        cursors: list[int] = []
        with self.decoder.stream(self._right) as stream:
            for chunk in _chunks(_until_stuck(frames)):
                cursors += [frame.cursor for frame in chunk]
                samples = trimmer.push(stream.push(np.stack([frame.codes for frame in chunk])))
                if len(samples):
                    yield SpokenPiece(samples, self._covered(phrase, cursors, trimmer.upto))
                if trimmer.held > SILENT_S * self.sample_rate:
                    break
            samples = np.concatenate([trimmer.push(stream.flush()), trimmer.finish(phrase.pause_s)])
        yield SpokenPiece(samples, int(phrase.sources[-1]))

    def _covered(self, phrase: _Phrase, cursors: list[int], samples: int) -> int:
        """Source characters covered after so many samples of the phrase."""
        frame = min(-(-samples // self.decoder.config.frame_samples), len(cursors)) - 1
        return int(phrase.sources[min(cursors[frame], len(phrase.sources) - 1)])


def load_talker(folder: Path) -> Talker:
    """The Talker of a folder with config.json and model.safetensors, float32. Raises BadInput if damaged."""
    model = Talker(TalkerConfig.read(folder / "config.json"))
    try:
        weights = load_file(folder / "model.safetensors")
        model.load_state_dict({name: tensor.float() for name, tensor in weights.items()})
    except (OSError, SafetensorError, RuntimeError) as error:
        reason = first_line(error)
        raise BadInput(
            "cannot load the talker in {folder}: {reason}; fetch the bundle again", folder=folder, reason=reason
        ) from error
    return model


def _until_stuck(frames: Iterator[Frame]) -> Iterator[Frame]:
    """The frames of a phrase until the voice loops."""
    coarse: deque[int] = deque(maxlen=STUCK_FRAMES)
    for frame in frames:
        yield frame
        coarse.append(int(frame.codes[0]))
        if len(coarse) == STUCK_FRAMES and len(set(coarse)) == 1:
            return


def _chunks(frames: Iterator[Frame]) -> Iterator[list[Frame]]:
    """Frames in growing groups: sound starts early, and long phrases cost little."""
    sizes = chain(GROUPS, repeat(GROUPS[-1]))
    while group := list(islice(frames, next(sizes))):
        yield group


def _phrases(text: str) -> Iterator[_Phrase]:
    """The speakable phrases of a text: sentences in words, split where they are too long."""
    from model.verbalizer import to_words

    for start, end in phrases(text, limit=len(text) or 1):
        source = text[start:end]
        words = to_words(source)
        same = len(words) == len(source)  # then characters correspond; else they are spread evenly
        for first, last in phrases(words, PHRASE_CHARACTERS):
            if not spell(words[first:last]).speakable:
                if any(char.isalnum() for char in words[first:last]):
                    _log.info("a phrase without Latin letters is not spoken", extra={"characters": last - first})
                continue
            places = np.arange(first, last + 1)
            sources = start + (places if same else np.rint(places * len(source) / max(1, len(words))))
            ends = words[first:last].rstrip().endswith((".", "?", "!"))
            pause = SENTENCE_PAUSE_S if ends else CLAUSE_PAUSE_S
            yield _Phrase(words[first:last], sources.astype(np.int64), pause)


__all__ = ["CodecStream", "SpokenPiece", "TextToSpeech", "load_talker"]
