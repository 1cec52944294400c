"""``noktvrn cost``: what language models cost, and how the budgets stand."""

from __future__ import annotations

from typing import Annotated

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

app = noun(
    "cost",
    "See what language models cost.",
    ("noktvrn cost show", "noktvrn cost show --by model", "noktvrn cost budgets"),
)


@verb(
    app,
    "show",
    examples=("noktvrn cost show", "noktvrn cost show --by artist --since 2026-11-01", "noktvrn cost show --json"),
)
def show(
    session: Session,
    by: Annotated[str, typer.Option("--by", metavar="SUBJECT", help="artist, role, model, day or run.")] = "day",
    since: Annotated[str, typer.Option("--since", metavar="DAY", help="First day, such as 2026-11-01.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="Last day.")] = "",
) -> None:
    """Add up what was spent; failed calls that were billed are in it, and calls under way with their worst case."""
    from rich.text import Text

    from noktvrn.interfaces.cli.choosing import choose
    from noktvrn.interfaces.cli.terminal import QUIET, Cell
    from noktvrn.interfaces.presenters.costs import cost_notes, cost_record
    from noktvrn.interfaces.presenters.words import elapsed, short_run
    from noktvrn.ops.budgets import usd
    from noktvrn.ports.ledger import CostSubject
    from noktvrn.services.costs import add_up_costs

    subject = choose(CostSubject, by, what="subject")
    first, last = chosen_day(since), chosen_day(until)
    with session.label() as label:
        costs = add_up_costs(label, subject, first, last)
    total = sum(float(cost.line.cost_usd) for cost in costs)
    session.terminal.emit({"by": subject.value, "costs": [cost_record(cost) for cost in costs], "cost_usd": total})
    if not costs:
        session.terminal.say("No language model was asked." if not (first or last) else "None was asked in these days.")
        return
    rows: list[list[Cell]] = [
        [
            (short_run(cost.name) if subject is CostSubject.RUN else cost.name) or f"no {subject.value}",
            usd(cost.line.cost_usd),
            f"{cost.line.calls:,}",
            f"{cost.line.input_tokens:,}",
            f"{cost.line.output_tokens:,}",
            elapsed(cost.line.latency_s / cost.line.calls),
            Text(cost_notes(cost), style=QUIET),
        ]
        for cost in costs
    ]
    session.terminal.table(rows, (subject.value, "cost", "calls", "tokens in", "tokens out", "each took", ""))
    days = f", {first or 'the first day'} to {last or 'today'}" if first or last else " since the ledger began"
    session.terminal.say(f"{usd(total)} in all{days}.")


@verb(app, "calls", examples=("noktvrn cost calls", "noktvrn cost calls --run 7k2m9qxd"))
def calls(
    session: Session,
    run: Annotated[str | None, typer.Option("--run", metavar="RUN", help="Only for this run.")] = None,
    artist: Annotated[str | None, typer.Option("--artist", metavar="ARTIST", help="Only for this artist.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, metavar="N", help="How many at most.")] = 20,
) -> None:
    """List single calls, the newest first: who was asked, how it ended, who was asked instead, what it cost."""
    from rich.text import Text

    from noktvrn.interfaces.cli.terminal import QUIET, marked
    from noktvrn.interfaces.presenters.costs import call_mark, call_record
    from noktvrn.interfaces.presenters.words import clock, elapsed
    from noktvrn.ops.budgets import usd
    from noktvrn.services.costs import list_calls

    with session.label() as label:
        found = list_calls(label, run, artist, limit)
    session.terminal.emit({"calls": [call_record(call) for call in found]})
    if not found:
        session.terminal.say("No language model was asked.")
    now = session.now()
    session.terminal.table(
        [
            [
                Text(clock(call.at, now), style=QUIET),
                call.role.value,
                f"{call.vendor}:{call.model}",
                marked(*call_mark(call)),
                usd(call.cost_usd) if call.cost_usd is not None else "",
                elapsed(call.latency_s),
                f"then {call.moved_on_to}" if call.moved_on_to else "",
            ]
            for call in found
        ],
        ("when", "role", "model", "", "cost", "took", ""),
    )


@verb(app, "budgets", examples=("noktvrn cost budgets", "noktvrn cost budgets --json"))
def budgets(session: Session) -> None:
    """Show how far each budget is used up, and when it begins anew."""
    from noktvrn.interfaces.cli.terminal import Cell, marked
    from noktvrn.interfaces.presenters.costs import budget_mark, budget_name, budget_record
    from noktvrn.interfaces.presenters.words import clock
    from noktvrn.ops.budgets import usd
    from noktvrn.services.costs import holding_for_nobody, look_at_budgets

    with session.label() as label:
        standings, strays = look_at_budgets(label), holding_for_nobody(label)
    session.terminal.emit({"budgets": [budget_record(standing) for standing in standings]})
    for stray in strays:
        session.terminal.say(stray)
    if not standings:
        session.terminal.say("No budget is set; see room.day_usd and its neighbours in docs/reference/settings.md.")
    now = session.now()
    rows: list[list[Cell]] = []
    for standing in standings:
        resets_at = standing.budget.pot.resets_at
        rows.append(
            [
                marked(*budget_mark(standing)),
                budget_name(standing),
                f"{usd(standing.spent_usd)} of {usd(standing.budget.limit_usd)}",
                f"begins anew {clock(resets_at, now)}" if resets_at else "for all its takes",
                standing.budget.setting,
            ]
        )
    session.terminal.table(rows, ("", "budget", "spent", "", "setting"))


def chosen_day(word: str) -> str:
    """Return a day as the ledger writes it; empty for an empty word.

    Raises:
        InvalidInputError: It is no day.
    """
    from datetime import date

    from noktvrn.errors import InvalidInputError

    try:
        return str(date.fromisoformat(word)) if word else ""
    except ValueError as exc:
        raise InvalidInputError(
            f"{word!r} is not a day.", remedy="Write it as year, month and day: 2026-11-01.", stage="cost"
        ) from exc
