"""What follows a decision besides the package: reflection, lifecycle, and where the run goes from here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from noktvrn.errors import StepFailedError
from noktvrn.journal.run import Run, RunState, check_transition
from noktvrn.journal.steps import Step
from noktvrn.ports.repositories import ArtistEvent, ReflectionRecord, UnitOfWork
from noktvrn.ports.writer import Reflection, ReflectionRequest
from noktvrn.review.decision import Decision, DecisionState, Verdict
from noktvrn.roster.artist import Artist
from noktvrn.roster.evolution import AppliedChange, ChangeOutcome, EvolutionLimits, apply_changes
from noktvrn.services.as_json import as_json, from_json
from noktvrn.services.assess_artist import assess_artist
from noktvrn.services.decide import latest_decision
from noktvrn.services.dispatching import queue_new_pass
from noktvrn.services.label import Label
from noktvrn.services.review_folder import remove_review_folder
from noktvrn.services.steps.body import StepDone, StepScene
from noktvrn.services.steps.changing import first_step_of_change
from noktvrn.services.steps.reviewing import findings_of
from noktvrn.services.steps.writing import written_aside

HISTORY = 12


def decision_in_effect(unit: UnitOfWork, run: Run) -> Decision:
    """Return the decision that the run finishes by.

    Raises:
        StepFailedError: There is none.
    """
    decision = latest_decision(unit, run.id)
    if decision is None or decision.state is not DecisionState.FINAL:
        raise StepFailedError(
            f"No decision on run {run.id} has taken effect.",
            remedy=f"See where it stands: noktvrn run show {run.id}",
            stage="review",
        )
    return decision


async def reflect(scene: StepScene) -> StepDone:
    """Have the writer reflect upon the decision, and let the artist change within its limits."""
    artist = scene.the_artist()
    with scene.label.records.read() as unit:
        decision = decision_in_effect(unit, scene.run)
        history = [one.verdict.value for one in unit.decisions.of_artist(artist.id) if one.id != decision.id]
    request = ReflectionRequest(
        artist=artist,
        title=scene.run.title,
        findings=findings_of(scene.results.get(Step.GATE, {})),
        verdict=decision.verdict.value,
        reason=decision.reason,
        chips=decision.chips,
        measured=_measured(scene),
        history=tuple(history[-HISTORY:]),
        seed=scene.seed_for(Step.REFLECT),
        run_id=scene.run.id,
    )
    reflection = await written_aside(scene, scene.label.writer.reflect, request)
    return StepDone(
        {
            "summary": reflection.summary,
            "proposals": as_json(reflection.changes),
            "made_by": as_json(reflection.made_by),
        },
        note=reflection.summary,
        effects=partial(_learn, label=scene.label, reflection=reflection),
    )


def _measured(scene: StepScene) -> Mapping[str, float]:
    figures = scene.results.get(Step.MEASURE, {}).get("figures", {})
    brief = scene.results.get(Step.BRIEF, {}).get("brief", {})
    known = {key: float(value) for key, value in figures.items() if isinstance(value, int | float)}
    return known | {f"dials.{name}": float(value) for name, value in brief.get("dials", {}).items()}


def _learn(unit: UnitOfWork, run: Run, label: Label, reflection: Reflection) -> None:
    """Store what was learned and change the artist; a take that was reflected upon before changes nothing."""
    if run.artist_id is None:
        return
    artist = unit.artists.get(run.artist_id)
    bounds = label.abilities.genres.get(artist.sound.genre)
    changed, applied = apply_changes(
        artist, reflection.changes, EvolutionLimits(tempo_bounds_bpm=bounds), origin=_as_created(unit, artist)
    )
    now = label.clock.now()
    book = [_readable(change) for change in applied]
    record = ReflectionRecord(run.id, run.pass_no, artist.id, now, reflection.summary, book)
    if not unit.runs.add_reflection(record) or changed == artist:
        return
    unit.artists.save(replace(changed, updated_at=now))
    unit.artists.add_event(
        ArtistEvent(artist.id, now, "evolved", "label", reflection.summary, run.id, {"changes": book})
    )


def _as_created(unit: UnitOfWork, artist: Artist) -> Artist | None:
    created = [event for event in unit.artists.events(artist.id) if event.kind == "created"]
    return from_json(Artist, created[0].details["artist"]) if created and "artist" in created[0].details else None


def _readable(change: AppliedChange) -> dict[str, Any]:
    values: dict[str, Any] = as_json(change)
    if change.outcome is ChangeOutcome.REFUSED and math.isnan(change.before):
        values |= {"before": None, "after": None}
    return values


async def settle(scene: StepScene) -> StepDone:
    """Apply the lifecycle rules, and bring the run to its end or to the take that was asked for."""
    with scene.label.records.read() as unit:
        decision = decision_in_effect(unit, scene.run)
    remove_review_folder(scene.label, scene.run.id)
    return StepDone(
        {"verdict": decision.verdict.value},
        note={
            Verdict.APPROVE: "released",
            Verdict.REJECT: "rejected",
            Verdict.CHANGES: "a fresh take follows",
        }[decision.verdict],
        effects=partial(_settle, label=scene.label, decision=decision),
    )


def _settle(unit: UnitOfWork, run: Run, label: Label, decision: Decision) -> None:
    now = label.clock.now()
    if run.artist_id is not None:
        assess_artist(label, unit, run.artist_id, run.id)
    if decision.verdict is Verdict.CHANGES:
        reason = f"{decision.actor} asked for changes: {', '.join([*decision.chips, decision.reason]).strip(', ')}"
        queue_new_pass(unit, replace(run, seed_pass_no=None), first_step_of_change(decision), reason, now)
        return
    state = RunState.RELEASED if decision.verdict is Verdict.APPROVE else RunState.REJECTED
    check_transition(run, state)
    unit.runs.save(replace(run, state=state, updated_at=now))
