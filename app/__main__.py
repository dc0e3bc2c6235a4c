"""Entry point of `aloud` and `python -m app`.

Owns: what has to be set before any library is imported. Thread: main.
"""

from __future__ import annotations

import os
import sys

# Aloud works offline: bundles are fetched by its own model manager, so no library may ask a hub behind its
# back.
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns its exit code (0 done, 2 bad input, 3 something is missing here, 1 a bug)."""
    for name, value in OFFLINE.items():
        os.environ.setdefault(name, value)
    from app.cli import run

    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
