"""Tables to take away: one row for each run, release, decision or night."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from noktvrn.interfaces.presenters.records import instant
from noktvrn.ports.repositories import RunFilter
from noktvrn.services.label import Label
from noktvrn.services.look import summaries
from noktvrn.services.overview import NIGHTS, Outcome, loudness, nights, step_durations

KINDS: Final = {
    "runs": "the last 5,000 runs: state, artist, decision, times, failure",
    "releases": "all releases: title, artist, folder, time, digest",
    "nights": "the last 28 nights: how many runs came out how",
    "durations": "each step of the last runs: median and 95th percentile in seconds",
    "loudness": "the last songs: measured loudness in LUFS",
}
"""Tables by name, with what they hold."""

_RUNS, _PAGE = 5_000, 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = Mapping[str, Any]


def rows_of(label: Label, kind: str) -> Iterator[Row]:
    """Return the rows of a table."""
    return {
        "runs": _runs, "releases": _releases, "nights": _nights, "durations": _durations, "loudness": _loudness,
    }[kind](label)  # fmt: skip


def as_csv(rows: Iterator[Row]) -> Iterator[str]:
    """Yield rows as CSV with a head; text that a spreadsheet would carry out as a formula is disarmed."""
    head: list[str] = []
    for row in rows:
        line = io.StringIO()
        writer = csv.writer(line)
        if not head:
            head = list(row)
            writer.writerow(head)
        writer.writerow([_harmless(row[name]) for name in head])
        yield line.getvalue()


def as_json_lines(rows: Iterator[Row]) -> Iterator[str]:
    """Yield rows as JSON, one on each line."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _harmless(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()  # As JSON has it.
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _runs(label: Label) -> Iterator[Row]:
    before = None
    for _ in range(_RUNS // _PAGE):
        with label.records.read() as unit:
            lines = summaries(unit, unit.runs.select(RunFilter(), limit=_PAGE, before=before))
        for line in lines:
            run, decision, failure = line.run, line.decision, line.run.failure
            yield {
                "run": run.id, "state": run.state.value, "title": run.title, "artist": line.artist_slug,
                "take": run.pass_no, "seed": run.seed, "autopilot": run.autopilot,
                "verdict": decision.verdict.value if decision else None,
                "decided_by": decision.actor if decision else None,
                "decided_at": instant(decision.decided_at) if decision else None,
                "failure_stage": failure.stage if failure else None, "failure_code": failure.code if failure else None,
                "created_at": instant(run.created_at), "updated_at": instant(run.updated_at),
            }  # fmt: skip
        if len(lines) < _PAGE:
            return
        before = lines[-1].run.id


def _releases(label: Label) -> Iterator[Row]:
    before = None
    while True:
        with label.records.read() as unit:
            found = unit.overview.releases(_PAGE, before=before)
            names = unit.overview.artist_names([each.artist_id for each in found])
        for each in found:
            slug = names.get(each.artist_id, ("", ""))[0]
            yield {
                "release": each.id, "run": each.run_id, "title": each.title, "artist": slug, "folder": each.folder,
                "packaged_at": instant(each.packaged_at), "sums_sha256": each.sums_sha256,
            }  # fmt: skip
        if len(found) < _PAGE:
            return
        before = (found[-1].packaged_at, found[-1].id)


def _nights(label: Label) -> Iterator[Row]:
    for night in nights(label, NIGHTS):
        counts = {outcome.value.replace(" ", "_"): night.outcomes.count(outcome) for outcome in Outcome}
        yield {"day": night.day.isoformat(), **counts}


def _durations(label: Label) -> Iterator[Row]:
    for each in step_durations(label):
        yield {
            "step": each.step.value, "begins_s": each.begins_s, "median_s": each.median_s, "p95_s": each.p95_s,
            "runs": len(each.recent_s),
        }  # fmt: skip


def _loudness(label: Label) -> Iterator[Row]:
    for song in loudness(label):
        yield {"run": song.run_id, "at": instant(song.at), "loudness_lufs": song.lufs}
