"""Decode what was made, file by file, before a person is asked to judge it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from noktvrn.catalogue.media_checks import MediaLimits, faults_of
from noktvrn.errors import MediaUnreadableError

_NAMES = {"preview": "preview.mp3", "score": "score.mid", "cover": "cover.jpg", "artwork": "artwork.jpg"}
"""Files that nobody else decodes: the master is measured and the teaser's frames are counted by their own steps."""

_MASTER = "master.flac"


def undecodable(paths: Mapping[str, Path], folder: Path) -> dict[str, str]:
    """Return the name of each asset that does not decode, or is not what a release promises, and what is wrong.

    Args:
        paths: Name of each asset of the take, and where it lies in the store.
        folder: An empty place for links, because what a file is to be goes by its name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if "master" not in paths:
        return {}
    (folder / _MASTER).symlink_to(paths["master"])
    faults = {}
    for name, file_name in _wanted(paths):
        (folder / file_name).symlink_to(paths[name])
        found = _faults(folder, file_name)
        if found:
            faults[name] = found[0]
    return faults


def _wanted(paths: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    for name in paths:
        if name in _NAMES:
            yield name, _NAMES[name]
        elif name.startswith("stem:"):
            yield name, f"stem_{name.removeprefix('stem:')}.flac"


def _faults(folder: Path, file_name: str) -> tuple[str, ...]:
    try:
        return faults_of(folder, file_name, _MASTER, MediaLimits())
    except MediaUnreadableError as exc:
        return (exc.message,)
