"""Planes of a frame, and sprites to lay on them.

References:
    ITU-R BT.709-6 (the matrix and the limited range 16..235, 16..240).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.palette import Floats, Oklch, srgb
from noktvrn.studio.picture.raster import Bytes

_FROM_RGB = np.array(
    [
        [0.2126, 0.7152, 0.0722],
        [-0.2126 / 1.8556, -0.7152 / 1.8556, 0.9278 / 1.8556],
        [0.7874 / 1.5748, -0.7152 / 1.5748, -0.0722 / 1.5748],
    ]
)
_RANGE = np.array([219.0, 224.0, 224.0])
_OFFSET = np.array([16.0, 128.0, 128.0])


@dataclass(frozen=True, slots=True)
class Planes:
    """One frame.

    Attributes:
        y: Shape ``(height, width)``; both even.
        u: Shape ``(height / 2, width / 2)``.
        v: As ``u``.
    """

    y: Bytes
    u: Bytes
    v: Bytes

    @classmethod
    def empty(cls, width_px: int, height_px: int) -> Planes:
        """Return planes that hold nothing in particular."""
        half = (height_px // 2, width_px // 2)
        return cls(np.empty((height_px, width_px), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))


@dataclass(frozen=True, slots=True)
class Sprite:
    """A small picture with coverage; width and height are even.

    Attributes:
        y: Luma.
        u: Half-size chroma.
        v: Half-size chroma.
        alpha: Coverage 0..255 at full size.
    """

    y: Bytes
    u: Bytes
    v: Bytes
    alpha: Bytes


def video_colours(encoded: npt.ArrayLike) -> Floats:
    """Turn sRGB-encoded colours of shape ``(..., 3)`` into Y, U, V of 8-bit scale, not yet rounded."""
    scaled = np.asarray(encoded, dtype=np.float64) @ _FROM_RGB.T * _RANGE + _OFFSET
    return np.asarray(scaled, dtype=np.float32)


def video_colour(colour: Oklch) -> Floats:
    """Return Y, U, V of an OKLCH colour."""
    return video_colours(srgb(colour))


def picture_planes(picture: Bytes) -> Planes:
    """Turn an 8-bit RGB picture with even sides into planes."""
    colours = video_colours(picture / np.float32(255))
    height, width = picture.shape[:2]
    halves = colours[..., 1:].reshape(height // 2, 2, width // 2, 2, 2).mean(axis=(1, 3))
    return Planes(
        np.rint(colours[..., 0]).astype(np.uint8),
        np.ascontiguousarray(np.rint(halves[..., 0]).astype(np.uint8)),
        np.ascontiguousarray(np.rint(halves[..., 1]).astype(np.uint8)),
    )


def tinted_sprite(mask: Bytes, colour: Oklch) -> Sprite:
    """Return a mask as a sprite of one colour; odd sides grow by one empty pixel."""
    height, width = (mask.shape[0] + 1) // 2 * 2, (mask.shape[1] + 1) // 2 * 2
    alpha = np.zeros((height, width), np.uint8)
    alpha[: mask.shape[0], : mask.shape[1]] = mask
    y, u, v = (round(float(part)) for part in video_colour(colour))
    half = (height // 2, width // 2)
    return Sprite(np.full((height, width), y, np.uint8), np.full(half, u, np.uint8), np.full(half, v, np.uint8), alpha)


@kernel
def lay_sprite(
    y: Bytes,
    u: Bytes,
    v: Bytes,
    sprite_y: Bytes,
    sprite_u: Bytes,
    sprite_v: Bytes,
    alpha: Bytes,
    left: int,
    top: int,
    strength: Scalar,
    wiped: Scalar,
) -> None:
    """Blend a sprite at even ``left``, ``top``; ``wiped`` 0..1 is the share of its width that shows, softly ended."""
    height, width = alpha.shape
    edge = wiped * (width + 80.0) - 40.0
    for row in range(height):
        at = top + row
        if at < 0 or at >= y.shape[0]:
            continue
        for column in range(width):
            x = left + column
            a = np.float32(alpha[row, column]) * np.float32(strength / 255.0)
            if a <= 0 or x < 0 or x >= y.shape[1]:
                continue
            a *= min(max(np.float32((edge - column) / 80.0 + 0.5), np.float32(0)), np.float32(1))
            y[at, x] = np.uint8(y[at, x] + a * (np.float32(sprite_y[row, column]) - y[at, x]) + np.float32(0.5))
    for row in range(height // 2):
        at = top // 2 + row
        if at < 0 or at >= u.shape[0]:
            continue
        for column in range(width // 2):
            x = left // 2 + column
            if x < 0 or x >= u.shape[1]:
                continue
            covered = np.float32(alpha[row * 2, column * 2]) + alpha[row * 2, column * 2 + 1]
            covered += np.float32(alpha[row * 2 + 1, column * 2]) + alpha[row * 2 + 1, column * 2 + 1]
            a = covered * np.float32(strength / 1020.0)
            if a <= 0:
                continue
            a *= min(max(np.float32((edge - column * 2) / 80.0 + 0.5), np.float32(0)), np.float32(1))
            u[at, x] = np.uint8(u[at, x] + a * (np.float32(sprite_u[row, column]) - u[at, x]) + np.float32(0.5))
            v[at, x] = np.uint8(v[at, x] + a * (np.float32(sprite_v[row, column]) - v[at, x]) + np.float32(0.5))


def lay(planes: Planes, sprite: Sprite, left: int, top: int, strength: float = 1.0, wiped: float = 1.0) -> None:
    """Blend a sprite on a frame.

    Args:
        planes: Drawn on.
        sprite: What.
        left: Column, rounded down to even.
        top: Row, rounded down to even.
        strength: 0..1.
        wiped: Share 0..1 of the width that shows, from the left.
    """
    if strength <= 0.002 or wiped <= 0:
        return
    lay_sprite(
        planes.y,
        planes.u,
        planes.v,
        sprite.y,
        sprite.u,
        sprite.v,
        sprite.alpha,
        left // 2 * 2,
        top // 2 * 2,
        min(strength, 1.0),
        wiped,
    )


@kernel
def lay_coverage(
    y: Bytes, u: Bytes, v: Bytes, alpha: Bytes, left: int, top: int, colours: Floats, strength: Scalar
) -> None:
    """Blend a coverage of even size in a colour per row (shape ``(rows, 3)``) at even ``left``, ``top``."""
    height, width = alpha.shape
    for row in range(height):
        at = top + row
        if at < 0 or at >= y.shape[0]:
            continue
        wanted = colours[row, 0]
        for column in range(width):
            a = alpha[row, column]
            if a == 0:
                continue
            share = np.float32(a) * np.float32(strength / 255.0)
            old = np.float32(y[at, left + column])
            y[at, left + column] = np.uint8(old + share * (wanted - old) + np.float32(0.5))
    for row in range(height // 2):
        at = top // 2 + row
        if at < 0 or at >= u.shape[0]:
            continue
        for column in range(width // 2):
            total = np.int32(alpha[row * 2, column * 2]) + alpha[row * 2, column * 2 + 1]
            total += np.int32(alpha[row * 2 + 1, column * 2]) + alpha[row * 2 + 1, column * 2 + 1]
            if total == 0:
                continue
            share = np.float32(total) * np.float32(strength / 1020.0)
            x = left // 2 + column
            u[at, x] = np.uint8(u[at, x] + share * (colours[row * 2, 1] - u[at, x]) + np.float32(0.5))
            v[at, x] = np.uint8(v[at, x] + share * (colours[row * 2, 2] - v[at, x]) + np.float32(0.5))
