"""Saved sessions: storage, replay and export."""
