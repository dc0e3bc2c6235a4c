"""Command line, conversation, history, settings and bundles: connects `model` and `audio_io`, without Qt.

Importing it loads neither torch nor a sound library.
"""

__version__ = "0.1.0"
