"""``noktvrn run``: trips round the loop, from brief to release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

if TYPE_CHECKING:
    from noktvrn.journal.run import Run
    from noktvrn.services.label import Label
    from noktvrn.services.views import RunView

RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="Its eight characters, or its whole identifier.")]
WaitOption = Annotated[bool, typer.Option("--wait", help="Work on it in this process until a person has to act.")]

app = noun(
    "run",
    "Start runs and steer them. A run is one trip from brief to release.",
    (
        "noktvrn run start --artist nova-lux --wait",
        "noktvrn run list --state needs-decision",
        "noktvrn run watch 7k2m9qxd",
    ),
)


@verb(
    app,
    "start",
    examples=(
        "noktvrn run start --wait",
        'noktvrn run start --artist nova-lux --brief "a song about the last train"',
        "noktvrn run start --artist nova-lux --seed 7 --autopilot",
    ),
)
def start(
    session: Session,
    artist: Annotated[
        str | None, typer.Option("--artist", metavar="ARTIST", help="Who makes it; the label chooses when not given.")
    ] = None,
    brief: Annotated[
        str, typer.Option("--brief", metavar="TEXT", help="What to make; left to the artist when not given.")
    ] = "",
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", help="Same brief and seed, same song.")] = None,
    autopilot: Annotated[
        bool | None, typer.Option("--autopilot/--no-autopilot", help="Who decides; as the artist is set.")
    ] = None,
    wait: WaitOption = False,
) -> int:
    """Start a run."""
    from noktvrn.services.start_run import start_run

    with session.label() as label:
        with session.audited(label, "run start", artist or "", brief=brief):
            run = start_run(label, brief=brief, artist=artist, seed=seed, autopilot=autopilot, actor=session.actor)
        return _answer(session, label, run, wait=wait)


@verb(app, "list", examples=("noktvrn run list", "noktvrn run list --artist nova-lux --state failed --state cancelled"))
def list_(
    session: Session,
    artist: Annotated[str | None, typer.Option("--artist", metavar="ARTIST", help="Only this artist's.")] = None,
    state: Annotated[
        list[str] | None, typer.Option("--state", metavar="STATE", help="Only in this state; may be repeated.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many at most.")] = 20,
) -> None:
    """List runs, the newest first."""
    from noktvrn.interfaces.cli.choosing import choose
    from noktvrn.interfaces.cli.run_pages import run_head, run_rows
    from noktvrn.interfaces.presenters.records import run_record
    from noktvrn.interfaces.presenters.sentences import attention, queue_sentence
    from noktvrn.journal.run import RunState
    from noktvrn.services.look import list_runs

    states = tuple(choose(RunState, word, what="state") for word in state) if state else None
    with session.label() as label:
        summaries = list_runs(label, artist=artist, states=states, limit=limit)
    session.terminal.emit({"runs": [run_record(summary) for summary in summaries]})
    if not summaries:
        session.terminal.say("No runs yet." if artist is None and states is None else "No such runs.")
        session.terminal.next("noktvrn run start --wait")
    session.terminal.table(run_rows(summaries, session.now()), run_head())
    if waiting := attention(summaries):
        session.terminal.say()
        session.terminal.say(queue_sentence(waiting))
        session.terminal.next("noktvrn review list")


@verb(app, "show", examples=("noktvrn run show 7k2m9qxd", "noktvrn run show 7k2m9qxd --json"))
def show(session: Session, run: RunArgument) -> None:
    """Show a run: its steps, what the gate found, who decided, what was made."""
    from noktvrn.interfaces.cli.run_pages import run_page
    from noktvrn.interfaces.presenters.records import run_view_record
    from noktvrn.interfaces.presenters.sentences import next_command
    from noktvrn.services.look import show_run

    with session.label() as label:
        view = show_run(label, run)
        alive = session.worker_alive(label)
    session.terminal.emit(run_view_record(view))
    session.terminal.show(*run_page(view, session.now(), min(session.terminal.out.width, 100)))
    session.terminal.next(next_command(view.summary, worker_alive=alive))


@verb(app, "explain", examples=("noktvrn run explain 7k2m9qxd",))
def explain(session: Session, run: RunArgument) -> None:
    """Say why a run failed and what to do; language models help where any are set up."""
    from noktvrn.interfaces.cli.asking import asking_models
    from noktvrn.interfaces.cli.run_pages import explanation_page
    from noktvrn.interfaces.presenters.records import explanation_record
    from noktvrn.ports.language import Role
    from noktvrn.services.explain_run import explain_run

    with session.label() as label, asking_models(session.terminal, label, Role.ANALYZER):
        told = explain_run(label, run)
    session.terminal.emit(explanation_record(told))
    session.terminal.show(*explanation_page(told, min(session.terminal.out.width, 100)))
    session.terminal.next(told.proposal.command)


@verb(app, "watch", examples=("noktvrn run watch 7k2m9qxd",))
def watch(session: Session, run: RunArgument) -> int:
    """Watch a run until a person has to act; a worker does the work."""
    from noktvrn.interfaces.cli.reporting import report_run
    from noktvrn.interfaces.cli.working import follow

    with session.label() as label:
        return report_run(session, label, follow(session, label, run, work=False))


@verb(app, "cancel", examples=("noktvrn run cancel 7k2m9qxd",))
def cancel(
    session: Session,
    run: RunArgument,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in your words.")] = "",
) -> None:
    """Stop a run; what it made so far is kept, and it can be resumed."""
    from noktvrn.interfaces.presenters.words import short_run
    from noktvrn.services.look import show_run
    from noktvrn.services.steer_run import cancel_run

    with session.label() as label:
        with session.audited(label, "run cancel", run, reason=reason):
            stopped = cancel_run(label, run, session.actor, reason)
        _emit(session, show_run(label, stopped.id))
    session.terminal.show(f"Run {short_run(stopped.id)} is cancelled; what it made is kept.")
    session.terminal.next(f"noktvrn run resume {short_run(stopped.id)}")


@verb(app, "resume", examples=("noktvrn run resume 7k2m9qxd --wait",))
def resume(session: Session, run: RunArgument, wait: WaitOption = False) -> int:
    """Go on with a cancelled, failed or paused run where it stopped."""
    from noktvrn.services.steer_run import resume_run

    with session.label() as label:
        with session.audited(label, "run resume", run):
            resumed = resume_run(label, run, session.actor)
        return _answer(session, label, resumed, wait=wait)


@verb(
    app,
    "retry",
    examples=("noktvrn run retry 7k2m9qxd --wait", "noktvrn run retry 7k2m9qxd --from cover --same-seed"),
)
def retry(
    session: Session,
    run: RunArgument,
    from_step: Annotated[
        str | None,
        typer.Option("--from", metavar="STEP", help="Where the fresh take begins; where it failed when not given."),
    ] = None,
    same_seed: Annotated[
        bool, typer.Option("--same-seed", help="Keep the seed, so that the same steps give the same result.")
    ] = False,
    wait: WaitOption = False,
) -> int:
    """Make a fresh take, from a step on; earlier steps keep their results."""
    from noktvrn.interfaces.cli.choosing import choose
    from noktvrn.journal.steps import FINISHING, REPEATABLE, Step
    from noktvrn.services.look import show_run
    from noktvrn.services.retrying import where_to_retry
    from noktvrn.services.steer_run import retry_run

    allowed = (*REPEATABLE, *FINISHING)
    with session.label() as label:
        view = show_run(label, run)
        step = choose(Step, from_step, what="step", among=allowed) if from_step else where_to_retry(view)
        with session.audited(label, "run retry", run, step=step.value):
            again = retry_run(label, view.summary.run.id, step, same_seed, session.actor)
        return _answer(session, label, again, wait=wait)


def _answer(session: Session, label: Label, run: Run, *, wait: bool) -> int:
    from noktvrn.interfaces.cli.reporting import report_run
    from noktvrn.interfaces.cli.working import follow
    from noktvrn.services.look import show_run

    view = follow(session, label, run.id, work=True) if wait else show_run(label, run.id)
    return report_run(session, label, view)


def _emit(session: Session, view: RunView) -> None:
    from noktvrn.interfaces.presenters.records import run_view_record

    session.terminal.emit(run_view_record(view))
