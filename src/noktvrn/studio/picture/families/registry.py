"""Which module paints which style family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from noktvrn.studio.picture.families import (
    attractor,
    aura,
    halftone,
    ink_flow,
    paper_contours,
    silk,
    stipple,
    tile_grid,
    typographic,
    voronoi,
    weave,
)
from noktvrn.studio.picture.palette import Floats
from noktvrn.studio.picture.scene import Scene

PAINTERS: Final[dict[str, Callable[[Scene], Floats]]] = {
    "silk": silk.paint,
    "ink_flow": ink_flow.paint,
    "tile_grid": tile_grid.paint,
    "paper_contours": paper_contours.paint,
    "aura": aura.paint,
    "attractor": attractor.paint,
    "halftone": halftone.paint,
    "typographic": typographic.paint,
    "stipple": stipple.paint,
    "voronoi": voronoi.paint,
    "weave": weave.paint,
}
"""Painter of each style family in ``STYLE_FAMILIES``."""
