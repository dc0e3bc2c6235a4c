"""Impulse responses of rectangular rooms: single reflections by the image-source method, then a decaying noise tail.

Allen and Berkley, "Image method for efficiently simulating small-room acoustics", JASA 65 (1979). What the walls absorb
is spread evenly over a path, so that every room decays as its reverberation time says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from model import SAMPLE_RATE
from model.corpus.shards import Sound

SPEED_OF_SOUND = 343.0  # m/s
SINGLE_S = 0.05
"""So long after the direct sound every reflection is computed; later ones are too dense to be told apart."""

Point = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Room:
    """size, mouth, microphone: (3,) in metres. t60: seconds until the sound has decayed by 60 dB."""

    size: Point
    mouth: Point
    microphone: Point
    t60: float


def random_room(rng: np.random.Generator) -> Room:
    """A kitchen to a classroom; the microphone is 0.2 to 3 m from the mouth, as far as the room is wide enough."""
    size = rng.uniform((2.2, 2.2, 2.2), (9.0, 7.0, 3.5))
    mouth = rng.uniform(0.15, 0.85, 3) * size
    direction = rng.standard_normal(3)
    distance = 0.2 * 15 ** rng.random()
    microphone = mouth + direction / np.linalg.norm(direction) * distance
    return Room(size, mouth, np.clip(microphone, 0.05 * size, 0.95 * size), rng.uniform(0.15, 0.7))


def impulse_response(room: Room, rng: np.random.Generator) -> Sound:
    """The response from the direct sound on (which is 1 at index 0) to -60 dB, float32 at 16 kHz."""
    direct = float(np.linalg.norm(room.microphone - room.mouth))
    length, single = int(room.t60 * SAMPLE_RATE), int(min(SINGLE_S, room.t60) * SAMPLE_RATE)
    response = np.zeros(length)
    paths = image_distances(room, direct + SPEED_OF_SOUND * single / SAMPLE_RATE)
    at = ((paths - direct) / SPEED_OF_SOUND * SAMPLE_RATE).astype(int)
    signs = rng.choice((-1.0, 1.0), len(paths))  # reflections of one sign would add up to a rumble
    np.add.at(response, at, direct / paths * signs)
    # There are 4 pi c^3 t^2 / V images a second, each with the energy (direct / ct)^2: as much at every moment.
    density = 4 * np.pi * SPEED_OF_SOUND / float(room.size.prod()) / SAMPLE_RATE
    response[single:] = rng.standard_normal(length - single) * direct * np.sqrt(density)
    response *= 10 ** (-3 * np.arange(length) / SAMPLE_RATE / room.t60)
    response[0] = 1.0
    return response.astype(np.float32)


def image_distances(room: Room, reach: float) -> npt.NDArray[np.float64]:
    """How far the mouth and its mirror images within `reach` metres are from the microphone."""
    axes = []
    for size, mouth, microphone in zip(room.size, room.mouth, room.microphone, strict=True):
        shift = 2 * size * np.arange(-(reach // (2 * size)) - 1, reach // (2 * size) + 2)
        axes.append(np.square(np.concatenate([shift + mouth, shift - mouth]) - microphone))
    x, y, z = axes
    squares = (x[:, None, None] + y[:, None] + z).ravel()
    distances: npt.NDArray[np.float64] = np.sqrt(squares[squares < reach * reach])
    return distances


def convolve(sound: Sound, response: Sound) -> Sound:
    """The sound in the room, as long as it was."""
    size = -(-(len(sound) + len(response)) // 4096) * 4096  # a length that the FFT likes, without wrapping around
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)
    return np.asarray(wet[: len(sound)], dtype=np.float32)
