"""Film what was approved: the whole song, and a canvas; neither is needed to decide."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import Final

from noktvrn.catalogue.disclosure import disclose
from noktvrn.journal.run import Run
from noktvrn.journal.steps import Step
from noktvrn.ports.film import CanvasRequest, FilmRequest, FilmResult
from noktvrn.ports.music import SongSection
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.ports.writer import SongBrief
from noktvrn.review.decision import Verdict
from noktvrn.services.footage import footage_makers, lay_footage, remember_uses, usable_clips
from noktvrn.services.looks import painted_look
from noktvrn.services.steps.body import NewAsset, StepDone, StepScene
from noktvrn.services.steps.learning import decision_in_effect
from noktvrn.services.steps.making import timed_words
from noktvrn.studio.picture.footage.plan import FootagePlan

FILM_FORMAT: Final = (1920, 1080, 30)
"""Width and height in pixels, and frames per second, of the film of a release."""


async def film_song(scene: StepScene) -> StepDone:
    """Have the whole song filmed, when it was approved and the settings want it."""
    left_out = _left_out(scene, "film.full_length", scene.label.settings.film.full_length)
    if left_out is not None:
        return left_out
    artist, brief = scene.the_artist(), scene.result(Step.BRIEF, "brief", SongBrief)
    plan = await asyncio.to_thread(_laid_footage, scene)
    request = FilmRequest(
        audio=scene.path_of("master"),
        artwork=scene.path_of("artwork"),
        title=scene.run.title,
        artist=artist.identity.name,
        look=artist.look,
        downbeats_s=scene.result(Step.SONG, "downbeats_s", tuple[float, ...]),
        sections=scene.result(Step.SONG, "sections", tuple[SongSection, ...]),
        lines=timed_words(scene),
        credits=(scene.label.settings.label.name, _statement(scene)),
        seed=scene.seed_for(Step.FILM),
        mood=brief.mood,
        footage=plan,
    )
    film = await scene.carry_out("film", request, FilmResult)
    kept = _kept(film, "film")
    if plan is None:
        return kept
    return replace(
        kept,
        assets=kept.assets
        + tuple(
            NewAsset(f"footage:{number}", film.video, "video/mp4", "footage", maker)
            for number, maker in enumerate(footage_makers(scene.label, plan), start=1)
        ),
        note=f"{kept.note}, {len(plan.shots)} shots of footage",
        effects=partial(_remember, plan=plan, now=scene.label.clock.now()),
    )


def _laid_footage(scene: StepScene) -> FootagePlan | None:
    """Lay clips of the library along the film; None when the library is empty."""
    if not usable_clips(scene.label):
        return None
    # numba is slow to load
    from noktvrn.studio.picture.footage.laying import FootageRequest

    brief = scene.result(Step.BRIEF, "brief", SongBrief)
    width_px, height_px, frames_per_s = FILM_FORMAT
    request = FootageRequest(
        look=painted_look(scene.the_artist().look),
        width_px=width_px,
        height_px=height_px,
        frames=round(scene.result(Step.SONG, "duration_s", float) * frames_per_s),
        frames_per_s=frames_per_s,
        downbeats_s=scene.result(Step.SONG, "downbeats_s", tuple[float, ...]),
        sections=scene.result(Step.SONG, "sections", tuple[SongSection, ...]),
        mood=brief.mood,
        words=(scene.run.title, brief.concept, *(line.text for line in timed_words(scene))),
        seed=scene.seed_for(Step.FILM),
    )
    plan = lay_footage(scene.label, request)
    return plan if plan.shots else None


def _remember(unit: UnitOfWork, run: Run, plan: FootagePlan, now: datetime) -> None:
    remember_uses(unit, run, "film", plan, now)


async def film_canvas(scene: StepScene) -> StepDone:
    """Have a loop filmed from the first chorus, when the song was approved and the settings want it."""
    settings = scene.label.settings.film
    left_out = _left_out(scene, "film.canvas", settings.canvas)
    if left_out is not None:
        return left_out
    artist = scene.the_artist()
    request = CanvasRequest(
        audio=scene.path_of("master"),
        artwork=scene.path_of("artwork"),
        title=scene.run.title,
        artist=artist.identity.name,
        look=artist.look,
        start_s=scene.result(Step.SONG, "hook_start_s", float),
        length_s=settings.canvas_length_s,
        downbeats_s=scene.result(Step.SONG, "downbeats_s", tuple[float, ...]),
        seed=scene.seed_for(Step.CANVAS),
    )
    return _kept(await scene.carry_out("canvas", request, FilmResult), "canvas")


def _left_out(scene: StepScene, setting: str, is_wanted: bool) -> StepDone | None:
    """Return what a step leaves that has nothing to film; None when it has."""
    with scene.label.records.read() as unit:
        verdict = decision_in_effect(unit, scene.run).verdict
    if verdict is not Verdict.APPROVE:
        return StepDone({"filmed": False}, note=f"nothing to film: {verdict.value}")
    return None if is_wanted else StepDone({"filmed": False}, note=f"left out by {setting}")


def _statement(scene: StepScene) -> str:
    """Return what the provenance says of the song so far, as the release will say it."""
    with scene.label.records.read() as unit:
        chain = unit.runs.provenance(scene.run.id)
    return disclose(chain, {link.sha256 for link in chain}).statement


def _kept(film: FilmResult, name: str) -> StepDone:
    length = f"{film.figures.duration_s:.0f} s"
    return StepDone(
        {"filmed": True, "figures": asdict(film.figures)},
        assets=(
            NewAsset(name, film.video, "video/mp4", "film", film.made_by),
            NewAsset(f"{name}_poster", film.poster, "image/jpeg", "film", film.made_by),
        ),
        note=f"{length}, {film.figures.width_px} x {film.figures.height_px}",
    )
