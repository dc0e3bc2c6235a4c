"""Say a text or formula aloud, or print the words that would be said.

Plain text, LaTeX and Unicode maths are understood. Without --out the speaker plays it. --speed keeps the pitch.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from app.bundles.installed import find_bundle
from app.commands.arguments import check_output
from app.commands.ask import add_engine_arguments
from app.conversation.parts import EngineFactory
from app.conversation.single_turn import OneTurn, engine_factory
from app.storage import write_whole
from audio_io.output.time_stretch import FASTEST, SLOWEST, stretched
from model.bundle_manifest import Bundle
from model.errors import BadInput
from model.events import AudioChunk, TurnEvent

MAX_CHARACTERS = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="what to say")
    parser.add_argument("--words", action="store_true", help="print the words instead of saying them")
    parser.add_argument("--out", metavar="A.wav", help="write the sound to this file instead of playing it")
    parser.add_argument(
        "--speed", type=float, default=1.0, metavar="X", help=f"{SLOWEST} to {FASTEST} times as fast; default 1"
    )
    parser.add_argument("--volume", type=float, default=1.0, metavar="V", help="0 to 1; default 1")
    parser.add_argument("--voice", default="", metavar="NAME", help="one of the bundle's voices, if it has several")
    add_engine_arguments(parser)


def run(args: argparse.Namespace) -> int:
    text = _sayable(args.text)
    if args.words:
        from model.verbalizer import to_words

        print(to_words(text))
        return 0
    bundle = Bundle.open(find_bundle(args.bundle))
    if bundle.talker is None:
        raise BadInput("the bundle {name} has no voice; choose another: aloud bundle list", name=bundle.name)
    _check_voice(args, bundle.talker)
    factory = engine_factory(bundle.path, args.device, args.quant, lambda: args.voice)
    if args.out is not None:
        return _write(factory, args, text)
    return _play(factory, args, text)


def _sayable(text: str) -> str:
    """Raises BadInput for a text that is empty or far too long."""
    text = text.strip()
    if not text:
        raise BadInput("there is nothing to say; give words or a formula, for example: aloud say '3/4 + x^2'")
    if len(text) > MAX_CHARACTERS:
        raise BadInput(
            "the text has {count} characters; say at most {max_characters} at a time",
            count=len(text),
            max_characters=MAX_CHARACTERS,
        )
    return text


def _check_voice(args: argparse.Namespace, talker: Path) -> None:
    """Raises BadInput for what this bundle cannot do, before anything heavy is loaded."""
    from model.talker.token_layout import voices_of

    if not SLOWEST <= args.speed <= FASTEST:
        raise BadInput(
            "a speed of {speed:g} is not possible: choose {slowest} to {fastest}",
            speed=args.speed,
            slowest=SLOWEST,
            fastest=FASTEST,
        )
    if not 0.0 <= args.volume <= 1.0:
        raise BadInput("a volume of {volume:g} is not possible: choose 0 to 1", volume=args.volume)
    names = voices_of(talker) if args.voice else ()
    if args.voice and args.voice not in names:
        choice = f"choose one of {', '.join(names)}" if names else "this bundle has one voice: leave --voice out"
        raise BadInput("there is no voice {voice!r}; {choice}", voice=args.voice, choice=choice)


def _write(factory: EngineFactory, args: argparse.Namespace, text: str) -> int:
    from audio_io.sound_files import wav_bytes

    out = check_output(args.out)
    with OneTurn(factory, lambda _event: None) as turn:
        turn.wait_loaded()
        answer = turn.say(text)
    if not answer.sample_rate:
        raise BadInput(
            "there is nothing to say in {text!r}, so {out} was not written; give words or a formula", text=text, out=out
        )
    sound = stretched(answer.samples, answer.sample_rate, args.speed) * np.float32(args.volume)
    write_whole(out, wav_bytes(sound, answer.sample_rate))
    return 0


def _play(factory: EngineFactory, args: argparse.Namespace, text: str) -> int:
    from audio_io.output.player import Player

    player = Player()
    player.set_speed(args.speed)
    player.set_volume(args.volume)

    def on_event(event: TurnEvent) -> None:
        if isinstance(event, AudioChunk):
            player.play(event.samples, event.sample_rate)

    try:
        player.open()  # before the models load: without a speaker nothing else is worth doing
        with OneTurn(factory, on_event, args.speed) as turn:
            turn.wait_loaded()
            turn.say(text)
            player.finish()
            while player.queued_s() > 0.0:
                time.sleep(0.05)
    finally:
        player.close()
    return 0
