"""Rectangles of a frame, and plain colour in them."""

from __future__ import annotations

from dataclasses import dataclass

from noktvrn.studio.picture.film.planes import Planes, video_colour
from noktvrn.studio.picture.palette import Oklch


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle of the frame, all numbers even.

    Attributes:
        left: First column.
        top: First row; may lie outside the frame.
        width: Columns.
        height: Rows.
    """

    left: int
    top: int
    width: int
    height: int

    @classmethod
    def evened(cls, left: float, top: float, width: float, height: float) -> Place:
        """Return the place with all numbers rounded to even ones."""
        return cls(*(round(number / 2) * 2 for number in (left, top, width, height)))


def fill(planes: Planes, place: Place, colour: Oklch, strength: float = 1.0) -> None:
    """Fill a rectangle of the frame with a colour."""
    left, top = max(place.left, 0), max(place.top, 0)
    right, foot = min(place.left + place.width, planes.y.shape[1]), min(place.top + place.height, planes.y.shape[0])
    if right <= left or foot <= top:
        return
    halves = slice(top // 2, foot // 2), slice(left // 2, right // 2)
    targets = (planes.y[top:foot, left:right], planes.u[halves], planes.v[halves])
    for target, value in zip(targets, video_colour(colour), strict=True):
        target[...] = (target + strength * (float(value) - target) + 0.5).astype(target.dtype)
