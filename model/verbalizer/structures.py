"""Two-dimensional notation in words: fractions, roots, bounds, matrices, lists, intervals."""

from __future__ import annotations

from collections.abc import Callable

from model.numbers.to_words import integer_to_words, ordinal_to_words
from model.verbalizer import context
from model.verbalizer import symbols as sy
from model.verbalizer import token_words as tw
from model.verbalizer.lexer import Token, Tokens, is_command, is_sign
from model.verbalizer.symbols import end

_LARGEST_READ = 16  # cells of a matrix that are read out; of a larger one the size is said


class Structures:
    """say: gives the pieces of a part."""

    def __init__(self, say: Callable[[Tokens], list[str]]) -> None:
        self._say = say

    def command(self, name: str, args: tuple[Tokens, ...]) -> list[str]:
        """A fraction, a root, an accent, or an unknown command."""
        last = args[-1] if args else ()
        if name in sy.FRACTIONS:
            return self._fraction(*args) if len(args) == 2 else ["fraction"]
        if name in sy.BINOMIALS:
            return [*self._say(args[0]), "choose", *self._say(args[1])] if len(args) == 2 else ["choose"]
        if name == "sqrt":
            return self._root(args)
        if name == "overline" and len(last) == 1 and len(last[0].text) == 2 and last[0].text.isupper():
            return ["line segment", *self._say(last)]
        if name in sy.ACCENTS:
            return [*self._say(last), sy.ACCENTS[name]]
        if name in sy.PREFIX_ACCENTS:
            return [sy.PREFIX_ACCENTS[name], *self._say(last)]
        if name in sy.WORD_COMMANDS:
            return [sy.WORD_COMMANDS[name], *self._say(last)]
        return [*tw.spelled(name), *(piece for arg in args for piece in self._say(arg))]

    def _root(self, args: tuple[Tokens, ...]) -> list[str]:
        index, radicand = (args[0], args[-1]) if len(args) == 2 else ((), args[-1] if args else ())
        words = ["the", *tw.root_words(index, self._say(index)), "of", *self._say(radicand)]
        return [*words, end("root")] if context.is_compound(radicand) else words

    def _fraction(self, top: Tokens, bottom: Tokens) -> list[str]:
        if (numbers := context.integer_pair(top, bottom)) is not None:
            return [tw.fraction_words(*numbers)]
        if (words := self._derivative(top, bottom)) is not None:
            return words
        above, below = self._say(top), self._say(bottom)
        deep_top, deep_bottom = (context.is_compound(part) or _is_stacked(part) for part in (top, bottom))
        if not deep_bottom:
            if deep_top:
                return [*above, ",", "all over", *below, end("")]
            return [*above, "over", *below]
        if deep_top:
            return ["the fraction with numerator", *above, "and denominator", *below, end("fraction")]
        return [*above, "over the quantity", *below, end("fraction")]

    def _derivative(self, top: Tokens, bottom: Tokens) -> list[str] | None:
        """dy/dx: "d y by d x"."""
        if not context.is_differential(top) or not context.is_differential(bottom):
            return None
        words = [*self._say(top), "by", *self._say(bottom)]
        return [*words, "of"] if context.is_bare_differential(top) else words

    def bounds(self, name: str, low: Tokens | None, high: Tokens | None) -> list[str]:
        """The bounds of a sum, an integral or a limit."""
        if name.startswith("lim"):
            return ["as", *self._limit(low)] if low else []
        if low and high:
            return ["from", *self._say(low), "to", *self._say(high)]
        if low:
            return ["over", *(word.removeprefix("is ") for word in self._say(low))]
        return ["to", *self._say(high)] if high else []

    def _limit(self, low: Tokens) -> list[str]:
        arrow = next((k for k, t in enumerate(low) if is_sign(t, "→", "->", "⟶")), None)
        if arrow is None:
            return self._say(low)
        target, side = low[arrow + 1 :], ""
        if len(target) > 1 and is_sign(target[-2], "^"):
            script = target[-1].args[0] if target[-1].kind == "group" else target[-1:]
            if len(script) == 1 and script[0].text in ("+", "-"):
                side = "from above" if script[0].text == "+" else "from below"
                target = target[:-2]
        return [*self._say(low[:arrow]), "approaches", *self._say(target), *([side] if side else [])]

    def table(self, token: Token) -> list[str]:
        """A matrix, the cases of a definition, or lines of an equation."""
        rows = [[cell.args[0] for cell in row] for row in token.args]
        if token.text == "cases":
            return self._cases(rows)
        if token.text not in sy.MATRICES:
            words: list[str] = []
            for row in rows:
                words += [";"] if words else []
                words += self._say([t for cell in row for t in cell])
            return words
        return self._matrix(sy.MATRICES[token.text], rows)

    def _cases(self, rows: list[list[tuple[Token, ...]]]) -> list[str]:
        words: list[str] = []
        for row in rows:
            words += [";"] if words else []
            value, condition = row[0], [t for cell in row[1:] for t in cell]
            words += self._say(value)
            words += [",", *self._condition(condition)] if condition else []
        return words

    def _condition(self, tokens: Tokens) -> list[str]:
        said = self._say(tokens)
        named = tokens[0].kind == "prose" or context.is_prose_word(tokens[0])
        return said if named else ["if", *said]

    def _matrix(self, name: str, rows: list[list[tuple[Token, ...]]]) -> list[str]:
        height, width = len(rows), max((len(row) for row in rows), default=0)
        if not rows:
            return [f"the empty {name}"]
        if width == 1 and height > 1:
            return ["the column vector", *self.listed([row[0] for row in rows], last=None), end("vector")]
        size = f"{integer_to_words(str(height))} by {integer_to_words(str(width))}"
        words = [f"the {size} {name}"]
        if height * width > _LARGEST_READ:
            return words
        if height == 1:
            return ["the row vector", *self.listed([*rows[0]], last=None), end("vector")]
        for k, row in enumerate(rows, start=1):
            words += ["," if k == 1 else ";", ordinal_to_words(k), "row", *self.listed([*row], last=None)]
        return [*words, end(name)]

    def interval(self, parts: list[Tokens], *, left: bool, right: bool, named: bool) -> list[str]:
        """left, right: whether that end is included. named: the word "interval" was said before."""
        low, high = (self._say(part) for part in parts)
        kind = {(True, True): "closed", (False, False): "open"}.get((left, right), "half-open")
        words = ["from" if named else f"the {kind} interval from", *low, "to", *high]
        if left != right:
            words += [",", "including" if left else "excluding", *low, "and"]
            words += ["including" if right else "excluding", *high]
        return words

    def listed(self, parts: list[Tokens], last: str | None) -> list[str]:
        """Parts with commas between them; `last` is the word before the last one."""
        words: list[str] = []
        open_end = bool(parts) and is_sign(parts[-1][0] if parts[-1] else None, "…", "...")
        for k, part in enumerate(parts):
            if k:
                words += [last] if last and k == len(parts) - 1 and not open_end else [","]
            words += self._say(part)
        return words

    def evaluated(self, low: Tokens, high: Tokens | None) -> list[str]:
        """The bounds of a bracket or bar after an integrated or derived function."""
        if high is not None:
            return [",", "evaluated", "from", *self._say(low), "to", *self._say(high)]
        return [",", "evaluated", "at", *self._say(low)]

    def set_of(self, inner: Tokens) -> list[str]:
        """The content of braces."""
        if not inner:
            return ["the empty set"]
        bar = next((k for k, t in enumerate(inner) if is_sign(t, "|", ":", "∣")), None)
        if bar is not None and bar > 0:
            kept = ["in" if word == "is in" else word for word in self._say(inner[:bar])]
            return ["the set of all", *kept, "such that", *self._say(inner[bar + 1 :])]
        return ["the set of", *self.listed(context.split_commas(inner), last="and")]


def _is_stacked(tokens: Tokens) -> bool:
    """True if this is a fraction of letters alone; above or below another bar it would be misheard."""
    return len(tokens) == 1 and is_command(tokens[0], *sy.FRACTIONS) and not context.is_number_command(tokens[0])
