"""``SHA256SUMS``: digests of all files of a folder, as ``sha256sum -c`` reads them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from noktvrn.errors import InvalidInputError
from noktvrn.types import Sha256

SUMS_NAME: Final = "SHA256SUMS"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._/-]*)")
_BLOCK_BYTES: Final = 1 << 20


def digest_of(source: Path | bytes) -> tuple[Sha256, int]:
    """Return digest and length of a file or of bytes.

    Raises:
        OSError: The file cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    for block in blocks(source):
        digest.update(block)
        size += len(block)
    return Sha256(digest.hexdigest()), size


def blocks(source: Path | bytes) -> Iterator[bytes]:
    """Yield a file, or bytes, in blocks of at most a mebibyte."""
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            yield block


def write_sums(digests: Mapping[str, Sha256]) -> bytes:
    """Return the file for paths and their digests, in order of path."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def parse_sums(content: bytes) -> dict[str, Sha256]:
    """Return path and digest of each line.

    Raises:
        InvalidInputError: A line that is none, leads out of the folder, or names a path twice.
    """
    digests: dict[str, Sha256] = {}
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if match is None or ".." in Path(match[2]).parts or match[2] in digests:
            raise InvalidInputError(
                f"Line {number} of {SUMS_NAME} is not a digest and a path: {line[:100]!r}.",
                remedy="Package the release again.",
                stage="package",
            )
        digests[match[2]] = Sha256(match[1])
    return digests
