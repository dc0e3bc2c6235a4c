"""Loads a bundle: verifies it, chooses the device, loads Thinker and voice. Imports torch."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import torch

from model.bundle_manifest import MANIFEST, Bundle, source_folder
from model.device import Device, choose
from model.errors import BadInput, Translatable
from model.lm.memory import NoRoom, voice_bytes
from model.lm.pretrained import is_four_bit
from model.thinker.chat_thinker import ChatThinker
from model.thinker.loading import load_thinker
from model.thinker.qwen_checkpoint import is_chat_model, is_published, stored_shapes
from model.thinker.qwen_omni import CAPACITY, QwenOmniThinker
from model.thinker.remote_model import RemoteModel, Server
from model.thinker.thinker import TrainedThinker, empty_cache

if TYPE_CHECKING:
    from model.talker.voice import Voice
    from model.thinker.interface import Thinker


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Facts about the loaded bundle.

    precision: "bf16", "fp16" or "nf4". parameters: of the Thinker. sample_rate: Hz of the answer's sound. ratios: that
    the Thinker was trained for; may be empty. modes: that it can answer in, the best first.
    """

    bundle: str
    device: str
    precision: str
    parameters: int
    sample_rate: int
    ratios: tuple[tuple[int, int], ...] = ()
    modes: tuple[str, ...] = ()


class Loaded(Protocol):
    """The result of a loader."""

    @property
    def thinker(self) -> Thinker: ...

    @property
    def voice(self) -> Voice | None: ...

    @property
    def info(self) -> EngineInfo: ...


HASHED_AT_LOAD = 200_000_000
"""Bytes up to which every load checks the files' sha256; larger bundles are only checked when they are installed."""

SMALL = 50_000_000
"""Parameters below which the CPU runs one thread.

Steps of such models take a millisecond or two: a second thread gains nothing, and waiting for it on a busy machine
makes each step many times slower (measured: 53 s instead of 0.8 s for an answer, with one other program on two cores).
"""
_THREADS = torch.get_num_threads()
_loads = itertools.count()
_RATE = 24_000


@dataclass(frozen=True, slots=True)
class LoadedBundle:
    """A loaded bundle; voice is None if it cannot speak."""

    thinker: TrainedThinker | QwenOmniThinker | ChatThinker
    voice: Voice | None
    info: EngineInfo


def load_bundle(path: Path, *, device: str = "auto", quant: str = "auto") -> LoadedBundle:
    """Loads a bundle, or the folder of a published model, which cannot speak.

    Raises BadInput for a damaged bundle or unknown options, MissingCapability for a device that is not available.
    """
    if device not in ("auto", "cpu", "cuda"):
        raise BadInput("unknown device '{device}': choose auto, cpu or cuda", device=device)
    if next(_loads):
        empty_cache()  # memory of an earlier engine would count as used
    if not (path / MANIFEST).is_file() and _is_published_folder(path):
        thinker = load_thinker(path, device=choose(device), quant=quant)
        return LoadedBundle(thinker, None, _info(thinker, path.name, _RATE, ()))
    bundle = Bundle.open(path)
    if bundle.size <= HASHED_AT_LOAD:
        bundle.verify()
    where = choose(device)
    voice_room = _bytes_of_voice(bundle, where, quant)

    def load(step: Step) -> TrainedThinker | QwenOmniThinker | ChatThinker:
        return load_thinker(
            bundle.thinker, device=where, quant=quant, voice=voice_room * (not step.voice_on_cpu),
            marks=dict(bundle.marks), follows=bundle.declines, capacity=step.capacity,
        )  # fmt: skip

    thinker, step = by_steps(load, [Step(), *([Step(voice_on_cpu=True)] if voice_room else []),
                                    Step(voice_on_cpu=bool(voice_room), capacity=SHORT)])  # fmt: skip
    if isinstance(thinker, TrainedThinker | QwenOmniThinker):
        thinker.notices += step.notices
    if "OMP_NUM_THREADS" not in os.environ:  # also for a large model, which may follow a small one
        torch.set_num_threads(1 if where == "cpu" and thinker.parameters < SMALL else _THREADS)
    voice = _voice(bundle, "cpu" if step.voice_on_cpu else where, quant)
    return LoadedBundle(thinker, voice, _info(thinker, bundle.name, bundle.sample_rate, bundle.ratios))


SHORT = 2048
"""Tokens of a context that needs less memory; a question of half a minute still fits."""


@dataclass(frozen=True, slots=True)
class Step:
    """One way to load a bundle, from the usual one to the smallest."""

    voice_on_cpu: bool = False
    capacity: int = CAPACITY

    @property
    def notices(self) -> list[str]:
        """What is done differently than usual, one line each."""
        voice: str = Translatable("The voice runs on the processor, since too little graphics memory is free.")
        short: str = Translatable("The tutor remembers less of the conversation, since too little memory is free.")
        return [voice] * self.voice_on_cpu + [short] * (self.capacity < CAPACITY)


T = TypeVar("T")


def by_steps(load: Callable[[Step], T], steps: Sequence[Step]) -> tuple[T, Step]:
    """What the first step gives whose need fits into memory, and that step. Raises NoRoom of the first if none fits."""
    first: NoRoom | None = None
    for step in steps:
        try:
            return load(step), step
        except NoRoom as error:
            first = first or error
    assert first is not None
    raise first


def load_remote(server: Server, voice: Path, *, device: str = "auto", quant: str = "auto") -> LoadedBundle:
    """A Thinker on a server, with the voice of a bundle on this machine. No connection is opened before a question.

    Raises BadInput for the address, and as `load_bundle` for the voice.
    """
    bundle = Bundle.open(voice)
    if "OMP_NUM_THREADS" not in os.environ:  # the voice is small
        torch.set_num_threads(1)
    spoken = _voice(bundle, choose(device), quant)
    model = RemoteModel(server)
    thinker = ChatThinker(model, device=model.server.name)
    return LoadedBundle(thinker, spoken, _info(thinker, "school-server", bundle.sample_rate, ()))


def _is_published_folder(path: Path) -> bool:
    return (path / "config.json").is_file() and (is_published(path) or is_chat_model(path))


def _info(
    thinker: TrainedThinker | QwenOmniThinker | ChatThinker,
    name: str,
    sample_rate: int,
    ratios: tuple[tuple[int, int], ...],
) -> EngineInfo:
    return EngineInfo(name, thinker.device, thinker.precision, thinker.parameters, sample_rate, ratios, thinker.modes)


def _voice(bundle: Bundle, device: Device, quant: str) -> Voice | None:
    if bundle.talker is None or bundle.codec is None:
        return None
    from model.talker.tts import TextToSpeech

    return TextToSpeech.load(bundle.path, talker=bundle.talker, codec=bundle.codec, device=device, quant=quant)


def _bytes_of_voice(bundle: Bundle, device: Device, quant: str) -> int:
    """Bytes of the card's memory for the voice; 0 for a parallel Talker, which runs on the CPU."""
    from model.talker.token_layout import is_codec_lm

    if (
        device == "cpu"
        or bundle.talker is None
        or bundle.codec is None
        or not is_codec_lm(source_folder(bundle.talker))
    ):
        return 0
    return voice_bytes(stored_shapes(source_folder(bundle.talker)), four_bit=is_four_bit(quant, device))
