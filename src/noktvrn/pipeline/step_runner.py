"""Perform one step of a run: journal it, retry what may pass, store all of its effects in one transaction.

The rules that make a kill at any moment harmless:

* A step whose result stands in the journal is not done again.
* Files become assets before the transaction; they are addressed by content, so a second time changes nothing.
* Success, result, assets, provenance and effects on records are one transaction.
* An attempt that a dead worker left running is marked as lost when the next one begins. The journal refuses the result
  of a lost attempt, so a worker that was only asleep cannot apply anything twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from noktvrn.catalogue.provenance import chain_link
from noktvrn.errors import (
    NoktvrnError,
    QuotaExceededError,
    StepCancelledError,
    StepFailedError,
    StorageError,
    VersionConflictError,
)
from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import RESUMABLE, Failure, Step, StepOutcome, StepRecord
from noktvrn.ops.log_context import log_context
from noktvrn.ports.assets import AssetRef
from noktvrn.ports.jobs import JobRunner
from noktvrn.ports.repositories import RunAsset, UnitOfWork
from noktvrn.services.label import Label
from noktvrn.services.steps.body import NewAsset, StepBody, StepDone, StepScene, standing_assets, standing_results
from noktvrn.types import RunId

logger = logging.getLogger(__name__)

PROGRESS_EVERY_S = 0.5
CANCEL_LOOK_EVERY_S = 0.4


class SupersededError(Exception):
    """The run moved on without this workflow: it was cancelled, or a newer take or dispatch does the work."""


class StepRunner:
    """Performs steps for the workflows of one worker.

    Args:
        label: The label's means.
        jobs: Carries out heavy work.
        bodies: The work of each step.
        worker: Identifier of this worker, for the journal.
    """

    def __init__(self, label: Label, jobs: JobRunner, bodies: Mapping[Step, StepBody], worker: str) -> None:
        self._label = label
        self._jobs = jobs
        self._bodies = bodies
        self._worker = worker

    async def perform(self, run_id: RunId, dispatch_no: int, step: Step, working: RunState) -> None:
        """Do a step until it has a result.

        Args:
            run_id: The run.
            dispatch_no: Hand-over that the calling workflow belongs to.
            step: The step.
            working: State that the run must be in, ``MAKING`` or ``FINISHING``.

        Raises:
            SupersededError: This workflow has nothing to do any more.
            NoktvrnError: The step failed for good.
        """
        for attempt_here in range(1, self._label.settings.worker.step_attempts + 1):
            try:
                record = await asyncio.to_thread(self._begin, run_id, dispatch_no, step, working)
            except VersionConflictError as exc:  # another worker began the same attempt
                raise SupersededError from exc
            except StorageError as exc:
                if not exc.retryable or attempt_here == self._label.settings.worker.step_attempts:
                    raise
                await asyncio.sleep(self._label.settings.worker.retry_delay_s * 2 ** (attempt_here - 1))
                continue
            if record is None:
                return
            try:
                with log_context(run_id=run_id, step=step.value):
                    await self._attempt(record, dispatch_no, working)
            except StepCancelledError as exc:
                await asyncio.to_thread(self._close, record, StepOutcome.CANCELLED, exc)
                raise SupersededError from exc
            except NoktvrnError as exc:
                exc.stage = step.value  # whatever broke below: to the reader it is this step that failed
                await asyncio.to_thread(self._close, record, StepOutcome.FAILED, exc)
                if not exc.retryable or attempt_here == self._label.settings.worker.step_attempts:
                    raise
                logger.warning("step %s of run %s failed and is tried again: %s", step.value, run_id, exc)
                await asyncio.sleep(self._label.settings.worker.retry_delay_s * 2 ** (attempt_here - 1))
            else:
                return

    async def _attempt(self, record: StepRecord, dispatch_no: int, working: RunState) -> None:
        out_dir = self._out_dir(record)
        logger.info("attempt %d of take %d begins", record.attempt, record.pass_no)
        try:
            await asyncio.to_thread(self._adopt, record, out_dir)
            scene = await asyncio.to_thread(self._scene, record, dispatch_no, working, out_dir)
            done = await self._bodies[record.step](scene)
            refs = await asyncio.to_thread(self._keep, done.assets)
            await asyncio.to_thread(self._succeed, record, dispatch_no, working, done, refs)
        except NoktvrnError:
            raise
        except OSError as exc:
            raise StepFailedError(
                f"The step {record.step.value} failed: {exc}.",
                remedy="Mend what the message names, then: noktvrn run resume",
                stage=record.step.value,
            ) from exc
        except Exception as exc:  # the step runner is one of the four edges
            logger.exception("the step broke")
            raise UnexpectedStepError(
                f"The step {record.step.value} broke: {type(exc).__name__}: {exc}.",
                remedy="Look into logs/noktvrn.jsonl for the trace; then: noktvrn run retry",
                stage=record.step.value,
            ) from exc
        finally:
            await asyncio.to_thread(shutil.rmtree, out_dir, True)
        logger.info("done: %s", done.note)

    def _out_dir(self, record: StepRecord) -> Path:
        return self._label.work_dir / attempt_folder(record)

    def _adopt(self, record: StepRecord, out_dir: Path) -> None:
        """Take over what a lost attempt on this machine made of a long step, so that it need not be made again.

        The directory is renamed: a worker that was only asleep finds it gone, and its attempt fails alone.
        """
        if record.step not in RESUMABLE:
            return
        for attempt in range(record.attempt - 1, 0, -1):
            with contextlib.suppress(FileNotFoundError):
                self._out_dir(replace(record, attempt=attempt)).rename(out_dir)
                return

    def _begin(self, run_id: RunId, dispatch_no: int, step: Step, working: RunState) -> StepRecord | None:
        """Open an attempt; None when the step has a result."""
        with self._label.records.write() as unit:
            run = checked_run(unit, run_id, dispatch_no, working)
            records = unit.runs.steps(run_id)
            if step in standing_results(run, records):
                return None
            earlier = [r for r in records if r.step is step and r.pass_no == run.pass_no]
            now = self._label.clock.now()
            for lost in (r for r in earlier if r.outcome is StepOutcome.RUNNING):
                unit.runs.save_step(replace(lost, outcome=StepOutcome.LOST, ended_at=now, note="its worker died"))
            record = StepRecord(
                run_id=run_id,
                pass_no=run.pass_no,
                step=step,
                attempt=len(earlier) + 1,
                outcome=StepOutcome.RUNNING,
                started_at=now,
                worker=self._worker,
            )
            unit.runs.add_step(record)
            unit.commit()
        return record

    def _scene(self, record: StepRecord, dispatch_no: int, working: RunState, out_dir: Path) -> StepScene:
        with self._label.records.read() as unit:
            run = checked_run(unit, record.run_id, dispatch_no, working)
            standing = standing_results(run, unit.runs.steps(run.id))
            assets = standing_assets(standing, unit.runs.assets(run.id))
            artist = None if run.artist_id is None else unit.artists.get(run.artist_id)
        return StepScene(
            label=self._label,
            run=run,
            artist=artist,
            results={step: found.result for step, found in standing.items()},
            refs={name: asset.ref for name, asset in assets.items()},
            jobs=self._jobs,
            out_dir=out_dir,
            progress=self._progress_sink(record),
            stopped=self._stop_watch(record.run_id, dispatch_no, working),
        )

    def _keep(self, assets: tuple[NewAsset, ...]) -> dict[str, AssetRef]:
        return {asset.name: self._label.assets.put(asset.path, asset.media_type) for asset in assets}

    def _succeed(
        self,
        record: StepRecord,
        dispatch_no: int,
        working: RunState,
        done: StepDone,
        refs: Mapping[str, AssetRef],
    ) -> None:
        now = self._label.clock.now()
        with self._label.records.write() as unit:
            run = checked_run(unit, record.run_id, dispatch_no, working)
            ended = replace(
                record,
                outcome=StepOutcome.SUCCEEDED,
                ended_at=now,
                result=done.result,
                progress=1.0,
                note=done.note,
            )
            try:
                unit.runs.save_step(ended)
            except VersionConflictError as exc:
                raise SupersededError from exc
            for asset in done.assets:
                unit.runs.add_asset(RunAsset(record.run_id, record.pass_no, record.step, asset.name, refs[asset.name]))
            self._add_provenance(unit, record, done.assets, refs)
            if done.effects is not None:
                done.effects(unit, run)
            unit.commit()

    def _add_provenance(
        self, unit: UnitOfWork, record: StepRecord, assets: tuple[NewAsset, ...], refs: Mapping[str, AssetRef]
    ) -> None:
        chain = unit.runs.provenance(record.run_id)
        previous = chain[-1] if chain else None
        for asset in assets:
            made_by = asset.made_by
            previous = chain_link(
                previous,
                asset=asset.name,
                sha256=refs[asset.name].sha256,
                role=asset.role,
                provider=made_by.provider,
                model=made_by.model,
                prompt=made_by.prompt,
                parameters=made_by.parameters,
                seed=made_by.seed,
                licence=made_by.licence,
                at=self._label.clock.now(),
            )
            unit.runs.add_provenance(record.run_id, previous)

    def _close(self, record: StepRecord, outcome: StepOutcome, error: NoktvrnError) -> None:
        ended = replace(
            record,
            outcome=outcome,
            ended_at=self._label.clock.now(),
            failure=as_failure(error, record.step.value),
            note=error.message,
        )
        with self._label.records.write() as unit:
            try:
                unit.runs.save_step(ended)
            except VersionConflictError as exc:
                raise SupersededError from exc
            unit.commit()

    def _progress_sink(self, record: StepRecord) -> Callable[[float, str], None]:
        """Store progress at most twice a second: it is for people to look at."""
        last = 0.0

        def sink(fraction: float, what: str) -> None:
            nonlocal last
            if time.monotonic() - last < PROGRESS_EVERY_S:
                return
            last = time.monotonic()
            with self._label.records.write() as unit:
                unit.runs.set_progress(
                    record.run_id, record.pass_no, record.step, record.attempt, min(max(fraction, 0.0), 1.0), what
                )
                unit.commit()

        return sink

    def _stop_watch(self, run_id: RunId, dispatch_no: int, working: RunState) -> Callable[[], bool]:
        last_look, stopped = 0.0, False

        def is_stopped() -> bool:
            nonlocal last_look, stopped
            if not stopped and time.monotonic() - last_look >= CANCEL_LOOK_EVERY_S:
                last_look = time.monotonic()
                with self._label.records.read() as unit:
                    stopped = not _is_current(unit.runs.get(run_id), dispatch_no, working)
            return stopped

        return is_stopped


class UnexpectedStepError(StepFailedError):
    """A step broke in a way that nobody foresaw; trying again as it is does not help."""

    code = "unexpected"
    retryable = False


def attempt_folder(record: StepRecord) -> str:
    """Return the name of an attempt's directory among those of all attempts."""
    return f"{record.run_id}-{record.pass_no}-{record.step.value}-{record.attempt}"


def checked_run(unit: UnitOfWork, run_id: RunId, dispatch_no: int, working: RunState) -> Run:
    """Return the run as it stands, if the calling workflow is still the one to work on it.

    Raises:
        SupersededError: It is not.
    """
    run = unit.runs.get(run_id)
    if not _is_current(run, dispatch_no, working):
        raise SupersededError
    return run


def _is_current(run: Run, dispatch_no: int, working: RunState) -> bool:
    return run.state is working and run.dispatch_no == dispatch_no


def as_failure(error: NoktvrnError, stage: str) -> Failure:
    """Return an error as it is kept in the journal."""
    return Failure(
        code=error.code,
        message=error.message,
        stage=error.stage or stage,
        remedy=error.remedy,
        retryable=error.retryable,
    )


def resting_state(error: NoktvrnError) -> RunState:
    """Return where a run rests after an error: paused when only credit is missing, failed otherwise."""
    return RunState.PAUSED if isinstance(error, QuotaExceededError) else RunState.FAILED
