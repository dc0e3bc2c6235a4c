"""Numbers within the grammar of `speaker`: amounts, times, fractions, mixed numbers, recurring decimals.

Owns: how a number token and what belongs to it are said. Must not know: letters, signs. Thread: as `operands`.
"""

from __future__ import annotations

from model.speech import number_shapes as shapes
from model.speech import token_kinds as kinds
from model.speech import token_words as tw
from model.speech.clock import read_clock
from model.speech.dates import read_date
from model.speech.numbers import digits_to_words, integer_to_words, ordinal_to_words
from model.speech.operands import Operands
from model.speech.quantities import read_amount


class Numerals(Operands):
    """Each method says the number at i and returns where the next token starts."""

    def _number(self, i: int) -> int:
        token = self._tokens[i]
        found = read_date(self._tokens, i)
        if found is not None:
            self._out += found[0]
            return found[1]
        if token.kind == "ordinal":
            self._out.append(ordinal_to_words(int(token.text[-30:])))
            return i + 1
        for read in (read_clock, read_amount):
            found = read(self._tokens, i)
            if found is not None:
                self._out += found[0]
                return found[1]
        if shapes.is_ordinal_power(self._tokens, i):
            self._out.append(ordinal_to_words(int(token.text[-30:])))
            return i + 3
        recurring = self._recurring(i)
        if recurring is not None:
            return recurring
        chosen = self._chosen(i)
        if chosen is not None:
            return chosen
        fraction = self._numeric_fraction(i)
        if fraction is not None:
            return fraction
        if self._is(i + 1, ":") and kinds.is_kind(self._at(i + 2), "number") and not self._tokens[i + 2].spaced:
            self._out += [tw.number_words(token.text), "to"]
            return i + 2
        self._out.append(tw.number_words(token.text))
        return self._after_operand(i + 1, i)

    def _chosen(self, i: int) -> int | None:
        """5C2: the ways to choose two of five."""
        letter, number = self._at(i + 1), self._at(i + 2)
        if letter is None or number is None or letter.text != "C" or number.kind != "number":
            return None
        if letter.spaced or number.spaced:
            return None
        self._out += [tw.number_words(self._tokens[i].text), "choose", tw.number_words(number.text)]
        return i + 3

    def _recurring(self, i: int) -> int | None:
        r"""0.\overline{3} and 0.1\dot{6}: the digits under the bar."""
        text, at = self._tokens[i].text, i + 1
        if "." not in text:
            if not self._is(at, "."):
                return None
            text, at = text + ".", at + 1
        bar = self._at(at)
        if bar is None or not kinds.is_command(bar, "overline", "bar", "dot") or not bar.args:
            return None
        digits = [digits_to_words(c) for t in bar.args[0] for c in t.text if c.isdecimal()]
        if not digits:
            return None
        whole, _, decimals = text.partition(".")
        self._out += [integer_to_words(whole), "point", digits_to_words(decimals), *digits, "recurring"]
        return at + 1

    def _numeric_fraction(self, i: int) -> int | None:
        """3/4, 3 1/2 and 3½; division where the slash is spaced or the result would be whole."""
        text = self._tokens[i].text
        following = self._at(i + 1)
        if text.isdecimal() and shapes.is_number_command(following):
            assert following is not None
            top, bottom = shapes.integers_of(following)
            if 0 < top < bottom:
                self._say_mixed(text, top, bottom)
                return self._after_operand(i + 2, i)
        pair = shapes.slashed(self._tokens, i)
        if pair is None:
            mixed = shapes.slashed(self._tokens, i + 1) if text.isdecimal() else None
            if mixed is None or not self._tokens[i + 1].spaced or not 0 < mixed[0] < mixed[1]:
                return None
            self._say_mixed(text, *mixed)
            return self._after_operand(i + 4, i)
        top, bottom = pair
        if top % bottom == 0 if bottom else True:
            self._out += [integer_to_words(str(top)), "divided by", integer_to_words(str(bottom))]
        else:
            self._out.append(tw.fraction_words(top, bottom))
        return self._after_operand(i + 3, i)

    def _say_mixed(self, whole: str, top: int, bottom: int) -> None:
        article = "an" if bottom in (8, 11, 18) else "a"
        words = tw.fraction_words(top, bottom)
        if top == 1 and words.startswith("one "):
            words = f"{article} {words.removeprefix('one ')}"
        self._out += [tw.number_words(whole), "and", words]
