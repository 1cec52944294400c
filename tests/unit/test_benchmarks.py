"""The figures of the documentation come from reports, and every benchmark can be run."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest
from benchmarks import run_all
from benchmarks.harness import Figure, at_most, in_turns, machine, report

ROOT = Path(run_all.ROOT)


def test_the_page_is_what_the_kept_reports_say():
    assert run_all.PAGE.read_text(encoding="utf-8") == run_all.page(run_all.reports()), "Write it again: make bench"


@pytest.mark.parametrize("path", sorted(run_all.RESULTS.glob("*.json")), ids=lambda path: path.stem)
def test_a_kept_report_says_how_where_and_on_what_it_was_measured(path):
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["method"]
    assert kept["commit"] != "unknown"
    assert {"cpu", "cores", "python", "load"} <= set(kept["machine"])
    assert kept["figures"]


@pytest.mark.parametrize("module", run_all.modules())
def test_each_benchmark_has_a_name_and_can_be_run(module):
    bench = importlib.import_module(f"benchmarks.{module}")
    assert bench.NAME
    assert callable(bench.run)


def test_an_upper_bound_is_met_or_not():
    assert at_most("x", 250.0, "ms", 250.0).met is True
    assert at_most("x", 250.1, "ms", 250.0).met is False


def test_things_are_done_in_turns():
    done: list[str] = []
    costs = in_turns([lambda: done.append("a"), lambda: done.append("b")], rounds=3)
    assert done == ["a", "b"] * 3
    assert all(cost.wall_s >= 0 for cost in costs)


def test_plain_figures_become_a_report(tmp_path):
    class Bench:
        __doc__ = "Counts things.\n\nAt length."
        NAME = "Things"

    kept = run_all._as_report(Bench, {"seed": 7, "song": {"render_s": 4.5, "ok": True}, "rss_mb": 300})
    assert kept["seed"] == 7
    assert kept["method"] == "Counts things."
    assert [(line["what"], line["value"]) for line in kept["figures"]] == [("song / render_s", 4.5), ("rss_mb", 300.0)]
    assert "| song / render_s | 4.5 |" in run_all.page([kept])


def test_a_report_names_the_machine():
    kept = report("x", method="y", figures=[Figure("z", 1.0, "s")])
    assert kept["machine"].keys() == machine().keys()
