"""Signs, TeX commands and function names, and the words for them."""

from __future__ import annotations

ADDITIVE = {
    "+": "plus",
    "-": "minus",
    "−": "minus",
    "±": "plus or minus",
    "∓": "minus or plus",
    "+-": "plus or minus",
}

MULTIPLICATIVE = {
    "×": "times", "*": "times", "·": "times", "⋅": "times", "∙": "times", "•": "times", "∗": "times",
    "÷": "divided by", "/": "over", "∕": "over", "⁄": "over", "**": "to the power of",
}  # fmt: skip

# A second one in a row is joined by "which".
INEQUALITIES = {
    "<": "is less than", ">": "is greater than", "≤": "is less than or equal to",
    "⩽": "is less than or equal to", "≥": "is greater than or equal to", "⩾": "is greater than or equal to",
    "<=": "is less than or equal to", ">=": "is greater than or equal to", "≪": "is much less than",
    "≫": "is much greater than",
}  # fmt: skip

RELATIONS = INEQUALITIES | {
    "=": "equals", "==": "equals", ":=": "is defined as", "≔": "is defined as", "≠": "is not equal to",
    "!=": "is not equal to", "≈": "is approximately equal to", "~=": "is approximately equal to",
    "≃": "is approximately equal to", "≡": "is congruent to", "≅": "is congruent to", "∼": "is similar to",
    "∝": "is proportional to", "∈": "is in", "∉": "is not in", "∋": "contains", "⊂": "is a subset of",
    "⊆": "is a subset of", "⊄": "is not a subset of", "⊃": "contains", "⊇": "contains", "∥": "is parallel to",
    "⊥": "is perpendicular to", "∣": "divides", "∤": "does not divide", "⇒": "implies", "=>": "implies",
    "⟹": "implies", "⇐": "is implied by", "⇔": "if and only if", "⟺": "if and only if",
    "<->": "if and only if", "→": "to", "->": "to", "⟶": "to", "←": "from", "↦": "maps to",
    "⟂": "is perpendicular to", "↔": "if and only if", "≮": "is not less than", "≯": "is not greater than",
    "∪": "union",
    "∩": "intersection", "∖": "without", "∧": "and", "∨": "or", "⊕": "circle plus", "⊗": "circle times",
    "∘": "composed with",
}  # fmt: skip

# Things said before or instead of an operand.
NAMES = {
    "∞": "infinity", "∅": "the empty set", "∴": "therefore", "∵": "because", "∀": "for all",
    "∃": "there exists", "∄": "there does not exist", "¬": "not", "∠": "angle", "△": "triangle",
    "∂": "partial", "∇": "nabla", "ℓ": "l", "ℏ": "h bar", "℃": "degrees Celsius", "℉": "degrees Fahrenheit",
    "°": "degrees", "‰": "per thousand", "ℝ": "the real numbers", "ℕ": "the natural numbers",
    "ℤ": "the integers", "ℚ": "the rational numbers", "ℂ": "the complex numbers", "†": "dagger", "★": "star",
    "⋆": "star", "…": "dot dot dot", "⋯": "dot dot dot", "⋮": "dot dot dot", "⋱": "dot dot dot",
    "...": "dot dot dot", "%": "percent", "&": "and", "@": "at", "′": "prime", "″": "double prime", "ı": "i",
    "ȷ": "j", "∁": "complement", "⊙": "circle", "¢": "cents", "■": "", "□": "blank", "ℵ": "aleph",
}  # fmt: skip

CAPITAL_BIG = {"Σ": "sum", "Π": "prod"}  # capital letters that are typed for the signs

NUMBER_SETS = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ"}

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau "
    "upsilon phi chi psi omega"
)
_GREEK_NAMES = _GREEK.split()
_LOWER = "αβγδεζηθικλμνξοπρστυφχψω"
_UPPER = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"
GREEK = (
    dict(zip(_LOWER, _GREEK_NAMES, strict=True))
    | {letter: f"capital {name}" for letter, name in zip(_UPPER, _GREEK_NAMES, strict=True)}
    | {
        "Δ": "delta",
        "ς": "sigma",
        "ϵ": "epsilon",
        "ϑ": "theta",
        "ϕ": "phi",
        "ϱ": "rho",
        "ϖ": "pi",
        "µ": "mu",
        "ϰ": "kappa",
    }
)

# Name -> (words, whether "of" stands before an argument without brackets).
FUNCTIONS = {
    "sin": ("sine", False), "cos": ("cosine", False), "tan": ("tangent", False), "sec": ("secant", False),
    "csc": ("cosecant", False), "cosec": ("cosecant", False), "cot": ("cotangent", False),
    "arcsin": ("arc sine", False), "arccos": ("arc cosine", False), "arctan": ("arc tangent", False),
    "asin": ("arc sine", False), "acos": ("arc cosine", False), "atan": ("arc tangent", False),
    "sinh": ("hyperbolic sine", False), "cosh": ("hyperbolic cosine", False),
    "tanh": ("hyperbolic tangent", False), "coth": ("hyperbolic cotangent", False), "log": ("log", False),
    "lg": ("log", False), "ln": ("the natural log", True), "exp": ("the exponential", True),
    "det": ("the determinant", True), "dim": ("the dimension", True), "ker": ("the kernel", True),
    "arg": ("the argument", True), "deg": ("the degree", True), "gcd": ("the greatest common divisor", True),
    "hcf": ("the highest common factor", True), "lcm": ("the lowest common multiple", True),
    "max": ("the maximum", True), "min": ("the minimum", True), "sup": ("the supremum", True),
    "inf": ("the infimum", True), "sqrt": ("the square root", True), "cbrt": ("the cube root", True),
    "abs": ("the absolute value", True), "floor": ("the floor", True), "ceil": ("the ceiling", True),
    "Pr": ("the probability", True), "Re": ("the real part", True), "Im": ("the imaginary part", True),
    "tr": ("the trace", True), "var": ("the variance", True), "Var": ("the variance", True),
    "Cov": ("the covariance", True), "rank": ("the rank", True), "erf": ("the error function", True),
}  # fmt: skip
# In plain text these are functions only before a bracket: "min" is also minutes, "Im" a word.
NEED_BRACKET = frozenset(
    "max min sup inf det dim ker arg deg abs floor ceil sqrt cbrt Re Im tr var Var Cov rank exp Pr sec".split()
)
FUNCTION_LETTERS = frozenset("fghFGHPE")

BIG = {
    "sum": "the sum", "prod": "the product", "coprod": "the coproduct", "int": "the integral",
    "iint": "the double integral", "iiint": "the triple integral", "oint": "the contour integral",
    "bigcup": "the union", "bigcap": "the intersection", "bigoplus": "the direct sum",
    "bigvee": "the disjunction", "bigwedge": "the conjunction", "lim": "the limit",
    "limsup": "the limit superior", "liminf": "the limit inferior", "max": "the maximum",
    "min": "the minimum", "sup": "the supremum", "inf": "the infimum",
    "argmax": "the argument of the maximum", "argmin": "the argument of the minimum",
}  # fmt: skip
BIG_SIGNS = {"∑": "sum", "∏": "prod", "∐": "coprod", "∫": "int", "∬": "iint", "∭": "iiint", "∮": "oint"}

# TeX commands that stand for one sign of the tables above.
SIGNS = {
    "times": "×", "cdot": "·", "ast": "*", "div": "÷", "pm": "±", "mp": "∓", "le": "≤", "leq": "≤",
    "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "lt": "<", "gt": ">", "ll": "≪", "gg": "≫",
    "ne": "≠", "neq": "≠", "approx": "≈", "simeq": "≃", "equiv": "≡", "cong": "≅", "sim": "∼", "propto": "∝",
    "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆", "subsetneq": "⊂", "supset": "⊃",
    "supseteq": "⊇", "parallel": "∥", "perp": "⊥", "mid": "∣", "nmid": "∤", "Rightarrow": "⇒", "implies": "⇒",
    "Longrightarrow": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔", "iff": "⇔", "to": "→", "rightarrow": "→",
    "longrightarrow": "→", "leftarrow": "←", "gets": "←", "mapsto": "↦", "leftrightarrow": "↔", "cup": "∪",
    "cap": "∩", "setminus": "∖", "land": "∧", "wedge": "∧", "lor": "∨", "vee": "∨", "oplus": "⊕",
    "otimes": "⊗", "circ": "∘", "infty": "∞", "emptyset": "∅", "varnothing": "∅", "therefore": "∴",
    "because": "∵", "forall": "∀", "exists": "∃", "nexists": "∄", "neg": "¬", "lnot": "¬", "angle": "∠",
    "measuredangle": "∠", "triangle": "△", "partial": "∂", "nabla": "∇", "ell": "ℓ", "hbar": "ℏ",
    "degree": "°", "dagger": "†", "star": "⋆", "dots": "…", "ldots": "…", "cdots": "…", "vdots": "…",
    "ddots": "…", "dotsc": "…", "dotsb": "…", "prime": "′", "imath": "ı", "jmath": "ȷ", "square": "□",
    "Box": "□", "vert": "|", "lvert": "|", "rvert": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖", "|": "‖",
    "lbrace": "{", "rbrace": "}", "{": "{", "}": "}", "lbrack": "[", "rbrack": "]", "langle": "⟨",
    "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "colon": ":", "%": "%", "$": "$",
    "&": "&", "#": "#", "_": " ", "slash": "/", "pounds": "£", "euro": "€", "textdegree": "°",
    "backslash": "∖", "complement": "∁", "bullet": "·", "odot": "⊙", "aleph": "ℵ", "lq": "'", "rq": "'",
}  # fmt: skip

SYMBOL_COMMANDS = (
    {name: letter for letter, name in GREEK.items() if " " not in name and letter in _LOWER}
    | {"var" + name: letter for letter, name in GREEK.items() if letter in _LOWER and " " not in name}
    | {name.capitalize(): letter for letter, name in zip(_UPPER, _GREEK_NAMES, strict=True)}
)

# Silent commands; braces after them are read as usual.
SILENT = frozenset(
    """
    left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle displaystyle
    textstyle scriptstyle limits nolimits quad qquad , ; : ! > / \\ space thinspace noindent par newline
    bf it rm sf tt cal em large Large small tiny huge normalsize centering hfill vfill smallskip medskip
    bigskip hline maketitle item null relax strut nonumber notag allowbreak bfseries itshape mathstrut @
    - ' ` " ( ) [ ] SI si qty unit num ce
    """.split()
) | {" ", "\n", "\t", ""}
# Commands whose arguments are not read.
DROPPED = {
    "label": 1, "ref": 1, "eqref": 1, "cite": 1, "tag": 1, "hspace": 1, "vspace": 1, "phantom": 1,
    "hphantom": 1, "vphantom": 1, "color": 1, "usepackage": 1, "documentclass": 1, "url": 1,
    "includegraphics": 1, "input": 1, "kern": 0, "mkern": 0, "pagestyle": 1,
}  # fmt: skip
# Commands that only change how their (last) argument looks.
WRAPPERS = {
    "mathbf": 1, "mathrm": 1, "mathit": 1, "mathcal": 1, "mathsf": 1, "mathtt": 1, "mathfrak": 1,
    "mathscr": 1, "mathbb": 1, "boldsymbol": 1, "bm": 1, "boxed": 1, "fbox": 1, "cancel": 1, "bcancel": 1, "xcancel": 1,
    "underline": 1, "underbrace": 1, "overbrace": 1, "mathop": 1, "mathrel": 1, "mathbin": 1, "mathord": 1,
    "smash": 1, "ensuremath": 1, "substack": 1, "textcolor": 2, "colorbox": 2, "href": 2, "mathclap": 1,
}  # fmt: skip
BOLD = frozenset("mathbf boldsymbol bm".split())  # vectors
TEXTS = frozenset("text textbf textit textrm texttt textsf textnormal emph mbox hbox intertext textsc textup".split())
ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "dot": "dot", "ddot": "double dot",
    "tilde": "tilde", "widetilde": "tilde", "check": "check", "breve": "breve", "acute": "acute",
    "grave": "grave",
}  # fmt: skip
PREFIX_ACCENTS = {"vec": "vector", "overrightarrow": "vector", "overleftrightarrow": "line", "overarc": "arc"}
FRACTIONS = frozenset("frac dfrac tfrac cfrac sfrac nicefrac".split())
BINOMIALS = frozenset("binom dbinom tbinom".split())
WORD_COMMANDS = {
    "pmod": "mod", "bmod": "mod", "mod": "mod", "Re": "the real part of", "Im": "the imaginary part of",
    "TeX": "tech", "LaTeX": "la tech", "ss": "ss", "ae": "ae", "oe": "oe", "copyright": "copyright",
    "S": "section", "qed": "which was to be shown", "blacksquare": "", "top": "transpose",
}  # fmt: skip

MATRICES = {
    "matrix": "matrix", "pmatrix": "matrix", "bmatrix": "matrix", "Bmatrix": "matrix",
    "smallmatrix": "matrix", "vmatrix": "determinant", "Vmatrix": "matrix", "array": "matrix",
}  # fmt: skip

# Pieces that are not words; the joiner in `verbalizer` resolves them.
HYPHEN = "\x02"  # the neighbours become one hyphenated word
END = "\x04"  # "end root" and the like, said only if the formula continues; the words follow the sign


def end(word: str) -> str:
    """The piece that closes a compound: "end root", or a pause, if something follows it."""
    return END + (f"end {word}" if word else "")
