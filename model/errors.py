"""Errors of the model layer that a person may see.

Owns: the base class and its two kinds, and what is repeated of a library's error. Must not know: exit codes,
windows, torch. Any thread.
"""

from __future__ import annotations


class AloudError(Exception):
    """Something a person can act on. The message is one line that names the cause and the next step."""


class BadInput(AloudError):
    """What was given cannot be used: a recording, text, option, bundle, or a place to write that is full."""


class MissingCapability(AloudError):
    """This machine lacks something that is needed: a library, a driver, a device."""


def first_line(error: BaseException) -> str:
    """What another library's error says, for our own line: its first line, cut short, or the name of its class."""
    lines = str(error).strip().splitlines()
    return lines[0][:160] if lines else type(error).__name__
