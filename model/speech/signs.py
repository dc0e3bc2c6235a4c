"""Signs and brackets within the grammar of `speaker`: relations, products, dashes, groups, sums, integrals.

Owns: how a sign token and what belongs to it are said. Must not know: letters, numbers. Thread: as `operands`.
"""

from __future__ import annotations

from model.speech import sign_meanings as meanings
from model.speech import symbols as sy
from model.speech import token_kinds as kinds
from model.speech import token_words as tw
from model.speech import tokens_info as info
from model.speech.marks import Mark, end
from model.speech.operands import Operands
from model.speech.quantities import read_money
from model.speech.token_kinds import Tokens


class Signs(Operands):
    """Each method says what starts at i and returns where the next token starts."""

    def _group(self, i: int) -> int:
        inner = self._tokens[i].args[0]
        if not inner or meanings.is_thousands_comma(self._tokens, i):
            return i + 1
        if not self._tokens[i].tex and any(kinds.is_sign(t, ",") for t in inner):
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
        self._out += meanings.punctuation(self._tokens, i)
        if text in ",.;?!:":
            self._relation = self._relation and text == ","
            self._asks = self._asks and text == ","
        return i + 1

    def _dash(self, i: int) -> int:
        """A minus, a hyphen within a word, a range or a pause."""
        match meanings.dash_meaning(self._tokens, i):
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
        words = self._arrow(i) or sy.RELATIONS[text]
        if meanings.is_negated(self._tokens, i):
            words = words.replace("is ", "is not ", 1) if words.startswith("is ") else "is not equal to"
        if text in sy.INEQUALITIES:
            if self._relation:
                self._out += [",", "which"]
            self._relation = True
        self._out.append(words.removeprefix("is ") if self._asks else words)
        self._asks = False
        return i + 1

    def _arrow(self, i: int) -> str:
        """ "x → 0" is a limit, "X ~ N(0, 1)" a distribution; "" for every other relation."""
        text, after, beyond = self._tokens[i].text, self._at(i + 1), self._at(i + 2)
        if text in ("→", "->") and info.is_variable(self._at(i - 1)):
            signed = kinds.is_sign(after, "-", "−") and (kinds.is_kind(beyond, "number") or kinds.is_sign(beyond, "∞"))
            if signed or kinds.is_kind(after, "number") or kinds.is_sign(after, "∞"):
                return "tends to"
        if text == "∼" and kinds.is_kind(after, "letters") and kinds.is_sign(beyond, "("):
            return "is distributed as"
        return ""

    def _product_sign(self, i: int) -> int:
        text = self._tokens[i].text
        if text in ("^", "_"):  # without a base
            script, after = self._script(i)
            choice = self._choice(script, after)
            if text == "^" and choice is not None:
                return choice
            degrees = text == "^" and tw.short_power(script, None) == "degrees"
            self._out += ["degrees"] if degrees else self._inner(script)
            return after
        meaning = meanings.product_meaning(self._tokens, i)
        self._out += [meaning] if meaning else []
        return i + 1

    def _choice(self, top: Tokens, i: int) -> int | None:
        """^5C_2 and {}^{n}C_{r}: the script before the letter C at i, and the index after it."""
        if not self._is(i + 1, "_") or self._tokens[i].text != "C":
            return None
        index, after = self._script(i + 1)
        self._out += [*self._inner(top), "choose", *self._inner(index)]
        return after

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
        elif any(kinds.is_sign(t, "∘") for t in inner) and close + 1 in self._closing and self._is(close + 1, "("):
            self._out += self._inner(inner)
            return self._argument(close + 1)
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
            self._out += self._times(i)
            self._out += self._inner(inner)
        else:
            self._out += self._times(i)
            self._out += ["open bracket", *self._inner(inner), "close bracket"]

    def _times(self, i: int) -> list[str]:
        """A bracket after a factor multiplies; after "the sum ... of" it does not."""
        said = bool(self._out) and self._out[-1] == "of"
        return ["times"] if not said and info.multiplies(self._tokens, i) else []

    def _root_sign(self, i: int) -> int:
        name = {"√": "the square root of", "∛": "the cube root of", "∜": "the fourth root of"}[self._tokens[i].text]
        script, after = self._script(i)
        self._out += [name, *self._inner(script)]
        self._out += [end("root")] if info.is_compound(script) else []
        return self._after_operand(after, i)

    def _big(self, i: int, name: str) -> int:
        """Sums, integrals, limits: their bounds, then "of"."""
        at, low, high = i + 1, None, None
        while self._is(at, "_", "^") or kinds.is_command(self._at(at), "limits", "nolimits"):
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
