#!/usr/bin/env python3
"""Random hostile texts through the window, speech and exports, or random sound files through the reader.

    .venv/bin/python packaging/fuzz.py texts|sounds [--count N] [--seed S]

Prints how far it is after every thousand, and at the end a table of what was tried, how long the slowest took (CPU
time, one thread) and what failed. Exit code 1 if anything failed. The same seed gives the same texts and files. The
tests run a small sample of both (`tests/ui/test_fuzzed_texts.py`, `tests/audio_io/test_fuzzed_sounds.py`).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SHOWN = 20  # failures that are printed in full


def fuzz_texts(count: int, seed: int, folder: Path) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from tests.ui import fuzzed_texts
    from ui.main import make_application
    from ui.theme.theme import Style

    _application = make_application()
    style = Style("light")
    style.apply()

    def told(report: fuzzed_texts.Report) -> None:
        print(f"{report.texts} texts, {len(report.failures)} failures", flush=True)

    report = fuzzed_texts.run(count, seed, style, folder, told)
    table(("place", "texts", "slowest, CPU s"), [(p, report.texts, f"{s:.2f}") for p, s in report.cpu_s.items()])
    return verdict([f"{place}: {fault}: {text!r}" for place, text, fault in report.failures])


def fuzz_sounds(count: int, seed: int, folder: Path) -> int:
    from tests.audio_io import fuzzed_sounds

    quiet()

    def told(report: fuzzed_sounds.Report) -> None:
        print(f"{report.files} files, {len(report.failures)} failures", flush=True)

    report = fuzzed_sounds.run(count, seed, folder, told)
    rows = [
        (name, report.files, report.outcomes[f"{name} read"], report.outcomes[f"{name} refused"], f"{spent:.2f}")
        for name, spent in report.cpu_s.items()
    ]
    table(("reader", "files", "read", "refused", "slowest, CPU s"), rows)
    print(f"most memory of one file: {report.most_mb:.0f} MB; of the process: {fuzzed_sounds.process_peak_mb():.0f} MB")
    return verdict([f"{name}: file {number} ({done}): {fault}" for name, number, done, fault in report.failures])


def quiet() -> None:
    """Sends what mpg123 says about each damaged file nowhere."""
    with open(os.devnull, "wb") as nothing:
        os.dup2(nothing.fileno(), 2)


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    for row in (head, tuple("---" for _ in head), *rows):
        print("| " + " | ".join(map(str, row)) + " |")


def verdict(failures: list[str]) -> int:
    print(f"\n{len(failures)} failures", *failures[:SHOWN], sep="\n")
    return int(bool(failures))


def main() -> int:
    parser = argparse.ArgumentParser(description="Random hostile texts or sound files through all that reads them.")
    parser.add_argument("what", choices=("texts", "sounds"))
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2, help="another seed draws others (2)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = {"texts": fuzz_texts, "sounds": fuzz_sounds}[args.what]
        return work(args.count, args.seed, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
