"""How the review queue and a song to decide on look on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.text import Text

from noktvrn.interfaces.cli.artist_pages import facts_lines, wrap
from noktvrn.interfaces.cli.finding_pages import finding_lines
from noktvrn.interfaces.cli.terminal import QUIET, STRONG, Cell, marked
from noktvrn.interfaces.presenters.figures import figure_facts
from noktvrn.interfaces.presenters.neighbours import neighbour_facts
from noktvrn.interfaces.presenters.release_words import AS_SHOWN, HEADING, NOTHING_SAID, release_words
from noktvrn.interfaces.presenters.sentences import song_name, state_sentence
from noktvrn.interfaces.presenters.standing import run_standing
from noktvrn.interfaces.presenters.words import age, clock, length, short_run
from noktvrn.interfaces.presenters.writing import words_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from noktvrn.services.views import ReviewView, RunSummary

_TO_OPEN: Final = ("master", "preview", "cover", "artwork", "teaser", "score", "lyrics")


def queue_head() -> tuple[str, ...]:
    """Return the words over the queue."""
    return ("", "run", "artist", "song", "waits since", "until")


def queue_rows(waiting: Iterable[RunSummary], now: datetime) -> list[list[Cell]]:
    """Return the songs that wait as rows of a list."""
    return [
        [
            marked(*run_standing(summary.run.state, summary.decision)),
            short_run(summary.run.id),
            summary.artist_slug,
            summary.run.title,
            Text(age(summary.run.updated_at, now), style=QUIET),
            Text(clock(summary.run.review_deadline, now) if summary.run.review_deadline else "", style=QUIET),
        ]
        for summary in waiting
    ]


def review_page(view: ReviewView, now: datetime, width: int) -> list[Text]:
    """Return what a person needs to decide: state, findings, figures, form, text of the release, lyrics, files."""
    run = view.summary.run
    lines = [
        Text.assemble((song_name(view.summary), STRONG), f"  {short_run(run.id)}"),
        Text.assemble(marked(*run_standing(run.state, view.decision)), f"  {state_sentence(view.summary, now)}"),
        Text(),
        *(Text(line) for line in wrap(view.concept, width)),
        Text(),
        *finding_lines(view.findings, width),
        Text(),
        *neighbour_lines(view, width),
        *facts_lines(review_facts(view), width),
        Text(),
        *release_lines(view, width),
        Text("Lyrics", style=STRONG),
        *(Text(f"  {line}".rstrip()) for line in view.lyrics.strip().splitlines()),
        Text(),
        Text("Open", style=STRONG),
        *facts_lines(files_to_open(view.paths), 10_000),
    ]
    return lines


def release_lines(view: ReviewView, width: int) -> list[Text]:
    """Return the text of the release that the song will become: what it says about itself, and who is credited."""
    words = release_words(view)
    said = wrap(words.description or NOTHING_SAID, width - 2)
    return [
        Text.assemble((HEADING, STRONG), (f"  {AS_SHOWN}", QUIET)),
        *(Text(f"  {line}") for line in said),
        *facts_lines(
            [("Credits" if place == 0 else "", f"{who}: {what}") for place, (what, who) in enumerate(words.credits)],
            width,
        ),
        Text(),
    ]


def review_facts(view: ReviewView) -> list[tuple[str, str]]:
    """Return what was measured, the form, and who wrote the words."""
    facts = [*figure_facts(view.figures), ("Form", form_words(view.sections))]
    if written := words_by(view.provenance):
        facts.append(("Words", f"by {written}"))
    return facts


def neighbour_lines(view: ReviewView, width: int) -> list[Text]:
    """Return the label's songs that are nearest to this one, a line each; nothing when there are none."""
    if not view.neighbours:
        return []
    return [
        Text("Nearest songs", style=STRONG),
        *facts_lines(neighbour_facts(view.neighbours), width),
        Text(),
    ]


def form_words(sections: Iterable[Mapping[str, object]]) -> str:
    """Return the form of a song: ``"intro 0:00, verse 0:12, chorus 0:41"``."""
    return ", ".join(f"{section['kind']} {length(float(str(section['start_s'])))}" for section in sections)


def files_to_open(paths: Mapping[str, Path]) -> list[tuple[str, str]]:
    """Return the files that a person opens to decide, in the order of listening and looking."""
    return [(name.capitalize(), str(paths[name])) for name in _TO_OPEN if name in paths]
