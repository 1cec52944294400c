"""The command line with quick makers, in a process of its own: ``python quick_cli.py WORDS...``."""

from __future__ import annotations

import sys
from pathlib import Path

from noktvrn.interfaces.cli.main import main

JOB = Path(__file__).parent.parent / "integration" / "quick_job.py"

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], job_command=(sys.executable, str(JOB))))
