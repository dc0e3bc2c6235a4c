"""Which bundle a name means, and the bundles on this disk.

Owns: the search order. Any thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.paths import STARTER, user_paths
from model.errors import BadInput

STARTER_NAME = "starter"


def find_bundle(name: str) -> Path:
    """The folder that a bundle's name, or a path, means. Raises BadInput if there is none.

    A name is looked for among the shipped and downloaded bundles first; anything with a separator is a path.
    """
    if not name.strip():
        raise BadInput("the bundle's name is empty; see: aloud bundle list")
    known = dict(installed())
    if name in known:
        return known[name]
    path = Path(name).expanduser()
    if path.is_dir():
        return path
    here = ", ".join(known) or "none"
    raise BadInput("there is no bundle {name!r} (here: {here}); see: aloud bundle list", name=name, here=here)


def voices(name: str) -> tuple[str, ...]:
    """The names of the voices that a bundle has to choose from; empty where there is no choice.

    Raises BadInput if there is no such bundle, or a damaged one.
    """
    from model.bundle_manifest import Bundle
    from model.talker.token_layout import voices_of

    talker = Bundle.open(find_bundle(name)).talker
    return voices_of(talker) if talker is not None else ()


def installed() -> Iterator[tuple[str, Path]]:
    """Name and folder of each bundle that lies where bundles belong, the shipped one first."""
    if STARTER.is_dir():
        yield STARTER_NAME, STARTER
    folder = user_paths().bundles
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if (path / "bundle.toml").is_file() and path.name != STARTER_NAME:
                yield path.name, path
