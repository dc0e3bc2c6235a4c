"""Units of school mathematics as exact multiples of base units: "cm" is 1/100 of the length "m"."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

Dimension = tuple[tuple[str, int], ...]


class Unit(NamedTuple):
    """dimension: powers of base units, sorted by name. scale: how many of these one unit is."""

    dimension: Dimension
    scale: Fraction

    def raised(self, power: int) -> Unit:
        return Unit(tuple((base, exponent * power) for base, exponent in self.dimension), self.scale**power)


DIMENSIONLESS: Dimension = ()
LENGTH: Dimension = (("m", 1),)
AREA: Dimension = (("m", 2),)
VOLUME: Dimension = (("m", 3),)
MASS: Dimension = (("g", 1),)
TIME: Dimension = (("s", 1),)
ANGLE: Dimension = (("°", 1),)

_PREFIXES = {"k": Fraction(1000), "": Fraction(1), "d": Fraction(1, 10), "c": Fraction(1, 100), "m": Fraction(1, 1000)}
_PREFIX_WORDS = {"kilo": "k", "": "", "deci": "d", "centi": "c", "milli": "m"}
_LITRE = Fraction(1, 1000)
_MILE, _YARD, _FOOT, _INCH = Fraction("1609.344"), Fraction("0.9144"), Fraction("0.3048"), Fraction("0.0254")
# names, dimension, scale
_TABLE: tuple[tuple[str, Dimension, Fraction], ...] = (
    ("mi mile miles", LENGTH, _MILE),
    ("yd yard yards", LENGTH, _YARD),
    ("ft foot feet", LENGTH, _FOOT),
    ("in inch inches", LENGTH, _INCH),
    ("ha hectare hectares", AREA, Fraction(10_000)),
    ("cc", VOLUME, Fraction(1, 1_000_000)),
    ("t tonne tonnes", MASS, Fraction(1_000_000)),
    ("lb lbs pound_mass", MASS, Fraction("453.59237")),
    ("oz ounce ounces", MASS, Fraction("28.349523125")),
    ("s sec secs second seconds", TIME, Fraction(1)),
    ("min mins minute minutes", TIME, Fraction(60)),
    ("h hr hrs hour hours", TIME, Fraction(3600)),
    ("day days", TIME, Fraction(86_400)),
    ("week weeks", TIME, Fraction(604_800)),
    ("° deg degree degrees", ANGLE, Fraction(1)),
    ("°C", (("°C", 1),), Fraction(1)),
    ("°F", (("°F", 1),), Fraction(1)),
    ("$ dollar dollars USD", (("$", 1),), Fraction(1)),
    ("¢ cent cents", (("$", 1),), Fraction(1, 100)),
    ("£ pound pounds GBP", (("£", 1),), Fraction(1)),
    ("p penny pence", (("£", 1),), Fraction(1, 100)),
    ("€ euro euros EUR", (("€", 1),), Fraction(1)),
    ("¥ yen", (("¥", 1),), Fraction(1)),
    ("₹ rupee rupees", (("₹", 1),), Fraction(1)),
    ("km/h kmh kph", (("m", 1), ("s", -1)), Fraction(1000, 3600)),
    ("mph", (("m", 1), ("s", -1)), _MILE / 3600),
)


def _all_units() -> dict[str, Unit]:
    units = {name: Unit(dimension, scale) for names, dimension, scale in _TABLE for name in names.split()}
    for word, prefix in _PREFIX_WORDS.items():
        factor = _PREFIXES[prefix]
        for short, names, dimension, scale in (
            ("m", "metre meter", LENGTH, Fraction(1)),
            ("g", "gram gramme", MASS, Fraction(1)),
            ("l L", "litre liter", VOLUME, _LITRE),
        ):
            unit = Unit(dimension, factor * scale)
            units |= {prefix + letter: unit for letter in short.split()}
            units |= {word + name + ending: unit for name in names.split() for ending in ("", "s")}
    return units


UNITS = _all_units()
CURRENCIES = frozenset("$£€¥₹")
SQUARE_WORDS = {"square": 2, "sq": 2, "squared": 2, "cubic": 3, "cu": 3, "cubed": 3}
_SCALES: dict[Dimension, frozenset[Fraction]] = {}
for _unit in UNITS.values():
    for _power in (1, 2, 3) if _unit.dimension == LENGTH else (1,):
        _raised = tuple((base, exponent * _power) for base, exponent in _unit.dimension)
        _SCALES[_raised] = _SCALES.get(_raised, frozenset()) | {_unit.scale**_power}


def scales_of(dimension: Dimension) -> frozenset[Fraction]:
    """The scales of all units of the table with this dimension."""
    return _SCALES.get(dimension, frozenset())


def product(left: Dimension, right: Dimension, sign: int = 1) -> Dimension:
    """The dimension of left * right, or left / right with sign -1."""
    if not right:
        return left
    powers = dict(left)
    for base, exponent in right:
        powers[base] = powers.get(base, 0) + sign * exponent
    return tuple(sorted((base, exponent) for base, exponent in powers.items() if exponent))
