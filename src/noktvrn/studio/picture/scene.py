"""What a style family is given: size, colours, dials, the place of the text and the place for the figure."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from noktvrn.studio.picture.pace import Pace
from noktvrn.studio.picture.palette import Oklch, with_lightness
from noktvrn.types import child_seed


class Box(NamedTuple):
    """A rectangle in shares of the edge length, from the left and from the top."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Share of the edge length."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Share of the edge length."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """Place of the middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, by: float) -> Box:
        """Return the box with ``by`` added on all sides, kept on the picture."""
        return Box(
            max(self.left - by, 0.0),
            max(self.top - by, 0.0),
            min(self.right + by, 1.0),
            min(self.bottom + by, 1.0),
        )


class Roles(NamedTuple):
    """Five colours and what each is for: 60 % ground, 30 % dominant and support, 10 % accent; ink is for text."""

    ground: Oklch
    dominant: Oklch
    support: Oklch
    accent: Oklch
    ink: Oklch

    @property
    def is_night(self) -> bool:
        """Whether the ground is dark."""
        return self.ground[0] < 0.5

    def turned(self, hue_deg: float) -> Roles:
        """Return the same colours with all hues turned by ``hue_deg``."""
        return Roles(*((light, chroma, (hue + hue_deg) % 360) for light, chroma, hue in self))

    def inverted(self) -> Roles:
        """Return the colours with ground and ink exchanged in lightness."""
        ground = with_lightness(self.ground, min(max(self.ink[0], 0.10), 0.95))
        return self._replace(ground=ground, ink=with_lightness(self.ink, self.ground[0]))


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture to be painted.

    Attributes:
        size_px: Edge length of the square.
        roles: Colours.
        motif: Dials 0..1 that the artist has fixed.
        energy: 0..1, from still to driven.
        seed: Everything random follows from it.
        calm: Where text will stand; the picture stays quiet there.
        focus: Where the figure may stand.
        pace: Progress and cancellation.
    """

    size_px: int
    roles: Roles
    motif: dict[str, float]
    energy: float
    seed: int
    calm: Box
    focus: Box
    pace: Pace = field(default_factory=Pace)

    def rng(self, *names: str) -> np.random.Generator:
        """Return the generator of the part ``names``, independent of all other parts."""
        return np.random.Generator(np.random.PCG64(child_seed(self.seed, *names)))

    def kernel_seed(self, *names: str) -> int:
        """Return a 31-bit seed for noise kernels."""
        return child_seed(self.seed, *names) & 0x7FFFFFFF

    def dial(self, name: str, low: float, high: float) -> float:
        """Return a value from ``low`` to ``high``: near the artist's dial, else drawn from the seed.

        A fixed dial still moves by up to a tenth from song to song, which keeps covers siblings and no twins.
        """
        drawn = float(self.rng("dial", name).random())
        fixed = self.motif.get(name)
        share = drawn if fixed is None else min(max(fixed + (drawn - 0.5) * 0.2, 0.0), 1.0)
        return low + (high - low) * share

    def pick(self, name: str, choices: tuple[str, ...]) -> str:
        """Return one of ``choices``: by the artist's dial of that name when it is fixed, else by the seed.

        One song in four leaves the fixed choice for a neighbouring one.
        """
        fixed = self.motif.get(name)
        drawn = float(self.rng("pick", name).random())
        if fixed is None:
            return choices[int(drawn * len(choices)) % len(choices)]
        at = min(int(fixed * len(choices)), len(choices) - 1)
        return choices[(at + (drawn > 0.75)) % len(choices)]

    @property
    def focus_circle(self) -> tuple[float, float, float]:
        """Centre and radius of the figure's circle, in shares of the edge; it may reach a little beyond the focus."""
        x, y = self.focus.centre
        width, height = self.focus.width, self.focus.height
        return x, y, min(math.sqrt(width * height) / 2, 0.55 * min(width, height))
