"""A trained base as a bundle: the published layout with adapters and the marks' rows merged into its weights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from model.atomic_files import whole_folder
from model.bundle_manifest import Bundle, write_manifest
from model.codec.config import CodecConfig
from model.errors import BadInput, first_line
from model.lm.pretrained import INDEX
from model.lm.quantization import LANGUAGE, nf4_round_trip
from model.thinker.qwen_checkpoint import Checkpoint, read_config, thinker_config
from model.thinker.qwen_omni import read_tokens
from model.thinker.tokenizers import MarkedTokenizer
from model.training import checkpoint
from model.training.base_model import LORA_SCALE
from model.training.thinker_tuner import RunBase

NEWEST_FIRST = ("acoustic", "acoustic-encoder", "textual", "maths", "marks", "align")
TOKENIZER_FILES = ("tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json")
RATE = 24_000  # Hz, stated for a bundle that cannot speak
EMBEDDING, HEAD = "model.language_model.embed_tokens.weight", "lm_head.weight"


def make_bundle(
    run: Path, out: Path, *, name: str, version: str, licence: str, source: Path | None, voice: Path | None
) -> Bundle:
    """Writes the bundle of a run with `--base`, whole or not at all, and opens it.

    source: the stage's folder whose weights are taken, by default that of the last stage. voice: a bundle whose Talker
    and codec are copied; without one the bundle cannot speak. Raises BadInput for a run without a finished stage, a
    base that is gone, or a disk that is full.
    """
    begun = RunBase.read(run)
    folder = source or newest(run)
    learned = checkpoint.weights(folder)
    if learned is None:
        raise BadInput(f"{folder} has no model.safetensors: give --from the folder of a stage, such as RUN/acoustic")
    speaker = None if voice is None else Bundle.open(voice)
    base = Path(begun.base)
    vocabulary = thinker_config(read_config(base)).text_config.vocab_size
    marks = MarkedTokenizer.on_unused(read_tokens(base, vocabulary), vocabulary).marks
    with whole_folder(out) as part:
        (part / "thinker").mkdir()
        export(base, learned, list(marks.values()), part / "thinker", four_bit=begun.quant == "nf4")
        rate = RATE
        if speaker is not None:
            for kind, files in (("talker", speaker.talker), ("codec", speaker.codec)):
                if files is not None:
                    shutil.copytree(files, part / kind)
        if (part / "codec" / "config.json").is_file():
            rate = CodecConfig.read(part / "codec" / "config.json").sampling_rate
        write_manifest(
            part, name=name, version=version, licence=licence, sample_rate=rate, ratios=((2, 8),), marks=marks
        )
    return Bundle.open(out)


def newest(run: Path) -> Path:
    """The folder of the last stage that has weights. Raises BadInput if none has."""
    for name in NEWEST_FIRST:
        if checkpoint.exists(run / name):
            return run / name
    raise BadInput(f"{run} has no finished stage: train one first (aloud train align --base FOLDER)")


def export(base: Path, learned: dict[str, Tensor], marks: list[int], folder: Path, *, four_bit: bool) -> None:
    """Writes the Thinker of `base` with what was learned, shard by shard, in bf16.

    learned: the state dictionary of a `ThinkerTuner`. marks: their ids. four_bit: adapters were trained over NF4
    weights, so they are added to the rounded weights. Talker, vocoder and vision tower of the base are left out.
    """
    merged = merger(learned, marks, four_bit=four_bit)
    weight_map: dict[str, str] = {}
    for path, names in Checkpoint.open(base).files.items():
        try:
            with safe_open(path, framework="pt") as shard:
                tensors = {published: merged(own, shard.get_tensor(published)) for published, own in names}
            save_file(tensors, folder / path.name, metadata={"format": "pt"})
        except (SafetensorError, OSError) as error:
            raise BadInput(f"cannot copy {path} ({first_line(error)}): check the base, and free some space") from error
        weight_map |= dict.fromkeys(tensors, path.name)
    (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": weight_map}), encoding="utf-8")
    shutil.copyfile(base / "config.json", folder / "config.json")
    for name in TOKENIZER_FILES:
        if (base / name).is_file():
            shutil.copyfile(base / name, folder / name)


def merger(learned: dict[str, Tensor], marks: list[int], *, four_bit: bool) -> Callable[[str, Tensor], Tensor]:
    """The new value of a tensor of the base, by its name in transformers; bf16."""
    rows = {EMBEDDING: learned["marks.embedding"], HEAD: learned.get("marks.head", learned["marks.embedding"])}

    def merged(name: str, tensor: Tensor) -> Tensor:
        module = f"thinker.{name.removesuffix('.weight')}"
        if f"thinker.{name}" in learned:
            return learned[f"thinker.{name}"].to(torch.bfloat16)
        value = tensor.to(torch.bfloat16)
        if f"{module}.lora_A.default.weight" in learned and name.endswith(".weight"):
            if four_bit and name.startswith(LANGUAGE):
                value = nf4_round_trip(value)
            down, up = (learned[f"{module}.lora_{side}.default.weight"].float() for side in "AB")
            value = (value.float() + LORA_SCALE * up @ down).to(torch.bfloat16)
        if name in rows:
            value[marks] = rows[name].to(torch.bfloat16)
        return value.contiguous()

    return merged
