"""Reasoning (thinker), speech (talker, codec), their training and evaluation."""

import os
from pathlib import Path
from typing import Final

import platformdirs

SAMPLE_RATE: Final = 16_000
"""Hz, of all recorded sound. The same as `audio_io.backend.SAMPLE_RATE`: the two layers do not import each other."""


def _keep_caches() -> None:
    """Gives the libraries' caches a place among Aloud's own folders; a user's own choice counts.

    PyTorch makes its cache's folder as soon as it is loaded with transformers, otherwise as /tmp/torchinductor_LOGIN.
    """
    home = os.environ.get("ALOUD_HOME")
    cache = Path(home).expanduser() / "cache" if home else platformdirs.user_cache_path("aloud", appauthor=False)
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(cache / "torch"))
    os.environ.setdefault("MPLCONFIGDIR", str(cache / "matplotlib"))


_keep_caches()
