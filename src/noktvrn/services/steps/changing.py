"""What a wish for changes touches, and at which step the fresh take begins."""

from __future__ import annotations

from collections.abc import Iterable

from noktvrn.journal.run import Run
from noktvrn.journal.steps import Step
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.review.decision import REASON_CHIPS, Decision, DecisionState, Verdict

_WORDS_THAT_NAME_A_STEP = {
    "lyric": Step.WRITE,
    "title": Step.WRITE,
    "word": Step.WRITE,
    "cover": Step.COVER,
    "artwork": Step.COVER,
    "teaser": Step.TEASER,
}
"""Words in a reason that name what is to change; a reason without any is about the song."""


def touched_steps(wish: Decision) -> frozenset[Step]:
    """Return the steps whose results a wish for changes is about.

    Chips say it exactly; words are looked up; a wish that names nothing is about the song.
    """
    chips = {Step(REASON_CHIPS[chip]) for chip in wish.chips}
    words = wish.reason.lower()
    named = {step for word, step in _WORDS_THAT_NAME_A_STEP.items() if word in words}
    return frozenset(chips or named or {Step.SONG})


def first_step_of_change(wish: Decision) -> Step:
    """Return the step at which the take that was asked for begins: the earliest that is touched.

    A change of the song begins at the brief, because tempo, length and dials are planned there.
    """
    steps = {Step.BRIEF if step is Step.SONG else step for step in touched_steps(wish)}
    return min(steps, key=lambda step: step.position)


def wishes(unit: UnitOfWork, run: Run) -> tuple[Decision, ...]:
    """Return the wishes for changes on earlier takes of a run, oldest first."""
    return tuple(
        decision
        for decision in unit.decisions.of_run(run.id)
        if decision.verdict is Verdict.CHANGES
        and decision.state is DecisionState.FINAL
        and decision.pass_no < run.pass_no
    )


def notes_of(wishes: Iterable[Decision]) -> tuple[str, ...]:
    """Return what was asked for, in words, oldest first."""
    return tuple(note for wish in wishes for note in (*wish.chips, wish.reason) if note)
