"""``noktvrn demo``: the whole loop once, in front of your eyes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from noktvrn.interfaces.cli.command import verb
from noktvrn.interfaces.cli.session import SURFACE, Session

if TYPE_CHECKING:
    from noktvrn.journal.run import Run
    from noktvrn.services.label import Label
    from noktvrn.services.views import RunView

ACTOR: Final = "demo"
"""Name that stands on what the demo decides, so that nobody takes it for a person's decision."""


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    verb(app, "demo", examples=("noktvrn demo", "noktvrn demo --seed 7", "noktvrn demo --film"))(demo)


def demo(
    session: Session,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="Same seed and brief, same song; fresh when not given.")
    ] = None,
    brief: Annotated[
        str | None, typer.Option("--brief", metavar="TEXT", help="Who the artist should be; picked when not given.")
    ] = None,
    film: Annotated[
        bool, typer.Option("--film", help="Film the whole song too, which takes about as long as the song.")
    ] = False,
) -> int:
    """Go round the loop once, in about a minute.

    Creates an artist, makes a song, a cover and a teaser, approves them in the name of the demo, makes a canvas,
    packages the release and checks it.
    """
    from noktvrn.interfaces.cli.reporting import report_run
    from noktvrn.interfaces.cli.working import follow
    from noktvrn.journal.run import RunState

    quick = replace(session, overrides={"review": {"hold_s": 0.0}, "film": {"full_length": film}})
    with quick.label() as label:
        run = _begin(quick, label, seed, brief)
        view = follow(quick, label, run.id, work=True, on_look=lambda view: _approve_when_asked(label, view))
        if view.summary.run.state is not RunState.RELEASED or view.release is None:
            return report_run(quick, label, view)
        return _show_release(quick, label, view)


def _begin(session: Session, label: Label, seed: int | None, brief: str | None) -> Run:
    from rich.text import Text

    from noktvrn.interfaces.cli.demo_briefs import BRIEFS
    from noktvrn.interfaces.cli.terminal import QUIET, STRONG
    from noktvrn.interfaces.presenters.artists import genre_words
    from noktvrn.services.create_artist import create_artist
    from noktvrn.services.start_run import check_seed, start_run
    from noktvrn.types import child_seed

    check_seed(seed)
    _warn_when_cold(session)
    base = label.identifiers.new_seed() if seed is None else seed
    words = BRIEFS[child_seed(base, "demo", "brief") % len(BRIEFS)] if brief is None else brief
    made = create_artist(label, brief=words, genre=None, name=None, seed=base, autopilot=False, actor=ACTOR)
    artist, terminal = made.artist, session.terminal
    terminal.say(Text.assemble(("Brief   ", QUIET), words))
    terminal.say(
        Text.assemble(("Artist  ", QUIET), (artist.identity.name, STRONG), f", {genre_words(artist.sound.genre)}")
    )
    terminal.say()
    return start_run(label, brief="", artist=artist.id, seed=base, autopilot=False, actor=ACTOR)


def _warn_when_cold(session: Session) -> None:
    from noktvrn.interfaces.cli.checks import kernel_folder
    from noktvrn.ops.doctor import Health
    from noktvrn.ops.health_machine import check_kernels

    if check_kernels(kernel_folder(session.settings)).health is not Health.GOOD:
        session.terminal.say("The first time takes longer: the studio compiles its kernels and keeps them.")


def _approve_when_asked(label: Label, view: RunView) -> bool:
    """Approve the song once it waits; recorded as the demo's decision."""
    from noktvrn.journal.run import DECIDABLE
    from noktvrn.review.decision import Verdict
    from noktvrn.services.decide import decide

    run = view.summary.run
    if run.state not in DECIDABLE:
        return False
    reason = "nobody listened, this was the demo"
    decide(label, run.id, verdict=Verdict.APPROVE, actor=ACTOR, surface=SURFACE, reason=reason)
    return True


def _show_release(session: Session, label: Label, view: RunView) -> int:
    from rich.text import Text

    from noktvrn.interfaces.cli.release import show_verification, verification_record
    from noktvrn.interfaces.cli.terminal import QUIET, marked
    from noktvrn.interfaces.presenters.records import release_record, run_view_record
    from noktvrn.interfaces.presenters.sentences import song_name
    from noktvrn.interfaces.presenters.standing import Standing
    from noktvrn.services.look import release_folder, verify_release

    terminal, release = session.terminal, view.release
    if release is None:
        return 1
    folder = release_folder(label, release)
    report = verify_release(label, release.id)
    terminal.emit(
        {
            "run": run_view_record(view),
            "release": release_record(release, folder),
            "verification": verification_record(report),
        }
    )
    terminal.say()
    terminal.show(Text.assemble(marked(Standing.DONE), f" {song_name(view.summary)} is released."))
    status = show_verification(terminal, report)
    terminal.show(
        Text.assemble(("Files         ", QUIET), str(folder)),
        Text.assemble(("In a browser  ", QUIET), (folder / "index.html").as_uri()),
    )
    terminal.next('noktvrn artist create --brief "..."   or once more: noktvrn demo')
    return status
