"""Ask one question, from a recording or typed, and follow the answer.

The reasoning and the spoken words appear as they come, with their times. --out keeps the sound, --events the
event lines (one JSON object a line; "-" for stdout, where nothing else is then printed).
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.bundles.installed import find_bundle
from app.commands.arguments import MODES, add_calculator, check_output, ratio, thinking, turn_options
from app.conversation.single_turn import OneTurn, engine_factory, remote_factory
from app.questions import check_answerable, typed_question
from app.storage import STARTER_NAME, write_whole
from app.transcript.event_log import STDOUT, EventLines
from app.transcript.terminal import TurnPrinter, summary
from model.bundle_manifest import Bundle
from model.errors import BadInput
from model.events import TurnEvent

if TYPE_CHECKING:
    from app.settings import Mode
    from model.engine import TurnOptions
    from model.thinker.remote_model import Server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="?", metavar="Q.wav", help="a recording, at most 60 s")
    parser.add_argument("--text", help="a typed question instead of a recording")
    add_engine_arguments(parser)
    add_remote(parser)
    parser.add_argument("--mode", metavar="MODE", help=f"how to think: {', '.join(MODES)}")
    parser.add_argument("--ratio", metavar="P:Q", help="spoken to reasoning tokens while both go on; default 2:8")
    parser.add_argument(
        "--think-first", type=thinking, default=0, metavar="N", help="reasoning tokens before anything is spoken (0)"
    )
    add_calculator(parser)
    parser.add_argument("--out", metavar="A.wav", help="write the spoken answer to this file")
    parser.add_argument("--events", metavar="E.jsonl", help="write the event lines to this file")


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that say which models run, and where."""
    parser.add_argument("--bundle", default=STARTER_NAME, metavar="B", help="a bundle's name or folder")
    parser.add_argument("--quant", default="auto", choices=("auto", "nf4", "bf16"), help="number format of the weights")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"), help="where the models run")


def run(args: argparse.Namespace) -> int:
    if (args.text is None) == (args.question is None):
        raise BadInput("give either a recording or --text, for example: aloud ask --text 'What is 347 plus 286?'")
    from audio_io.sound_files import read_question, wav_bytes

    question = typed_question(args.text) if args.text is not None else read_question(Path(args.question))
    bundle = Bundle.open(find_bundle(args.bundle))
    server = remote_server(args)
    if isinstance(question, str) and server is None:
        check_answerable(question, bundle)
    options = (
        turn_options(bundle, args.mode, args.ratio, args.think_first, calculator=args.calculator == "on")
        if server is None
        else remote_options(args)
    )
    out = check_output(args.out) if args.out is not None else None
    if out is not None and args.events and os.path.realpath(out) == os.path.realpath(args.events):
        raise BadInput("--out and --events both name {out}; give each a file of its own", out=out)
    only_events = args.events == STDOUT
    view = TurnPrinter(sys.stderr if only_events else sys.stdout)
    with EventLines(args.events) if args.events is not None else NoLines() as lines:

        def on_event(event: TurnEvent) -> None:
            lines.write(event)
            if not only_events:
                view.show(event)

        where = args.device, args.quant
        make = engine_factory(bundle.path, *where) if server is None else remote_factory(server, bundle.path, *where)
        with OneTurn(make, on_event) as turn:
            turn.wait_loaded()
            answer = turn.ask(question, options)
        if out is not None:
            if not answer.sample_rate:
                raise BadInput(
                    "the answer has no sound, so {out} was not written; ask a question it can answer", out=out
                )
            write_whole(out, wav_bytes(answer.samples, answer.sample_rate))
        lines.commit()
    if not only_events and answer.ended is not None:
        print(summary(answer.ended))
    return 0


def add_remote(parser: argparse.ArgumentParser) -> None:
    """The options of a server that answers in place of a bundle's Thinker."""
    parser.add_argument("--remote", metavar="URL", help="a server of the OpenAI protocol; key: ALOUD_SERVER_KEY")
    parser.add_argument("--remote-model", default="", metavar="NAME", help="its model (default: the first it has)")


def remote_server(args: argparse.Namespace) -> Server | None:
    """The server of the options, if there is one. Raises BadInput for its address."""
    if args.remote is None:
        return None
    from app.school_server import key_for
    from model.thinker.remote_model import Server

    return Server(args.remote, args.remote_model, key_for(args.remote)).checked()


def remote_options(args: argparse.Namespace) -> TurnOptions:
    """The options of a turn on a server. Raises BadInput for a mode that it does not have."""
    from model.engine import TurnOptions

    modes: tuple[Mode, ...] = ("concurrent", "think-first", "direct")
    mode = next((known for known in modes if known == (args.mode or "concurrent")), None)
    if mode is None:
        raise BadInput("a server answers in the modes {modes}; choose one with --mode", modes=", ".join(modes))
    chosen = ratio(args.ratio) if args.ratio is not None else TurnOptions().ratio
    return TurnOptions(mode, chosen, think_first=args.think_first, calculator=args.calculator == "on")


class NoLines:
    """Takes the place of `EventLines` without --events."""

    def __enter__(self) -> NoLines:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def write(self, event: TurnEvent) -> None:
        """Drops it."""

    def commit(self) -> None:
        """Nothing to do."""
