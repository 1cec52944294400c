"""What a target is told next, and when: single messages, summaries instead of floods, quiet hours. Pure.

The rules, in their order:

1. A message that was begun is told again as it was, with the same identifier, until it is taken.
2. A target that failed is left alone until its time has come, and a quiet one until its quiet hours end.
3. The digest is a message of its own.
4. More than ``flood_over`` notices at once, or several of which the oldest is a day old, become one summary.
5. After ``flood_over`` messages, or one summary of a flood, the target has peace until the window ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from noktvrn.ports.notice_kinds import Digest, NoticeKind
from noktvrn.ports.notices import Form, Notice, NoticeRepository, TargetState
from noktvrn.services.notices.times import QuietHours, last_instant

OLD = timedelta(days=1)
"""What is older is not told one by one any more."""

_DIGESTS_READ = 200


class WhenQuiet(StrEnum):
    """What happens to messages in quiet hours."""

    WAIT = "wait"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class TargetRules:
    """What a target wants.

    Attributes:
        kinds: What it is told of, the digest apart.
        quiet: Its quiet hours; None when it has none.
        when_quiet: What happens in them.
        digest_at: Local time of its digest; None for none.
        zone: Time zone of that and of times in messages; None is that of the machine.
        flood_over: Messages in a window before it is left in peace, and notices at once before they are summed up.
        flood_within_s: Length of the window.
    """

    kinds: tuple[NoticeKind, ...]
    quiet: QuietHours | None = None
    when_quiet: WhenQuiet = WhenQuiet.WAIT
    digest_at: time | None = None
    zone: tzinfo | None = None
    flood_over: int = 6
    flood_within_s: float = 300.0

    def is_quiet(self, at: datetime) -> bool:
        """Whether an instant lies in the quiet hours."""
        return self.quiet is not None and self.quiet.until(at) is not None

    def wants(self, digest: Notice, now: datetime) -> bool:
        """Whether a digest is its own: made for its hour, not empty, and of the last day."""
        payload = digest.payload
        if self.digest_at is None or not isinstance(payload, Digest) or payload.is_empty:
            return False
        return now - payload.until < OLD and payload.until == last_instant(self.digest_at, self.zone, payload.until)


@dataclass(frozen=True, slots=True)
class Plan:
    """The next message.

    Attributes:
        form: One notice or many.
        after: Place of the target before it.
        to: Last notice of it.
        kinds: Kinds of its notices.
        repeated: Whether it may have been told before.
    """

    form: Form
    after: int
    to: int
    kinds: tuple[NoticeKind, ...]
    repeated: bool = False


def not_before(state: TargetState, rules: TargetRules, now: datetime) -> datetime:
    """Return the earliest instant at which a target may be told something, now or later."""
    earliest = now
    if state.retry_at is not None:
        earliest = max(earliest, state.retry_at)
    if state.window_from is not None and state.window_told >= rules.flood_over:
        earliest = max(earliest, state.window_from + timedelta(seconds=rules.flood_within_s))
    if rules.quiet is not None and rules.when_quiet is WhenQuiet.WAIT:
        earliest = max(earliest, rules.quiet.until(now) or now)
    return earliest


def plan(state: TargetState, rules: TargetRules, notices: NoticeRepository, now: datetime) -> Plan | None:
    """Return the next message to a target, or None when there is nothing to tell at this moment."""
    if not_before(state, rules, now) > now:
        return None
    begun = _begun(state, rules, notices, now)
    if begun is not None:
        return begun
    digest = _next_digest(state, rules, notices, now)
    bound = None if digest is None else digest.id
    counts = notices.counts_after(state.cursor, rules.kinds, None if bound is None else bound - 1)
    if counts:
        return _of_ordinary(state, rules, notices, sum(counts.values()), bound, now)
    return None if digest is None else Plan(Form.SINGLE, state.cursor, digest.id, (NoticeKind.DIGEST,))


def after_telling(state: TargetState, rules: TargetRules, told: Plan, now: datetime) -> TargetState:
    """Return the state after a message was taken."""
    within = state.window_from is not None and now - state.window_from < timedelta(seconds=rules.flood_within_s)
    # A summary of a flood stands for as many messages as make one, so that the rest of the window is quiet.
    weight = 1 if told.form is Form.SINGLE else rules.flood_over
    return replace(
        state,
        cursor=told.to,
        planned_to=None,
        planned_form=None,
        window_from=state.window_from if within else now,
        window_told=(state.window_told if within else 0) + weight,
        told=state.told + 1,
        told_at=now,
        failures=0,
        retry_at=None,
        failure=None,
    )


def _begun(state: TargetState, rules: TargetRules, notices: NoticeRepository, now: datetime) -> Plan | None:
    """Return the message under way; a single one that has become old meanwhile is left to be summed up instead."""
    if state.planned_to is None:
        return None
    if state.planned_form is Form.SUMMARY:
        begun = Plan(Form.SUMMARY, state.cursor, state.planned_to, rules.kinds, repeated=True)
        return begun if notices.counts_after(state.cursor, rules.kinds, state.planned_to) else None
    kinds = (*rules.kinds, NoticeKind.DIGEST)
    found = notices.after(state.planned_to - 1, kinds, 1, state.planned_to)
    if not found or now - found[0].at > OLD:
        return None
    return Plan(Form.SINGLE, state.cursor, state.planned_to, (found[0].kind,), repeated=True)


def _next_digest(state: TargetState, rules: TargetRules, notices: NoticeRepository, now: datetime) -> Notice | None:
    if rules.digest_at is None:
        return None
    later = notices.after(state.cursor, (NoticeKind.DIGEST,), _DIGESTS_READ)
    return next((notice for notice in later if rules.wants(notice, now)), None)


def _of_ordinary(
    state: TargetState, rules: TargetRules, notices: NoticeRepository, total: int, bound: int | None, now: datetime
) -> Plan:
    (oldest,) = notices.after(state.cursor, rules.kinds, 1)
    if total > rules.flood_over or (total > 1 and now - oldest.at > OLD):
        (newest,) = notices.select(rules.kinds, limit=1, before=bound)
        return Plan(Form.SUMMARY, state.cursor, newest.id, rules.kinds)
    return Plan(Form.SINGLE, state.cursor, oldest.id, (oldest.kind,))
