"""Palettes from a seed and a mood: five colours that hold together, with an accent that is allowed to sing."""

from __future__ import annotations

from typing import Final

import numpy as np

from noktvrn.errors import ParameterError
from noktvrn.studio.picture.moods import coloured
from noktvrn.studio.picture.palette import Oklch, in_gamut
from noktvrn.studio.picture.scene import Roles
from noktvrn.types import child_seed

SCHEMES: Final = {
    "neighbours": (24.0, -28.0),
    "opposite": (22.0, 180.0),
    "split": (-30.0, 150.0),
    "third": (34.0, 118.0),
    "mono": (8.0, 12.0),
}
"""How far support and accent stand from the dominant hue, in degrees."""

_GROUNDS = ("night", "paper", "night", "deep")


def generate_palette(seed: int, mood: str = "", energy: float = 0.5) -> tuple[Oklch, Oklch, Oklch, Oklch, Oklch]:
    """Return ground, dominant, support, accent and ink.

    Ground and ink stand at least 9:1 apart. Chroma rises with energy; the accent stands at the lightness at which its
    hue is purest in sRGB.

    Args:
        seed: Everything follows from it.
        mood: One word of ``moods.MOODS``; others leave the palette as drawn.
        energy: 0..1.

    Raises:
        ParameterError: ``energy`` is outside its range.
    """
    if not 0 <= energy <= 1:
        raise ParameterError(f"The energy is {energy!r}.", remedy="Give an energy from 0 to 1.")
    rng = np.random.Generator(np.random.PCG64(child_seed(seed, "palette")))
    hue = float(rng.uniform(0, 360))
    support_turn, accent_turn = list(SCHEMES.values())[int(rng.integers(len(SCHEMES)))]
    ground_kind = _GROUNDS[int(rng.integers(len(_GROUNDS)))]
    chroma = 0.09 + 0.07 * energy + float(rng.uniform(-0.015, 0.015))
    ground, ink, lights = _ground(ground_kind, hue, rng)
    roles = Roles(
        ground,
        _fitted(lights[0], chroma, hue),
        _fitted(lights[1], chroma * 0.9, hue + support_turn),
        purest(hue + accent_turn, 0.10 + 0.09 * energy + 0.04),
        ink,
    )
    moved = coloured(roles, mood)
    return moved.ground, moved.dominant, moved.support, moved.accent, moved.ink


def _ground(kind: str, hue: float, rng: np.random.Generator) -> tuple[Oklch, Oklch, tuple[float, float]]:
    """Return ground, ink, and the lightness of dominant and support."""
    jitter = float(rng.uniform(-0.02, 0.02))
    if kind == "paper":
        return (0.945 + jitter, 0.016, (hue + 40) % 360), (0.21, 0.035, hue), (0.56 + jitter, 0.72)
    if kind == "deep":
        return _fitted(0.25 + jitter, 0.06, hue), (0.955, 0.012, hue), (0.46 + jitter, 0.64)
    return (0.145 + jitter, 0.03, hue), (0.955, 0.012, (hue + 60) % 360), (0.44 + jitter, 0.63)


def purest(hue_deg: float, most_chroma: float) -> Oklch:
    """Return the colour of a hue with the most chroma that sRGB and ``most_chroma`` allow."""
    hue = hue_deg % 360
    best = max(
        (_fitted(lightness, most_chroma, hue) for lightness in np.linspace(0.52, 0.88, 19)),
        key=lambda colour: (round(colour[1], 3), colour[0]),
    )
    return best


def _fitted(lightness: float, chroma: float, hue_deg: float) -> Oklch:
    """Reduce chroma until the colour lies in sRGB."""
    hue = float(hue_deg % 360)
    while chroma > 0.002 and not in_gamut((float(lightness), chroma, hue)):
        chroma *= 0.96
    return float(lightness), float(chroma), hue
