"""Playback: player, output stream, playback buffer."""
