"""Checks on the home directory and what is kept in it: access, space, settings, databases, workers, left-overs."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from noktvrn.ops.doctor import Diagnosis, broken, good, notice
from noktvrn.ports.repositories import WorkerBeat

LOW_SPACE_BYTES: Final = 2_000_000_000
"""About a dozen releases with their stems."""

NO_SPACE_BYTES: Final = 300_000_000
"""One song with stems, cover and teaser, and what is written aside while they are made."""

LEFT_BEHIND: Final = timedelta(days=1)
"""No step takes that long; what a step wrote aside and is older than this belongs to nobody."""


def check_home(home: Path) -> Diagnosis:
    """Look whether the home directory can be written and is closed to others."""
    if not home.exists():
        return _check_future_home(home)
    if not home.is_dir():
        return broken(f"{home} is not a directory.", "Choose another one: noktvrn --home PATH ... or NOKTVRN_HOME")
    try:
        with tempfile.NamedTemporaryFile(dir=home, prefix=".doctor-"):
            pass
    except OSError as error:
        return broken(f"{home} cannot be written: {error.strerror}.", f"Make it yours: chown -R $USER {home}")
    mode = stat.S_IMODE(home.stat().st_mode)
    if mode & 0o077:
        return notice(f"{home} is open to others (mode {mode:04o}).", f"Close it: chmod 700 {home}")
    return good(f"{home}, mode {mode:04o}, writable")


def check_space(home: Path, free_bytes: int | None = None) -> Diagnosis:
    """Look how much room is left on the home directory's disk."""
    if free_bytes is None:
        place = next(place for place in (home, *home.parents) if place.exists())
        free_bytes = shutil.disk_usage(place).free
    shown = f"{free_bytes / 1e9:.1f} GB free"
    if free_bytes < NO_SPACE_BYTES:
        return broken(f"{shown}; one song needs {NO_SPACE_BYTES / 1e9:.1f} GB.", "Free some space, or move the home.")
    if free_bytes < LOW_SPACE_BYTES:
        return notice(f"{shown}, enough for a few songs.", "Free some space soon.")
    return good(shown)


def check_settings(load: Callable[[], int]) -> Diagnosis:
    """Look whether the settings are right.

    Args:
        load: Reads them and returns how many differ from their defaults; raises what is wrong.
    """
    changed = load()
    return good("all defaults" if changed == 0 else f"{changed} set, the rest are defaults")


def check_database(path: Path | None, revision: Callable[[], str]) -> Diagnosis:
    """Look whether a database answers and is of this program's revision.

    Args:
        path: Its file, or None when it is on a server.
        revision: Asks it and returns what to show; raises what is wrong.
    """
    if path is not None and not path.exists():
        return good("not there yet; the first command that needs it makes it")
    return good(revision())


def check_workers(
    beats: Callable[[], Sequence[WorkerBeat]], lease_s: float, unfinished: Callable[[], int]
) -> Diagnosis:
    """Look whether a worker is alive, which matters while runs are queued, under way, or decided and held."""
    alive = [beat for beat in beats() if beat.is_alive(lease_s)]
    if alive:
        return good(f"{len(alive)} alive, {alive[0].worker} {alive[0].age_s:.0f} s ago")
    still = unfinished()
    if still:
        return notice(f"None is alive, and {still} run{'s stand' if still > 1 else ' stands'} still.", "noktvrn worker")
    return good("none is alive, and nothing waits for one")


def check_artists(groups: int, strays: Sequence[str]) -> Diagnosis:
    """Look whether what is set for single artists is set for artists that there are.

    Args:
        groups: How many artists have settings of their own.
        strays: What is to be said of those that are none.
    """
    if strays:
        return notice(" ".join(strays), "Write the slug as noktvrn artist list has it, or remove the group.")
    return good(f"{groups} with settings of their own")


def check_left_behind(work_dir: Path, now: datetime) -> Diagnosis:
    """Look for what steps wrote aside and never took away."""
    if not work_dir.is_dir():
        return good("none")
    oldest = (now - LEFT_BEHIND).timestamp()
    stale = sorted(path for path in work_dir.iterdir() if path.lstat().st_mtime < oldest)
    if not stale:
        return good("none")
    total = sum(_size(path) for path in stale)
    return notice(
        f"{len(stale)} in {work_dir}, {total / 1e6:.0f} MB, from steps that were killed.",
        f"Take them away: rm -r {' '.join(str(path) for path in stale[:3])}{' ...' if len(stale) > 3 else ''}",
    )


def _check_future_home(home: Path) -> Diagnosis:
    parent = next(place for place in home.parents if place.exists())
    if parent.is_dir() and os.access(parent, os.W_OK):
        return good(f"{home} is not there yet; the first command that needs it makes it")
    return broken(f"{home} cannot be made in {parent}.", "Choose another one: noktvrn --home PATH ... or NOKTVRN_HOME")


def _size(path: Path) -> int:
    files = [path] if not path.is_dir() else [each for each in path.rglob("*") if each.is_file()]
    return sum(file.lstat().st_size for file in files)
