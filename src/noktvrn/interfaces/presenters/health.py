"""What the doctor found, in words."""

from __future__ import annotations

from collections.abc import Sequence

from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.interfaces.presenters.words import count, sentence
from noktvrn.ops.doctor import Checked, Health

_STANDINGS = {Health.GOOD: Standing.DONE, Health.NOTICE: Standing.NEEDS_YOU, Health.BROKEN: Standing.FAILED}


def health_standing(health: Health) -> Standing:
    """Return how a check stands."""
    return _STANDINGS[health]


def health_sentence(results: Sequence[Checked]) -> str:
    """Return the doctor's verdict in one sentence."""
    tally = {health: sum(result.diagnosis.health is health for result in results) for health in Health}
    if tally[Health.BROKEN]:
        broken = count(tally[Health.BROKEN], "check fails", "checks fail")
        return sentence(f"{broken}; the repair stands below each")
    if tally[Health.NOTICE]:
        return sentence(f"all works; {count(tally[Health.NOTICE], 'thing wants', 'things want')} a look")
    return "All is well."
