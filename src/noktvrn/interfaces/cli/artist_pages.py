"""How artists look on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from noktvrn.interfaces.cli.terminal import QUIET, STRONG, Cell, columns, marked
from noktvrn.interfaces.presenters.artists import artist_facts, genre_words
from noktvrn.interfaces.presenters.sentences import song_name
from noktvrn.interfaces.presenters.standing import Standing, artist_standing, run_standing
from noktvrn.interfaces.presenters.words import clock, sentence, short_run
from noktvrn.interfaces.presenters.writing import invented_by, writer_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from noktvrn.roster.artist import Artist
    from noktvrn.services.create_artist import CreatedArtist
    from noktvrn.services.views import ArtistView

_RECENT = 8
PASSED = "pass"


def artist_rows(artists: Iterable[Artist]) -> list[list[Cell]]:
    """Return artists as rows of a list."""
    return [
        [
            marked(*artist_standing(artist.status)),
            artist.slug,
            artist.identity.name,
            genre_words(artist.sound.genre),
            "autopilot" if artist.autopilot else "",
            Text(artist.status_reason, style=QUIET),
        ]
        for artist in artists
    ]


def facts_lines(facts: Sequence[tuple[str, str]], width: int) -> list[Text]:
    """Return facts with their headings in a column, wrapped to ``width``."""
    lines: list[Text] = []
    indent = max((len(name) for name, _ in facts), default=0) + 2
    for name, value in facts:
        wrapped = wrap(value, width - indent) or [""]
        lines.append(Text.assemble((f"{name:<{indent}}", QUIET), wrapped[0]))
        lines += [Text(" " * indent + rest) for rest in wrapped[1:]]
    return lines


def wrap(text: str, width: int) -> list[str]:
    """Return text as lines of at most ``width`` characters."""
    import textwrap

    return textwrap.wrap(text, max(width, 20))


def creation_lines(made: CreatedArtist) -> list[Text]:
    """Return a new artist, and what was found while it was made."""
    artist = made.artist
    lines = [Text.assemble((artist.identity.name, STRONG), f"  {artist.slug}"), Text()]
    lines += [Text(line) for line in wrap(artist.identity.story, 88)]
    lines += [Text(), *facts_lines(artist_facts(artist), 88), Text(), Text(f"Checked: {made.report.summary}")]
    lines.append(
        Text(f"Written by {writer_words(made.made_by.provider, made.made_by.model, made.made_by.parameters)}.")
    )
    for finding in made.report.findings:
        if finding.severity.value != PASSED:
            lines.append(Text(f"  {finding.title}: {finding.value}, allowed {finding.limit}. {finding.remedy}"))
    return lines


def artist_page(view: ArtistView, now: datetime, width: int) -> list[Text]:
    """Return an artist with its history."""
    artist = view.artist
    lines = [
        Text.assemble((artist.identity.name, STRONG), f"  {artist.slug}"),
        Text.assemble(marked(*artist_standing(artist.status)), f"  {sentence(artist.status_reason)}"),
        Text(),
        *(Text(line) for line in wrap(artist.identity.story, width)),
        Text(),
        *facts_lines([*artist_facts(artist), *invented_by(view.events)], width),
    ]
    if view.runs:
        rows: list[list[Cell]] = [
            [marked(*run_standing(each.run.state, each.decision)), short_run(each.run.id), song_name(each)]
            for each in view.runs[:_RECENT]
        ]
        lines += [Text(), Text("Runs", style=STRONG), *columns(rows, width=width)]
    if view.releases:
        released: list[list[Cell]] = [
            [marked(Standing.DONE), each.title, each.folder, clock(each.packaged_at, now)]
            for each in view.releases[:_RECENT]
        ]
        lines += [Text(), Text("Releases", style=STRONG), *columns(released, width=width)]
    if view.events:
        happened: list[list[Cell]] = [
            [Text(clock(each.at, now), style=QUIET), each.kind, f"by {each.actor}", sentence(each.reason)]
            for each in view.events[-_RECENT:]
        ]
        lines += [Text(), Text("History", style=STRONG), *columns(happened, width=width)]
    return lines
