"""Open the label: home, database, files, the makers that are in use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from noktvrn.app.models import open_memory, open_room
from noktvrn.services.label import Abilities, Label
from noktvrn.settings import Settings

if TYPE_CHECKING:
    from noktvrn.ports.footage import FootageSource
    from noktvrn.studio.genres.profile import GenreProfile


@contextmanager
def open_label(settings: Settings) -> Iterator[Label]:
    """Prepare the home, bring the database up to date, and open the label's records and assets.

    Raises:
        HomeUnusableError: The home cannot be created, written or protected.
        MigrationNeededError: The database is newer than this program.
        StorageError: The database does not open.
    """
    from noktvrn.providers.clock import SystemClock
    from noktvrn.providers.identifiers import FreshIdentifiers
    from noktvrn.providers.music.embedded import EmbeddedMusic
    from noktvrn.providers.writer.embedded import EmbeddedWriter
    from noktvrn.providers.writer.room import RoomWriter
    from noktvrn.storage.opening import open_storage

    clock, identifiers = SystemClock(), FreshIdentifiers()
    with (
        open_storage(settings) as storage,
        open_room(settings, storage.records, clock, identifiers) as room,
    ):
        yield Label(
            settings=settings,
            records=storage.records,
            assets=storage.assets,
            clock=clock,
            identifiers=identifiers,
            writer=RoomWriter(room, EmbeddedWriter(), settings.writing, open_memory(settings, storage.records, clock)),
            room=room,
            composer=EmbeddedMusic(),
            abilities=abilities(),
            releases_dir=settings.places.releases,
            work_dir=settings.places.work,
        )


@cache
def abilities() -> Abilities:
    """Return what the makers in use can do."""
    from noktvrn.studio.genres import GENRES, genre_profile
    from noktvrn.studio.picture.look import DISPLAY_FACES, LAYOUTS, STYLE_FAMILIES, TEXT_FACES

    return Abilities(
        genres={slug: _tempo_range(genre_profile(slug)) for slug in GENRES},
        style_families=tuple(STYLE_FAMILIES),
        display_faces=tuple(DISPLAY_FACES),
        text_faces=tuple(TEXT_FACES),
        layouts=tuple(LAYOUTS),
    )


def _tempo_range(profile: GenreProfile) -> tuple[float, float]:
    slowest, _, fastest = profile.bpm
    return slowest, fastest


def footage_folder(settings: Settings) -> Path:
    """Return the folder of clips: that of the settings, or ``footage`` in the home directory."""
    chosen = settings.footage_folder
    return settings.places.footage if chosen is None else chosen.expanduser()


def footage_source(folder: Path) -> FootageSource:
    """Return a folder of clips as a source of footage."""
    from noktvrn.providers.footage.folder import FolderFootage

    return FolderFootage(folder)
