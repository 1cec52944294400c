"""The shapes of tiles: for a place on a unit tile, how much of the second and of the third colour lies there."""

from __future__ import annotations

import math
from typing import Final

from noktvrn.studio.picture.kernels import Scalar, kernel

KINDS: Final = (
    "plain",
    "quarter",
    "rainbow",
    "half",
    "target",
    "triangle",
    "stripes",
    "leaf",
    "dots",
    "hourglass",
    "arch",
    "slashes",
    "flower",
    "window",
    "steps",
)
"""Names of the shapes, in the order of the numbers that ``tile_shares`` takes."""


@kernel
def tile_shares(kind: int, x: Scalar, y: Scalar, soft: Scalar) -> tuple[Scalar, Scalar]:  # noqa: PLR0911, PLR0912 - one branch per shape of the vocabulary
    """Return the shares 0..1 of second and third colour at ``(x, y)`` in 0..1; ``soft`` is half a pixel."""
    far = math.sqrt(x * x + y * y)
    u, v = x - 0.5, y - 0.5
    ring = math.sqrt(u * u + v * v)
    if kind == 1:
        return _in(1.0 - far, soft), 0.0
    if kind == 2:
        outer, middle, inner = _in(1.0 - far, soft), _in(0.667 - far, soft), _in(0.333 - far, soft)
        return outer - middle + inner, middle - inner
    if kind == 3:
        return _in(0.5 - math.sqrt(x * x + v * v), soft), 0.0
    if kind == 4:
        return _in(0.5 - ring, soft), _in(0.235 - ring, soft)
    if kind == 5:
        return _in((x - y) * 0.7071, soft), 0.0
    if kind == 6:
        return _in(0.25 - abs((x * 4.0) % 1.0 - 0.5), soft * 4), 0.0
    if kind == 7:
        return min(_in(1.0 - far, soft), _in(1.0 - math.sqrt((1 - x) ** 2 + (1 - y) ** 2), soft)), 0.0
    if kind == 8:
        p, q = (x * 3.0) % 1.0 - 0.5, (y * 3.0) % 1.0 - 0.5
        return _in(0.31 - math.sqrt(p * p + q * q), soft * 3), 0.0
    if kind == 9:
        first = _in(0.5 - math.sqrt(u * u + y * y), soft)
        return max(first, _in(0.5 - math.sqrt(u * u + (1 - y) ** 2), soft)), 0.0
    if kind == 10:
        outer, inner = _arch(u, y, 0.5, soft), _arch(u, y, 0.25, soft)
        return outer, inner
    if kind == 11:
        return _in(0.25 - abs(((x + y) * 2.5) % 1.0 - 0.5), soft * 3.5), 0.0
    if kind == 12:
        p, q = abs(u), abs(v)
        petal = min(0.5 - math.sqrt(p * p + (q - 0.5) ** 2), 0.5 - math.sqrt((p - 0.5) ** 2 + q * q))
        return _in(petal, soft), _in(0.09 - ring, soft)
    if kind == 13:
        reach = max(abs(u), abs(v))
        return _in(0.36 - reach, soft), _in(0.17 - reach, soft)
    if kind == 14:
        return _in(y - 1.0 + (math.floor(x * 4.0) + 1) / 4.0, soft), 0.0
    return 0.0, 0.0


@kernel
def _in(depth: Scalar, soft: Scalar) -> Scalar:
    """Coverage of a pixel whose middle lies ``depth`` inside an edge."""
    return min(max(depth / (2 * soft) + 0.5, 0.0), 1.0)


@kernel
def _arch(u: Scalar, y: Scalar, half: Scalar, soft: Scalar) -> Scalar:
    if y < 0.5:
        return _in(half - math.sqrt(u * u + (y - 0.5) ** 2), soft)
    return _in(half - abs(u), soft)
