"""One conversation: engine, microphone, playback and history together, without a window."""
