"""A worker that starts on a machine where nothing has been compiled yet."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.integration.workshop import wait_until


def _worker(home: Path, kernels: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "noktvrn", "--home", str(home), "worker"],
        env={**os.environ, "NUMBA_CACHE_DIR": str(kernels)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _at_work_on(folder: Path) -> str:
    return subprocess.run(["pgrep", "-f", str(folder)], capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_without_compiled_kernels_says_so_and_can_be_stopped_while_they_compile(tmp_path, how):
    worker = _worker(tmp_path / "home", tmp_path / "kernels")
    assert worker.stderr is not None
    assert "compiles its kernels" in worker.stderr.readline()
    worker.send_signal(how)
    _, rest = worker.communicate(timeout=60)
    assert "Stopped. Nothing that was made is lost." in rest
    assert worker.returncode == 130
    wait_until(lambda: not _at_work_on(tmp_path))


def test_a_worker_with_compiled_kernels_begins_at_once(tmp_path):
    kernels = tmp_path / "kernels"
    kernels.mkdir()
    (kernels / "one.nbi").touch()
    worker = _worker(tmp_path / "home", kernels)
    assert worker.stderr is not None
    assert worker.stderr.readline().startswith("Working.")
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=60)
    assert worker.returncode == 0
