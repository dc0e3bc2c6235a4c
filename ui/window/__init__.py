"""The main window and its widgets."""
