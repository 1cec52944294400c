"""The look that suits an artist: style family, palette, faces, layout, from what the artwork provider lists."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from noktvrn.studio.words.moods import MOODS, Mood

_FAMILIES: Final = {
    "lofi": ("paper_contours", "ink_flow", "aura", "tile_grid", "stipple", "weave"),
    "synthwave": ("silk", "halftone", "tile_grid", "voronoi", "attractor"),
    "ambient": ("aura", "ink_flow", "paper_contours", "silk", "stipple"),
    "house": ("silk", "tile_grid", "aura", "voronoi", "weave", "typographic"),
    "techno": ("typographic", "halftone", "attractor", "voronoi", "weave"),
    "trap": ("silk", "typographic", "attractor", "halftone"),
    "drum_and_bass": ("attractor", "silk", "typographic", "voronoi", "ink_flow"),
    "indie_pop": ("paper_contours", "tile_grid", "ink_flow", "stipple", "weave", "typographic"),
}
"""Style families that suit a genre; those that the provider does not list are passed over."""
_FACES: Final = {
    "low": ("serif_light", "serif_italic", "grotesk_light", "geometric_light"),
    "calm": ("serif_light", "serif_italic", "rounded", "hand", "geometric_light"),
    "high": ("geometric_extrabold", "rounded", "grotesk_bold", "hand", "sans_black"),
    "hard": ("grotesk_bold", "sans_black", "serif_black", "geometric_extrabold", "sans_black_italic"),
}
_TEXT_FACES: Final = {"serif": "grotesk_semibold", "geometric": "geometric_semibold", "sans": "sans_semibold"}
_MOTIF: Final = ("scale", "density", "contrast", "warp", "angle", "variant")

Colour = tuple[float, float, float]
"""Lightness 0..1, chroma 0..0.37, hue in degrees."""


@dataclass(frozen=True, slots=True)
class LookChoice:
    """A look, in the names of the artwork provider; palette: ground, dominant, support, accent, ink."""

    style_family: str
    palette: tuple[Colour, Colour, Colour, Colour, Colour]
    display_face: str
    text_face: str
    layout: str
    motif: dict[str, float]


@dataclass(frozen=True, slots=True)
class LookChoices:
    """What may be chosen from."""

    style_families: Sequence[str]
    display_faces: Sequence[str]
    text_faces: Sequence[str]
    layouts: Sequence[str]


def choose_look(genre: str, mood: str, choices: LookChoices, rng: random.Random) -> LookChoice:
    """Choose a look that suits genre and mood."""
    known = MOODS.get(mood, MOODS["dreamy"])
    display = _preferred(_FACES[known.family], choices.display_faces, rng)
    text = _TEXT_FACES.get(display.split("_")[0], "grotesk_semibold")
    return LookChoice(
        style_family=_preferred(_FAMILIES.get(genre, ()), choices.style_families, rng),
        palette=paint_palette(known, rng),
        display_face=display,
        text_face=text if text in choices.text_faces else rng.choice(list(choices.text_faces)),
        layout=rng.choice(list(choices.layouts)),
        motif={dial: round(rng.uniform(0.15, 0.85), 3) for dial in _MOTIF},
    )


def paint_palette(mood: Mood, rng: random.Random) -> tuple[Colour, Colour, Colour, Colour, Colour]:
    """Return ground, dominant, support, accent and ink for a mood.

    Ground and ink lie so far apart in lightness, with so little chroma, that their contrast is above 9 : 1 whatever
    the hue. The accent is the complement of the dominant or a third of the circle away, as painters do.
    """
    hue = (rng.choice(mood.hues_deg) + rng.uniform(-14, 14)) % 360
    support = (hue + rng.choice((-38, -26, 26, 38))) % 360
    accent = (hue + rng.choice((150, 180, 210, 120, 240)) + rng.uniform(-8, 8)) % 360
    light = mood.light_ground and rng.random() < 0.45
    chroma = mood.chroma * rng.uniform(0.85, 1.2)
    if light:
        ground = (rng.uniform(0.93, 0.965), rng.uniform(0.008, 0.022), hue)
        ink = (rng.uniform(0.2, 0.27), rng.uniform(0.015, 0.035), hue)
        middle = (rng.uniform(0.58, 0.68), rng.uniform(0.74, 0.82))
    else:
        ground = (rng.uniform(0.14, 0.22), rng.uniform(0.015, 0.04), hue)
        ink = (rng.uniform(0.92, 0.965), rng.uniform(0.008, 0.022), (hue + 40) % 360)
        middle = (rng.uniform(0.5, 0.62), rng.uniform(0.34, 0.44))
    return (
        _colour(*ground),
        _colour(middle[0], chroma, hue),
        _colour(middle[1], chroma * 0.75, support),
        _colour(rng.uniform(0.7, 0.8) if not light else rng.uniform(0.55, 0.65), min(0.17, chroma * 1.35), accent),
        _colour(*ink),
    )


def _colour(lightness: float, chroma: float, hue_deg: float) -> Colour:
    return round(lightness, 4), round(chroma, 4), round(hue_deg % 360, 2)


def _preferred(wanted: Sequence[str], listed: Sequence[str], rng: random.Random) -> str:
    suited = [name for name in wanted if name in listed]
    return rng.choice(suited or list(listed))
