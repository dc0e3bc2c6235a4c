"""Typed questions, of command line and window: as they are shown, as the model gets them, and which are refused."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from model.errors import BadInput
from model.numbers import words_to_numbers

if TYPE_CHECKING:
    from model.bundle_manifest import Bundle

MAX_CHARACTERS: Final = 2000
MAX_TRAINED: Final = 600

_SIGNS: Final = {"➕": "+", "➖": "−", "➗": "÷", "✖": "×"}  # emoji that mean something
_EMOJI: Final = re.compile("[\u2600-\u27bf\u2b00-\u2bff\u20e3\ufe0e\ufe0f\U0001f000-\U0001faff\U000e0000-\U000e007f]")

_SPACED_GROUPS: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:[\u00a0\u2007\u2009\u202f]\d{3})+(?!\d)")


def typed_question(text: str) -> str:
    """A typed question to show: one line of printable text without emoji.

    Raises BadInput if it is empty or far too long.
    """
    drawn = _EMOJI.sub("", "".join(_SIGNS.get(c, c) for c in text))
    joined = _SPACED_GROUPS.sub(lambda number: "".join(number[0].split()), drawn)
    clean = " ".join("".join(map(_printable, joined)).split())
    if not clean:
        raise BadInput("the question is empty; type one, for example: What is 347 plus 286?")
    if len(clean) > MAX_CHARACTERS:
        raise BadInput(
            "the question has {count} characters; shorten it to at most {max_characters}",
            count=len(clean),
            max_characters=MAX_CHARACTERS,
        )
    return clean


def _printable(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cf":  # joiners, direction marks, soft hyphens
        return ""
    return " " if kind.startswith("C") else char


# As the model gets it: what people type for a sign, as the sign that models are trained with.

_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("−‐‑‒–—―﹣－⁻", "-"),
        **dict.fromkeys("×✕✗⨯∗⋅∙·•∗＊", "*"),
        **dict.fromkeys("÷∕⁄／", "/"),
        **dict.fromkeys("‘’‚‛ʼ′´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
    }
)
_RAISED: Final = re.compile("(?<=[\\w)])[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_GROUPS: Final = re.compile(r"(?<![\d.,'])\d{1,3}(?:[,']\d{3})+(?![\d,'])")
_TIMES: Final = re.compile(r"(?<=\d)\s*[xX]\s*(?=\d)")
_COLON: Final = re.compile(r"(?<=\d)\s*:\s*(?=\d)")
_CLOCK: Final = re.compile(r"\d:[0-5]\d\b")
_WORDS: Final = re.compile(r"\b(?:plus|minus|times|multiplied|divided|over|by|and)\b", re.IGNORECASE)
_AROUND_SIGN: Final = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_EXPRESSION: Final = re.compile(r"([-\d+*/^().\s]+?)[\s=?.]*")


def for_model(question: str) -> str:
    """A typed question with plain digits and signs: "12 − 7" -> "12-7", "1,250 x 3" -> "1250*3", "5²" -> "5^2"."""
    raised = _RAISED.sub(lambda power: "^" + unicodedata.normalize("NFKC", power[0]), question)
    text = "".join(map(_plain, raised)).translate(_ALIKE)
    text = _GROUPS.sub(lambda number: re.sub(r"\D", "", number[0]), text)
    text = _TIMES.sub("*", " ".join(text.split())).replace("**", "^")
    if ":" in text and not _CLOCK.search(text) and "ratio" not in text.lower():
        text = _COLON.sub("/", text)
    text = _WORDS.sub(lambda word: word[0].lower(), text.capitalize() if text.isupper() else text)
    if expression := _EXPRESSION.fullmatch(text):
        return _AROUND_SIGN.sub("", expression[1])
    return text


def _plain(char: str) -> str:
    """Digits of any script as 0 to 9, wide forms as usual ones; vulgar fractions and spaces as they are."""
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    if char.isspace() or unicodedata.category(char) == "No":
        return char
    return unicodedata.normalize("NFKC", char)


# What trained models cannot do that were not trained to decline.

_BEYOND: Final = re.compile(
    r"\d+[.,]\d+|\^\s*\d*|√|\\sqrt|%|\bper ?cent\b|\bsquared\b|\bcubed\b|\bsquare root\b|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞π≤≥≠<>]"
    r"|\b\d+[a-z]\b|\b[a-z] ?=|= ?[a-z]\b|\([^()]*\d[^()]*\) ?[-+*/]|[-+*/] ?\([^()]*\d[^()]*\)",
    re.IGNORECASE,
)
_BY_ZERO: Final = re.compile(
    r"(?:/ ?|\b(?:divided by|over) )(?:0+(?![\d.])|zero\b)|\bdivide .{1,40} by (?:0+(?![\d.])|zero\b)"
)
_ENGLISH: Final = frozenset(
    "what whats how much many calculate work tell know find give plus minus times divided over sum difference product "
    "quotient together and added add subtract take away less multiplied multiply divide share frac".split()
)
MAX_NUMBER: Final = 9999
MAX_NUMBERS: Final = 3


def check_answerable(question: str, bundle: Bundle) -> None:
    """Refuses a typed question that a small model can only guess at. Raises BadInput.

    A bundle that was trained for rhythms and does not decline by itself knows one or two operations on whole numbers,
    and short stories about them.
    """
    if not bundle.ratios:
        return
    if len(question) > MAX_TRAINED:
        raise BadInput(
            "{name} answers questions of at most {max_trained} characters; shorten this one",
            name=bundle.name,
            max_trained=MAX_TRAINED,
        )
    if bundle.declines:
        return
    text = for_model(question)
    if not words_to_numbers(text):
        raise BadInput("there is no number in the question; ask for example: What is 347 plus 286?")
    if _BY_ZERO.search(text.lower()):
        raise BadInput("nothing can be divided by zero; ask for example: What is 84 divided by 7?")
    if what := _beyond(text):
        raise BadInput(
            "{name} adds, subtracts, multiplies and divides whole numbers up to {most}, and “{what}” is beyond that; "
            "ask for example: What is 347 plus 286?",
            name=bundle.name,
            most=MAX_NUMBER,
            what=what,
        )
    _check_numbers(text, bundle.name)


def _beyond(text: str) -> str:
    """The first part of a question that is not arithmetic with small whole numbers, "" if there is none."""
    if found := _BEYOND.search(text):
        return found[0]
    large = (text[n.start : n.end] for n in words_to_numbers(text) if n.value > MAX_NUMBER)
    # "seven hundred and nine hundred" are two numbers, though they read as one.
    return next((words for words in large if re.search(r"\d|thousand|illion", words)), "")


def _check_numbers(text: str, name: str) -> None:
    spans = words_to_numbers(text)
    digits = len(re.findall(r"\d+", text))
    if max(digits, sum(max(1, len(span.parts)) for span in spans)) == 1 and " over " not in text:
        raise BadInput("the question has only one number; ask with all numbers, for example: What is 347 plus 286?")
    named = [
        span for span in spans if span.value.denominator == 1 and span.value != 1
    ]  # no "one of" or "a third friend"
    if (digits or len(named)) > MAX_NUMBERS:
        raise BadInput("{name} works with two or three numbers at a time; ask one step after another", name=name)
    words = re.findall(r"[^\W\d_]+", text.lower().replace("'", ""))
    if words and _ENGLISH.isdisjoint(words):
        raise BadInput("{name} understands questions in English; ask for example: What is 347 plus 286?", name=name)
