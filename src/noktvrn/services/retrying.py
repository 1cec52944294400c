"""Where a fresh take mends what went wrong."""

from __future__ import annotations

from noktvrn.journal.steps import FINISHING, REPEATABLE, Step
from noktvrn.review.findings import Severity
from noktvrn.services.views import RunView


def where_to_retry(view: RunView) -> Step:
    """Return where a fresh take mends what went wrong: the gate's own advice, else the step that failed or stopped."""
    blocking = [Step(each.redo_from) for each in view.findings if each.severity is Severity.BLOCKING]
    if blocking:
        return min(blocking, key=lambda step: step.position)
    stopped = view.summary.step
    return stopped if stopped in {*REPEATABLE, *FINISHING} and stopped is not Step.GATE else Step.SONG
