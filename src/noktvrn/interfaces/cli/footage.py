"""``noktvrn footage``: the library of clips that films may show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

ClipArgument = Annotated[str, typer.Argument(metavar="CLIP", help="Beginning of its digest, or its file name.")]

app = noun(
    "footage",
    "Keep clips of your own for films to show.",
    ("noktvrn footage scan ~/clips", "noktvrn footage list", "noktvrn footage show waves.mp4"),
)


@verb(
    app,
    "scan",
    examples=(
        "noktvrn footage scan",
        "noktvrn footage scan ~/clips",
        "noktvrn footage scan ~/clips --take-back --json",
    ),
)
def scan(
    session: Session,
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of clips; that of the settings when not given.")
    ] = None,
    take_back: Annotated[bool, typer.Option("--take-back", help="Try refused and removed clips again.")] = False,
) -> None:
    """Examine the clips of a folder and remember them; files stay where they are."""
    from noktvrn.app import footage_folder, footage_source
    from noktvrn.interfaces.cli.making import making
    from noktvrn.interfaces.cli.studio_pages import tell_facts
    from noktvrn.interfaces.presenters.footage import scan_facts, scan_record
    from noktvrn.services.footage import scan_footage

    place = (folder or footage_folder(session.settings)).expanduser().absolute()
    with session.label() as label, making(session, "footage") as work:
        report = scan_footage(
            label, footage_source(place), take_back=take_back, progress=work.progress, cancelled=work.cancelled
        )
    session.terminal.emit(scan_record(place, report))
    tell_facts(session.terminal, scan_facts(place, report))
    session.terminal.next("noktvrn footage list" if report.added or report.known else "")


@verb(app, "list", examples=("noktvrn footage list", "noktvrn footage list --all --json"))
def list_(
    session: Session,
    every: Annotated[bool, typer.Option("--all", help="Also those that are refused, gone or removed.")] = False,
) -> None:
    """List the clips that films choose from, with what became of the films that they were in."""
    from noktvrn.interfaces.cli.footage_pages import clip_row
    from noktvrn.interfaces.presenters.footage import clip_record
    from noktvrn.ports.footage import ClipStanding
    from noktvrn.services.footage import list_clips

    with session.label() as label:
        views = list_clips(label, None if every else (ClipStanding.USABLE,))
    session.terminal.emit({"clips": [clip_record(view) for view in views]})
    if not views:
        session.terminal.say("No clips yet.")
        session.terminal.next("noktvrn footage scan DIR")
    session.terminal.table([clip_row(view) for view in views], ("", "clip", "", "length", "size", "films", "tags"))


@verb(app, "show", examples=("noktvrn footage show waves.mp4", "noktvrn footage show 3f2a --json"))
def show(session: Session, clip: ClipArgument) -> None:
    """Show what was measured of a clip, who it is owed to, and what became of its films."""
    from noktvrn.interfaces.cli.studio_pages import tell_facts
    from noktvrn.interfaces.presenters.footage import clip_facts, clip_record
    from noktvrn.services.footage import show_clip

    with session.label() as label:
        view = show_clip(label, clip)
    session.terminal.emit(clip_record(view))
    tell_facts(session.terminal, clip_facts(view))


@verb(app, "remove", examples=("noktvrn footage remove waves.mp4",))
def remove(session: Session, clip: ClipArgument) -> None:
    """Use a clip no more; its file is left alone, and `footage scan --take-back` brings it back."""
    from noktvrn.interfaces.presenters.footage import clip_record
    from noktvrn.services.footage import remove_clip, show_clip

    with session.label() as label:
        removed = remove_clip(label, clip)
        view = show_clip(label, removed.digest)
    session.terminal.emit(clip_record(view))
    session.terminal.show(f"{removed.name} is used no more. Its file stays at {removed.path}.")
