"""Ask a shipped spoken question and watch both streams: reasoning on the screen while the answer is spoken.

Needs no sound card, display or network. The spoken answer is written to answer.wav.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from app.bundles.installed import find_bundle
from app.commands.arguments import add_calculator, check_output, turn_options
from app.conversation.single_turn import OneTurn, engine_factory
from app.storage import QUESTIONS, STARTER_NAME, write_whole
from app.transcript.terminal import TurnPrinter, summary
from audio_io.backend import SAMPLE_RATE
from model.bundle_manifest import Bundle
from model.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--question", metavar="NAME", help="another shipped question; see --list")
    parser.add_argument("--list", action="store_true", help="list the shipped questions")
    add_calculator(parser)
    parser.add_argument("--out", default="answer.wav", metavar="A.wav", help="where the answer's sound goes")


def run(args: argparse.Namespace) -> int:
    if args.list:
        print("\n".join(questions()) or "no question is shipped")
        return 0
    from audio_io.sound_files import read_question, wav_bytes

    started = time.monotonic()
    path = choose(args.question)
    out = check_output(args.out)
    question = read_question(path)
    view = TurnPrinter()
    bundle = Bundle.open(find_bundle(STARTER_NAME))
    options = turn_options(bundle, None, None, calculator=args.calculator == "on")
    with OneTurn(engine_factory(bundle.path), view.show) as turn:
        turn.wait_loaded()
        took, length = time.monotonic() - started, len(question) / SAMPLE_RATE
        print(f"loaded in {took:.1f} s; asking {path.name} ({length:.1f} s of speech)")
        answer = turn.ask(question, options)
    if answer.sample_rate:
        write_whole(out, wav_bytes(answer.samples, answer.sample_rate))
    if answer.ended is not None:
        print(summary(answer.ended))
    if answer.sample_rate:
        print(f"the spoken answer is in {out} ({len(answer.samples) / answer.sample_rate:.1f} s)")
    return 0


def questions() -> dict[str, Path]:
    """The shipped questions by name, in order."""
    return {path.stem: path for path in sorted(QUESTIONS.glob("*.wav"))}


def choose(name: str | None) -> Path:
    """The shipped question of that name, or the first. Raises BadInput if there is none."""
    known = questions()
    if not known:
        raise BadInput(
            "no shipped question is in {questions}; get Aloud again, or ask your own: aloud ask Q.wav",
            questions=QUESTIONS,
        )
    if name is None:
        return next(iter(known.values()))
    if name not in known:
        raise BadInput(
            "there is no shipped question {name!r}; choose one of: {known}", name=name, known=", ".join(known)
        )
    return known[name]
