"""What benchmarks share: pairs of runs, medians, CPU seconds, and a report that says how it was made.

Candidate and reference are run in turns, never one after the other, so that a busy minute hurts both alike.
"""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cost:
    """What one round took.

    Attributes:
        wall_s: Seconds on the clock.
        cpu_s: Seconds of all cores together, children included.
    """

    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        what: What was measured, as a person reads it.
        value: The median.
        unit: Unit of the value; empty for a ratio.
        against: What it is compared with; empty when with nothing.
        goal: What is wanted, in words; empty when nothing is.
        met: Whether the goal is met; None without one.
    """

    what: str
    value: float
    unit: str
    against: str = ""
    goal: str = ""
    met: bool | None = None


def at_most(what: str, value: float, unit: str, goal: float, against: str = "") -> Figure:
    """Return a figure whose goal is an upper bound."""
    shown = f"<= {goal:g} {unit}".rstrip()
    return Figure(what, value, unit, against=against, goal=shown, met=value <= goal)


def spend(act: Callable[[], object]) -> Cost:
    """Do something once and return what it took."""
    before, began = _cpu_s(), time.perf_counter()
    act()
    wall_s = time.perf_counter() - began
    return Cost(wall_s=wall_s, cpu_s=_cpu_s() - before)


def in_turns(acts: Sequence[Callable[[], object]], rounds: int) -> list[Cost]:
    """Do several things in turns and return the median cost of each."""
    costs: list[list[Cost]] = [[] for _ in acts]
    for _ in range(rounds):
        for act, spent in zip(acts, costs, strict=True):
            spent.append(spend(act))
    return [median_cost(spent) for spent in costs]


def awaited(is_so: Callable[[], Any], longest_s: float) -> Any:
    """Look until something is so, and return it.

    Raises:
        RuntimeError: It is not so within ``longest_s`` seconds.
    """
    deadline = time.monotonic() + longest_s
    while not (found := is_so()):
        if time.monotonic() > deadline:
            raise RuntimeError(f"not so within {longest_s} s")
        time.sleep(0.02)
    return found


def median_cost(costs: Iterable[Cost]) -> Cost:
    """Return the medians of wall and CPU seconds."""
    listed = list(costs)
    return Cost(median(cost.wall_s for cost in listed), median(cost.cpu_s for cost in listed))


def command(*words: str, environment: Mapping[str, str] | None = None) -> Callable[[], None]:
    """Return a function that runs a program silently and fails when it fails."""

    def act() -> None:
        subprocess.run(
            words,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=True,
        )

    return act


def report(name: str, *, method: str, figures: Iterable[Figure], seed: int | None = None) -> dict[str, Any]:
    """Return what a benchmark found, with everything that is needed to judge it.

    Args:
        name: Of the benchmark.
        method: What was done, in a sentence or two.
        figures: What was found.
        seed: Seed of what was made, where something was.
    """
    return {
        "name": name,
        "method": method,
        "seed": seed,
        "figures": [asdict(figure) for figure in figures],
        "machine": machine(),
        "commit": commit(),
        "measured_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def machine() -> dict[str, Any]:
    """Return what the figures depend on: processor, cores, Python, load when the measurement ended."""
    return {
        "cpu": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def commit() -> str:
    """Return the commit that is measured, marked when files differ from it."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", "src")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head} with changes" if changed else head


def python_command(*words: str) -> tuple[str, ...]:
    """Return a command line of this Python."""
    return (sys.executable, *words)


def _git(*words: str) -> str:
    return subprocess.run(("git", *words), cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _cpu_s() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
