"""What a film may show in place of its field: frames of footage, already cut, graded and of the film's own size."""

from __future__ import annotations

from typing import Protocol, TypeAlias

from noktvrn.studio.picture.raster import Bytes

FramePlanes: TypeAlias = tuple[Bytes, Bytes, Bytes]
"""Y of shape ``(height, width)``, then U and V of ``(height / 2, width / 2)``, BT.709 limited range."""


class FootageTrack(Protocol):
    """Footage laid along a film, frame for frame at the film's rate and of the film's size."""

    def planes(self, frame: int) -> FramePlanes | None:
        """Return the picture of a frame.

        Frames MAY be asked for in any order; ascending order MUST be quick. The planes are read and never written.

        Args:
            frame: Number of the film's frame, from 0.

        Returns:
            The planes, or None where no footage lies and the film draws its field.
        """
        ...
