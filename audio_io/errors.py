"""Errors of audio_io. Every message is one line that names the cause and the next step."""

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


class AudioFileError(AudioIOError):
    """A file cannot be used: a recording, a model file, or a place to write to."""

    exit_code = 2


class AudioUnavailable(AudioIOError):
    """A sound device or a library for it is missing or cannot be used."""

    exit_code = 3


class QueueFull(AudioIOError):
    """More sound was handed to a player than its bounded queue holds; a program error, never expected."""
