"""How maths is said, and how spoken numbers are read back. No torch, no files: pure text to text."""

from model.numbers.to_words import NumberSpan, digits_of, number_to_words, words_to_numbers
from model.verbalizer.verbalizer import to_words

__all__ = ["NumberSpan", "digits_of", "number_to_words", "to_words", "words_to_numbers"]
