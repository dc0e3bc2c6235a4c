"""The command line: finds the command, runs it, and turns its end into an exit code and at most one line on stderr."""

from __future__ import annotations

import argparse
import difflib
import importlib
import logging
import os
import sys
from dataclasses import dataclass
from typing import NoReturn, Protocol, cast

import app


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of the help. module: implements `CommandModule`."""

    module: str
    summary: str


COMMANDS = {
    "window": Command("app.commands.window", "open the window (also without any command)"),
    "demo": Command("app.commands.demo", "ask a shipped spoken question and watch both streams"),
    "ask": Command("app.commands.ask", "ask one question, from a recording or typed"),
    "say": Command("app.commands.say", "say a text or formula, or print its words"),
    "hear": Command("app.commands.hear", "show what the listening side makes of a recording"),
    "export": Command("app.commands.export", "write a saved session as Markdown, HTML, JSON or WAV"),
    "worksheet": Command("app.commands.worksheet", "write a worksheet with its answer key"),
    "update": Command("app.commands.update", "ask whether there is a newer version"),
    "doctor": Command("app.commands.doctor", "show what this machine has, and what is missing"),
    "bundle": Command("app.commands.bundle", "list, get, check and remove model bundles"),
    "pack": Command("app.commands.pack", "get, copy and remove the pack for graphics cards"),
    "corpus": Command("model.corpus.corpus_command", "build training data"),
    "train": Command("model.training.train_command", "train a bundle's models"),
    "eval": Command("app.commands.evaluate", "answer a set of questions and score it"),
    "bench": Command("app.commands.bench", "measure speed and memory"),
}


class CommandModule(Protocol):
    """A module of a command."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line with the next step."""

    def error(self, message: str) -> NoReturn:
        from model.errors import BadInput

        raise BadInput("{message}; see: {prog} --help", message=message, prog=self.prog)


def run(argv: list[str]) -> int:
    """Run `aloud` with these arguments; returns its exit code and reports every error."""
    try:
        code = _dispatch_until_exit(argv)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - the boundary: every error becomes an exit code and a line
        code = report(error)
    try:
        sys.stdout.flush()
    except OSError:
        # The reader of our output has gone, or its disk is full: Python must not try again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _dispatch_until_exit(argv: list[str]) -> int:
    try:
        return dispatch(argv)
    except SystemExit as leaving:  # argparse, after printing help
        return leaving.code if isinstance(leaving.code, int) else 0


def dispatch(argv: list[str]) -> int:
    """Find the command, parse its arguments and run it."""
    name = argv[0] if argv else "window"
    if name.startswith("-"):
        return _top_level(argv)
    command = COMMANDS.get(name)
    if command is None:
        _unknown(name)
    module = cast(CommandModule, importlib.import_module(command.module))
    # The docstrings of app.commands are written as help; those of model are not.
    about = module.__doc__ if command.module.startswith("app.") else f"{command.summary.capitalize()}."
    parser = Parser(prog=f"aloud {name}", description=about, formatter_class=_Formatter)
    module.add_arguments(parser)
    args = parser.parse_args(argv[1:])
    _start_logging()
    return module.run(args)


def report(error: BaseException) -> int:
    """Print one line about the error to stderr; returns the exit code."""
    from app.error_reports import BUG, describe, exit_code, write_crash
    from app.storage import user_paths
    from model.errors import AloudError, printable

    code = exit_code(error)
    if isinstance(error, BrokenPipeError):
        return code  # the reader of our output has gone: a line about it would be noise
    line: str = describe(error)
    if code == BUG and not isinstance(error, AloudError):
        _start_logging()
        logging.getLogger(__name__).error("crash", exc_info=error)
        file = write_crash(error, user_paths())
        kept = f"the details are in {file}" if file else "its details could not be saved"
        line = f"this is a bug in Aloud ({line}); {kept}"
    print(f"aloud: {printable(line)}", file=sys.stderr)
    return code


def _top_level(argv: list[str]) -> int:
    parser = Parser(prog="aloud", formatter_class=_Formatter, usage="aloud [COMMAND] [ARGUMENTS]")
    parser.description = "A voice tutor for mathematics: it reasons on the screen while it speaks the answer."
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items()]
    parser.epilog = "\n".join(["commands (aloud COMMAND --help tells more):", *lines])
    parser.add_argument("--version", action="version", version=f"aloud {app.__version__}")
    parser.parse_args(argv)
    parser.error(f"{argv[0]} needs a command")


def _unknown(name: str) -> NoReturn:
    from model.errors import BadInput

    close = difflib.get_close_matches(name, COMMANDS, n=1)
    hint = f"did you mean: aloud {close[0]}" if close else "see: aloud --help"
    raise BadInput("there is no command {name!r}; {hint}", name=name, hint=hint)


def _start_logging() -> None:
    from app.log_file import start_logging
    from app.storage import user_paths

    start_logging(user_paths().logs)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the line breaks of a command's description."""
