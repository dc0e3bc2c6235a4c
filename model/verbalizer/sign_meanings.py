"""What a sign means where it stands: a dash, a dot, a slash, punctuation.

Owns: the decisions that depend on a sign's neighbours. Thread: pure functions, any thread.
"""

from __future__ import annotations

from model.verbalizer import symbols as sy
from model.verbalizer.lexer import Token, Tokens, at, is_command, is_kind, is_sign
from model.verbalizer.token_queries import (
    has_neighbours,
    is_differential,
    is_operand_end,
    is_operand_start,
    is_prose_word,
)
from model.verbalizer.units import PER_WORDS, UNITS


def dash_meaning(tokens: Tokens, i: int) -> str:
    """ "minus", "hyphen", "to" (a range) or "pause"."""
    token, before, after = tokens[i], at(tokens, i - 1), at(tokens, i + 1)
    if token.tex:
        return "minus"
    if token.text in ("--", "—", "---"):
        return "pause"
    tight_left, tight_right = not token.spaced, after is not None and not after.spaced
    if tight_left and tight_right and is_kind(before, "number") and after is not None and after.text == "D":
        return "hyphen"
    words = is_prose_word(before), is_prose_word(after)
    if token.text == "–" and is_kind(before, "number") and is_kind(after, "number") and tight_left and tight_right:
        return "to"
    if tight_left and tight_right and before is not None and any(words) and token.text != "−":
        both_text = before.kind in ("letters", "number", "ordinal") and is_kind(after, "letters", "number")
        return "hyphen" if both_text else ("minus" if is_operand_start(after) else "pause")
    if is_operand_start(after) and (is_operand_end(before) or tight_right or token.text == "−"):
        return "minus"
    if is_operand_end(before) and not words[1]:
        return "minus"
    return "minus" if before is None and is_operand_start(after) else "pause"


def product_meaning(tokens: Tokens, i: int) -> str:
    """The words for a sign of multiplication or division at i, "" where it is none ("and/or", "**bold**")."""
    text, before, after = tokens[i].text, at(tokens, i - 1), at(tokens, i + 1)
    if text in ("*", "**", "•", "∗"):
        between = is_operand_end(before) and is_operand_start(after)
        return sy.MULTIPLICATIVE[text] if between else ""
    if text == "×" and is_size(tokens, i):
        return "by"
    element = after is not None and after.text == "d" and is_vector(at(tokens, i + 2))  # F·dr
    vectors = is_vector(before), element or is_vector(after)
    if all(vectors) or is_sign(before, "∇"):
        return {"·": "dot", "×": "cross"}.get(text, sy.MULTIPLICATIVE[text])
    if text == "×" and not tokens[i].tex and is_prose_word(before) and before is not None and before.text in UNITS:
        return "by"
    if text == "/" and is_kind(before, "number") and is_kind(after, "number"):
        return "over" if is_sign(at(tokens, i - 2), "^", "_", "√", "∛", "∜") else "divided by"
    if text == "/" and is_derivative(tokens, i):
        return "by"
    if text == "/" and (is_prose_word(before) or is_prose_word(after)):
        return "per" if after is not None and after.text.lower() in PER_WORDS else ""
    return sy.MULTIPLICATIVE[text] if has_neighbours(tokens, i) else ""


def is_vector(token: Token | None) -> bool:
    """A letter with an arrow or a hat, or in bold."""
    bold = is_kind(token, "group") and token is not None and token.text in sy.BOLD
    return bold or is_command(token, "vec", "overrightarrow", "hat")


def is_derivative(tokens: Tokens, i: int) -> bool:
    """The slash of dy/dx, d/dx and d²y/dx² at i, typed without spaces; df/dt but not "do/did"."""
    after = at(tokens, i + 1)
    if after is None or after.spaced or tokens[i].spaced or not _is_d(after) or after.text == "d":
        return False
    start = next((k for k in range(i - 1, max(-1, i - 5), -1) if _is_d(tokens[k])), None)
    return start is not None and is_differential(tokens[start:i]) and not any(t.spaced for t in tokens[start + 1 : i])


def _is_d(token: Token) -> bool:
    return token.kind in ("letters", "sign") and token.text[:1] in ("d", "∂") and len(token.text) <= 2


def is_times(tokens: Tokens, i: int) -> bool:
    """The letter x between two numbers, typed for a cross: "3 x 4", "2x2 matrix", but not "3x 4"."""
    before, after = at(tokens, i - 1), at(tokens, i + 1)
    if not is_kind(before, "number") or after is None or after.kind != "number" or tokens[i].tex:
        return False
    return tokens[i].spaced == after.spaced


def is_size(tokens: Tokens, i: int) -> bool:
    """Whether the cross at i stands in a size: "a 3 × 4 matrix", "2x2 grid"."""
    noun = at(tokens, i + 2)
    sized = is_kind(at(tokens, i - 1), "number") and is_kind(at(tokens, i + 1), "number")
    return sized and noun is not None and noun.text.lower() in SIZED


SIZED = frozenset("matrix matrices determinant grid table array board rectangle square tile tiles array".split())


def is_modulus(tokens: Tokens, i: int) -> bool:
    """The percent sign of "17 % 5", as programmers type it."""
    before, after = at(tokens, i - 1), at(tokens, i + 1)
    spaced = tokens[i].spaced and after is not None and after.spaced
    return spaced and is_kind(before, "number") and is_kind(after, "number")


def is_negated(tokens: Tokens, i: int) -> bool:
    return is_command(at(tokens, i - 1), "not")


def punctuation(tokens: Tokens, i: int) -> list[str]:
    """Pieces for a sign of no table: punctuation stays, "#5" is a number, the rest is silent."""
    token, after = tokens[i], at(tokens, i + 1)
    text = token.text
    if text in ",.;?!":
        return [text]
    if text == ":":
        ratio = is_operand_end(at(tokens, i - 1)) and is_operand_start(after) and not (after and after.spaced)
        ratio = ratio and not is_sign(at(tokens, i + 2), "→", "->", "↦")  # f:A→B
        return ["to"] if ratio else [":"] if at(tokens, i - 1) else []
    if text == "#" and is_kind(after, "number"):
        return ["number"]
    if text == "~" and is_kind(after, "number"):
        return ["about"]
    if text == "|" and is_operand_end(at(tokens, i - 1)) and is_operand_start(after) and token.spaced:
        return ["divides"]
    if text in "¿¡":
        return []
    return ["."] if text in "。．" else [","] if text in "、，" else []


def is_thousands_comma(tokens: Tokens, i: int) -> bool:
    """1{,}000 as TeX writes it; the digits were joined by the caller's tokens."""
    inner = tokens[i].args[0]
    return len(inner) == 1 and is_sign(inner[0], ",")
