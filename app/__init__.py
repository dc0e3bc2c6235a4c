"""The front door: command line, conversation, settings, sessions, bundles on disk.

Ties `model` and `audio_io` together and knows no Qt. Importing it loads neither torch nor a sound library.
"""

__version__ = "0.1.0"
