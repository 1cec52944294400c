"""Select the artist and plan the song."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial

from noktvrn.journal.run import Run
from noktvrn.journal.steps import Step, StepOutcome
from noktvrn.ports.repositories import RunFilter, UnitOfWork
from noktvrn.ports.writer import BriefRequest
from noktvrn.roster.artist import Artist
from noktvrn.roster.selection import SelectionCandidate, SelectionSettings, choose_artist
from noktvrn.services.as_json import as_json
from noktvrn.services.steps.body import StepDone, StepScene
from noktvrn.services.steps.changing import notes_of, wishes
from noktvrn.types import child_seed

RECENT = 8
"""Songs that a new one is to be unlike."""

REMEMBERED = 1_000
"""Runs among which one with the same words and seed is looked for."""


async def select_artist(scene: StepScene) -> StepDone:
    """Take the artist that was asked for, or the one whose turn it is."""
    if scene.artist is not None:
        name = scene.artist.identity.name
        return StepDone({"artist_id": scene.artist.id, "reason": "asked for"}, note=f"{name}, as asked")
    with scene.label.records.read() as unit:
        candidates = [_candidate(unit, artist) for artist in unit.artists.select()]
    rng = random.Random(scene.seed_for(Step.SELECT_ARTIST))
    choice = choose_artist(candidates, SelectionSettings(), scene.label.clock.now(), rng)
    return StepDone(
        {"artist_id": choice.artist.id, "reason": choice.reason},
        note=f"{choice.artist.identity.name}: {choice.reason}",
        effects=partial(_assign, artist=choice.artist),
    )


def _candidate(unit: UnitOfWork, artist: Artist) -> SelectionCandidate:
    last = unit.runs.select(RunFilter(artist_id=artist.id), limit=1)
    return SelectionCandidate(artist=artist, last_run_at=last[0].created_at if last else None)


def _assign(unit: UnitOfWork, run: Run, artist: Artist) -> None:
    unit.runs.save(replace(run, artist_id=artist.id, autopilot=run.autopilot or artist.autopilot))


async def plan_brief(scene: StepScene) -> StepDone:
    """Have the writer plan one song, unlike the artist's last ones.

    A run that repeats an earlier one, with the same artist, words and seed, is planned as that one was, whatever the
    artist made in between: the same seed gives the same samples. A take that was asked for plans the first take's song
    again, moved by the wishes: the same song, changed.
    """
    artist = scene.the_artist()
    with scene.label.records.read() as unit:
        recent = unit.runs.select(RunFilter(artist_id=artist.id), limit=REMEMBERED)
        planned = _planned_before(unit, scene.run, recent)
        if planned is not None:
            return planned
        others = [run for run in recent if run.id != scene.run.id][:RECENT]
        themes = [_theme(unit, run) for run in others]
        notes = notes_of(wishes(unit, scene.run))
    brief = scene.label.writer.write_brief(
        BriefRequest(
            artist=artist,
            brief=scene.run.brief,
            notes=notes,
            seed=child_seed(scene.run.seed, 1, Step.BRIEF.value) if notes else scene.seed_for(Step.BRIEF),
            recent_titles=tuple(run.title for run in others if run.title),
            recent_themes=tuple(theme for theme in themes if theme),
        )
    )
    note = f"{brief.theme}; {brief.key}, {brief.bpm:.0f} bpm, {brief.mood}"
    return StepDone({"brief": as_json(brief)}, note=note)


def _planned_before(unit: UnitOfWork, run: Run, recent: list[Run]) -> StepDone | None:
    if run.pass_no != 1:
        return None
    for earlier in recent:
        if earlier.id >= run.id or (earlier.brief, earlier.seed) != (run.brief, run.seed):
            continue
        for record in unit.runs.steps(earlier.id):
            if record.step is Step.BRIEF and record.pass_no == 1 and record.outcome is StepOutcome.SUCCEEDED:
                return StepDone(record.result, note=f"as in run {earlier.id[-8:]}, which has the same words and seed")
    return None


def _theme(unit: UnitOfWork, run: Run) -> str:
    for record in reversed(unit.runs.steps(run.id)):
        if record.step is Step.BRIEF and "brief" in record.result:
            return str(record.result["brief"]["theme"])
    return ""
