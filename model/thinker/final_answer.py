"""The final answer in either stream ("65", "-3", "3 r 2"), and the words that correct the speech."""

from __future__ import annotations

import re
from fractions import Fraction

from model.checking.equivalence import answer_value, same_value
from model.checking.tree import Remainder as Division
from model.checking.value import Value
from model.checking.verdict import check_line
from model.numbers import Remainder, digits_of, number_to_words, words_to_numbers
from model.thinker.rounded_numbers import is_cut_decimal, roundings
from model.thinker.spoken_claims import Claim, claims
from model.verbalizer import to_words

_REMAINDER = re.compile(r"remainder|left over|remaining", re.IGNORECASE)

# Marks around a result line: list, bold, quote, TeX.
_OPENING = r"[\s>*_•#-]*(?:\\\[|\\\(|\$\$?)?[\s*_]*"
_CLOSING = re.compile(r"\s*(?:\\\]|\\\))?[\s*_.:]*$")
_EQUALS = re.compile(_OPENING + r"=(?P<result>.*)")
_HASHES = re.compile(r"\s*####\s*(?P<result>.+)")
_NAMED = re.compile(
    _OPENING + r"(?:so |thus |therefore |the |final |correct )*(?:answer|result|solution|total)(?:\*\*)?\s*(?:is|=|:)"
    r"(?P<result>.*)",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(_OPENING + r"(?P<name>[a-zA-Z]) *=(?P<result>[^=]*)")
_BOX = re.compile(r"\\(?:boxed|fbox)\{")

_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|just (?:over|under)|close to)\b", re.IGNORECASE
)
_BELOW_ZERO = re.compile(r"\b(?:below|owes?|debt|loss|lost|less|down|short|negative|minus)\b", re.IGNORECASE)
_POWER = re.compile(r"\^|\*|\\times|\\cdot|×")
_NAMES = re.compile(r"(?:\bnext one is|^\W*after)\s+$", re.IGNORECASE)
_NOTHING = re.compile(r"\b(?:nothing|none|no \w+|nobody)\b", re.IGNORECASE)


def reasoned_result(reasoning: str) -> str:
    """The result that the reasoning names last; "" if there is none.

    Lines as models write them: "=44", "**= 44**", "\\[ = 44 \\]", "Answer: 44", "#### 44", a "\\boxed{44}"
    anywhere, and as the last line "x = 44".
    """
    lines = [line for line in reasoning.splitlines() if line.strip(" *_`$[]()\\")]
    for line in reversed(lines):
        if result := _result_of(line, last=line is lines[-1]):
            return result
    return ""


def _result_of(line: str, *, last: bool) -> str:
    if boxed := _boxed(line):
        return boxed
    found = _EQUALS.match(line) or _HASHES.match(line) or _NAMED.match(line)
    if found is None and last and (unknown := _UNKNOWN.match(line)) and words_to_numbers(unknown["result"]):
        found = unknown
    return _without_marks(found["result"]) if found else ""


def _without_marks(text: str) -> str:
    """A result without emphasis and TeX delimiters; the "$" of an amount stays."""
    text = _CLOSING.sub("", text).lstrip(" *_:")
    while len(text) > 1 and text.endswith("$"):
        text = text[text.startswith("$") : -1].strip()
    return text


def _boxed(line: str) -> str:
    """The content of the last box of a line."""
    marks = list(_BOX.finditer(line))
    if not marks:
        return ""
    depth, start = 1, marks[-1].end()
    for at in range(start, len(line)):
        depth += {"{": 1, "}": -1}.get(line[at], 0)
        if not depth:
            return line[start:at].strip()
    return ""


def spoken_result(speech: str) -> str:
    """The last number of the speech in digits, "Q r R" where a remainder is named; "" if there is none."""
    spans = words_to_numbers(speech)
    if not spans:
        return ""
    if len(spans) > 1:
        quotient, rest = spans[-2:]
        between = speech[quotient.end : rest.end]
        if _REMAINDER.search(between) and not re.search(r"[.!?]\s", between):
            return str(Remainder(quotient.value, rest.value))
    return str(spans[-1].value)


def contradicts(result: str, speech: str) -> bool:
    """True if the last result of the speech is another value than `result`, or if it gives none.

    False where the two cannot be compared: a right answer is never taken back for the way it is said.
    """
    return _gives(result, speech) is False


def repair(result: str, speech: str) -> str:
    """Words to say after `speech` so that it gives `result`; "" if it does already, or if that cannot be known.

    A wrong result is taken back; a sentence that stopped before its number is finished; otherwise the result is said
    in a new sentence.
    """
    if not contradicts(result, speech):
        return ""
    words, said = result_in_words(result), speech.rstrip()
    if said and said[-1] not in ".!?":
        last = re.split(r"[.!?]\s", said)[-1]
        return f" {words}." if not words_to_numbers(last) else f". Sorry, I mean it's {words}."
    gap = " " if said else ""
    if words_to_numbers(speech):
        return f"{gap}Sorry, I mean it's {words}."
    return f"{gap}The answer is {words}."


def result_in_words(result: str) -> str:
    """ "633" -> "six hundred and thirty-three", "3 r 2" -> "three remainder two"; anything else as it is read aloud."""
    if remainder := Remainder.parse(result):
        return " remainder ".join(number_to_words(value) for value in remainder)
    value = answer_value(result)
    if isinstance(value, Value) and not (value.symbols or value.dimension or value.percent) and _POWER.search(result):
        return number_to_words(value.number)  # "5*10^3": five thousand
    return to_words(result).rstrip(".")


def _gives(result: str, speech: str) -> bool | None:
    """True if the speech gives the result, False if it gives another or none, None if that cannot be known."""
    value = answer_value(result)
    if value is None:
        return None
    if isinstance(value, Division) and (remainder := Remainder.parse(result)):
        return _gives_remainder(remainder, speech)
    if _ends_with(result, speech):
        return True
    made = claims(speech)
    if not made:
        if isinstance(value, Value) and value.number == 0 and not value.symbols and _NOTHING.search(speech):
            return True
        return None if _is_cut_at_operation(speech) else False
    verdict = _same(result, made[-1])
    if verdict is not False:
        return verdict
    answers = [claim for claim in made if not claim.is_step and _same(result, claim)]
    # "You pay forty-five, so you save five"; "It's five. Five times three is fifteen": the answer, and what follows
    return bool(answers) and (answers[-1].sentence == made[-1].sentence or _follows(result, made[-1]))


def _ends_with(result: str, speech: str) -> bool:
    """True if the speech ends by naming the result: "The next one is sixty-seven.", "After eighteen." """
    spans = words_to_numbers(speech)
    if not spans or speech[spans[-1].end :].strip() not in (".", "!"):
        return False
    sentence = re.split(r"[.!?]\s", speech[: spans[-1].start])[-1]
    return _NAMES.search(sentence) is not None and same_value(result, str(spans[-1].value)) is True


def _is_cut_at_operation(speech: str) -> bool:
    """True if the numbers of the speech are all in questions, reasons and the like: then nothing is claimed."""
    return bool(words_to_numbers(speech)) and speech.rstrip().endswith((".", "!", "?"))


def _same(result: str, claim: Claim) -> bool | None:
    *longer, number = [same_value(result, reading) for reading in claim.readings]
    if True in longer or (number is True and False not in longer):
        return True
    if False not in longer and number is not False:
        return None
    exact = answer_value(result)
    if isinstance(exact, Value) and not exact.symbols:
        said = claim.span.value
        in_units = exact.number / exact.scale
        hedged = _ABOUT.search(claim.before) or _ABOUT.search(claim.after)
        if (hedged and said in roundings(in_units)) or is_cut_decimal(said, in_units):
            return True
        if in_units == -abs(said) and _BELOW_ZERO.search(claim.before + claim.after):
            return True
    return False


def _follows(result: str, claim: Claim) -> bool:
    """True if a claim is a right equation in which the result is an operand."""
    operands: set[Fraction] = {span.value for span in words_to_numbers(claim.clause)}
    exact = answer_value(result)
    if not isinstance(exact, Value) or exact.number / exact.scale not in operands:
        return False
    return any(check_line(digits_of(claim.clause + reading)).right for reading in claim.readings)


def _gives_remainder(result: Remainder, speech: str) -> bool | None:
    spoken = [span.value for span in words_to_numbers(speech)]
    if any(spoken[at : at + 2] == list(result) for at in range(len(spoken))):
        return True
    last = spoken[-1] if spoken else None
    return None if last is not None and (last == result.quotient + 1 or last.denominator > 1) else False
