"""The repository of notices over the shelves of :mod:`noktvrn.testing.records`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from noktvrn.ports.notice_kinds import PAYLOADS, NoticeKind, NoticePayload
from noktvrn.ports.notices import Notice, TargetState
from noktvrn.services.as_json import as_json, from_json
from noktvrn.testing.shelves import Shelves, kept
from noktvrn.types import RunId


class NoticeShelf:
    """Notices and the state of targets."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def add(self, payload: NoticePayload, at: datetime) -> None:
        """Write down what happened, once."""
        if any(notice.key == payload.key for notice in self._shelves.notices.values()):
            return
        run_id, artist_id = payload.subject
        stored = from_json(PAYLOADS[payload.kind], as_json(payload))
        number = self._shelves.counters["notices"] = self.last_id() + 1
        self._shelves.notices[number] = kept(Notice(number, at, payload.kind, payload.key, run_id, artist_id, stored))

    def select(
        self,
        kinds: Sequence[NoticeKind] | None = None,
        run_id: RunId | None = None,
        limit: int = 50,
        before: int | None = None,
    ) -> list[Notice]:
        """List newest first."""
        chosen = [
            notice
            for notice in self._of(tuple(NoticeKind) if kinds is None else kinds)
            if run_id in {None, notice.run_id} and (before is None or notice.id < before)
        ]
        return chosen[::-1][:limit]

    def after(self, notice_id: int, kinds: Sequence[NoticeKind], limit: int, up_to: int | None = None) -> list[Notice]:
        """List those after one, oldest first."""
        later = [notice for notice in self._of(kinds) if notice.id > notice_id]
        return [notice for notice in later if up_to is None or notice.id <= up_to][:limit]

    def counts_after(
        self, notice_id: int, kinds: Sequence[NoticeKind], up_to: int | None = None
    ) -> dict[NoticeKind, int]:
        """Count those after one by kind."""
        return dict(Counter(notice.kind for notice in self.after(notice_id, kinds, len(self._shelves.notices), up_to)))

    def between(self, since: datetime, until: datetime, kinds: Sequence[NoticeKind]) -> list[Notice]:
        """List those of a span of time."""
        return [notice for notice in self._of(kinds) if since <= notice.at < until]

    def last_id(self) -> int:
        """Return the identifier of the latest notice."""
        return self._shelves.counters.get("notices", 0)

    def forget_before(self, instant: datetime, limit: int = 5_000) -> int:
        """Remove the oldest of those that happened before."""
        oldest = sorted(self._shelves.notices.values(), key=lambda notice: notice.at)
        old = [notice.id for notice in oldest if notice.at < instant][:limit]
        for number in old:
            del self._shelves.notices[number]
        return len(old)

    def targets(self) -> list[TargetState]:
        """List the states of all targets."""
        return sorted(self._shelves.notice_targets.values(), key=lambda state: state.name)

    def claim(self, name: str, owner: str, now: datetime, until: datetime) -> TargetState | None:
        """Claim a target."""
        state = self._shelves.notice_targets.setdefault(name, TargetState(name, cursor=self.last_id(), since=now))
        ran_out = state.claimed_until is not None and state.claimed_until <= now
        if state.claimed_by not in {None, owner} and not ran_out:
            return None
        claimed = self._shelves.notice_targets[name] = replace(state, claimed_by=owner, claimed_until=until)
        return claimed

    def save_target(self, state: TargetState) -> bool:
        """Store a state while its owner holds the claim."""
        stored = self._shelves.notice_targets.get(state.name)
        if stored is None or state.claimed_by is None or stored.claimed_by != state.claimed_by:
            return False
        self._shelves.notice_targets[state.name] = kept(state)
        return True

    def release(self, name: str, owner: str) -> None:
        """Give a claim back."""
        state = self._shelves.notice_targets.get(name)
        if state is not None and state.claimed_by == owner:
            self._shelves.notice_targets[name] = replace(state, claimed_by=None, claimed_until=None)

    def _of(self, kinds: Sequence[NoticeKind]) -> list[Notice]:
        return [notice for notice in self._shelves.notices.values() if notice.kind in kinds]
