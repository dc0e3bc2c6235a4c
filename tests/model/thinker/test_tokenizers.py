"""Digits stay single, special names in plain text stay plain, text comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.thinker.tokenizers import RATIOS, SPECIAL, TrainedTokenizer


@pytest.fixture(scope="module")
def tokens() -> TrainedTokenizer:
    return TrainedTokenizer.train(["What is 12 plus 30? It's forty-two.", "12+30=42\n=42"] * 50, 400)


@given(text=st.text(max_size=80))
def test_any_text_comes_back(tokens: TrainedTokenizer, text: str) -> None:
    assert tokens.decode(tokens.encode(text)) == text


@given(number=st.integers(0, 10**12))
def test_a_token_for_each_digit(tokens: TrainedTokenizer, number: int) -> None:
    assert len(tokens.encode(str(number))) == len(str(number))


@pytest.mark.parametrize("name", SPECIAL)
def test_special_names_in_text_are_text(tokens: TrainedTokenizer, name: str) -> None:
    assert tokens.id(name) not in tokens.encode(f"say {name} now")
    assert tokens.decode(tokens.encode(name)) == name


def test_modes_have_tokens(tokens: TrainedTokenizer, tmp_path: Path) -> None:
    ids = {tokens.mode("interleaved", r) for r in RATIOS} | {tokens.mode(m) for m in ("think-first", "direct", "hear")}
    assert len(ids) == len(RATIOS) + 3
    tokens.save(tmp_path / "t.json")
    assert TrainedTokenizer.load(tmp_path / "t.json").id("<eos>") == tokens.id("<eos>")
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(ValueError, match=r"bad\.json"):
        TrainedTokenizer.load(tmp_path / "bad.json")
