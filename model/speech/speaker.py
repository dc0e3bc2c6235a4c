"""Tokens of a formula or sentence -> the words a teacher would say.

Owns: the grammar of spoken maths. Must not know: TeX syntax (`tex`), characters (`lexer`), the final
spacing (`maths`). Thread: pure functions, any thread.

The result is a list of pieces: words, punctuation, and marks (see `Mark`). Every token is visited a
bounded number of times per level of nesting, and nesting is bounded by `tex` and `_DEEPEST`.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.speech import symbols as sy
from model.speech import token_words as tw
from model.speech import tokens_info as info
from model.speech.lexer import Token
from model.speech.marks import Mark, end
from model.speech.numbers import digits_to_words, integer_to_words, ordinal_to_words
from model.speech.quantities import read_amount, read_clock, read_money
from model.speech.structures import Structures
from model.speech.units import ALWAYS_UNITS

Tokens = Sequence[Token]

_DEEPEST = 12  # nested brackets; deeper ones are left out


def say(tokens: Tokens, depth: int = 0) -> list[str]:
    """The pieces for a token list."""
    return _Speaker(tokens, depth).run()


class _Speaker:
    def __init__(self, tokens: Tokens, depth: int) -> None:
        self._tokens = tokens
        self._depth = depth
        self._closing = info.matching_brackets(tokens) if depth < _DEEPEST else {}
        self._parts = Structures(self._inner)
        self._out: list[str] = []
        self._asks = False  # "is" was said, as in "Is 7 > 5?"
        self._relation = False  # an inequality was said since the last break

    def run(self) -> list[str]:
        i = 0
        while i < len(self._tokens):
            i = self._step(i)
        return self._out

    # -- helpers --------------------------------------------------------------------------------------

    def _at(self, i: int) -> Token | None:
        return self._tokens[i] if 0 <= i < len(self._tokens) else None

    def _is(self, i: int, *signs: str) -> bool:
        return info.is_sign(self._at(i), *signs)

    def _inner(self, tokens: Tokens) -> list[str]:
        return say(tokens, self._depth + 1)

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

    # -- numbers --------------------------------------------------------------------------------------

    def _number(self, i: int) -> int:
        token = self._tokens[i]
        if token.kind == "ordinal":
            self._out.append(ordinal_to_words(int(token.text[-30:])))
            return i + 1
        for read in (read_clock, read_amount):
            found = read(self._tokens, i)
            if found is not None:
                self._out += found[0]
                return found[1]
        if info.is_ordinal_power(self._tokens, i):
            self._out.append(ordinal_to_words(int(token.text[-30:])))
            return i + 3
        recurring = self._recurring(i)
        if recurring is not None:
            return recurring
        fraction = self._numeric_fraction(i)
        if fraction is not None:
            return fraction
        if (
            self._is(i + 1, ":")
            and info.is_kind(self._at(i + 2), "number")
            and not self._tokens[i + 2].spaced
        ):
            self._out += [tw.number_words(token.text), "to"]
            return i + 2
        self._out.append(tw.number_words(token.text))
        return self._after_operand(i + 1, i)

    def _recurring(self, i: int) -> int | None:
        r"""0.\overline{3} and 0.1\dot{6}: the digits under the bar."""
        text, at = self._tokens[i].text, i + 1
        if "." not in text:
            if not self._is(at, "."):
                return None
            text, at = text + ".", at + 1
        bar = self._at(at)
        if bar is None or not info.is_command(bar, "overline", "bar", "dot") or not bar.args:
            return None
        digits = [digits_to_words(c) for t in bar.args[0] for c in t.text if c.isdigit()]
        if not digits:
            return None
        whole, _, decimals = text.partition(".")
        self._out += [integer_to_words(whole), "point", digits_to_words(decimals), *digits, "recurring"]
        return at + 1

    def _numeric_fraction(self, i: int) -> int | None:
        """3/4, 3 1/2 and 3½; division where the slash is spaced or the result would be whole."""
        text = self._tokens[i].text
        following = self._at(i + 1)
        if text.isdigit() and info.is_number_command(following):
            assert following is not None
            top, bottom = info.integers_of(following)
            if 0 < top < bottom:
                self._say_mixed(text, top, bottom)
                return self._after_operand(i + 2, i)
        pair = info.slashed(self._tokens, i)
        if pair is None:
            mixed = info.slashed(self._tokens, i + 1) if text.isdigit() else None
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

    # -- letters --------------------------------------------------------------------------------------

    def _letters(self, i: int) -> int:
        token = self._tokens[i]
        text = token.text
        if info.is_function(self._tokens, i):
            return self._function(i, *sy.FUNCTIONS[text])
        if text == "mod" or info.is_remainder(self._tokens, i):
            self._out.append("mod" if text == "mod" else "remainder")
            return i + 1
        if text in ("pi", "theta", "infinity") or text in sy.GREEK:
            self._out.append(sy.GREEK.get(text, text))
            return self._after_operand(i + 1, i)
        if text in sy.NAMES:
            self._out.append(sy.NAMES[text])
            return self._after_operand(i + 1, i)
        if text in ALWAYS_UNITS and not token.tex:
            found = read_amount(self._tokens, i)
            if found is not None:
                self._out += found[0]
                return found[1]
        self._out += tw.letter_words(self._tokens, i)
        if info.is_prose_word(token):
            self._relation = False
            self._asks = self._asks or text.lower() in ("is", "are")
        return self._after_operand(i + 1, i)

    # -- what may stand after an operand --------------------------------------------------------------

    def _after_operand(self, i: int, base: int) -> int:
        """Primes, factorials, indices, powers and brackets after the operand that started at `base`."""
        while True:
            before = i
            i = self._postfix(i, base)
            if i == before:
                break
        if self._is(i, "(") and i in self._closing and info.takes_argument(self._tokens, base, i):
            return self._argument(i)
        return i

    def _postfix(self, i: int, base: int) -> int:
        token = self._at(i)
        if token is None or token.kind != "sign":
            return i
        if token.text in ("'", "’", "′", "″") and not token.spaced and info.is_variable(self._at(i - 1)):
            double = token.text == "″" or self._is(i + 1, "'", "’", "′")
            self._out.append("double prime" if double else "prime")
            return i + 2 if double and token.text != "″" else i + 1
        if token.text == "!" and info.is_factorial(self._tokens, i):
            self._out.append("factorial")
            return i + 1
        if token.text == "^" or (token.text == "**" and info.product_meaning(self._tokens, i)):
            exponent, after = self._script(i)
            self._out += self._power(exponent, base)
            return after
        if token.text == "_" and info.is_index(self._tokens, i):
            index, after = self._script(i)
            self._out += ["sub", *self._inner(index)] if index else []
            self._out += [end("")] if info.is_compound(index) else []
            return after
        return i

    def _script(self, i: int) -> tuple[Tokens, int]:
        """What stands under or over: a group, a bracket, a command or one (signed) atom after i."""
        at = i + 1
        token = self._at(at)
        if token is None:
            return (), at
        if token.kind == "group":
            return token.args[0], at + 1
        if info.is_sign(token, "(") and at in self._closing:
            return self._tokens[at + 1 : self._closing[at]], self._closing[at] + 1
        if info.is_sign(token, "-", "−", "+") and self._at(at + 1) is not None:
            after = self._tokens[at + 1]
            if not after.spaced and after.kind in ("number", "letters", "group"):
                return self._tokens[at : at + 2], at + 2
        if info.is_sign(token, "?", ".", ",", ")", "]", ";"):
            return (), at
        return self._tokens[at : at + 1], at + 1

    def _power(self, exponent: Tokens, base: int) -> list[str]:
        word = tw.short_power(exponent, self._at(base))
        if word is not None:
            return [word] if word else []
        words = ["to the power of", *self._inner(exponent)]
        if len(exponent) == 1 or info.is_simple(exponent):
            return words
        return [*words, end("power" if info.is_compound(exponent) else "")]

    # -- groups and brackets --------------------------------------------------------------------------

    def _group(self, i: int) -> int:
        inner = self._tokens[i].args[0]
        if info.is_thousands_comma(self._tokens, i):
            return i + 1
        if not self._tokens[i].tex and any(info.is_sign(t, ",") for t in inner):
            self._out += self._parts.set_of(inner)
            return i + 1
        self._out += self._inner(inner)
        return self._after_operand(i + 1, i)

    def _sign(self, i: int) -> int:
        token = self._tokens[i]
        text = token.text
        if i in self._closing:
            return self._bracket(i)
        if text in "()[]{}⟨⟩⌊⌋⌈⌉|‖":
            return i + 1
        if text in ("-", "−", "–", "--", "—", "---"):
            return self._dash(i)
        if text in sy.BIG_SIGNS:
            return self._big(i, sy.BIG_SIGNS[text])
        if text in "√∛∜":
            return self._root_sign(i)
        money = read_money(self._tokens, i)
        if money is not None:
            self._out += money[0]
            return money[1]
        if text in sy.RELATIONS:
            return self._relation_sign(i)
        if text in sy.ADDITIVE:
            self._out.append(sy.ADDITIVE[text])
            return i + 1
        if text in sy.MULTIPLICATIVE or text in ("^", "_"):
            return self._product_sign(i)
        if text in sy.NAMES:
            self._asks = self._asks or text in "∀∃"
            self._out += sy.NAMES[text].split()
            return self._after_operand(i + 1, i)
        self._out += info.punctuation(self._tokens, i)
        if text in ",.;?!:":
            self._relation = self._relation and text == ","
            self._asks = self._asks and text == ","
        return i + 1

    def _dash(self, i: int) -> int:
        """A minus, a hyphen within a word, a range or a pause."""
        match info.dash_meaning(self._tokens, i):
            case "minus":
                self._out.append("minus")
            case "hyphen":
                self._out.append(Mark.HYPHEN)
            case "to":
                self._out.append("to")
            case _:
                self._out.append(",")
        return i + 1

    def _relation_sign(self, i: int) -> int:
        text = self._tokens[i].text
        if not info.has_neighbours(self._tokens, i) and text in "<>∧∨=":
            return i + 1
        words = sy.RELATIONS[text]
        if info.is_negated(self._tokens, i):
            words = words.replace("is ", "is not ", 1) if words.startswith("is ") else "is not equal to"
        if text in sy.INEQUALITIES:
            if self._relation:
                self._out += [",", "which"]
            self._relation = True
        self._out.append(words.removeprefix("is ") if self._asks else words)
        self._asks = False
        return i + 1

    def _product_sign(self, i: int) -> int:
        text = self._tokens[i].text
        if text in ("^", "_"):  # without a base
            script, after = self._script(i)
            degrees = text == "^" and tw.short_power(script, None) == "degrees"
            self._out += ["degrees"] if degrees else self._inner(script)
            return after
        meaning = info.product_meaning(self._tokens, i)
        self._out += [meaning] if meaning else []
        return i + 1

    def _bracket(self, i: int) -> int:
        close = self._closing[i]
        inner = self._tokens[i + 1 : close]
        kind = self._tokens[i].text
        if kind in ("|", "‖", "⌊", "⌈"):
            name = {"|": "absolute value", "‖": "norm", "⌊": "floor", "⌈": "ceiling"}[kind]
            self._out += [f"the {name} of", *self._inner(inner)]
            self._out += [end(name)] if info.is_compound(inner) else []
        elif kind == "{":
            self._out += self._parts.set_of(inner)
        elif info.is_prose(inner, kind):
            self._out += [",", *self._inner(inner), ","]
            return close + 1
        else:
            self._maths_bracket(i, close, inner)
        return self._after_operand(close + 1, i)

    def _maths_bracket(self, i: int, close: int, inner: Tokens) -> None:
        parts = info.split_commas(inner)
        if len(parts) == 2 and info.is_interval(self._tokens, i, close):
            self._out += self._parts.interval(
                parts,
                left=self._tokens[i].text == "[",
                right=self._tokens[close].text == "]",
                named=i > 0 and self._tokens[i - 1].text == "interval",
            )
        elif len(parts) > 1:
            self._out += info.point_prefix(self._tokens, i)
            self._out += self._parts.listed(parts, last=None)
        elif info.is_simple(inner) and (info.is_atom(inner) or not self._is(close + 1, "^", "!")):
            self._out += ["times"] if info.multiplies(self._tokens, i) else []
            self._out += self._inner(inner)
        else:
            self._out += ["times"] if info.multiplies(self._tokens, i) else []
            self._out += ["open bracket", *self._inner(inner), "close bracket"]

    # -- functions ------------------------------------------------------------------------------------

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
        if not base and info.is_joined_base(self._tokens, at):  # log10(100)
            base, at = ["base", tw.number_words(self._tokens[at].text)], at + 1
        self._out += [words, *([power] if power else []), *base]
        if self._is(at, "(") and at in self._closing:
            return self._argument(at)
        following = self._at(at)
        if following is not None and (needs_of or base) and following.kind != "newline":
            self._out.append("of")
        return at

    def _argument(self, i: int) -> int:
        """The bracket at i as a function's argument."""
        inner = self._tokens[i + 1 : self._closing[i]]
        bar = next((k for k, t in enumerate(inner) if info.is_sign(t, "|", "∣")), None)
        if bar is not None:
            self._out += ["of", *self._inner(inner[:bar]), "given", *self._inner(inner[bar + 1 :])]
        else:
            self._out += ["of", *self._parts.listed(info.split_commas(inner), last="and")]
        if any(info.is_compound(part) for part in info.split_commas(inner)):
            self._out.append(end("bracket"))
        return self._after_operand(self._closing[i] + 1, i)

    def _root_sign(self, i: int) -> int:
        name = {"√": "the square root of", "∛": "the cube root of", "∜": "the fourth root of"}[
            self._tokens[i].text
        ]
        script, after = self._script(i)
        self._out += [name, *self._inner(script)]
        self._out += [end("root")] if info.is_compound(script) else []
        return self._after_operand(after, i)

    # -- commands -------------------------------------------------------------------------------------

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
        self._out += self._parts.command(name, args)
        return self._after_operand(i + 1, i)

    def _operator_name(self, i: int, name: Tokens) -> int:
        text = "".join(t.text for t in name)
        if text in sy.FUNCTIONS:
            return self._function(i, *sy.FUNCTIONS[text])
        self._out += tw.spelled(text)
        return self._after_operand(i + 1, i)

    def _big(self, i: int, name: str) -> int:
        """Sums, integrals, limits: their bounds, then "of"."""
        at, low, high = i + 1, None, None
        while self._is(at, "_", "^") or info.is_command(self._at(at), "limits", "nolimits"):
            if not self._is(at, "_", "^"):
                at += 1
                continue
            script, after = self._script(at)
            if self._is(at, "_"):
                low = script
            else:
                high = script
            at = after
        self._out += [sy.BIG[name], *self._parts.bounds(name, low, high)]
        if self._at(at) is not None:
            self._out.append("of")
        return at
