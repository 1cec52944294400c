"""Gradient noise and its sums, as functions for kernels.

Lattice gradients come from an integer hash, so that the same seed gives the same field on every machine.

References:
    Ken Perlin (2002), "Improving Noise" (quintic fade).
    Inigo Quilez, articles on domain warping (the use of noise to displace noise).
"""

from __future__ import annotations

import math

import numpy as np

from noktvrn.studio.picture.kernels import Scalar, kernel


@kernel
def lattice_hash(x: Scalar, y: Scalar, seed: Scalar) -> Scalar:
    """Hash a lattice point to 32 bits."""
    h = np.uint32(x) * np.uint32(0x9E3779B1) ^ np.uint32(y) * np.uint32(0x85EBCA77)
    h ^= np.uint32(seed) * np.uint32(0xC2B2AE3D)
    h = np.uint32((h ^ (h >> np.uint32(15))) * np.uint32(0x2C1B3C6D))
    h = np.uint32((h ^ (h >> np.uint32(12))) * np.uint32(0x297A2D39))
    return np.uint32(h ^ (h >> np.uint32(15)))


@kernel
def unit_hash(x: Scalar, y: Scalar, seed: Scalar) -> Scalar:
    """Hash a lattice point to 0..1."""
    return np.float32(lattice_hash(x, y, seed) & np.uint32(0xFFFFFF)) * np.float32(1.0 / 16777216.0)


_DIRECTIONS = 64
_COSINES = np.cos(np.arange(_DIRECTIONS) * (2 * math.pi / _DIRECTIONS)).astype(np.float32)
_SINES = np.sin(np.arange(_DIRECTIONS) * (2 * math.pi / _DIRECTIONS)).astype(np.float32)


@kernel
def _slope(h: Scalar, dx: Scalar, dy: Scalar) -> Scalar:
    direction = h & np.uint32(_DIRECTIONS - 1)
    return _COSINES[direction] * dx + _SINES[direction] * dy


@kernel
def noise2(x: Scalar, y: Scalar, seed: Scalar) -> Scalar:
    """Gradient noise, about -0.7..0.7, one feature per unit."""
    fx = np.float32(math.floor(x))
    fy = np.float32(math.floor(y))
    ix, iy = np.int32(fx), np.int32(fy)
    dx, dy = np.float32(x - fx), np.float32(y - fy)
    one = np.float32(1)
    u = dx * dx * dx * (dx * (dx * np.float32(6) - np.float32(15)) + np.float32(10))
    v = dy * dy * dy * (dy * (dy * np.float32(6) - np.float32(15)) + np.float32(10))
    a = _slope(lattice_hash(ix, iy, seed), dx, dy)
    b = _slope(lattice_hash(ix + 1, iy, seed), dx - one, dy)
    c = _slope(lattice_hash(ix, iy + 1, seed), dx, dy - one)
    d = _slope(lattice_hash(ix + 1, iy + 1, seed), dx - one, dy - one)
    low = a + u * (b - a)
    high = c + u * (d - c)
    return np.float32(low + v * (high - low))


@kernel
def fractal2(x: Scalar, y: Scalar, seed: Scalar, octaves: Scalar, gain: Scalar) -> Scalar:
    """Sum of octaves of noise, each twice as fine and ``gain`` as strong; about -1..1."""
    total = np.float32(0)
    weight = np.float32(1)
    for octave in range(octaves):
        total += weight * noise2(x, y, seed + octave * 101)
        weight *= np.float32(gain)
        # the turn by 37 degrees keeps lattice lines of the octaves apart
        x, y = (
            np.float32(1.597) * x - np.float32(1.204) * y + np.float32(13.7),
            np.float32(1.204) * x + np.float32(1.597) * y - np.float32(7.3),
        )
    return total


@kernel
def smooth(low: Scalar, high: Scalar, value: Scalar) -> Scalar:
    """Hermite step from 0 at ``low`` to 1 at ``high``."""
    t = (value - low) / (high - low)
    t = min(max(t, np.float32(0)), np.float32(1))
    return t * t * (np.float32(3) - np.float32(2) * t)
