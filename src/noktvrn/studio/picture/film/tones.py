"""Tone tables: which Y, U, V a value of the field becomes. They, not the noise, make paper, thread or dot of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.picture.film.keys import Key
from noktvrn.studio.picture.film.planes import video_colours
from noktvrn.studio.picture.palette import Floats, gradient, mix, srgb, with_lightness
from noktvrn.studio.picture.raster import Bytes

STEPS: Final = 2048
"""Entries of a table."""

SUBLEVELS: Final = 16
"""Steps of luma within one level of 8 bits, so that grain can dither what lies between."""

_LAYERS = 7
_THREADS = 46
_FILAMENTS = 7


@dataclass(frozen=True, slots=True)
class ToneTable:
    """Colours of the values 0..1 in ``STEPS`` steps.

    Attributes:
        y: Luma times ``SUBLEVELS``, rounding included.
        u: Chroma.
        v: Chroma.
    """

    y: npt.NDArray[np.int32]
    u: Bytes
    v: Bytes


def tone_table(key: Key, manner: str) -> ToneTable:
    """Return the table of a key for ``"smooth"``, ``"layers"``, ``"threads"``, ``"filaments"``, ``"dots"``, ``"flat"``.

    Luma stays clear of the ends of the limited range by the reach of the grain.
    """
    return encoded(
        {
            "layers": _layers,
            "threads": _threads,
            "filaments": _filaments,
            "dots": _dots,
            "flat": _flat,
            "print": _print,
        }.get(manner, _smooth)(key)
    )


def encoded(colours: Floats) -> ToneTable:
    """Return sRGB-encoded colours of shape ``(steps, 3)`` as a table."""
    video = video_colours(colours)
    luma = np.clip(video[:, 0], 21.0, 230.0) * SUBLEVELS + SUBLEVELS / 2
    chroma = np.clip(np.rint(video[:, 1:]), 16, 240).astype(np.uint8)
    return ToneTable(
        np.rint(luma).astype(np.int32), np.ascontiguousarray(chroma[:, 0]), np.ascontiguousarray(chroma[:, 1])
    )


def _smooth(key: Key) -> Floats:
    return gradient(key.stops, STEPS)


def _flat(key: Key) -> Floats:
    return np.repeat(srgb(key.ground)[None], STEPS, axis=0)


def _print(key: Key) -> Floats:
    """A picture in the inks of the key, over its whole range of tones."""
    if key.is_night:
        dark = with_lightness(key.ground, min(key.ground[0], 0.2) * 0.8)
        return gradient((dark, key.stops[-1], with_lightness(key.near, 0.9)), STEPS)
    return gradient((with_lightness(key.ink, 0.17), with_lightness(key.stops[0], 0.5), key.ground), STEPS)


def _layers(key: Key) -> Floats:
    """Sheets of paper: plain steps, each with a lit edge, and the shadow of the sheet above on the one below."""
    value = np.linspace(0, _LAYERS, STEPS, endpoint=False)
    sheet = np.minimum(value.astype(int), _LAYERS - 1)
    colours = gradient(key.stops, _LAYERS)[sheet]
    above = 1.0 - (value - sheet)
    shadow = 0.30 * np.exp(-above / 0.16) * (sheet < _LAYERS - 1)
    edge = 0.05 * np.exp(-(value - sheet) / 0.025)
    lit: Floats = np.clip(colours * (1 - shadow[:, None]) + edge[:, None], 0, 1).astype(np.float32)
    return lit


def _threads(key: Key) -> Floats:
    """Many fine lines along the flow."""
    value = np.linspace(0, 1, STEPS)
    off = np.abs((value * _THREADS) % 1.0 - 0.5)
    wide = 0.05 + 0.10 * np.sin(value * 11.0) ** 2
    cover = np.clip((wide - off) / 0.07 + 0.5, 0, 1)[:, None] * (0.35 + 0.65 * value[:, None])
    line = gradient((key.far, key.near) if key.is_night else (key.near, key.far), STEPS)
    strength = 0.62 if key.is_night else 0.55
    return (srgb(key.ground) * (1 - strength * cover) + line * strength * cover).astype(np.float32)


def _filaments(key: Key) -> Floats:
    """A few lines that glow."""
    value = np.linspace(0, 1, STEPS)
    off = np.abs((value * _FILAMENTS) % 1.0 - 0.5)
    core = np.exp(-((off / 0.016) ** 2))
    glow = 0.34 * np.exp(-off / 0.085)
    cover = np.clip(core * 0.85 + glow, 0, 1)[:, None]
    base = gradient((key.stops[0], key.stops[1]) if key.is_night else (key.stops[-2], key.stops[-1]), STEPS)
    line = gradient((key.far, key.near, key.far), STEPS)
    return (base * (1 - 0.8 * cover) + line * 0.8 * cover).astype(np.float32)


def _dots(key: Key) -> Floats:
    """Printing dots: the value has met its screen, so that half the table is ground and half is dot."""
    value = np.linspace(-1, 1, STEPS)
    cover = np.clip(value / 0.14 + 0.5, 0, 1)[:, None]
    dot = mix(key.stops[-1], key.near, 0.18) if key.is_night else mix(key.stops[0], key.near, 0.25)
    return (srgb(key.ground) * (1 - cover) + srgb(dot) * cover).astype(np.float32)
