"""Reasoning (thinker), speech (talker, codec), their training and evaluation."""

from typing import Final

SAMPLE_RATE: Final = 16_000
"""Hz, of all recorded sound. The same as `audio_io.backend.SAMPLE_RATE`: the two layers do not import each other."""
