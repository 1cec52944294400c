"""Select the artist and plan the song."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial

from noktvrn.journal.run import Run
from noktvrn.journal.steps import Step
from noktvrn.ports.repositories import RunFilter, UnitOfWork
from noktvrn.ports.writer import BriefRequest
from noktvrn.roster.artist import Artist
from noktvrn.roster.selection import SelectionCandidate, SelectionSettings, choose_artist
from noktvrn.services.as_json import as_json
from noktvrn.services.steps.body import StepDone, StepScene
from noktvrn.services.steps.changing import notes_of, wishes
from noktvrn.types import child_seed

RECENT = 8


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

    A take that was asked for plans the first take's song again, moved by the wishes: the same song, changed.
    """
    artist = scene.the_artist()
    with scene.label.records.read() as unit:
        recent = unit.runs.select(RunFilter(artist_id=artist.id), limit=RECENT + 1)
        others = [run for run in recent if run.id != scene.run.id]
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


def _theme(unit: UnitOfWork, run: Run) -> str:
    for record in reversed(unit.runs.steps(run.id)):
        if record.step is Step.BRIEF and "brief" in record.result:
            return str(record.result["brief"]["theme"])
    return ""
