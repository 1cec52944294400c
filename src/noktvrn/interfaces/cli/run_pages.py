"""How runs look on the command line."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from rich.text import Text

from noktvrn.interfaces.cli.artist_pages import facts_lines
from noktvrn.interfaces.cli.drawing import row_line
from noktvrn.interfaces.cli.finding_pages import finding_lines
from noktvrn.interfaces.cli.terminal import QUIET, STRONG, Cell, marked
from noktvrn.interfaces.presenters.checklist import STEP_NAMES, checklist
from noktvrn.interfaces.presenters.sentences import decision_words, song_name, state_sentence
from noktvrn.interfaces.presenters.standing import run_standing
from noktvrn.interfaces.presenters.words import age, clock, sentence, short_run, size
from noktvrn.interfaces.presenters.writing import words_by
from noktvrn.review.decision import DecisionState
from noktvrn.review.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from noktvrn.services.explain_run import Explanation
    from noktvrn.services.views import RunSummary, RunView


def run_head() -> tuple[str, ...]:
    """Return the words over a list of runs."""
    return ("", "run", "artist", "song", "at", "changed")


def run_rows(summaries: Iterable[RunSummary], now: datetime) -> list[list[Cell]]:
    """Return runs as rows of a list."""
    return [
        [
            marked(*run_standing(summary.run.state, summary.decision)),
            short_run(summary.run.id),
            summary.artist_slug or Text("to be chosen", style=QUIET),
            summary.run.title or Text("untitled", style=QUIET),
            Text(STEP_NAMES[summary.step].lower() if summary.step else "", style=QUIET),
            Text(age(summary.run.updated_at, now), style=QUIET),
        ]
        for summary in summaries
    ]


def run_page(view: RunView, now: datetime, width: int) -> list[Text]:
    """Return everything about a run."""
    summary, run = view.summary, view.summary.run
    lines = [
        Text.assemble((song_name(summary), STRONG), f"  {short_run(run.id)}"),
        Text.assemble(marked(*run_standing(run.state, summary.decision)), f"  {state_sentence(summary, now)}"),
    ]
    if run.failure is not None:
        lines.append(Text(f"Do: {run.failure.remedy}"))
    lines += [Text(), *facts_lines(_facts(view, now), width), Text()]
    lines += [row_line(row, width) for row in checklist(run, view.steps, now)]
    wanting = [finding for finding in view.findings if finding.severity is not Severity.PASS]
    if view.findings:
        lines += [Text(), *finding_lines(view.findings, width, only=wanting)]
    for decision in view.decisions:
        undone = f", undone by {decision.undone_by}" if decision.state is DecisionState.UNDONE else ""
        because = f": {'; '.join(filter(None, (decision.reason, *decision.chips)))}" if _said(decision) else ""
        when = clock(decision.decided_at, now)
        lines += [Text(), Text(sentence(f"{decision_words(decision)} at {when}{undone}{because}"))]
    for reflection in view.reflections:
        lines.append(Text(f"Learned: {reflection.summary}"))
    return lines


def explanation_page(told: Explanation, width: int) -> list[Text]:
    """Return why a run failed and what to do."""
    lines = [Text.assemble(("Why", STRONG)), *(Text(line) for line in wrap(told.diagnosis.cause, width))]
    lines += [Text(f'  "{quote}"', style=QUIET) for quote in told.diagnosis.quotes]
    lines += [
        Text(),
        Text.assemble(("What to do", STRONG)),
        *(Text(line) for line in wrap(told.proposal.reason, width)),
    ]
    if told.written_by:
        sure = f"sure to {told.diagnosis.sureness} of 10"
        lines += [Text(), Text(f"By {' and '.join(told.written_by)}, {sure}; the journal says: {told.failure.message}")]
    return lines


def _said(decision: object) -> bool:
    return bool(getattr(decision, "reason", "") or getattr(decision, "chips", ()))


def _facts(view: RunView, now: datetime) -> list[tuple[str, str]]:
    run = view.summary.run
    total = sum(asset.ref.size_bytes for asset in view.assets.values())
    facts = [
        ("Run", run.id),
        ("Brief", run.brief or "left to the artist"),
        ("Seed", str(run.seed)),
        ("Take", f"{run.pass_no}, from {STEP_NAMES[run.from_step].lower()}"),
        ("Decides", "autopilot" if run.autopilot else "a person"),
        ("Started", clock(run.created_at, now)),
    ]
    if written := words_by(view.provenance):
        facts.append(("Words", f"by {written}"))
    if view.assets:
        facts.append(("Made", f"{len(view.assets)} files, {size(total)}"))
    if view.release is not None:
        facts.append(("Release", view.release.folder))
    return facts
