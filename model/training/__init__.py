"""Training of the shipped model: one resumable loop and one module per stage.

Runs in a terminal process of its own (`aloud train STAGE`), never inside the window.
"""
