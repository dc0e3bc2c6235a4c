"""Answer a set of questions and score it.

SET is a folder with questions.jsonl, or such a file: one {"audio": path, "text": ..., "answer": ...} a line. A row with
"answer": null must be declined.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from app.bundles.installed import find_bundle
from app.commands.arguments import MODES, add_calculator, ratio
from model.argument_types import positive, positive_float
from model.errors import BadInput
from model.evaluation.report import Figures, check_place, plot_timings, summarise, table, write_json, write_text
from model.evaluation.runner import Inbox, Outcome, Question, read_questions, run_set
from model.evaluation.simulation import load_simulated
from model.playback_clock import SilentPlayback
from model.thinker.types import Mode
from model.time_source import VirtualTime

if TYPE_CHECKING:
    from model.engine import TurnOptions, TutorEngine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "set", type=Path, metavar="SET", nargs="?", help="a folder with questions.jsonl, or a .jsonl file"
    )
    parser.add_argument(
        "--spoken-mqa", type=Path, metavar="FOLDER",
        help="instead of SET: the parquet files of Spoken-MQA, scored by its own rule (--limit: of each split)",
    )  # fmt: skip
    parser.add_argument("--bundle", default="starter", metavar="B", help="a bundle's name or folder (default: starter)")
    parser.add_argument("--mode", action="append", choices=MODES, help="may be repeated (default: interleaved)")
    parser.add_argument("--ratio", action="append", metavar="P:Q", help="spoken:reasoning, may be repeated (2:8)")
    parser.add_argument("--quant", action="append", choices=("auto", "bf16", "nf4"), help="may be repeated (auto)")
    parser.add_argument(
        "--think-first", type=positive, default=0, metavar="N", help="reasoning tokens before anything is spoken (0)"
    )
    add_calculator(parser)
    parser.add_argument(
        "--from-sound", action="store_true", help="reason on the sound itself, not on the text that was heard in it"
    )
    parser.add_argument("--text", action="store_true", help="type the questions instead of playing them")
    parser.add_argument("--limit", type=positive, metavar="N", help="only the first N questions")
    parser.add_argument("--paced", action="store_true", help="listen in real time, which underruns need")
    parser.add_argument("--no-speak", action="store_true", help="leave Talker and codec out")
    parser.add_argument(
        "--no-guard",
        action="store_true",
        help="let numbers be spoken too early, to count them, and leave wrong results uncorrected",
    )
    parser.add_argument("--drift", action="store_true", help="answer twice, with and without guard and repair")
    parser.add_argument("--answers", type=Path, metavar="FILE", help="write every answer as one JSON object a line")
    parser.add_argument(
        "--simulate", type=positive_float, metavar="R",
        help="virtual time: each forward costs 1/R s; without --mode and --ratio every form of an answer is compared",
    )  # fmt: skip
    parser.add_argument("--plot", type=Path, metavar="FILE", help="with --simulate, draw the table as PNG and SVG")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    parser.add_argument(
        "--degrade", choices=("room", "babble", "clipped"),
        help="play the recordings in a room (0.6 s), among four others of the set (10 dB), or cut off 12 dB below peak",
    )  # fmt: skip
    parser.add_argument(
        "--fit-doubt", action="store_true",
        help="learn from SET when to ask back: answer it spoken and typed, and write doubt.json into the bundle",
    )  # fmt: skip
    parser.add_argument(
        "--voice", action="store_true",
        help="SET has recordings of a voice: compare the tutor's own speech of their texts, by word error",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Returns 0 when the set was answered. Raises BadInput for a bad set, ratio, bundle or file."""
    figures: Figures
    if args.plot and not args.simulate:
        raise BadInput("--plot belongs to --simulate: give both, or leave it out")
    if (args.set is None) == (args.spoken_mqa is None):
        raise BadInput("give a SET of questions or --spoken-mqa FOLDER, one of the two")
    for path in (args.json, args.answers, args.plot):
        check_place(path)
    bundle = find_bundle(args.bundle)
    if args.spoken_mqa:
        figures = _spoken_mqa(args, bundle)
    elif args.voice:
        from model.evaluation.asr_wer import compare_voice

        figures = compare_voice(args.set, bundle, args.limit)
        print("\n".join(f"{name}: {value}" for name, value in figures.items()))
    elif args.fit_doubt:
        figures = _fit_doubt(args, bundle)
    else:
        questions = read_questions(args.set, args.limit)
        with TemporaryDirectory(prefix="aloud-eval-") as folder:
            if args.degrade:
                from app.commands.degraded_sound import degraded

                questions = degraded(questions, args.degrade, Path(folder))
            figures = _evaluate(args, bundle, questions)
        figures |= {"degraded": args.degrade} if args.degrade else {}
    if args.json:
        write_json(args.json, figures)
    return 0


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table. Only the interleaved mode uses the ratio. filler: an opener before thinking first."""

    quant: str
    mode: Mode
    ratio: tuple[int, int]
    guard: bool = True
    filler: bool = False

    @property
    def name(self) -> str:
        parts: list[str] = [self.mode]
        if self.mode == "interleaved":
            parts.append(f"{self.ratio[0]}:{self.ratio[1]}")
        parts += ["with filler"] if self.filler else []
        parts += [self.quant] if self.quant != "auto" else []
        return " ".join(parts if self.guard else [*parts, "unguarded"])


def settings(quants: Sequence[str], modes: Sequence[Mode], ratios: Sequence[str]) -> list[Setting]:
    """Every combination that makes a difference. Raises BadInput for a malformed ratio."""
    parsed = [ratio(text) for text in ratios]
    found: list[Setting] = []
    for quant in quants:
        for mode in modes:
            found += [Setting(quant, mode, pair) for pair in (parsed if mode == "interleaved" else parsed[:1])]
    return list(dict.fromkeys(found))


def _spoken_mqa(args: argparse.Namespace, bundle: Path) -> Figures:
    """Answers the benchmark; its table stands below the usual one."""
    from model.evaluation import spoken_mqa

    if args.voice or args.fit_doubt or args.degrade:
        raise BadInput("--spoken-mqa goes with neither --voice, --fit-doubt nor --degrade: leave those out")
    with TemporaryDirectory(prefix="aloud-eval-") as folder:
        questions = spoken_mqa.read(args.spoken_mqa, Path(folder), args.limit)
        args.set = args.spoken_mqa
        return _evaluate(args, bundle, questions)


def _evaluate(args: argparse.Namespace, bundle: Path, questions: list[Question]) -> Figures:
    if args.text and any(not q.text for q in questions):
        raise BadInput("{path} has questions without text; leave out --text", path=args.set)
    wanted = settings(args.quant or ["auto"], args.mode or ["interleaved"], args.ratio or ["2:8"])
    if args.simulate and not args.mode and not args.ratio:
        wanted = compared(args.quant or ["auto"])
    guards = [True, False] if args.drift else [not args.no_guard]
    wanted = [replace(setting, guard=guard) for setting in wanted for guard in guards]
    runs: list[tuple[Setting, Figures]] = []
    answers: list[dict[str, Any]] = []
    device = name = ""
    for quant in dict.fromkeys(s.quant for s in wanted):
        inbox = Inbox()
        virtual = VirtualTime() if args.simulate else None
        with _engine(bundle, inbox, quant, args.simulate, virtual) as engine:
            device, name = engine.info.device, engine.info.bundle
            check_ratios(wanted, engine.info.ratios, engine.info.modes)
            for setting in (s for s in wanted if s.quant == quant):
                runs.append((setting, _run(args, engine, inbox, questions, setting, answers, virtual)))
    print(table((setting.name, figures) for setting, figures in runs))
    if args.spoken_mqa:
        from model.evaluation import spoken_mqa

        print("", spoken_mqa.table([(s.name, figures["spoken_mqa"]) for s, figures in runs]), sep="\n")
    if args.plot:
        title = f"{name}, {args.set.resolve().name}: {args.simulate:g} tokens a second, simulated"
        named = [(setting.name, figures) for setting, figures in runs]
        print(*plot_timings(named, args.plot, title), sep="\n")
    if args.answers:
        write_text(args.answers, "".join(json.dumps(row) + "\n" for row in answers))
    lines = [
        {
            "mode": s.mode,
            "ratio": f"{s.ratio[0]}:{s.ratio[1]}",
            "quant": s.quant,
            "guard": s.guard,
            "calculator": args.calculator == "on",
            "filler": s.filler,
            **figures,
        }
        for s, figures in runs
    ]
    # The first run's figures stand at the top too, as most calls have only one run. No paths, as figures are shared.
    return {"set": args.set.resolve().name, "bundle": name, "device": device, **lines[0], "runs": lines}


def _fit_doubt(args: argparse.Namespace, bundle: Path) -> Figures:
    """Answers a set that training does not have, spoken where it has sound and typed, and fits the scale of doubt."""
    from model.evaluation.doubt_fit import effect, fit, store

    questions, inbox = read_questions(args.set, args.limit), Inbox()
    setting = Setting("auto", "interleaved", (2, 8))
    forms = {
        "spoken": [q for q in questions if q.audio is not None],
        "typed": [q for q in questions if q.text],
    }
    outcomes: list[Outcome] = []
    with _engine(bundle, inbox, "auto", None, None) as engine:
        for name, asked in forms.items():
            typed = name == "typed"
            options = replace(_options(args, setting), speak=False, hear=not typed, ask_back=False)
            rows = run_set(engine, inbox, asked, options, typed=typed)
            outcomes += tqdm(rows, total=len(asked), desc=name, unit="question", disable=None)
    scale = fit(outcomes)
    store(bundle, scale)
    figures: Figures = {"questions": len(outcomes), **effect(outcomes, scale), **asdict(scale)}
    print("\n".join(f"{name}: {value:.4g}" for name, value in figures.items()))
    return figures


def compared(quants: Sequence[str]) -> list[Setting]:
    """Every form of an answer that a trained model was trained on as long as on the others."""
    from model.thinker.tokenizers import RATIOS

    forms = [Setting("", "interleaved", ratio) for ratio in RATIOS]
    forms += [Setting("", "think-first", (2, 8), filler=filler) for filler in (False, True)]
    return [replace(form, quant=quant) for quant in quants for form in forms]


def check_ratios(wanted: Sequence[Setting], trained: Sequence[tuple[int, int]], modes: Sequence[str] = MODES) -> None:
    """Raises BadInput for a mode or ratio that the bundle does not have."""
    for setting in wanted:
        if setting.mode not in modes:
            template = "the bundle cannot do {mode}; it knows these modes: {known}"
            raise BadInput(template, mode=setting.mode, known=", ".join(modes))
        if setting.mode == "interleaved" and setting.ratio not in trained:
            known = ", ".join(f"{p}:{q}" for p, q in trained) or "none"
            template = "the bundle was not trained for {name}; it knows these ratios: {known}"
            raise BadInput(template, name=setting.name, known=known)


def _run(
    args: argparse.Namespace,
    engine: TutorEngine,
    inbox: Inbox,
    questions: Sequence[Question],
    setting: Setting,
    answers: list[dict[str, Any]],
    virtual: VirtualTime | None,
) -> Figures:
    clock = partial(SilentPlayback, realtime=args.paced)
    if virtual is not None:
        clock = partial(SilentPlayback, virtual.monotonic)
    options = _options(args, setting)
    timed = virtual is not None
    outcomes = run_set(engine, inbox, questions, options, typed=args.text, new_clock=clock, timed=timed)
    done = list(tqdm(outcomes, total=len(questions), desc=setting.name, unit="question", disable=None))
    for outcome in done:
        answers.append(
            {
                "run": setting.name,
                "question": outcome.question.text,
                "expected": outcome.question.answer,
                "answer": outcome.ended.answer,
                "right": outcome.right,
                "declined": outcome.declined,
                "verdict": outcome.ended.verdict,
                "heard": outcome.heard,
                "doubt": outcome.doubt,
                "reasoning": outcome.reasoning,
                "spoken": outcome.spoken,
                "drift": outcome.drift,
                "ttfa_s": outcome.ended.ttfa_s,
                "reason": outcome.ended.reason,
                "message": outcome.ended.message,
            }
        )
    if not args.spoken_mqa:
        return summarise(done)
    from model.evaluation.spoken_mqa import scores

    return summarise(done) | {"spoken_mqa": scores(done)}


def _options(args: argparse.Namespace, setting: Setting) -> TurnOptions:
    from model.engine import TurnOptions

    return TurnOptions(
        mode=setting.mode,
        ratio=setting.ratio,
        speak=not args.no_speak,
        hear=not args.text,
        guard=setting.guard,
        think_first=args.think_first,
        follow_up=False,
        calculator=args.calculator == "on",
        reread=not args.from_sound,
        filler=setting.filler,
    )


@contextmanager
def _engine(
    bundle: Path, inbox: Inbox, quant: str, rate: float | None, virtual: VirtualTime | None
) -> Iterator[TutorEngine]:
    """A ready engine, closed at the end; with `virtual` its forwards cost 1 / `rate`. Raises what loading raises."""
    from model.engine import TutorEngine

    if rate is None or virtual is None:
        engine = TutorEngine(bundle, inbox.put, quant=quant)
    else:
        engine = TutorEngine(
            bundle, inbox.put, loader=partial(load_simulated, bundle, quant, rate, virtual), time=virtual
        )
    try:
        engine.wait_ready()
        yield engine
    finally:
        engine.close()
