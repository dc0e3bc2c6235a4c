"""A sample of the random sound files: no error, no hang, no NaN, little memory. All: packaging/fuzz.py sounds."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from tests.audio_io import fuzzed_sounds
from tests.audio_io.fuzzed_sounds import Report


def test_five_hundred_files(tmp_path: Path) -> None:
    report = fuzzed_sounds.run(500, 1, tmp_path)
    assert report.failures == []
    assert report.files == 500
    assert (
        min(report.outcomes[f"{reader} {end}"] for reader in fuzzed_sounds.READERS for end in ("read", "refused")) > 25
    )


@pytest.mark.parametrize(
    ("samples", "fault"),
    [
        (np.array([0.0, np.nan], np.float32), "nan"),
        (np.array([0.0, 1.5], np.float32), "1.5"),
        (np.zeros(3), "AssertionError"),
    ],
)
def test_wrong_samples_would_be_seen(tmp_path: Path, samples: np.ndarray, fault: str) -> None:
    found = fuzzed_sounds.faults(Report(), "question", lambda _: fuzzed_sounds.judged(samples), tmp_path)
    assert len(found) == 1
    assert fault in found[0]


def test_memory_and_time_would_be_seen(tmp_path: Path) -> None:
    def greedy(_path: Path) -> float:
        begun, much = time.process_time(), np.ones(150_000_000, np.float32)
        while time.process_time() - begun < 1.05:
            much[0] += 1
        return float(much[-1])

    time_fault, memory_fault = fuzzed_sounds.faults(Report(), "question", greedy, tmp_path)
    assert time_fault.endswith(" s")
    assert memory_fault.endswith(" MB")
