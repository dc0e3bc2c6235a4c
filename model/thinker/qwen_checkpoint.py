"""Published Qwen2.5-Omni checkpoints: config.json, safetensors shards, and the names of their tensors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from model.errors import BadInput, first_line
from model.lm.pretrained import ATTENTION, INDEX, read_index

FULL, THINKER_ONLY = "qwen2_5_omni", "qwen2_5_omni_thinker"
SINGLE = "model.safetensors"
NAMES = (
    ("thinker.model.", "model.language_model."),
    ("thinker.lm_head.", "lm_head."),
    ("thinker.audio_tower.", "model.audio_tower."),
    ("thinker.visual.", "model.visual."),
)
"""Prefixes in the published files and in transformers 5. Talker and vocoder are not read."""


def read_config(folder: Path) -> dict[str, Any]:
    """The content of config.json. Raises BadInput if it cannot be read."""
    file = folder / "config.json"
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(raw, dict):
            raise TypeError("not an object")
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise BadInput(
            "{file} cannot be read ({reason}): get the bundle again", file=file, reason=first_line(error)
        ) from error
    return raw


def is_published(folder: Path) -> bool:
    """True if the folder is a published Qwen2.5-Omni rather than a Thinker exported here."""
    return read_config(folder).get("model_type") == FULL


def is_chat_model(folder: Path) -> bool:
    """True if the folder is another published model with a chat template, which runs in the general form."""
    kind = read_config(folder).get("model_type")
    templates = (folder / name for name in ("chat_template.jinja", "tokenizer_config.json"))
    return kind not in (FULL, THINKER_ONLY, None) and any(file.is_file() for file in templates)


def thinker_config(raw: dict[str, Any]) -> Any:
    """The Thinker's `Qwen2_5OmniThinkerConfig` of a published config. Raises BadInput if there is none."""
    from transformers import Qwen2_5OmniThinkerConfig

    part = raw.get("thinker_config") if raw.get("model_type") == FULL else raw
    if not isinstance(part, dict) or part.get("model_type", THINKER_ONLY) != THINKER_ONLY:
        raise BadInput("the config is for a model of type '{kind}': choose a Qwen2.5-Omni", kind=raw.get("model_type"))
    # Whether the head is tied to the embedding is decided by the files (`tie_or_refuse`).
    config = Qwen2_5OmniThinkerConfig(**part)
    config._attn_implementation = ATTENTION
    return config


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The Thinker's tensors in a folder. files: for each shard, published and transformers names of its tensors."""

    files: dict[Path, tuple[tuple[str, str], ...]]

    @classmethod
    def open(cls, folder: Path, *, vision: bool = False) -> Checkpoint:
        """Reads the index only. Raises BadInput if it is damaged or a shard is missing."""
        files: dict[Path, list[tuple[str, str]]] = {}
        for published, file in _weight_map(folder).items():
            name = own_name(published)
            if name is None or (name.startswith("model.visual.") and not vision):
                continue
            files.setdefault(folder / file, []).append((published, name))
        for path in files:
            if not path.is_file():
                raise BadInput("{path} is missing: download the model again", path=path)
        return cls({path: tuple(names) for path, names in sorted(files.items())})

    @property
    def names(self) -> frozenset[str]:
        """The transformers names of all tensors."""
        return frozenset(own for names in self.files.values() for _, own in names)

    def tensors(self) -> Iterator[tuple[str, Tensor]]:
        """Names and tensors, read one at a time. Raises BadInput for a damaged shard."""
        from safetensors import SafetensorError, safe_open

        for path, names in self.files.items():
            try:
                with safe_open(path, framework="pt", device="cpu") as shard:
                    for published, own in names:
                        yield own, shard.get_tensor(published)
            except (SafetensorError, OSError) as error:
                raise BadInput(
                    "{path} is damaged ({reason}): download the model again", path=path, reason=first_line(error)
                ) from error


def own_name(published: str) -> str | None:
    """The transformers name of a published tensor; None if it is not part of the Thinker."""
    for theirs, ours in NAMES:
        if published.startswith(theirs):
            return ours + published[len(theirs) :]
    return None


def stored_shapes(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """Names and shapes of all tensors in a folder's safetensors; no weight is read. Raises BadInput if damaged."""
    from safetensors import SafetensorError, safe_open

    for path in sorted(folder.glob("*.safetensors")):
        try:
            with safe_open(path, framework="pt") as shard:
                yield from ((name, shard.get_slice(name).get_shape()) for name in shard.keys())  # noqa: SIM118
        except (SafetensorError, OSError) as error:
            raise BadInput(
                "{path} is damaged ({reason}): download the model again", path=path, reason=first_line(error)
            ) from error


def _weight_map(folder: Path) -> dict[str, str]:
    index = folder / INDEX
    try:
        if index.is_file():
            return read_index(index)
        from safetensors import safe_open

        with safe_open(folder / SINGLE, framework="pt") as whole:
            return dict.fromkeys(whole.keys(), SINGLE)
    except Exception as error:
        from safetensors import SafetensorError

        if not isinstance(error, OSError | ValueError | SafetensorError):
            raise
        raise BadInput(
            "{folder} has no readable weights ({reason}): download the model again",
            folder=folder,
            reason=first_line(error),
        ) from error


# The published sizes of Qwen2.5-Omni, known without the files.

IDS: dict[str, int] = {
    "audio_token_index": 151646, "image_token_index": 151655, "video_token_index": 151656,
    "audio_start_token_id": 151647, "audio_end_token_id": 151648, "vision_start_token_id": 151652,
    "vision_end_token_id": 151653, "pad_token_id": 151643, "user_token_id": 872,
    "position_id_per_seconds": 25, "seconds_per_chunk": 2,
}  # fmt: skip
AUDIO: dict[str, Any] = {
    "model_type": "qwen2_5_omni_audio_encoder", "num_mel_bins": 128, "d_model": 1280, "encoder_layers": 32,
    "encoder_attention_heads": 20, "encoder_ffn_dim": 5120, "max_source_positions": 1500, "n_window": 100,
}  # fmt: skip
VISION: dict[str, Any] = {
    "model_type": "qwen2_5_omni_vision_encoder", "depth": 32, "hidden_size": 1280, "num_heads": 16,
}  # fmt: skip
TEXT: dict[str, Any] = {
    "model_type": "qwen2_5_omni_text", "hidden_act": "silu", "max_position_embeddings": 32768, "rms_norm_eps": 1e-06,
    "rope_theta": 1000000.0,
    "rope_scaling": {"mrope_section": [16, 24, 24], "rope_type": "default", "type": "default"},
}  # fmt: skip
SIZES: dict[str, dict[str, Any]] = {
    "omni-3b": {"vocab_size": 151936, "hidden_size": 2048, "intermediate_size": 11008, "num_hidden_layers": 36,
                "num_attention_heads": 16, "num_key_value_heads": 2},
    "omni-7b": {"vocab_size": 152064, "hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28,
                "num_attention_heads": 28, "num_key_value_heads": 4},
}  # fmt: skip


def published_config(
    text: dict[str, Any], audio: dict[str, Any] | None = None, vision: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The config.json of a whole model with these values in place of the published ones."""
    hidden = text["hidden_size"]
    thinker = {
        "model_type": "qwen2_5_omni_thinker", "text_config": {**TEXT, **text}, **IDS,
        "audio_config": {**AUDIO, **(audio or {}), "output_dim": hidden},
        "vision_config": {**VISION, **(vision or {}), "out_hidden_size": hidden},
    }  # fmt: skip
    return {
        "model_type": "qwen2_5_omni", "architectures": ["Qwen2_5OmniModel"], "thinker_config": thinker,
        "talker_config": {"model_type": "qwen2_5_omni_talker"},
    }  # fmt: skip
