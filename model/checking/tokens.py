"""A written line -> tokens with positions. Markdown and LaTeX decoration is left out."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from model.checking.limits import MAX_DIGITS, MAX_LENGTH, MAX_TOKENS, NotCheckable, Reason
from model.checking.unit_table import UNITS
from model.numbers import number_words as nw


class Token(NamedTuple):
    """kind: "number", "op", "relation", "open", "close", "word", "money", "power", "root", "frac", "percent",
    "degree", "colon", "box", "break" or "odd". text: normalised ("−" is "-"). tight: no space before it. spelled: an
    operator that is written as a word.
    """

    kind: str
    text: str
    start: int
    end: int
    tight: bool
    number: Fraction | None = None
    spelled: bool = False


_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<number>[0-9]{1,3}(?:(?:,|\{,\}|\\,)[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+)"
    r"|(?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒])"
    r"|(?P<power>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<degree>°[CF]\b|°|\^\{?\\circ\}?|\\degree\b)"
    r"|(?P<command>\\[A-Za-z]+|\\.)"
    r"|(?P<word>[A-Za-z]+(?:['’][A-Za-z]+)?)"
    r"|(?P<sign>\*\*|__|\$\$|<=|>=|!=|==|->|=>|.))",
    re.DOTALL,
)
_GROUPING = str.maketrans("", "", ",{}\\")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def _table(*rows: tuple[str, str, str]) -> dict[str, tuple[str, str]]:
    """{spelling: (kind, text)} from rows of kind, text (the spelling itself if empty) and spellings."""
    return {spelling: (kind, text or spelling) for kind, text, spellings in rows for spelling in spellings.split()}


# Kind "": decoration.
_SIGNS = _table(
    ("op", "+", "+"), ("op", "-", "- − – ‐ ‑ ﹣ －"), ("op", "*", "* × · ⋅ ∙ ∗ ✕"), ("op", "/", "/ ⁄ ∕"),
    ("op", "÷", "÷"), ("op", "^", "^"), ("relation", "=", "= == ＝"), ("relation", "≈", "≈ ≃ ≅"),
    ("relation", "≤", "≤ <="), ("relation", "≥", "≥ >="), ("relation", "≠", "≠ !="), ("relation", "", "< >"),
    ("open", "", "( ["), ("close", "", ") ]"), ("percent", "%", "%"),
    ("word", "π", "π"), ("root", "2", "√"), ("root", "3", "∛"), ("money", "", "$ £ € ¥ ₹ ¢"),
    ("break", "", "; ! ? → ⇒ -> => — … ∴ • ✓ ✔"), ("", "", "` # & __ $$"),
)  # fmt: skip
_WORDS = _table(
    ("op", "+", "plus"), ("op", "-", "minus"), ("op", "*", "times"), ("root", "2", "sqrt"), ("word", "π", "pi"),
    ("percent", "%", "percent"), ("relation", "is", "is are equals makes gives it's that's it’s that’s"),
    ("break", "", "so then thus hence therefore next finally because since"),
)  # fmt: skip
_COMMANDS = _table(
    ("op", "*", "times cdot ast"), ("op", "÷", "div"), ("relation", "≈", "approx simeq"), ("relation", "<", "lt"),
    ("relation", ">", "gt"), ("relation", "≤", "le leq"), ("relation", "≥", "ge geq"), ("relation", "≠", "ne neq"),
    ("frac", "", "frac dfrac tfrac cfrac"), ("root", "2", "sqrt"), ("word", "π", "pi"), ("box", "", "boxed fbox"),
    ("break", "", "to Rightarrow implies therefore rightarrow Longrightarrow because \\"), ("percent", "%", "%"),
    ("money", "$", "$"), ("money", "£", "pounds"), ("money", "€", "euro"),
    ("", "", "left right big Big bigl bigr quad qquad displaystyle textstyle limits ( ) [ ] { } , ; : !"),
)  # fmt: skip
_MINUTES = re.compile(r"[0-5][0-9](?![0-9])")
# Commands whose braces are decoration.
_WRAPPERS = frozenset(("text", "mathrm", "mathbf", "textbf", "textit", "mathit", "operatorname", "underline", "mbox"))
_ABOUT = frozenset(("about", "approximately", "roughly", "around", "approx"))


def tokenize(line: str) -> list[Token]:
    """Raises NotCheckable for a line that is too long."""
    if len(line) > MAX_LENGTH:
        raise NotCheckable(Reason.TOO_LONG)
    return _Lexer(line).read()


class _Lexer:
    def __init__(self, line: str) -> None:
        self._line = line
        self._tokens: list[Token] = []
        self._braces: list[str] = []  # what each open brace is: "(" or "" for decoration
        self._next_brace = "("
        self._delimiters = _dollar_delimiters(line) if "$" in line else frozenset()

    def read(self) -> list[Token]:
        end = len(self._line.rstrip())
        at, spaced = 0, False
        while at < end:
            match = _TOKEN.match(self._line, at)
            assert match is not None  # the last alternative takes any character
            kind = str(match.lastgroup)
            start, at = match.start(kind), match.end()
            spaced |= start > match.start()
            count = len(self._tokens)
            self._take(kind, match[kind], start, at, tight=not spaced)
            spaced &= len(self._tokens) == count  # decoration was left out
            if len(self._tokens) > MAX_TOKENS:
                raise NotCheckable(Reason.TOO_LONG)
        return _with_times(_joined(self._tokens))

    def _put(self, kind: str, text: str, start: int, end: int, tight: bool, number: Fraction | None = None) -> None:
        self._tokens.append(Token(kind, text, start, end, tight, number))

    def _take(self, kind: str, text: str, start: int, end: int, tight: bool) -> None:
        if kind == "number":
            if len(text) > MAX_DIGITS:
                raise NotCheckable(Reason.TOO_LARGE, start)
            plain = text.translate(_GROUPING)
            number = Fraction(plain) if "." in plain else Fraction(int(plain))
            self._put("number", plain, start, end, tight, number)
        elif kind == "vulgar":
            self._put("number", text, start, end, tight, nw.VULGAR[text])
        elif kind == "power":
            self._put("power", text.translate(_SUPERSCRIPTS), start, end, tight)
        elif kind == "degree":
            self._put("degree", text if text[0] == "°" else "°", start, end, tight)
        elif kind == "command":
            self._command(text[1:], start, end, tight)
        elif kind == "word":
            self._word(text, start, end, tight)
        else:
            self._sign(text, start, end, tight)

    def _word(self, text: str, start: int, end: int, tight: bool) -> None:
        low = text.lower()
        if low == "by" and self._tokens and self._tokens[-1].text in ("divided", "multiplied"):
            before = self._tokens.pop()
            op = "÷" if before.text == "divided" else "*"
            self._tokens.append(Token("op", op, before.start, end, before.tight, spelled=True))
        else:
            kind, plain = _WORDS.get(low, ("word", text))
            self._tokens.append(Token(kind, plain, start, end, tight, spelled=kind == "op"))

    def _command(self, name: str, start: int, end: int, tight: bool) -> None:
        if name in _WRAPPERS:
            self._next_brace = ""
            return
        kind, text = ("", "") if name.isspace() else _COMMANDS.get(name, ("odd", name))
        if kind:
            self._put(kind, text, start, end, tight)

    def _sign(self, text: str, start: int, end: int, tight: bool) -> None:
        if text in "{}":
            self._brace(text, start, end, tight)
        elif text in ",.:":
            self._stop(text, start, end, tight)
        elif text == "**":
            if self._is_power(start, end):
                self._put("op", "^", start, end, tight)
        elif not (text == "*" and self._is_mark(start, end)) and start not in self._delimiters:
            kind, plain = _SIGNS.get(text, ("odd", text))
            if text in "!…" and tight and self._tokens and self._tokens[-1].kind in ("number", "close"):
                kind = "odd"  # a factorial, or digits that go on
            if kind:
                self._put(kind, plain, start, end, tight)

    def _stop(self, text: str, start: int, end: int, tight: bool) -> None:
        """A comma, a full stop or a colon: the end of a clause, or part of a number, a ratio or a time."""
        spaced = end >= len(self._line) or not (self._line[end].isalnum() or self._line[end] == ".")
        if text == ":":
            number_before = self._number_before(end)
            spaced_after = not self._line[end : end + 1].isdigit()
            if number_before and self._line[end:].lstrip()[:1].isdigit() and tight != spaced_after:
                self._put("colon", text, start, end, tight)
                return
            spaced = True
        self._put("break" if spaced else "odd", text, start, end, tight)

    def _number_before(self, end: int) -> bool:
        """True if a number stands before a colon that is not the name of a step ("Day 3:100+20=120")."""
        if not self._tokens or self._tokens[-1].kind != "number":
            return False
        named = len(self._tokens) > 1 and self._tokens[-2].kind == "word"
        return not named or bool(_MINUTES.match(self._line, end))

    def _brace(self, text: str, start: int, end: int, tight: bool) -> None:
        if text == "{":
            self._braces.append(self._next_brace)
            if self._next_brace:
                self._put("open", "{", start, end, tight)
            self._next_brace = "("
        elif not self._braces:
            self._put("odd", text, start, end, tight)
        elif self._braces.pop():
            self._put("close", "}", start, end, tight)

    def _is_mark(self, start: int, end: int) -> bool:
        """True if the asterisk is a list mark, or emphasis as in "*= 44*", and not a times sign."""
        before, after = self._line[:start].rstrip(), self._line[end:].lstrip()
        return not before or not after or after[0] in "=≈"

    def _is_power(self, start: int, end: int) -> bool:
        """True if ** joins a base and an exponent, as in 2**3, and is not emphasis."""
        before, after = self._line[max(0, start - 1) : start], self._line[end : end + 1]
        return bool(before and after) and (before.isalnum() or before in ")]") and (after.isalnum() or after in "(-")


def _dollar_delimiters(line: str) -> frozenset[int]:
    """Positions of the dollar signs that mark formulas and not money, by Pandoc's rule."""
    signs = [m.start() for m in re.finditer(r"(?<![\\$])\$(?!\$)", line)]
    found: set[int] = set()
    for open_at, close_at in pairwise(signs):
        inside, after = line[open_at + 1 : close_at], line[close_at + 1 : close_at + 2]
        formula = inside.strip() == inside and inside != "" and inside[-1] not in "+-*/=×÷(" and not after.isdigit()
        if formula and open_at not in found:
            found |= {open_at, close_at}
    return frozenset(found)


_REMAINDERS = frozenset(("r", "R", "rem", "remainder", "rest"))


_OPERANDS = frozenset(("number", "open", "money", "frac", "root"))


def _joined(tokens: list[Token]) -> list[Token]:
    """ "is about 3.3" as "≈ 3.3"; ", with a remainder of 2" as "r 2"."""
    merged: list[Token] = []
    for i, token in enumerate(tokens):
        if token.spelled and not (i + 1 < len(tokens) and tokens[i + 1].kind in _OPERANDS):
            token = token._replace(kind="word", text="times", spelled=False)  # "4 times a day"
        last = merged[-1] if merged else None
        last_kind = last.kind if last is not None else ""
        if token.kind == "word" and last is not None:
            if last.kind == "relation" and last.text in ("=", "≈", "is") and token.text.lower() in _ABOUT:
                merged[-1] = last._replace(text="≈", end=token.end)
                continue
            if token.text in _REMAINDERS:
                while merged[-1].text in ("a", "with", "and", ",") and len(merged) > 1:
                    merged.pop()
                merged.append(token._replace(text="r"))
                continue
            if token.text == "of" and last.text == "r":
                continue
        if token.kind == last_kind == "relation" and token.text in ("=", "is"):
            if token.text == "=" and last is not None and last.text == "is":
                merged[-1] = token
            continue
        merged.append(token)
    return merged


def _with_times(tokens: list[Token]) -> list[Token]:
    """The letter x as a times sign where it stands between two numbers; raises NotCheckable where it may be both."""
    letters = [i for i, token in enumerate(tokens) if token.kind == "word" and token.text in ("x", "X")]
    if not letters:
        return tokens
    between = [i for i in letters if _between_numbers(tokens, i)]
    unknown_too = len(between) < len(letters)
    tokens = list(tokens)
    for i in between:
        letter, after = tokens[i], tokens[i + 1]
        spaced = not letter.tight and not after.tight
        if not spaced and (unknown_too or after.kind == "open"):
            if after.kind == "open" and unknown_too:
                continue
            raise NotCheckable(Reason.AMBIGUOUS, letter.start)
        tokens[i] = letter._replace(kind="op", text="*")
    return tokens


def _between_numbers(tokens: list[Token], i: int) -> bool:
    if not 0 < i < len(tokens) - 1:
        return False
    before, after = tokens[i - 1], tokens[i + 1]
    ends = before.kind in ("number", "close", "percent", "degree", "power") or (
        before.kind == "word" and (before.text in UNITS or before.text == "π")
    )
    return ends and after.kind in _OPERANDS


# Words that say something about the numbers beside them: no formula is read across these.
MEANINGFUL = frozenset(
    """half halves third thirds quarter quarters double twice triple thrice couple pair dozen dozens hundred
    less more than fewer of per each every by from over under into out percent square squared cubed cube root power
    sum product difference quotient mean average ratio factor multiple not no never isn't isn’t aren't aren’t doesn't
    doesn’t without if suppose unless almost nearly point negative positive minus plus times and or between up down
    another extra both either neither wrong incorrect false but except instead remainder because""".split()
) | frozenset(nw.SMALL) | frozenset(nw.TENS) | frozenset(nw.SCALES)  # fmt: skip
# Words that may stand before the first number ("a total of 5 + 3"), and after the last ("8 more than before").
HARMLESS_BEFORE = frozenset("of each per every by from into out between up down another extra both and to".split())
HARMLESS_AFTER = HARMLESS_BEFORE | frozenset("more less fewer than over under either but except instead times".split())


def changes_meaning(token: Token, harmless: frozenset[str]) -> bool:
    """True if a word may not stand beside a formula without changing what it says."""
    word = token.text.lower()
    return word in MEANINGFUL and word not in harmless
