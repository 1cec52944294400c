"""Which module paints which style family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from noktvrn.studio.picture.families import ink_flow, silk
from noktvrn.studio.picture.palette import Floats
from noktvrn.studio.picture.scene import Scene

PAINTERS: Final[dict[str, Callable[[Scene], Floats]]] = {
    "silk": silk.paint,
    "ink_flow": ink_flow.paint,
}
"""Painter of each style family in ``STYLE_FAMILIES``."""
