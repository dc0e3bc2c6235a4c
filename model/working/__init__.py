"""The exact working of one written operation ("230-153", "(3/4)+(1/2)", "15% of 60"), as the lines of a trace.

The Thinker writes the operation; the rest of its lines follows from these rules. Pure Python, no torch.
"""

from model.checking.written_methods import result_of
from model.working.operations import lines_for, operand, slip_name, value_of
from model.working.steps import Step, Working, carry_out, notes_of, steps_of

__all__ = [
    "Step",
    "Working",
    "carry_out",
    "lines_for",
    "notes_of",
    "operand",
    "result_of",
    "slip_name",
    "steps_of",
    "value_of",
]
