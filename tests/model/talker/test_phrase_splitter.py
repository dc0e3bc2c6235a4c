"""Where phrases end: the first soon, none inside a word or a number, nothing lost, only speech."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.events import ReasoningText, SpokenText
from model.numbers import words_to_numbers
from model.talker.phrase_splitter import PhraseSplitter


def _cut(pieces: list[str]) -> list[str]:
    cutter, out = PhraseSplitter(), list[str]()
    for piece in pieces:
        out += cutter.add(SpokenText(1, 0.0, piece))
    return out + cutter.finish()


def test_the_first_phrase_is_short() -> None:
    text = "Okay, let me work that out. It's six hundred and thirty-three."
    assert _cut([text]) == ["Okay,", " let me work that out.", " It's six hundred and thirty-three."]


def test_a_phrase_is_given_out_as_soon_as_it_ends() -> None:
    cutter = PhraseSplitter()
    assert cutter.add(SpokenText(1, 0.0, "Let me see")) == []
    assert cutter.add(SpokenText(1, 0.0, ".")) == ["Let me see."]


OPENER = ["A", "l", "right", ",", " let", " me", " see", "."]


@pytest.mark.parametrize("count", range(1, 9))
def test_an_opener_that_comes_in_pieces_of_a_word_is_whole(count: int) -> None:
    """The first token of a reply has no space before it, and so may be only a letter."""
    pieces = OPENER[:count]
    phrases = _cut(pieces)
    assert "".join(phrases) == "".join(pieces)
    assert phrases[0] == ("Alright," if count > 3 else "".join(pieces))


def test_the_first_phrase_does_not_wait_for_a_mark() -> None:
    cutter, words = PhraseSplitter(), "we look for the number of apples that are left in the basket now".split()
    heard = 0
    for heard, word in enumerate(words, 1):
        if cutter.add(SpokenText(1, 0.0, (" " if heard > 1 else "") + word)):
            break
    assert heard <= 10


@pytest.mark.parametrize("text", ["It is one thousand, two hundred and five then.", "That is 3.5 exactly."])
def test_a_mark_inside_a_number_does_not_cut(text: str) -> None:
    assert _cut(list(text)) == [text]


def test_short_clauses_join_after_the_first() -> None:
    assert _cut(["Okay. So, in all, it is really so, I think."]) == [
        "Okay.",
        " So, in all,",
        " it is really so,",
        " I think.",
    ]


def test_a_long_text_without_marks_is_cut_between_words() -> None:
    words = " ".join(f"word{i}x" for i in range(40))
    phrases = _cut([words])
    assert len(phrases) > 2
    assert all(len(phrase.split()) <= 16 for phrase in phrases)
    assert "".join(phrases) == words


def test_reasoning_is_refused_by_type() -> None:
    with pytest.raises(TypeError, match="ReasoningText"):
        PhraseSplitter().add(ReasoningText(1, 0.0, "7+6=13"))  # type: ignore[arg-type]


VOCABULARY = [
    "Okay",
    ",",
    " it",
    " is",
    " one",
    " thousand",
    " two",
    " hundred",
    " and",
    " six",
    "ty-five",
    ".",
    " so",
]


@settings(deadline=None, max_examples=80)
@given(st.lists(st.sampled_from(VOCABULARY), max_size=40), st.data())
def test_every_way_to_split_gives_whole_words_and_numbers(words: list[str], data: st.DataObject) -> None:
    text = "".join(words)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    phrases = _cut(pieces)
    assert "".join(phrases).strip() == text.strip()
    at, numbers = 0, words_to_numbers(text)
    for phrase in phrases[:-1]:
        at += len(phrase)
        assert not (text[at - 1].isalnum() and text[at : at + 1].isalnum())
        assert not any(span.start < at < span.end for span in numbers)
