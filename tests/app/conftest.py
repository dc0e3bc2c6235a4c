"""Each test of the front door starts without a log file of an earlier one."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from app.log_file import stop_logging
from tests.app.hub import offer, server  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    before = list(logging.getLogger().handlers)
    yield
    for handler in list(logging.getLogger().handlers):
        if handler not in before and isinstance(handler, logging.FileHandler):
            stop_logging(handler)
