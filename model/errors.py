"""Errors of the model layer that a person may see.

Owns: the base class and its two kinds, and what is repeated of a library's error. Any thread.
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


# -- What a fault of torch, CUDA or our own code is, and what a person is told of it.


CARD_LOST = "the graphics card stopped working for this program: restart Aloud, or start it with --device cpu"
_SIGNS = ("t allocate memory", "out of memory", "ALLOC_FAILED")
"""How torch's CPU allocator, CUDA and cuBLAS say that memory is short, in errors of no type of their own."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether something failed for want of memory, on the graphics card or not."""
    named = type(error).__name__ == "OutOfMemoryError" or isinstance(error, MemoryError)
    return named or any(sign in str(error) for sign in _SIGNS)


def is_card_lost(error: BaseException) -> bool:
    """Whether no later CUDA call of this process can succeed."""
    named = type(error).__name__ == "AcceleratorError" or "CUDA error" in str(error)
    return named and not is_out_of_memory(error)


def of_turn(error: Exception) -> str:
    """One line for people, with the next step."""
    if isinstance(error, AloudError):
        return str(error)
    if is_out_of_memory(error):
        return "out of memory, with a shorter answer too: close other programs, or choose a smaller bundle"
    if is_card_lost(error):
        return CARD_LOST
    return f"this turn failed ({_named(error)}): ask again, or restart Aloud"


def of_load(error: Exception) -> AloudError:
    """What loading a bundle failed with, for people; a new error, as `error` holds on to what was loaded so far."""
    if isinstance(error, AloudError):
        return type(error)(str(error))
    if is_out_of_memory(error):
        advice = "close other programs, use --quant nf4, or choose a smaller bundle"
        return MissingCapability(f"too little memory to load the bundle: {advice}")
    if is_card_lost(error):
        return MissingCapability(CARD_LOST)
    return AloudError(f"loading failed ({_named(error)}): report this, with the log")


def _named(error: Exception) -> str:
    name, said = type(error).__name__, first_line(error)
    return name if said == name else f"{name}: {said}"
