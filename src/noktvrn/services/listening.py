"""What a listener needs beside the sound: the words in time, and the artist's last release at equal loudness."""

from __future__ import annotations

from dataclasses import dataclass

from noktvrn.journal.run import Run
from noktvrn.journal.steps import Step
from noktvrn.ports.film import TimedLine
from noktvrn.ports.music import SongSection
from noktvrn.ports.repositories import ReleaseRecord, UnitOfWork
from noktvrn.ports.writer import LyricSection
from noktvrn.services.as_json import from_json
from noktvrn.services.label import Label
from noktvrn.services.steps.body import standing_results
from noktvrn.services.steps.timing import lines_over_form

_EARLY_S = 0.05


@dataclass(frozen=True, slots=True)
class SungStanza:
    """The words of one section of the form.

    Attributes:
        kind: ``"verse"``, ``"chorus"``...
        start_s: Start of the section.
        lines: Its lines with their times.
    """

    kind: str
    start_s: float
    lines: tuple[TimedLine, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The artist's last release, to be heard beside a song.

    Attributes:
        run_id: Its run.
        title: Its title.
        gain_here_db: By how much this song is turned down, 0 or less.
        gain_there_db: By how much the release is turned down, 0 or less.
    """

    run_id: str
    title: str
    gain_here_db: float
    gain_there_db: float


def sung_stanzas(label: Label, name: str) -> tuple[SungStanza, ...]:
    """Return the words of the present take as they are sung, section by section; nothing where there are none.

    Raises:
        NotFoundError: No such run.
    """
    with label.records.read() as unit:
        run = unit.runs.find(name)
        results = {step: record.result for step, record in standing_results(run, unit.runs.steps(run.id)).items()}
    words, song = results.get(Step.WRITE, {}), results.get(Step.SONG, {})
    if "sections" not in words or "sections" not in song or "downbeats_s" not in song:
        return ()
    form = from_json(tuple[SongSection, ...], song["sections"])
    lines = lines_over_form(from_json(tuple[LyricSection, ...], words["sections"]), form, song["downbeats_s"])
    stanzas = [
        SungStanza(part.kind, part.start_s, tuple(line for line in lines if _within(line, part))) for part in form
    ]
    return tuple(stanza for stanza in stanzas if stanza.lines)


def _within(line: TimedLine, part: SongSection) -> bool:
    return part.start_s - _EARLY_S <= line.start_s < part.end_s - _EARLY_S


def last_release_beside(label: Label, name: str) -> Comparison | None:
    """Return the artist's last release at the same loudness as a song; None when there is none or it was not measured.

    The louder one is turned down, because turning up might clip.

    Raises:
        NotFoundError: No such run.
    """
    with label.records.read() as unit:
        run = unit.runs.find(name)
        earlier = earlier_release(unit, run)
        if earlier is None:
            return None
        here, there = _loudness_lufs(unit, run), _loudness_lufs(unit, unit.runs.get(earlier.run_id))
    if here is None or there is None:
        return None
    quieter = min(here, there)
    return Comparison(earlier.run_id, earlier.title, round(quieter - here, 1), round(quieter - there, 1))


def earlier_release(unit: UnitOfWork, run: Run) -> ReleaseRecord | None:
    """Return the last release of a run's artist that came of another run."""
    released = [] if run.artist_id is None else unit.releases.select(run.artist_id, limit=2)
    return next((release for release in released if release.run_id != run.id), None)


def _loudness_lufs(unit: UnitOfWork, run: Run) -> float | None:
    measured = standing_results(run, unit.runs.steps(run.id)).get(Step.MEASURE)
    loudness = None if measured is None else measured.result.get("figures", {}).get("loudness_lufs")
    return None if loudness is None else float(loudness)
