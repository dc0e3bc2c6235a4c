"""The window: Qt widgets over `app.conversation`. Loads neither torch nor a sound library.

Logic that can be tested without a window lives in `app.transcript` and `ui.services`; widgets only show it.
"""
