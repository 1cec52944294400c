"""An asset store in a directory of the test's own: it copies and checks, and neither flushes nor locks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from noktvrn.errors import AssetCorruptError, AssetMissingError
from noktvrn.ports.assets import AssetRef
from noktvrn.types import Sha256


class TemporaryAssetStore:
    """Implements :class:`noktvrn.ports.assets.AssetStore`.

    Args:
        directory: Where the copies lie, by digest; made when it is not there.
    """

    def __init__(self, directory: Path) -> None:
        """See the class."""
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def put(self, path: Path, media_type: str) -> AssetRef:
        """Copy a file and return its address."""
        if not path.is_file():
            raise AssetMissingError(
                f"There is no file at {path} to store.", remedy="Retry the step that makes it.", stage="assets"
            )
        content = path.read_bytes()
        sha256 = Sha256(hashlib.sha256(content).hexdigest())
        (self._directory / sha256).write_bytes(content)
        return AssetRef(sha256=sha256, size_bytes=len(content), media_type=media_type)

    def open_path(self, ref: AssetRef) -> Path:
        """Return the path of a copy that is whole."""
        path = self._directory / ref.sha256
        if not path.is_file():
            raise AssetMissingError(
                f"The asset {ref.sha256} is not in {self._directory}.", remedy="Make it again.", stage="assets"
            )
        problem = _problem(path, ref.sha256)
        if path.stat().st_size != ref.size_bytes or problem:
            raise AssetCorruptError(
                f"The asset {ref.sha256} is damaged: {problem or 'its size is wrong'}.",
                remedy="Make it again.",
                stage="assets",
            )
        return path

    def holds(self, ref: AssetRef) -> bool:
        """Return whether a copy of that address and size is there."""
        path = self._directory / ref.sha256
        return path.is_file() and path.stat().st_size == ref.size_bytes

    def verify_all(self) -> Iterator[tuple[Sha256, str]]:
        """Yield each address whose copy does not match."""
        for path in sorted(self._directory.iterdir()):
            if problem := _problem(path, path.name):
                yield Sha256(path.name), problem


def _problem(path: Path, sha256: str) -> str | None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    return None if found == sha256 else f"its bytes have the digest {found}"
