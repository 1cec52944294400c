"""The overview: what needs you, what failed, and how the label does over time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.interfaces.presenters.sentences import queue_sentence
from noktvrn.interfaces.presenters.words import count, sentence
from noktvrn.interfaces.web.answers import page
from noktvrn.interfaces.web.drawing import charts
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.spending import nightly_costs
from noktvrn.interfaces.web.visitors import Reader
from noktvrn.journal.run import RunState
from noktvrn.review.facts import GateLimits
from noktvrn.roster.artist import LifecycleStatus
from noktvrn.services import overview
from noktvrn.services.label import Label
from noktvrn.services.queue import queue_page, with_cover

router = APIRouter(include_in_schema=False)

_FRESH_S: Final = 15.0
_SHOWN = 4
_PHONE_NIGHTS = 14
_ROSTER = 8


@dataclass
class _Kept:
    """What was computed lately: charts of a large label need not be drawn for each look."""

    lock: Lock = field(default_factory=Lock)
    at: float = 0.0
    label: Label | None = None
    values: dict[str, Any] = field(default_factory=dict)


_kept = _Kept()


@router.get("/")
def show(request: Request, visitor: Reader) -> Response:
    """Show how the label stands."""
    label = house_of(request).label
    with label.records.read() as unit:
        states, statuses = unit.overview.state_counts(), unit.overview.artist_counts()
        artists = unit.overview.artists(_ROSTER)
    waiting = states.get(RunState.NEEDS_DECISION, 0)
    queue = queue_page(label, _SHOWN)
    return page(
        request,
        "overview",
        visitor,
        headline=queue_sentence(waiting),
        lines=_sentences(states),
        waiting=queue,
        covers=with_cover(label, (each.run.id for each in queue)),
        waiting_total=waiting,
        artists=artists,
        artist_total=sum(statuses.values()),
        retired=statuses.get(LifecycleStatus.RETIRED, 0),
        run_total=sum(states.values()),
        **_charts(label),
    )


def _sentences(states: dict[RunState, int]) -> list[str]:
    failed = states.get(RunState.FAILED, 0) + states.get(RunState.PAUSED, 0)
    moving = sum(states.get(state, 0) for state in (RunState.QUEUED, RunState.MAKING, RunState.FINISHING))
    held = states.get(RunState.HELD, 0)
    said = []
    if failed:
        said.append(sentence(count(failed, "run has failed and can be mended", "runs have failed and can be mended")))
    if moving:
        said.append(sentence(count(moving, "is under way", "are under way")))
    if held:
        said.append(sentence(count(held, "decision can be undone", "decisions can be undone")))
    return said


def _charts(label: Label, clock: Callable[[], float] = time.monotonic) -> dict[str, Any]:
    with _kept.lock:
        if _kept.label is not label or clock() - _kept.at > _FRESH_S:
            _kept.label, _kept.at, _kept.values = label, clock(), _draw(label)
        return _kept.values


def _draw(label: Label) -> dict[str, Any]:
    nights, weeks = overview.nights(label), overview.weeks(label)
    durations, songs = overview.step_durations(label), overview.loudness(label)
    rows, whole_s, hairlines = charts.roll(durations)
    limits = GateLimits()
    tolerance = label.settings.gate.loudness_tolerance_lu
    loud = (limits.loudness_lufs - tolerance, limits.loudness_lufs + tolerance)
    return {
        "groups": overview.failures(label, days=overview.NIGHTS).groups[:3],
        "nights": nights,
        **nightly_costs(label, [night.day for night in nights]),
        "any_runs": any(night.outcomes for night in nights),
        "outcome_charts": (
            ("phone", charts.outcome_chart(nights[-_PHONE_NIGHTS:], charts.PHONE_PX)),
            ("desktop", charts.outcome_chart(nights, charts.DESKTOP_PX)),
        ),
        "outcome_kinds": list(overview.Outcome),
        "weeks": weeks,
        "any_decisions": any(week.decided for week in weeks),
        "approval_chart": charts.approval_chart(weeks, charts.PHONE_PX),
        "roll": rows,
        "roll_whole_s": whole_s,
        "roll_hairlines": hairlines,
        "to_decision_s": max((each.begins_s + each.median_s for each in durations), default=0.0),
        "songs": songs,
        "loudness_charts": (
            ("phone", charts.loudness_chart(songs, loud, charts.PHONE_PX)),
            ("desktop", charts.loudness_chart(songs, loud, charts.DESKTOP_PX)),
        ),
    }
