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


_NOWHERE = Box(4.0, 4.0, 5.0, 5.0)
_OPEN_SHEET = Box(0.07, 0.07, 0.93, 0.93)
_NEAR_EDGE = 0.1
_NEAR_MIDDLE = 0.12
_DIAL_REACH = 0.17
_HOME_SHARE = 0.5
_NEIGHBOUR_SHARE = 0.25
_SIZES = (0.76, 1.04)


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
        focus: Where the figure may stand beside the text.
        pace: Progress and cancellation.
        textless: Whether the artwork without text is painted: same seed, same figure, with the whole sheet to itself.
    """

    size_px: int
    roles: Roles
    motif: dict[str, float]
    energy: float
    seed: int
    calm: Box
    focus: Box
    pace: Pace = field(default_factory=Pace)
    textless: bool = False

    @property
    def quiet(self) -> Box:
        """Where the picture stays quiet; far off the sheet when there is no text."""
        return _NOWHERE if self.textless else self.calm

    @property
    def room(self) -> Box:
        """Where the figure may stand: the focus, or nearly the whole sheet when there is no text."""
        return _OPEN_SHEET if self.textless else self.focus

    @property
    def bleed(self) -> Box:
        """The room, extended to the edges of the sheet that it nearly reaches."""
        room = self.room
        return Box(
            0.0 if room.left <= _NEAR_EDGE else room.left,
            0.0 if room.top <= _NEAR_EDGE else room.top,
            1.0 if room.right >= 1 - _NEAR_EDGE else room.right,
            1.0 if room.bottom >= 1 - _NEAR_EDGE else room.bottom,
        )

    def rng(self, *names: str) -> np.random.Generator:
        """Return the generator of the part ``names``, independent of all other parts."""
        return np.random.Generator(np.random.PCG64(child_seed(self.seed, *names)))

    def kernel_seed(self, *names: str) -> int:
        """Return a 31-bit seed for noise kernels."""
        return child_seed(self.seed, *names) & 0x7FFFFFFF

    def dial(self, name: str, low: float, high: float) -> float:
        """Return a value from ``low`` to ``high``: near the artist's dial, else drawn from the seed.

        A fixed dial still moves by up to a sixth from song to song, which keeps covers siblings and no twins.
        """
        drawn = float(self.rng("dial", name).random())
        fixed = self.motif.get(name)
        share = drawn if fixed is None else min(max(fixed + (drawn - 0.5) * 2 * _DIAL_REACH, 0.0), 1.0)
        return low + (high - low) * share

    def pick(self, name: str, choices: tuple[str, ...]) -> str:
        """Return one of ``choices``: by the artist's dial of that name when it is fixed, else by the seed.

        Half of an artist's songs are of the fixed choice, a quarter of its neighbour, the others of any.
        """
        fixed = self.motif.get(name)
        drawn = float(self.rng("pick", name).random())
        if fixed is None:
            return choices[int(drawn * len(choices)) % len(choices)]
        at = min(int(fixed * len(choices)), len(choices) - 1)
        if drawn < _HOME_SHARE:
            return choices[at]
        if drawn < _HOME_SHARE + _NEIGHBOUR_SHARE:
            return choices[(at + 1) % len(choices)]
        further = (drawn - _HOME_SHARE - _NEIGHBOUR_SHARE) / (1 - _HOME_SHARE - _NEIGHBOUR_SHARE)
        return choices[min(int(further * len(choices)), len(choices) - 1)]

    @property
    def focus_circle(self) -> tuple[float, float, float]:
        """Centre and radius of the figure's circle, in shares of the edge; it may reach a little beyond the room."""
        return self.framed(self.room)

    def framed(self, room: Box) -> tuple[float, float, float]:
        """Return the circle of ``circle_in``, a little smaller and off the middle, as the song's seed frames it.

        Beside centred text the figure stays in the middle.
        """
        x, y, radius = circle_in(room)
        rng = self.rng("framing")
        smaller, aside, lift = float(rng.uniform(*_SIZES)), float(rng.uniform(-1, 1)), float(rng.uniform(-1, 1))
        spare = max(room.width / 2 - radius * smaller, 0.0)
        if abs(self.calm.centre[0] - 0.5) < _NEAR_MIDDLE:
            spare *= 0.15
        return x + aside * spare * 0.8, y + lift * radius * (1 - smaller), radius * smaller


def circle_in(room: Box) -> tuple[float, float, float]:
    """Return centre and radius of the circle that a figure fills in ``room``.

    In a low, wide room that ends at an edge of the sheet the figure is cut by that edge, as a moon by the horizon:
    whole it would be small. At least five eighths of it stay on the sheet.
    """
    x, y = room.centre
    width, height = room.width, room.height
    radius = min(math.sqrt(width * height) / 2, 0.55 * min(width, height))
    cut = min(0.42 * width, height / 1.3)
    if cut <= radius:
        return x, y, radius
    if room.bottom >= 1 - _NEAR_EDGE:
        return x, room.top + cut, cut
    if room.top <= _NEAR_EDGE:
        return x, room.bottom - cut, cut
    return x, y, radius
