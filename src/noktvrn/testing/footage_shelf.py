"""The repository of the footage library over the shelves of :mod:`noktvrn.testing.records`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from noktvrn.ports.footage import ClipStanding, ClipUse, StoredClip
from noktvrn.review.decision import DecisionState, Verdict
from noktvrn.studio.picture.footage.facts import ClipRecord
from noktvrn.testing.shelves import Shelves, fitting, found, kept, require
from noktvrn.types import RunId, Sha256


class FootageShelf:
    """The library's clips and their uses."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def save(self, clip: StoredClip) -> None:
        """Store a clip as it stands now."""
        self._shelves.clips[clip.digest] = kept(clip)

    def find(self, name: str) -> StoredClip:
        """Find by digest, prefix of it, or file name."""
        key = name.strip().lower()
        every = list(self._shelves.clips.values())
        named = [clip for clip in every if clip.name.lower() == key]
        return found("clip", name, fitting(every, name, "digest") or named, [clip.name.lower() for clip in every])

    def select(self, standings: Sequence[ClipStanding] | None = None) -> list[StoredClip]:
        """List by path."""
        wanted = [c for c in self._shelves.clips.values() if standings is None or c.standing in standings]
        return sorted(wanted, key=lambda clip: (clip.path, clip.digest))

    def add_uses(self, uses: Sequence[ClipUse]) -> None:
        """Store uses, once."""
        for use in uses:
            require(use.digest in self._shelves.clips, "clip", use.digest)
            require(use.run_id in self._shelves.runs, "run", use.run_id)
            self._shelves.clip_uses.setdefault((use.digest, use.run_id, use.pass_no, use.film), kept(use))

    def uses_of(self, digest: Sha256) -> list[ClipUse]:
        """List the uses of a clip, oldest first."""
        uses = [use for use in self._shelves.clip_uses.values() if use.digest == digest]
        return sorted(uses, key=lambda use: (use.used_at, use.run_id, use.pass_no, use.film))

    def records(self) -> Mapping[Sha256, ClipRecord]:
        """Count the takes of each clip by what was decided of them."""
        takes: dict[Sha256, set[tuple[RunId, int]]] = {}
        for use in self._shelves.clip_uses.values():
            takes.setdefault(use.digest, set()).add((use.run_id, use.pass_no))
        return {digest: self._record(held) for digest, held in takes.items()}

    def _record(self, takes: set[tuple[RunId, int]]) -> ClipRecord:
        verdicts = [
            decision.verdict
            for decision in self._shelves.decisions.values()
            if decision.state is not DecisionState.UNDONE and (decision.run_id, decision.pass_no) in takes
        ]
        return ClipRecord(
            films=len(takes),
            approved=verdicts.count(Verdict.APPROVE),
            changes=verdicts.count(Verdict.CHANGES),
            rejected=verdicts.count(Verdict.REJECT),
        )
