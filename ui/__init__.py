"""The window: Qt widgets over `app.conversation.conversation`. Loads neither torch nor a sound library.

Logic that can be tested without a window lives in plain modules (`turn_model`, `caption`, `steps`,
`timeline_model`, `status`); widgets only show it.
"""
