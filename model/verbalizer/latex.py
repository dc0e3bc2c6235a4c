"""Cuts TeX into tokens with pylatexenc: finds where maths starts and ends, and repairs invalid TeX."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexWalker,
)
from pylatexenc.macrospec import EnvironmentSpec, LatexContextDb, MacroSpec

from model.verbalizer import symbols as sy
from model.verbalizer.lexer import Token, lex

_DEEPEST = 20  # nested braces or environments; deeper ones are read as if their braces were not there
_NEEDS_TEX = re.compile(r"[\\{}$]")
# Maths delimiters, and escapes, which must not be taken for them.
_DELIMITERS = re.compile(r"\\\(|\\\)|\\\[|\\\]|\\.|\$\$|\$", re.DOTALL)
_CLOSERS = {"\\(": "\\)", "\\[": "\\]", "$": "$", "$$": "$$"}
_THOUSANDS = re.compile(r"(?<=[0-9])(?:\{,\}|\\,)(?=[0-9]{3}(?![0-9]))")  # 1{,}000 and 1\,000
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)


def parse(text: str) -> list[Token]:
    """The tokens of a normalised text: prose, TeX, or both. Never fails on malformed TeX.

    Raises RecursionError for absurdly nested commands.
    """
    if not _NEEDS_TEX.search(text):
        return lex(text)
    text = _THOUSANDS.sub("", text)
    tokens: list[Token] = []
    gap = False  # the piece before ended with white space
    for piece, maths in _split_maths(text):
        spaced = bool(tokens) and (gap or piece[:1].isspace() or not maths)
        tokens += _parse_piece(piece, maths, spaced)
        gap = piece[-1:].isspace()
    return tokens


def _split_maths(text: str) -> list[tuple[str, bool]]:
    """Cuts at maths delimiters; money and unmatched delimiters stay outside."""
    marks = [m for m in _DELIMITERS.finditer(text) if m.group() in _CLOSERS or m.group() in ("\\)", "\\]")]
    pieces: list[tuple[str, bool]] = []
    at, i = 0, 0
    while i < len(marks):
        close = _closing(text, marks, i)
        if close is None:
            i += 1
            continue
        pieces.append((_plain_dollars(text[at : marks[i].start()]), False))
        pieces.append((text[marks[i].end() : marks[close].start()], True))
        at, i = marks[close].end(), close + 1
    pieces.append((_plain_dollars(text[at:]), False))
    return [(piece, maths) for piece, maths in pieces if piece]


def _closing(text: str, marks: list[re.Match[str]], i: int) -> int | None:
    """The next mark, if it closes mark i. "$5 and $6" is money: no space stands inside, no digit follows."""
    opener = marks[i].group()
    if opener not in _CLOSERS or i + 1 >= len(marks) or marks[i + 1].group() != _CLOSERS[opener]:
        return None
    inside, after = text[marks[i].end() : marks[i + 1].start()], text[marks[i + 1].end() :][:1]
    if opener == "$" and (not inside or after.isdecimal() or inside[0].isspace() or inside[-1].isspace()):
        return None
    return i + 1


def _plain_dollars(text: str) -> str:
    return re.sub(r"(?<!\\)\$", r"\\$", text)


def _parse_piece(text: str, maths: bool, spaced: bool) -> list[Token]:
    if not _NEEDS_TEX.search(text):
        return lex(text, maths, spaced)
    text = re.sub(r"(?<!\\)%", r"\\%", text)  # a sentence has no TeX comments
    walker = LatexWalker(_balanced(text), latex_context=_specification(), tolerant_parsing=True)
    # Bare TeX without delimiters ("\frac12 x") is maths, unless real words stand around it.
    return _Builder(maths or _looks_like_maths(text)).nodes(walker.get_latex_nodes()[0], spaced)


def _looks_like_maths(text: str) -> bool:
    without = re.sub(r"\\[A-Za-z]+\*?|\\(?:text|mbox|operatorname)\{[^{}]*\}", " ", text)
    return re.search(r"\\[A-Za-z]{2}|[\^_]", text) is not None and re.search(r"[a-z]{3}|[A-Za-z]{4}", without) is None


def _balanced(text: str) -> str:
    """The text with balanced braces, at most `_DEEPEST` deep."""
    pieces: list[str] = []
    depth = at = 0
    for match in _BRACES.finditer(text):
        pieces.append(text[at : match.start()])
        at = match.end()
        if match.group() == "{":
            depth += 1
            pieces.append("{" if depth <= _DEEPEST else " ")
        elif match.group() == "}":
            pieces.append("}" if 0 < depth <= _DEEPEST else " ")
            depth = max(0, depth - 1)
        else:
            pieces.append(match.group())
    rest = text[at:]
    text = "".join(pieces) + (rest[:-1] if rest.endswith("\\") else rest) + "}" * min(depth, _DEEPEST)
    return text if text.count("\\begin") <= _DEEPEST else re.sub(r"\\(?:begin|end)\b", " ", text)


@lru_cache(maxsize=1)
def _specification() -> Any:
    arguments = {"sqrt": "[{", "xrightarrow": "[{", "operatorname": "{", "pmod": "{"}
    arguments |= dict.fromkeys(("stackrel", "overset", "underset"), "{{")
    arguments |= dict.fromkeys(sy.FRACTIONS | sy.BINOMIALS, "{{")
    arguments |= dict.fromkeys(sy.TEXTS | sy.ACCENTS.keys() | sy.PREFIX_ACCENTS.keys(), "{")
    arguments |= {name: "{" * count for name, count in (sy.WRAPPERS | sy.DROPPED).items()}
    context = LatexContextDb()
    context.add_context_category(
        "aloud",
        macros=[MacroSpec(name, spec) for name, spec in arguments.items()],
        environments=[EnvironmentSpec("array", "[{"), EnvironmentSpec("tabular", "[{")],
        specials=[],
    )
    return context


class _Builder:
    """pylatexenc's nodes -> tokens."""

    def __init__(self, maths: bool) -> None:
        self._maths = maths

    def nodes(self, nodes: list[Any], spaced: bool = False) -> list[Token]:
        tokens: list[Token] = []
        for node in nodes:
            if isinstance(node, LatexCharsNode):
                tokens += lex(node.chars, self._maths, spaced)
                spaced = node.chars[-1:].isspace()
            elif isinstance(node, LatexGroupNode):
                inner = tuple(self._inner(node.nodelist))
                tokens.append(Token("group", "", spaced, self._maths, (inner,)))
                spaced = False
            elif isinstance(node, LatexMacroNode):
                tokens += self._macro(node, spaced)
                spaced = (spaced and node.macroname in sy.SILENT) or bool(node.macro_post_space)
            elif isinstance(node, LatexMathNode):
                tokens += _Builder(True).nodes(node.nodelist, spaced)
                spaced = False
            elif isinstance(node, LatexEnvironmentNode):
                tokens += self._environment(node, spaced)
                spaced = True
        return tokens

    def _inner(self, nodes: list[Any]) -> list[Token]:
        return _split_primitive(self.nodes(nodes))

    def _macro(self, node: Any, spaced: bool) -> list[Token]:
        name: str = node.macroname
        arguments = [self._argument(name, a) for a in (node.nodeargd.argnlist if node.nodeargd else [])]
        if name in sy.DROPPED:
            return []
        if name in ("overset", "stackrel", "underset") and arguments:
            return [replace(token, spaced=True) for token in arguments[-1]]
        if name == "mathbb" and arguments and "".join(t.text for t in arguments[0]) in sy.NUMBER_SETS:
            return [Token("letters", sy.NUMBER_SETS[arguments[0][0].text], spaced, True)]
        if name in sy.WRAPPERS:
            return self._wrapped(name, arguments[-1], spaced) if arguments else []
        if name in sy.TEXTS:
            return [Token("prose", "", spaced, False, tuple(arguments[-1:]))]
        if name in sy.SIGNS:
            return [Token("sign", sy.SIGNS[name], spaced, self._maths or name not in "%$&#_{}")]
        if name in sy.SYMBOL_COMMANDS:
            return [Token("letters", sy.SYMBOL_COMMANDS[name], spaced, True)]
        if name in ("\\", "newline", "cr"):
            return [Token("newline", "\n", True, self._maths)]
        if name in sy.SILENT:
            return [Token("sign", "\u2009", spaced, self._maths)] if name in (",", "quad", "qquad") else []
        return [Token("command", name.rstrip("*"), spaced, True, tuple(arguments))]

    def _wrapped(self, name: str, inner: tuple[Token, ...], spaced: bool) -> list[Token]:
        r"""A dressed-up argument as a group; bold ones keep the name. \mathrm{tr} and \mathbb{E} are functions."""
        function = inner[0].text in sy.FUNCTIONS or name == "mathbb" if len(inner) == 1 else False
        if function and inner[0].kind == "letters":
            return [replace(inner[0], spaced=spaced)]
        return [Token("group", name if name in sy.BOLD else "", spaced, self._maths, (inner,))]

    def _argument(self, name: str, node: Any) -> tuple[Token, ...]:
        """One argument's tokens; () where an optional one is left out."""
        if node is None:
            return ()
        maths, self._maths = self._maths, name not in sy.TEXTS
        try:
            return tuple(self._inner(node.nodelist) if isinstance(node, LatexGroupNode) else self.nodes([node]))
        finally:
            self._maths = maths

    def _environment(self, node: Any, spaced: bool) -> list[Token]:
        name: str = node.environmentname
        prose = name in ("itemize", "enumerate", "document", "center", "quote", "proof", "theorem", "tabular")
        maths, self._maths = self._maths, not prose
        try:
            inner = self.nodes(node.nodelist)
        finally:
            self._maths = maths
        if prose:
            return [Token("prose", "", spaced, False, (tuple(inner),))]
        return [Token("table", name.rstrip("*"), spaced, True, _rows(inner))]


def _rows(tokens: list[Token]) -> tuple[tuple[Token, ...], ...]:
    """Cuts at line ends into rows and at "&" into cells; a cell is a group."""
    rows: list[tuple[Token, ...]] = []
    cells: list[Token] = []
    cell: list[Token] = []
    for token in [*tokens, Token("newline", "\n")]:
        if token.kind == "sign" and token.text == "&":
            cells.append(Token("group", "", True, True, (tuple(cell),)))
            cell = []
        elif token.kind == "newline":
            cells.append(Token("group", "", True, True, (tuple(cell),)))
            if any(c.args[0] for c in cells):
                rows.append(tuple(cells))
            cells, cell = [], []
        else:
            cell.append(token)
    return tuple(rows)


def _split_primitive(tokens: list[Token]) -> list[Token]:
    r"""{a \over b} and {n \choose k} as \frac and \binom."""
    for i, token in enumerate(tokens):
        if token.kind == "command" and token.text in ("over", "choose", "atop"):
            name = "frac" if token.text == "over" else "binom"
            parts = (tuple(tokens[:i]), tuple(tokens[i + 1 :]))
            return [Token("command", name, token.spaced, True, parts)]
    return tokens
