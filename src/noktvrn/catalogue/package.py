"""Writing a release package: beside its place, flushed, then renamed, so that a package is whole or not there.

::

    releases/<artist-slug>_<YYYY-MM-DD>_<run>/
       audio/   <slug>.flac  <slug>.mp3  stems/*.flac  score.mid
       video/   teaser_9x16.mp4  film_16x9.mp4  canvas_9x16.mp4
       cover/   cover.jpg  artwork.jpg
       lyrics/  lyrics.txt
       metadata.json  prompts_used.json  gate.json  index.html  SHA256SUMS

Film and canvas are there unless the settings leave them out. ``SHA256SUMS`` covers every other file. The same input
gives the same works and records; the page alone may look different in a later version of the program, so it has no
part in the comparison with a package that is there already.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from noktvrn.catalogue.checksums import SUMS_NAME, blocks, digest_of, parse_sums, write_sums
from noktvrn.catalogue.contents import PackageInput, Work, gather_works
from noktvrn.catalogue.metadata import describe_release
from noktvrn.catalogue.page.render import render_page
from noktvrn.catalogue.prompts import record_prompts
from noktvrn.catalogue.release import folder_name
from noktvrn.errors import AssetCorruptError, InvalidInputError, NoSpaceError, VersionConflictError, is_disk_full
from noktvrn.types import Sha256

PAGE_NAME: Final = "index.html"


@dataclass(frozen=True, slots=True)
class PackageManifest:
    """A package on disk.

    Attributes:
        folder: Where it is.
        digests: Digest of each file by its path, ``SHA256SUMS`` left out.
        sums_sha256: Digest of ``SHA256SUMS``, which stands for the whole.
        created: Whether it was written now; False when it was there with the same content.
    """

    folder: Path
    digests: Mapping[str, Sha256]
    sums_sha256: Sha256
    created: bool


def build_package(package: PackageInput, releases_dir: Path) -> PackageManifest:
    """Write a release package below ``releases_dir``.

    Idempotent: a package that is there with the same content is returned as it is.

    Args:
        package: What goes in.
        releases_dir: Folder of all releases; made if needed.

    Returns:
        What is on disk.

    Raises:
        AssetMissingError: A file to package is not there.
        AssetCorruptError: A file to package changed while it was copied.
        InvalidInputError: The input contradicts itself; see ``gather_works`` and ``describe_release``.
        NoSpaceError: The disk is full; nothing of the package is left.
        VersionConflictError: A package of that name is there, with other content or damaged.
    """
    works = gather_works(package)
    texts = _texts(package, works)
    sources: dict[str, Path | bytes] = {**{work.entry.path: work.source for work in works}, **texts}
    digests = {work.entry.path: Sha256(work.entry.sha256) for work in works}
    digests |= {path: digest_of(text)[0] for path, text in texts.items()}
    final = releases_dir / folder_name(package.release)
    if final.exists():
        return _same_or_refused(final, digests)
    with _full_disk_told(final):
        _write(final, sources, digests)
    return PackageManifest(final, digests, digest_of(write_sums(digests))[0], created=True)


def _texts(package: PackageInput, works: tuple[Work, ...]) -> dict[str, bytes]:
    entries = [work.entry for work in works]
    metadata = describe_release(package.release, package.track, package.provenance, entries)
    if package.gate.run_id != package.release.run_id:
        raise InvalidInputError(
            f"The gate judged run {package.gate.run_id}, the release is of run {package.release.run_id}.",
            remedy="Package the run that was judged.",
            stage="package",
        )
    return {
        "metadata.json": metadata.to_bytes(),
        "prompts_used.json": record_prompts(package.release.run_id, package.provenance).to_bytes(),
        "gate.json": package.gate.to_bytes(),
        PAGE_NAME: render_page(package, works, metadata).encode(),
    }


def _same_or_refused(final: Path, digests: Mapping[str, Sha256]) -> PackageManifest:
    """A package that is there counts when its works and records are these and its files are what its sums say."""
    there = _sums_of(final)
    works_there = {path: digest for path, digest in there.items() if path != PAGE_NAME}
    works_here = {path: digest for path, digest in digests.items() if path != PAGE_NAME}
    if works_there != works_here:
        odd = sorted(dict(works_there.items() ^ works_here.items()))
        raise _conflict(final, f"with other content ({', '.join(odd[:3]) or 'no sums'})")
    damaged = [path for path, digest in there.items() if not _holds(final / path, digest)]
    if damaged:
        raise _conflict(final, f"and damaged ({', '.join(damaged[:3])})")
    return PackageManifest(final, there, digest_of(final / SUMS_NAME)[0], created=False)


def _sums_of(final: Path) -> dict[str, Sha256]:
    try:
        return parse_sums((final / SUMS_NAME).read_bytes())
    except (OSError, InvalidInputError):
        return {}


def _holds(path: Path, digest: Sha256) -> bool:
    return path.is_file() and digest_of(path)[0] == digest


def _conflict(final: Path, how: str) -> VersionConflictError:
    return VersionConflictError(
        f"{final} is there already {how}.",
        remedy=f"Look at it (noktvrn release verify {final.name}), move it away, and package again.",
        stage="package",
    )


def _write(final: Path, sources: Mapping[str, Path | bytes], digests: Mapping[str, Sha256]) -> None:
    final.parent.mkdir(parents=True, exist_ok=True)
    part = final.with_name(f".{final.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        for path, source in sources.items():
            _copy(source, part / path, digests[path])
        _copy(sums := write_sums(digests), part / SUMS_NAME, digest_of(sums)[0])
        _flush_folders(part)
        part.rename(final)
        _flush_folder(final.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _copy(source: Path | bytes, target: Path, expected: Sha256) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as stream:
        for block in blocks(source):
            stream.write(block)
        stream.flush()
        os.fsync(stream.fileno())
    if digest_of(target)[0] != expected:
        raise AssetCorruptError(
            f"{target.name} changed while it was copied from {source!s:.200}.",
            remedy="Package the release again; if it happens twice, check the disk.",
            stage="package",
        )


def _flush_folders(root: Path) -> None:
    for folder in sorted(path for path in root.rglob("*") if path.is_dir()):
        _flush_folder(folder)
    _flush_folder(root)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _full_disk_told(final: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if not is_disk_full(error):
            raise
        raise NoSpaceError(
            f"The disk is full; {final.name} was not written and nothing of it is left.",
            remedy=f"Make room in {final.parent}, then retry.",
            stage="package",
        ) from error
