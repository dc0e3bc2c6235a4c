"""The exact working of one written operation, as the starter's corpus writes it: "47+38" -> its columns and "=85"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.checking.columns import Operation
from model.checking.written_methods import result_of, work

MAX_OPERAND_DIGITS = 9
_OPERATION = re.compile(r"\s*([0-9]+)\s*([+\-−*×x·/÷<])\s*([0-9]+)\s*")
_OPERATORS = {"−": "-", "×": "*", "x": "*", "·": "*", "÷": "/", "<": "-"}


@dataclass(frozen=True, slots=True)
class ExactWorking:
    """lines: as the corpus writes them, the last one with the result. result: "85", "-3" or "3 r 2"."""

    operation: Operation
    lines: tuple[str, ...]
    result: str

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def after(self, written: str) -> str | None:
        """The text that follows the operation as written ("47+38" -> ": 7+8=15 ..."); None where the corpus writes
        it in another way, with its factors the other way round or, for a negative difference, as a comparison.
        """
        return self.text[len(written) :] if self.text.startswith(written) else None


def written_operation(text: str) -> Operation | None:
    """The operation that a text consists of. "3<5" stands for 3-5, as the corpus begins its working so."""
    match = _OPERATION.fullmatch(text)
    if match is None or max(len(match[1]), len(match[3])) > MAX_OPERAND_DIGITS:
        return None
    left, right = int(match[1]), int(match[3])
    if str(left) != match[1] or str(right) != match[3] or (match[2] == "<" and left >= right):
        return None
    return Operation(left, _OPERATORS.get(match[2], match[2]), right)


def exact_working(text: str) -> ExactWorking | None:
    """None for anything that is not one operation on whole numbers, and for a division by 0."""
    operation = written_operation(text)
    if operation is None or (operation.op == "/" and not operation.right):
        return None
    lines = work(*operation)
    return ExactWorking(operation, tuple(lines), result_of(lines))
