"""Notices and targets in words and as JSON values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from noktvrn.interfaces.presenters.records import Json, failure_record, instant
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.interfaces.presenters.words import age, clock
from noktvrn.ports.notice_kinds import NoticeKind
from noktvrn.ports.notices import Notice
from noktvrn.services.as_json import as_json
from noktvrn.services.notices.look import TargetView
from noktvrn.services.notices.wording import word_notice

_STANDINGS: dict[NoticeKind, Standing] = {
    NoticeKind.NEEDS_DECISION: Standing.NEEDS_YOU,
    NoticeKind.RUN_EXPIRED: Standing.NEEDS_YOU,
    NoticeKind.PROVIDER_OUT: Standing.NEEDS_YOU,
    NoticeKind.BUDGET_WARNED: Standing.NEEDS_YOU,
    NoticeKind.BUDGET_REACHED: Standing.NEEDS_YOU,
    NoticeKind.RUN_FAILED: Standing.FAILED,
    NoticeKind.WORKER_LOST: Standing.FAILED,
    NoticeKind.RELEASED: Standing.DONE,
}


def notice_standing(notice: Notice) -> tuple[Standing, str]:
    """Return how much a notice weighs and the word for its kind."""
    return _STANDINGS.get(notice.kind, Standing.IDLE), notice.kind.value.replace("_", " ")


def notice_title(notice: Notice) -> str:
    """Return a notice in one line."""
    return word_notice(notice.payload, None).title


def notice_lines(notice: Notice) -> list[str]:
    """Return what else there is to say about a notice."""
    return list(word_notice(notice.payload, None).lines)


def notice_record(notice: Notice) -> Json:
    """Return a notice; its payload is that of docs/reference/notices.md."""
    payload: Any = as_json(notice.payload)
    return {
        "id": notice.id,
        "at": instant(notice.at),
        "kind": notice.kind.value,
        "key": notice.key,
        "run_id": notice.run_id,
        "artist_id": notice.artist_id,
        "title": notice_title(notice),
        "loud": notice.payload.loud,
        "payload": payload,
    }


def target_standing(view: TargetView, now: datetime) -> tuple[Standing, str]:
    """Return how a target stands and the word for it."""
    if view.unusable is not None:
        return Standing.FAILED, "cannot be used"
    if view.state is None:
        return Standing.IDLE, "not seen yet"
    if view.state.failure is not None:
        return Standing.FAILED, "failing" if view.state.failures else "refused one"
    if view.quiet_until is not None and view.quiet_until > now and view.waiting:
        return Standing.IDLE, "quiet"
    if view.telling:
        return Standing.RUNNING, "telling"
    return (Standing.IDLE, "waiting") if view.waiting else (Standing.DONE, "told")


def target_words(view: TargetView, now: datetime) -> str:
    """Return in one line what a target was told last, and what waits for it."""
    if view.state is None and view.unusable is not None:
        return "told nothing yet"
    if view.state is None:
        return "is told of what happens once noktvrn worker, serve or notice deliver runs"
    parts = [f"told {age(view.state.told_at, now)}" if view.state.told_at else "told nothing yet"]
    if view.waiting:
        parts.append(f"{view.waiting} waiting")
    if view.state.skipped:
        parts.append(f"{view.state.skipped} given up")
    if view.state.retry_at is not None:
        parts.append(f"tried again {clock(view.state.retry_at, now)}")
    elif view.quiet_until is not None:
        parts.append(f"quiet until {clock(view.quiet_until, now)}")
    return ", ".join(parts)


def target_record(view: TargetView) -> Json:
    """Return how a target stands; its address stays inside, because it may hold secrets."""
    state = view.state
    return {
        "name": view.name,
        "way": view.way,
        "kinds": [kind.value for kind in view.kinds],
        "digest_at": view.digest_at,
        "quiet_until": instant(view.quiet_until),
        "since": instant(state.since) if state else None,
        "waiting": view.waiting,
        "telling": view.telling,
        "told": state.told if state else 0,
        "told_at": instant(state.told_at) if state else None,
        "skipped": state.skipped if state else 0,
        "failures": state.failures if state else 0,
        "retry_at": instant(state.retry_at) if state else None,
        "failure": failure_record(view.failure),
    }
