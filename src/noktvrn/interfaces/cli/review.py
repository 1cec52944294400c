"""``noktvrn review``: what waits for a decision, and deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import SURFACE, Session

if TYPE_CHECKING:
    from noktvrn.review.decision import Decision, Verdict
    from noktvrn.services.label import Label

RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="Its eight characters, or its whole identifier.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; the artist learns from it.")]
ChipOption = Annotated[
    list[str] | None, typer.Option("--chip", metavar="CHIP", help='Short reason, such as "too slow"; may be repeated.')
]
ByOption = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who decides; the operator of the settings when not given.")
]
WaitOption = Annotated[bool, typer.Option("--wait", help="Work the queue in this process until the run rests.")]

app = noun(
    "review",
    "Hear what waits for you, and decide.",
    ("noktvrn review list", "noktvrn review show 7k2m9qxd", "noktvrn review approve 7k2m9qxd"),
)


@verb(app, "list", examples=("noktvrn review list",))
def list_(
    session: Session,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many at most.")] = 50,
) -> None:
    """List the songs that wait for a decision, the one whose time runs out first in front."""
    from noktvrn.interfaces.cli.review_pages import queue_head, queue_rows
    from noktvrn.interfaces.presenters.records import run_record
    from noktvrn.interfaces.presenters.sentences import queue_sentence
    from noktvrn.interfaces.presenters.words import short_run
    from noktvrn.services.queue import review_queue

    with session.label() as label:
        waiting = review_queue(label, limit)
    session.terminal.emit({"reviews": [run_record(summary) for summary in waiting]})
    session.terminal.say(queue_sentence(len(waiting)))
    session.terminal.table(queue_rows(waiting, session.now()), queue_head())
    session.terminal.next(
        f"noktvrn review show {short_run(waiting[0].run.id)}" if waiting else "noktvrn run start --wait"
    )


@verb(app, "show", examples=("noktvrn review show 7k2m9qxd", "noktvrn review show 7k2m9qxd --json"))
def show(session: Session, run: RunArgument) -> None:
    """Show what is needed to decide: findings, figures, lyrics, and the files to open."""
    from noktvrn.interfaces.cli.review_pages import review_page
    from noktvrn.interfaces.presenters.records import review_record
    from noktvrn.interfaces.presenters.words import short_run
    from noktvrn.journal.run import DECIDABLE
    from noktvrn.services.look import show_review

    with session.label() as label:
        view = show_review(label, run)
    session.terminal.emit(review_record(view))
    session.terminal.show(*review_page(view, session.now(), min(session.terminal.out.width, 100)))
    if view.summary.run.state in DECIDABLE:
        name = short_run(view.summary.run.id)
        session.terminal.next(f'noktvrn review approve {name}   (or: changes, reject, each with --reason "...")')


@verb(app, "approve", examples=("noktvrn review approve 7k2m9qxd", "noktvrn review approve 7k2m9qxd --wait"))
def approve(
    session: Session, run: RunArgument, reason: ReasonOption = "", by: ByOption = None, wait: WaitOption = False
) -> int:
    """Approve a song; once the time to undo is over it is packaged."""
    from noktvrn.review.decision import Verdict

    return _decide(session, run, Verdict.APPROVE, reason=reason, chips=(), by=by, wait=wait)


@verb(
    app,
    "reject",
    examples=('noktvrn review reject 7k2m9qxd --reason "too close to the last one"',),
)
def reject(
    session: Session,
    run: RunArgument,
    reason: ReasonOption = "",
    chip: ChipOption = None,
    by: ByOption = None,
    wait: WaitOption = False,
) -> int:
    """Reject a song; the run ends and the artist learns from the reason."""
    from noktvrn.review.decision import Verdict

    return _decide(session, run, Verdict.REJECT, reason=reason, chips=tuple(chip or ()), by=by, wait=wait)


@verb(
    app,
    "changes",
    examples=(
        'noktvrn review changes 7k2m9qxd --chip "too slow" --reason "let the drums come in earlier"',
        'noktvrn review changes 7k2m9qxd --chip "cover weak" --wait',
    ),
)
def changes(
    session: Session,
    run: RunArgument,
    reason: ReasonOption = "",
    chip: ChipOption = None,
    by: ByOption = None,
    wait: WaitOption = False,
) -> int:
    """Ask for changes; a fresh take is made and comes back to review."""
    from noktvrn.review.decision import Verdict

    return _decide(session, run, Verdict.CHANGES, reason=reason, chips=tuple(chip or ()), by=by, wait=wait)


@verb(app, "undo", examples=("noktvrn review undo 7k2m9qxd",))
def undo(session: Session, run: RunArgument, by: ByOption = None) -> None:
    """Take back a decision while it can be undone."""
    from noktvrn.interfaces.presenters.records import decision_record
    from noktvrn.interfaces.presenters.sentences import song_name
    from noktvrn.interfaces.presenters.standing import verdict_word
    from noktvrn.interfaces.presenters.words import short_run
    from noktvrn.services.decide import undo as take_back
    from noktvrn.services.look import show_run

    with session.label() as label:
        with session.audited(label, "review undo", run, by=by):
            decision = take_back(label, run, actor=by or session.actor, surface=SURFACE)
        summary = show_run(label, decision.run_id).summary
    session.terminal.emit(decision_record(decision))
    session.terminal.show(
        f"{song_name(summary)} is no longer {verdict_word(decision.verdict)}; it waits for you again."
    )
    session.terminal.next(f"noktvrn review show {short_run(decision.run_id)}")


def _decide(
    session: Session,
    run: str,
    verdict: Verdict,
    *,
    reason: str,
    chips: tuple[str, ...],
    by: str | None,
    wait: bool,
) -> int:
    from noktvrn.interfaces.cli.reporting import report_run
    from noktvrn.interfaces.cli.working import follow
    from noktvrn.review.decision import Verdict
    from noktvrn.services.decide import decide

    if verdict is not Verdict.APPROVE and not reason.strip() and not chips:
        _refuse_without_reason(verdict)
    with session.label() as label:
        with session.audited(label, f"review {verdict.value}", run, by=by, reason=reason, chips=list(chips)):
            decision = decide(
                label, run, verdict=verdict, actor=by or session.actor, surface=SURFACE, reason=reason, chips=chips
            )
        _confirm(session, label, decision, wait=wait)
        if not wait:
            return 0
        return report_run(session, label, follow(session, label, decision.run_id, work=True))


def _refuse_without_reason(verdict: Verdict) -> None:
    """Name the options here: what the rule itself says holds for every surface and knows none of them."""
    from noktvrn.errors import InvalidInputError
    from noktvrn.review.decision import REASON_CHIPS

    raise InvalidInputError(
        f"{'A wish for changes' if verdict.value == 'changes' else 'A rejection'} wants a reason.",
        remedy=f'Add --reason "..." or --chip with one of: {", ".join(REASON_CHIPS)}. The artist learns from it.',
        stage="review",
    )


def _confirm(session: Session, label: Label, decision: Decision, *, wait: bool) -> None:
    """Say what was decided, until when it can be undone, and what follows."""
    from noktvrn.interfaces.presenters.records import decision_record
    from noktvrn.interfaces.presenters.sentences import consequence_sentence, next_command, song_name
    from noktvrn.interfaces.presenters.standing import verdict_word
    from noktvrn.interfaces.presenters.words import clock, short_run
    from noktvrn.services.look import show_run

    terminal, now = session.terminal, session.now()
    summary = show_run(label, decision.run_id).summary
    if not wait:
        terminal.emit(decision_record(decision))
    terminal.show(f"{song_name(summary)}: {verdict_word(decision.verdict)} by {decision.actor}.")
    if decision.effective_at > now:
        undoing = f"noktvrn review undo {short_run(summary.run.id)}"
        terminal.show(f"Until {clock(decision.effective_at, now)} it can be undone: {undoing}")
    terminal.show(consequence_sentence(decision))
    if not wait and not session.worker_alive(label):
        terminal.next(next_command(summary, worker_alive=False))
