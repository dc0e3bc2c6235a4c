"""Characters and phrases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from model.talker.characters import LETTERS, TABLE_SIZE, phrases, spell


def shown(text: str) -> str:
    return "".join(LETTERS[i - 3] for i in spell(text).ids[1:-1])


def test_spelling_folds_case_accents_and_space() -> None:
    assert shown("  It’s  Café —\n Größe. ") == "it's cafe , grosse."
    assert shown("日本語 🎉") == ""
    assert not spell("日本語 🎉").speakable
    assert not spell("...!").speakable
    assert spell("a").speakable


@given(st.text(max_size=80))
def test_sources_rise_and_cover_the_text(text: str) -> None:
    spelling = spell(text)
    assert len(spelling.ids) == len(spelling.sources) >= 2
    assert list(spelling.sources) == sorted(spelling.sources)
    assert spelling.sources[0] == 0
    assert spelling.sources[-1] == len(text)
    assert all(0 < number < TABLE_SIZE for number in spelling.ids)


@given(st.text(alphabet="ab12 .,!?-\n日", max_size=300), st.integers(1, 50))
def test_phrases_cover_without_gaps_and_keep_the_limit(text: str, limit: int) -> None:
    cuts = list(phrases(text, limit))
    assert "".join(text[a:b] for a, b in cuts) == text
    assert all(0 < b - a <= limit for a, b in cuts)


def test_cuts_prefer_sentences_then_clauses_then_words() -> None:
    text = "Okay, let me see. It is three point one four, more or less, and no more than that."
    parts = [text[a:b] for a, b in phrases(text, 40)]
    assert parts[0] == "Okay, let me see. "
    assert parts[1].endswith(", ")
    text = "one two three four five six"
    assert [text[a:b] for a, b in phrases(text, 10)] == ["one two ", "three ", "four five ", "six"]


def test_numbers_are_not_cut() -> None:
    assert len(list(phrases("It is 3.14 or 1,234.5 metres. Yes!", 160))) == 2
