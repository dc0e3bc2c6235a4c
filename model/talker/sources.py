"""Where the files of a voice lie: in the bundle itself, or in the hub's cache on this disk.

Owns: the note that stands in for files. Must not know: torch, what the files hold, downloads (the model
manager's). Thread: any.
"""

from __future__ import annotations

import json
from pathlib import Path

from model.errors import BadInput
from model.talker.layouts import is_flattened, layout_of

SOURCE_FILE = "source.json"
"""Instead of weights, a bundle's folder may hold {"hub": "owner/name", "revision": "commit"}."""


def located(folder: Path) -> Path:
    """The folder that holds the files: itself, or the hub cache's if it only names a source.

    Raises BadInput for a damaged source, and for one that was not downloaded yet.
    """
    note = folder / SOURCE_FILE
    if not note.is_file():
        return folder
    try:
        raw = json.loads(note.read_text(encoding="utf-8"))
        name, revision = str(raw["hub"]), raw.get("revision")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{note} names no source: fetch the bundle again") from error
    return hub_folder(name, revision)


def hub_folder(name: str, revision: str | None = None) -> Path:
    """Where the hub's cache on this disk keeps a model ("owner/name"). The network is never used.

    Raises BadInput if it is not there.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, revision=revision, local_files_only=True))
    except LocalEntryNotFoundError as error:
        raise BadInput(
            f"{name} is not in the hub's cache on this disk: download it with: hf download {name}"
        ) from error
    except HFValidationError as error:
        raise BadInput(f"{name!r} is no model's name: write it as owner/name") from error


def voices_of(talker: Path) -> tuple[str, ...]:
    """The names that a bundle's Talker folder has to choose from, the default first; empty where there is one.

    Reads small files only. Raises BadInput as `located` and `layout_of` do.
    """
    folder = located(talker)
    return layout_of(folder).voices if is_flattened(folder) else ()
