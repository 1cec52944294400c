"""An artist's look, as the studio paints it."""

from __future__ import annotations

from noktvrn.roster.artist import Look
from noktvrn.studio.picture.look import LookSpec, look_spec


def painted_look(look: Look) -> LookSpec:
    """Return an artist's look as the studio takes it.

    Raises:
        ParameterError: It cannot be painted; see :func:`noktvrn.studio.picture.look.check_look`.
    """
    colours = [(colour.lightness, colour.chroma, colour.hue_deg) for colour in look.palette]
    return look_spec(look.style_family, colours, look.display_face, look.text_face, look.layout, look.motif)
