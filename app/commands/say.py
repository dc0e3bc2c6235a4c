"""Say a text or formula aloud, or print the words that would be said.

Plain text, LaTeX and Unicode maths are understood. Without --out the speaker plays it.
"""

from __future__ import annotations

import argparse
import time

from app.bundles import find_bundle
from app.commands.ask import add_engine_arguments
from app.questions import check_output, typed_question
from app.turns import OneTurn, engine_factory
from model.bundle import Bundle
from model.errors import BadInput
from model.events import AudioChunk, TurnEvent


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="what to say")
    parser.add_argument("--words", action="store_true", help="print the words instead of saying them")
    parser.add_argument("--out", metavar="A.wav", help="write the sound to this file instead of playing it")
    add_engine_arguments(parser)


def run(args: argparse.Namespace) -> int:
    text = typed_question(args.text)
    if args.words:
        from model.speech import to_words

        print(to_words(text))
        return 0
    bundle = Bundle.open(find_bundle(args.bundle))
    if bundle.talker is None:
        raise BadInput(f"the bundle {bundle.name} has no voice; choose another: aloud bundle list")
    if args.out is not None:
        return _write(args, bundle, text)
    return _play(args, bundle, text)


def _write(args: argparse.Namespace, bundle: Bundle, text: str) -> int:
    from audio_io.files import write_wav

    out = check_output(args.out)
    with OneTurn(engine_factory(bundle.path, args.device, args.quant), lambda _event: None) as turn:
        turn.wait_loaded()
        answer = turn.say(text)
    if not answer.sample_rate:
        raise BadInput(
            f"there is nothing to say in {text!r}, so {out} was not written; give words or a formula"
        )
    write_wav(out, answer.samples, answer.sample_rate)
    return 0


def _play(args: argparse.Namespace, bundle: Bundle, text: str) -> int:
    from audio_io.player import Player

    player = Player()

    def on_event(event: TurnEvent) -> None:
        if isinstance(event, AudioChunk):
            player.play(event.samples, event.sample_rate)

    try:
        player.open()  # before the models load: without a speaker nothing else is worth doing
        with OneTurn(engine_factory(bundle.path, args.device, args.quant), on_event) as turn:
            turn.wait_loaded()
            turn.say(text)
            player.finish()
            while player.queued_s() > 0.0:
                time.sleep(0.05)
    finally:
        player.close()
    return 0
