"""What of a song under review changes from one look to the next, read at once: where it stands, and beside what."""

from __future__ import annotations

from dataclasses import dataclass

from noktvrn.ports.overview import QueuePlace
from noktvrn.ports.repositories import ReleaseRecord
from noktvrn.review.decision import Decision
from noktvrn.services.label import Label
from noktvrn.services.listening import earlier_release
from noktvrn.services.look import summaries
from noktvrn.services.views import RunSummary


@dataclass(frozen=True, slots=True)
class ReviewGlance:
    """How a song stands at this moment.

    Attributes:
        summary: The run, its artist, and the decision that stands.
        place: Its place in the queue.
        earlier: The artist's last other release; None when there is none.
        decisions: All decisions about all takes, undone ones included, in order.
    """

    summary: RunSummary
    place: QueuePlace
    earlier: ReleaseRecord | None
    decisions: tuple[Decision, ...]


def glance_at(label: Label, name: str) -> ReviewGlance:
    """Return how a song stands.

    Raises:
        NotFoundError: No such run.
    """
    with label.records.read() as unit:
        run = unit.runs.find(name)
        return ReviewGlance(
            summary=summaries(unit, [run])[0],
            place=unit.overview.place_in_queue(run.id),
            earlier=earlier_release(unit, run),
            decisions=tuple(unit.decisions.of_run(run.id)),
        )
