"""``noktvrn room``: what was learned of language models, and who is left alone."""

from __future__ import annotations

from typing import Annotated

import typer

from noktvrn.interfaces.cli.artist import ArtistArgument
from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

app = noun(
    "room",
    "See how language models do.",
    ("noktvrn room show", "noktvrn room memory nova-lux", "noktvrn room reopen openai"),
)


@verb(app, "show", examples=("noktvrn room show", "noktvrn room show --json"))
def show(session: Session) -> None:
    """Show how often each model answers well in each role, how long it takes, what it costs, and who is left alone."""
    from noktvrn.interfaces.presenters.costs import (
        closure_record,
        closure_words,
        share_words,
        standing_record,
    )
    from noktvrn.interfaces.presenters.words import clock, count, elapsed
    from noktvrn.ops.budgets import usd
    from noktvrn.services.costs import look_at_models

    with session.label() as label:
        standings, closures = look_at_models(label)
    session.terminal.emit(
        {
            "mode": session.settings.room.mode,
            "models": [standing_record(standing) for standing in standings],
            "left_alone": [closure_record(closure) for closure in closures],
        }
    )
    if not standings and not closures:
        session.terminal.say("No language model was asked yet.")
        session.terminal.next("noktvrn provider list")
    session.terminal.table(
        [
            [
                standing.role.value,
                f"{standing.vendor}:{standing.model}",
                share_words(standing),
                f"{standing.rating:.2f}" if standing.ratings else "",
                elapsed(standing.latency_s),
                usd(standing.cost_usd),
                count(standing.calls, "call"),
            ]
            for standing in standings
        ],
        ("role", "model", "good", "rated", "takes", "costs", ""),
    )
    now = session.now()
    for closure in closures:
        session.terminal.show(closure_words(closure, clock(closure.until, now)))
        session.terminal.say(closure.remedy)
        session.terminal.next(f"noktvrn room reopen {closure.vendor}" if closure.needs_person else "")


@verb(app, "reopen", examples=("noktvrn room reopen openai",))
def reopen_(
    session: Session,
    vendor: Annotated[str, typer.Argument(metavar="VENDOR", help="The vendor, or vendor:model.")],
) -> None:
    """Ask a vendor again that is left alone, as after you added credit."""
    from noktvrn.interfaces.presenters.costs import closure_record
    from noktvrn.services.costs import reopen

    with session.label() as label, session.audited(label, "room reopen", vendor):
        closures = reopen(label, vendor)
    session.terminal.emit({"reopened": [closure_record(closure) for closure in closures]})
    session.terminal.show(f"{vendor} is asked again, by processes that run already within five seconds.")


@verb(app, "memory", examples=("noktvrn room memory nova-lux", "noktvrn room memory nova-lux --json"))
def memory(session: Session, artist: ArtistArgument) -> None:
    """Show what roles remember of an artist: what songs were about, and what was learned."""
    from noktvrn.interfaces.presenters.memory import forget_command, memory_record
    from noktvrn.services.remembered import remembered_of

    with session.label() as label:
        found = remembered_of(label, artist)
    session.terminal.emit(memory_record(found))
    if not found:
        session.terminal.say("Nothing is remembered of this artist yet.")
    for each in found:
        session.terminal.show(f"{each.role.value}:")
        for line in each.lines:
            session.terminal.show(f"  {line}")
    if found:
        session.terminal.next(forget_command(artist))


@verb(app, "forget", examples=("noktvrn room forget nova-lux", "noktvrn room forget nova-lux --role author"))
def forget_(
    session: Session,
    artist: ArtistArgument,
    role: Annotated[str, typer.Option(metavar="ROLE", help="One role, such as author or reflector; all without.")] = "",
) -> None:
    """Erase what roles remember of an artist."""
    from noktvrn.interfaces.presenters.memory import forgotten_record
    from noktvrn.services.remembered import forget

    with session.label() as label, session.audited(label, "room forget", artist):
        erased = forget(label, artist, role)
    session.terminal.emit(forgotten_record(erased))
    told = ", ".join(each.value for each in erased)
    session.terminal.show(f"Forgotten: {told}." if erased else "Nothing was remembered.")
