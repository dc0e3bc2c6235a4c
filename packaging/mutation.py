#!/usr/bin/env python3
"""Mutation testing: changes one place of a module at a time and asks whether its tests notice.

    .venv/bin/python packaging/mutation.py [--count N] [--seed S] [MODULE ...]

Each mutant is written into a copy of the sources and only the module's nearest tests run, in a process forked from one
that has torch loaded. A mutant is killed when a test fails, or when the tests need far more CPU time than without it.
Property tests get a few examples first, and those that let a mutant live all of them.
Mutants that change nothing that could be observed are left out; `mutation_equivalent.txt` lists them with the reason.
Prints a table, and every survivor as `module:line: before -> after`. Not part of the continuous integration.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import multiprocessing
import os
import random
import re
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
EQUIVALENT = Path(__file__).with_name("mutation_equivalent.txt")
MODULES = {
    "model/thinker/number_guard.py": [
        "tests/model/thinker/test_number_guard.py",
        "tests/model/thinker/test_everyday_numbers.py",
    ],
    "model/thinker/interleaved.py": [
        "tests/model/thinker/test_interleaved.py",
        "tests/model/thinker/test_answer.py",
        "tests/model/thinker/test_calculator.py",
    ],
    "model/turn.py": ["tests/model/test_turn.py"],
    "audio_io/input/turn_detector.py": [
        "tests/audio_io/input/test_endpoint.py",
        "tests/audio_io/input/test_turn_detector.py",
        "tests/audio_io/input/test_smart_turn.py",
    ],
    "app/history/store.py": ["tests/app/history/test_store.py"],
    "app/bundles/download.py": ["tests/app/bundles/test_download.py"],
    "model/codec/streaming_decoder.py": ["tests/model/codec/test_streaming_decoder.py"],
}
PRELOADED = ["torch", "numpy", "hypothesis", "pytest"]
CPU_FACTOR, CPU_SPARE_S = 3, 10  # CPU time that a mutant's tests may need, against the unchanged module
WAITING_S = 90.0  # tests that need no CPU time for so long wait for ever
FEW = 15  # examples of a property test in the first run

_COMPARE = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_BINARY = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Pow: ast.Mult,
}  # fmt: skip


_TYPES = r"if TYPE_CHECKING:|\w+ = (Literal|Callable)\["  # only for type checkers


@dataclass(frozen=True)
class Mutant:
    """A changed module. before, after: source of the changed statement's node; source: the whole module."""

    module: str
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.before} -> {self.after}"


def alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of `node`."""
    changed = copy.deepcopy(node)
    if isinstance(changed, ast.Compare) and type(changed.ops[0]) in _COMPARE:
        changed.ops[0] = _COMPARE[type(changed.ops[0])]()
        yield changed
    elif isinstance(changed, ast.BoolOp):
        changed.op = ast.Or() if isinstance(changed.op, ast.And) else ast.And()
        yield changed
    elif isinstance(changed, ast.UnaryOp) and isinstance(changed.op, (ast.Not, ast.USub)):
        yield changed.operand
    elif isinstance(changed, (ast.BinOp, ast.AugAssign)) and type(changed.op) in _BINARY and not _joins_text(changed):
        changed.op = _BINARY[type(changed.op)]()
        yield changed
    elif isinstance(changed, ast.Constant):
        yield from (ast.Constant(value) for value in _other_values(changed.value))
    elif isinstance(changed, (ast.If, ast.IfExp, ast.While)):
        changed.test = ast.Constant(False)
        yield changed
    elif isinstance(changed, ast.Break):
        yield ast.Continue()
    elif isinstance(changed, ast.Continue):
        yield ast.Break()
    if isinstance(node, (ast.Expr, ast.AugAssign)):
        yield ast.Pass()
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Attribute, ast.Subscript)):
        yield ast.Pass()  # not of a local name, which would only be undefined


def _joins_text(node: ast.BinOp | ast.AugAssign) -> bool:
    """Other operators on texts only raise: such a mutant would say nothing about the tests."""
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.value]
    return any(isinstance(inner, (ast.JoinedStr, ast.Constant)) and not _is_number(inner) for inner in sides)


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def _other_values(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, float):
        yield 2 * value if value else 1.0


def places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """(parent, field, index, node) of what may be changed: no docstrings, annotations, decorators or error texts."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if name in ("annotation", "returns", "decorator_list", "bases", "keywords") or isinstance(
                parent, ast.Raise
            ):
                continue
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, ast.AST) and not _is_text(node) and hasattr(node, "lineno"):
                    yield parent, name, index, node


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def mutants(module: str, root: Path) -> Iterator[Mutant]:
    """All mutants of a module; those below a `raise` or an annotation are left out."""
    tree = ast.parse((root / module).read_text(encoding="utf-8"))
    hidden, first = _hidden(tree), _first_values(tree)
    for parent, name, index, node in list(places(tree)):
        if node in hidden or parent in hidden:
            continue
        for other in alternatives(node):
            if node in first and isinstance(other, ast.Pass):
                continue
            _put(parent, name, index, other)
            source = ast.unparse(ast.fix_missing_locations(tree))
            _put(parent, name, index, node)
            yield Mutant(module, node.lineno, _short(node), _short(other), source)


def _hidden(tree: ast.AST) -> set[ast.AST]:
    """Everything inside an annotation, an error's text, or a module's constants for type checkers."""
    roots: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise):
            roots.append(node)
        elif isinstance(node, (ast.AnnAssign, ast.arg)):
            roots += [node.annotation] if node.annotation else []
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            roots += [*node.decorator_list, *([node.returns] if getattr(node, "returns", None) else [])]
        elif isinstance(node, (ast.If, ast.Assign)) and re.match(_TYPES, ast.unparse(node)):
            roots.append(node)
    return {inner for root in roots for inner in ast.walk(root)}


def _first_values(tree: ast.AST) -> set[ast.AST]:
    """Assignments in `__init__`: without one, an attribute would only be undefined."""
    made = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "__init__"]
    return {part for node in made for part in ast.walk(node) if isinstance(part, ast.Assign)}


def _put(parent: ast.AST, name: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[index] = node


def _short(node: ast.AST) -> str:
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split("\n")[0].split())


def equivalents() -> set[tuple[str, str, str]]:
    """(module, source line, change) of mutants that no test can notice: the first three columns of the file."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    found = set()
    for line in lines:
        if line and not line.startswith("#"):
            module, rest = line.split(" | ", 1)
            text, change, _why = rest.rsplit(" | ", 2)  # the source may have a "|" of its own
            found.add((module, text, change))
    return found


def copied(folder: Path) -> Path:
    """The sources and tests in `folder`; the assets are only read and stay where they are."""
    for name in ("app", "audio_io", "model", "ui", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "assets").symlink_to(ROOT / "assets")
    return folder


class FewExamples:
    """A plugin of pytest: property tests stop after a few examples."""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        from hypothesis import settings

        for item in items:
            own = getattr(item.obj, "_hypothesis_internal_use_settings", None)
            if own is not None:
                few = settings(own, max_examples=min(FEW, own.max_examples))
                item.obj._hypothesis_internal_use_settings = few


def _tests(folder: str, tests: list[str], cpu_s: int, few: bool, used: multiprocessing.SimpleQueue[float]) -> None:
    """Runs tests in a process of its own; the exit code is pytest's."""
    import pytest

    os.chdir(folder)
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 5))
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
        plugins = [FewExamples()] if few else []
        code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests], plugins))
    used.put(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
    os._exit(code)


def _cpu_s(pid: int | None) -> float:
    """CPU time of a process and its children so far; 0 for one that is gone."""
    try:
        return sum(psutil.Process(pid).cpu_times()[:4])
    except psutil.NoSuchProcess:
        return 0.0


class Runner:
    """Runs tests in the copy, one process at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)

    def run(self, tests: list[str], cpu_s: int, few: bool = False) -> tuple[int | None, float]:
        """pytest's exit code, None or negative for one that had to be ended, and CPU seconds."""
        shutil.rmtree(self._folder / ".hypothesis", ignore_errors=True)  # no examples of another mutant
        used = self._context.SimpleQueue()
        process = self._context.Process(target=_tests, args=(str(self._folder), tests, cpu_s, few, used))
        process.start()
        while process.is_alive():
            before = _cpu_s(process.pid)
            process.join(WAITING_S)
            if process.is_alive() and _cpu_s(process.pid) == before:
                process.kill()
                process.join()
                return None, 0.0
        return process.exitcode, 0.0 if used.empty() else used.get()


def score(module: str, chosen: list[Mutant], runner: Runner, folder: Path) -> tuple[int, list[Mutant]]:
    """How many of the mutants are killed, and those that survive. Raises RuntimeError if the tests fail without any."""
    tests, original = MODULES[module], (folder / module).read_text(encoding="utf-8")
    code, cpu_s = runner.run(tests, 600)
    if code != 0:
        raise RuntimeError(f"the tests of {module} fail without a mutation (code {code})")
    killed, survivors = 0, []
    for mutant in chosen:
        (folder / module).write_text(mutant.source, encoding="utf-8")
        limit = int(CPU_FACTOR * cpu_s + CPU_SPARE_S)
        code, _ = runner.run(tests, limit, few=True)
        if code == 0:
            code, _ = runner.run(tests, limit)
        if code == 0:
            survivors.append(mutant)
            print(f"survived {mutant}", flush=True)
        else:
            killed += 1
            how = "a test" if code in (1, 2) else "its end"
            print(f"killed by {how} {mutant}", file=sys.stderr, flush=True)
    (folder / module).write_text(original, encoding="utf-8")
    return killed, survivors


def main() -> int:
    parser = argparse.ArgumentParser(description="Mutation testing of the modules that most depends on.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(MODULES)} (default: all)")
    parser.add_argument("--count", type=int, default=40, help="mutants of each module, drawn by chance (40)")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws others (1)")
    args = parser.parse_args()
    known = equivalents()
    rows = []
    with tempfile.TemporaryDirectory() as place, contextlib.suppress(KeyboardInterrupt):
        folder = copied(Path(place))
        runner = Runner(folder)
        for module in args.modules or MODULES:
            every = list(mutants(module, folder))
            chosen = random.Random(args.seed).sample(every, min(args.count, len(every)))
            lines = (ROOT / module).read_text(encoding="utf-8").splitlines()
            kept = [m for m in chosen if (module, lines[m.line - 1].strip(), f"{m.before} -> {m.after}") not in known]
            killed, survivors = score(module, kept, runner, folder)
            rows.append((module, len(every), len(chosen), len(chosen) - len(kept), killed, len(survivors)))
    print("\n| module | possible | tried | equivalent | killed | survived |\n|---|---|---|---|---|---|")
    totals = [sum(row[i] for row in rows) for i in range(1, 6)]
    for name, *counts in [*rows, ("all", *totals)]:
        print(f"| {name} | {' | '.join(map(str, counts))} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
