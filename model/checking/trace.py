"""The verdicts on a whole working, line by line, and on its result: right only if all that it rests on is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from model.checking.columns import Operation, check_columns, column_head
from model.checking.equations import Equation
from model.checking.findings import Context, State, Verdict
from model.checking.grounding import MAX_QUESTION, Grounding, Rational, digit_parts, numbers_of, plain
from model.checking.limits import NotCheckable, Reason
from model.checking.lines import Line, parse_line
from model.checking.tree import Binary, Node, Number
from model.checking.tree_value import evaluate, is_literal, literals
from model.checking.value import Value, negative, of, show_number
from model.checking.verdict import examine
from model.checking.written_working import NAMES_RULE, Before, WorkingOf, WrittenWorking, begun, no_working
from model.numbers import words_to_numbers

_PLAN = re.compile(r"\s*([1-9][0-9]{0,11})\s*[*×x·]\s*([1-9][0-9]{0,11})\s*")
_BEFORE_EQUATION = re.compile(r"\b(?:if|when|where|that|equation|solve|for [a-z]\b)|[,:?]", re.IGNORECASE)
_LEADING_ZERO = re.compile(r"(?<![\d.])0\d")
_COMPARED = re.compile(r"\s*([0-9.]+)\s*[<>]\s*([0-9.]+)\s*")
_LESS = re.compile(r"\s*([0-9]{1,12})\s*<\s*([0-9]{1,12})\s*")


@dataclass(frozen=True, slots=True)
class TraceReport:
    """verdicts: one a line. final: on the result. result: the line that gives it, by index, -1 if there is none."""

    verdicts: tuple[Verdict, ...]
    final: Verdict
    result: int
    grounding: Grounding


class _Product:
    """A written product ("47*23") that the following lines carry out by partial products and their sums."""

    def __init__(self, index: int, left: int, right: int) -> None:
        self.index = index
        self.value = left * right
        # Each factor taken as a whole, the parts of the other that are left, and the partial results.
        self._ways: list[tuple[int, list[int], list[int]]] = [(left, _parts(right), []), (right, _parts(left), [])]

    def takes(self, operation: Operation) -> bool:
        """True if the operation is the next part of carrying it out; it is noted as done."""
        fitting = [way for way in self._ways if self._advance(*way, operation)]
        self._ways = fitting or self._ways
        return bool(fitting)

    @staticmethod
    def _advance(top: int, parts: list[int], sums: list[int], operation: Operation) -> bool:
        left, op, right = operation
        if op == "*":
            for one, other in ((left, right), (right, left)):
                if one == top and other in parts:
                    parts.remove(other)
                    sums.append(one * other)
                    return True
        elif op == "+" and left in sums:
            sums.remove(left)
            if right in sums:
                sums.remove(right)
                sums.append(left + right)
                return True
            sums.append(left)
        return False

    @property
    def done(self) -> bool:
        return any(not parts and len(sums) == 1 for _, parts, sums in self._ways)


def _parts(number: int) -> list[int]:
    return [int(part) for part in digit_parts(number)] or [number]


class Trace:
    """A working that grows by lines, with a verdict for each. That of a plan ("47*23") turns right when it is done."""

    def __init__(self, question: str = "", earlier: str = "", working: WorkingOf = no_working) -> None:
        self.verdicts: list[Verdict] = []
        self._text = question, earlier, working
        self._working_of = working
        self._written: WrittenWorking | None = None  # the working of an operation, while its lines follow
        self._lines: list[str] = []
        self._question = numbers_of(question, earlier)
        self._context = Context(equation=_equation_of(question) if question else None, lists=True)
        self._uses: list[set[int]] = []  # for each line, the lines that it rests on
        self._made: dict[Rational, int] = {}  # result -> the last line that gives it
        self._flow: list[tuple[bool, Rational]] = []  # operands and (True) results, in order
        self._last = -1  # the line that a "=" goes on from
        self._plan: int | None = None  # an operation without its result
        self._product: _Product | None = None
        self._turned: Operation | None = None  # after "3<5": the subtraction that should follow
        self._sign_due = False  # that subtraction is done, its result is yet to get a minus sign
        self._given_up = False  # a product was left unfinished, or a formula could not be read

    def add(self, line: str) -> Verdict:
        """The verdict on the next line. Never raises."""
        before = self._before()
        self._lines.append(line)
        self._uses.append(set())
        self.verdicts.append(self._judge(line))
        if self._product is not None and self._plan is None and self._product.done:
            self._close(self._product.index)
            self._uses[-1].add(self._product.index)
            self._product = None
        self._follow(line, before)
        return self.verdicts[-1]

    def without_last(self) -> Trace:
        """The same working before its last line, which was withdrawn."""
        trace = Trace(*self._text)
        for line in self._lines[:-1]:
            trace.add(line)
        return trace

    def preview(self, line: str) -> Verdict:
        """The verdict that the line would get as the next one; nothing is added."""
        trace = Trace(*self._text)
        for known in self._lines:
            trace.add(known)
        return trace.add(line)

    @property
    def operands(self) -> list[Rational]:
        """The numbers that the plan starts from: operands that are no result of a line before."""
        made = Counter[Rational]()
        found: list[Rational] = []
        for is_result, number in self._flow:
            if is_result:
                made[number] += 1
            elif made[number] > 0:
                made[number] -= 1
            else:
                found.append(number)
        return found

    def report(self) -> TraceReport:
        grounding = self._question.judge(self._flow) if self._question else Grounding()
        return TraceReport(tuple(self.verdicts), self._final(grounding), self._last, grounding)

    def _final(self, grounding: Grounding) -> Verdict:
        if self._last < 0:
            return Verdict(State.UNCHECKED, Reason.NO_CLAIM)
        final = self.verdicts[self._last]
        if not final.right:
            return final
        reason = None
        if any(verdict.wrong for verdict in self.verdicts):
            reason = Reason.RESTS_ON_WRONG
        elif not self._solid(self._last):
            reason = Reason.RESTS_ON_UNCHECKED
        elif self._given_up or self._sign_due or self._product is not None or self._plan is not None:
            reason = Reason.PLAN_OPEN
        elif not grounding.sound:
            reason = Reason.UNGROUNDED
        return replace(final, state=State.UNCHECKED, reason=reason) if reason else final

    def _solid(self, index: int) -> bool:
        """True if the line and all that it rests on are right."""
        todo, seen = [index], {index}
        while todo:
            at = todo.pop()
            if not self.verdicts[at].right:
                return False
            todo += self._uses[at] - seen
            seen |= self._uses[at]
        return True

    def _close(self, index: int) -> None:
        """A plan is carried out."""
        if self.verdicts[index].reason is Reason.PLAN_OPEN:
            self.verdicts[index] = replace(self.verdicts[index], state=State.RIGHT, reason=None)

    # Workings that rules write

    def _before(self) -> Before:
        """What is known before a line, to go back to when the line turns out to begin a written working."""
        return Before(len(self._flow), dict(self._made), self._given_up)

    def _follow(self, line: str, before: Before) -> None:
        """Lines that are the exact working of one operation are right as a whole, if its numbers are known."""
        written = self._written
        if written is not None and line == written.due[0]:
            written.due.pop(0)
        else:
            written = self._written = self._begun(line, before)
        if written is None:
            return
        if self.verdicts[-1].wrong:
            self._written = None
            return
        if self.verdicts[-1].reason is not Reason.PLAN_OPEN:
            self._tick(len(self.verdicts) - 1)
        if not written.due:
            self._finish(written)
            self._written = None

    def _begun(self, line: str, before: Before) -> WrittenWorking | None:
        """The working that a line begins, if its numbers are known."""
        written = begun(line, self._working_of, len(self.verdicts) - 1, before)
        if written is None:
            self._leave_unread(line)
            return None
        if written.resolve(self._question, before.made):
            return written
        if self.verdicts[-1].right:
            self.verdicts[-1] = replace(self.verdicts[-1], state=State.UNCHECKED, reason=Reason.UNGROUNDED)
        return None

    def _leave_unread(self, line: str) -> None:
        """A line that names a rule and is not what the rule writes is not right, whatever formula stands in it."""
        if NAMES_RULE.match(line) and self.verdicts[-1].right:
            self.verdicts[-1] = replace(self.verdicts[-1], state=State.UNCHECKED, reason=Reason.NOT_PARSED)

    def _finish(self, written: WrittenWorking) -> None:
        """A working is complete: its operation counts, with its result, in place of the lines."""
        last = len(self.verdicts) - 1
        for index in range(written.start, last + 1):
            self._tick(index)
        self._uses[last] |= set(range(written.start, last))
        self._uses[last] |= {written.before.made[n] for n in written.operands if n in written.before.made}
        del self._flow[written.before.flow :]
        self._made = written.before.made
        self._given_up = written.before.given_up
        self._product = self._plan = self._turned = None
        self._sign_due = False
        self._flow += [(False, number) for number in written.operands]
        self._last = last
        if written.result is not None:
            self._made[plain(abs(written.result))] = last
            self._flow.append((True, plain(abs(written.result))))
            self._context = Context(of(written.result), None, self._context.equation, lists=True)

    def _tick(self, index: int) -> None:
        if not self.verdicts[index].wrong:
            self.verdicts[index] = replace(self.verdicts[index], state=State.RIGHT, reason=None)

    # One line

    def _judge(self, line: str) -> Verdict:
        head = column_head(line)
        if head is not None:
            operation, start = head
            return self._operation(check_columns(line, operation, start), operation, awaits=True)
        if (plan := _PLAN.fullmatch(line)) and len(plan[1]) + len(plan[2]) > 2:
            return self._open_product(Operation(int(plan[1]), "*", int(plan[2])))
        verdict, read = examine(line, self._context)
        if verdict.right and _LEADING_ZERO.search(line):
            return replace(verdict, state=State.UNCHECKED, reason=Reason.LEADING_ZERO)
        if verdict.reason is Reason.NO_EQUATION_BEFORE and self._sets_up(line):
            verdict = replace(verdict, state=State.RIGHT, reason=None)
        if read is None:
            self._given_up |= "=" in line or verdict.reason is Reason.LEADING_ZERO
            return verdict
        if (compared := _COMPARED.fullmatch(line)) and verdict.right and self._unknown(compared):
            return replace(verdict, state=State.UNCHECKED, reason=Reason.UNGROUNDED)
        if (less := _LESS.fullmatch(line)) and verdict.right:
            self._turned = Operation(int(less[2]), "-", int(less[1]))
            return verdict
        if verdict.equation is not None or (verdict.value is not None and verdict.value.unknown):
            return self._equation(verdict)
        computed = _computed(read)
        if not computed:
            return self._result(verdict, claims=bool(read.chains) or read.answer)
        single = _operation(computed[0]) if len(computed) == 1 and not any(c.bare for c in read.chains) else None
        awaits = verdict.reason is Reason.PLAN_OPEN
        if single is not None:
            return self._operation(verdict, single, awaits)
        return self._expressions(verdict, read, awaits)

    def _open_product(self, operation: Operation) -> Verdict:
        self._leave_product()
        verdict = Verdict(State.UNCHECKED, Reason.PLAN_OPEN, value=of(operation.result))
        verdict = self._with_operands(verdict, [operation.left, operation.right])
        self._product = _Product(len(self.verdicts), operation.left, operation.right)
        self._go_on_from(of(operation.result), None)
        return verdict

    def _operation(self, verdict: Verdict, operation: Operation, awaits: bool) -> Verdict:
        """One operation, as column work, as a plan, or with its result."""
        if self._plan is not None:  # the one before never got its result
            self._leave_product()
        if self._product is not None and self._product.takes(operation):
            self._uses[-1] |= {self._made[n] for n in (operation.left, operation.right) if n in self._made}
        else:
            self._leave_product()
            verdict = self._with_operands(verdict, [operation.left, operation.right])
        self._sign_due = operation == self._turned
        self._turned = None
        return self._with_result(verdict, verdict.value or of(operation.result), operation.division, awaits)

    def _expressions(self, verdict: Verdict, line: Line, awaits: bool) -> Verdict:
        """Any other computation."""
        self._leave_product()
        if self._last >= 0 and any(chain.bare for chain in line.chains):
            self._uses[-1].add(self._last)
            if verdict.right and self._plan is not None:
                self._close(self._plan)
        operands = [plain(abs(n.value)) for node in _first_expressions(line) for n in literals(node)]
        verdict = self._with_operands(verdict, operands)
        for chain in line.chains[:-1]:
            if isinstance(chain.sides[-1].node, Number):
                self._note(plain(chain.sides[-1].node.value))
        return self._with_result(verdict, verdict.value, verdict.division, awaits)

    def _with_result(
        self, verdict: Verdict, value: Value | None, division: tuple[int, int] | None, awaits: bool
    ) -> Verdict:
        """awaits: the result stands in the next line."""
        self._plan = len(self.verdicts) if awaits else None
        self._go_on_from(value, division)
        if not awaits:
            self._note_value(value, division)
            self._turn_sign()
        return verdict

    def _result(self, verdict: Verdict, claims: bool) -> Verdict:
        """A line that only states a result ("= 85"). claims: not just a number in prose."""
        if not claims and not verdict.right:
            return verdict
        if self._last >= 0:
            self._uses[-1].add(self._last)
        planned, self._plan = self._plan, None
        division = self._context.division
        if verdict.right and planned is not None:
            self._close(planned)
            self._note_value(verdict.value, division)
        elif verdict.right and self._sign_due:
            self._sign_due = False
            self._note_value(verdict.value, None)
            planned = None
        elif verdict.right and self._product is not None and verdict.value == of(self._product.value):
            self._close(self._product.index)
            self._product = None
            self._note_value(verdict.value, None)
        self._go_on_from(verdict.value or self._context.previous, division)
        if planned is not None:
            self._turn_sign()
        return verdict

    def _equation(self, verdict: Verdict) -> Verdict:
        if self._last >= 0:
            self._uses[-1].add(self._last)
        value = verdict.value if verdict.value is not None and not verdict.value.unknown else None
        self._last = len(self.verdicts)
        self._context = Context(value, None, verdict.equation or self._context.equation, lists=True)
        return verdict

    def _unknown(self, compared: re.Match[str]) -> bool:
        """Whether a compared number is neither known nor a result."""
        numbers = [plain(Fraction(text)) for text in compared.groups()]
        question = self._question
        return question is not None and any(not question.knows(n) and n not in self._made for n in numbers)

    def _sets_up(self, line: str) -> bool:
        """Whether the first equation has the question's numbers and no others: it is the question in signs."""
        if self._question is None or len(self.verdicts):
            return False
        return self._question.are([plain(abs(span.value)) for span in words_to_numbers(re.sub("[^0-9.]", " ", line))])

    # What is kept

    def _leave_product(self) -> None:
        """Another computation begins; a product that is not done stays open for good."""
        self._given_up |= self._product is not None
        self._product = None

    def _with_operands(self, verdict: Verdict, operands: Sequence[Rational]) -> Verdict:
        """Notes the operands of a plan; a right line with a number from nowhere is not right."""
        self._flow += [(False, number) for number in operands]
        self._uses[-1] |= {self._made[number] for number in operands if number in self._made}
        if self._question is None or verdict.wrong:
            return verdict
        for number in operands:
            if not self._question.knows(number) and number not in self._made:
                text = show_number(Fraction(number), decimals=True)
                place = re.search(rf"(?<![0-9.]){text}(?![0-9])", self._lines[-1])
                start, end = place.span() if place else (0, len(self._lines[-1]))
                return replace(verdict, state=State.UNCHECKED, reason=Reason.UNGROUNDED, start=start, end=end)
        return verdict

    def _note_value(self, value: Value | None, division: tuple[int, int] | None) -> None:
        if division is not None and division[0] % division[1]:
            self._note(division[0] // division[1])
            self._note(division[0] % division[1])
        if value is not None and not value.symbols:
            self._note(plain(abs(value.number if value.scale == 1 else value.number / value.scale)))

    def _note(self, number: Rational) -> None:
        self._made[number] = len(self.verdicts)
        self._flow.append((True, number))

    def _go_on_from(self, value: Value | None, division: tuple[int, int] | None) -> None:
        self._last = len(self.verdicts)
        self._context = Context(value, division, self._context.equation, lists=True)

    def _turn_sign(self) -> None:
        """After "3<5" and "5-3=2", the next "=" is -2."""
        if self._sign_due and self._context.previous is not None:
            self._context = replace(self._context, previous=negative(self._context.previous), division=None)


def check_trace(lines: Iterable[str], question: str = "") -> TraceReport:
    """The verdict on each line and on the result. With the question, the numbers of the plan must come from it."""
    trace = Trace(question)
    for line in lines:
        trace.add(line)
    return trace.report()


def _computed(line: Line) -> list[Node]:
    """The expressions of a line in which something is computed; a fraction alone only where it comes first."""
    found = [side.node for side in line.loose if not is_literal(side.node)]
    for chain in line.chains:
        for i, side in enumerate(chain.sides):
            if not is_literal(side.node) or (i == 0 and not chain.bare and isinstance(side.node, Binary)):
                found.append(side.node)
    return found


def _first_expressions(line: Line) -> list[Node]:
    """Positions of the numbers of a plan; what follows an equals sign has been compared with it."""
    return [side.node for side in line.loose] + [chain.sides[0].node for chain in line.chains if not chain.bare]


def _operation(node: Node) -> Operation | None:
    """One operation on two whole numbers that are not negative."""
    if not isinstance(node, Binary) or node.op == "^":
        return None
    left, right = node.left, node.right
    if not isinstance(left, Number) or not isinstance(right, Number):
        return None
    if left.value.denominator != 1 or right.value.denominator != 1 or (node.op == "/" and not right.value):
        return None
    return Operation(int(left.value), node.op, int(right.value))


def _equation_of(question: str) -> Equation | None:
    """The equation that a question is about."""
    for part in _BEFORE_EQUATION.split(question[:MAX_QUESTION]):
        try:
            chains = parse_line(part).chains
            if len(chains) != 1 or chains[0].relations != ["="] or len(chains[0].sides) != 2:
                continue
            equation = Equation(*(evaluate(side.node) for side in chains[0].sides))
        except NotCheckable:
            continue
        if equation.unknown:
            return equation
    return None
