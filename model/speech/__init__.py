"""How maths is said, and how spoken numbers are read back. No torch, no files: pure text to text."""

from model.speech.maths import to_words
from model.speech.numbers import NumberSpan, digits_of, number_to_words, words_to_numbers

__all__ = ["NumberSpan", "digits_of", "number_to_words", "to_words", "words_to_numbers"]
