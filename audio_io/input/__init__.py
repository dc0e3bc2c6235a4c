"""Capture: microphone, voice activity, end of turn, echo control, spoken commands."""
