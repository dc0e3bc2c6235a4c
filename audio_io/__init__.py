"""Sound files, devices, capture, playback, turn detection, echo control, spoken commands.

Only `audio_io.portaudio` imports sounddevice, and only when a device is used, so that everything else works on a
machine without PortAudio.
"""
