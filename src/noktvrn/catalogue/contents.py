"""What goes into a package and under which name, before anything is written."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from noktvrn.catalogue.checksums import digest_of
from noktvrn.catalogue.gate_file import GateFile
from noktvrn.catalogue.metadata import FileEntry
from noktvrn.catalogue.provenance import ProvenanceLink, verify_chain
from noktvrn.catalogue.release import Release, file_slug
from noktvrn.catalogue.track import Stanza, Track
from noktvrn.errors import AssetMissingError, InvalidInputError

JOINING: Final = frozenset({"video/film_16x9.mp4", "video/canvas_9x16.mp4", "lyrics/lyrics.lrc", "lyrics/lyrics.ttml"})
"""Files that a release may have besides those that every one has."""

_MEDIA_TYPES: Final = {".flac": "audio/flac", ".lrc": "text/plain", ".ttml": "application/ttml+xml"}
_MADE_FOLDERS: Final = ("audio", "video", "cover")
"""Folders whose files must have a link in the provenance; lyrics are written out from the track."""


@dataclass(frozen=True, slots=True)
class PackageInput:
    """Everything that a package is made of. Files are taken as they are and never changed.

    Attributes:
        release: The release.
        track: Its recording.
        master: FLAC, tagged.
        preview: MP3, tagged.
        score: Standard MIDI file.
        stems: Name of each part, and its FLAC.
        cover: JPEG with text.
        artwork: JPEG without text.
        teaser: MP4, 9:16.
        peaks: JSON file with ``min``, ``max`` and ``rms`` of the master, for the page.
        provenance: The whole chain of the run.
        gate: What the gate found and who decided; see ``record_gate``.
        extra: Further files by their path in the package; any of :data:`JOINING`.
    """

    release: Release
    track: Track
    master: Path
    preview: Path
    score: Path
    stems: Mapping[str, Path]
    cover: Path
    artwork: Path
    teaser: Path
    peaks: Path
    provenance: tuple[ProvenanceLink, ...]
    gate: GateFile
    extra: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """A file of the package, with where it comes from.

    Attributes:
        entry: Path in the package, digest, length and type.
        source: The file to copy, or its bytes.
        name: Name of the part for a stem; else empty.
    """

    entry: FileEntry
    source: Path | bytes
    name: str = ""


def gather_works(package: PackageInput) -> tuple[Work, ...]:
    """Name, weigh and digest every work of the package, in order of path.

    Raises:
        AssetMissingError: A file is not there.
        InvalidInputError: Two parts with one name, an unknown extra file, a provenance that is broken or does not
            know one of the files.
    """
    works = sorted(_named_works(package), key=lambda work: work.entry.path)
    _check_names(works, package.extra)
    _check_origin(works, package.provenance)
    return tuple(works)


def lyrics_text(stanzas: tuple[Stanza, ...]) -> str:
    """Return lyrics as text: the section in brackets, its lines, an empty line between sections."""
    return "\n".join(f"[{stanza.kind}]\n" + "".join(f"{line}\n" for line in stanza.lines) for stanza in stanzas)


def _named_works(package: PackageInput) -> list[Work]:
    slug = file_slug(package.release.title, fallback=f"track-{package.release.run_id[-8:]}")
    sources: dict[str, Path | bytes] = {
        f"audio/{slug}.flac": package.master,
        f"audio/{slug}.mp3": package.preview,
        "audio/score.mid": package.score,
        "cover/cover.jpg": package.cover,
        "cover/artwork.jpg": package.artwork,
        "video/teaser_9x16.mp4": package.teaser,
        **package.extra,
    }
    if package.track.lyrics:
        sources["lyrics/lyrics.txt"] = lyrics_text(package.track.lyrics).encode()
    stems = [
        _work(f"audio/stems/{file_slug(name, fallback=f'part-{place}')}.flac", path, name)
        for place, (name, path) in enumerate(sorted(package.stems.items()), start=1)
    ]
    return [_work(path, source) for path, source in sources.items()] + stems


def _work(path: str, source: Path | bytes, name: str = "") -> Work:
    try:
        digest, size = digest_of(source)
    except OSError as error:
        raise AssetMissingError(
            f"{path} cannot be packaged: {source!s} cannot be read ({error.strerror}).",
            remedy="Make it again: noktvrn run retry",
            stage="package",
        ) from error
    return Work(FileEntry(path=path, sha256=digest, size_bytes=size, media_type=_media_type(path)), source, name)


def _media_type(path: str) -> str:
    return _MEDIA_TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"


def _check_names(works: list[Work], extra: Mapping[str, Path]) -> None:
    unknown = sorted(set(extra) - JOINING)
    paths = [work.entry.path for work in works]
    twice = sorted({path for path in paths if paths.count(path) > 1})
    if unknown or twice:
        fault = f"no place for {', '.join(unknown)}" if unknown else f"two files named {', '.join(twice)}"
        raise InvalidInputError(
            f"The package has {fault}.",
            remedy=f"Name parts apart; further files may be: {', '.join(sorted(JOINING))}.",
            stage="package",
        )


def _check_origin(works: list[Work], provenance: tuple[ProvenanceLink, ...]) -> None:
    broken = verify_chain(provenance)
    if broken is not None:
        raise InvalidInputError(
            f"Link {broken} of the provenance does not hold.",
            remedy="Find out who changed the run's records; a release needs an unbroken chain.",
            stage="package",
        )
    known = {link.sha256 for link in provenance}
    for path in unknown_origin([work.entry for work in works], known):
        raise InvalidInputError(
            f"{path} has no link in the provenance of the run.",
            remedy="Record what made it when it is stored, then package again.",
            stage="package",
        )


def unknown_origin(entries: Sequence[FileEntry], known: Set[str]) -> list[str]:
    """Return paths of recorded media whose digest no link of the provenance has."""
    return [entry.path for entry in entries if entry.path.split("/")[0] in _MADE_FOLDERS and entry.sha256 not in known]
