"""The moving field of a film: noise that displaces noise, read through a tone table, with grain before rounding."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.film.tones import STEPS, SUBLEVELS, ToneTable
from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import fractal2, noise2, unit_hash
from noktvrn.studio.picture.palette import Floats
from noktvrn.studio.picture.raster import Bytes

FIELD_DIVISION: Final = 8
"""The field is smooth: it is computed at an eighth of the frame's sides."""

Ints = npt.NDArray[np.int32]

_SHIFT = 5
_FIELDS_PER_S = 15
_FIXED = STEPS << _SHIFT
_GRAIN_SIDE = 257
_GRAIN_SIGMA = 1.05


@dataclass(frozen=True, slots=True)
class Character:
    """What a field looks like.

    Attributes:
        manner: How its values become colours, see ``tones.tone_table``.
        scale: Features across the frame's width.
        warp: How far noise displaces noise.
        octaves: 1 is smooth, 2 has detail.
        swing: Amplitude of the noise.
        ridge: Amplitude of folds.
        cells: Whether the field is of cells in place of noise.
        vignette: How much the corners sink, 0..1.
        speed: Radians a second along the circle of time.
    """

    manner: str = "smooth"
    scale: float = 1.9
    warp: float = 1.1
    octaves: int = 2
    swing: float = 0.34
    ridge: float = 0.27
    cells: bool = False
    vignette: float = 1.0
    speed: float = 0.32


@kernel
def draw_noise(
    target: Floats,
    turn_x: Scalar,
    turn_y: Scalar,
    scale: Scalar,
    warp: Scalar,
    octaves: int,
    swing: Scalar,
    ridge: Scalar,
    seed: int,
) -> None:
    """Fill ``target`` with values about 0..1; ``turn_x``, ``turn_y`` is the place on the circle of time."""
    height, width = target.shape
    for row in range(height):
        y = np.float32((row + 0.5) / width * scale)
        for column in range(width):
            x = np.float32((column + 0.5) / width * scale)
            a = noise2(x + np.float32(turn_x), y + np.float32(turn_y), seed)
            b = noise2(x - np.float32(turn_y + 5.2), y + np.float32(turn_x * 0.7 + 1.3), seed + 7)
            value = fractal2(
                x + np.float32(warp) * a + np.float32(turn_y * 0.4),
                y + np.float32(warp) * b - np.float32(turn_x * 0.4),
                seed + 19,
                octaves,
                np.float32(0.35),
            )
            fold = math.sin(np.float32(4.2) * value + np.float32(2.0) * a)
            target[row, column] = np.float32(0.42) + np.float32(swing) * value + np.float32(ridge) * fold


@kernel
def draw_cells(target: Floats, turn_x: Scalar, turn_y: Scalar, scale: Scalar, seed: int) -> None:
    """Fill ``target`` with the distance to the nearest border between cells whose seeds wander."""
    height, width = target.shape
    for row in range(height):
        y = (row + 0.5) / width * scale
        cell_y = math.floor(y)
        for column in range(width):
            x = (column + 0.5) / width * scale
            cell_x = math.floor(x)
            first, second = 9.0, 9.0
            for dy in range(-1, 2):
                for dx in range(-1, 2):
                    at_x, at_y = cell_x + dx, cell_y + dy
                    phase = unit_hash(at_x, at_y, seed + 2) * 6.2831853
                    px = at_x + 0.5 + 0.34 * math.cos(phase + turn_x * 3.0) + 0.3 * (unit_hash(at_x, at_y, seed) - 0.5)
                    py = at_y + 0.5 + 0.34 * math.sin(phase + turn_y * 3.0)
                    far = (px - x) ** 2 + (py - y) ** 2
                    if far < first:
                        first, second = far, first
                    elif far < second:
                        second = far
            target[row, column] = np.float32(min((math.sqrt(second) - math.sqrt(first)) * 1.15, 1.0))


@kernel
def lay_field(
    y: Bytes,
    u: Bytes,
    v: Bytes,
    field: Floats,
    luma: Ints,
    blue: Bytes,
    red: Bytes,
    grain: Ints,
    screen: Ints,
    shift: int,
    lift: Scalar,
    vignette: Scalar,
    left: Ints,
    share: Ints,
    corner: Ints,
) -> None:
    """Enlarge the field bilinearly, subtract the screen, read the tone table, add grain before rounding.

    ``left``, ``share`` and ``corner`` hold for each column of the frame the column of the field to its left, the way to
    the next one in 256ths, and how much the column is darkened. Whole numbers let the processor work on many columns at
    once. ``grain`` and ``screen`` are wider than the frame by their own heights.
    """
    height, width = y.shape
    rows, columns = field.shape
    top_step = np.int32(luma.shape[0] - 1)
    offset = (shift * 53) % grain.shape[0]
    line = np.empty(columns + 1, np.int32)
    steps = np.empty(width, np.int32)
    for row in range(height):
        at = min(max((row + 0.5) * rows / height - 0.5, 0.0), rows - 1.001)
        upper = int(at)
        way = np.float32(at - upper)
        away = np.float32((row + 0.5) / height * 2 - 1)
        dark = np.float32(0.16 * vignette) * away * away
        for column in range(columns):
            mixed = field[upper, column] + way * (field[upper + 1, column] - field[upper, column])
            line[column] = np.int32((mixed * np.float32(lift) - dark) * np.float32(_FIXED))
        line[columns] = line[columns - 1]
        grain_row = grain[(row + shift * 37) % grain.shape[0]]
        screen_row = screen[row % screen.shape[0]]
        luma_row = y[row]
        for column in range(width):
            here = line[left[column]]
            value = here + (((line[left[column] + 1] - here) * share[column]) >> 8) - corner[column]
            value = (value - screen_row[column]) >> _SHIFT
            steps[column] = min(max(value, np.int32(0)), top_step)
        for column in range(width):
            luma_row[column] = np.uint8((luma[steps[column]] + grain_row[column + offset]) >> 4)
        if row & 1:
            blue_row, red_row = u[row >> 1], v[row >> 1]
            for column in range(width >> 1):
                blue_row[column] = blue[steps[2 * column + 1]]
                red_row[column] = red[steps[2 * column + 1]]


@kernel
def lay_plain(y: Bytes, u: Bytes, v: Bytes, luma: int, blue: int, red: int, grain: Ints, shift: int) -> None:
    """Fill a frame with one colour and grain; ``luma`` is in sixteenths of a level."""
    height, width = y.shape
    offset = (shift * 53) % grain.shape[0]
    level = np.int32(luma)
    for row in range(height):
        luma_row = y[row]
        grain_row = grain[(row + shift * 37) % grain.shape[0]]
        for column in range(width):
            luma_row[column] = np.uint8((level + grain_row[column + offset]) >> 4)
    u[:] = blue
    v[:] = red


class Grain:
    """A tile of film grain, as wide as a frame needs it."""

    def __init__(self, width_px: int, rng: np.random.Generator) -> None:
        """Draw the tile from ``rng``."""
        tile = np.clip(rng.normal(0.0, _GRAIN_SIGMA, (_GRAIN_SIDE, _GRAIN_SIDE)), -4.5, 4.5) * SUBLEVELS
        self.tile: Ints = np.tile(np.rint(tile).astype(np.int32), (1, width_px // _GRAIN_SIDE + 2))


def _screen(width_px: int, pitch_px: float) -> Ints:
    """Return thresholds of a dot screen at 45 degrees, in fixed point, one period high."""
    period = max(round(pitch_px * math.sqrt(2) / 2) * 2, 4)
    rows = np.arange(period)[:, None] * (2 * np.pi / period)
    columns = np.arange(width_px)[None, :] * (2 * np.pi / period)
    wave = 0.5 + 0.25 * (np.cos(rows + columns) + np.cos(rows - columns))
    # halved and moved, because the table of dots runs from -1 to 1
    return np.rint((wave - 1.0) * 0.5 * _FIXED).astype(np.int32)


class Field:
    """A field of one character in one place; colours come with each call."""

    def __init__(self, character: Character, width_px: int, height_px: int, grain: Grain, seed: int) -> None:
        """Choose places and drift from ``seed``."""
        self.character = character
        rng = np.random.Generator(np.random.PCG64(seed))
        self._values = np.empty((max(height_px // FIELD_DIVISION, 8), max(width_px // FIELD_DIVISION, 8)), np.float32)
        self._grain = grain
        is_dotted = character.manner == "dots"
        self._gain = 0.5 if is_dotted else 1.0
        self._screen = _screen(width_px, width_px / 84) if is_dotted else np.zeros((1, width_px), np.int32)
        at = np.clip((np.arange(width_px) + 0.5) * self._values.shape[1] / width_px - 0.5, 0.0, None)
        self._left = np.minimum(at.astype(np.int32), self._values.shape[1] - 1).astype(np.int32)
        self._share = ((at - self._left) * 256).astype(np.int32)
        away = (np.arange(width_px) + 0.5) / width_px * 2 - 1
        self._corner = np.rint(0.20 * character.vignette * away * away * _FIXED).astype(np.int32)
        self._drift = (float(rng.uniform(0.5, 0.9)), float(rng.uniform(0.5, 0.9)))
        self._phase = float(rng.uniform(0, 6.28))
        self._seed = seed & 0x7FFFFFFF
        self._turn: tuple[float, float] | None = None

    def draw(self, planes: Planes, table: ToneTable, clock_s: float, frame: int, lift: float) -> None:
        """Draw the field over a whole frame.

        Args:
            planes: Drawn on, whole.
            table: Colours.
            clock_s: Time of the field; music may push it.
            frame: Number of the frame; moves the grain.
            lift: Factor of the values, near 1.
        """
        if self.character.manner == "flat":
            self._lay_plain(planes, table, frame)
            return
        # slow enough that half the frames can share their field with the one before
        clock = self._phase + math.floor(clock_s * _FIELDS_PER_S) / _FIELDS_PER_S * self.character.speed
        self._read(math.cos(clock) * self._drift[0], math.sin(clock * 1.3) * self._drift[1])
        self._lay(planes, table, frame, lift)

    def draw_loop(self, planes: Planes, table: ToneTable, share: float, frame: int, lift: float) -> None:
        """Draw the field of a loop, at ``share`` 0..1 of it; the end joins the beginning."""
        if self.character.manner == "flat":
            self._lay_plain(planes, table, frame)
            return
        clock = self._phase + 2 * math.pi * share
        self._read(math.cos(clock) * self._drift[0] * 0.3, math.sin(clock) * self._drift[1] * 0.3)
        self._lay(planes, table, frame, lift)

    def _lay_plain(self, planes: Planes, table: ToneTable, frame: int) -> None:
        first = STEPS // 2
        colour = int(table.y[first]), int(table.u[first]), int(table.v[first])
        lay_plain(planes.y, planes.u, planes.v, *colour, self._grain.tile, frame)

    def _read(self, turn_x: float, turn_y: float) -> None:
        shape = self.character
        if (turn_x, turn_y) == self._turn:
            return
        self._turn = (turn_x, turn_y)
        if shape.cells:
            draw_cells(self._values, turn_x, turn_y, shape.scale, self._seed)
            return
        draw_noise(
            self._values,
            turn_x,
            turn_y,
            shape.scale,
            shape.warp,
            shape.octaves,
            shape.swing,
            shape.ridge,
            self._seed,
        )

    def _lay(self, planes: Planes, table: ToneTable, frame: int, lift: float) -> None:
        lay_field(
            planes.y,
            planes.u,
            planes.v,
            self._values,
            table.y,
            table.u,
            table.v,
            self._grain.tile,
            self._screen,
            frame,
            lift * self._gain,
            self.character.vignette * self._gain,
            self._left,
            self._share,
            self._corner,
        )
