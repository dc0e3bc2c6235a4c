"""Colours, style sheet, icons, fonts."""
