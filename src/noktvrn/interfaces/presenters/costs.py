"""Costs, budgets and models in words and as JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from noktvrn.interfaces.presenters.records import Json, instant
from noktvrn.interfaces.presenters.standing import Standing as Mark
from noktvrn.interfaces.presenters.words import count, short_run
from noktvrn.ops.budgets import BudgetKind, usd
from noktvrn.ports.ledger import CallState, LedgerEntry
from noktvrn.ports.room_state import Closure, Standing
from noktvrn.services.costs import BudgetStanding, NamedCost

MOST_CALLS = 1_000
"""Calls that are read to say what a run or an artist cost."""
_NAMED = {BudgetKind.ARTIST, BudgetKind.ROLE}


def cost_record(cost: NamedCost) -> Json:
    """Return what one subject cost."""
    line = cost.line
    return {
        "subject": line.subject or None,
        "name": cost.name or None,
        "calls": line.calls,
        "faults": line.faults,
        "fallbacks": line.fallbacks,
        "calls_of_assumed_price": line.unpriced,
        "input_tokens": line.input_tokens,
        "output_tokens": line.output_tokens,
        "cost_usd": float(line.cost_usd),
        "reserved_usd": float(line.reserved_usd),
        "mean_latency_s": round(line.latency_s / line.calls, 3) if line.calls else 0.0,
    }


def cost_notes(cost: NamedCost) -> str:
    """Return what is worth knowing of a sum: ``"7 failed, 3 fell back, 2 at an assumed price, 0.02 USD put aside"``."""
    line = cost.line
    notes = (
        (line.faults, f"{line.faults:,} failed"),
        (line.fallbacks, f"{line.fallbacks:,} fell back"),
        (line.unpriced, f"{line.unpriced:,} at an assumed price"),
        (line.reserved_usd, f"{usd(line.reserved_usd)} put aside"),
    )
    return ", ".join(words for amount, words in notes if amount)


def budget_record(standing: BudgetStanding) -> Json:
    """Return how a budget stands."""
    budget = standing.budget
    return {
        "budget": budget.pot.kind.value,
        "period": budget.pot.period,
        "name": standing.name if budget.pot.kind in _NAMED else None,
        "limit_usd": float(budget.limit_usd),
        "spent_usd": float(standing.spent_usd),
        "share": round(standing.share, 4),
        "resets_at": instant(budget.pot.resets_at),
        "setting": budget.setting,
    }


def budget_name(standing: BudgetStanding) -> str:
    """Return what a budget is for, in words."""
    pot = standing.budget.pot
    if pot.kind in _NAMED:
        return f"{pot.kind.value} {standing.name}, {pot.period.rpartition(' ')[2]}"
    return f"{pot.kind.value} {short_run(pot.period) if pot.kind is BudgetKind.RUN else pot.period}"


def budget_mark(standing: BudgetStanding) -> tuple[Mark, str]:
    """Return how a budget stands and the word for it."""
    if standing.share >= 1:
        return Mark.FAILED, "reached"
    return (Mark.NEEDS_YOU, "nearly reached") if standing.is_nearly_spent else (Mark.DONE, "kept")


def used_words(standing: BudgetStanding) -> str:
    """Return how much of a budget is used up: ``"82 %"``; never rounded up to all of it."""
    return f"{int(standing.share * 100)} %"


def standing_record(standing: Standing) -> Json:
    """Return what was learned of a model."""
    weight = standing.good + standing.bad
    return {
        "role": standing.role.value,
        "model": f"{standing.vendor}:{standing.model}",
        "calls": standing.calls,
        "good_share": round(standing.good / weight, 4) if weight else None,
        "rating": round(standing.rating, 4) if standing.ratings else None,
        "mean_latency_s": round(standing.latency_s, 3),
        "mean_cost_usd": round(standing.cost_usd, 9),
        "updated_at": instant(standing.updated_at),
    }


def closure_record(closure: Closure) -> Json:
    """Return who is left alone, and why."""
    return {
        "vendor": closure.vendor,
        "model": closure.model or None,
        "fault": closure.fault.value,
        "cause": closure.cause,
        "remedy": closure.remedy,
        "needs_person": closure.needs_person,
        "failures": closure.failures,
        "since": instant(closure.since),
        "until": instant(closure.until),
    }


def closure_words(closure: Closure, until: str) -> str:
    """Return why a vendor is left alone, as a sentence."""
    what = f"{closure.vendor}:{closure.model}" if closure.model else closure.vendor
    return f"{what} is left alone until {until}: {closure.cause}"


def share_words(standing: Standing) -> str:
    """Return the share of good answers: ``"94 %"``."""
    weight = standing.good + standing.bad
    return f"{standing.good / weight:.0%}".replace("%", " %") if weight else ""


def spent_words(calls: Sequence[LedgerEntry]) -> str:
    """Return what calls cost together: ``"0.42 USD, 12 calls"``; empty without any."""
    if not calls:
        return ""
    spent = sum((call.cost_usd or Decimal(0) for call in calls), Decimal(0))
    more = "the last " if len(calls) == MOST_CALLS else ""
    return f"{usd(spent)}, {more}{count(len(calls), 'call')}"


def call_record(call: LedgerEntry) -> Json:
    """Return one call; what was said in it is in the provenance."""
    return {
        "id": call.id,
        "effort": call.effort,
        "at": instant(call.at),
        "role": call.role.value,
        "prompt": call.prompt,
        "model": f"{call.vendor}:{call.model}",
        "state": call.state.value,
        "fault": call.fault.value if call.fault else None,
        "moved_on_to": call.moved_on_to or None,
        "artist_id": call.artist_id,
        "run_id": call.run_id,
        "reserved_usd": float(call.reserved_usd),
        "cost_usd": None if call.cost_usd is None else float(call.cost_usd),
        "is_price_known": call.is_price_known,
        "input_tokens": call.input_tokens,
        "output_tokens": call.output_tokens,
        "latency_s": round(call.latency_s, 3),
    }


def call_mark(call: LedgerEntry) -> tuple[Mark, str]:
    """Return how a call ended and the word for it."""
    if call.state is CallState.RESERVED:
        return Mark.RUNNING, "under way"
    if call.state is CallState.LOST:
        return Mark.FAILED, "lost"
    return (Mark.FAILED, call.fault.value.replace("_", " ")) if call.fault else (Mark.DONE, "answered")
