"""Each small JSON file of a bundle that is damaged is one error that can be acted on, however it is damaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.bundle_manifest import SOURCE_FILE, source_folder
from model.codec.config import CodecConfig
from model.errors import BadInput
from model.lm.pretrained import INDEX, read_index
from model.talker.network import TalkerConfig
from model.talker.token_layout import is_codec_lm
from model.thinker.qwen_checkpoint import Checkpoint, read_config

READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "Thinker": ("config.json", read_config),
    "weights": (INDEX, Checkpoint.open),
    "Talker": ("config.json", lambda folder: TalkerConfig.read(folder / "config.json")),
    "codec LM": ("config.json", is_codec_lm),
    "codec": ("config.json", lambda folder: CodecConfig.read(folder / "config.json")),
    "source": (SOURCE_FILE, source_folder),
}


@pytest.mark.parametrize("content", ["[" * 100_000, '{"a": ' + "9" * 5_000 + "}", "{", "[]", "null", "\0"])
@pytest.mark.parametrize("reader", READERS)
def test_damage_is_one_error(tmp_path: Path, reader: str, content: str) -> None:
    name, read = READERS[reader]
    (tmp_path / name).write_text(content)
    with pytest.raises(BadInput) as caught:
        read(tmp_path)
    assert len(str(caught.value)) < 600


def test_an_index_that_names_a_file_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text('{"weight_map": {"a": "../outside.safetensors"}}')
    with pytest.raises(ValueError, match="outside the folder"):
        read_index(tmp_path / INDEX)
