"""Errors of the model layer that a person may see.

Owns: the base class and its two kinds. Must not know: exit codes, windows, torch. Any thread.
"""

from __future__ import annotations


class AloudError(Exception):
    """Something a person can act on. The message is one line that names the cause and the next step."""


class BadInput(AloudError):
    """What was given cannot be used: a recording, text, option, bundle, or a place to write that is full."""


class MissingCapability(AloudError):
    """This machine lacks something that is needed: a library, a driver, a device."""
