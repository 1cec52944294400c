"""Heavy work in a process of its own ends with whoever asked for it, and leaves nothing open."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from pathlib import Path

import pytest

from noktvrn.pipeline import child_jobs
from noktvrn.pipeline.child_jobs import ChildJobRunner
from noktvrn.ports.jobs import Job

ENDLESS = """
import sys, time
print('{"progress": 0.5, "what": "working"}', flush=True)
print("x" * 200_000, file=sys.stderr, flush=True)
time.sleep(600)
"""


def test_a_job_whose_loop_is_shut_down_leaves_no_process_and_no_pipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_jobs, "GRACE_S", 0.0)  # as on a machine so busy that nothing ends in time
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    runner = ChildJobRunner([sys.executable, str(script)], timeout_s=600, nice=0)

    async def shut_down_at_work() -> None:
        begun = asyncio.Event()
        loop = asyncio.get_running_loop()
        job = Job("music", {}, dict, tmp_path / "out")
        working = asyncio.create_task(
            runner.run(job, lambda _share, _what: loop.call_soon_threadsafe(begun.set), lambda: False)
        )
        await begun.wait()
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working

    loop = asyncio.new_event_loop()  # as the engine's: it is closed as soon as nobody works
    loop.run_until_complete(shut_down_at_work())
    loop.close()
    gc.collect()  # a pipe that is still open would complain of the closed loop here, and pytest of that
