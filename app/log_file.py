"""The log: rotating JSON lines for support, without what the user said. Thread-safe.

A line has time, level, logger, message, the fields of `extra` and, for an exception, its type and frames but not its
text, because the text of an error can quote a question. For the same reason a record of a foreign library keeps only
its level and place. Our own messages are constant; values go into `extra` as numbers or fixed words.
"""

from __future__ import annotations

import json
import logging
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

from app.storage import private_file, private_folder

FILE_NAME: Final = "aloud.jsonl"
MAX_BYTES: Final = 1_000_000
BACKUPS: Final = 3

_OWN: Final = ("app", "model", "audio_io", "ui", "__main__")
_PLAIN: Final = (bool, int, float, str, type(None))
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        own = record.name.partition(".")[0] in _OWN
        row: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if own else f"{record.filename}:{record.lineno}",
        }
        if own:
            extra = {key: value for key, value in vars(record).items() if key not in _STANDARD}
            row.update({key: value for key, value in extra.items() if isinstance(value, _PLAIN)})
        if record.exc_info and record.exc_info[1] is not None:
            row["error"] = type(record.exc_info[1]).__name__
            row["frames"] = _frames(record.exc_info[1])
        return json.dumps(row, ensure_ascii=False)


class _File(RotatingFileHandler):
    """The log's file, which only its owner can read. On a full disk lines are lost silently."""

    def _open(self) -> TextIOWrapper:
        private_file(Path(self.baseFilename))
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        del record


def start_logging(folder: Path, level: int = logging.INFO) -> logging.Handler | None:
    """Send every logger's records to the file in `folder`; None (and no log) if it cannot be written."""
    root = logging.getLogger()
    for handler in root.handlers:
        if isinstance(handler, _File):
            return handler
    try:
        private_folder(folder)
        new = _File(folder / FILE_NAME, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8")
    except OSError:
        return None
    new.setFormatter(JsonLines())
    new.addFilter(lambda record: record.levelno >= logging.WARNING or record.name.partition(".")[0] in _OWN)
    new.setLevel(level)
    root.addHandler(new)
    for name in _OWN:
        logging.getLogger(name).setLevel(level)
    return new


def stop_logging(handler: logging.Handler) -> None:
    """Remove the handler and close its file."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
