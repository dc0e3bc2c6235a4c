"""A sample of the random hostile texts: no error, no hang, no tag, no file. All of them: packaging/fuzz.py texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui import fuzzed_texts
from tests.ui.fuzzed_texts import Report, Watch
from ui.theme.theme import Style


def test_three_hundred_texts(style: Style, tmp_path: Path) -> None:
    report = fuzzed_texts.run(300, 1, style, tmp_path)
    assert report.failures == []
    assert report.texts == 300


def test_an_opened_file_would_be_seen(tmp_path: Path) -> None:
    file = tmp_path / "p.png"
    file.touch()
    watch = Watch(file)
    assert not watch.opened()
    file.read_bytes()
    assert watch.opened()
    assert not watch.opened()
    watch.close()


def test_an_error_and_a_hang_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report()
    report.time("error", lambda text: 1 / len(text), "")
    monkeypatch.setattr(fuzzed_texts, "LONGEST_S", -1.0)
    report.time("hang", str, "x")
    assert [place for place, _, _ in report.failures] == ["error", "hang"]
