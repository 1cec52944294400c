"""A look for single covers and teasers, drawn from a seed where it is not given."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from noktvrn.studio.picture.look import DISPLAY_FACES, LAYOUTS, STYLE_FAMILIES, TEXT_FACES, LookSpec, look_spec
from noktvrn.studio.words.looks import LookChoices, choose_look
from noktvrn.types import child_seed


def look_from_seed(
    seed: int, *, genre: str, mood: str | None, family: str | None, face: str | None, layout: str | None
) -> LookSpec:
    """Return a look that suits genre and mood; what is given takes the place of what is drawn.

    Raises:
        ParameterError: An unknown family, face or layout.
    """
    choices = LookChoices(STYLE_FAMILIES, DISPLAY_FACES, TEXT_FACES, LAYOUTS)
    drawn = choose_look(genre, mood or "", choices, Random(child_seed(seed, "look")))
    wanted = replace(
        drawn,
        style_family=family or drawn.style_family,
        display_face=face or drawn.display_face,
        layout=layout or drawn.layout,
    )
    return look_spec(
        wanted.style_family, wanted.palette, wanted.display_face, wanted.text_face, wanted.layout, wanted.motif
    )
