"""Select the artist and plan the song."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import partial

from noktvrn.journal.run import Run
from noktvrn.journal.steps import Step, StepOutcome
from noktvrn.ports.repositories import RunFilter, UnitOfWork
from noktvrn.ports.writer import BriefRequest, SongBrief
from noktvrn.roster.artist import Artist
from noktvrn.roster.selection import SelectionCandidate, SelectionSettings, choose_artist
from noktvrn.services.as_json import as_json, from_json
from noktvrn.services.steps.body import NewAsset, StepDone, StepScene
from noktvrn.services.steps.changing import notes_of, wishes
from noktvrn.services.steps.writing import written_aside
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
        last = unit.runs.last_starts()
        candidates = [SelectionCandidate(artist, last.get(artist.id)) for artist in unit.artists.select()]
    rng = random.Random(scene.seed_for(Step.SELECT_ARTIST))
    choice = choose_artist(candidates, SelectionSettings(), scene.label.clock.now(), rng)
    return StepDone(
        {"artist_id": choice.artist.id, "reason": choice.reason},
        note=f"{choice.artist.identity.name}: {choice.reason}",
        effects=partial(_assign, artist=choice.artist),
    )


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
            earlier, brief = planned
            return _done(scene, brief, f"as in run {earlier.id[-8:]}, which has the same words and seed")
        others = [run for run in recent if run.id != scene.run.id][:RECENT]
        themes = _themes(unit, others)
        notes = notes_of(wishes(unit, scene.run))
        before = _brief_of_take_before(unit, scene.run) if notes else None
    request = BriefRequest(
        artist=artist,
        brief=scene.run.brief,
        notes=notes,
        seed=child_seed(scene.run.seed, 1, Step.BRIEF.value) if notes else scene.seed_for(Step.BRIEF),
        recent_titles=tuple(run.title for run in others if run.title),
        recent_themes=themes,
        before=before,
        run_id=scene.run.id,
    )
    brief = await written_aside(scene, scene.label.writer.write_brief, request)
    return _done(scene, brief, f"{brief.theme}; {brief.key}, {brief.bpm:.0f} bpm, {brief.mood}")


def _done(scene: StepScene, brief: SongBrief, note: str) -> StepDone:
    """Keep the brief as an asset too, so that the provenance of the run says who planned it."""
    values = as_json(brief)
    if brief.made_by is None:
        return StepDone({"brief": values}, note=note)
    scene.out_dir.mkdir(parents=True, exist_ok=True)
    path = scene.out_dir / "brief.json"
    shown = {key: value for key, value in values.items() if key != "made_by"}
    path.write_text(json.dumps(shown, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    asset = NewAsset("brief", path, "application/json", "writer", brief.made_by)
    return StepDone({"brief": values}, assets=(asset,), note=note)


def _brief_of_take_before(unit: UnitOfWork, run: Run) -> SongBrief | None:
    planned = [
        record
        for record in unit.runs.steps(run.id)
        if record.step is Step.BRIEF and record.outcome is StepOutcome.SUCCEEDED and record.pass_no < run.pass_no
    ]
    return from_json(SongBrief, planned[-1].result["brief"]) if planned else None


def _planned_before(unit: UnitOfWork, run: Run, recent: list[Run]) -> tuple[Run, SongBrief] | None:
    if run.pass_no != 1:
        return None
    alike = {one.id: one for one in recent if one.id < run.id and (one.brief, one.seed) == (run.brief, run.seed)}
    for record in unit.runs.steps_of(list(alike), Step.BRIEF):
        if record.pass_no == 1 and record.outcome is StepOutcome.SUCCEEDED:
            return alike[record.run_id], from_json(SongBrief, record.result["brief"])
    return None


def _themes(unit: UnitOfWork, runs: list[Run]) -> tuple[str, ...]:
    """The last theme of each run that was planned, in the order of the runs."""
    planned = unit.runs.steps_of([run.id for run in runs], Step.BRIEF)
    last = {record.run_id: str(record.result["brief"]["theme"]) for record in planned if "brief" in record.result}
    return tuple(theme for theme in last.values() if theme)
