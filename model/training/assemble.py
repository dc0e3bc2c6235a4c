"""The finished stages as one bundle.

Owns: which stage's export becomes which part, and the manifest. Must not know: how a stage trains.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from model.bundle import MANIFEST, Bundle, write_manifest
from model.codec.config import CodecConfig
from model.errors import BadInput
from model.files import whole_folder
from model.thinker.tokens import RATIOS

PARTS = {"thinker": ("bundle/thinker",), "talker": ("talker/export",), "codec": ("decoder/export", "codec/export")}
"""Where each part comes from: the first of these folders that is there."""
LICENCE = "Apache-2.0"


def assemble(run: Path, out: Path, *, name: str, version: str) -> Bundle:
    """Copy the parts of a run folder into `out` with a manifest, whole or not at all, and open it.

    Raises BadInput if a stage has not finished or there is no room.
    """
    sources = {part: source_of(run, part) for part in PARTS}
    with whole_folder(out) as folder:
        if out.is_dir():  # what stands beside the parts stays: the model card
            shutil.copytree(out, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*PARTS, MANIFEST))
        for part, source in sources.items():
            shutil.copytree(source, folder / part)
        rate = CodecConfig.read(folder / "codec" / "config.json").sampling_rate
        write_manifest(folder, name=name, version=version, licence=LICENCE, sample_rate=rate, ratios=RATIOS)
    return Bundle.open(out)


def source_of(run: Path, part: str) -> Path:
    """The folder that becomes `part`. Raises BadInput if no stage has made it."""
    for name in PARTS[part]:
        if (run / name).is_dir():
            return run / name
    raise BadInput(f"{run / PARTS[part][-1]} is missing: finish the stage for the {part} first (aloud train)")
