"""What an artist's pictures look like, as a value: style family, palette, faces, layout, dials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from noktvrn.errors import ParameterError
from noktvrn.studio.picture.palette import Oklch

STYLE_FAMILIES: Final = (
    "silk",
    "ink_flow",
    "tile_grid",
    "paper_contours",
    "aura",
    "attractor",
    "halftone",
    "typographic",
    "stipple",
    "voronoi",
    "weave",
)
"""Ways of painting."""

DISPLAY_FACES: Final = (
    "serif_light",
    "serif_italic",
    "serif_black",
    "grotesk_bold",
    "grotesk_light",
    "geometric_extrabold",
    "geometric_light",
    "sans_black",
    "sans_black_italic",
    "rounded",
    "hand",
)
"""Faces of titles."""

TEXT_FACES: Final = ("grotesk_semibold", "geometric_semibold", "sans_semibold", "serif_italic_text")
"""Faces of small text."""

LAYOUTS: Final = (
    "bottom_left",
    "top_left",
    "headline",
    "centered_low",
    "centered_middle",
    "corners",
    "spine",
    "colophon",
)
"""Templates of the cover."""

_COLOURS = 5

MOTIF_DIALS: Final = ("scale", "density", "contrast", "warp", "angle", "variant")
"""Dials that every style family reads, each 0..1; others are ignored."""


@dataclass(frozen=True, slots=True)
class LookSpec:
    """The look of an artist.

    Attributes:
        style_family: One of ``STYLE_FAMILIES``.
        palette: Five colours: ground, dominant, support, accent, ink.
        display_face: One of ``DISPLAY_FACES``.
        text_face: One of ``TEXT_FACES``.
        layout: One of ``LAYOUTS``.
        motif: Dials 0..1, see ``MOTIF_DIALS``; a missing dial is drawn from the song's seed.
    """

    style_family: str
    palette: tuple[Oklch, Oklch, Oklch, Oklch, Oklch]
    display_face: str
    text_face: str
    layout: str
    motif: dict[str, float] = field(default_factory=dict)


def look_spec(
    style_family: str,
    palette: Sequence[Oklch],
    display_face: str,
    text_face: str,
    layout: str,
    motif: Mapping[str, float],
) -> LookSpec:
    """Return a look that can be painted.

    Raises:
        ParameterError: See ``check_look``.
    """
    if len(palette) != _COLOURS:
        raise ParameterError(
            f"The palette has {len(palette)} colours.", remedy="Give five: ground, dominant, support, accent, ink."
        )
    ground, dominant, support, accent, ink = palette
    look = LookSpec(
        style_family, (ground, dominant, support, accent, ink), display_face, text_face, layout, dict(motif)
    )
    check_look(look)
    return look


def check_look(look: LookSpec) -> None:
    """Refuse a look that cannot be painted.

    Raises:
        ParameterError: An unknown name, a palette that is not five colours, or a value outside its range.
    """
    _check_name("style family", look.style_family, STYLE_FAMILIES)
    _check_name("display face", look.display_face, DISPLAY_FACES)
    _check_name("text face", look.text_face, TEXT_FACES)
    _check_name("layout", look.layout, LAYOUTS)
    if len(look.palette) != _COLOURS:
        raise ParameterError(
            f"The palette has {len(look.palette)} colours.", remedy="Give five: ground, dominant, support, accent, ink."
        )
    for lightness, chroma, _hue in look.palette:
        if not (0 <= lightness <= 1 and 0 <= chroma <= 0.4):
            raise ParameterError(
                f"The colour (lightness {lightness!r}, chroma {chroma!r}) is outside lightness 0..1, chroma 0..0.4.",
                remedy="Give OKLCH triples: lightness 0..1, chroma 0..0.4, hue in degrees.",
            )
    for dial, value in look.motif.items():
        if not 0 <= value <= 1:
            raise ParameterError(f"The motif {dial!r} is {value!r}.", remedy="Give motif dials from 0 to 1.")


def _check_name(kind: str, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        raise ParameterError(f"There is no {kind} {name!r}.", remedy=f"Use one of: {', '.join(known)}.")
