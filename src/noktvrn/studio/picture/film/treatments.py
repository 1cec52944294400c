"""How an artist's look becomes a film: one treatment for each way of painting. Data, and the choice among it.

Sections of a song fall into six groups: ``opening``, ``verse``, ``lift`` (what leads somewhere), ``chorus``, ``drop``,
``rest`` and ``closing``. A treatment names for each group the scenes that follow each other and the colour key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from noktvrn.studio.picture.film.field import Character

GROUPS: Final[Mapping[str, str]] = {
    "intro": "opening",
    "verse": "verse",
    "prechorus": "lift",
    "build": "lift",
    "bridge": "lift",
    "chorus": "chorus",
    "hook": "chorus",
    "drop": "drop",
    "solo": "drop",
    "break": "rest",
    "breakdown": "rest",
    "interlude": "rest",
    "outro": "closing",
}
"""Group of each kind of section; others count as verses."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a film of a look is made of.

    Attributes:
        character: The field.
        form: Spectrum form, one of ``cast.FORMS``.
        plate: ``"square"`` or ``"disc"``: how the artwork stands on the field.
        particles: Number of specks.
        rise: Factor of their speed upward; negative falls.
        speck: Factor of their size.
        opens_on: ``"field"`` or ``"art"``: what lies under the title.
        tones_art: Whether full-frame artwork takes the colours of the key.
        scenes: Scenes by group, in the order in which they follow each other.
        keys: Colour keys by group; each repetition of a group takes the next.
    """

    character: Character
    form: str
    plate: str = "square"
    particles: int = 70
    rise: float = 1.0
    speck: float = 1.0
    opens_on: str = "field"
    tones_art: bool = False
    scenes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


TREATMENTS: Final[Mapping[str, Treatment]] = {
    # liquid metal: large slow close-ups, a disc in the middle of a dark room
    "silk": Treatment(
        Character("smooth", 1.5, 1.35, 2, 0.34, 0.30),
        "ring",
        plate="disc",
        opens_on="art",
        scenes={
            "verse": ("detail", "plate"),
            "lift": ("strip", "detail"),
            "chorus": ("open", "detail"),
            "drop": ("slices", "open"),
            "rest": ("drift", "detail"),
        },
        keys={"chorus": ("home", "accent"), "drop": ("deep", "accent"), "rest": ("deep",)},
    ),
    # ink on paper: pages, much air, lines of the stream
    "ink_flow": Treatment(
        Character("threads", 1.0, 0.9, 1, 0.62, 0.0, vignette=0.25, speed=0.2),
        "ridges",
        particles=26,
        rise=-0.5,
        scenes={
            "verse": ("diptych", "plate"),
            "lift": ("detail", "strip"),
            "chorus": ("open", "diptych"),
            "drop": ("open", "words"),
            "rest": ("drift", "detail"),
        },
        keys={"chorus": ("counter",), "drop": ("counter", "accent"), "lift": ("home",)},
    ),
    # posters: flat colour, hard halves, the grid cut to the bar
    "tile_grid": Treatment(
        Character("flat", vignette=0.0),
        "dots",
        particles=0,
        scenes={
            "verse": ("diptych", "slices"),
            "lift": ("strip", "words"),
            "chorus": ("slices", "words", "open"),
            "drop": ("slices", "open"),
            "rest": ("plate",),
        },
        keys={"verse": ("home", "deep"), "chorus": ("accent", "counter"), "drop": ("accent",), "rest": ("deep",)},
    ),
    # sheets of paper: landscapes in strips, the sheets breathe
    "paper_contours": Treatment(
        Character("layers", 1.25, 0.8, 2, 0.62, 0.0, vignette=0.5, speed=0.24),
        "spine",
        particles=30,
        rise=-0.8,
        scenes={
            "verse": ("strip", "plate"),
            "lift": ("detail",),
            "chorus": ("open", "detail"),
            "drop": ("open", "slices"),
            "rest": ("drift", "detail"),
        },
        keys={"chorus": ("counter", "deep"), "drop": ("accent",), "rest": ("deep",)},
    ),
    # light without edges: slow, soft, few words
    "aura": Treatment(
        Character("smooth", 0.85, 0.7, 1, 0.62, 0.12, vignette=0.6, speed=0.22),
        "spine",
        plate="disc",
        particles=40,
        speck=2.6,
        rise=0.5,
        scenes={
            "verse": ("drift", "plate"),
            "lift": ("detail",),
            "chorus": ("detail", "open"),
            "drop": ("open", "words"),
            "rest": ("drift", "detail"),
        },
        keys={"verse": ("home",), "chorus": ("deep", "accent"), "drop": ("accent",), "rest": ("deep",)},
    ),
    # orbits: darkness, thin light, dust
    "attractor": Treatment(
        Character("filaments", 1.3, 1.7, 1, 0.5, 0.0, vignette=0.8, speed=0.22),
        "ring",
        plate="disc",
        particles=190,
        speck=0.7,
        rise=0.35,
        opens_on="art",
        scenes={
            "verse": ("drift", "detail"),
            "lift": ("strip", "detail"),
            "chorus": ("open", "detail"),
            "drop": ("slices", "open"),
            "rest": ("drift", "detail"),
        },
        keys={"chorus": ("home", "deep"), "drop": ("deep", "counter"), "rest": ("home",)},
    ),
    # print: two inks, screens, hard inversions
    "halftone": Treatment(
        Character("dots", 1.4, 1.0, 1, 0.55, 0.15, vignette=0.6),
        "columns",
        particles=0,
        tones_art=True,
        scenes={
            "verse": ("diptych", "detail"),
            "lift": ("strip", "words"),
            "chorus": ("open", "words", "slices"),
            "drop": ("slices", "open", "words"),
            "rest": ("plate",),
        },
        keys={"chorus": ("accent", "counter"), "drop": ("counter", "accent"), "rest": ("deep",)},
    ),
    # nothing but letters and one picture
    "typographic": Treatment(
        Character("flat", vignette=0.0),
        "columns",
        particles=0,
        scenes={
            "verse": ("words", "diptych"),
            "lift": ("words", "strip"),
            "chorus": ("words", "slices"),
            "drop": ("slices", "words", "open"),
            "rest": ("plate",),
        },
        keys={
            "verse": ("home", "deep"),
            "chorus": ("accent", "counter"),
            "drop": ("counter", "accent"),
            "rest": ("deep",),
        },
    ),
    # glass: panes whose borders wander
    "voronoi": Treatment(
        Character("layers", 5.0, cells=True, vignette=0.6, speed=0.16),
        "spine",
        particles=24,
        scenes={
            "verse": ("plate", "detail"),
            "lift": ("slices",),
            "chorus": ("open", "detail"),
            "drop": ("slices", "open"),
            "rest": ("drift", "detail"),
        },
        keys={"chorus": ("deep", "accent"), "drop": ("accent",), "rest": ("counter",)},
    ),
    # points of ink: dust that gathers, plates on quiet ground
    "stipple": Treatment(
        Character("smooth", 1.0, 0.9, 2, 0.5, 0.0, vignette=0.5, speed=0.2),
        "dots",
        plate="disc",
        particles=320,
        rise=-0.25,
        speck=0.55,
        scenes={
            "verse": ("detail", "diptych"),
            "lift": ("strip", "drift"),
            "chorus": ("open", "detail"),
            "drop": ("open", "slices", "words"),
            "rest": ("drift", "plate"),
        },
        keys={"chorus": ("counter", "home"), "drop": ("accent", "counter"), "rest": ("home",)},
    ),
    # cloth: bands over bands, everything in stripes
    "weave": Treatment(
        Character("flat", vignette=0.0, octaves=1),
        "columns",
        particles=0,
        scenes={
            "verse": ("strip", "diptych"),
            "lift": ("slices", "detail"),
            "chorus": ("slices", "open"),
            "drop": ("open", "slices", "words"),
            "rest": ("plate", "detail"),
        },
        keys={"verse": ("home", "deep"), "chorus": ("accent", "deep"), "drop": ("counter", "accent")},
    ),
}
"""Treatments by style family."""

_OTHERS: Final = ("paper_contours", "aura", "ink_flow", "attractor", "voronoi", "halftone")


def treatment_of(style_family: str) -> Treatment:
    """Return the treatment of a style family; one that is not listed always gets the same of the others."""
    known = TREATMENTS.get(style_family)
    if known is not None:
        return known
    return TREATMENTS[_OTHERS[sum(style_family.encode()) % len(_OTHERS)]]
