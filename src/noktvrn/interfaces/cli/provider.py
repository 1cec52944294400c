"""``noktvrn provider``: who fills which role, which language models there are, and whether they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

if TYPE_CHECKING:
    from noktvrn.ports.room_state import Closure

app = noun(
    "provider",
    "See who writes, composes, measures, paints and films, and try language models.",
    ("noktvrn provider list", "noktvrn provider check", "noktvrn provider models mistral"),
)

VendorArgument = Annotated[
    str, typer.Argument(metavar="VENDOR", help="Such as openai, or the name of an endpoint of yours.")
]


@verb(app, "list", examples=("noktvrn provider list", "noktvrn provider list --json"))
def list_(session: Session) -> None:
    """List who fills each role, and each language model with its price, or why it cannot be asked."""
    from noktvrn.app import model_prices
    from noktvrn.interfaces.cli.provider_pages import (
        closed_lines,
        filling_rows,
        model_rows,
        unpriced_lines,
        unusable_lines,
    )
    from noktvrn.interfaces.fillings import fillings
    from noktvrn.interfaces.presenters.models import filling_record, standpoint_record
    from noktvrn.providers.language.prices import prices_from
    from noktvrn.providers.language.survey import survey
    from noktvrn.settings import load_with_origin

    settings, origin = load_with_origin(session.flags)
    found, closed = fillings(), _left_alone(session)
    standpoints = survey(settings.models, model_prices(settings), session.now())
    session.terminal.emit(
        {
            "providers": [filling_record(each) for each in found],
            "language_models": [standpoint_record(each, origin.get(each.key_setting), closed) for each in standpoints],
            "prices_from": prices_from(),
        }
    )
    session.terminal.table(filling_rows(found), ("", "role", "provider", ""))
    session.terminal.show("")
    asks_unpriced = settings.room.unknown_price != "refuse"
    rows = model_rows(standpoints, origin, closed, asks_unpriced=asks_unpriced)
    session.terminal.table(rows, ("", "language model", "window", "a million tokens", ""))
    if not asks_unpriced:
        session.terminal.show(*unpriced_lines(standpoints))
    session.terminal.show(*closed_lines(standpoints, closed, session.now()))
    session.terminal.show(*unusable_lines(standpoints))
    if any(each.usable for each in standpoints):
        session.terminal.say(f"Prices of vendors are those of {prices_from()}, before tax; none is fetched.")
        session.terminal.next("noktvrn provider check")
    else:
        session.terminal.say("No language model is set up: the embedded writer writes everything.")


def _left_alone(session: Session) -> dict[str, Closure]:
    """Return who is left alone; nobody in a home without a database, which a list does not make."""
    from noktvrn.interfaces.cli.database import database_path
    from noktvrn.interfaces.vendors import left_alone

    path = database_path(session.settings)
    if path is not None and not path.exists():
        return {}
    with session.label() as label:
        return left_alone(label)


@verb(
    app,
    "check",
    examples=("noktvrn provider check", "noktvrn provider check anthropic --yes", "noktvrn provider check --all"),
)
def check(
    session: Session,
    vendor: Annotated[
        str | None, typer.Argument(metavar="[VENDOR]", help="Only this vendor or endpoint; all when not given.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Every model of the settings, not only the first of each vendor.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before spending money.")] = False,
) -> int | None:
    """Try language models by one tiny real call each, and say what it cost or what is wrong.

    These calls cost a fraction of a cent and count in the budgets like all others; see noktvrn cost show --by role.
    Who was left alone and answers is asked again at once.
    """
    from noktvrn.interfaces.cli.provider_check import exit_status, may_spend
    from noktvrn.interfaces.cli.provider_pages import checked_rows, failed_lines
    from noktvrn.interfaces.presenters.models import checked_record
    from noktvrn.interfaces.vendors import chosen_models, tried

    models = chosen_models(session.settings, vendor, every=all_)
    if models and not (yes or may_spend(session, models)):
        session.terminal.say("Nothing was asked.")
        return None
    with session.label() as label:
        results, let_in = tried(label, models)
    session.terminal.emit({"checks": [checked_record(each) for each in results]})
    session.terminal.table(checked_rows(results), ("", "model", "took", "cost"))
    session.terminal.show(*failed_lines(results))
    for closure in let_in:
        session.terminal.say(f"{closure.vendor} was left alone and is asked again.")
    if not results:
        session.terminal.say("No language model is set up: the embedded writer writes everything.")
        session.terminal.next("noktvrn provider list")
    return exit_status(results)


@verb(app, "models", examples=("noktvrn provider models mistral", "noktvrn provider models ollama --json"))
def models(
    session: Session,
    vendor: VendorArgument,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many at most.")] = 100,
) -> None:
    """Ask a vendor which models your key may use, and show those of known price first."""
    from noktvrn.interfaces.cli.provider_pages import offer_rows
    from noktvrn.interfaces.presenters.models import offer_record
    from noktvrn.interfaces.vendors import discovered

    offers, is_local = discovered(session.settings, vendor, session.now)
    session.terminal.emit({"models": [offer_record(offer) for offer in offers[:limit]]})
    session.terminal.table(offer_rows(offers[:limit], is_local=is_local), ("model", "window", "a million tokens"))
    if len(offers) > limit:
        session.terminal.say(f"{len(offers) - limit} more; raise --limit to see them.")
    session.terminal.say("Name those to be asked in models.order, the best first.")
