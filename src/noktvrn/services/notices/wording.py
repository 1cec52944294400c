"""How each kind of notice is worded: a title, lines, and the place on the page that it is about.

What comes from elsewhere (titles, reasons, causes) may hold anything; it is cut, kept on one line and freed of marks
that turn the direction of text, so that no title can pose as something else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from noktvrn.ops.budgets import usd
from noktvrn.ports.notice_kinds import (
    ArtistCreated,
    BudgetReached,
    BudgetWarned,
    Decided,
    DecisionUndone,
    Digest,
    LifecycleChanged,
    NeedsDecision,
    NoticeKind,
    NoticePayload,
    ProviderFallback,
    ProviderOut,
    Released,
    RunExpired,
    RunFailed,
    WorkerLost,
)

LONGEST_TITLE = 120
_LONGEST_NAME = 48
_LONGEST_LINE = 500

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DONE = {"approve": "approved", "reject": "rejected", "changes": "changes asked"}
_TAKEN_BACK = {"approve": "the approval", "reject": "the rejection", "changes": "the wish for changes"}
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice in words.

    Attributes:
        title: One line.
        lines: What else there is to say, one sentence or so each; may be empty.
        path: Place on the page, such as ``"/review/01j..."``; empty where there is none.
    """

    title: str
    lines: tuple[str, ...]
    path: str = ""


def word_notice(payload: NoticePayload, zone: tzinfo | None) -> Wording:
    """Return a notice in words.

    Args:
        payload: What happened.
        zone: Time zone of instants; None is that of the machine.
    """
    wording = _WORDINGS[payload.kind](payload, zone)
    lines = tuple(line for each in wording.lines if (line := one_line(each, _LONGEST_LINE)))
    return Wording(one_line(wording.title, LONGEST_TITLE), lines, wording.path)


def word_time(at: datetime, zone: tzinfo | None) -> str:
    """Return an instant in local time: ``"21 Nov 14:02"``."""
    local = at.astimezone(zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"


def one_line(text: str, longest: int) -> str:
    """Return text on one line, without control characters and marks of direction, cut with an ellipsis."""
    kept = "".join(" " if _breaks(char) else char for char in text if char not in _TURNING)
    flat = " ".join(kept.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}…"


def _breaks(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}


def _song(payload: Any) -> str:
    """Return what a song is called: ``"Night Bus by Nova Lux"``; its run's number as long as it has no name."""
    title, artist = one_line(payload.title, _LONGEST_NAME), one_line(payload.artist, _LONGEST_NAME)
    if title and artist:
        return f"{title} by {artist}"
    if artist:
        return f"A song by {artist}"
    return title or f"Run {payload.run_id[-8:]}"


def _needs_decision(payload: NeedsDecision, zone: tzinfo | None) -> Wording:
    take = f"Take {payload.pass_no}: " if payload.pass_no > 1 else ""
    until = f"Decide until {word_time(payload.deadline, zone)}." if payload.deadline else ""
    findings = f"{take}the gate says: {payload.findings}" if payload.findings else ""
    return Wording(f"{_song(payload)} waits for you", (_capital(findings), until), f"/review/{payload.run_id}")


def _decided(payload: Decided, zone: tzinfo | None) -> Wording:
    via = "" if payload.surface == payload.actor else f" via {payload.surface}"
    why = ", ".join((*payload.chips, payload.reason)).strip(", ")
    return Wording(
        f"{_song(payload)}: {_DONE.get(payload.verdict, payload.verdict)} by {payload.actor}{via}",
        (f"Why: {why}" if why else "", f"Takes effect {word_time(payload.effective_at, zone)}."),
        f"/review/{payload.run_id}",
    )


def _decision_undone(payload: DecisionUndone, zone: tzinfo | None) -> Wording:
    what = _TAKEN_BACK.get(payload.verdict, payload.verdict)
    return Wording(
        f"{_song(payload)} waits for you again",
        (f"{payload.actor} took back {what} via {payload.surface}.",),
        f"/review/{payload.run_id}",
    )


def _released(payload: Released, zone: tzinfo | None) -> Wording:
    return Wording(
        f"{_song(payload)} is released", (f"Its package is {payload.folder}.",), f"/releases/{payload.release_id}"
    )


def _run_failed(payload: RunFailed, zone: tzinfo | None) -> Wording:
    rests = "is paused" if payload.paused else "failed"
    again = "Trying again can help." if payload.retryable else ""
    return Wording(
        f"{_song(payload)} {rests} at {payload.stage.replace('_', ' ')}",
        (_capital(payload.cause), f"Do: {payload.remedy}", again),
        f"/runs/{payload.run_id}",
    )


def _run_expired(payload: RunExpired, zone: tzinfo | None) -> Wording:
    return Wording(
        f"Nobody decided about {_song(payload)} in time",
        (f"The time ran out {word_time(payload.deadline, zone)}. It can still be decided.",),
        f"/review/{payload.run_id}",
    )


def _provider_fallback(payload: ProviderFallback, zone: tzinfo | None) -> Wording:
    path = f"/runs/{payload.run_id}" if payload.run_id else ""
    return Wording(
        f"{payload.used} did the work of {payload.wanted} as {payload.role}",
        (_capital(payload.reason), f"Do: {payload.remedy}" if payload.remedy else ""),
        path,
    )


def _provider_out(payload: ProviderOut, zone: tzinfo | None) -> Wording:
    return Wording(
        f"{payload.provider} cannot be used as {payload.role}", (_capital(payload.cause), f"Do: {payload.remedy}")
    )


def _budget_warned(payload: BudgetWarned, zone: tzinfo | None) -> Wording:
    share = 100 * payload.spent_usd / payload.limit_usd if payload.limit_usd else 100
    return Wording(f"{share:.0f} % of the {payload.budget} budget is spent", (_spent(payload),))


def _budget_reached(payload: BudgetReached, zone: tzinfo | None) -> Wording:
    title = f"The {payload.budget} budget is spent"
    if payload.spent_usd < payload.limit_usd:
        title = f"The next call could cost more than is left of the {payload.budget} budget"
    could = f"The next call could cost {usd(payload.next_usd)}." if payload.next_usd else ""
    return Wording(title, (_spent(payload), could, payload.resets, f"Do: {payload.remedy}"))


def _spent(payload: BudgetWarned | BudgetReached) -> str:
    aside = payload.reserved_usd if isinstance(payload, BudgetReached) else 0.0
    more = f", {usd(aside)} put aside for calls under way" if aside else ""
    return f"{usd(payload.spent_usd)} of {usd(payload.limit_usd)} spent for {payload.period}{more}."


def _artist_created(payload: ArtistCreated, zone: tzinfo | None) -> Wording:
    name = one_line(payload.artist, _LONGEST_NAME)
    return Wording(
        f"{name} is new on the roster", (f"{payload.genre}, asked for by {payload.actor}.",), f"/artists/{payload.slug}"
    )


def _lifecycle_changed(payload: LifecycleChanged, zone: tzinfo | None) -> Wording:
    name = one_line(payload.artist, _LONGEST_NAME)
    return Wording(f"{name} is {payload.after} now", (_capital(payload.reason),))


def _worker_lost(payload: WorkerLost, zone: tzinfo | None) -> Wording:
    return Wording(
        f"A worker on {payload.host} is lost",
        (f"{payload.worker} gave no sign of life for {payload.silent_s:.0f} s. Others take over its runs.",),
        "/",
    )


def _digest(payload: Digest, zone: tzinfo | None) -> Wording:
    decided = payload.approved + payload.rejected + payload.changes
    rate = payload.approval_rate
    lines = [
        f"Decided: {decided}, approved {payload.approved}, rejected {payload.rejected}, changes {payload.changes}",
        "" if rate is None else f"Approval rate: {100 * rate:.0f} %",
        _counted("Taken back", payload.undone),
        _counted("Released", payload.released),
        _counted("Failed or paused", payload.failed),
        _counted("Nobody decided in time", payload.expired),
        f"Waiting now: {payload.waiting}",
        f"Why: {', '.join(f'{why} ({count})' for why, count in payload.reasons)}" if payload.reasons else "",
        "" if payload.cost_usd is None else f"Cost: ${payload.cost_usd:.2f}",
    ]
    local = payload.since.astimezone(zone)
    day = f"{local.day} {_MONTHS[local.month - 1]}"
    title = f"The day since {day} {local:%H:%M}: {payload.approved} approved, {payload.waiting} waiting"
    return Wording(title, tuple(lines), "/")


def _counted(what: str, number: int) -> str:
    return f"{what}: {number}" if number else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_WORDINGS: Mapping[NoticeKind, Callable[[Any, tzinfo | None], Wording]] = {
    NoticeKind.NEEDS_DECISION: _needs_decision,
    NoticeKind.DECIDED: _decided,
    NoticeKind.DECISION_UNDONE: _decision_undone,
    NoticeKind.RELEASED: _released,
    NoticeKind.RUN_FAILED: _run_failed,
    NoticeKind.RUN_EXPIRED: _run_expired,
    NoticeKind.PROVIDER_FALLBACK: _provider_fallback,
    NoticeKind.PROVIDER_OUT: _provider_out,
    NoticeKind.BUDGET_WARNED: _budget_warned,
    NoticeKind.BUDGET_REACHED: _budget_reached,
    NoticeKind.ARTIST_CREATED: _artist_created,
    NoticeKind.LIFECYCLE_CHANGED: _lifecycle_changed,
    NoticeKind.WORKER_LOST: _worker_lost,
    NoticeKind.DIGEST: _digest,
}
