"""The school's server: its address from the settings or the machine's preset, and the key in the system's keyring."""

from __future__ import annotations

import os
from typing import Final

from app.settings import Settings
from model.errors import AloudError, BadInput, MissingCapability, first_line
from model.thinker.remote_model import RemoteModel, Server

SCHOOL: Final = "school-server"
"""The name of the choice among the bundles."""

KEY_VARIABLE: Final = "ALOUD_SERVER_KEY"
_SERVICE: Final = "aloud-school-server"


def server_of(settings: Settings) -> Server:
    """The server of the settings, with its key. Raises BadInput if there is none."""
    if not settings.server:
        raise BadInput("no school server is set up: enter its address in the settings, under Model")
    return Server(settings.server, settings.server_model, key_for(settings.server)).checked()


def host_of(settings: Settings) -> str:
    """The host that the student's questions are sent to; "" while they stay on this computer."""
    if settings.bundle != SCHOOL:
        return ""
    try:
        return Server(settings.server).checked().name
    except AloudError:
        return settings.server or "?"


def key_for(address: str) -> str:
    """The key for a server: of ALOUD_SERVER_KEY, or of the keyring; "" if there is none."""
    if key := os.environ.get(KEY_VARIABLE):
        return key
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(_SERVICE, address) or ""
    except KeyringError:
        return ""


def keep_key(address: str, key: str) -> None:
    """Keeps the key in the system's keyring; an empty one is removed from it.

    Raises MissingCapability if this system has none: the key is never written to a file.
    """
    try:
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError
    except ImportError as error:
        raise MissingCapability(
            "the key cannot be kept: install the Python package keyring, or set {variable}", variable=KEY_VARIABLE
        ) from error
    try:
        if key:
            keyring.set_password(_SERVICE, address, key)
        elif key_for(address):
            keyring.delete_password(_SERVICE, address)
    except PasswordDeleteError:
        pass
    except KeyringError as error:
        raise MissingCapability(
            "this system has no keyring that opens ({reason}): the key cannot be kept; set {variable}",
            reason=first_line(error), variable=KEY_VARIABLE,
        ) from error  # fmt: skip


def try_out(server: Server) -> list[str]:
    """The names of the server's models. Raises AloudError with what is wrong. Takes up to some seconds."""
    model = RemoteModel(server)
    try:
        return model.models()
    finally:
        model.close()
