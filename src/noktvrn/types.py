"""Units and identifiers as types, and the one way to derive a child seed.

Conventions used everywhere:

* Audio is float32 of shape ``(channels, samples)``, nominal range +-1.0.
* Times are seconds as ``float`` (``_s``), instants are timezone-aware UTC ``datetime``.
* Identifiers of artists, runs and releases are lowercase ULIDs (26 characters, sortable by time of creation).
* A seed is an unsigned 63-bit integer; a child seed is derived by SHA-256, never by ``hash()``.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Final, NewType, TypeAlias

import numpy as np
import numpy.typing as npt

ArtistId = NewType("ArtistId", str)
"""Identifier of an artist (lowercase ULID)."""

RunId = NewType("RunId", str)
"""Identifier of one trip round the loop (lowercase ULID)."""

ReleaseId = NewType("ReleaseId", str)
"""Identifier of a release (lowercase ULID)."""

Sha256 = NewType("Sha256", str)
"""Hex SHA-256 digest, 64 lowercase characters; the address of an asset."""

Seed = NewType("Seed", int)
"""Unsigned integer below 2**63 from which everything random in a song or picture follows."""

Bpm = NewType("Bpm", float)
"""Quarter notes per minute."""

DurationS = NewType("DurationS", float)
"""Length in seconds."""

SampleRateHz = NewType("SampleRateHz", int)
"""Samples per second and channel."""

LoudnessLufs = NewType("LoudnessLufs", float)
"""Integrated loudness after ITU-R BS.1770-4."""

TruePeakDbtp = NewType("TruePeakDbtp", float)
"""Inter-sample peak in dB relative to full scale."""

GainDb = NewType("GainDb", float)
"""Amplitude ratio in decibels."""

AudioBuffer: TypeAlias = Annotated[npt.NDArray[np.float32], "(channels, samples)"]
"""Float32 audio of shape (channels, samples), nominal +-1.0."""

MAX_SEED: Final = 2**63 - 1

ULID_TIME_DIGITS: Final = 10
"""Digits of a ULID that tell its millisecond; the other 16 are random."""

_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def child_seed(seed: int, *names: str | int) -> Seed:
    """Derive the seed of a part from the seed of the whole.

    Args:
        seed: The parent's seed.
        *names: The path of the part, such as ``("chorus", "bass", 3)``.

    Returns:
        An integer in ``[0, 2**63)`` that is equal on every machine and in every process.
    """
    path = "\x1f".join([str(int(seed)), *(str(name) for name in names)])
    return Seed(int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], "big") & MAX_SEED)


def ulid_time(milliseconds: int) -> str:
    """Return the first ten digits of the ULIDs of a moment; those of later moments sort after it.

    Args:
        milliseconds: Since 1970, UTC; 0 or more.
    """
    return _base32(milliseconds, ULID_TIME_DIGITS)


def ulid(milliseconds: int, entropy: int) -> str:
    """Return a lowercase ULID: 26 digits of Crockford's base 32.

    Args:
        milliseconds: Since 1970, UTC; 0 or more, below 2**48.
        entropy: What tells it from others of the same moment, below 2**80.
    """
    return _base32(milliseconds << 80 | entropy, 26)


def _base32(number: int, length: int) -> str:
    return "".join(_CROCKFORD[number >> 5 * place & 31] for place in reversed(range(length)))
