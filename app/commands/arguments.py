"""The arguments of a question, checked before anything slow is loaded."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from model.bundle_manifest import Ratio
from model.errors import BadInput

if TYPE_CHECKING:
    from model.bundle_manifest import Bundle
    from model.engine import TurnOptions

MAX_THINKING: Final = 400
MODES: Final = ("interleaved", "concurrent", "think-first", "direct")


def ratio(text: str) -> Ratio:
    """`p:q` as spoken and reasoning tokens. Raises BadInput."""
    try:
        return Ratio.parse(text)
    except ValueError as error:
        raise BadInput(
            "--ratio {text!r} is not a ratio; give spoken:reasoning, for example --ratio 2:8", text=text
        ) from error


def thinking(text: str) -> int:
    """Reasoning tokens to wait for, for argparse: a whole number from 0 to 400."""
    count = int(text)
    if not 0 <= count <= MAX_THINKING:
        raise argparse.ArgumentTypeError(f"give a number from 0 to {MAX_THINKING}")
    return count


def add_calculator(parser: argparse.ArgumentParser) -> None:
    """The option that leaves the model alone with its arithmetic."""
    parser.add_argument(
        "--calculator", choices=("on", "off"), default="on",
        help="exact working for each operation that the model writes, wrong lines taken back (on), or the model alone",
    )  # fmt: skip


def turn_options(
    bundle: Bundle, mode: str | None, ratio_text: str | None, think_first: int = 0, *, calculator: bool = True
) -> TurnOptions:
    """The options of a turn that this bundle can do. Raises BadInput otherwise; imports the engine last."""
    if mode is not None and mode not in MODES:
        raise BadInput("there is no mode {mode!r}; choose one of: {modes}", mode=mode, modes=", ".join(MODES))
    chosen = mode or ("interleaved" if bundle.ratios else "concurrent")
    if chosen == "concurrent" and bundle.ratios:
        raise BadInput(
            "mode concurrent is for stock speech models, and {name} was trained to interleave; use --mode interleaved",
            name=bundle.name,
        )
    if chosen == "interleaved" and not bundle.ratios:
        raise BadInput(
            "{name} was not trained to interleave; use --mode concurrent, think-first or direct", name=bundle.name
        )
    if ratio_text is not None and chosen not in ("interleaved", "concurrent"):
        raise BadInput(
            "--ratio goes with thinking while speaking, not with {chosen}; leave one of them out", chosen=chosen
        )
    wanted = ratio(ratio_text) if ratio_text is not None else None
    if wanted is not None and bundle.ratios and wanted not in bundle.ratios:
        known = ", ".join(f"{p}:{q}" for p, q in bundle.ratios)
        raise BadInput(
            "{name} was not trained for {wanted}:{wanted2}; use one of: {known}",
            name=bundle.name,
            wanted=wanted[0],
            wanted2=wanted[1],
            known=known,
        )
    from model.engine import TurnOptions

    options = TurnOptions(mode=chosen, think_first=think_first, calculator=calculator)  # type: ignore[arg-type]
    return replace(options, ratio=wanted) if wanted else options


def check_output(path: str) -> Path:
    """A place to write to that exists, so that a typing error costs no waiting. Raises BadInput."""
    target = Path(path).expanduser()
    if not path.strip() or target.is_dir():
        raise BadInput("{path} is not a file name; name a file to write to", path=path or "an empty name")
    if not target.parent.is_dir():
        raise BadInput("the folder {parent} does not exist; make it or choose another place", parent=target.parent)
    return target
