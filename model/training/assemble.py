"""The finished stages as one bundle.

Owns: which stage's export becomes which part, and the manifest. Must not know: how a stage trains.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from model.bundle import Bundle, write_manifest
from model.codec.config import CodecConfig
from model.errors import BadInput
from model.thinker.tokens import RATIOS

PARTS = {"thinker": "bundle/thinker", "talker": "talker/export", "codec": "codec/export"}
LICENCE = "Apache-2.0"


def assemble(run: Path, out: Path, *, name: str, version: str) -> Bundle:
    """Copy the parts of a run folder into `out`, write its manifest and open it.

    Raises BadInput if a stage has not finished.
    """
    for part, source in PARTS.items():
        if not (run / source).is_dir():
            raise BadInput(f"{run / source} is missing: finish the stage for the {part} first (aloud train)")
    for part, source in PARTS.items():
        shutil.rmtree(out / part, ignore_errors=True)
        shutil.copytree(run / source, out / part)
    rate = CodecConfig.read(out / "codec" / "config.json").sampling_rate
    return write_manifest(out, name=name, version=version, licence=LICENCE, sample_rate=rate, ratios=RATIOS)
