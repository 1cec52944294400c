"""A worker with quick makers in a process of its own: ``python quick_worker.py HOME``; prints "ready"."""

from __future__ import annotations

import sys
from pathlib import Path

from noktvrn.app import run_worker
from noktvrn.settings import load_settings


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    job = (sys.executable, str(Path(__file__).with_name("quick_job.py")))
    run_worker(load_settings({"home": sys.argv[1]}), on_ready=_say_ready, job_command=job)
