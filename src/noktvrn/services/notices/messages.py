"""Notices put into messages: plain text, HTML, a link, and an identifier that stays the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from html import escape
from urllib.parse import quote

from noktvrn.ports.notice_kinds import NoticeKind
from noktvrn.ports.notices import Form, Notice, NoticeRepository
from noktvrn.ports.notifier import MOST_NOTICES, Message
from noktvrn.services.notices.rules import Plan
from noktvrn.services.notices.wording import Wording, word_notice, word_time

NAMED = 12
"""Notices that a summary names; the others it only counts."""

_COUNTED: Mapping[NoticeKind, tuple[str, str]] = {
    NoticeKind.NEEDS_DECISION: ("song waits for you", "songs wait for you"),
    NoticeKind.RUN_FAILED: ("run failed or paused", "runs failed or paused"),
    NoticeKind.RUN_EXPIRED: ("song that nobody decided about in time", "songs that nobody decided about in time"),
    NoticeKind.PROVIDER_OUT: ("provider that cannot be used", "providers that cannot be used"),
    NoticeKind.BUDGET_REACHED: ("budget spent", "budgets spent"),
    NoticeKind.BUDGET_WARNED: ("budget nearly spent", "budgets nearly spent"),
    NoticeKind.WORKER_LOST: ("worker lost", "workers lost"),
    NoticeKind.RELEASED: ("release", "releases"),
    NoticeKind.DECIDED: ("decision", "decisions"),
    NoticeKind.DECISION_UNDONE: ("decision taken back", "decisions taken back"),
    NoticeKind.PROVIDER_FALLBACK: ("time that another provider stood in", "times that another provider stood in"),
    NoticeKind.ARTIST_CREATED: ("new artist", "new artists"),
    NoticeKind.LIFECYCLE_CHANGED: ("change of status", "changes of status"),
    NoticeKind.DIGEST: ("digest", "digests"),
}
"""What a summary counts, the pressing first."""


def compose(
    target: str, plan: Plan, notices: NoticeRepository, *, base: str, zone: tzinfo | None, quiet: bool
) -> Message:
    """Return the message of a plan.

    Args:
        target: Name of the target.
        plan: Which notices.
        notices: To read them from.
        base: Address of the page, without a slash at its end; empty for no links.
        zone: Time zone of instants; None is that of the machine.
        quiet: Whether it must make no sound.
    """
    if plan.form is Form.SINGLE:
        (notice,) = notices.after(plan.to - 1, plan.kinds, 1, plan.to)
        return message_of(target, plan, word_notice(notice.payload, zone), (notice,), 1, base=base, quiet=quiet)
    counts = notices.counts_after(plan.after, plan.kinds, plan.to)
    newest = notices.select(plan.kinds, limit=MOST_NOTICES, before=plan.to + 1)
    told = tuple(notice for notice in reversed(newest) if notice.id > plan.after)
    return message_of(
        target, plan, word_summary(told, counts, zone), told, sum(counts.values()), base=base, quiet=quiet
    )


def word_summary(told: Sequence[Notice], counts: Mapping[NoticeKind, int], zone: tzinfo | None) -> Wording:
    """Return many notices in words: how many of each kind, and the pressing ones by name.

    Args:
        told: The newest of them, oldest first; at least one.
        counts: How many there are of each kind.
        zone: Time zone of instants; None is that of the machine.
    """
    parts = [
        f"{counts[kind]} {one if counts[kind] == 1 else many}"
        for kind, (one, many) in _COUNTED.items()
        if kind in counts
    ]
    pressing = sorted(told, key=lambda notice: (not notice.payload.loud, -notice.id))[:NAMED]
    named = [f"· {word_notice(notice.payload, zone).title}" for notice in pressing]
    total = sum(counts.values())
    if total > len(named):
        named.append(f"· and {total - len(named)} more")
    path = "/review" if set(counts) == {NoticeKind.NEEDS_DECISION} else "/"
    since = f"Since {word_time(told[0].at, zone)}:" if total <= len(told) else "Among them:"
    return Wording(", ".join(parts[:2]) + (", and more" if len(parts) > 2 else ""), (*parts[2:], since, *named), path)


def message_id(target: str, plan: Plan, key: str) -> str:
    """Return the identifier of a message: the same whenever the same notices are told to the same target.

    Args:
        target: Name of the target.
        plan: Which notices.
        key: Key of the latest of them.
    """
    begin = plan.after if plan.form is Form.SUMMARY else ""
    return hashlib.sha256(f"notice:{target}:{plan.form.value}:{begin}:{key}".encode()).hexdigest()[:32]


def message_of(
    target: str, plan: Plan, wording: Wording, told: tuple[Notice, ...], count: int, *, base: str, quiet: bool
) -> Message:
    """Return notices that have been worded as a message.

    Args:
        target: Name of the target.
        plan: Which notices.
        wording: They in words.
        told: Those that the message carries, oldest first; at least one.
        count: How many there are in all.
        base: Address of the page, without a slash at its end; empty for no links.
        quiet: Whether it must make no sound.
    """
    url = base + quote(wording.path, errors="replace") if base and wording.path else ""
    body = "\n".join((*wording.lines, url)) if url else "\n".join(wording.lines)
    return Message(
        id=message_id(target, plan, told[-1].key),
        at=told[-1].at,
        form=plan.form,
        title=wording.title,
        body=body or wording.title,
        html=_html(wording, url),
        url=url,
        loud=not quiet and any(notice.payload.loud for notice in told),
        notices=told,
        count=count,
        repeated=plan.repeated,
    )


def _html(wording: Wording, url: str) -> str:
    paragraphs = [
        f"<p><strong>{escape(wording.title)}</strong></p>",
        *(f"<p>{escape(line)}</p>" for line in wording.lines),
    ]
    if url:
        paragraphs.append(f'<p><a href="{escape(url)}">{escape(url)}</a></p>')
    return "\n".join(paragraphs)
