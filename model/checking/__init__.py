"""Exact checking of written mathematics, a line at a time. Pure Python: whole numbers and `fractions` only."""
