"""``noktvrn release``: what was packaged, and whether it is still whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

if TYPE_CHECKING:
    from noktvrn.catalogue.verify import VerificationReport
    from noktvrn.interfaces.cli.terminal import Terminal
    from noktvrn.ports.repositories import ReleaseRecord
    from noktvrn.services.label import Label

ReleaseArgument = Annotated[str, typer.Argument(metavar="RELEASE", help="Folder, run or identifier; a part is enough.")]

app = noun(
    "release",
    "See what was released, and check that it is whole.",
    ("noktvrn release list", "noktvrn release show nova-lux_2026", "noktvrn release verify nova-lux_2026"),
)


@verb(app, "list", examples=("noktvrn release list", "noktvrn release list --artist nova-lux"))
def list_(
    session: Session,
    artist: Annotated[str | None, typer.Option("--artist", metavar="ARTIST", help="Only this artist's.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many at most.")] = 50,
) -> None:
    """List releases, the newest first."""
    from noktvrn.interfaces.presenters.records import release_record
    from noktvrn.interfaces.presenters.words import clock, short_run
    from noktvrn.services.look import list_releases, release_folder

    now = session.now()
    with session.label() as label:
        releases = list_releases(label, artist, limit)
        folders = [release_folder(label, release) for release in releases]
    session.terminal.emit({"releases": [release_record(*pair) for pair in zip(releases, folders, strict=True)]})
    if not releases:
        session.terminal.say("No releases yet." if artist is None else f"No releases by {artist} yet.")
        session.terminal.next("noktvrn run start --wait")
    rows = [
        [each.title, short_run(each.run_id), clock(each.packaged_at, now), str(folder)]
        for each, folder in zip(releases, folders, strict=True)
    ]
    session.terminal.table(rows, ("song", "run", "packaged", "folder"))


@verb(app, "show", examples=("noktvrn release show nova-lux_2026",))
def show(session: Session, release: ReleaseArgument) -> None:
    """Show a release, what is said about it, and the files in it."""
    from rich.text import Text

    from noktvrn.interfaces.cli.artist_pages import facts_lines
    from noktvrn.interfaces.cli.terminal import QUIET, STRONG, columns
    from noktvrn.interfaces.presenters.records import release_record
    from noktvrn.interfaces.presenters.words import clock, size
    from noktvrn.services.look import release_folder
    from noktvrn.services.release_text import release_text

    terminal = session.terminal
    with session.label() as label:
        record = find_release(label, release)
        folder = release_folder(label, record)
    described = release_text(folder)
    files = [
        (path.relative_to(folder).as_posix(), path.stat().st_size)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    listed = [{"path": name, "size_bytes": size_bytes} for name, size_bytes in files]
    terminal.emit({**release_record(record, folder), "description": described, "files": listed})
    facts = [
        ("Packaged", clock(record.packaged_at, session.now())),
        ("Run", record.run_id),
        ("Folder", str(folder)),
        ("Listen", (folder / "index.html").as_uri()),
    ]
    terminal.show(Text(record.title, style=STRONG), *([Text(described)] if described else []))
    terminal.show(*facts_lines(facts, 10_000))
    if not files:
        terminal.show(Text("The folder is empty or gone."))
    terminal.show(*columns([[Text(size(count), style=QUIET), name] for name, count in files], width=terminal.out.width))
    terminal.next(f"noktvrn release verify {record.folder}")


@verb(app, "verify", examples=("noktvrn release verify nova-lux_2026",))
def verify(session: Session, release: ReleaseArgument) -> int:
    """Check every byte of a release, its records, its provenance and that its media open."""
    from noktvrn.services.look import verify_release

    with session.label() as label, session.audited(label, "release verify", release):
        report = verify_release(label, find_release(label, release).id)
    session.terminal.emit(verification_record(report))
    return show_verification(session.terminal, report)


def find_release(label: Label, name: str) -> ReleaseRecord:
    """Return a release by its own names, or by any name of its run.

    Raises:
        NotFoundError: There is none of that name.
    """
    from noktvrn.errors import NotFoundError
    from noktvrn.services.look import show_release, show_run

    try:
        return show_release(label, name)
    except NotFoundError as unknown:
        try:
            release = show_run(label, name).release
        except NotFoundError:
            raise unknown from None
        if release is None:
            raise
        return release


def show_verification(terminal: Terminal, report: VerificationReport) -> int:
    """Print what was found in a release and return the exit status."""
    from rich.text import Text

    from noktvrn.interfaces.cli.terminal import marked
    from noktvrn.interfaces.presenters.standing import Standing
    from noktvrn.interfaces.presenters.words import count

    name = report.folder.name
    if report.is_whole:
        files = count(report.files_checked, "file")
        terminal.show(Text.assemble(marked(Standing.DONE), f" {name} is whole: {files} checked."))
        return 0
    terminal.show(Text.assemble(marked(Standing.FAILED), f" {name}: {count(len(report.problems), 'problem')}."))
    for problem in report.problems:
        terminal.show(f"  {problem.file} {problem.what}", f"    {problem.remedy}")
    return 1


def verification_record(report: VerificationReport) -> dict[str, Any]:
    """Return what was found in a release as JSON values."""
    return {
        "folder": str(report.folder),
        "whole": report.is_whole,
        "files_checked": report.files_checked,
        "problems": [
            {"file": problem.file, "what": problem.what, "remedy": problem.remedy} for problem in report.problems
        ],
    }
