"""Pictures as arrays: resize, blur, finish to 8 bits with grain."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from noktvrn.studio.picture.kernels import Scalar, kernel
from noktvrn.studio.picture.noise import noise2, unit_hash
from noktvrn.studio.picture.pace import Pace, in_bands
from noktvrn.studio.picture.palette import Floats

Bytes = npt.NDArray[np.uint8]


@kernel
def _blur_rows(source: Floats, target: Floats, weights: Floats) -> None:
    height, width = source.shape
    reach = len(weights) // 2
    for y in range(height):
        for x in range(width):
            total = np.float32(0)
            for tap in range(len(weights)):
                at = min(max(x + tap - reach, 0), width - 1)
                total += weights[tap] * source[y, at]
            target[y, x] = total


@kernel
def _blur_columns(source: Floats, target: Floats, weights: Floats) -> None:
    height, width = source.shape
    reach = len(weights) // 2
    for y in range(height):
        for x in range(width):
            target[y, x] = 0
        for tap in range(len(weights)):
            at = min(max(y + tap - reach, 0), height - 1)
            for x in range(width):
                target[y, x] += weights[tap] * source[at, x]


def blur(plane: Floats, sigma_px: float) -> Floats:
    """Blur one plane by a Gaussian of ``sigma_px``; edges repeat.

    Wide blurs are computed at a fraction of the size, where nothing above that fraction is left to see.
    """
    if sigma_px < 0.3:
        return plane.copy()
    step = max(1, int(sigma_px / 4))
    if step > 1:
        small = shrink(plane[..., None], max(2, plane.shape[1] // step), max(2, plane.shape[0] // step))[..., 0]
        return enlarge(blur(small, sigma_px / step), plane.shape[1], plane.shape[0])
    reach = max(1, math.ceil(sigma_px * 3))
    at = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (at / sigma_px) ** 2)
    weights32 = (weights / weights.sum()).astype(np.float32)
    once, twice = np.empty_like(plane), np.empty_like(plane)
    _blur_rows(plane, once, weights32)
    _blur_columns(once, twice, weights32)
    return twice


@kernel
def _shrink(source: npt.NDArray[Any], target: Floats) -> None:
    height, width, channels = target.shape
    down = source.shape[0] / height
    across = source.shape[1] / width
    for y in range(height):
        top, bottom = int(y * down), max(int((y + 1) * down), int(y * down) + 1)
        for x in range(width):
            left, right = int(x * across), max(int((x + 1) * across), int(x * across) + 1)
            for channel in range(channels):
                total = 0.0
                for row in range(top, min(bottom, source.shape[0])):
                    for column in range(left, min(right, source.shape[1])):
                        total += source[row, column, channel]
                area = (min(bottom, source.shape[0]) - top) * (min(right, source.shape[1]) - left)
                target[y, x, channel] = total / max(area, 1)


def shrink(picture: npt.NDArray[Any], width_px: int, height_px: int) -> Floats:
    """Make a picture of shape ``(height, width, channels)`` smaller by the mean of what each pixel covers."""
    target = np.empty((height_px, width_px, picture.shape[2]), np.float32)
    _shrink(picture, target)
    return target


@kernel
def _enlarge(source: Floats, target: Floats) -> None:
    height, width = target.shape
    last_row, last_column = source.shape[0] - 1, source.shape[1] - 1
    for y in range(height):
        at_y = min(max((y + 0.5) * source.shape[0] / height - 0.5, 0.0), float(last_row))
        row = min(int(at_y), max(last_row - 1, 0))
        v = at_y - row
        below = min(row + 1, last_row)
        for x in range(width):
            at_x = min(max((x + 0.5) * source.shape[1] / width - 0.5, 0.0), float(last_column))
            column = min(int(at_x), max(last_column - 1, 0))
            u = at_x - column
            beside = min(column + 1, last_column)
            upper = source[row, column] * (1 - u) + source[row, beside] * u
            lower = source[below, column] * (1 - u) + source[below, beside] * u
            target[y, x] = upper * (1 - v) + lower * v


def enlarge(plane: Floats, width_px: int, height_px: int) -> Floats:
    """Make one smooth plane larger by bilinear interpolation; for shadows and blurs, never for the figure itself."""
    target = np.empty((height_px, width_px), np.float32)
    _enlarge(plane, target)
    return target


@kernel
def _finish(
    picture: Floats, target: Bytes, first: int, last: int, fine: Scalar, coarse: Scalar, pitch_px: Scalar, seed: int
) -> None:
    width = picture.shape[1]
    for y in range(first, last):
        for x in range(width):
            red, green, blue = picture[y, x, 0], picture[y, x, 1], picture[y, x, 2]
            luma = np.float32(0.2126) * red + np.float32(0.7152) * green + np.float32(0.0722) * blue
            # film and paper show grain most in the middle tones
            weight = np.float32(0.45) + np.float32(2.2) * luma * (np.float32(1) - luma)
            speck = unit_hash(x, y, seed) + unit_hash(x, y, seed + 1) - np.float32(1)
            cloud = noise2(np.float32(x / pitch_px), np.float32(y / pitch_px), seed + 2)
            grain = weight * (np.float32(fine) * speck + np.float32(coarse) * cloud)
            for channel in range(3):
                dither = unit_hash(x * 3 + channel, y, seed + 3) - np.float32(0.5)
                value = (picture[y, x, channel] + grain) * np.float32(255) + dither
                target[y, x, channel] = np.uint8(min(max(value + np.float32(0.5), np.float32(0)), np.float32(255)))


def finish(picture: Floats, grain: float, seed: int, pace: Pace) -> Bytes:
    """Turn a painted picture into 8 bits, with grain and dither.

    Args:
        picture: sRGB-encoded 0..1, shape ``(height, width, 3)``.
        grain: Strength as a share of full scale; 0.02 is fine paper, 0.05 is fast film.
        seed: Seed of the grain.
        pace: Progress and cancellation.
    """
    target = np.empty(picture.shape, np.uint8)
    pitch_px = max(picture.shape[0] / 1100.0, 1.01)

    def paint(first: int, last: int) -> None:
        _finish(picture, target, first, last, grain, grain * 1.2, pitch_px, seed & 0x7FFFFFFF)

    in_bands(picture.shape[0], paint, pace)
    return target
