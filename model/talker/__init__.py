"""The Talker: a phrase of spoken text to codec frames, and with the codec to sound.

It is given spoken text alone; nothing here can see the reasoning.
"""
