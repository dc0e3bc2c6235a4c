"""Signs and brackets, for `walker`: relations, products, dashes, groups, sums, integrals."""

from __future__ import annotations

from dataclasses import replace

from model.verbalizer import context
from model.verbalizer import symbols as sy
from model.verbalizer import token_words as tw
from model.verbalizer.lexer import Tokens, is_command, is_kind, is_sign
from model.verbalizer.operands import Operands
from model.verbalizer.quantities import read_money
from model.verbalizer.symbols import HYPHEN, end


class Signs(Operands):
    """Says what a sign token starts: an operator, a bracket with its content, a root, a sum."""

    def _group(self, i: int) -> int:
        inner = self._tokens[i].args[0]
        if not inner or context.is_thousands_comma(self._tokens, i):
            return i + 1
        if not self._tokens[i].tex and any(is_sign(t, ",", "|") for t in inner):
            self._out += self._set(inner)
            return i + 1
        self._out += self._inner(inner)
        return self._after_operand(i + 1, i)

    def _sign(self, i: int) -> int:
        token = self._tokens[i]
        text = token.text
        if text in "()[]{}⟨⟩⌊⌋⌈⌉|‖":
            return self._bracket_sign(i)
        if text in ("-", "−", "–", "--", "—", "---"):
            return self._dash(i)
        if text in sy.BIG_SIGNS:
            return self._big(i, sy.BIG_SIGNS[text])
        if text in "√∛∜":
            return self._root_sign(i)
        if (after := self._read(i, read_money)) is not None:
            return after
        if text in sy.RELATIONS or (text == "~" and (self._arrow(i) or self._is(i + 1, "△"))):
            return self._relation_sign(i)
        if text in sy.ADDITIVE:
            self._out.append(sy.ADDITIVE[text])
            return i + 1
        if text in sy.MULTIPLICATIVE or text in ("^", "_"):
            return self._product_sign(i)
        if text in sy.NAMES:
            self._asks = self._asks or text in "∀∃"
            modulus = text == "%" and context.is_modulus(self._tokens, i)
            self._out += ["mod"] if modulus else sy.NAMES[text].split()
            return self._after_operand(i + 1, i)
        self._out += context.punctuation(self._tokens, i)
        if text in ",.;?!:":
            self._relation = self._relation and text == ","
            self._asks = self._asks and text == ","
        return i + 1

    def _number_set(self, i: int) -> int:
        """ℝ², the plane, and ℝ⁺."""
        text, (script, after) = self._tokens[i].text, self._script(i + 1)
        half = {"+": "the positive", "-": "the negative", "−": "the negative"}.get(script[0].text if script else "")
        letter = next(name for name, sign in sy.NUMBER_SETS.items() if sign == text)
        self._out += [half, *sy.NAMES[text].split()[1:]] if half else [letter, *self._inner(script)]
        return after

    def _bracket_sign(self, i: int) -> int:
        """A bracket with its partner, or one without."""
        if i in self._closing:
            return self._bracket(i)
        if self._is(i, "|"):
            return self._lone_bar(i)
        turned = self._turned_interval(i) if self._is(i, "]") else None
        return i + 1 if turned is None else turned

    def _turned_interval(self, i: int) -> int | None:
        """]0, 1[ and ]0, 1], as open ends are written on the Continent."""
        close = next((k for k in range(i + 1, min(i + 12, len(self._tokens))) if self._is(k, "[", "]")), None)
        parts = context.split_commas(self._tokens[i + 1 : close]) if close is not None else []
        if close is None or len(parts) != 2 or not all(parts):
            return None
        self._out += self._parts.interval(parts, left=False, right=self._is(close, "]"), named=False)
        return close + 1

    def _lone_bar(self, i: int) -> int:
        """A bar without a partner: bounds of what stands before, or "divides"."""
        if self._is(i + 1, "_"):
            return self._evaluated(i + 1)
        divides = context.punctuation(self._tokens, i) if not self._depth else []
        self._out += ["a divisor of"] if divides and self._asks else divides
        return i + 1

    def _evaluated(self, i: int) -> int:
        """[x^2]_0^1 and y|_{x=2}, from the "_" at i."""
        low, after = self._script(i)
        high, after = self._script(after) if self._is(after, "^") else (None, after)
        self._out += self._parts.evaluated(low, high)
        return after

    def _dash(self, i: int) -> int:
        """A minus, a hyphen within a word, a range or a pause."""
        match context.dash_meaning(self._tokens, i):
            case "minus":
                self._out.append("minus")
            case "hyphen":
                self._out.append(HYPHEN)
            case "to":
                self._out.append("to")
            case _:
                self._out.append(",")
        return i + 1

    def _relation_sign(self, i: int) -> int:
        text = self._tokens[i].text
        if not context.has_neighbours(self._tokens, i) and text in "<>∧∨=":
            return i + 1
        words = self._arrow(i) or sy.RELATIONS["∼" if text == "~" else text]
        if context.is_negated(self._tokens, i):
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
        if text in ("→", "->") and context.is_variable(self._at(i - 1)):
            signed = is_sign(after, "-", "−") and (is_kind(beyond, "number") or is_sign(beyond, "∞"))
            if signed or is_kind(after, "number") or is_sign(after, "∞"):
                return "tends to"
        if text in "∼~" and is_kind(after, "letters") and is_sign(beyond, "("):
            return "is distributed as"
        return ""

    def _product_sign(self, i: int) -> int:
        text = self._tokens[i].text
        if text in ("^", "_"):  # without a base
            script, after = self._script(i)
            choice = self._choice(script, after)
            if choice is not None:
                return choice
            degrees = text == "^" and tw.short_power(script, None) == "degrees"
            self._out += ["degrees"] if degrees else self._inner(script)
            return after
        meaning = context.product_meaning(self._tokens, i)
        self._out += [meaning] if meaning else []
        return i + 1

    def _choice(self, top: Tokens, i: int) -> int | None:
        """^5C_2 and {}^{n}C_{r}: the script before the letter C at i, and the index after it."""
        letter = self._at(i)
        if len(top) == 1 and top[0].kind == "letters" and top[0].text[1:] in ("C", "P"):  # ^nC_r lexes as "nC"
            top, letter, i = [replace(top[0], text=top[0].text[0])], replace(top[0], text=top[0].text[1:]), i - 1
        if not self._is(i + 1, "_") or letter is None or letter.text not in ("C", "P"):
            return None
        index, after = self._script(i + 1)
        self._out += [*self._inner(top), "choose" if letter.text == "C" else "permute", *self._inner(index)]
        return after

    def _bracket(self, i: int) -> int:
        close = self._closing[i]
        inner = self._tokens[i + 1 : close]
        kind = self._tokens[i].text
        if kind in ("|", "‖", "⌊", "⌈"):
            name = {"|": "absolute value", "‖": "norm", "⌊": "floor", "⌈": "ceiling"}[kind]
            name = "magnitude" if kind == "|" and len(inner) == 1 and context.is_vector(inner[0]) else name
            self._out += [f"the {name} of", *self._inner(inner)]
            self._out += [end(name)] if context.is_compound(inner) else []
        elif kind == "{":
            self._out += self._set(inner)
        elif context.is_prose(inner, kind):
            self._out += [",", *self._inner(inner), ","]
            return close + 1
        elif any(is_sign(t, "∘") for t in inner) and close + 1 in self._closing and self._is(close + 1, "("):
            self._out += self._inner(inner)
            return self._argument(close + 1)
        elif kind == "⟨" and len(parts := context.split_commas(inner)) == 2:
            self._out += ["the inner product of", *self._parts.listed(parts, last="and")]
        elif kind == "[" and self._tokens[i].tex and self._is(close + 1, "_"):
            self._out += self._inner(inner)
            return self._evaluated(close + 1)
        else:
            self._maths_bracket(i, close, inner)
        return self._after_operand(close + 1, i)

    def _set(self, inner: Tokens) -> list[str]:
        """A set, or what is in it after the word "set"."""
        words = self._parts.set_of(inner)
        named = self._out[-1:] == ["set"] and words[0].startswith("the set ")
        return [words[0].removeprefix("the set "), *words[1:]] if named else words

    def _maths_bracket(self, i: int, close: int, inner: Tokens) -> None:
        parts = context.split_commas(inner)
        if len(parts) == 2 and context.is_interval(self._tokens, i, close):
            self._out += self._parts.interval(
                parts,
                left=self._tokens[i].text == "[",
                right=self._tokens[close].text == "]",
                named=i > 0 and self._tokens[i - 1].text == "interval",
            )
        elif len(parts) > 1:
            self._out += context.point_prefix(self._tokens, i)
            self._out += self._parts.listed(parts, last=None)
        elif context.is_simple(inner) and (context.is_atom(inner) or not self._is(close + 1, "^", "!")):
            self._out += self._times(i)
            self._out += self._inner(inner)
        else:
            self._out += self._times(i)
            self._out += ["open bracket", *self._inner(inner), "close bracket"]

    def _times(self, i: int) -> list[str]:
        """A bracket after a factor multiplies; after "the sum ... of" it does not."""
        said = bool(self._out) and self._out[-1] == "of"
        numbered = is_kind(self._at(i - 1), "number") and not self._tokens[i - 1].spaced
        said = said or (numbered and is_kind(self._at(i - 2), "letters"))  # Q3(b)
        return ["times"] if not said and context.multiplies(self._tokens, i) else []

    def _root_factor(self, i: int) -> list[str]:
        """ "times" between a factor and its root, 2√3; none after a function's name, base or bound."""
        before = self._at(i - 1)
        factor = is_kind(before, "number", "group") or is_command(before, "sqrt", *sy.FRACTIONS)
        factor = factor or (context.is_variable(before) and before.text not in sy.FUNCTIONS)
        return self._times(i) if factor and not self._is(i - 2, "_", "^") else []

    def _root_sign(self, i: int) -> int:
        name = {"√": "the square root of", "∛": "the cube root of", "∜": "the fourth root of"}[self._tokens[i].text]
        script, after = self._script(i)
        script = [replace(token, tex=True) for token in script]  # the letters of √ab are variables
        self._out += [*self._root_factor(i), name, *self._inner(script)]
        self._out += [end("root")] if context.is_compound(script) else []
        return self._after_operand(after, i)

    def _big(self, i: int, name: str) -> int:
        """Sums, integrals, limits: their bounds, then "of"."""
        at, low, high = i + 1, None, None
        while self._is(at, "_", "^") or is_command(self._at(at), "limits", "nolimits"):
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
