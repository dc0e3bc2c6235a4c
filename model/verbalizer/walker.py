"""Walks over the tokens of a formula or sentence and gives the words a teacher would say.

`Walker` is one class in three modules, split by topic: `Operands` keeps the state and says what may follow an operand,
`Signs` says signs and brackets, `Numerals` says numbers. Each method says what starts at index i and returns the index
of the next token. `Structures` says fractions, matrices and the like, and comes back to `say` for their parts.

The result is a list of pieces: words, punctuation, `HYPHEN` and `END`. Every token is visited a bounded number of
times per level of nesting, and nesting is bounded by `latex` and `operands`.
"""

from __future__ import annotations

from model.numbers.to_words import digits_to_words, integer_to_words, ordinal_to_words
from model.verbalizer import context
from model.verbalizer import symbols as sy
from model.verbalizer import token_words as tw
from model.verbalizer.dates_times import read_clock, read_date
from model.verbalizer.lexer import Tokens, is_command, is_kind, is_sign
from model.verbalizer.operands import Operands
from model.verbalizer.quantities import read_amount, read_dollars
from model.verbalizer.signs import Signs
from model.verbalizer.units import UNITS


class Numerals(Operands):
    """Amounts, dates, times, fractions, mixed numbers, recurring decimals."""

    def _number(self, i: int) -> int:
        token = self._tokens[i]
        if (after := self._read(i, read_date)) is not None:
            return after
        if token.kind == "ordinal":
            self._out.append(ordinal_to_words(int(token.text[-30:])))
            return i + 1
        if (after := self._read(i, read_clock, read_amount)) is not None:
            return after
        if context.is_ordinal_power(self._tokens, i):
            self._out.append(ordinal_to_words(int(token.text[-30:])))
            return i + 3
        for say_number in (self._recurring, self._chosen, self._numeric_fraction):
            if (after := say_number(i)) is not None:
                return after
        if self._is(i + 1, ":") and is_kind(self._at(i + 2), "number") and not self._tokens[i + 2].spaced:
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
        if bar is None or not is_command(bar, "overline", "bar", "dot") or not bar.args:
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
        if text.isdecimal() and context.is_number_command(following):
            top, bottom = context.integers_of(following)
            if 0 < top < bottom:
                self._say_mixed(text, top, bottom)
                return self._after_operand(i + 2, i)
        pair = context.slashed(self._tokens, i)
        if pair is None:
            mixed = context.slashed(self._tokens, i + 1) if text.isdecimal() else None
            if mixed is None or not self._tokens[i + 1].spaced or not 0 < mixed[0] < mixed[1]:
                return None
            self._say_mixed(text, *mixed)
            return self._after_operand(i + 4, i)
        top, bottom = pair
        if not bottom or top % bottom == 0:
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


class Walker(Numerals, Signs):
    """Says one token list."""

    def run(self) -> list[str]:
        i = 0
        while i < len(self._tokens):
            i = self._step(i)
        return self._out

    def _step(self, i: int) -> int:
        token = self._tokens[i]
        match token.kind:
            case "newline":
                self._out.append("\n")
                self._relation = False
                return i + 1
            case "prose":
                self._out += self._inner(token.args[0] if token.args else ())
                return i + 1
            case "number" | "ordinal":
                return self._number(i)
            case "letters":
                return self._letters(i)
            case "group":
                return self._group(i)
            case "command":
                return self._command(i)
            case "table":
                self._out += self._parts.table(token)
                return i + 1
            case "sign":
                return self._sign(i)

    # Letters

    def _letters(self, i: int) -> int:
        token = self._tokens[i]
        text = token.text
        special = self._special(i)
        if special is not None:
            return special
        if context.is_function(self._tokens, i):
            return self._function(i, *sy.FUNCTIONS[text])
        if text == "mod" or context.is_remainder(self._tokens, i):
            self._out.append("mod" if text == "mod" else "remainder")
            return i + 1
        if text in ("pi", "theta", "infinity") or text in sy.GREEK:
            self._out.append(sy.GREEK.get(text, text))
            return self._after_operand(i + 1, i)
        if text in sy.NUMBER_SETS.values() and self._is(i + 1, "^"):
            return self._number_set(i)
        if text in sy.NAMES:
            self._out.append(sy.NAMES[text])
            return self._after_operand(i + 1, i)
        if text in UNITS and not token.tex and (after := self._read(i, read_amount)) is not None:
            return after
        self._out += tw.letter_words(self._tokens, i)
        if context.is_prose_word(token):
            self._relation = False
            self._asks = self._asks or text.lower() in ("is", "are")
        return self._after_operand(i + 1, i)

    def _special(self, i: int) -> int | None:
        """Letters that stand for something else: a month, or a sign typed as letters."""
        text = self._tokens[i].text
        if (end := self._read(i, read_date, read_dollars)) is not None:
            return end
        after = self._at(i + 1)
        tight = text == "Σ" and after is not None and not after.spaced and not self._tokens[i].tex
        if text in sy.CAPITAL_BIG and (self._is(i + 1, "_", "^") or (tight and context.is_operand_start(after))):
            return self._big(i, sy.CAPITAL_BIG[text])
        if text == "lim" and (limit := self._plain_limit(i)) is not None:
            return limit
        if text == "nCr":
            self._out += ["n", "choose", "r"]
            return i + 1
        if text == "x" and context.is_times(self._tokens, i):
            self._out.append("by" if context.is_size(self._tokens, i) else "times")
            return i + 1
        return None

    def _plain_limit(self, i: int) -> int | None:
        """lim x->0 and lim(x->0), typed without TeX."""
        if self._is(i + 1, "(") and i + 1 in self._closing:
            close = self._closing[i + 1]
            low = self._tokens[i + 2 : close]
            if not any(is_sign(t, "->", "→") for t in low):
                return None
            self._out += ["the limit", *self._parts.bounds("lim", low, None), "of"]
            return close + 1
        variable, arrow, target = (self._at(i + k) for k in (1, 2, 3))
        if not context.is_variable(variable) or not is_sign(arrow, "->", "→") or target is None:
            return None
        stop = i + 5 if is_sign(target, "-", "−", "+") else i + 4
        self._out += ["the limit", "as", *self._inner(self._tokens[i + 1 : i + 2]), "approaches"]
        self._out += self._inner(self._tokens[i + 3 : stop])
        after = self._at(stop)
        if after is not None and after.text != "of" and after.kind != "newline":
            self._out.append("of")
        return stop

    # Functions

    def _function(self, i: int, words: str, needs_of: bool) -> int:
        """A named function with its power, base and argument."""
        at, power, base = i + 1, "", list[str]()
        while self._is(at, "^", "_"):
            script, after = self._script(at)
            if self._is(at, "_"):
                base = ["base", *self._inner(script)]
            elif tw.short_power(script, None) == "to the power of minus one":
                words = f"inverse {words}"
            else:
                power = " ".join(self._power(script, i))
            at = after
        if not base and context.is_joined_base(self._tokens, at):  # log10(100)
            base, at = ["base", tw.number_words(self._tokens[at].text)], at + 1
        self._out += [words, *([power] if power else []), *base]
        if self._is(at, "(", "{") and at in self._closing:
            return self._argument(at)
        following = self._at(at)
        if following is not None and (needs_of or base) and following.kind != "newline":
            self._out.append("of")
        return at

    # Commands

    def _command(self, i: int) -> int:
        token = self._tokens[i]
        name, args = token.text, token.args
        if name in sy.BIG and (name not in sy.FUNCTIONS or self._is(i + 1, "_")):
            return self._big(i, name)
        if name in sy.FUNCTIONS and not args:
            if name in ("Re", "Im") and not self._is(i + 1, "("):
                self._out.append(sy.WORD_COMMANDS[name])
                return i + 1
            return self._function(i, *sy.FUNCTIONS[name])
        if name == "operatorname":
            return self._operator_name(i, args[0] if args else ())
        if name == "not":
            return i + 1
        self._out += self._root_factor(i) if name == "sqrt" else []
        self._out += self._parts.command(name, args)
        return self._after_operand(i + 1, i)

    def _operator_name(self, i: int, name: Tokens) -> int:
        text = "".join(t.text for t in name)
        if text in sy.FUNCTIONS:
            return self._function(i, *sy.FUNCTIONS[text])
        self._out += tw.spelled(text)
        if self._is(i + 1, "(") and i + 1 in self._closing:
            return self._argument(i + 1)
        return self._after_operand(i + 1, i)


def say(tokens: Tokens, depth: int = 0) -> list[str]:
    """The pieces for a token list."""
    return Walker(tokens, depth, say).run()
