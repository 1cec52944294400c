from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.errors import DecisionConflictError, InvalidInputError, InvalidTransitionError
from noktvrn.review.decision import Decision, DecisionState, Verdict
from noktvrn.review.transitions import (
    check_decidable,
    check_reason,
    describe,
    effective_at,
    finalise,
    undo,
)
from noktvrn.types import RunId

AT = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
HELD = Decision(
    id="01d",
    run_id=RunId("01x"),
    pass_no=1,
    verdict=Verdict.APPROVE,
    actor="R.",
    surface="cli",
    reason="",
    chips=(),
    artefacts={},
    decided_at=AT,
    effective_at=AT + timedelta(minutes=10),
    state=DecisionState.HELD,
)


def test_decision_is_told_with_who_where_and_when() -> None:
    assert describe(HELD) == "approved by R. via cli at 14:02"


def test_open_take_can_be_decided() -> None:
    check_decidable(None, pass_no=1)
    check_decidable(replace(HELD, state=DecisionState.UNDONE), pass_no=1)
    check_decidable(HELD, pass_no=2)


def test_second_decision_is_refused_and_says_who_decided() -> None:
    with pytest.raises(DecisionConflictError, match=r"approved by R\. via cli at 14:02") as refused:
        check_decidable(HELD, pass_no=1)
    assert "review undo 01x" in refused.value.remedy
    with pytest.raises(DecisionConflictError) as late:
        check_decidable(replace(HELD, state=DecisionState.FINAL), pass_no=1)
    assert "undo" not in late.value.remedy


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=1)))
def test_undo_works_exactly_while_it_is_held(after: timedelta) -> None:
    now = AT + after
    if now < HELD.effective_at:
        undone = undo(HELD, actor="S.", now=now)
        assert (undone.state, undone.undone_by, undone.undone_at) == (DecisionState.UNDONE, "S.", now)
    else:
        with pytest.raises(InvalidTransitionError, match="the time to undo ended at 14:12"):
            undo(HELD, actor="S.", now=now)


def test_final_decision_cannot_be_undone() -> None:
    with pytest.raises(InvalidTransitionError):
        undo(replace(HELD, state=DecisionState.FINAL), actor="S.", now=AT)


def test_undone_decision_cannot_be_undone_again() -> None:
    undone = undo(HELD, actor="S.", now=AT + timedelta(minutes=1))
    with pytest.raises(DecisionConflictError, match=r"undone by S\. at 14:03"):
        undo(undone, actor="T.", now=AT + timedelta(minutes=2))


def test_decision_becomes_final_after_its_hold_and_stays_so() -> None:
    with pytest.raises(InvalidTransitionError, match="held until 14:12"):
        finalise(HELD, now=AT)
    final = finalise(HELD, now=HELD.effective_at)
    assert final.state is DecisionState.FINAL
    assert finalise(final, now=AT) == final
    with pytest.raises(InvalidTransitionError, match="was undone"):
        finalise(replace(HELD, state=DecisionState.UNDONE), now=HELD.effective_at)


@pytest.mark.parametrize("verdict", [Verdict.REJECT, Verdict.CHANGES])
def test_refusal_wants_a_reason(verdict: Verdict) -> None:
    with pytest.raises(InvalidInputError, match="wants a reason"):
        check_reason(verdict, "  ", ())
    check_reason(verdict, "too polite", ())
    check_reason(verdict, "", ("too slow",))
    check_reason(Verdict.APPROVE, "", ())


def test_unknown_short_reason_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="'meh'"):
        check_reason(Verdict.REJECT, "", ("meh",))


def test_no_hold_takes_effect_at_once() -> None:
    assert effective_at(AT, timedelta(0)) == AT
    assert effective_at(AT, timedelta(seconds=-5)) == AT
