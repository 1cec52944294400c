"""The strip of activity: what is being made, what can still be undone, what failed a moment ago."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from rich.text import Text

from noktvrn.interfaces.console.bars import progress_bar
from noktvrn.interfaces.console.desk import Moving, Pulse
from noktvrn.interfaces.console.lines import ends, fit, join, say, sign
from noktvrn.interfaces.presenters.checklist import STEP_NAMES
from noktvrn.interfaces.presenters.sentences import decision_words
from noktvrn.interfaces.presenters.standing import Standing, run_standing
from noktvrn.interfaces.presenters.words import age, count, elapsed, short_run
from noktvrn.services.views import RunSummary

_ARTIST: Final = 15
_TITLE: Final = 20
_BAR: Final = 20


def strip_lines(pulse: Pulse, width: int, rows: int, now: datetime) -> list[Text]:
    """Return the lines that matter most: what can be undone, what moves, what failed, what waits for a worker."""
    lines = [_held(each, width, now) for each in pulse.held[:1]]
    if pulse.queued and not pulse.worker_alive:
        lines.append(_nobody_works(len(pulse.queued), width))
    lines += [_moving(each, width, now) for each in pulse.moving]
    lines += [_held(each, width, now) for each in pulse.held[1:]]
    lines += [_failed(each, width, now) for each in pulse.failed]
    lines += [_queued(each, width, now) for each in pulse.queued if pulse.worker_alive]
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


def _nobody_works(queued: int, width: int) -> Text:
    waiting = count(queued, "run waits", "runs wait")
    line = join(say("! ", "needs.strong"), say(f"No worker is alive, and {waiting}. In another terminal: "))
    return fit(join(line, say("noktvrn worker", "strong")), width)
