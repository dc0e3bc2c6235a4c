"""Entry point of `aloud` and `python -m app`; sets the environment before any library is imported."""

from __future__ import annotations

import contextlib
import logging
import os
import sys

# No library may use the network on its own: bundles are downloaded by Aloud's model manager, and only when asked.
# onnxruntime (1.29 and newer) sends telemetry unless ORT_DISABLE_TELEMETRY is set before its import.
OFFLINE = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code (0 done, 2 bad input, 3 something is missing here, 1 a bug)."""
    os.environ.update(OFFLINE)
    from app.cli import run

    return leave(run(sys.argv[1:] if argv is None else argv))


def leave(code: int) -> int:
    """End the process here if torch is loaded, else return the code.

    Finalizing the interpreter would take another second, and abort if a thread is still loading a model.
    """
    if "torch" in sys.modules:
        logging.shutdown()
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(main())
