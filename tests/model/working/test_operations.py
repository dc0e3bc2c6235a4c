"""Every operation has the exact result, and every line of its working is true."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.checking.trace import check_trace
from model.checking.written_methods import work
from model.working import lines_for, operand, result_of, slip_name, value_of

whole = st.integers(-999, 999)
decimal = st.builds(lambda n, p: format(n / 10**p, f".{p}f"), st.integers(-5000, 5000), st.integers(1, 2))
proper = st.tuples(st.integers(1, 12), st.integers(2, 12)).map(lambda pair: f"{pair[0]}/{pair[1]}")
mixed = st.tuples(st.integers(1, 9), st.integers(1, 6), st.integers(7, 9)).map(lambda n: f"{n[0]} {n[1]}/{n[2]}")
signs = st.sampled_from("+-*/")


def written(left: str, op: str, right: str) -> str:
    return f"{operand(left)}{op}{operand(right, right=True)}"


def exact(left: str, op: str, right: str) -> Fraction:
    a, b = value_of(left), value_of(right)
    assert a is not None
    assert b is not None
    return {"+": a + b, "-": a - b, "*": a * b}[op] if op != "/" else a / b


def check(left: str, op: str, right: str) -> None:
    if value_of(right) == 0 and op == "/":
        assert lines_for(written(left, op, right)) is None
        return
    lines = lines_for(written(left, op, right))
    if lines is None:
        assert op == "/"  # a quotient that does not end, or a remainder below zero
        return
    if " r " not in result_of(lines):
        assert value_of(result_of(lines)) == exact(left, op, right), lines
    assert not any(verdict.wrong for verdict in check_trace(lines).verdicts), lines


@given(whole, signs, whole)
def test_whole_numbers(a: int, op: str, b: int) -> None:
    check(str(a), op, str(b))


@given(whole.map(abs), signs, whole.map(abs))
def test_whole_numbers_are_worked_as_before(a: int, op: str, b: int) -> None:
    if op != "/" or b:
        assert lines_for(f"{a}{op}{b}") == work(a, op, b)


@given(decimal, signs, decimal)
def test_decimals(a: str, op: str, b: str) -> None:
    check(a, op, b)


@given(st.one_of(proper, mixed, whole.map(str)), signs, st.one_of(proper, mixed))
def test_fractions(a: str, op: str, b: str) -> None:
    check(a, op, b)


@given(st.integers(1, 500), st.integers(1, 500))
def test_divisors_and_multiples(a: int, b: int) -> None:
    divisor, multiple = lines_for(f"gcd({a},{b})"), lines_for(f"lcm({a},{b})")
    assert divisor is not None
    assert result_of(divisor) == str(gcd(a, b))
    if multiple is not None:
        assert result_of(multiple) == str(lcm(a, b))
    else:
        assert lcm(a, b) > 12 * max(a, b)


def test_primes() -> None:
    for n in range(1, 300):
        lines = lines_for(f"prime({n})")
        assert lines is not None
        assert result_of(lines) == ("yes" if n > 1 and all(n % d for d in range(2, n)) else "no")


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("-3+5", ["-3+5=5-3=2"]),
        ("-47+(-38)", ["-47+(-38)=-(47+38)", "47+38: 7+8=15 4+3+1=8", "=85", "-(47+38)=-85"]),
        ("2.75+1.5", ["2.75+1.5=(275+150)/100", "275+150: 5+0=5 7+5=12 2+1+1=4", "=425", "425/100=4.25"]),
        ("7.0/4", ["7.0/4=(700/4)/100", *work(700, "/", 4), "175/100=1.75"]),
        ("(3/4)+(1/6)", ["(3/4)+(1/6)=(9/12)+(2/12)", "=(9+2)/12", "=11/12"]),
        ("(2 1/3)*2", ["(2 1/3)*2=(7/3)*2", "=(7*2)/3", "=14/3", "=4 2/3"]),
        ("(3/4)/(2/5)", ["(3/4)/(2/5)=(3/4)*(5/2)", "=(3*5)/(4*2)", "=15/8", "=1 7/8"]),
        ("(18/24)", ["(18/24)=(18/6)/(24/6)", "=3/4"]),
        ("15% of 60", ["15% of 60=(15*60)/100", *work(15, "*", 60), "900/100=9"]),
        ("sqrt(144)", ["sqrt(144)=sqrt(12*12)=12"]),
        ("gcd(48,18)", ["gcd(48,18): 48,18 18,12 12,6 6,0", "=6"]),
        ("prime(91)", ["prime(91): 91/2=45 r 1 91/3=30 r 1 91/5=18 r 1 91/7=13", "=no"]),
        ("5x-2x", ["5x-2x=3x"]),
        ("2x=11-3", ["2x=11-3", "=8"]),
        ("x=76/2", ["x=76/2", *work(76, "/", 2)]),
        ("slip(7*8,15)", ["slip(7*8,15)=added"]),
    ],
)
def test_the_forms_of_working(written: str, lines: list[str]) -> None:
    assert lines_for(written) == lines
    assert not any(verdict.wrong for verdict in check_trace(lines).verdicts)


@pytest.mark.parametrize(
    "text",
    ["", "5", "1/0", "(3/4)/0", "(3/0)", "7.0/3", "9^9^9", "9^99", "sqrt(2)", "-7/2", "gcd(0,4)", "1" * 13 + "+1",
     "prime(99999)", "2x-5x", "x=1/0", "1+2+3", "a+b", "__import__('os')", "0.1^9", "12+"],
)  # fmt: skip
def test_what_has_no_exact_working(text: str) -> None:
    assert lines_for(text) is None


def test_a_mistake_is_named() -> None:
    assert slip_name("52-17", "45") == "smaller from larger"
    assert slip_name("7*8", "56") == "unknown"
