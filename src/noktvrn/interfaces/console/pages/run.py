"""A run: where it stands, its checklist, why it failed, who decided, what was learned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from rich.text import Text

from noktvrn.interfaces.console.bars import progress_bar
from noktvrn.interfaces.console.desk import RunSheet
from noktvrn.interfaces.console.lines import ends, facts, fit, join, say, section, sign, wrap
from noktvrn.interfaces.console.pages.review import finding_lines
from noktvrn.interfaces.console.tones import STANDING_ROLES
from noktvrn.interfaces.presenters.checklist import STEP_NAMES, ChecklistRow, checklist
from noktvrn.interfaces.presenters.findings import finding_rows
from noktvrn.interfaces.presenters.sentences import decision_words, next_command, state_sentence
from noktvrn.interfaces.presenters.standing import Standing, run_standing
from noktvrn.interfaces.presenters.words import age, clock, count, sentence, short_run, size
from noktvrn.review.decision import Decision, DecisionState
from noktvrn.review.gate import findings_sentence
from noktvrn.services.views import RunSummary, RunView

_NAME: Final = 12
_BAR: Final = 16
_TIME: Final = 12


def run_page(sheet: RunSheet, width: int, now: datetime) -> list[Text]:
    """Return everything about a run, what a person can act on first."""
    view = sheet.run
    summary, run = view.summary, view.summary.run
    standing, word = run_standing(run.state, summary.decision)
    lines = [
        ends(say(run.title or "Untitled", "strong"), say(short_run(run.id), "ink2"), width),
        ends(
            say(summary.artist_name or "artist to be chosen", "ink2"),
            join(sign(standing), " ", say(word, STANDING_ROLES[standing])),
            width,
        ),
        Text(),
    ]
    lines += failure_lines(sheet, width, now) if run.failure is not None else wrap(state_sentence(summary, now), width)
    if sheet.judged:
        lines.append(say("enter opens it to hear and decide.", "ink3"))
    elif not sheet.worker_alive and (command := next_command(summary, worker_alive=False)) == "noktvrn worker":
        lines.append(
            join(say("! ", "needs.strong"), say("No worker is alive. In another terminal: "), say(command, "strong"))
        )
    lines += [Text(), *[checklist_line(row, width) for row in checklist(run, view.steps, now)]]
    wanting = [row for row in finding_rows(view.findings) if row.standing is not Standing.DONE]
    if view.findings:
        lines += [Text(), section("Gate", findings_sentence(view.findings))]
        lines += [line for row in wanting for line in finding_lines(row, width)]
    lines += [line for decision in view.decisions for line in decision_lines(decision, width, now)]
    if view.reflections:
        lines += [Text(), section("Learned")]
        lines += [line for each in view.reflections for line in wrap(each.summary, width, "mark")]
    return [*lines, Text(), section("Run"), *facts(_facts(view, sheet.cost, now), width)]


def failure_lines(sheet: RunSheet, width: int, now: datetime) -> list[Text]:
    """Return stage, cause and remedy of a failure, and how many failed alike."""
    failure = sheet.run.summary.run.failure
    if failure is None:
        return []
    lines = wrap(sentence(f"{failure.stage.replace('_', ' ')}: {failure.message}"), width)
    lines += [join(say("Do: ", "ink3"), line) if not place else join("    ", line)
              for place, line in enumerate(wrap(failure.remedy, width - 4, "strong"))]  # fmt: skip
    if failure.retryable:
        lines.append(say("Trying again can help: r", "ink2"))
    if sheet.alike is not None and sheet.alike.count > 1:
        since = age(sheet.alike.first_at, now)
        others = sentence(f"{count(sheet.alike.count, 'run')} failed alike, the first {since}")
        lines += wrap(others, width, "ink3")
    return lines


def checklist_line(row: ChecklistRow, width: int) -> Text:
    """Return one step: sign, name, progress or note, time."""
    role = STANDING_ROLES[row.standing]
    name = say(row.name, "ink3" if row.standing is Standing.IDLE else "ink")
    left = join(sign(row.standing), " ", name, " " * max(_NAME - name.cell_len, 1))
    time = say(row.time, "ink3")
    room = width - left.cell_len - _TIME
    if row.progress is not None:
        bar = progress_bar(row.progress, min(_BAR, max(room - 6, 4)))
        percent = say(f" {row.progress:4.0%}", "run")
        note = fit(say(row.note, "ink2"), max(room - bar.cell_len - percent.cell_len - 2, 0))
        return ends(join(left, bar, percent, "  ", note), time, width)
    note_role = role if row.standing in {Standing.FAILED, Standing.NEEDS_YOU} else "ink2"
    return ends(join(left, say(row.note, note_role)), time, width)


def decision_lines(decision: Decision, width: int, now: datetime) -> list[Text]:
    """Return who decided what, when and why."""
    undone = f", undone by {decision.undone_by}" if decision.state is DecisionState.UNDONE else ""
    said = sentence(f"{decision_words(decision)} at {clock(decision.decided_at, now)}{undone}")
    because = "; ".join(filter(None, (*decision.chips, decision.reason)))
    return [Text(), *wrap(said, width), *(wrap(because, width, "mark") if because else [])]


def run_lines(songs: Sequence[RunSummary], width: int, now: datetime) -> list[Text]:
    """Return runs as lines: how each stands, its title, when it changed."""
    lines = []
    for each in songs:
        standing, word = run_standing(each.run.state, each.decision)
        title = say(each.run.title or "untitled", "ink" if each.run.title else "ink3")
        right = join(say(word, STANDING_ROLES[standing]), "  ", say(f"{age(each.run.updated_at, now):>12}", "ink3"))
        lines.append(ends(join(sign(standing), " ", title), right, width))
    return lines


def _facts(view: RunView, cost: str, now: datetime) -> list[tuple[str, str]]:
    run = view.summary.run
    made = sum(asset.ref.size_bytes for asset in view.assets.values())
    listed = [
        ("Brief", run.brief or "left to the artist"),
        ("Seed", str(run.seed)),
        ("Take", f"{run.pass_no}, from {STEP_NAMES[run.from_step].lower()}"),
        ("Decides", "autopilot" if run.autopilot else "a person"),
        ("Started", clock(run.created_at, now)),
        ("Run", run.id),
    ]
    listed += [("Made", f"{count(len(view.assets), 'file')}, {size(made)}")] if view.assets else []
    listed += [("Models", cost)] if cost else []
    return listed + ([("Release", view.release.folder)] if view.release is not None else [])
