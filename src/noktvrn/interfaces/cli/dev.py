"""``noktvrn dev``: for those who work on noktvrn itself."""

from __future__ import annotations

from typing import Annotated

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

app = noun(
    "dev",
    "Work on noktvrn itself.",
    ("noktvrn --home /tmp/large dev seed --artists 1000 --runs 100000",),
)


@verb(app, "seed", examples=("noktvrn --home /tmp/large dev seed --artists 1000 --runs 100000",))
def seed(
    session: Session,
    artists: Annotated[int, typer.Option("--artists", min=1, metavar="N", help="How many artists.")] = 100,
    runs: Annotated[int, typer.Option("--runs", min=0, metavar="N", help="How many runs.")] = 1_000,
    number: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Same seed, same history.")] = 1,
) -> None:
    """Fill an empty label with an invented history, to see how pages and lists bear it. There is nothing to hear."""
    from dataclasses import asdict

    from noktvrn.interfaces.presenters.words import count
    from noktvrn.storage.opening import open_storage
    from noktvrn.storage.plausible import fill
    from noktvrn.types import Seed

    with open_storage(session.settings) as storage:
        seeded = fill(storage.database, artists_wanted=artists, runs_wanted=runs, seed=Seed(number), now=session.now())
    session.terminal.emit(asdict(seeded))
    session.terminal.show(
        f"{count(seeded.artists, 'artist')}, {count(seeded.runs, 'run')}, {count(seeded.releases, 'release')}: "
        "all invented, nothing to hear."
    )
    session.terminal.next("noktvrn serve")
