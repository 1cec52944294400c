"""Footage: where clips come from, the library that remembers them, and what became of the films they were in."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from noktvrn.ports.making import Cancelled, Progress
from noktvrn.studio.picture.footage.facts import ClipCredit, ClipFacts, ClipRecord
from noktvrn.types import RunId, Sha256


class ClipStanding(StrEnum):
    """How a clip of the library stands."""

    USABLE = "usable"
    REFUSED = "refused"
    """It was examined and cannot be used."""
    GONE = "gone"
    """Its file is not where it was."""
    REMOVED = "removed"
    """A person does not want it used."""


@dataclass(frozen=True, slots=True)
class StoredClip:
    """A clip of the library.

    Attributes:
        digest: Of its bytes; its identifier.
        path: Where its file was seen last.
        size_bytes: Length of the file.
        standing: Whether it is used.
        refusal: Why it is refused; empty when it is not.
        facts: What was measured; None when it is refused.
        tags: Words that it is found by.
        credit: Who it is owed to.
        added_at: UTC.
        seen_at: UTC.
    """

    digest: Sha256
    path: str
    size_bytes: int
    standing: ClipStanding
    refusal: str
    facts: ClipFacts | None
    tags: tuple[str, ...]
    credit: ClipCredit
    added_at: datetime
    seen_at: datetime

    @property
    def name(self) -> str:
        """Name of its file."""
        return Path(self.path).name


@dataclass(frozen=True, slots=True)
class ClipUse:
    """How much of one film a clip fills.

    Attributes:
        digest: The clip.
        run_id: The run whose film it is.
        pass_no: The take.
        film: ``"film"``, ``"teaser"`` or ``"canvas"``.
        shots: Number of its shots.
        seconds: Their length together.
        used_at: UTC.
    """

    digest: Sha256
    run_id: RunId
    pass_no: int
    film: str
    shots: int
    seconds: float
    used_at: datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file that a source offers as a clip.

    Attributes:
        digest: Of its bytes; empty when they cannot be read.
        path: The file.
        size_bytes: Its length.
        facts: What was measured; None when it was known before, or is refused.
        refusal: Why it cannot be used; empty when it can.
        tags: Words that it is found by.
        credit: Who it is owed to.
        faults: Lists of credits about it that cannot be read.
    """

    digest: Sha256
    path: Path
    size_bytes: int
    facts: ClipFacts | None
    refusal: str
    tags: tuple[str, ...]
    credit: ClipCredit
    faults: tuple[str, ...] = ()


class FootageSource(Protocol):
    """Where clips come from: a folder, or a vendor that is asked for some."""

    def look_through(
        self, known: Container[Sha256], words: Sequence[str], progress: Progress, cancelled: Cancelled
    ) -> Iterator[Sighting]:
        """MUST yield each clip that there is, examined unless its digest is among the known ones.

        Files MUST be examined where they can do no harm: with limits of time and memory, and never by a program that
        a hostile one could take down. A file that cannot be used MUST be yielded with the reason.

        Args:
            known: Digests that were examined before.
            words: What is wanted; a source that has everything at hand MAY yield all of it.
            progress: Told how far it is.
            cancelled: Asked several times a second.

        Raises:
            NotFoundError: The source is not there.
            StepCancelledError: ``cancelled`` answered True.
        """
        ...


class FootageRepository(Protocol):
    """The library's clips and their uses."""

    def save(self, clip: StoredClip) -> None:
        """Store a clip as it stands now; there is one of each digest."""
        ...

    def find(self, name: str) -> StoredClip:
        """Find by digest, a unique prefix of it, or the name of its file. Raises ``NotFoundError``."""
        ...

    def select(self, standings: Sequence[ClipStanding] | None = None) -> list[StoredClip]:
        """List by path."""
        ...

    def add_uses(self, uses: Sequence[ClipUse]) -> None:
        """Store uses; storing the same again changes nothing.

        Raises ``StorageError`` when a clip or a run is not stored.
        """
        ...

    def uses_of(self, digest: Sha256) -> list[ClipUse]:
        """Uses of a clip, oldest first."""
        ...

    def records(self) -> Mapping[Sha256, ClipRecord]:
        """What became of the takes that each used clip was in, by the decisions that stand.

        A take counts once, however many of its films used the clip.
        """
        ...
