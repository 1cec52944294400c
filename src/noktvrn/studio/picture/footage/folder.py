"""A folder as the library: which files are clips, and what their names and neighbours say of them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from noktvrn.errors import NotFoundError
from noktvrn.studio.picture.footage.limits import SUFFIXES, refused
from noktvrn.studio.picture.footage.tags import tags_of
from noktvrn.studio.picture.pace import Cancelled, Pace, never

MOST_CLIPS: Final = 20_000
"""Files that one folder is searched for."""

_CHUNK = 1 << 20


def find_clips(folder: Path) -> list[Path]:
    """Return the files of a folder and all below it that are named like clips, in order; hidden ones are left out.

    Raises:
        NotFoundError: There is no such folder.
    """
    if not folder.is_dir():
        raise NotFoundError(
            f"There is no folder {folder}.", remedy="Give the folder that holds your clips.", stage="footage"
        )
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = (Path(place, name) for name in sorted(names) if not name.startswith("."))
        found += [path for path in paths if path.suffix.lower() in SUFFIXES and path.is_file()]
        if len(found) >= MOST_CLIPS:
            break
    return found[:MOST_CLIPS]


def digest_of(path: Path, cancelled: Cancelled = never) -> str:
    """Return the hex SHA-256 of a file's bytes.

    Raises:
        MediaUnreadableError: It cannot be read.
        StepCancelledError: ``cancelled`` answered True.
    """
    hashed = hashlib.sha256()
    pace = Pace(cancelled=cancelled, what="reading clips")
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                hashed.update(chunk)
                pace.at(0.0)
    except OSError as exc:
        raise refused(path, f"cannot be read: {exc.strerror}", "Check the rights on the file.") from exc
    return hashed.hexdigest()


def tags_in_names(clip: Path, folder: Path, given: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return a clip's tags from what is written down and from the names between the library's folder and the file."""
    relative = clip.relative_to(folder)
    return tags_of((*relative.parts[:-1], relative.stem), given)
