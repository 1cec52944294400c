"""The asset store: files addressed by their content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from noktvrn.types import Sha256


@dataclass(frozen=True, slots=True)
class AssetRef:
    """An asset in the store.

    Attributes:
        sha256: Digest of its bytes; its address.
        size_bytes: Length.
        media_type: Such as ``"audio/flac"``.
    """

    sha256: Sha256
    size_bytes: int
    media_type: str


class AssetStore(Protocol):
    """Keeps files whole: written aside, flushed, renamed; verified when read."""

    def put(self, path: Path, media_type: str) -> AssetRef:
        """MUST copy (or move within the same file system) the file at ``path`` into the store and return its address.

        Idempotent: the same bytes give the same address and are stored once. ``path`` itself is left in place.

        Raises:
            NoSpaceError: The disk is full; nothing half-written is left.
            AssetMissingError: There is no file at ``path``.
        """
        ...

    def open_path(self, ref: AssetRef) -> Path:
        """MUST return a path to read from, after checking that size and digest are right.

        Raises:
            AssetMissingError: It is not in the store.
            AssetCorruptError: Its bytes are not what its address says.
        """
        ...

    def holds(self, ref: AssetRef) -> bool:
        """Return whether a file of that address and size is there, without reading it."""
        ...

    def verify_all(self) -> Iterator[tuple[Sha256, str]]:
        """Yield each stored address whose bytes do not match, with what is wrong."""
        ...
