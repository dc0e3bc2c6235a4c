"""The miniature stock model, once a session."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.model.thinker import published as layout


@pytest.fixture(scope="session")
def published() -> ModuleType:
    """The module that writes published layouts."""
    return layout


@pytest.fixture(scope="session")
def stock_pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A miniature Qwen2.5-Omni in the published layout, and transformers' float32 model of the same weights."""
    folder = tmp_path_factory.mktemp("qwen")
    return folder, layout.write(folder)


@pytest.fixture(scope="session")
def stock_folder(stock_pair: tuple[Path, Any]) -> Path:
    return stock_pair[0]


@pytest.fixture(scope="session")
def stock(stock_folder: Path) -> Any:
    """The miniature, loaded in float32: exact comparisons need it."""
    import torch

    from model.thinker.stock_loading import load_stock

    return load_stock(stock_folder, device="cpu", dtype=torch.float32, four_bit=False)
