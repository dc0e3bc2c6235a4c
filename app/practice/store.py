"""The file with the practice that is going on and the problems that were missed; only its owner can read it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any, Final, get_args

from app.practice.session import Item, Outcome, Practice
from app.settings import set_aside
from app.storage import private_folder, write_whole
from model.corpus.exercises import KINDS, LEVELS, Exercise, Kind, Level
from model.errors import Translatable

MAX_MISSED: Final = 40
MAX_BYTES: Final = 4 << 20
_VERSION: Final = 1


class PracticeStore:
    """`notice`: a line for the user if the file was damaged; it is then set aside."""

    def __init__(self, path: Path | None) -> None:
        """path: None keeps everything in memory alone."""
        self._path = path
        self.notice = ""
        self.practice: Practice | None = None
        self._missed: dict[str, list[Exercise]] = {}
        if path is not None:
            self._load(path)

    def missed(self, kind: Kind, level: Level) -> list[Exercise]:
        """Problems of that kind and difficulty that were missed and not yet solved, the newest last."""
        return list(self._missed.get(f"{kind}/{level}", ()))

    def keep(self, practice: Practice) -> None:
        """Saves a practice as it is now. Raises BadInput if it cannot be written."""
        self.practice = practice
        key = f"{practice.kind}/{practice.level}"
        last = {item.asked.question: item for item in practice.items if item.outcome != "open"}
        before = [one for one in self._missed.get(key, []) if one.question not in last]
        self._missed[key] = [*before, *(i.asked for i in last.values() if i.missed)][-MAX_MISSED:]
        self._save()

    def forget(self) -> None:
        """Deletes everything that was kept. Raises BadInput if it cannot be written."""
        self.practice, self._missed = None, {}
        self._save()

    def _save(self) -> None:
        if self._path is None:
            return
        row = {
            "version": _VERSION,
            "practice": dataclasses.asdict(self.practice) if self.practice is not None else None,
            "missed": {key: [dataclasses.asdict(one) for one in rows] for key, rows in self._missed.items()},
        }
        if not self._path.parent.is_dir():
            private_folder(self._path.parent)
        write_whole(self._path, json.dumps(row, ensure_ascii=False, indent=1), private=True)

    def _load(self, path: Path) -> None:
        try:
            if path.stat().st_size > MAX_BYTES:
                raise ValueError("too large")
            row = json.loads(path.read_text(encoding="utf-8"))
            self.practice = _practice(row["practice"]) if row["practice"] is not None else None
            self._missed = {str(key): [_exercise(one) for one in rows] for key, rows in row["missed"].items()}
        except FileNotFoundError:
            return
        except OSError as error:
            self.notice = Translatable("The earlier practice cannot be read ({reason}).", reason=error.strerror)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.practice, self._missed = None, {}
            self.notice = Translatable(
                "The earlier practice was damaged and is set aside as {path}.", path=set_aside(path)
            )


def _practice(row: dict[str, Any]) -> Practice:
    items = [_item(one) for one in row["items"]]
    at = row["at"]
    if row["kind"] not in KINDS or row["level"] not in LEVELS or not items or not 0 <= int(at) <= len(items):
        raise ValueError("not a practice")
    return Practice(row["kind"], row["level"], items, bool(row["locked"]), int(at), float(row["started"]))


def _item(row: dict[str, Any]) -> Item:
    if row["outcome"] not in get_args(Outcome):
        raise ValueError("not an outcome")
    tries = [_text(one) for one in row["tries"]]
    return Item(_exercise(row["asked"]), tries, int(row["hints"]), row["outcome"], int(row["again"]))


def _exercise(row: dict[str, Any]) -> Exercise:
    question, spoken, answer = (_text(row[name]) for name in ("question", "spoken", "answer"))
    plan, lines = (tuple(_text(one) for one in row[name]) for name in ("plan", "lines"))
    if not all((question, spoken, answer, plan, lines)):
        raise ValueError("not an exercise")
    return Exercise(question, spoken, answer, plan, lines)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 2000:
        raise ValueError("not a text")
    return value
