"""What a step's body is given and what it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from noktvrn.errors import StepFailedError
from noktvrn.journal.run import Run
from noktvrn.journal.steps import ORDER, Step, StepOutcome, StepRecord
from noktvrn.ports.assets import AssetRef
from noktvrn.ports.jobs import Job, JobRunner
from noktvrn.ports.making import MadeBy
from noktvrn.ports.repositories import RunAsset, UnitOfWork
from noktvrn.roster.artist import Artist
from noktvrn.services.as_json import from_json
from noktvrn.services.label import Label
from noktvrn.types import Seed, child_seed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewAsset:
    """A file that a step made.

    Attributes:
        name: Name within the run, such as ``"master"``.
        path: Where it lies now.
        media_type: Such as ``"audio/flac"``.
        role: Role of its maker: ``"music"``, ``"artwork"``...
        made_by: Who made it.
    """

    name: str
    path: Path
    media_type: str
    role: str
    made_by: MadeBy


@dataclass(frozen=True, slots=True)
class StepDone:
    """What a step leaves; stored in one transaction with the step's success.

    Attributes:
        result: What following steps read; JSON values only.
        assets: Files to keep.
        note: A short sentence for the checklist.
        effects: Changes to the label's records; given the unit of work and the run as read within it.
    """

    result: Mapping[str, Any]
    assets: tuple[NewAsset, ...] = ()
    note: str = ""
    effects: Callable[[UnitOfWork, Run], None] | None = None


@dataclass(frozen=True, slots=True)
class StepScene:
    """Everything that a body reads.

    Attributes:
        label: The label's means.
        run: The run as it stood when the step began.
        artist: Its artist; None before one is chosen.
        results: Result of each step of the present take that has one.
        refs: Where each asset of the present take is kept.
        jobs: Carries out heavy work.
        out_dir: Directory of this attempt.
        progress: To say how far the work is.
        stopped: Whether to stop.
    """

    label: Label
    run: Run
    artist: Artist | None
    results: Mapping[Step, Mapping[str, Any]]
    refs: Mapping[str, AssetRef]
    jobs: JobRunner
    out_dir: Path
    progress: Callable[[float, str], None]
    stopped: Callable[[], bool]

    def the_artist(self) -> Artist:
        """Return the run's artist.

        Raises:
            StepFailedError: None was chosen.
        """
        if self.artist is None:
            raise StepFailedError(
                f"Run {self.run.id} has no artist.", remedy=f"noktvrn run retry {self.run.id}", stage="select_artist"
            )
        return self.artist

    def result(self, step: Step, key: str, kind: type[T]) -> T:
        """Return one value that an earlier step left, rebuilt as ``kind``.

        Raises:
            StepFailedError: That step left no such value.
        """
        values = self.results.get(step, {})
        if key not in values:
            raise StepFailedError(
                f"The step {step.value} of run {self.run.id} left no {key}.",
                remedy=f"Do it again: noktvrn run retry {self.run.id} --from {step.value}",
                stage=step.value,
            )
        return from_json(kind, values[key])

    def path_of(self, name: str) -> Path:
        """Return where to read an asset of the present take, verified.

        Raises:
            StepFailedError: The take has no such asset.
            AssetMissingError: It is gone from the store.
            AssetCorruptError: Its bytes have changed.
        """
        if name not in self.refs:
            raise StepFailedError(
                f"Run {self.run.id} has no asset {name!r}.",
                remedy=f"See what it has: noktvrn run show {self.run.id}",
                stage="assets",
            )
        return self.label.assets.open_path(self.refs[name])

    def seed_for(self, step: Step) -> Seed:
        """Return the seed of a step in this take."""
        take = self.run.pass_no if self.run.seed_pass_no is None else self.run.seed_pass_no
        return self.run.seed if take == 1 and step is Step.SONG else child_seed(self.run.seed, take, step.value)

    async def carry_out(self, role: str, request: Any, answer: type[T]) -> T:
        """Have heavy work done by the provider of a role."""
        job = Job(role=role, request=request, answer=answer, out_dir=self.out_dir)
        done: T = await self.jobs.run(job, self.progress, self.stopped)
        return done


class StepBody(Protocol):
    """One step's work. It MUST have no effect outside ``scene.out_dir`` but through what it returns."""

    async def __call__(self, scene: StepScene) -> StepDone:
        """Do the work."""
        ...


def standing_results(run: Run, records: list[StepRecord]) -> dict[Step, StepRecord]:
    """Return the attempt whose result stands, for each step of the present take.

    Results of steps before ``run.from_step`` are those of the latest earlier take; later steps count only in the
    present take.
    """
    standing: dict[Step, StepRecord] = {}
    for record in records:
        if record.outcome is not StepOutcome.SUCCEEDED:
            continue
        if record.step.position >= run.from_step.position and record.pass_no != run.pass_no:
            continue
        standing[record.step] = record
    return {step: standing[step] for step in ORDER if step in standing}


def standing_assets(records: dict[Step, StepRecord], assets: list[RunAsset]) -> dict[str, RunAsset]:
    """Return the assets of the attempts whose results stand, by name."""
    passes = {step: record.pass_no for step, record in records.items()}
    return {asset.name: asset for asset in assets if passes.get(asset.step) == asset.pass_no}
