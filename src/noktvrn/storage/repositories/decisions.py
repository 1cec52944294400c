"""Decisions."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, or_, select, update

from noktvrn.errors import NotFoundError, VersionConflictError
from noktvrn.review.decision import Decision, DecisionState
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import execute_counted, insert_if_free
from noktvrn.storage.tables import decisions, runs
from noktvrn.types import ArtistId, RunId

_DECISIONS = RowMapping(Decision, decisions)


class SqlDecisionRepository:
    """Implements :class:`noktvrn.ports.repositories.DecisionRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def add(self, decision: Decision) -> None:
        """Store a decision on a take that has none, or only undone ones."""
        if not insert_if_free(self._connection, decisions, _DECISIONS.to_row(decision)):
            raise VersionConflictError(
                f"Take {decision.pass_no} of run {decision.run_id} has a decision already.",
                remedy=f"See who decided: noktvrn review show {decision.run_id}",
                stage="decision",
            )

    def save(self, decision: Decision) -> None:
        """Store how a decision stands now; what was decided, by whom and why never changes.

        Only a held decision changes its state, so of an undo and an effect that meet, one is refused.
        """
        change = (
            update(decisions)
            .where(
                decisions.c.id == decision.id,
                or_(decisions.c.state == DecisionState.HELD.value, decisions.c.state == decision.state.value),
            )
            .values(
                state=decision.state.value,
                effective_at=decision.effective_at,
                undone_by=decision.undone_by,
                undone_at=decision.undone_at,
            )
        )
        if execute_counted(self._connection, change) == 0:
            stored = self.get(decision.id)
            raise VersionConflictError(
                f"The decision on run {stored.run_id} is {stored.state.value}, so it cannot be {decision.state.value}.",
                remedy=f"See how it stands: noktvrn review show {stored.run_id}",
                stage="decision",
            )

    def get(self, decision_id: str) -> Decision:
        """Return the decision of an identifier."""
        row = self._connection.execute(select(*_DECISIONS.columns).where(decisions.c.id == decision_id)).one_or_none()
        if row is None:
            raise NotFoundError(
                f"There is no decision {decision_id!r}.", remedy="See all: noktvrn review list", stage="decision"
            )
        return _DECISIONS.from_row(row)

    def of_run(self, run_id: RunId) -> list[Decision]:
        """List the decisions on a run, oldest first."""
        return self._listed(decisions.c.run_id == run_id)

    def of_artist(self, artist_id: ArtistId) -> list[Decision]:
        """List the decisions on an artist's runs that stand, oldest first."""
        by_artist = select(runs.c.id).where(runs.c.artist_id == artist_id)
        stands = decisions.c.state != DecisionState.UNDONE.value
        return self._listed(decisions.c.run_id.in_(by_artist), stands)

    def _listed(self, *conditions: ColumnElement[bool]) -> list[Decision]:
        listing = select(*_DECISIONS.columns).where(*conditions).order_by(decisions.c.decided_at, decisions.c.id)
        return _DECISIONS.from_rows(self._connection.execute(listing))
