"""What audio_io raises, for the front door to turn into one line and an exit code.

Every message is one line that names the cause and the next step.
"""

from __future__ import annotations


class AudioIOError(Exception):
    """Base of everything audio_io raises on purpose."""


class BadInput(AudioIOError):
    """The user's file or options are at fault: exit code 2."""


class MissingCapability(AudioIOError):
    """This machine lacks something (a library, a device): exit code 3."""


class QueueFull(AudioIOError):
    """More sound was handed to a player than its bounded queue holds; a program error, never expected."""
