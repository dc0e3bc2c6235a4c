"""Training of the shipped model: one resumable loop and one module per stage.

Runs as `aloud train STAGE`, never inside the window.
"""
