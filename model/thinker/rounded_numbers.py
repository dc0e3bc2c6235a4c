"""Numbers as they are said when they are rounded or cut off: "about twenty-eight" for 28.27, 0.33 for a third."""

from __future__ import annotations

from fractions import Fraction


def roundings(exact: Fraction) -> frozenset[Fraction]:
    """`exact` and, below 1, its percentage, rounded to every place that is not larger than they are."""
    found: set[Fraction] = set()
    for value in (exact, 100 * exact) if abs(exact) < 1 else (exact,):
        for places in range(-6, 4):
            step = Fraction(10) ** -places
            if step <= abs(value):
                found |= {round(value / step) * step, (value / step + Fraction(1, 2)).__floor__() * step}
    return frozenset(found)


def is_cut_decimal(one: Fraction, other: Fraction) -> bool:
    """True for a fraction and the same as a decimal of two or more places: a third and 0.33."""
    for cut, exact in ((one, other), (other, one)):
        if 10**12 % exact.denominator == 0:
            continue
        for places in range(2, 7):
            step = Fraction(1, 10**places)
            nearest, below = round(exact / step), int(exact / step)
            if cut in (nearest * step, below * step):
                return True
    return False
