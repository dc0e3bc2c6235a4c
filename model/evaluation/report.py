"""The figures of answered questions, as a table for people and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from model.atomic_files import whole_file
from model.errors import BadInput, MissingCapability
from model.evaluation.runner import Outcome
from model.evaluation.scoring import wilson

Figures = dict[str, Any]


def summarise(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of one run; `kinds` has the same for each kind that the set names.

    accuracy, spoken_accuracy, spoken_agrees, mqa_accuracy: shares of answers; accuracy_ci: its 95 % interval.
    confidently_wrong: wrong answers that were not declined; declined: both are shares of all questions. drift_per_100:
    numbers spoken too early per 100 answers. spoken_words: mean per answer. ttfa_s: p50 and p95 over turns with sound.
    underruns: sum. load: seconds of work per second of speech. unfinished: turns that did not end complete.
    """
    figures = _figures(outcomes)
    kinds = sorted({o.question.kind for o in outcomes} - {""})
    if kinds:
        figures["kinds"] = {kind: _figures([o for o in outcomes if o.question.kind == kind]) for kind in kinds}
    return figures


def _figures(outcomes: Sequence[Outcome]) -> Figures:
    waits = [o.ended.ttfa_s for o in outcomes if o.ended.ttfa_s is not None]
    speech = sum(o.speech_s for o in outcomes)
    return {
        "questions": len(outcomes),
        "accuracy": _share(outcomes, lambda o: o.right),
        "accuracy_ci": wilson(sum(o.right for o in outcomes), len(outcomes)),
        "confidently_wrong": _share(outcomes, lambda o: o.confidently_wrong),
        "declined": _share(outcomes, lambda o: o.declined),
        "spoken_accuracy": _share(outcomes, lambda o: o.spoken_right),
        "spoken_agrees": _share(outcomes, lambda o: o.spoken_agrees),
        "mqa_accuracy": _share(outcomes, lambda o: o.mqa_right),
        "drift_per_100": _mean([100 * o.drift for o in outcomes]),
        "spoken_words": _mean([o.ended.spoken_words for o in outcomes]),
        "reasoning_tokens": _mean([o.ended.reasoning_tokens for o in outcomes]),
        "ttfa_s": percentiles(waits),
        "underruns": sum(o.ended.underruns for o in outcomes),
        "turn_s": percentiles([o.seconds for o in outcomes]),
        "load": round(sum(o.seconds for o in outcomes) / speech, 3) if speech else None,
        "unfinished": sum(o.ended.reason != "complete" for o in outcomes),
        **_virtual(outcomes),
    }


def _virtual(outcomes: Sequence[Outcome]) -> Figures:
    """answer_s, first_word_s, silence_s of a simulation: p50 with its 95 % interval `ci`, and p95; else nothing."""
    timings = [o.timing for o in outcomes if o.timing is not None]
    if not timings:
        return {}
    return {
        "answer_s": _with_interval([t.answer_s for t in timings if t.answer_s is not None]),
        "first_word_s": _with_interval([t.first_word_s for t in timings if t.first_word_s is not None]),
        "silence_s": _with_interval([t.silence_s for t in timings if t.answer_s is not None]),
    }


def _with_interval(values: Sequence[float]) -> Figures | None:
    found = percentiles(values)
    return found and {**found, "ci": median_interval(values)}


def percentiles(values: Sequence[float]) -> dict[str, float] | None:
    """Median and 95th percentile; None without values."""
    if not values:
        return None
    p50, p95 = np.percentile(np.asarray(values, dtype=np.float64), [50, 95])
    return {"p50": round(float(p50), 4), "p95": round(float(p95), 4)}


def median_interval(values: Sequence[float]) -> list[float]:
    """The 95 % interval of the median by order statistics, [low, high]; all values if they are few."""
    ordered, count = sorted(values), len(values)
    half = 0.98 * math.sqrt(count)  # 1.96 standard deviations of a binomial(n, 1/2)
    low, high = max(0, math.floor(count / 2 - half)), min(count - 1, math.ceil(count / 2 + half))
    return [round(ordered[low], 4), round(ordered[high], 4)]


def _share(outcomes: Sequence[Outcome], test: Callable[[Outcome], bool]) -> float | None:
    return _mean([float(test(o)) for o in outcomes])


def _mean(values: Sequence[float]) -> float | None:
    return round(float(np.mean(values)), 4) if values else None


_COLUMNS: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("questions", lambda f: str(f["questions"])),
    ("accuracy", lambda f: _percent(f["accuracy"])),
    ("95 %", lambda f: _interval(f["accuracy_ci"])),
    ("wrong", lambda f: _percent(f["confidently_wrong"])),
    ("declined", lambda f: _percent(f["declined"])),
    ("spoken", lambda f: _percent(f["spoken_accuracy"])),
    ("agrees", lambda f: _percent(f["spoken_agrees"])),
    ("drift/100", lambda f: _number(f["drift_per_100"], 1)),
    ("words", lambda f: _number(f["spoken_words"], 1)),
    ("wait p50", lambda f: _wait(f, "p50")),
    ("p95", lambda f: _wait(f, "p95")),
    ("underruns", lambda f: str(f["underruns"])),
    ("load", lambda f: _number(f["load"], 2)),
    ("unfinished", lambda f: str(f["unfinished"])),
)


_VIRTUAL = (
    *_COLUMNS[:3],
    ("words", lambda f: _number(f["spoken_words"], 1)),
    ("first number", lambda f: _seconds(f, "first_word_s")),
    ("95 %", lambda f: _bounds(f, "first_word_s")),
    ("answer", lambda f: _seconds(f, "answer_s")),
    ("95 %", lambda f: _bounds(f, "answer_s")),
    ("silence p95", lambda f: _seconds(f, "silence_s", "p95")),
)
"""Columns of a simulation: medians in virtual seconds."""


def table(runs: Iterable[tuple[str, Figures]]) -> str:
    """One line a run, its kinds indented below it."""
    runs = list(runs)
    columns = _VIRTUAL if any("answer_s" in figures for _, figures in runs) else _COLUMNS
    rows = [["", *(name for name, _ in columns)]]
    for name, figures in runs:
        rows.append([name, *(show(figures) for _, show in columns)])
        for kind, part in figures.get("kinds", {}).items():
            rows.append([f"  {kind}", *(show(part) for _, show in columns)])
    return aligned(rows)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as lines, the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _interval(bounds: list[float] | None) -> str:
    return "-" if bounds is None else f"{100 * bounds[0]:.1f}-{100 * bounds[1]:.1f}"


def _number(value: float | None, places: int) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def _seconds(figures: Figures, name: str, which: str = "p50") -> str:
    return "-" if not figures.get(name) else f"{figures[name][which]:.2f} s"


def _bounds(figures: Figures, name: str) -> str:
    return "-" if not figures.get(name) else "{:.2f}-{:.2f}".format(*figures[name]["ci"])


def _wait(figures: Figures, which: str) -> str:
    return "-" if figures["ttfa_s"] is None else f"{1000 * figures['ttfa_s'][which]:.0f} ms"


def plot_timings(runs: Sequence[tuple[str, Figures]], path: Path, title: str) -> list[Path]:
    """Draws first number and spoken answer of each run with their intervals; writes `path` as PNG and as SVG.

    Raises MissingCapability without matplotlib, BadInput if the files cannot be written.
    """
    try:
        import matplotlib
    except ImportError as error:
        raise MissingCapability("a plot needs matplotlib: install the extra `train`, or leave out --plot") from error
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    names = [name for name, _ in runs]
    figure, axes = plt.subplots(figsize=(7, 0.6 + 0.5 * len(names)))
    for offset, name, label in ((-0.13, "first_word_s", "first number"), (0.13, "answer_s", "spoken answer complete")):
        shown = [(row, figures[name]) for row, (_, figures) in enumerate(runs) if figures.get(name)]
        middle = [value["p50"] for _, value in shown]
        sides = [[v["p50"] - v["ci"][0] for _, v in shown], [v["ci"][1] - v["p50"] for _, v in shown]]
        axes.errorbar(middle, [row + offset for row, _ in shown], xerr=sides, fmt="o", capsize=3, label=label)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set(xlabel="virtual seconds after the question, median and 95 % interval", title=title, xlim=(0, None))
    axes.grid(alpha=0.3, axis="x")
    axes.legend()
    figure.tight_layout()
    paths = [path.with_suffix(".png"), path.with_suffix(".svg")]
    for out in paths:
        with whole_file(out) as part:
            figure.savefig(part, format=out.suffix[1:], dpi=130)
    plt.close(figure)
    return paths


def check_place(path: Path | None) -> None:
    """Raises BadInput if a file cannot be written there, before hours of work."""
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        raise BadInput(f"{path} cannot be a file; name a file in a folder that exists")


def write_json(path: Path, figures: Figures) -> None:
    """Writes indented JSON, whole or not at all. Raises BadInput if the file cannot be written."""
    write_text(path, json.dumps(figures, indent=2) + "\n")


def write_text(path: Path, text: str) -> None:
    """Writes a text file, whole or not at all. Raises BadInput if it cannot be written."""
    with whole_file(path) as part:
        part.write_text(text, "utf-8")
