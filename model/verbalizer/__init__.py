"""Reads text with numbers, TeX and formulas in it as words."""

from model.verbalizer.verbalizer import to_words

__all__ = ["to_words"]
