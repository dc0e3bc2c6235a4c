"""Numbers to English words and back."""

from model.numbers.from_words import NumberSpan, Remainder, digits_of, words_to_numbers
from model.numbers.to_words import number_to_words

__all__ = ["NumberSpan", "Remainder", "digits_of", "number_to_words", "words_to_numbers"]
