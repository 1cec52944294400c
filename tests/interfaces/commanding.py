"""Carrying out command lines in tests: in this process, or in one of its own where a worker has to run."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noktvrn.interfaces.cli.main import main

QUICK_CLI = Path(__file__).with_name("quick_cli.py")


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        (line,) = self.err.strip().splitlines()
        return dict(json.loads(line))


def command(*words: str) -> Answer:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(words)
    return Answer(status, out.getvalue(), err.getvalue())


def quick_command(*words: str, environment: Mapping[str, str] | None = None, timeout_s: float = 300.0) -> Answer:
    done = subprocess.run(
        [sys.executable, str(QUICK_CLI), *words],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)
