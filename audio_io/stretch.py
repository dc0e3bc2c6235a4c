"""Speech made slower or faster without another pitch (WSOLA, Verhelst and Roelands 1993).

Owns: the overlap-add. Must not know: what is said. Pure function, any thread.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from audio_io.ring import FloatArray

_WINDOW_S: Final = 0.03
_SEARCH_S: Final = 0.008


def stretch(samples: FloatArray, rate: int, factor: float) -> FloatArray:
    """`factor` times as long: float32 mono (n,) to about (factor * n,), at the same rate."""
    if factor <= 0.0:
        raise ValueError(f"a factor must be positive, not {factor}")
    half = round(_WINDOW_S * rate) // 2
    reach = round(_SEARCH_S * rate)
    if factor == 1.0 or len(samples) < 4 * half + 2 * reach:
        return samples.astype(np.float32, copy=True)
    shape = np.hanning(2 * half + 1)[:-1].astype(np.float32)
    padded = np.pad(samples.astype(np.float32), (half + reach, 2 * half + 2 * reach))
    total = round(len(samples) * factor)
    out = np.zeros(total + 3 * half, dtype=np.float32)
    at = reach
    for begin in range(0, total + half, half):
        out[begin : begin + 2 * half] += shape * padded[at : at + 2 * half]
        wanted = min(round((begin + half) / factor) + reach, len(padded) - 2 * half - reach)
        # What would follow naturally, and the place near the wanted one that is most like it.
        natural = padded[at + half : at + 3 * half][: 2 * half]
        if len(natural) < 2 * half:
            break
        near = padded[wanted - reach : wanted + reach + 2 * half]
        at = wanted - reach + int(np.argmax(np.correlate(near, natural, mode="valid")))
    return out[half : half + total]
