"""Run the benchmarks and rewrite the table: ``python -m benchmarks.run_all [--quick] [--table] [NAME...]``.

Each report is kept as ``benchmarks/results/<name>.json``; the page docs/reference/benchmarks.md is made from those
files alone, so a figure in it was measured.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.harness import ROOT, Figure, report

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"


def modules() -> list[str]:
    """Return the names of the benchmark modules."""
    return sorted(path.stem for path in HERE.glob("bench_*.py"))


def measure(module: str, *, quick: bool) -> None:
    """Run one benchmark and keep its report."""
    bench = importlib.import_module(f"benchmarks.{module}")
    began = time.perf_counter()
    print(f"{bench.NAME} ...", end=" ", flush=True)
    found = _as_report(bench, bench.run(quick))
    print(f"{time.perf_counter() - began:.0f} s")
    RESULTS.mkdir(exist_ok=True)
    name = f"{module.removeprefix('bench_')}{'.quick' if quick else ''}.json"
    (RESULTS / name).write_text(
        json.dumps(found, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )


def _as_report(bench: ModuleType, found: dict[str, Any]) -> dict[str, Any]:
    """Return what a benchmark answered as a report; plain figures, nested by subject, become its lines."""
    if "figures" in found and "machine" in found:
        return found
    figures = [Figure(what, value, "") for what, value in _leaves(found, ()) if what != "seed"]
    method = " ".join((bench.__doc__ or "").split("\n\n")[0].split())
    return report(bench.NAME, method=method, figures=figures, seed=found.get("seed"))


def _leaves(found: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, name))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield " / ".join((*path, name)), float(value)


def reports() -> list[dict[str, Any]]:
    """Return the kept reports of full runs, by name."""
    paths = sorted(path for path in RESULTS.glob("*.json") if not path.name.endswith(".quick.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def page(found: list[dict[str, Any]]) -> str:
    """Return docs/reference/benchmarks.md from reports."""
    lines = [
        "# Benchmarks",
        "",
        "<!-- Written by `make bench` from benchmarks/results; do not edit. -->",
        "",
        "Medians; candidate and reference are run in turns in the same minutes.",
        "`make bench` measures again on your machine.",
    ]
    for each in found:
        lines += ["", f"## {each['name']}", "", each["method"], ""]
        lines += ["| measured | value | against | goal | met |", "|---|---|---|---|---|"]
        lines += [_row(figure) for figure in each["figures"]]
        lines += ["", _provenance(each)]
    return "\n".join(lines) + "\n"


def _row(figure: dict[str, Any]) -> str:
    met = {True: "yes", False: "no", None: ""}[figure["met"]]
    value = f"{_shown(figure['value'])} {figure['unit']}".strip()
    return f"| {figure['what']} | {value} | {figure['against']} | {figure['goal']} | {met} |"


def _shown(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _provenance(found: dict[str, Any]) -> str:
    where = found["machine"]
    seed = f", seed {found['seed']}" if found["seed"] is not None else ""
    return (
        f"{found['measured_at'][:10]}, commit {found['commit']}{seed}; {where['cpu']}, {where['cores']} cores,"
        f" Python {where['python']}, load {where['load']}."
    )


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for, and write the page."""
    parser = argparse.ArgumentParser(description="Measure and write down.")
    parser.add_argument("names", nargs="*", help="such as cold_start; all when none is given")
    parser.add_argument("--quick", action="store_true", help="fewer rounds; kept apart and not in the page")
    parser.add_argument("--table", action="store_true", help="measure nothing, only write the page again")
    chosen = parser.parse_args(arguments)
    known = modules()
    wanted = [f"bench_{name}" for name in chosen.names] or known
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(known)}")
    for module in [] if chosen.table else wanted:
        measure(module, quick=chosen.quick)
    PAGE.write_text(page(reports()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
