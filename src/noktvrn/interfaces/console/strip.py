"""The strip of activity: what is being made, what can still be undone, what failed a moment ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from rich.text import Text

from noktvrn.interfaces.console.bars import progress_bar
from noktvrn.interfaces.console.desk import Moving, Pulse
from noktvrn.interfaces.console.lines import ends, fit, join, say, sign
from noktvrn.interfaces.presenters.checklist import STEP_NAMES
from noktvrn.interfaces.presenters.sentences import decision_words
from noktvrn.interfaces.presenters.standing import Standing, run_standing
from noktvrn.interfaces.presenters.words import age, count, elapsed, short_run
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import ORDER, StepOutcome
from noktvrn.services.views import RunSummary

_ARTIST: Final = 15
_TITLE: Final = 20
_BAR: Final = 20
_BETWEEN: Final = timedelta(seconds=2)
"""From one step to the next it takes less; a run whose last step ended longer ago waits for its turn."""


def strip_lines(pulse: Pulse, width: int, rows: int, now: datetime) -> list[Text]:
    """Return the lines that matter most: that nobody works, what can be undone, moves, failed, or waits."""
    alive = pulse.worker_alive
    lines = [_nobody_works(pulse.unfinished, width)] if pulse.unfinished and not alive else []
    lines += [_held(each, width, now) for each in pulse.held[:1]]
    lines += [_moving(each, width, now) if alive else _standing_still(each, width) for each in pulse.moving]
    lines += [_held(each, width, now) for each in pulse.held[1:]]
    lines += [_failed(each, width, now) for each in pulse.failed]
    lines += [_queued(each, width, now) for each in pulse.queued if alive]
    if not lines:
        return [say("Nothing is under way.  s starts a run.", "ink3")]
    if len(lines) > rows:
        more = say(f" +{len(lines) - rows} more", "ink3")
        lines = [*lines[: rows - 1], ends(lines[rows - 1], more, width) if rows else Text()]
    return lines


def countdown(seconds: float) -> str:
    """Return the time that is left, as a clock that runs down: ``"9:58"``."""
    whole = max(int(seconds), 0)
    return (
        f"{whole // 3_600}:{whole % 3_600 // 60:02d}:{whole % 60:02d}"
        if whole >= 3_600
        else f"{whole // 60}:{whole % 60:02d}"
    )


def _names(summary: RunSummary, width: int) -> Text:
    wide = width >= 100
    artist = _cell(say(summary.artist_name or "the label", "ink2"), _ARTIST if wide else 13)
    title = say(summary.run.title, "ink") if summary.run.title else say("untitled", "ink3")
    return join(artist, "  ", _cell(title, _TITLE if wide else 15), "  ")


def _cell(text: Text, width: int) -> Text:
    cut = fit(text, width)
    return join(cut, " " * (width - cut.cell_len))


def _moving(moving: Moving, width: int, now: datetime) -> Text:
    summary, step = moving.summary, moving.step
    if (awaited := _awaited(moving, now)) is not None:
        return fit(join(sign(Standing.IDLE), " ", _names(summary, width), say(awaited, "ink3")), width)
    left = join(sign(Standing.RUNNING), " ", _names(summary, width))
    if step is None:
        return fit(join(left, say(run_standing(summary.run.state)[1], "run")), width)
    left = join(left, say(f"{STEP_NAMES[step.step].lower():<9} ", "run"))
    time = say(elapsed((now - step.started_at).total_seconds()), "ink3")
    room = width - left.cell_len - time.cell_len - 2
    if step.progress > 0 and room >= 12:
        left = join(left, progress_bar(step.progress, min(_BAR, room - 6)), say(f" {step.progress:4.0%}", "ink"))
    else:
        left = join(left, fit(say(step.note, "ink2"), room))
    return ends(left, time, width)


def _awaited(moving: Moving, now: datetime) -> str | None:
    """Return what a run waits for whose last step is done while its worker has its hands full; None when it moves."""
    run, step = moving.summary.run, moving.step
    if step is None or step.outcome is StepOutcome.RUNNING or step.ended_at is None or now - step.ended_at < _BETWEEN:
        return None
    following = step.step.position + (step.outcome is StepOutcome.SUCCEEDED)
    is_known = run.state is RunState.MAKING and step.pass_no == run.pass_no and following < len(ORDER)
    return f"waits for its turn: {STEP_NAMES[ORDER[following]].lower()}" if is_known else "waits for its turn"


def _standing_still(moving: Moving, width: int) -> Text:
    """Return the line of a run that was worked on when the last worker died."""
    step = moving.step
    done = f" at {step.progress:.0%}" if step is not None and step.outcome is StepOutcome.RUNNING else ""
    where = f"{STEP_NAMES[step.step].lower()}{done}, " if step is not None else ""
    return fit(
        join(sign(Standing.IDLE), " ", _names(moving.summary, width), say(f"{where}stands still", "ink3")), width
    )


def _held(summary: RunSummary, width: int, now: datetime) -> Text:
    decision = summary.decision
    left = join(sign(Standing.DONE), " ", _names(summary, width))
    if decision is None:
        return fit(left, width)
    remaining = countdown((decision.effective_at - now).total_seconds())
    right = join(say("u", "strong"), say(f" undo {remaining}", "ink2"))
    return ends(join(left, say(decision_words(decision), "ink")), right, width)


def _failed(summary: RunSummary, width: int, now: datetime) -> Text:
    failure = summary.run.failure
    left = join(sign(Standing.FAILED), " ", _names(summary, width))
    if failure is None:
        return fit(left, width)
    stage = say(failure.stage.replace("_", " "), "fail")
    return ends(
        join(left, stage, "  ", say(failure.message, "ink2")), say(age(summary.run.updated_at, now), "ink3"), width
    )


def _queued(summary: RunSummary, width: int, now: datetime) -> Text:
    left = join(sign(Standing.IDLE), " ", _names(summary, width), say("queued", "ink3"))
    return ends(left, join(say(short_run(summary.run.id), "ink3")), width)


def _nobody_works(unfinished: int, width: int) -> Text:
    still = count(unfinished, "run stands still", "runs stand still")
    line = join(say("! ", "needs.strong"), say(f"No worker is alive, {still}. Start one: "))
    return fit(join(line, say("noktvrn worker", "strong")), width)
