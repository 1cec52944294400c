"""Find one file of a run or of a release by its name. Names are looked up and never become paths."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from noktvrn.catalogue.checksums import SUMS_NAME, parse_sums
from noktvrn.errors import AssetMissingError, InvalidInputError, NotFoundError
from noktvrn.journal.run import AT_REST, Run
from noktvrn.ports.repositories import RunAsset, UnitOfWork
from noktvrn.services.label import Label
from noktvrn.services.look import release_folder, show_release
from noktvrn.services.steps.body import standing_assets, standing_results
from noktvrn.types import RunId

_TYPES = {".flac": "audio/flac", ".mid": "audio/midi", ".lrc": "text/plain", ".ttml": "application/ttml+xml"}
_MOST_SUMS = 1 << 20

_Key: TypeAlias = tuple[str, RunId, int, str]
"""Home, run, version of the run, name of the asset: whatever changes what a run has changes its version."""

_MOST_KEPT = 2_000
_kept: dict[_Key, RunAsset] = {}
_lock = Lock()


def run_asset(label: Label, name: str, asset: str) -> tuple[Path, RunAsset]:
    """Return an asset of the present take of a run, verified, and where to read it.

    Raises:
        NotFoundError: There is no such run, or its present take has no such asset.
        AssetMissingError: It is gone from the store.
        AssetCorruptError: Its bytes have changed.
    """
    with label.records.read() as unit:
        run = unit.runs.find(name)
        key = (str(label.settings.home), run.id, run.version, asset)
        found = _kept.get(key)
        if found is None:
            found = _standing(unit, run).get(asset)
    if found is not None and run.state in AT_REST:
        _keep(key, found)
    if found is None:
        raise NotFoundError(
            f"Run {run.id} has no {asset[:60]!r}.", remedy=f"See what it has: noktvrn run show {run.id}", stage="assets"
        )
    return label.assets.open_path(found.ref), found


def _standing(unit: UnitOfWork, run: Run) -> dict[str, RunAsset]:
    return standing_assets(standing_results(run, unit.runs.steps(run.id)), unit.runs.assets(run.id))


def _keep(key: _Key, found: RunAsset) -> None:
    """Remember what a run at rest has: a player asks for the same file a hundred times, part by part."""
    with _lock:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = found


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file of a release.

    Attributes:
        path: Where it lies.
        media_type: Such as ``"audio/flac"``.
        sha256: Its digest as the release states it.
    """

    path: Path
    media_type: str
    sha256: str


def release_file(label: Label, name: str, file_name: str) -> ReleaseFile:
    """Return a file of a release by its path in the package.

    Raises:
        NotFoundError: There is no such release, or it lists no such file.
        AssetMissingError: The file is gone.
    """
    release = show_release(label, name)
    folder = release_folder(label, release)
    files = release_files(folder)
    if file_name not in files:
        raise NotFoundError(
            f"The release {release.folder} lists no {file_name[:80]!r}.",
            remedy=f"See its files: noktvrn release show {release.folder}",
            stage="release",
        )
    path = folder / file_name
    if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        raise AssetMissingError(
            f"{file_name} is gone from {release.folder}.",
            remedy=f"See what else is: noktvrn release verify {release.folder}",
            stage="release",
        )
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return ReleaseFile(path, kind, files[file_name])


def release_files(folder: Path) -> dict[str, str]:
    """Return the files that a release lists, with their digests; none when its list is gone or unreadable."""
    try:
        if (folder / SUMS_NAME).stat().st_size > _MOST_SUMS:
            return {}
        return dict(parse_sums((folder / SUMS_NAME).read_bytes()))
    except (OSError, InvalidInputError):
        return {}
