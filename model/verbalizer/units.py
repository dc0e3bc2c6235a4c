"""Units and currencies: abbreviation -> singular and plural words."""

from __future__ import annotations

from model.numbers.to_words import integer_to_words

_PREFIXED = {
    "m": ("metre", "k d c m n µ μ"), "g": ("gram", "k m µ μ"), "l": ("litre", "c m d"), "L": ("litre", "m c"),
    "W": ("watt", "k M m G"), "V": ("volt", "k m"), "J": ("joule", "k M"), "N": ("newton", "k"),
    "Hz": ("hertz", "k M G"), "Pa": ("pascal", "k M h"), "s": ("second", "m n"), "B": ("byte", "k K M G T"),
    "mol": ("mole", "m"), "t": ("tonne", ""), "h": ("hour", ""), "Wh": ("watt hour", "k"),
}  # fmt: skip
_PREFIXES = {
    "k": "kilo", "K": "kilo", "d": "deci", "c": "centi", "m": "milli", "n": "nano", "µ": "micro",
    "μ": "micro", "M": "mega", "G": "giga", "T": "tera", "h": "hecto",
}  # fmt: skip
_OTHERS = {
    "mph": ("mile per hour", "miles per hour"), "kph": ("kilometre per hour", "kilometres per hour"),
    "kmh": ("kilometre per hour", "kilometres per hour"), "ft": ("foot", "feet"), "yd": ("yard", "yards"),
    "mi": ("mile", "miles"), "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"), "oz": ("ounce", "ounces"),
    "min": ("minute", "minutes"), "mins": ("minute", "minutes"), "sec": ("second", "seconds"),
    "secs": ("second", "seconds"), "hr": ("hour", "hours"), "hrs": ("hour", "hours"),
    "ha": ("hectare", "hectares"), "am": ("a m", "a m"), "pm": ("p m", "p m"),
    "cc": ("cubic centimetre", "cubic centimetres"), "p": ("penny", "pence"), "inch": ("inch", "inches"),
    "ohm": ("ohm", "ohms"), "Ω": ("ohm", "ohms"), "rad": ("radian", "radians"), "deg": ("degree", "degrees"),
    "dB": ("decibel", "decibels"), "K": ("kelvin", "kelvins"), "dp": ("decimal place", "decimal places"),
    "sf": ("significant figure", "significant figures"), "USD": ("U S dollar", "U S dollars"),
    "EUR": ("euro", "euros"), "GBP": ("pound", "pounds"), "JPY": ("yen", "yen"), "INR": ("rupee", "rupees"),
    "CHF": ("Swiss franc", "Swiss francs"), "CAD": ("Canadian dollar", "Canadian dollars"),
    "AUD": ("Australian dollar", "Australian dollars"), "CNY": ("yuan", "yuan"),
}  # fmt: skip
_SAME_PLURAL = ("hertz",)


def _all_units() -> dict[str, tuple[str, str]]:
    units = dict(_OTHERS)
    for short, (name, prefixes) in _PREFIXED.items():
        for prefix in ("", *prefixes.split()):
            word = _PREFIXES.get(prefix, "") + name
            units[prefix + short] = (word, word if word.endswith(_SAME_PLURAL) else word + "s")
    return units


UNITS = _all_units()
# Said as units even without a number before them ("the length in cm").
ALWAYS_UNITS = frozenset("cm mm km kg mg ml mL mph kph kmh kHz MHz kW kWh lbs hrs mins secs".split())
# Units that a product is made of ("newton metres"), where they stand after another unit.
FACTORS = frozenset("m cm mm km s h g kg N J K mol W V".split())
PER_WORDS = frozenset(
    "hour minute second day week month year person mile metre meter litre kilogram kg item head".split()
)

# sign: one, many, a hundredth of it, hundredths of it
CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "", ""),
    "₹": ("rupee", "rupees", "paisa", "paise"),
    "₽": ("rouble", "roubles", "kopeck", "kopecks"),
    "₩": ("won", "won", "", ""),
    "₿": ("bitcoin", "bitcoins", "", ""),
}
DOLLARS = {
    "US": "U S", "A": "Australian", "AU": "Australian", "C": "Canadian", "CA": "Canadian", "NZ": "New Zealand",
    "HK": "Hong Kong", "S": "Singapore",
}  # fmt: skip
SCALES = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion", "B": "billion"}


def unit_words(short: str, one: bool, power: int = 1) -> str:
    """ "m", many, 2 -> "square metres"; `short` must be in UNITS."""
    singular, plural = UNITS[short]
    shape = {2: "square ", 3: "cubic "}.get(power, "")
    return shape + (singular if one else plural)


def money_words(sign: str, amount: str) -> str | None:
    """("£", "3.50") -> "three pounds fifty"; None if the amount has no such form (".125" of a pound)."""
    one, many, cent, cents = CURRENCIES[sign]
    whole, _, rest = amount.partition(".")
    if not rest or not rest.strip("0"):
        return f"{integer_to_words(whole)} {one if whole.lstrip('0') == '1' else many}"
    if len(rest) != 2 or not cent:
        return None
    hundredths = integer_to_words(rest)
    small = f"{hundredths} {cent if int(rest) == 1 else cents}"
    if not whole.strip("0"):
        return small
    big = f"{integer_to_words(whole)} {one if whole.lstrip('0') == '1' else many}"
    short = sign == "£" and int(rest) >= 10
    return f"{big} {hundredths}" if short else f"{big} and {small}"
