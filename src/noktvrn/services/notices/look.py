"""Look at what happened and at how the targets stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from noktvrn.errors import NoktvrnError
from noktvrn.journal.steps import Failure
from noktvrn.ports.notice_kinds import NoticeKind
from noktvrn.ports.notices import Form, Notice, TargetState
from noktvrn.ports.notifier import Message
from noktvrn.services.label import Label
from noktvrn.services.notices.deliver import STAGE, Target
from noktvrn.services.notices.rules import WhenQuiet
from noktvrn.settings import TargetSettings


@dataclass(frozen=True, slots=True)
class TargetView:
    """How a target stands.

    Attributes:
        name: Its name.
        way: Scheme of its address, such as ``"mailto"``.
        kinds: What it is told of.
        digest_at: Local hour of its digest, such as ``"09:00"``; None for none.
        state: How far it has been told; None before it was first seen.
        waiting: Notices that it wants and was not told yet.
        telling: Whether a process delivers to it at this moment.
        quiet_until: When the quiet hours end in which it is left in peace now; None outside of them.
        unusable: Why its address can never be used; None where it can.
    """

    name: str
    way: str
    kinds: tuple[NoticeKind, ...]
    digest_at: str | None
    state: TargetState | None
    waiting: int
    telling: bool
    quiet_until: datetime | None
    unusable: Failure | None = None

    @property
    def failure(self) -> Failure | None:
        """Why it is not told, or what it refused last."""
        return self.unusable or (self.state.failure if self.state is not None else None)


def list_notices(
    label: Label,
    *,
    kinds: Sequence[NoticeKind] | None = None,
    run: str | None = None,
    limit: int = 20,
    before: int | None = None,
) -> list[Notice]:
    """List what happened, the newest first.

    Raises:
        NotFoundError: There is no such run.
    """
    with label.records.read() as unit:
        run_id = None if run is None else unit.runs.find(run).id
        return unit.notices.select(kinds, run_id, limit, before)


def look_at_targets(label: Label, targets: Sequence[Target]) -> list[TargetView]:
    """Return how each target stands."""
    now = label.clock.now()
    chosen = label.settings.notify.targets
    with label.records.read() as unit:
        states = {state.name: state for state in unit.notices.targets()}
        views = []
        for target in targets:
            state, rules = states.get(target.name), target.rules
            counts = {} if state is None else unit.notices.counts_after(state.cursor, rules.kinds)
            waits = rules.quiet is not None and rules.when_quiet is WhenQuiet.WAIT
            views.append(
                TargetView(
                    name=target.name,
                    way=_way(chosen[target.name]) if target.name in chosen else target.name,
                    kinds=rules.kinds,
                    digest_at=None if rules.digest_at is None else f"{rules.digest_at:%H:%M}",
                    state=state,
                    waiting=sum(counts.values()),
                    telling=_is_claimed(state, now),
                    quiet_until=rules.quiet.until(now) if rules.quiet is not None and waits else None,
                    unusable=_unusable(target),
                )
            )
    return views


def worker_is_there(label: Label) -> bool:
    """Return whether a worker lives, which tells targets by itself; serve and others that tell leave no such sign."""
    with label.records.read() as unit:
        beats = unit.workers.all()
    return any(beat.is_alive(label.settings.worker.lease_s) for beat in beats)


def _is_claimed(state: TargetState | None, now: datetime) -> bool:
    return state is not None and state.claimed_by is not None and (state.claimed_until or now) > now


def _way(chosen: TargetSettings) -> str:
    """Return the scheme; nothing of an address that has none, which may be a secret as a whole."""
    scheme, mark, _ = chosen.url.get_secret_value().partition("://")
    return scheme if mark else ""


def _unusable(target: Target) -> Failure | None:
    try:
        target.notifier.check()
    except NoktvrnError as error:
        return Failure(error.code, error.message, STAGE, error.remedy, error.retryable)
    return None


def trial_message(label: Label, target: Target) -> Message:
    """Return a message that only shows that a target can be reached."""
    text = f"{label.settings.label.name} can reach you here. This is a trial; nothing has happened."
    return Message(
        id=label.identifiers.new_id(),
        at=label.clock.now(),
        form=Form.SINGLE,
        title=f"A trial for {target.name}",
        body=text,
        html=f"<p>{escape(text)}</p>",
        url="",
        loud=not target.rules.is_quiet(label.clock.now()),
        notices=(),
        count=0,
    )
