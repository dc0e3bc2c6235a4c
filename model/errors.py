"""Errors and other sentences for people, which the window can translate."""

from __future__ import annotations

import re


class Translatable(str):
    """An English sentence that knows its template and values; everywhere else it behaves as plain `str`.

    Values that are a `Translatable` are translated with it. Concatenation and formatting give a plain `str`.
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Translatable:
        text = super().__new__(cls, template.format(**values) if values else template)
        text.template, text.values = template, values
        return text


def N_(template: str) -> str:  # noqa: N802 - the usual name
    """Marks a template that reaches an error or `Translatable` by way of a constant, so that it is translated."""
    return template


class AloudError(Exception):
    """Something a person can act on: one line that names the cause and the next step.

    template: English, with `{name}` for each value. exit_code: of a command that ends with this error.
    """

    exit_code = 1

    def __init__(self, template: str, /, **values: object) -> None:
        self.text = template if isinstance(template, Translatable) else Translatable(template, **values)
        super().__init__(self.text)


class BadInput(AloudError):
    """Unusable input: a recording, text, option, bundle, or a place to write that is full."""

    exit_code = 2


class MissingCapability(AloudError):
    """This machine lacks something that is needed: a library, a driver, a device."""

    exit_code = 3


_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, which a terminal obeys, ends of lines, marks that turn the direction of text, half characters."""


def printable(text: str) -> str:
    """One line of text from outside, such as a server's, with U+FFFD for what must not reach a terminal."""
    return _UNPRINTABLE.sub("\ufffd", text)


def first_line(error: BaseException) -> str:
    """The first line of another library's error, cut to 160 characters, or the name of its class."""
    lines = str(error).strip().splitlines()
    return printable(lines[0][:160]) if lines else type(error).__name__


# Faults of torch, CUDA and our own code, as messages.

CARD_LOST = Translatable(
    "the graphics card stopped working for this program: restart Aloud, or start it with --device cpu"
)
_SIGNS = ("t allocate memory", "out of memory", "ALLOC_FAILED")
"""Messages of torch's CPU allocator, CUDA and cuBLAS for a lack of memory, raised as plain RuntimeError."""


def is_out_of_memory(error: BaseException) -> bool:
    """True if something failed for lack of memory, on the graphics card or in the machine."""
    named = type(error).__name__ == "OutOfMemoryError" or isinstance(error, MemoryError)
    return named or any(sign in str(error) for sign in _SIGNS)


def is_card_lost(error: BaseException) -> bool:
    """True if no later CUDA call of this process can succeed."""
    named = type(error).__name__ == "AcceleratorError" or "CUDA error" in str(error)
    return named and not is_out_of_memory(error)


def of_turn(error: Exception) -> Translatable:
    """The message for a turn that failed: one line with the next step."""
    if isinstance(error, AloudError):
        return error.text
    if is_out_of_memory(error):
        return Translatable(
            "out of memory, with a shorter answer too: close other programs, or choose a smaller bundle"
        )
    if is_card_lost(error):
        return CARD_LOST
    return Translatable("this turn failed ({reason}): ask again, or restart Aloud", reason=_named(error))


def of_load(error: Exception) -> AloudError:
    """The error for a load that failed: a new one, since the traceback of `error` keeps the loaded weights alive."""
    if isinstance(error, AloudError):
        return type(error)(error.text)
    if is_out_of_memory(error):
        return MissingCapability(
            "too little memory to load the bundle: close other programs, use --quant nf4, or choose a smaller bundle"
        )
    if is_card_lost(error):
        return MissingCapability(CARD_LOST)
    return AloudError("loading failed ({reason}): report this, with the log", reason=_named(error))


def _named(error: Exception) -> str:
    name, said = type(error).__name__, first_line(error)
    return name if said == name else f"{name}: {said}"
