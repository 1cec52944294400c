"""``noktvrn notice``: what happened, and how people are told of it."""

from __future__ import annotations

import shlex
import signal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session
from noktvrn.ops.signals import on_signals

if TYPE_CHECKING:
    from noktvrn.services.notices.deliver import Target, Told

app = noun(
    "notice",
    "See what happened, and tell people.",
    ("noktvrn notice list", "noktvrn notice targets", "noktvrn notice test phone"),
)


@verb(
    app,
    "list",
    examples=("noktvrn notice list", "noktvrn notice list --kind run_failed", "noktvrn notice list --run 7k2m9qxd"),
)
def list_(
    session: Session,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help="Only of this kind; may be repeated.")
    ] = None,
    run: Annotated[str | None, typer.Option("--run", metavar="RUN", help="Only about this run.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, metavar="N", help="How many at most.")] = 20,
    before: Annotated[
        int | None, typer.Option("--before", min=1, metavar="ID", help="Only those before this one; pages on.")
    ] = None,
) -> None:
    """List what happened, the newest first."""
    from rich.text import Text

    from noktvrn.interfaces.cli.choosing import choose
    from noktvrn.interfaces.cli.terminal import QUIET, marked
    from noktvrn.interfaces.presenters.notices import notice_record, notice_standing, notice_title
    from noktvrn.interfaces.presenters.words import clock
    from noktvrn.ports.notice_kinds import NoticeKind
    from noktvrn.services.notices.look import list_notices

    kinds = tuple(choose(NoticeKind, word, what="kind") for word in kind) if kind else None
    with session.label() as label:
        notices = list_notices(label, kinds=kinds, run=run, limit=limit, before=before)
    session.terminal.emit({"notices": [notice_record(notice) for notice in notices]})
    if not notices:
        narrowed = kinds is not None or run is not None or before is not None
        session.terminal.say("Nothing like that." if narrowed else "Nothing has happened yet.")
    now = session.now()
    session.terminal.table(
        [
            [
                Text(clock(notice.at, now), style=QUIET),
                marked(*notice_standing(notice)),
                notice_title(notice),
            ]
            for notice in notices
        ],
        ("when", "", ""),
    )


@verb(app, "targets", examples=("noktvrn notice targets", "noktvrn notice targets --json"))
def targets(session: Session) -> None:
    """List the places where people are told.

    Each stands there with what it was told last, what waits for it, and why it fails.
    """
    from rich.text import Text

    from noktvrn.interfaces.cli.terminal import QUIET, Cell, marked
    from noktvrn.interfaces.presenters.notices import target_record, target_standing, target_words
    from noktvrn.interfaces.telling import all_targets
    from noktvrn.services.notices.look import look_at_targets, worker_is_there

    with session.label() as label:
        views = look_at_targets(label, all_targets(label))
        tells = worker_is_there(label)
    session.terminal.emit({"targets": [target_record(view) for view in views]})
    if not views:
        session.terminal.say("Nobody is told: no targets are set.")
        session.terminal.say(f"Set notify.targets.NAME.url in {session.settings.home}/noktvrn.toml")
    now = session.now()
    rows: list[list[Cell]] = []
    for view in views:
        way = Text(view.way, style=QUIET)
        rows.append([marked(*target_standing(view, now)), view.name, way, target_words(view, now)])
        if view.failure is not None:
            rows += [["", "", "", view.failure.message], ["", "", "", f"Do: {view.failure.remedy}"]]
    session.terminal.table(rows, ("", "target", "way", ""))
    if not tells and any(view.waiting and not view.telling for view in views):
        session.terminal.say("No worker is there. A worker tells what waits, and so do these while they run:")
        session.terminal.say("noktvrn serve, noktvrn notice deliver")
    if views:
        session.terminal.next(f"noktvrn notice test {shlex.quote(views[0].name)}")


@verb(app, "test", examples=("noktvrn notice test phone",))
def test(session: Session, name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the target.")]) -> None:
    """Send a trial message to one place, now, whatever its quiet hours."""
    from noktvrn.interfaces.telling import send_trial

    with session.label() as label:
        message = send_trial(label, name)
    session.terminal.emit({"target": name, "message": message.id, "told": True})
    session.terminal.show(f"{name} took the trial message.")


@verb(app, "deliver", examples=("noktvrn notice deliver", "noktvrn notice deliver --once"))
def deliver(
    session: Session,
    once: Annotated[bool, typer.Option("--once", help="Tell what waits now, then end.")] = False,
) -> int:
    """Tell people what happens until Ctrl-C. A worker and serve do so by themselves."""
    from noktvrn.app import notice_delivery
    from noktvrn.interfaces.telling import all_targets, tell_what_waits
    from noktvrn.services.notices.loop import NoticeLoop

    with session.label() as label:
        if once:
            return _tell_outcomes(session, tell_what_waits(label))
        places = all_targets(label)
        delivery = notice_delivery(label)
        session.terminal.say(f"Telling {_count(places)} what happens. Ctrl-C stops.")
        return _run_until_stopped(session, NoticeLoop(delivery, lambda: places, session.settings.notify.look_s))


def _count(places: list[Target]) -> str:
    from noktvrn.interfaces.presenters.words import count

    return count(len(places), "target")


def _run_until_stopped(session: Session, loop: Any) -> int:
    from noktvrn.interfaces.errors import EXIT_INTERRUPTED

    status = 0
    try:
        with on_signals(loop.stop, signal.SIGTERM):
            loop.run()
    except KeyboardInterrupt:
        loop.stop()
        status = EXIT_INTERRUPTED
    loop.wait()
    session.terminal.emit({"stopped": True})
    session.terminal.say("Stopped. What waits is told by whoever goes on.")
    return status


def _tell_outcomes(session: Session, came: dict[str, list[Told]]) -> int:
    from noktvrn.errors import ProviderError
    from noktvrn.interfaces.cli.terminal import marked
    from noktvrn.interfaces.presenters.standing import Standing
    from noktvrn.services.notices.deliver import Told

    session.terminal.emit({"targets": {name: [told.value for told in outcomes] for name, outcomes in came.items()}})
    failed = [name for name, outcomes in came.items() if {Told.FAILED, Told.GIVEN_UP} & set(outcomes)]
    session.terminal.table(
        [
            [
                marked(Standing.FAILED, "failed") if name in failed else marked(Standing.DONE, "done"),
                name,
                f"{outcomes.count(Told.TOLD)} told",
            ]
            for name, outcomes in came.items()
        ]
    )
    if failed:
        session.terminal.next("noktvrn notice targets")
    return ProviderError.exit_code if failed else 0
