"""The verdict on one chain ("12*3 = 36 = 6²"): every link, or the step from one equation to the next."""

from __future__ import annotations

from model.checking import equations
from model.checking import value as v
from model.checking.equations import Equation
from model.checking.findings import Context, State, Verdict, check_remainder, quotient_text, remainder_result
from model.checking.limits import NotCheckable, Reason
from model.checking.lines import Chain, Line
from model.checking.rounding import right_place, rounding_of
from model.checking.tree import Name, Ratio, Remainder, Side
from model.checking.tree_value import evaluate, has_percent, is_literal, literals, whole_division
from model.checking.unit_table import scales_of
from model.checking.value import Value


class ChainCheck:
    """Link after link of one chain."""

    def __init__(self, chain: Chain, line: Line, context: Context) -> None:
        self._chain = chain
        self._line = line
        self._context = context
        self._decimals = any(number.places for side in chain.sides for number in literals(side.node))
        self._values: list[Value | None] = [
            None if isinstance(side.node, Remainder) else evaluate(side.node) for side in chain.sides
        ]

    def verdict(self) -> Verdict:
        sides, relations = self._chain.sides, self._chain.relations
        names = [value.unknown for value in self._values if value is not None and value.unknown]
        if names and not self._chain.bare:
            return self._equation()
        stop: Verdict | None = None
        if self._chain.bare:
            stop = self._from_previous(relations[0])
            if stop is not None and stop.wrong:
                return stop
        elif self._chain.label and len(sides) == 1:
            stop = self._named_result()
        for i, relation in enumerate(relations[len(relations) - len(sides) + 1 :]):
            found = self._link(sides[i], self._values[i], relation, sides[i + 1], self._values[i + 1])
            if found is not None and (found.wrong or stop is None):
                stop = found
                if found.wrong:
                    return stop
        return stop or self._right()

    def _right(self) -> Verdict:
        division = next(filter(None, (whole_division(side.node) for side in self._chain.sides)), None)
        if division is None and self._chain.bare:
            division = self._context.division
        return Verdict(State.RIGHT, value=self._values[-1], division=division)

    def _from_previous(self, relation: str) -> Verdict | None:
        """The link of a line "= 44" with the line before it."""
        side, value, context = self._chain.sides[0], self._values[0], self._context
        if isinstance(side.node, Remainder):
            if context.division is None:
                return Verdict(State.UNCHECKED, Reason.REMAINDER, start=side.start, end=side.end)
            return check_remainder(side.node, context.division)
        if context.previous is None:
            return Verdict(State.UNCHECKED, Reason.NO_RESULT_BEFORE, value=self._values[-1])
        before = Side(Name("", 0, 0), 0, 0)
        found = self._link(before, context.previous, relation, side, value)
        if found is not None and found.wrong and context.division and context.division[0] % context.division[1]:
            return Verdict(State.WRONG, found.reason, quotient_text(*context.division), found.start, found.end)
        return found

    def _named_result(self) -> Verdict | None:
        """ "Total = 44": right if that is what the line before came to."""
        value, previous = self._values[0], self._context.previous
        node = self._chain.sides[0].node
        if isinstance(node, Remainder):
            found = remainder_result(node, self._context)
            return None if found.right else found
        known = value is not None and previous is not None and is_literal(node) and self._line.numbers_in == 1
        if known and value is not None and previous is not None and value.agrees(previous):
            return None
        reason = Reason.NO_RESULT_BEFORE if is_literal(node) else Reason.PLAN_OPEN
        return Verdict(State.UNCHECKED, reason, value=value)

    # One link

    def _link(
        self, left: Side, left_value: Value | None, relation: str, right: Side, right_value: Value | None
    ) -> Verdict | None:
        """None if the link is right."""
        if left_value is None or right_value is None:
            return self._remainders(left, right, relation)
        try:
            if relation == "=":
                return self._equal(left, left_value, right, right_value)
            if relation == "≈":
                return self._about(left_value, right, right_value)
            return self._ordered(left_value, relation, right, right_value)
        except NotCheckable as stop:
            return Verdict(State.UNCHECKED, stop.reason, "", right.start, right.end, right_value)

    def _remainders(self, left: Side, right: Side, relation: str) -> Verdict | None:
        if relation != "=":
            return Verdict(State.UNCHECKED, Reason.REMAINDER, start=right.start, end=right.end)
        if isinstance(left.node, Remainder) and isinstance(right.node, Remainder):
            a, b = left.node, right.node
            same = (a.quotient.value, a.rest.value) == (b.quotient.value, b.rest.value)
            return None if same else self._wrong(right, f"{a.quotient.value} r {a.rest.value}")
        one, other = (left, right) if isinstance(right.node, Remainder) else (right, left)
        division = whole_division(one.node)
        if division is None or not isinstance(other.node, Remainder):
            return Verdict(State.UNCHECKED, Reason.REMAINDER, start=right.start, end=right.end)
        return check_remainder(other.node, division)

    def _equal(self, left: Side, a: Value, right: Side, b: Value) -> Verdict | None:
        if isinstance(left.node, Ratio) or isinstance(right.node, Ratio):
            done, verdict = self._ratios(left, a, right, b)
            if done:
                return verdict
        if a.clock != b.clock and a.number != b.number:
            raise NotCheckable(Reason.UNITS)
        both_literal = is_literal(left.node) and is_literal(right.node)
        if a.agrees(b):
            if both_literal and (self._line.numbers_in > 1 or not _same_nouns(left, right)):
                raise NotCheckable(Reason.WORDS)
            return None
        if a.dimension != b.dimension and (not self._numbers_only(a, b) or (a.dimension and is_literal(left.node))):
            raise NotCheckable(Reason.UNITS)  # also "3m = 220 - 10", where m is a number
        self._stop_if_doubtful(left, a, right, b, both_literal)
        if rounding_of(a, b, right.node, self._line.place):
            if self._line.place is not None:
                return None
            raise NotCheckable(Reason.ROUNDED)
        return self._wrong(right, self._expected(left, a, b))

    def _numbers_only(self, a: Value, b: Value) -> bool:
        """One side without a unit, so that the numbers can be compared; not where the unit may be another one."""
        if (a.dimension and b.dimension) or a.percent or b.percent:
            return False
        plain, other = (b, a) if a.dimension else (a, b)
        return not any(plain.number * scale == other.number for scale in scales_of(other.dimension))

    def _stop_if_doubtful(self, left: Side, a: Value, right: Side, b: Value, both_literal: bool) -> None:
        """Raises NotCheckable where the sides differ, but the line may mean something else."""
        if has_percent(left.node) or has_percent(right.node):
            one, other = a.number / a.scale, b.number / b.scale
            if one == 100 * other or other == 100 * one:
                raise NotCheckable(Reason.UNITS)
        if not _same_nouns(left, right):
            raise NotCheckable(Reason.WORDS)
        around = self._line.prose or self._line.numbers_in > 1
        division = whole_division(left.node)
        plain = is_literal(left.node) and (division is None or division[0] < division[1])
        if plain and around and not (both_literal and a.dimension and b.dimension):
            raise NotCheckable(Reason.WORDS)
        if (
            a.dimension
            and a.dimension == b.dimension
            and a.scale != b.scale
            and a.number * b.scale == b.number * a.scale
        ):
            raise NotCheckable(Reason.UNITS)  # "2.5 hours * 60 = 150 minutes"
        if division and division[0] // division[1] == b.number and around:
            raise NotCheckable(Reason.REMAINDER)

    def _ratios(self, left: Side, a: Value, right: Side, b: Value) -> tuple[bool, Verdict | None]:
        """Ratios and times of day; whether they are decided here, and the verdict."""
        one, other = left.node, right.node
        if isinstance(one, Ratio) and isinstance(other, Ratio):
            if len(one.parts) != len(other.parts):
                raise NotCheckable(Reason.UNITS)
            first, second = one.parts[0].value, other.parts[0].value
            pairs = zip(one.parts, other.parts, strict=True)
            if first and second and all(x.value * second == y.value * first for x, y in pairs):
                return True, None
            return a.clock and b.clock and a.number == b.number, None
        ratio, plain = (one, b) if isinstance(one, Ratio) else (other, a)
        if not isinstance(ratio, Ratio) or not plain.is_number:
            return False, None
        if len(ratio.parts) == 2 and ratio.parts[0].value == plain.number * ratio.parts[1].value:
            return True, None
        if ratio.clock:
            raise NotCheckable(Reason.AMBIGUOUS)
        return False, None

    def _about(self, a: Value, right: Side, b: Value) -> Verdict | None:
        if a.equals(b):
            return None
        if a.dimension != b.dimension:
            if (a.dimension and b.dimension) or a.clock or b.clock:
                raise NotCheckable(Reason.UNITS)
            a, b = v.scaled(a, 1 / a.scale), v.of(b.number / b.scale)  # one of the two leaves its unit out
            a.dimension, a.scale = b.dimension, b.scale
        step = right_place(a, b, right.node, self._line.place)
        nearest = v.rounded(a, step)
        if nearest == b.number:
            return None
        if v.PI in dict(a.symbols) and abs(nearest - b.number) * 1000 < abs(nearest):
            raise NotCheckable(Reason.ROUNDED)  # pi taken as 3.14 or 22/7
        text = v.show(Value(nearest, (), b.dimension, b.scale, b.percent), decimals=True)
        return self._wrong(right, text, Reason.BAD_ROUNDING)

    def _ordered(self, a: Value, relation: str, right: Side, b: Value) -> Verdict | None:
        if a.dimension != b.dimension or a.unknown or b.unknown:
            raise NotCheckable(Reason.UNITS if a.dimension != b.dimension else Reason.NOT_LINEAR)
        difference, error = v.approximate(v.add(a, b, -1) if a.percent == b.percent else Value(a.number - b.number))
        if difference and abs(difference) <= error:
            raise NotCheckable(Reason.TOO_LARGE)
        holds = {
            "<": difference < 0,
            ">": difference > 0,
            "≤": difference <= 0,
            "≥": difference >= 0,
            "≠": difference != 0,
        }[relation]
        return None if holds else self._wrong(right, "", Reason.NOT_TRUE)

    def _expected(self, left: Side, a: Value, b: Value) -> str:
        division = whole_division(left.node)
        if division and not self._decimals and division[0] % division[1]:
            return quotient_text(*division)
        if a.dimension == b.dimension and not a.clock:
            return v.show(Value(a.number, a.symbols, a.dimension, b.scale, b.percent), self._decimals)
        return v.show(a, self._decimals)

    def _wrong(self, right: Side, expected: str, reason: Reason = Reason.NOT_EQUAL) -> Verdict:
        return Verdict(State.WRONG, reason, expected, right.start, right.end, self._values[-1])

    # Equations

    def _equation(self) -> Verdict:
        """A chain with an unknown: identical forms ("x + 2x = 3x"), then perhaps equal numbers ("= 8/2 = 4")."""
        sides, values = self._chain.sides, self._values
        known = [value for value in values if value is not None]
        if set(self._chain.relations) != {"="} or len(known) < len(values) or len(sides) < 2:
            raise NotCheckable(Reason.NOT_LINEAR, sides[0].start)
        forms = [value for value in known if value.unknown]
        last = max(i for i, value in enumerate(known) if value.unknown)
        if len(sides) > 2 and (last >= len(forms) or any(not form.equals(forms[0]) for form in forms)):
            raise NotCheckable(Reason.NOT_LINEAR, sides[0].start)
        for i in range(last + 1, len(sides) - 1):
            found = self._link(sides[i], known[i], "=", sides[i + 1], known[i + 1])
            if found is not None:
                return found
        if last == len(sides) - 1 and len(sides) > 2:
            return Verdict(State.RIGHT, value=known[-1])
        named = isinstance(sides[0].node, Name) and last == 0 and len(sides) > 2
        if named and self._context.equation is None:
            return Verdict(State.RIGHT, value=known[-1])  # "A = 5*3 = 15": a name for a result
        at = last if len(sides) > 2 else 0
        return self._step(Equation(known[at], known[at + 1]), sides[at + 1])

    def _step(self, stated: Equation, right: Side) -> Verdict:
        """An identity ("2(x+3) = 2x+6"), or a step from the equation before."""
        before, after = self._context.equation, equations.solution(stated)
        value = stated.right if not stated.right.symbols else None
        known = equations.solution(before) if before is not None else None
        if after is True and known is not True:
            return Verdict(State.RIGHT, value=stated.right)
        if before is None or before.unknown != stated.unknown:
            return Verdict(State.UNCHECKED, Reason.NO_EQUATION_BEFORE, value=value, equation=stated)
        if known == after and isinstance(known, bool) == isinstance(after, bool):
            if equations.rule_between(before, stated) is not None:
                return Verdict(State.RIGHT, value=value, equation=stated)
            return Verdict(State.UNCHECKED, Reason.NO_RULE, "", right.start, right.end, value, stated)
        wanted = equations.expected_right(before, stated)
        text = v.show(wanted, self._decimals) if wanted is not None else ""
        return Verdict(State.WRONG, Reason.SOLUTION_CHANGED, text, right.start, right.end)


def _same_nouns(left: Side, right: Side) -> bool:
    """True if what is counted on the right is counted on the left, too."""
    return not left.nouns or not right.nouns or bool(left.nouns & right.nouns)
