"""English number words, and the words beside a number that decide how it is read."""

from __future__ import annotations

from fractions import Fraction

UNIT_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALE_WORDS = (
    "thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion"
).split()

SMALL = {word: n for n, word in enumerate(UNIT_WORDS)} | {"nought": 0, "naught": 0}
TENS = {word: 10 * n for n, word in enumerate(TENS_WORDS, start=2)} | {"fourty": 40}
SCALES = {word: 1000**n for n, word in enumerate(SCALE_WORDS, start=1)}
DIGIT_WORDS = {word: str(n) for word, n in SMALL.items() if n < 10} | {"oh": "0", "o": "0"}

# Denominators as words; "second" is left to time, halves are "half".
_ORDINALS = {
    3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth",
    11: "eleventh", 12: "twelfth", 13: "thirteenth", 14: "fourteenth", 15: "fifteenth", 16: "sixteenth",
    17: "seventeenth", 18: "eighteenth", 19: "nineteenth", 20: "twentieth", 30: "thirtieth", 40: "fortieth",
    50: "fiftieth", 60: "sixtieth", 70: "seventieth", 80: "eightieth", 90: "ninetieth", 100: "hundredth",
    1000: "thousandth", 1000000: "millionth",
}  # fmt: skip
DENOMINATORS = {word: n for n, word in _ORDINALS.items()} | {"half": 2, "quarter": 4}
PLURAL_DENOMINATORS = {word + "s": n for n, word in _ORDINALS.items()} | {"halves": 2, "quarters": 4}
ORDINAL_UNITS = {word: n for n, word in _ORDINALS.items() if n < 10} | {"first": 1, "second": 2}
PLURAL_ORDINAL_UNITS = {word + "s": n for word, n in ORDINAL_UNITS.items()}
BEFORE_ORDINAL_END = frozenset(TENS)

VULGAR = {
    "½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4),
    "⅕": Fraction(1, 5), "⅖": Fraction(2, 5), "⅗": Fraction(3, 5), "⅘": Fraction(4, 5), "⅙": Fraction(1, 6),
    "⅚": Fraction(5, 6), "⅛": Fraction(1, 8), "⅜": Fraction(3, 8), "⅝": Fraction(5, 8), "⅞": Fraction(7, 8),
    "⅐": Fraction(1, 7), "⅑": Fraction(1, 9), "⅒": Fraction(1, 10),
}  # fmt: skip

STARTERS = frozenset({*SMALL, *TENS, *SCALES, "hundred", "a", "an", "half", "quarter", "point"})

# After these words and signs, "minus" is the sign of the next number; elsewhere it is a subtraction.
BEFORE_SIGN = frozenset(
    """is it's that's was are be equals equal gives give get gets makes make of to by times plus minus
    and or from than at into over answer result , . : ; ! ? = ( [ + * × ÷ / · < > — -""".split()
)
# "this one" and "each one" are not numbers.
BEFORE_PRONOUN_ONE = frozenset(
    """this that which each every any no another some the last next first second other good easy quick
    nice hard tricky interesting lovely great""".split()
)
# "at this point five people" is not a decimal.
BEFORE_NOUN_POINT = frozenset("this that the a some one any which starting end mid to every each".split())
