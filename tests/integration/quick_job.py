"""The child process of a heavy step, with quick makers: ``python quick_job.py REQUEST``."""

from __future__ import annotations

import os
import sys

from noktvrn.interfaces.job.__main__ import main
from noktvrn.testing.makers import QuickMakers

if __name__ == "__main__":
    makers = QuickMakers(
        work_s=float(os.environ.get("QUICK_WORK_S", "0")),
        loudness_lufs=float(os.environ.get("QUICK_LOUDNESS_LUFS", "-14")),
        broken_roles=tuple(filter(None, os.environ.get("QUICK_BROKEN", "").split(","))),
        endless_roles=tuple(filter(None, os.environ.get("QUICK_ENDLESS", "").split(","))),
    )
    sys.exit(main(makers.carry_out))
