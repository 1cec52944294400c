"""The footage library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from sqlalchemy import Connection, and_, func, select

from noktvrn.errors import NotFoundError
from noktvrn.ports.footage import ClipStanding, ClipUse, StoredClip
from noktvrn.review.decision import DecisionState, Verdict
from noktvrn.storage.repositories.finding import ambiguous, tidy
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import begins_with, insert_if_free, upsertable
from noktvrn.storage.tables import clip_uses, clips, decisions
from noktvrn.studio.picture.footage.facts import ClipRecord
from noktvrn.types import Sha256

_CLIPS = RowMapping(StoredClip, clips)
_USES = RowMapping(ClipUse, clip_uses)


class SqlFootageRepository:
    """Implements :class:`noktvrn.ports.footage.FootageRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def save(self, clip: StoredClip) -> None:
        """Store a clip as it stands now."""
        row = _CLIPS.to_row(clip)
        changed = {name: value for name, value in row.items() if name != "digest"}
        insert = upsertable(self._connection, clips).values(**row)
        self._connection.execute(insert.on_conflict_do_update(index_elements=[clips.c.digest], set_=changed))

    def find(self, name: str) -> StoredClip:
        """Find by digest, prefix of it, or file name."""
        key = tidy(name)
        listing = select(*_CLIPS.columns)
        matches = _CLIPS.from_rows(self._connection.execute(listing.where(begins_with(clips.c.digest, key)).limit(9)))
        if not key or not matches:
            wanted = func.lower(clips.c.path).like(f"%{_escaped(key)}", escape="\\")
            listed = _CLIPS.from_rows(self._connection.execute(listing.where(wanted).order_by(clips.c.path)))
            matches = [clip for clip in listed if clip.name.lower() == key]
        if len(matches) > 1:
            raise ambiguous("clip", name, [clip.digest[:12] for clip in matches])
        if not matches:
            raise _unknown(name, [clip.name.lower() for clip in self.select()])
        return matches[0]

    def select(self, standings: Sequence[ClipStanding] | None = None) -> list[StoredClip]:
        """List by path."""
        listing = select(*_CLIPS.columns).order_by(clips.c.path, clips.c.digest)
        if standings is not None:
            listing = listing.where(clips.c.standing.in_([standing.value for standing in standings]))
        return _CLIPS.from_rows(self._connection.execute(listing))

    def add_uses(self, uses: Sequence[ClipUse]) -> None:
        """Store uses, once."""
        for use in uses:
            insert_if_free(self._connection, clip_uses, _USES.to_row(use))

    def uses_of(self, digest: Sha256) -> list[ClipUse]:
        """List the uses of a clip, oldest first."""
        listing = select(*_USES.columns).where(clip_uses.c.digest == digest)
        ordered = listing.order_by(clip_uses.c.used_at, clip_uses.c.run_id, clip_uses.c.pass_no, clip_uses.c.film)
        return _USES.from_rows(self._connection.execute(ordered))

    def records(self) -> Mapping[Sha256, ClipRecord]:
        """Count the takes of each clip by what was decided of them."""
        takes = select(clip_uses.c.digest, clip_uses.c.run_id, clip_uses.c.pass_no).distinct().subquery()
        standing = and_(
            decisions.c.run_id == takes.c.run_id,
            decisions.c.pass_no == takes.c.pass_no,
            decisions.c.state != DecisionState.UNDONE.value,
        )
        counted = (
            select(takes.c.digest, decisions.c.verdict, func.count())
            .select_from(takes.outerjoin(decisions, standing))
            .group_by(takes.c.digest, decisions.c.verdict)
        )
        found: dict[Sha256, dict[str | None, int]] = {}
        for digest, verdict, number in self._connection.execute(counted):
            found.setdefault(Sha256(digest), {})[verdict] = int(number)
        return {digest: _record(numbers) for digest, numbers in found.items()}


def _record(numbers: Mapping[str | None, int]) -> ClipRecord:
    return ClipRecord(
        films=sum(numbers.values()),
        approved=numbers.get(Verdict.APPROVE.value, 0),
        changes=numbers.get(Verdict.CHANGES.value, 0),
        rejected=numbers.get(Verdict.REJECT.value, 0),
    )


def _unknown(name: str, known: Sequence[str]) -> NotFoundError:
    near = get_close_matches(tidy(name), known, n=3, cutoff=0.4)
    guess = f"Did you mean {' or '.join(near)}? " if near else ""
    return NotFoundError(
        f"There is no clip {name!r}.", remedy=f"{guess}See all: noktvrn footage list --all", stage="footage"
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
