"""Finds clips in a folder of this machine."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from noktvrn.errors import MediaUnreadableError
from noktvrn.ports.footage import Sighting
from noktvrn.ports.making import Cancelled, Progress
from noktvrn.types import Sha256

if TYPE_CHECKING:
    from noktvrn.studio.picture.footage.decoder import Decoder


class FolderFootage:
    """Implements :class:`noktvrn.ports.footage.FootageSource`.

    Args:
        folder: The folder; clips may lie in folders below it.
    """

    def __init__(self, folder: Path) -> None:
        """See the class."""
        self._folder = folder

    def look_through(
        self, known: Container[Sha256], words: Sequence[str], progress: Progress, cancelled: Cancelled
    ) -> Iterator[Sighting]:
        """Yield every clip of the folder; all of them are at hand, so the words say nothing."""
        # numpy and PyAV are slow to load
        from noktvrn.studio.picture.footage.decoder import Decoder
        from noktvrn.studio.picture.footage.folder import find_clips
        from noktvrn.studio.picture.pace import Pace

        paths = find_clips(self._folder)
        pace = Pace(progress, cancelled, what="looking at the footage")
        with Decoder(cancelled=cancelled) as decoder:
            for number, path in enumerate(paths):
                pace.at(number / len(paths))
                yield _sighting(path, self._folder, known, decoder, cancelled)
        pace.at(1.0)


def _sighting(path: Path, folder: Path, known: Container[Sha256], decoder: Decoder, cancelled: Cancelled) -> Sighting:
    from noktvrn.studio.picture.footage.crediting import notes_on
    from noktvrn.studio.picture.footage.folder import digest_of, tags_in_names

    notes = notes_on(path, folder)
    digest, facts, refusal = Sha256(""), None, ""
    try:
        digest = Sha256(digest_of(path, cancelled))
        if digest not in known:
            facts = decoder.probe(path)
    except MediaUnreadableError as exc:
        refusal = exc.message
    return Sighting(
        digest=digest,
        path=path,
        size_bytes=path.stat().st_size if path.exists() else 0,
        facts=facts,
        refusal=refusal,
        tags=tags_in_names(path, folder, notes.tags),
        credit=notes.credit,
        faults=notes.faults,
    )
