"""Everything that the console reads. Each call is one look at the records and runs in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias

from noktvrn.catalogue.page.waveform import Peaks, read_peaks
from noktvrn.catalogue.provenance import verify_chain
from noktvrn.errors import AssetCorruptError, AssetMissingError, MediaUnreadableError, NotFoundError
from noktvrn.interfaces.console.feeds import Feed, feed_of
from noktvrn.interfaces.console.rows import Row, View
from noktvrn.interfaces.console.spending import Budgets, Calls, CostRecord, LeftAlone, Spending
from noktvrn.journal.run import AT_REST, DECIDABLE, RunState
from noktvrn.journal.steps import Step, StepOutcome, StepRecord
from noktvrn.ops.doctor import Checked
from noktvrn.ports.overview import QueuePlace
from noktvrn.ports.repositories import ArtistEvent, ReleaseRecord, RunFilter, WorkerBeat
from noktvrn.roster.artist import Artist
from noktvrn.services.label import Label
from noktvrn.services.listening import Comparison, SungStanza, last_release_beside, sung_stanzas
from noktvrn.services.look import read_review, release_folder, show_run, summaries
from noktvrn.services.media import release_files, run_asset
from noktvrn.services.overview import FailureGroup, failures, fingerprint
from noktvrn.services.queue import place_in_queue
from noktvrn.services.views import ReviewView, RunSummary, RunView

_BUSY: Final = (RunState.MAKING, RunState.FINISHING)
_STRIP: Final = 8
"""Runs of a kind that the strip of activity may show."""
_FRESH: Final = timedelta(hours=12)
"""Failures older than this are in their list and no more in the strip."""
_SONGS: Final = 12
_EVENTS: Final = 8


@dataclass(frozen=True, slots=True)
class Moving:
    """A run that somebody works on, with its present step."""

    summary: RunSummary
    step: StepRecord | None


@dataclass(frozen=True, slots=True)
class Pulse:
    """How the label stands at one moment.

    Attributes:
        at: When it was looked at.
        counts: Runs in each state.
        moving: What is being made or finished.
        held: Decisions that can still be undone, the latest first.
        failed: What failed lately, the latest first.
        queued: What waits for a worker, the longest waiting first.
        worker_alive: Whether some worker gave a sign of life within its lease.
    """

    at: datetime
    counts: dict[RunState, int]
    moving: tuple[Moving, ...]
    held: tuple[RunSummary, ...]
    failed: tuple[RunSummary, ...]
    queued: tuple[RunSummary, ...]
    worker_alive: bool

    @property
    def waiting(self) -> int:
        """How many songs wait for a decision."""
        return self.counts.get(RunState.NEEDS_DECISION, 0)

    @property
    def unfinished(self) -> int:
        """How many runs move only while a worker is alive."""
        return sum(number for state, number in self.counts.items() if state not in AT_REST)


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A song to hear and decide on.

    Attributes:
        review: What the gate and the makers say.
        run: Everything about its run.
        place: Where it stands in the queue.
        peaks: Its waveform; None where none is kept.
        stanzas: Its words in time.
        beside: The artist's last release, to be heard beside it.
        broken_link: Number of the first link of the provenance that does not hold; None when all do.
    """

    review: ReviewView
    run: RunView
    place: QueuePlace
    peaks: Peaks | None
    stanzas: tuple[SungStanza, ...]
    beside: Comparison | None
    broken_link: int | None

    @property
    def duration_s(self) -> float:
        """Length of the song."""
        return float(self.review.figures.get("duration_s") or 0.0)


@dataclass(frozen=True, slots=True)
class RunSheet:
    """A run with its checklist.

    Attributes:
        run: Everything about it.
        alike: Runs that failed for the same cause, where it failed.
        worker_alive: Whether somebody would work on it.
        judged: Whether there is something to hear.
        cost: What language models cost for it, in words; empty when none was asked.
    """

    run: RunView
    alike: FailureGroup | None
    worker_alive: bool
    judged: bool
    cost: str


@dataclass(frozen=True, slots=True)
class ArtistSheet:
    """An artist with its latest songs and changes, and what language models cost for it, in words."""

    artist: Artist
    events: tuple[ArtistEvent, ...]
    songs: tuple[RunSummary, ...]
    releases: tuple[ReleaseRecord, ...]
    cost: str


@dataclass(frozen=True, slots=True)
class ReleaseSheet:
    """A release with its files.

    Attributes:
        release: The release.
        run: The run that it came from.
        folder: Where it lies.
        files: Name and size in bytes of each file; None where it is gone.
        peaks: Its waveform.
        duration_s: Length of its song.
        sections: Its form.
    """

    release: ReleaseRecord
    run: RunView
    folder: Path
    files: tuple[tuple[str, int | None], ...]
    peaks: Peaks | None
    duration_s: float
    sections: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """One check of the doctor."""

    checked: Checked


@dataclass(frozen=True, slots=True)
class CostSheet:
    """Budgets, who is left alone, or the last calls."""

    record: CostRecord


Sheet: TypeAlias = ReviewSheet | RunSheet | ArtistSheet | ReleaseSheet | CheckSheet | CostSheet


class Desk:
    """Reads for the console.

    Args:
        label: The label's means.
        checks: Examines this machine and home, as the doctor does.
        log_path: Log of this program.
    """

    def __init__(self, label: Label, checks: Callable[[], Sequence[Checked]], log_path: Path) -> None:
        """See the class."""
        self.label, self.log_path, self._checks = label, log_path, checks
        self._spending = Spending(label)

    def now(self) -> datetime:
        """The present instant, UTC."""
        return self.label.clock.now()

    def feed(self, view: View, words: str) -> Feed:
        """Return where the rows of a list come from."""
        return feed_of(view, self.label, words, self._checks, self._spending.records)

    def pulse(self) -> Pulse:
        """Look at what moves, what is held, what failed, and who works."""
        with self.label.records.read() as unit:

            def standing(*states: RunState) -> list[RunSummary]:
                return summaries(unit, unit.runs.select(RunFilter(states=states), limit=_STRIP))

            busy = standing(*_BUSY)
            now = self.now()
            failed = standing(RunState.FAILED, RunState.PAUSED)
            held = sorted(standing(RunState.HELD), key=lambda each: each.run.updated_at, reverse=True)
            return Pulse(
                at=now,
                counts=unit.overview.state_counts(),
                moving=tuple(Moving(each, _present(unit.runs.steps(each.run.id))) for each in busy),
                held=tuple(held),
                failed=tuple(each for each in failed if now - each.run.updated_at < _FRESH),
                queued=tuple(reversed(standing(RunState.QUEUED))),
                worker_alive=self._alive(unit.workers.all()),
            )

    def sheet(self, row: Row, *, judge: bool) -> Sheet:
        """Read what stands beside a row.

        Args:
            row: The row.
            judge: Whether a run is shown as a song to decide on, where it came as far as that.

        Raises:
            NotFoundError: It is gone.
        """
        if isinstance(row.record, RunSummary):
            return self._review(row.key) if judge else self._run(row.key)
        if isinstance(row.record, Artist):
            return self._artist(row.key)
        if isinstance(row.record, ReleaseRecord):
            return self._release(row.record)
        if isinstance(row.record, Budgets | LeftAlone | Calls):
            return CostSheet(self._spending.again(row.record))
        return CheckSheet(row.record)

    def sound(self, run_id: str) -> Path:
        """Return where the sound of a run lies: its preview, or else its master.

        Raises:
            NotFoundError: It has neither.
            AssetMissingError: It is gone from the store.
            AssetCorruptError: Its bytes have changed.
        """
        try:
            return run_asset(self.label, run_id, "preview")[0]
        except NotFoundError:
            return run_asset(self.label, run_id, "master")[0]

    def run_named(self, name: str) -> RunSummary:
        """Find a run by its characters.

        Raises:
            NotFoundError: No such run.
        """
        with self.label.records.read() as unit:
            return summaries(unit, [unit.runs.find(name)])[0]

    def _review(self, run_id: str) -> ReviewSheet | RunSheet:
        view = show_run(self.label, run_id)
        try:
            review = read_review(self.label, run_id)
        except NotFoundError:
            return self._run(run_id)
        return ReviewSheet(
            review=review,
            run=view,
            place=place_in_queue(self.label, run_id),
            peaks=self._peaks(run_id),
            stanzas=sung_stanzas(self.label, run_id),
            beside=last_release_beside(self.label, run_id),
            broken_link=verify_chain(view.provenance),
        )

    def _run(self, run_id: str) -> RunSheet:
        view = show_run(self.label, run_id)
        with self.label.records.read() as unit:
            alive = self._alive(unit.workers.all())
        gated = any(step.step is Step.GATE and step.outcome is StepOutcome.SUCCEEDED for step in view.steps)
        judged = gated and view.summary.run.state not in {RunState.QUEUED, RunState.MAKING, RunState.FAILED}
        return RunSheet(
            run=view,
            alike=self._alike(view),
            worker_alive=alive,
            judged=judged or view.summary.run.state in DECIDABLE,
            cost=self._spending.of_run(view.summary.run.id),
        )

    def _alike(self, view: RunView) -> FailureGroup | None:
        failure = view.summary.run.failure
        if failure is None:
            return None
        groups = failures(self.label, stage=failure.stage, code=failure.code).groups
        return next((group for group in groups if group.fingerprint == fingerprint(failure)), None)

    def _artist(self, slug: str) -> ArtistSheet:
        cost = self._spending.of_artist(slug)
        with self.label.records.read() as unit:
            artist = unit.artists.find(slug)
            return ArtistSheet(
                artist=artist,
                events=tuple(reversed(unit.artists.events(artist.id)[-_EVENTS:])),
                songs=tuple(summaries(unit, unit.runs.select(RunFilter(artist_id=artist.id), limit=_SONGS))),
                releases=tuple(unit.overview.releases(_SONGS, artist_id=artist.id)),
                cost=cost,
            )

    def _release(self, release: ReleaseRecord) -> ReleaseSheet:
        folder = release_folder(self.label, release)
        view = show_run(self.label, release.run_id)
        duration_s, sections = _form(view)
        return ReleaseSheet(
            release=release,
            run=view,
            folder=folder,
            files=tuple((name, _size(folder / name)) for name in sorted(release_files(folder))),
            peaks=self._peaks(release.run_id),
            duration_s=duration_s,
            sections=sections,
        )

    def _peaks(self, run_id: str) -> Peaks | None:
        try:
            return read_peaks(run_asset(self.label, run_id, "peaks")[0])
        except (NotFoundError, AssetMissingError, AssetCorruptError, MediaUnreadableError):
            return None

    def _alive(self, beats: Sequence[WorkerBeat]) -> bool:
        lease_s = self.label.settings.worker.lease_s
        return any(beat.is_alive(lease_s) for beat in beats)


def _present(steps: Sequence[StepRecord]) -> StepRecord | None:
    running = [step for step in steps if step.outcome is StepOutcome.RUNNING]
    return next(reversed(running or steps), None)


def _form(view: RunView) -> tuple[float, tuple[tuple[str, float], ...]]:
    """Return length and sections of a run's song as its latest steps tell them."""
    results = {step.step: step.result for step in view.steps if step.outcome is StepOutcome.SUCCEEDED}
    figures = results.get(Step.MEASURE, {}).get("figures", {})
    sections = results.get(Step.SONG, {}).get("sections", ())
    return float(figures.get("duration_s") or 0.0), tuple(
        (str(part["kind"]), float(part["start_s"])) for part in sections
    )


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
