"""The sentences that reach the window from below it, read from the sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RAISED = {"BadInput", "MissingCapability", "AloudError", "SessionGone", "Unreachable", "Trouble", "Stopped", "Notice"}
# Where sentences are raised or told, and where every string with a space is one.
RAISING = (
    *(
        "app/conversation/conversation.py",
        "app/bundles/installed.py",
        "app/bundles/catalogue.py",
        "app/storage.py",
        "app/bundles/download.py",
        "app/history/export_markdown.py",
    ),
    *(
        "app/bundles/download.py",
        "app/bundles/download.py",
        "app/conversation/engine_host.py",
        "app/conversation/voice_input.py",
    ),
    *(
        "app/conversation/voice_input.py",
        "app/bundles/install.py",
        "app/history/writer.py",
        "app/history/store.py",
        "app/settings.py",
    ),
    *(
        "app/history/audio_store.py",
        "audio_io/devices.py",
        "audio_io/input/echo_control.py",
        "audio_io/input/keyword_spotter.py",
        "audio_io/portaudio.py",
    ),
    *(
        "model/bundle_manifest.py",
        "model/engine.py",
        "model/errors.py",
        "model/device.py",
        "app/conversation/service.py",
        "app/conversation/audio_devices.py",
    ),
)


def template(node: ast.expr) -> str:
    """A string or f-string with {1}, {2} … for what is filled in; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts, count = "", 0
    for piece in node.values:
        if isinstance(piece, ast.Constant):
            parts += str(piece.value)
        else:
            count += 1
            parts += f"{{{count}}}"
    return parts


def raised() -> Iterator[tuple[str, str]]:
    """(file, sentence) of each error and notice that a listed module makes."""
    for name in RAISING:
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED:
                for text in filter(None, map(template, node.args[:1])):
                    # What a server does is said of it, with its name before.
                    yield name, f"hub.co {text}" if getattr(node.func, "id", "") == "Trouble" else text
