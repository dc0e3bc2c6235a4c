"""Suffixes of an operand: powers, indices, primes, factorials, arguments."""

from __future__ import annotations

from collections.abc import Callable

from model.numbers.to_words import ordinal_to_words
from model.verbalizer import context
from model.verbalizer import token_words as tw
from model.verbalizer.lexer import Reading, Token, Tokens, is_sign
from model.verbalizer.structures import Structures
from model.verbalizer.symbols import end

_DEEPEST = 12  # nested brackets; deeper ones are silent


class Operands:
    """The state of one walk. say: gives the pieces of an inner token list, given its depth."""

    def __init__(self, tokens: Tokens, depth: int, say: Callable[[Tokens, int], list[str]]) -> None:
        self._tokens = tokens
        self._depth = depth
        self._say = say
        self._closing = context.matching_brackets(tokens) if depth < _DEEPEST else {}
        self._parts = Structures(self._inner)
        self._out: list[str] = []
        self._asks = False  # "is" was said, as in "Is 7 > 5?"
        self._relation = False  # an inequality was said since the last break

    def _at(self, i: int) -> Token | None:
        return self._tokens[i] if 0 <= i < len(self._tokens) else None

    def _is(self, i: int, *signs: str) -> bool:
        return is_sign(self._at(i), *signs)

    def _read(self, i: int, *readers: Callable[[Tokens, int], Reading | None]) -> int | None:
        """What the first reader that knows the tokens at i gives; the index after them, or None."""
        for read in readers:
            if (found := read(self._tokens, i)) is not None:
                self._out += found[0]
                return found[1]
        return None

    def _inner(self, tokens: Tokens) -> list[str]:
        return self._say(tokens, self._depth + 1)

    def _after_operand(self, i: int, base: int) -> int:
        """Primes, factorials, indices, powers and brackets after the operand that started at `base`."""
        while True:
            before = i
            i = self._postfix(i, base)
            if i == before:
                break
        expected = self._is(i, "[") and self._tokens[base].text == "E" and base == i - 1  # E[X]
        if expected and i in self._closing:
            return self._argument(i)
        if self._is(i, "(") and i in self._closing and context.takes_argument(self._tokens, base, i):
            return self._argument(i)
        return i

    def _postfix(self, i: int, base: int) -> int:
        token = self._at(i)
        if token is None or token.kind != "sign":
            return i
        if token.text in ("'", "’", "′", "″") and not token.spaced and context.is_variable(self._at(i - 1)):
            double = token.text == "″" or self._is(i + 1, "'", "’", "′")
            self._out.append("double prime" if double else "prime")
            return i + 2 if double and token.text != "″" else i + 1
        if token.text == "!" and context.is_factorial(self._tokens, i):
            double = self._is(i + 1, "!") and not self._tokens[i + 1].spaced
            self._out.append("double factorial" if double else "factorial")
            return i + 2 if double else i + 1
        if token.text == "^" or (token.text == "**" and context.product_meaning(self._tokens, i)):
            exponent, after = self._script(i)
            self._out += self._power(exponent, base)
            return after
        if token.text == "_" and context.is_index(self._tokens, i):
            index, after = self._script(i)
            self._out += ["sub", *self._inner(index)] if index else []
            self._out += [end("")] if context.is_compound(index) else []
            return after
        return i

    def _script(self, i: int) -> tuple[Tokens, int]:
        """An index or exponent: a group, a bracket, a command or one (signed) atom after i."""
        at = i + 1
        token = self._at(at)
        if token is None:
            return (), at
        if token.kind == "group":
            return token.args[0], at + 1
        if is_sign(token, "(") and at in self._closing:
            return self._tokens[at + 1 : self._closing[at]], self._closing[at] + 1
        if is_sign(token, "-", "−", "+") and self._at(at + 1) is not None:
            after = self._tokens[at + 1]
            if not after.spaced and after.kind in ("number", "letters", "group"):
                return self._tokens[at : at + 2], at + 2
        if is_sign(token, "?", ".", ",", ")", "]", ";"):
            return (), at
        return self._tokens[at : at + 1], at + 1

    def _power(self, exponent: Tokens, base: int) -> list[str]:
        if order := self._derivative_order(exponent, base):
            self._out.insert(len(self._out) - 1, f"the {order} derivative of")
            return []
        word = self._side(exponent, base) or tw.short_power(exponent, self._at(base))
        if word is not None:
            return [word] if word else []
        words = ["to the power of", *self._inner(exponent)]
        if len(exponent) == 1 or context.is_simple(exponent):
            return words
        return [*words, end("power" if context.is_compound(exponent) else "")]

    def _derivative_order(self, exponent: Tokens, base: int) -> str | None:
        """The (4) of f^{(4)}(x)."""
        letter = self._at(base)
        bracketed = len(exponent) == 3 and is_sign(exponent[0], "(") and is_sign(exponent[2], ")")
        if not bracketed or letter is None or letter.text not in ("f", "g", "h", "y"):
            return None
        if exponent[1].text.isdecimal():
            return ordinal_to_words(int(exponent[1].text[:9]))
        return f"{exponent[1].text} th" if exponent[1].kind == "letters" else None

    def _side(self, exponent: Tokens, base: int) -> str | None:
        """The plus of x → 0⁺."""
        if len(exponent) != 1 or not self._is(base - 1, "→", "->"):
            return None
        return {"+": "from above", "-": "from below", "−": "from below"}.get(exponent[0].text)

    def _argument(self, i: int) -> int:
        """The bracket at i as a function's argument."""
        inner = self._tokens[i + 1 : self._closing[i]]
        bar = next((k for k, t in enumerate(inner) if is_sign(t, "|", "∣")), None)
        if bar is not None:
            self._out += ["of", *self._inner(inner[:bar]), "given", *self._inner(inner[bar + 1 :])]
        else:
            self._out += ["of", *self._parts.listed(context.split_commas(inner), last="and")]
        if any(context.is_compound(part) for part in context.split_commas(inner)):
            self._out.append(end("bracket"))
        return self._after_operand(self._closing[i] + 1, i)
