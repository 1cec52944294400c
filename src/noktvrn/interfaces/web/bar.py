"""What stands in the bar of the review page: the decision to take, or what became of it, by whom, when, what next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from noktvrn.interfaces.presenters.sentences import (
    consequence_sentence,
    decided_at_words,
    state_sentence,
    undone_at_words,
)
from noktvrn.interfaces.presenters.standing import Standing, run_standing
from noktvrn.interfaces.presenters.words import clock, sentence
from noktvrn.interfaces.web.visitors import Visitor
from noktvrn.journal.run import DECIDABLE, Run, RunState
from noktvrn.review.decision import Decision, DecisionState
from noktvrn.services.glance import ReviewGlance
from noktvrn.services.views import RunSummary


@dataclass(frozen=True, slots=True)
class Bar:
    """What the bar shows about one take.

    Attributes:
        take: The take.
        can_decide: Whether the visitor may decide on it now.
        can_undo: Whether the visitor may take the decision back now.
        standing: How the run stands.
        words: Who decided what, when, and what follows; where nobody did, how the run stands.
        news: What else happened: a decision that was taken back, a wait that ran out.
        ends_in_s: Seconds until it can no longer be undone; None when it cannot now.
        fresh_take: A later take that is there to hear; None when there is none.
    """

    take: int
    can_decide: bool
    can_undo: bool
    standing: tuple[Standing, str]
    words: str
    news: str
    ends_in_s: int | None
    fresh_take: int | None


def bar_of(glance: ReviewGlance, visitor: Visitor, now: datetime, take: int) -> Bar:
    """Return what the bar shows to a visitor who looks at a take, which need not be the present one."""
    summary, run = glance.summary, glance.summary.run
    about = [each for each in glance.decisions if each.pass_no == take]
    last = about[-1] if about else None
    stands = last if last is not None and last.state is not DecisionState.UNDONE else None
    is_present, undoable = run.pass_no == take, can_undo(stands, now)
    return Bar(
        take=take,
        can_decide=is_present and run.state in DECIDABLE and visitor.may("decide"),
        can_undo=is_present and undoable and visitor.may("decide"),
        standing=run_standing(run.state, summary.decision),
        words=_words(summary, stands, now, undoable=undoable) if is_present else _later(run, stands, now),
        news=_news(summary, last, now) if is_present else "",
        ends_in_s=ceil((stands.effective_at - now).total_seconds()) if stands and undoable and is_present else None,
        fresh_take=run.pass_no if run.pass_no > take and run.state in DECIDABLE else None,
    )


def can_undo(decision: Decision | None, now: datetime) -> bool:
    """Return whether a decision can still be taken back."""
    return decision is not None and decision.state is DecisionState.HELD and now < decision.effective_at


def _words(summary: RunSummary, stands: Decision | None, now: datetime, *, undoable: bool) -> str:
    if stands is None:
        return state_sentence(summary, now)
    said = decided_at_words(stands, now)
    if undoable:
        return f"{said}; can be undone until {clock(stands.effective_at, now)}"
    state = summary.run.state
    return f"{sentence(said)} {consequence_sentence(stands) if state is RunState.HELD else f'It is {_now(state)}'}"


def _later(run: Run, stands: Decision | None, now: datetime) -> str:
    said = f"{sentence(decided_at_words(stands, now))} " if stands is not None else ""
    is_there = run.state in DECIDABLE
    return f"{said}Take {run.pass_no} {'is there to hear.' if is_there else f'is {_now(run.state)}'}"


def _now(state: RunState) -> str:
    """Return where a run stands, as the end of a sentence."""
    under_way = {RunState.MAKING: "being made", RunState.FINISHING: "being finished"}
    return f"{under_way.get(state, run_standing(state)[1])}."


def _news(summary: RunSummary, last: Decision | None, now: datetime) -> str:
    if summary.run.state is RunState.EXPIRED:
        return state_sentence(summary, now)
    if last is not None and last.state is DecisionState.UNDONE and summary.run.state in DECIDABLE:
        return sentence(undone_at_words(last, now))
    return ""
