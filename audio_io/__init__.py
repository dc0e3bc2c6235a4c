"""The sound side of Aloud: sound files, devices, capture, playback, voice activity, echo, interruption.

Knows nothing of models, windows or the conversation. Only `audio_io.portaudio` imports sounddevice, and
only when a device is really asked for, so that everything else works on a machine without PortAudio.
"""
