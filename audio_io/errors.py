"""What audio_io raises. Every message is one line that names the cause and the next step."""

from __future__ import annotations


def N_(template: str) -> str:  # noqa: N802 - the usual name
    """Marks a template that reaches an error by way of a constant, so that it is translated."""
    return template


class AudioIOError(Exception):
    """Base of everything audio_io raises on purpose.

    template: English, with `{name}` for each value. exit_code: of a command that ends with this error.
    """

    exit_code = 1

    def __init__(self, template: str, /, **values: object) -> None:
        self.template, self.values = template, values
        super().__init__(template.format(**values) if values else template)


class BadInput(AudioIOError):
    """The user's file or options are at fault."""

    exit_code = 2


class MissingCapability(AudioIOError):
    """This machine lacks something: a library, a device."""

    exit_code = 3


class QueueFull(AudioIOError):
    """More sound was handed to a player than its bounded queue holds; a program error, never expected."""
