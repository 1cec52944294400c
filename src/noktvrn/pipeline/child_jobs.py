"""Heavy work in a child process, so that it can be stopped, timed out, and cannot take the worker down.

Protocol: the child is given the path of a request file. It writes JSON lines to its standard output, either
``{"progress": 0.4, "what": "..."}`` or, last, ``{"answer": {...}}`` or ``{"error": {...}}``. It ends when its parent
ends, when it gets SIGTERM, and is killed when that takes longer than a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from noktvrn.errors import NoSpaceError, StepCancelledError, StepFailedError, StepTimeoutError, is_disk_full
from noktvrn.pipeline.restoring import restore
from noktvrn.ports.jobs import Job, ProgressSink
from noktvrn.services.as_json import as_json, from_json

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.2
GRACE_S = 0.7
"""How long a child may take to end by itself."""

DEATH_S = 10.0
"""How long the kernel may take to end one that was killed, on the busiest of machines."""

LINE_LIMIT = 16 * 1024 * 1024
STDERR_LINES = 40


class ChildJobRunner:
    """Carries out each job in a process of its own.

    Args:
        command: Command that takes the path of a request file, such as ``[python, "-m", "noktvrn.interfaces.job"]``.
        timeout_s: Longest time for one job.
        nice: Niceness of the child.
        environment: Environment of the child; that of this process when None.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        timeout_s: float,
        nice: int,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command = tuple(command)
        self._timeout_s = timeout_s
        self._nice = nice
        self._environment = dict(os.environ if environment is None else environment)
        self._alive: set[int] = set()

    async def run(self, job: Job, progress: ProgressSink, stopped: Callable[[], bool]) -> Any:
        """See :class:`noktvrn.ports.jobs.JobRunner`."""
        request_path = await asyncio.to_thread(self._prepare, job)
        child = await asyncio.create_subprocess_exec(
            *self._command,
            str(request_path),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment,
            start_new_session=True,
            limit=LINE_LIMIT,
        )
        self._alive.add(child.pid)
        try:
            last = await self._attend(child, job, progress, stopped)
        finally:
            await _end(child)
            self._alive.discard(child.pid)
        if "error" in last:
            raise restore(last["error"])
        return from_json(job.answer, last["answer"])

    def end_all(self) -> None:
        """Kill every process that is at work, as when the worker ends; the next worker does their steps again."""
        for pid in list(self._alive):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    def _prepare(self, job: Job) -> os.PathLike[str]:
        try:
            job.out_dir.mkdir(parents=True, exist_ok=True)
            path = job.out_dir / "request.json"
            request = {"role": job.role, "nice": self._nice, "request": as_json(job.request)}
            path.write_text(json.dumps(request), encoding="utf-8")
        except OSError as exc:
            raise _disk_error(exc, job) from exc
        return path

    async def _attend(
        self,
        child: asyncio.subprocess.Process,
        job: Job,
        progress: ProgressSink,
        stopped: Callable[[], bool],
    ) -> dict[str, Any]:
        """Read what the child says until it ends; stop it when asked to or when its time is over."""
        tail: deque[str] = deque(maxlen=STDERR_LINES)
        said: dict[str, Any] = {}
        listening = asyncio.gather(_listen(child, progress, said), _collect(child, tail))
        deadline = time.monotonic() + self._timeout_s
        try:
            while not listening.done():
                await asyncio.wait([listening], timeout=LOOK_EVERY_S)
                if await asyncio.to_thread(stopped):
                    raise StepCancelledError(
                        f"The {job.role} work was stopped.", remedy="noktvrn run resume", stage=job.role
                    )
                if time.monotonic() > deadline:
                    raise StepTimeoutError(
                        f"The {job.role} work took longer than {self._timeout_s:.0f} s.",
                        remedy="Raise worker.step_timeout_s, or look at the machine's load: noktvrn doctor",
                        stage=job.role,
                    )
            await listening
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
        status = await child.wait()
        if not said:
            raise _silent_end(job, status, tail)
        if said.get("error", {}).get("code") == "unexpected":
            logger.error("the %s process broke:\n%s", job.role, "\n".join(tail))
        return said


async def _listen(child: asyncio.subprocess.Process, progress: ProgressSink, said: dict[str, Any]) -> None:
    assert child.stdout is not None
    async for line in child.stdout:
        try:
            message = json.loads(line)
        except ValueError:
            logger.debug("child says: %s", line.decode(errors="replace").rstrip())
            continue
        if "progress" in message:
            await asyncio.to_thread(progress, float(message["progress"]), str(message["what"]))
        else:
            said.update(message)


async def _collect(child: asyncio.subprocess.Process, tail: deque[str]) -> None:
    assert child.stderr is not None
    async for line in child.stderr:
        tail.append(line.decode(errors="replace").rstrip())


async def _end(child: asyncio.subprocess.Process) -> None:
    """Leave no process and no pipe: ask the group, then kill it, and read what it left behind to its end.

    A pipe that is still open when the engine closes its loop would complain of that on the terminal.
    """
    for sign, patience_s in ((signal.SIGTERM, GRACE_S), (signal.SIGKILL, DEATH_S)):
        if child.returncode is not None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, sign)
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(child.wait(), patience_s)
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(pipe.read(), DEATH_S)


def _silent_end(job: Job, status: int, tail: deque[str]) -> StepFailedError:
    cause = f"was killed by signal {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
    last = f" Its last words: {' / '.join(list(tail)[-3:])}" if tail else ""
    return StepFailedError(
        f"The {job.role} process {cause} without an answer.{last}",
        remedy="After SIGKILL look at the memory: worker.heavy_jobs = 1 needs less. Then: noktvrn run resume",
        stage=job.role,
    )


def _disk_error(exc: OSError, job: Job) -> NoSpaceError | StepFailedError:
    if is_disk_full(exc):
        return NoSpaceError(
            f"There is no space left for the {job.role} work in {job.out_dir.parent}.",
            remedy="Free some space, then: noktvrn run resume",
            stage=job.role,
        )
    return StepFailedError(
        f"The directory {job.out_dir} cannot be written: {exc.strerror}.",
        remedy="Check the rights on the home directory: noktvrn doctor",
        stage=job.role,
    )
