"""Difference hash of a picture: tells twins from siblings.

References:
    Neal Krawetz (2013), "Kind of Like That" (the difference hash).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from noktvrn.errors import ParameterError
from noktvrn.studio.picture.files import read_picture
from noktvrn.studio.picture.raster import shrink

HASH_BITS: Final = 256
"""Bits of a hash: 16 rows of 16 comparisons."""

TWIN_DISTANCE: Final = 44
"""Covers of one artist that differ in fewer bits are taken for twins."""

_SIDE = 16
_LEAST_STEP = 3.0


def difference_hash(path: Path) -> str:
    """Return the hash of a picture file as 64 hex digits.

    Raises:
        MediaUnreadableError: The file cannot be decoded.
    """
    return hash_of(read_picture(path))


def hash_of(picture: npt.NDArray[Any]) -> str:
    """Return the hash of an 8-bit picture of shape ``(height, width, 3)`` as 64 hex digits.

    Steps too small to be seen count as level, so that grain on empty ground is not taken for a drawing.
    """
    small = shrink(picture, _SIDE + 1, _SIDE) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    rising = small[:, 1:] > small[:, :-1] + _LEAST_STEP
    return np.packbits(rising).tobytes().hex()


def distance(first: str, second: str) -> int:
    """Return how many of the 256 bits of two hashes differ.

    Raises:
        ParameterError: Not two hashes of 64 hex digits.
    """
    try:
        a, b = bytes.fromhex(first), bytes.fromhex(second)
    except ValueError as exc:
        raise _not_a_hash(first, second) from exc
    if len(a) * 8 != HASH_BITS or len(b) * 8 != HASH_BITS:
        raise _not_a_hash(first, second)
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_count()


def _not_a_hash(first: str, second: str) -> ParameterError:
    return ParameterError(
        f"These are not two difference hashes: {first[:70]!r}, {second[:70]!r}.", remedy="Give hashes of 64 hex digits."
    )
