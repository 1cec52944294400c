"""What is written down when: in the unit of work of the change, once, and not when the change is taken back."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from noktvrn.errors import DecisionConflictError
from noktvrn.journal.run import RunState
from noktvrn.ports.notice_kinds import (
    PAYLOADS,
    Decided,
    DecisionUndone,
    LifecycleChanged,
    NoticeKind,
    NoticePayload,
    RunExpired,
    RunFailed,
)
from noktvrn.review.decision import Verdict
from noktvrn.services.decide import decide, undo
from noktvrn.services.notices.of_runs import announce_failure, announce_waiting
from noktvrn.services.steer_artist import pause_artist
from noktvrn.services.steps.reviewing import _ask
from noktvrn.services.waiting import begin_waiting, expire_due_reviews
from noktvrn.settings import load_settings
from noktvrn.testing.builders import ARTIST_ID, RUN_ID, build_failure
from noktvrn.testing.clock import NOON, FrozenClock
from noktvrn.testing.identifiers import CountingIdentifiers
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.stored import store_run

_DEADLINE = NOON + timedelta(hours=1)


@pytest.fixture
def label(tmp_path: Path) -> Any:
    return SimpleNamespace(
        settings=load_settings({"home": str(tmp_path / "home")}, {}),
        records=InMemoryRecords(),
        clock=FrozenClock(),
        identifiers=CountingIdentifiers(3001),
    )


@pytest.fixture
def waiting(label: Any) -> Any:
    """A label with one song that waits for a decision."""
    store_run(label.records, state=RunState.NEEDS_DECISION, title="Night Bus", review_deadline=_DEADLINE)
    with label.records.write() as unit:
        begin_waiting(unit, unit.runs.get(RUN_ID), NOON)
        unit.commit()
    return label


def told(label: Any) -> list[NoticePayload]:
    with label.records.read() as unit:
        return [notice.payload for notice in unit.notices.after(0, tuple(NoticeKind), 100)]


def test_a_decision_is_told_with_who_what_where_and_until_when_it_can_be_undone(waiting: Any) -> None:
    chips = ("hook too late",)
    decision = decide(waiting, RUN_ID, verdict=Verdict.REJECT, actor="ana", surface="web", reason=" no ", chips=chips)
    (payload,) = told(waiting)
    assert payload == Decided(
        decision_id=decision.id,
        run_id=RUN_ID,
        artist_id=ARTIST_ID,
        pass_no=1,
        title="Night Bus",
        artist="Nova Lux",
        verdict="reject",
        actor="ana",
        surface="web",
        reason="no",
        chips=chips,
        effective_at=NOON + timedelta(seconds=600),
    )


def test_the_same_decision_twice_is_told_once_and_a_refused_one_never(waiting: Any) -> None:
    for _ in range(2):
        decide(waiting, RUN_ID, verdict=Verdict.APPROVE, actor="ana", surface="cli")
    with pytest.raises(DecisionConflictError):
        decide(waiting, RUN_ID, verdict=Verdict.REJECT, actor="ben", surface="cli", reason="no")
    assert [payload.kind for payload in told(waiting)] == [NoticeKind.DECIDED]


def test_an_undo_is_told_with_who_took_it_back_where(waiting: Any) -> None:
    decide(waiting, RUN_ID, verdict=Verdict.APPROVE, actor="ana", surface="cli")
    undo(waiting, RUN_ID, actor="ben", surface="telegram")
    _, payload = told(waiting)
    assert isinstance(payload, DecisionUndone)
    assert (payload.verdict, payload.actor, payload.surface) == ("approve", "ben", "telegram")


def test_a_wait_that_ran_out_is_told_once(waiting: Any) -> None:
    assert expire_due_reviews(waiting) == []
    waiting.clock.advance(7_200)
    assert len(expire_due_reviews(waiting)) == 1
    assert expire_due_reviews(waiting) == []
    assert told(waiting) == [RunExpired(RUN_ID, ARTIST_ID, 1, "Night Bus", "Nova Lux", _DEADLINE)]


@pytest.mark.parametrize(("autopilot", "kinds"), [(False, [NoticeKind.NEEDS_DECISION]), (True, [NoticeKind.DECIDED])])
def test_a_person_is_asked_unless_the_autopilot_decides(label: Any, autopilot: bool, kinds: list[NoticeKind]) -> None:
    store_run(label.records, state=RunState.MAKING, title="Night Bus")
    with label.records.write() as unit:
        _ask(unit, unit.runs.get(RUN_ID), label, autopilot=autopilot, findings="All 31 checks pass.")
        unit.commit()
    assert [payload.kind for payload in told(label)] == kinds


def test_a_take_is_told_once_however_often_the_step_is_done_and_the_next_one_again(label: Any) -> None:
    store_run(label.records, state=RunState.NEEDS_DECISION)
    with label.records.write() as unit:
        run = unit.runs.get(RUN_ID)
        for take in (run, run, replace(run, pass_no=2)):
            announce_waiting(unit, take, "All 31 checks pass.", NOON)
        unit.commit()
    assert [payload.key for payload in told(label)] == [f"needs_decision:{RUN_ID}:1", f"needs_decision:{RUN_ID}:2"]


def test_a_failure_is_told_with_stage_cause_and_remedy_and_again_when_the_run_fails_again(label: Any) -> None:
    failure = build_failure()
    store_run(label.records, state=RunState.PAUSED, failure=failure, dispatch_no=1, title="Night Bus")
    with label.records.write() as unit:
        run = unit.runs.get(RUN_ID)
        for failed in (run, run, replace(run, dispatch_no=2, state=RunState.FAILED), replace(run, failure=None)):
            announce_failure(unit, failed, NOON)
        unit.commit()
    first, second = told(label)
    assert isinstance(first, RunFailed)
    assert isinstance(second, RunFailed)
    assert (first.stage, first.cause, first.remedy) == (failure.stage, failure.message, failure.remedy)
    assert (first.paused, second.paused) == (True, False)


def test_a_change_of_status_is_told_with_its_reason(label: Any) -> None:
    store_run(label.records)
    pause_artist(label, "nova-lux", "a holiday", "ana")
    (payload,) = told(label)
    assert isinstance(payload, LifecycleChanged)
    assert (payload.artist, payload.before, payload.after, payload.actor) == ("Nova Lux", "active", "paused", "ana")
    assert "a holiday" in payload.reason


def test_nothing_is_told_of_a_change_that_was_taken_back(label: Any) -> None:
    store_run(label.records, state=RunState.MAKING)
    with label.records.write() as unit:
        _ask(unit, unit.runs.get(RUN_ID), label, autopilot=False, findings="")
    assert told(label) == []


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_a_payload_that_names_it_and_describes_each_of_its_fields(kind: NoticeKind) -> None:
    payload = PAYLOADS[kind]
    assert payload.kind is kind
    described = payload.__doc__ or ""
    for name in (field.name for field in fields(payload)):  # type: ignore[arg-type]  # every payload is a dataclass
        assert f"        {name}: " in described, f"{payload.__name__}.{name} is not described"
