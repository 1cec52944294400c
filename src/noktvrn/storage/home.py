"""Making the home directory: everything that is kept lies below it, and nobody but its owner may look."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path

from noktvrn.errors import HomeUnusableError, NoSpaceError, is_disk_full
from noktvrn.settings.home import FOLDERS, OWN_ENTRIES, OWN_FILES, Home

_OTHERS_MASK = 0o077


def prepare_home(path: Path) -> Home:
    """Create the home directory with its folders, mode 0700, and return where things lie.

    A directory that others may enter is closed when it holds nothing but what this program put there; a directory of
    other things is never touched.

    Raises:
        HomeUnusableError: It cannot be created, written or protected.
    """
    home = path.expanduser().absolute()
    _make_folder(home, parents=True)
    _keep_others_out(home)
    for name in FOLDERS:
        _make_folder(home / name)
    _try_writing(home)
    return Home(home)


def _make_folder(folder: Path, *, parents: bool = False) -> None:
    try:
        folder.mkdir(mode=0o700, parents=parents, exist_ok=True)
    except OSError as exc:
        raise _unusable(folder, "cannot be made", exc) from exc


def _keep_others_out(home: Path) -> None:
    mode = stat.S_IMODE(home.stat().st_mode)
    if not mode & _OTHERS_MASK:
        return
    strangers = sorted(entry for entry in _entries(home) if not _is_ours(entry))
    if strangers:
        raise HomeUnusableError(
            f"The home directory {home} may be entered by others (mode {mode:04o}) and holds other things, "
            f"such as {strangers[0]!r}.",
            remedy=f"Choose a directory of its own with --home, or close this one yourself: chmod 700 {home}",
            stage="home",
        )
    try:
        home.chmod(0o700)
    except OSError as exc:
        raise _unusable(home, f"may be entered by others (mode {mode:04o}) and cannot be closed", exc) from exc


def _entries(home: Path) -> list[str]:
    try:
        return [entry.name for entry in home.iterdir()]
    except OSError as exc:
        raise _unusable(home, "cannot be listed", exc) from exc


def _is_ours(entry: str) -> bool:
    return entry in OWN_ENTRIES or entry.startswith(OWN_FILES)


def _try_writing(home: Path) -> None:
    try:
        tempfile.TemporaryFile(dir=Home(home).work).close()
    except OSError as exc:
        if is_disk_full(exc):
            raise NoSpaceError(
                f"There is no space left for {home}.", remedy="Free some space, then try again.", stage="home"
            ) from exc
        raise _unusable(home, "cannot be written", exc) from exc


def _unusable(path: Path, what: str, exc: OSError) -> HomeUnusableError:
    return HomeUnusableError(
        f"{path} {what}: {exc.strerror or exc}.",
        remedy="Make it a directory that you own and may write, or choose another with --home.",
        stage="home",
    )
