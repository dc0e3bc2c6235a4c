"""One expression -> its tree, by a Pratt parser over the tokens of `lexer`."""

from __future__ import annotations

from fractions import Fraction

from model.checking.limits import MAX_DEPTH, NotCheckable, Reason
from model.checking.tokens import HARMLESS_AFTER, HARMLESS_BEFORE, MEANINGFUL, Token, changes_meaning
from model.checking.tree import Binary, Name, Negative, Node, Number, Percent, Quantity, Ratio, Remainder, Root, Side
from model.checking.unit_table import LENGTH, SQUARE_WORDS, UNITS, Unit, product
from model.checking.value import PI
from model.numbers import number_words as nw

NOT_UNKNOWNS = frozenset("aAIeEiOo")
_BINDING = {"+": 10, "-": 10, "*": 20, "/": 20, "÷": 20, "^": 30}
_SIGN = 25
_STARTS = frozenset(("number", "open", "frac", "root", "money"))


class ExpressionParser:
    """One side of a relation."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._nouns: list[str] = []
        self._noun_end = -1  # the index past the last noun
        self._names = {
            token.text
            for i, token in enumerate(tokens)
            if token.kind == "word" and len(token.text) == 1 and (i == 0 or tokens[i - 1].kind in ("op", "open"))
            and not (i and tokens[i - 1].text == "/")
        }  # fmt: skip

    def side(self, first: bool, last: bool) -> Side:
        """The whole side; prose without meaning for the numbers may stand before the first and after the last."""
        if first:
            self._skip_prose()
        node = self._expression(0)
        rest = self._tokens[self._at :]
        if rest and not last:
            raise NotCheckable(Reason.NOT_PARSED, rest[0].start)
        for token in rest:
            letter = len(token.text) == 1 and token.text not in "aI"
            if token.kind != "word" or letter or changes_meaning(token, HARMLESS_AFTER):
                raise NotCheckable(Reason.WORDS if token.kind == "word" else Reason.NOT_PARSED, token.start)
        return Side(node, node.start, node.end, frozenset(noun.lower().removesuffix("s") for noun in self._nouns))

    def _skip_prose(self) -> None:
        while (token := self._peek()) and token.kind == "word":
            following = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
            article = token.text in "aAI" and following is not None and following.kind == "word"
            if token.text == PI or (len(token.text) == 1 and not article):
                return
            if changes_meaning(token, HARMLESS_BEFORE):
                raise NotCheckable(Reason.WORDS, token.start)
            self._at += 1

    def _peek(self, ahead: int = 0) -> Token | None:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise NotCheckable(Reason.NOT_PARSED, self._tokens[-1].end if self._tokens else 0)
        self._at += 1
        return token

    def _expression(self, binding: int) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise NotCheckable(Reason.TOO_DEEP, self._tokens[min(self._at, len(self._tokens) - 1)].start)
        left = self._prefix()
        while (token := self._peek()) is not None:
            joined = self._infix(left, token, binding)
            if joined is None:
                break
            left = joined
        self._depth -= 1
        return left

    # Prefixes

    def _prefix(self) -> Node:
        token = self._next()
        if token.kind == "number":
            return self._number(token)
        if token.kind == "op" and (token.text == "-" or (token.text == "+" and self._at == 1)):
            arg = self._expression(_SIGN)
            return Negative(arg, token.start, arg.end) if token.text == "-" else arg
        if token.kind == "open":
            return self._bracket(token)
        if token.kind == "money":
            return self._money(token)
        if token.kind == "frac":
            above, below = self._argument(), self._argument()
            return Binary("/", above, below, token.start, below.end, grouped=True)
        if token.kind == "root":
            return self._root(token)
        if token.kind == "word":
            return self._name(token)
        raise NotCheckable(Reason.NOT_PARSED, token.start)

    def _number(self, token: Token) -> Number:
        assert token.number is not None
        if len(token.text) > 1 and token.text[0] == "0" and token.text[1] != ".":
            after = self._peek()
            if after is None or after.kind != "colon":
                raise NotCheckable(Reason.LEADING_ZERO, token.start)
        places = len(token.text.partition(".")[2])
        number = Number(token.number, places, token.start, token.end)
        if places == 0 and token.number.denominator == 1:
            self._mixed(number)
        return number

    def _mixed(self, number: Number) -> None:
        """Takes "1/4" after "1 ", "½" after "1", and \\frac14 after "1" into the number."""
        one, two, three = self._peek(), self._peek(1), self._peek(2)
        if one is not None and one.kind == "frac":
            self._mixed_latex(number)
        elif one is not None and one.number is not None and one.text in nw.VULGAR:
            self._add_part(number, Fraction(one.number.numerator), Fraction(one.number.denominator), one.end)
            self._at += 1
        elif one is not None and two is not None and three is not None and two.text == "/":
            if one.number is None or three.number is None or one.tight or not two.tight or not three.tight:
                return
            if one.number.denominator == three.number.denominator == 1 and 0 < one.number < three.number:
                self._add_part(number, one.number, three.number, three.end)
                self._at += 3

    def _mixed_latex(self, number: Number) -> None:
        fraction = self._prefix()
        if isinstance(fraction, Binary) and isinstance(fraction.left, Number) and isinstance(fraction.right, Number):
            above, below = fraction.left.value, fraction.right.value
            if above.denominator == below.denominator == 1 and 0 < above < below:
                self._add_part(number, above, below, fraction.end)
                return
        raise NotCheckable(Reason.AMBIGUOUS, fraction.start)

    @staticmethod
    def _add_part(number: Number, above: Fraction, below: Fraction, end: int) -> None:
        number.parts = (number.value, above, below)
        number.value, number.end = number.value + above / below, end

    def _bracket(self, token: Token) -> Node:
        node = self._expression(0)
        close = self._next()
        if close.text != {"(": ")", "[": "]", "{": "}"}[token.text]:
            raise NotCheckable(Reason.NOT_PARSED, close.start)
        if isinstance(node, Binary):
            node.grouped = True
        elif isinstance(node, Number):
            return Number(node.value, node.places, token.start, close.end, node.parts)
        return node

    def _money(self, token: Token) -> Node:
        first = self._next()
        number = self._next() if first.text == "-" else first
        if number.kind != "number":
            raise NotCheckable(Reason.NOT_PARSED, number.start)
        amount: Node = self._number(number)
        if number is not first:
            amount = Negative(amount, first.start, amount.end)
        return Quantity(amount, UNITS[token.text], token.start, amount.end)

    def _argument(self) -> Node:
        """What \\frac takes: braces, or one digit."""
        token = self._next()
        if token.kind == "open":
            return self._bracket(token)
        if token.kind == "number" and token.number is not None and token.text.isdigit():
            if len(token.text) > 1:
                first = token._replace(text=token.text[0], end=token.start + 1, number=Fraction(int(token.text[0])))
                rest = token.text[1:]
                self._at -= 1
                left = token._replace(text=rest, start=token.start + 1, tight=True, number=Fraction(int(rest)))
                self._tokens[self._at] = left
                token = first
            return Number(Fraction(int(token.text)), 0, token.start, token.end)
        raise NotCheckable(Reason.NOT_PARSED, token.start)

    def _root(self, token: Token) -> Node:
        degree = int(token.text)
        opening = self._peek()
        if opening is not None and opening.text == "[":
            index, close = self._peek(1), self._peek(2)
            if index is None or close is None or not index.text.isdigit() or close.text != "]":
                raise NotCheckable(Reason.NOT_PARSED, opening.start)
            degree = min(int(index.text), 10**6)
            self._at += 3
        arg = self._bracket(self._next()) if (t := self._peek()) and t.kind == "open" else self._expression(_SIGN + 10)
        return Root(degree, arg, token.start, arg.end)

    def _name(self, token: Token) -> Node:
        if len(token.text) > 1 or token.text in NOT_UNKNOWNS:
            raise NotCheckable(Reason.WORDS if token.text.lower() in MEANINGFUL else Reason.NOT_PARSED, token.start)
        return Name(token.text, token.start, token.end)

    # What follows an operand

    def _infix(self, left: Node, token: Token, binding: int) -> Node | None:
        """The left side joined with what stands at `token`; None where the expression ends."""
        if token.kind == "op":
            return self._operator(left, token, binding)
        if token.kind == "power":
            self._at += 1
            exponent = Number(Fraction(int(token.text)), 0, token.start, token.end)
            return Binary("^", left, exponent, left.start, token.end)
        if token.kind == "percent":
            self._at += 1
            return Percent(left, left.start, token.end)
        if token.kind in ("degree", "money"):
            self._at += 1
            return Quantity(left, UNITS[token.text], left.start, token.end)
        if token.kind == "word":
            return self._word(left, token, binding)
        if token.kind == "colon":
            return self._ratio(left)
        if token.kind in _STARTS:
            if self._at == self._noun_end:
                raise NotCheckable(Reason.NOT_PARSED, token.start)
            return self._juxtaposed(left, token, binding)
        return None

    def _operator(self, left: Node, token: Token, binding: int) -> Node | None:
        strength = _BINDING[token.text]
        if strength <= binding:
            return None
        self._at += 1
        if token.text in "/÷" and self._fraction_ahead() and not token.tight:
            right: Node = self._fraction(left, token)
        else:
            right = self._expression(strength - 1 if token.text == "^" else strength)
        node = Binary("/" if token.text == "÷" else token.text, left, right, left.start, right.end)
        if token.text == "/" and token.tight and isinstance(left, Number):
            if isinstance(right, Quantity) and isinstance(right.arg, Number):  # "3/4 h" is three quarters of an hour
                node.right, node.end = right.arg, right.arg.end
                return Quantity(node, right.unit, node.start, right.end)
            if isinstance(right, Percent):
                raise NotCheckable(Reason.AMBIGUOUS, token.start)
        return node

    def _fraction_ahead(self) -> bool:
        """True if a fraction follows that is written without spaces ("1/2")."""
        one, two, three = self._peek(), self._peek(1), self._peek(2)
        if one is None or two is None or three is None or two.text != "/" or not (two.tight and three.tight):
            return False
        return one.kind == three.kind == "number"

    def _fraction(self, left: Node, token: Token) -> Node:
        """The fraction that is divided by, as in "3/4 ÷ 1/2"; "12 / 3/2" could mean two things."""
        beside = isinstance(left, Binary) and left.op == "/" and left.left.end + 1 == left.right.start
        if token.text == "/" and not beside:
            raise NotCheckable(Reason.AMBIGUOUS, token.start)
        above = self._number(self._next())
        self._at += 1
        below = self._number(self._next())
        return Binary("/", above, below, above.start, below.end, grouped=True)

    def _juxtaposed(self, left: Node, token: Token, binding: int) -> Node | None:
        """A product without a sign: 2(3 + 4), 2√3, 2x; or "3 m 20 cm"."""
        if isinstance(left, Quantity) and token.kind == "number":
            return self._compound(left, token)
        if token.kind in ("number", "money"):
            raise NotCheckable(Reason.NOT_PARSED, token.start)
        if binding >= _BINDING["*"]:
            return None
        if (isinstance(left, Binary) and left.op == "/" and not left.grouped) or isinstance(
            left, Percent | Remainder | Quantity
        ):
            raise NotCheckable(Reason.AMBIGUOUS, token.start)
        right = self._expression(_BINDING["*"])
        return Binary("*", left, right, left.start, right.end)

    def _compound(self, left: Quantity, token: Token) -> Node:
        self._at += 1
        number = self._number(token)
        unit = self._peek()
        smaller = UNITS.get(unit.text) if unit is not None and unit.kind in ("word", "money") else None
        if smaller is None or smaller.dimension != left.unit.dimension or smaller.scale >= left.unit.scale:
            raise NotCheckable(Reason.NOT_PARSED, token.start)
        self._at += 1
        assert unit is not None
        part = Quantity(number, smaller, number.start, unit.end)
        return Binary("+", left, part, left.start, part.end, grouped=True)

    def _word(self, left: Node, token: Token, binding: int) -> Node | None:
        text = token.text
        if self._at == self._noun_end:
            return self._noun(left, token)
        if text == "r":
            return self._remainder(left, token)
        if text == "of":
            return self._share(left)
        if text in ("squared", "cubed") and not ((after := self._peek(1)) and after.text in UNITS):
            self._at += 1
            if isinstance(left, Quantity) and left.unit.dimension == LENGTH:  # "24 cm squared"
                return Quantity(left.arg, left.unit.raised(SQUARE_WORDS[text]), left.start, token.end)
            exponent = Number(Fraction(SQUARE_WORDS[text]), 0, token.start, token.end)
            return Binary("^", left, exponent, left.start, token.end)
        if text in ("am", "pm") and isinstance(left, Ratio):
            self._at += 1
            left.afternoon, left.end = text == "pm", token.end
            return left
        if text == "and" and isinstance(left, Quantity) and (after := self._peek(1)) and after.kind == "number":
            self._at += 1
            return self._compound(left, after)
        if len(text) == 1 and (text in self._names or text not in UNITS) and text not in NOT_UNKNOWNS:
            return self._juxtaposed(left, token, binding)
        unit = self._unit(text)
        if unit is not None:
            return Quantity(left, unit[0], left.start, unit[1])
        return self._noun(left, token)

    def _share(self, left: Node) -> Node | None:
        """ "15% of 60", "3/4 of 60"."""
        share = isinstance(left, Percent) or (isinstance(left, Binary) and left.op == "/")
        if not share and not (isinstance(left, Number) and left.value.denominator > 1):
            return None
        self._at += 1
        right = self._expression(_BINDING["*"])
        return Binary("*", left, right, left.start, right.end)

    def _remainder(self, left: Node, token: Token) -> Node:
        self._at += 1
        number = self._next()
        if not isinstance(left, Number) or number.kind != "number":
            raise NotCheckable(Reason.NOT_PARSED, token.start)
        rest = self._number(number)
        return Remainder(left, rest, left.start, rest.end)

    def _ratio(self, left: Node) -> Node:
        parts = [left]
        texts = [self._tokens[self._at - 1].text]
        while (token := self._peek()) is not None and token.kind == "colon":
            self._at += 1
            number = self._next()
            if number.kind != "number" or number.number is None:
                raise NotCheckable(Reason.NOT_PARSED, token.start)
            texts.append(number.text)
            parts.append(Number(number.number, len(number.text.partition(".")[2]), number.start, number.end))
        numbers = tuple(part for part in parts if isinstance(part, Number))
        if len(numbers) < len(parts):
            raise NotCheckable(Reason.NOT_PARSED, left.start)
        hour, minute = numbers[0], numbers[1]
        tight = hour.end + 1 == minute.start
        clock = len(numbers) == 2 and tight and len(texts[1]) == 2 and hour.value < 24 and minute.value < 60
        if not clock and any(len(text) > 1 and text[0] == "0" and "." not in text for text in texts):
            raise NotCheckable(Reason.LEADING_ZERO, left.start)
        return Ratio(numbers, clock, left.start, numbers[-1].end)

    # Units and nouns

    def _unit(self, text: str) -> tuple[Unit, int] | None:
        """The unit at the next token with its power its divisor, and its end; None if it is not a unit."""
        factor = SQUARE_WORDS.get(text.lower(), 0)
        following = self._peek(1)
        if factor:
            if following is None or following.text not in UNITS:
                return None
            text = following.text
        elif text == "in" and following is not None and following.kind == "word":
            return None  # "7 in total" has no inches
        unit = UNITS.get(text) or UNITS.get(text.lower())
        if unit is None:
            return None
        self._at += 2 if factor else 1
        end = self._tokens[self._at - 1].end
        if factor:
            unit = unit.raised(factor)
        elif exponent := self._exponent():
            unit, end = unit.raised(exponent[0]), exponent[1]
        slash, below = self._peek(), self._peek(1)
        if slash is not None and below is not None and below.kind == "word":
            under = UNITS.get(below.text)
            per = slash.text == "per" and unit.dimension == LENGTH  # "5 hours per day" stays a number of hours
            if under is not None and (slash.text == "/" or per):
                self._at += 2
                end, unit = below.end, Unit(product(unit.dimension, under.dimension, -1), unit.scale / under.scale)
        return unit, end

    def _exponent(self) -> tuple[int, int] | None:
        """The power after a unit ("²", "2", "^2" or "^{2}") and its end."""
        tokens = self._tokens[self._at : self._at + 4]
        texts = [token.text for token in tokens]
        digit = texts[:1]
        taken = 1 if tokens and (tokens[0].kind == "power" or (tokens[0].kind == "number" and tokens[0].tight)) else 0
        if texts[:1] == ["^"]:
            digit, taken = (texts[2:3], 4) if texts[1:2] == ["{"] and texts[3:] == ["}"] else (texts[1:2], 2)
        if not taken or digit not in (["2"], ["3"]):
            return None
        self._at += taken
        return int(digit[0]), tokens[taken - 1].end

    def _noun(self, left: Node, token: Token) -> Node | None:
        """Takes what is counted ("3 red apples"); it changes nothing in the value."""
        counted = isinstance(left, Number) or (isinstance(left, Binary) and (left.grouped or left.op == "/"))
        if not counted or len(token.text) == 1 or token.text.lower() in MEANINGFUL or len(self._nouns) >= 6:
            return None
        self._at += 1
        self._nouns.append(token.text)
        self._noun_end = self._at
        return left
