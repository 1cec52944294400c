"""The repositories over the shelves of :mod:`noktvrn.testing.records`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from noktvrn.catalogue.provenance import ProvenanceLink
from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import Step, StepOutcome, StepRecord
from noktvrn.ports.clock import Clock
from noktvrn.ports.repositories import (
    ArtistEvent,
    EngineCommand,
    ReflectionRecord,
    ReleaseRecord,
    RunAsset,
    RunFilter,
    WorkerBeat,
)
from noktvrn.review.decision import Decision, DecisionState
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.roster.slug import slug_of
from noktvrn.testing.shelves import Shelves, StepKey, conflict, fitting, found, kept, not_found, require
from noktvrn.types import ArtistId, RunId


class ArtistShelf:
    """Artists and their events."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def add(self, artist: Artist) -> None:
        """Store a new artist."""
        if artist.id in self._shelves.artists or any(a.slug == artist.slug for a in self._shelves.artists.values()):
            raise conflict("artist", artist.slug)
        self._shelves.artists[artist.id] = kept(artist)

    def save(self, artist: Artist) -> Artist:
        """Store a changed artist."""
        if self.get(artist.id).version != artist.version:
            raise conflict("artist", artist.slug)
        self._shelves.artists[artist.id] = kept(replace(artist, version=artist.version + 1))
        return self._shelves.artists[artist.id]

    def get(self, artist_id: ArtistId) -> Artist:
        """Return the artist of an identifier."""
        return found("artist", artist_id, [a for a in self._shelves.artists.values() if a.id == artist_id])

    def find(self, name: str) -> Artist:
        """Return the artist of a slug, an identifier, a unique prefix of either, or the name that is shown."""
        slugs = [artist.slug for artist in self._shelves.artists.values()]
        named = [each for each in self.select() if name.strip() and each.slug == slug_of(name)]
        return found("artist", name, fitting(self.select(), name, "slug", "id") or named, slugs)

    def select(self, statuses: Sequence[LifecycleStatus] | None = None, limit: int | None = None) -> list[Artist]:
        """List by slug."""
        wanted = [a for a in self._shelves.artists.values() if statuses is None or a.status in statuses]
        return sorted(wanted, key=lambda artist: artist.slug)[:limit]

    def add_event(self, event: ArtistEvent) -> None:
        """Append an event."""
        require(event.artist_id in self._shelves.artists, "artist", event.artist_id)
        require(event.run_id is None or event.run_id in self._shelves.runs, "run", str(event.run_id))
        self._shelves.events.append(kept(event))

    def events(self, artist_id: ArtistId) -> list[ArtistEvent]:
        """List the events of an artist as they were stored."""
        return [event for event in self._shelves.events if event.artist_id == artist_id]


class RunShelf:
    """Runs, their steps, assets, provenance and reflections."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def add(self, run: Run) -> None:
        """Store a new run."""
        if run.id in self._shelves.runs:
            raise conflict("run", run.id)
        require(run.artist_id is None or run.artist_id in self._shelves.artists, "artist", str(run.artist_id))
        self._shelves.runs[run.id] = kept(run)

    def save(self, run: Run) -> Run:
        """Store a changed run."""
        if self.get(run.id).version != run.version:
            raise conflict("run", run.id)
        require(run.artist_id is None or run.artist_id in self._shelves.artists, "artist", str(run.artist_id))
        self._shelves.runs[run.id] = kept(replace(run, version=run.version + 1))
        return self._shelves.runs[run.id]

    def get(self, run_id: RunId) -> Run:
        """Return the run of an identifier."""
        return found("run", run_id, [run for run in self._shelves.runs.values() if run.id == run_id])

    def find(self, name: str) -> Run:
        """Return the run of an identifier, a unique prefix, or a unique suffix of four characters or more."""
        key = name.strip().lower()
        by_end = [r for r in self._shelves.runs.values() if len(key) >= 4 and r.id.endswith(key)]
        return found("run", name, fitting(self._shelves.runs.values(), name, "id") or by_end)

    def select(self, where: RunFilter | None = None, limit: int = 50, before: RunId | None = None) -> list[Run]:
        """List newest first."""
        wanted = where or RunFilter()
        runs = [
            run
            for run in self._shelves.runs.values()
            if (wanted.artist_id is None or run.artist_id == wanted.artist_id)
            and (wanted.states is None or run.state in wanted.states)
            and (before is None or run.id < before)
            and self._has_words(run, wanted.words)
        ]
        return sorted(runs, key=lambda run: run.id, reverse=True)[:limit]

    def count(self, where: RunFilter) -> int:
        """Count runs of a kind."""
        return len(self.select(where, limit=len(self._shelves.runs)))

    def _has_words(self, run: Run, words: str) -> bool:
        artist = next((each for each in self._shelves.artists.values() if each.id == run.artist_id), None)
        named = "" if artist is None else f"{artist.slug} {artist.identity.name}"
        texts = [text.casefold() for text in (run.title, run.id, named)]
        return all(any(word in text for text in texts) for word in words.casefold().split())

    def titles(self, other_than: RunId) -> list[str]:
        """List the titles of all runs but one; those of rejected runs are free again."""
        others = [run for run in self._shelves.runs.values() if run.id != other_than]
        return sorted({run.title for run in others if run.title and run.state is not RunState.REJECTED})

    def last_starts(self) -> dict[ArtistId, datetime]:
        """Look up the start of each artist's newest run."""
        by_age = sorted(self._shelves.runs.values(), key=lambda run: run.id)
        return {run.artist_id: run.created_at for run in by_age if run.artist_id is not None}

    def due_for_expiry(self, now: datetime) -> list[Run]:
        """List the runs that wait for a decision and whose deadline has passed."""
        waiting = [run for run in self._shelves.runs.values() if run.state is RunState.NEEDS_DECISION]
        overdue = [(run.review_deadline, run.id, run) for run in waiting if run.review_deadline is not None]
        return [run for deadline, _, run in sorted(overdue, key=lambda entry: entry[:2]) if deadline <= now]

    def add_step(self, record: StepRecord) -> None:
        """Store the start of an attempt."""
        require(record.run_id in self._shelves.runs, "run", record.run_id)
        doubles = record.outcome is StepOutcome.SUCCEEDED and self._another_succeeded(record)
        if _step_key(record) in self._shelves.steps or doubles:
            raise conflict("attempt", _step_name(record))
        self._shelves.steps[_step_key(record)] = kept(record)

    def save_step(self, record: StepRecord) -> None:
        """Store how an attempt stands now."""
        stored = self._shelves.steps.get(_step_key(record))
        if stored is None:
            raise not_found("attempt", _step_name(record))
        if not self._may_become(stored, record):
            raise conflict("attempt", _step_name(record))
        self._shelves.steps[_step_key(record)] = kept(record)

    def set_progress(self, run_id: RunId, pass_no: int, step: Step, attempt: int, progress: float, note: str) -> None:
        """Store progress of an attempt while it runs."""
        key = (run_id, pass_no, step, attempt)
        stored = self._shelves.steps.get(key)
        if stored is not None and stored.outcome is StepOutcome.RUNNING:
            self._shelves.steps[key] = replace(stored, progress=progress, note=note)

    def steps(self, run_id: RunId) -> list[StepRecord]:
        """List all attempts as they began."""
        return [record for record in self._shelves.steps.values() if record.run_id == run_id]

    def steps_of(self, wanted: Sequence[RunId], step: Step) -> list[StepRecord]:
        """List the attempts at one step of many runs."""
        return [record for run_id in dict.fromkeys(wanted) for record in self.steps(run_id) if record.step is step]

    def add_asset(self, asset: RunAsset) -> None:
        """Store an asset of a take; the later of the same name stands."""
        require(asset.run_id in self._shelves.runs, "run", asset.run_id)
        self._shelves.assets[asset.run_id, asset.pass_no, asset.name] = asset

    def assets(self, run_id: RunId) -> list[RunAsset]:
        """List the assets of all takes."""
        return [asset for asset in self._shelves.assets.values() if asset.run_id == run_id]

    def add_provenance(self, run_id: RunId, link: ProvenanceLink) -> None:
        """Append a link."""
        require(run_id in self._shelves.runs, "run", run_id)
        if (run_id, link.sequence) in self._shelves.links:
            raise conflict("link", str(link.sequence))
        self._shelves.links[run_id, link.sequence] = kept(link)

    def provenance(self, run_id: RunId) -> list[ProvenanceLink]:
        """Return the chain of a run."""
        chain = [link for (owner, _), link in self._shelves.links.items() if owner == run_id]
        return sorted(chain, key=lambda link: link.sequence)

    def add_reflection(self, record: ReflectionRecord) -> bool:
        """Store what was learned from a take, once."""
        require(record.run_id in self._shelves.runs, "run", record.run_id)
        require(record.artist_id in self._shelves.artists, "artist", record.artist_id)
        key = (record.run_id, record.pass_no)
        is_new = key not in self._shelves.reflections
        self._shelves.reflections.setdefault(key, kept(record))
        return is_new

    def reflections(self, run_id: RunId) -> list[ReflectionRecord]:
        """List what was learned, by take."""
        learned = [record for record in self._shelves.reflections.values() if record.run_id == run_id]
        return sorted(learned, key=lambda record: record.pass_no)

    def _may_become(self, stored: StepRecord, record: StepRecord) -> bool:
        if record.outcome is StepOutcome.LOST:
            return stored.outcome in {StepOutcome.RUNNING, StepOutcome.WAITING, StepOutcome.LOST}
        takes_back = stored.outcome is StepOutcome.SUCCEEDED and record.outcome not in {
            StepOutcome.SUCCEEDED,
            StepOutcome.CANCELLED,
        }
        return not (stored.outcome is StepOutcome.LOST or takes_back or self._another_succeeded(record))

    def _another_succeeded(self, record: StepRecord) -> bool:
        return any(
            other.outcome is StepOutcome.SUCCEEDED and other.attempt != record.attempt
            for other in self._shelves.steps.values()
            if _step_key(other)[:3] == _step_key(record)[:3]
        )


class DecisionShelf:
    """Decisions."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def add(self, decision: Decision) -> None:
        """Store a decision on a take that has none that stands."""
        require(decision.run_id in self._shelves.runs, "run", decision.run_id)
        standing = any(
            other.pass_no == decision.pass_no and other.state is not DecisionState.UNDONE
            for other in self.of_run(decision.run_id)
        )
        clashes = standing and decision.state is not DecisionState.UNDONE
        if decision.id in self._shelves.decisions or clashes:
            raise conflict("decision", decision.id)
        self._shelves.decisions[decision.id] = kept(decision)

    def save(self, decision: Decision) -> None:
        """Store how a decision stands now."""
        stored = self.get(decision.id)
        if stored.state not in {DecisionState.HELD, decision.state}:
            raise conflict("decision", decision.id)
        self._shelves.decisions[decision.id] = replace(
            stored,
            state=decision.state,
            effective_at=decision.effective_at,
            undone_by=decision.undone_by,
            undone_at=decision.undone_at,
        )

    def get(self, decision_id: str) -> Decision:
        """Return the decision of an identifier."""
        return found("decision", decision_id, [d for d in self._shelves.decisions.values() if d.id == decision_id])

    def of_run(self, run_id: RunId) -> list[Decision]:
        """List the decisions on a run, oldest first."""
        return _by_time(decision for decision in self._shelves.decisions.values() if decision.run_id == run_id)

    def of_artist(self, artist_id: ArtistId) -> list[Decision]:
        """List the decisions on an artist's runs that stand, oldest first."""
        return _by_time(
            decision
            for decision in self._shelves.decisions.values()
            if decision.state is not DecisionState.UNDONE and self._shelves.runs[decision.run_id].artist_id == artist_id
        )


class ReleaseShelf:
    """Releases."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def add(self, release: ReleaseRecord) -> None:
        """Store the release of a run."""
        require(release.run_id in self._shelves.runs, "run", release.run_id)
        require(release.artist_id in self._shelves.artists, "artist", release.artist_id)
        others = self._shelves.releases.values()
        if release.id in self._shelves.releases or any(
            other.run_id == release.run_id or other.folder == release.folder for other in others
        ):
            raise conflict("release", release.folder)
        self._shelves.releases[release.id] = release

    def of_run(self, run_id: RunId) -> ReleaseRecord | None:
        """Return the release of a run, if there is one."""
        return next((release for release in self._shelves.releases.values() if release.run_id == run_id), None)

    def find(self, name: str) -> ReleaseRecord:
        """Return the release of an identifier, a folder or a run, or of a unique prefix of one of them."""
        every = list(self._shelves.releases.values())
        named = fitting(every, name, "id", "folder", "run_id")
        return found("release", name, named, [release.folder for release in every])

    def select(self, artist_id: ArtistId | None = None, limit: int = 50) -> list[ReleaseRecord]:
        """List newest first."""
        wanted = [r for r in self._shelves.releases.values() if artist_id in {None, r.artist_id}]
        return sorted(wanted, key=lambda release: (release.packaged_at, release.id), reverse=True)[:limit]


class CommandShelf:
    """The outbox of the engine."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def add(self, command: EngineCommand) -> None:
        """Append a command, once for each kind and workflow."""
        require(command.run_id in self._shelves.runs, "run", command.run_id)
        known = {(other.kind, other.workflow_id) for other in self._shelves.commands.values()}
        if (command.kind, command.workflow_id) not in known:
            number = len(self._shelves.commands) + 1
            self._shelves.commands[number] = kept(replace(command, id=number))

    def pending(self, now: datetime, limit: int = 100) -> list[EngineCommand]:
        """List the commands that are due and were not carried out."""
        open_ones = [command for number, command in self._shelves.commands.items() if number not in self._shelves.done]
        return [command for command in open_ones if command.due_at <= now][:limit]

    def mark_done(self, command_id: int, now: datetime) -> None:
        """Mark a command as carried out."""
        if command_id not in self._shelves.commands:
            raise not_found("command", str(command_id))
        self._shelves.done.setdefault(command_id, now)


class WorkerShelf:
    """Workers and their signs of life."""

    def __init__(self, shelves: Shelves, clock: Clock) -> None:
        """See the class."""
        self._shelves = shelves
        self._clock = clock

    def beat(self, worker: str, host: str, pid: int) -> None:
        """Store a sign of life; a new process under an old identifier starts anew."""
        now = self._clock.now()
        known = self._shelves.workers.get(worker)
        goes_on = known is not None and not known.stopped and (known.host, known.pid) == (host, pid)
        started_at = known.started_at if known is not None and goes_on else now
        self._shelves.workers[worker] = WorkerBeat(worker, host, pid, started_at, now, 0.0, stopped=False)

    def stop(self, worker: str) -> None:
        """Store that a worker said goodbye."""
        if worker in self._shelves.workers:
            self._shelves.workers[worker] = replace(self._shelves.workers[worker], stopped=True)

    def all(self) -> list[WorkerBeat]:
        """List all workers, the latest beat first."""
        now = self._clock.now()
        aged = [replace(b, age_s=max(0.0, (now - b.beat_at).total_seconds())) for b in self._shelves.workers.values()]
        return sorted(sorted(aged, key=lambda beat: beat.worker), key=lambda beat: beat.beat_at, reverse=True)


def _by_time(decisions: Iterable[Decision]) -> list[Decision]:
    return sorted(decisions, key=lambda decision: (decision.decided_at, decision.id))


def _step_key(record: StepRecord) -> StepKey:
    return (record.run_id, record.pass_no, record.step, record.attempt)


def _step_name(record: StepRecord) -> str:
    return f"{record.attempt} at {record.step.value} of take {record.pass_no} of run {record.run_id}"
