"""Where things lie below the home directory; the only place that spells their names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

SETTINGS_FILE: Final = "noktvrn.toml"

FOLDERS: Final = ("assets", "locks", "logs", "releases", "review", "work")
"""Folders that are always there."""

OWN_ENTRIES: Final = frozenset({*FOLDERS, "cache"})
"""Folders that this program may have made."""

OWN_FILES: Final = (SETTINGS_FILE, "label.db", "engine.db")
"""How the names of its files begin; a database has others beside it while it is open."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where things lie.

    Attributes:
        path: The home directory.
    """

    path: Path

    @property
    def settings_file(self) -> Path:
        """The settings file."""
        return self.path / SETTINGS_FILE

    @property
    def database(self) -> Path:
        """SQLite file of the label."""
        return self.path / "label.db"

    @property
    def engine_database(self) -> Path:
        """SQLite file of the workflow engine."""
        return self.path / "engine.db"

    @property
    def assets(self) -> Path:
        """The asset store."""
        return self.path / "assets"

    @property
    def releases(self) -> Path:
        """Release packages."""
        return self.path / "releases"

    @property
    def review(self) -> Path:
        """Links to the artefacts of takes that are judged, a folder for each run."""
        return self.path / "review"

    @property
    def work(self) -> Path:
        """Files that are being made; empty while nothing is."""
        return self.path / "work"

    @property
    def locks(self) -> Path:
        """Places of the workers on this machine."""
        return self.path / "locks"

    @property
    def logs(self) -> Path:
        """The log."""
        return self.path / "logs"

    @property
    def kernels(self) -> Path:
        """Compiled kernels, where the user has no cache that can be written."""
        return self.path / "cache" / "kernels"

    @property
    def footage(self) -> Path:
        """Clips that films may show, when no other folder is set."""
        return self.path / "footage"
