"""How long ``noktvrn --help`` takes, against an empty Python."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.harness import Figure, at_most, command, in_turns, python_command, report

NAME = "Cold start"
GOAL_MS = 250.0


def run(quick: bool) -> dict[str, Any]:
    program = str(Path(python_command()[0]).with_name("noktvrn"))
    with tempfile.TemporaryDirectory() as home:
        place = {"NOKTVRN_HOME": home, "HOME": home}
        acts = [
            command(*python_command("-c", "pass"), environment=place),
            command(program, "--help", environment=place),
            command(program, "artist", "list", environment=place),
        ]
        empty, help_page, listing = in_turns(acts, 3 if quick else 15)
    return report(
        NAME,
        method="Whole processes, from start to end, fifteen rounds in turns, file cache warm.",
        figures=[
            Figure("python -c pass", empty.wall_s * 1e3, "ms"),
            at_most("noktvrn --help", help_page.wall_s * 1e3, "ms", GOAL_MS, against="python -c pass"),
            Figure("noktvrn artist list, empty label", listing.wall_s * 1e3, "ms", against="python -c pass"),
        ],
    )
