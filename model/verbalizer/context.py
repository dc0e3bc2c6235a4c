"""The meaning of a token by its neighbours: a variable, a unit, an interval, a minus or a hyphen.

Pure functions. Each looks at a bounded number of tokens, or once along a bracket.
"""

from __future__ import annotations

from typing import TypeGuard

from model.verbalizer import symbols as sy
from model.verbalizer.lexer import Token, Tokens, is_command, is_kind, is_sign, token_at
from model.verbalizer.units import ALWAYS_UNITS, PER_WORDS, UNITS

# Fractions, remainders and ordinals

_LONGEST_NUMBER = 300  # digits of a fraction's parts that are compared as numbers


def slashed(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """The two integers of "a/b" at i, if written without spaces and not followed by a third."""
    top, slash, bottom, after = (token_at(tokens, i + k) for k in range(4))
    if top is None or slash is None or bottom is None or not is_sign(slash, "/", "⁄", "∕"):
        return None
    if top.kind != "number" or bottom.kind != "number":
        return None
    if slash.spaced or bottom.spaced or is_sign(after, "/") or is_sign(token_at(tokens, i - 1), "/"):
        return None
    return _integers(top.text, bottom.text)


def _integers(top: str, bottom: str) -> tuple[int, int] | None:
    if not (top.isdecimal() and bottom.isdecimal()) or len(top) + len(bottom) > _LONGEST_NUMBER:
        return None
    return int(top), int(bottom)


def is_number_command(token: Token | None) -> TypeGuard[Token]:
    """True if this is a fraction command with two whole numbers."""
    return is_command(token, *sy.FRACTIONS) and len(token.args) == 2 and _pair(token) is not None


def _pair(token: Token) -> tuple[int, int] | None:
    return integer_pair(token.args[0], token.args[1])


def integers_of(token: Token) -> tuple[int, int]:
    pair = _pair(token)
    assert pair is not None
    return pair


def integer_pair(top: Tokens, bottom: Tokens) -> tuple[int, int] | None:
    if len(top) == 2 and is_sign(top[0], "-", "−"):
        pair = integer_pair(top[1:], bottom)
        return (-pair[0], pair[1]) if pair else None
    if len(top) != 1 or len(bottom) != 1 or top[0].kind != "number" or bottom[0].kind != "number":
        return None
    return _integers(top[0].text, bottom[0].text)


def is_remainder(tokens: Tokens, i: int) -> bool:
    """True if this is the r of "7 r 2", the result of a division."""
    before, after = token_at(tokens, i - 1), token_at(tokens, i + 1)
    spaced = tokens[i].spaced and after is not None and after.spaced
    return tokens[i].text in ("r", "R") and spaced and is_kind(before, "number") and is_kind(after, "number")


def is_ordinal_power(tokens: Tokens, i: int) -> bool:
    """True if this is 5^{th}."""
    script = token_at(tokens, i + 2)
    if not is_sign(token_at(tokens, i + 1), "^") or script is None or not script.args or not tokens[i].text.isdecimal():
        return False
    inner = script.args[0]
    inner = inner[0].args[0] if len(inner) == 1 and inner[0].kind == "prose" and inner[0].args else inner
    return "".join(t.text for t in inner) in ("th", "st", "nd", "rd")


# Brackets

_PAIRS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}


def matching_brackets(tokens: Tokens) -> dict[int, int]:
    """Opening index -> closing index; round and square brackets may close each other (half-open intervals)."""
    closing: dict[int, int] = {}
    open_at: list[int] = []
    bars: dict[str, int] = {}
    for i, token in enumerate(tokens):
        if token.kind != "sign":
            continue
        if token.text in _PAIRS:
            open_at.append(i)
        elif token.text in _PAIRS.values() and open_at:
            opener = tokens[open_at[-1]].text
            if _PAIRS[opener] == token.text or (opener in "([" and token.text in ")]"):
                closing[open_at.pop()] = i
        elif token.text in "|‖" and not _is_middle_bar(tokens, i, bars):
            bars[token.text] = i
        elif token.text in bars:
            closing[bars.pop(token.text)] = i
    return closing


def _is_middle_bar(tokens: Tokens, i: int, bars: dict[str, int]) -> bool:
    """True if a bar cannot open: an operand stands before it."""
    if tokens[i].text in bars:
        return True
    before, after = token_at(tokens, i - 1), token_at(tokens, i + 1)
    starts = before is None or (before.kind == "sign" and before.text not in ")]}⟩!%°")
    starts = starts or (tokens[i].spaced and is_prose_word(before))
    return not starts or after is None


def split_commas(tokens: Tokens) -> list[Tokens]:
    """Cuts at the commas outside brackets."""
    closing = matching_brackets(tokens)
    parts: list[Tokens] = []
    start = i = 0
    while i < len(tokens):
        if i in closing:
            i = closing[i]
        elif is_sign(tokens[i], ","):
            parts.append(tokens[start:i])
            start = i + 1
        i += 1
    return [*parts, tokens[start:]]


def is_interval(tokens: Tokens, i: int, close: int) -> bool:
    """True if "(a, b)" at i is an interval: by its brackets, an infinity in it, or what stands before."""
    if tokens[i].text not in "([":
        return False
    if tokens[i].text == "[" or tokens[close].text == "]":
        return True
    before = tokens[max(0, i - 3) : i]
    named = any(t.text in ("∈", "interval", "∉", "∪") for t in before)
    return named or any(t.text in ("∞", "infinity") for t in tokens[i + 1 : close])


def point_prefix(tokens: Tokens, i: int) -> list[str]:
    """ "the point" before coordinates that nothing introduces."""
    before = token_at(tokens, i - 1)
    named = before is not None and (before.text.lower() in _POINT_WORDS or is_variable(before))
    return [] if named or tokens[i].text != "(" else ["the point"]


_POINT_WORDS = frozenset(
    "point points at coordinates coordinate vertex vertices vector pair centre center origin".split()
)


# Operands


def is_variable(token: Token | None) -> TypeGuard[Token]:
    """True if this is a variable: a single letter."""
    return is_kind(token, "letters") and (len(token.text) == 1 or token.tex)


def is_prose_word(token: Token | None) -> TypeGuard[Token]:
    """True if this is a word of a sentence: longer than a letter, not a function, not a Greek name."""
    if token is None or token.kind != "letters" or token.tex:
        return is_kind(token, "prose")
    return len(token.text) > 1 and token.text not in sy.FUNCTIONS and token.text not in MATHS_WORDS


MATHS_WORDS = frozenset({*"pi theta alpha beta gamma delta lambda mu sigma phi omega infinity sqrt".split()})


def is_operand(token: Token | None) -> bool:
    """True if the token is an operand by itself: a number, a variable, a group, a command."""
    if is_kind(token, "number", "group", "command"):
        return True
    return is_kind(token, "letters") and not is_prose_word(token)


def is_operand_end(token: Token | None) -> bool:
    """True if a formula's operand can end with this token."""
    if token is None or is_operand(token):
        return token is not None
    return is_sign(token, *")]}|⟩⌋⌉%°!′'∞π") or (token.kind != "letters" and token.text in sy.GREEK)


def is_operand_start(token: Token | None) -> bool:
    """True if a formula's operand can start with this token."""
    return is_operand(token) or is_sign(token, *"([{|⟨⌊⌈√∛∜∞-−+∫∑∏∂±$£€")


def has_neighbours(tokens: Tokens, i: int) -> bool:
    return token_at(tokens, i - 1) is not None or token_at(tokens, i + 1) is not None


def is_prose(inner: Tokens, opener: str) -> bool:
    """True if there is part of a sentence in brackets."""
    if opener not in "([":
        return False
    return any(is_prose_word(t) and t.text not in ALWAYS_UNITS for t in inner)


def is_compound(tokens: Tokens) -> bool:
    """True if a listener could not tell where this ends: it has a sum, quotient, relation or fraction in it."""
    closing = matching_brackets(tokens)
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if i in closing:
            i = closing[i] + 1
            continue
        if token.kind == "sign" and token.text in sy.ADDITIVE.keys() | sy.RELATIONS.keys() | {"/", "÷", ","}:
            if i > 0 and not (token.text == "/" and slashed(tokens, i - 1)):
                return True
        elif (token.kind == "command" and token.text in sy.FRACTIONS | sy.BINOMIALS and len(tokens) > 1) or (
            token.kind == "group" and is_compound(token.args[0]) and not is_sign(token_at(tokens, i - 1), "^", "_")
        ):
            return True
        i += 1
    return False


def is_atom(inner: Tokens) -> bool:
    """True if brackets around this can be left out even before a power."""
    return len(inner) == 1 and inner[0].kind in ("letters", "number")


def is_simple(inner: Tokens) -> bool:
    """True if brackets around this are silent: one signed number or letter, perhaps with a power."""
    rest = inner[1:] if inner and is_sign(inner[0], "-", "−", "+") else inner
    if not rest or is_compound(rest):
        return not rest
    atoms = [t for t in rest if t.kind != "sign"]
    return len(atoms) <= 1


def multiplies(tokens: Tokens, i: int) -> bool:
    """True if a bracket at i stands right after a factor: "2(3)"."""
    before = token_at(tokens, i - 1)
    return (not tokens[i].spaced or tokens[i].tex) and is_operand_end(before)


def takes_argument(tokens: Tokens, base: int, i: int) -> bool:
    """True if the bracket at i is the argument of the operand that starts at `base`: f(x), f'(2), P(A)."""
    token = tokens[base]
    if tokens[i].spaced and not tokens[i].tex:
        return False
    if base == i - 1 and is_variable(token) and i + 2 < len(tokens) and is_sign(tokens[i + 2], ")"):
        return tokens[i + 1].kind in ("number", "letters")
    counted = base == i - 1 and is_variable(token) and is_sign(token_at(tokens, i + 2), "∪", "∩")  # n(A ∪ B)
    named = token.text in sy.FUNCTION_LETTERS or is_sign(tokens[i - 1], "'", "′", "″")
    return token.kind == "letters" and (named or counted)


def is_function(tokens: Tokens, i: int) -> bool:
    """True if the letters at i name a function; names that are also words do so only before a bracket."""
    text = tokens[i].text
    if text not in sy.FUNCTIONS or (
        is_sign(token_at(tokens, i - 1), "-") and not tokens[i].tex and not tokens[i].spaced
    ):
        return False
    return tokens[i].tex or text not in sy.NEED_BRACKET or is_sign(token_at(tokens, i + 1), "(", "^", "_")


def is_joined_base(tokens: Tokens, i: int) -> bool:
    """True if this is the 10 of log10(100)."""
    token = token_at(tokens, i)
    joined = is_kind(token, "number") and not tokens[i].spaced and is_sign(token_at(tokens, i + 1), "(")
    return joined and tokens[i - 1].text == "log"


def is_factorial(tokens: Tokens, i: int) -> bool:
    """True if "!" at i is a factorial: "5! = 120" but not "It's 5!"."""
    token, after = tokens[i], token_at(tokens, i + 1)
    if token.spaced or not is_operand_end(token_at(tokens, i - 1)):
        return False
    if token.tex or all(not is_prose_word(t) for t in tokens[:i]):
        return True
    return after is not None and (not after.spaced or after.kind == "sign") and not is_kind(after, "newline")


def is_index(tokens: Tokens, i: int) -> bool:
    """True if "_" at i makes an index; between words it is a space."""
    before, after = token_at(tokens, i - 1), token_at(tokens, i + 1)
    if after is None or tokens[i].spaced or after.spaced:
        return False
    return not is_prose_word(before) and (not is_prose_word(after) or after.tex)


def is_differential(tokens: Tokens) -> bool:
    """True if this is dx, d y, ∂f or d^2 y: a d before a variable, or alone."""
    if not tokens or is_compound(tokens):
        return False
    first = tokens[0]
    if first.text == "d":
        return len(tokens) == 1 or tokens[1].kind != "number"
    return first.text == "∂" or (first.kind == "letters" and first.text[0] == "d" and len(first.text) == 2)


def is_bare_differential(tokens: Tokens) -> bool:
    """True if this is d or d^2 without a function after it."""
    alone = len(tokens) == 1 and tokens[0].text in ("d", "∂")
    return alone or (len(tokens) == 3 and tokens[0].text in ("d", "∂") and is_sign(tokens[1], "^"))


# Signs


def dash_meaning(tokens: Tokens, i: int) -> str:
    """ "minus", "hyphen", "to" (a range) or "pause"."""
    token, before, after = tokens[i], token_at(tokens, i - 1), token_at(tokens, i + 1)
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
    """The words for a sign of multiplication or division at i; "" where it is neither ("and/or", "**bold**")."""
    text, before, after = tokens[i].text, token_at(tokens, i - 1), token_at(tokens, i + 1)
    if text in ("*", "**", "•", "∗"):
        between = is_operand_end(before) and is_operand_start(after)
        return sy.MULTIPLICATIVE[text] if between else ""
    if text == "×" and is_size(tokens, i):
        return "by"
    element = after is not None and after.text == "d" and is_vector(token_at(tokens, i + 2))  # F·dr
    vectors = is_vector(before), element or is_vector(after)
    if all(vectors) or is_sign(before, "∇"):
        return {"·": "dot", "×": "cross"}.get(text, sy.MULTIPLICATIVE[text])
    if text == "×" and not tokens[i].tex and is_prose_word(before) and before.text in UNITS:
        return "by"
    if text == "/" and is_kind(before, "number") and is_kind(after, "number"):
        return "over" if is_sign(token_at(tokens, i - 2), "^", "_", "√", "∛", "∜") else "divided by"
    if text == "/" and is_derivative(tokens, i):
        return "by"
    if text == "/" and (is_prose_word(before) or is_prose_word(after)):
        return "per" if after is not None and after.text.lower() in PER_WORDS else ""
    return sy.MULTIPLICATIVE[text] if has_neighbours(tokens, i) else ""


def is_vector(token: Token | None) -> bool:
    """True if this is a letter with an arrow or a hat, or in bold."""
    bold = is_kind(token, "group") and token.text in sy.BOLD
    return bold or is_command(token, "vec", "overrightarrow", "hat")


def is_derivative(tokens: Tokens, i: int) -> bool:
    """True if "/" at i is that of dy/dx, d/dx or d²y/dx², typed without spaces; df/dt but not "do/did"."""
    after = token_at(tokens, i + 1)
    if after is None or after.spaced or tokens[i].spaced or not _is_d(after) or after.text == "d":
        return False
    start = next((k for k in range(i - 1, max(-1, i - 5), -1) if _is_d(tokens[k])), None)
    return start is not None and is_differential(tokens[start:i]) and not any(t.spaced for t in tokens[start + 1 : i])


def _is_d(token: Token) -> bool:
    return token.kind in ("letters", "sign") and token.text[:1] in ("d", "∂") and len(token.text) <= 2


def is_times(tokens: Tokens, i: int) -> bool:
    """True if the x at i is a cross between two numbers: "3 x 4", "2x2 matrix", but not "3x 4"."""
    before, after = token_at(tokens, i - 1), token_at(tokens, i + 1)
    if not is_kind(before, "number") or after is None or after.kind != "number" or tokens[i].tex:
        return False
    return tokens[i].spaced == after.spaced


def is_size(tokens: Tokens, i: int) -> bool:
    """True if the cross at i stands in a size: "a 3 × 4 matrix", "2x2 grid"."""
    noun = token_at(tokens, i + 2)
    sized = is_kind(token_at(tokens, i - 1), "number") and is_kind(token_at(tokens, i + 1), "number")
    return sized and noun is not None and noun.text.lower() in SIZED


SIZED = frozenset("matrix matrices determinant grid table array board rectangle square tile tiles array".split())


def is_modulus(tokens: Tokens, i: int) -> bool:
    """True if this is the percent sign of "17 % 5", as programmers type it."""
    before, after = token_at(tokens, i - 1), token_at(tokens, i + 1)
    spaced = tokens[i].spaced and after is not None and after.spaced
    return spaced and is_kind(before, "number") and is_kind(after, "number")


def is_negated(tokens: Tokens, i: int) -> bool:
    return is_command(token_at(tokens, i - 1), "not")


def punctuation(tokens: Tokens, i: int) -> list[str]:
    """Pieces for a sign that no table has: punctuation stays, "#5" is a number, the rest is silent."""
    token, after = tokens[i], token_at(tokens, i + 1)
    text = token.text
    if text in ",.;?!":
        return [text]
    if text == ":":
        ratio = is_operand_end(token_at(tokens, i - 1)) and is_operand_start(after) and not (after and after.spaced)
        ratio = ratio and not is_sign(token_at(tokens, i + 2), "→", "->", "↦")  # f:A→B
        return ["to"] if ratio else [":"] if token_at(tokens, i - 1) else []
    if text == "#" and is_kind(after, "number"):
        return ["number"]
    if text == "~" and is_kind(after, "number"):
        return ["about"]
    if text == "|" and is_operand_end(token_at(tokens, i - 1)) and is_operand_start(after) and token.spaced:
        return ["divides"]
    if text in "¿¡":
        return []
    return ["."] if text in "。．" else [","] if text in "、，" else []


def is_thousands_comma(tokens: Tokens, i: int) -> bool:
    """True if the group at i is the comma of 1{,}000."""
    inner = tokens[i].args[0]
    return len(inner) == 1 and is_sign(inner[0], ",")
