"""The window: Qt widgets over `app.conversation`. Loads neither torch nor a sound library."""
