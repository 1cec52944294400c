"""The artefacts of a take under names that a player or viewer understands.

The store names files by their content, without an ending. ``review/<run>/`` in the home holds links with plain names
to them for as long as the take is judged; removing the folder loses nothing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from noktvrn.catalogue.release import file_slug
from noktvrn.errors import HomeUnusableError
from noktvrn.services.label import Label
from noktvrn.types import RunId

_ENDINGS = {
    "audio/flac": ".flac",
    "audio/mpeg": ".mp3",
    "audio/midi": ".mid",
    "image/jpeg": ".jpg",
    "video/mp4": ".mp4",
    "text/plain": ".txt",
    "application/json": ".json",
}


def review_folder(label: Label, run_id: RunId) -> Path:
    """Return where the links of a run are."""
    return label.settings.places.review / run_id[-8:]


def link_artefacts(label: Label, run_id: RunId, title: str, stored: Mapping[str, tuple[Path, str]]) -> dict[str, Path]:
    """Put a link to each artefact into the run's review folder.

    Args:
        label: The label's means.
        run_id: The run.
        title: Title of the song; the master and its preview are named after it.
        stored: Name of each artefact, with its path in the store and its media type.

    Returns:
        Name of each artefact, and its link.

    Raises:
        HomeUnusableError: The home directory cannot be written.
    """
    folder = review_folder(label, run_id)
    links = {}
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, (path, media_type) in stored.items():
            link = folder / (_plain_name(name, title) + _ENDINGS.get(media_type, ""))
            _point(link, path)
            links[name] = link
    except OSError as exc:
        raise HomeUnusableError(
            f"The links to the artefacts cannot be written in {folder}: {exc.strerror}.",
            remedy="Check the rights on the home directory: noktvrn doctor",
            stage="review",
        ) from exc
    return links


def remove_review_folder(label: Label, run_id: RunId) -> None:
    """Remove the links of a run that is judged."""
    shutil.rmtree(review_folder(label, run_id), ignore_errors=True)


def _plain_name(name: str, title: str) -> str:
    if name in {"master", "preview"}:
        return file_slug(title, fallback=name)
    return name.replace(":", "_")


def _point(link: Path, path: Path) -> None:
    """Make or move the link in one step, so that a player never finds it missing."""
    if link.is_symlink() and link.readlink() == path:
        return
    aside = link.with_name(f".{link.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(path)
    aside.replace(link)
