"""Which body does which step."""

from __future__ import annotations

from collections.abc import Mapping

from noktvrn.journal.steps import Step
from noktvrn.services.steps.body import StepBody
from noktvrn.services.steps.choosing import plan_brief, select_artist
from noktvrn.services.steps.filming import film_canvas, film_song
from noktvrn.services.steps.learning import reflect, settle
from noktvrn.services.steps.making import film_teaser, make_song, measure, paint_cover, write_song
from noktvrn.services.steps.packaging import package
from noktvrn.services.steps.reviewing import hold_against_gate, send_for_review

BODIES: Mapping[Step, StepBody] = {
    Step.SELECT_ARTIST: select_artist,
    Step.BRIEF: plan_brief,
    Step.WRITE: write_song,
    Step.SONG: make_song,
    Step.MEASURE: measure,
    Step.COVER: paint_cover,
    Step.TEASER: film_teaser,
    Step.GATE: hold_against_gate,
    Step.SEND_FOR_REVIEW: send_for_review,
    Step.FILM: film_song,
    Step.CANVAS: film_canvas,
    Step.PACKAGE: package,
    Step.REFLECT: reflect,
    Step.LIFECYCLE: settle,
}
"""The steps that a worker does; the wait for a decision is nobody's work."""
