"""What a surface says first: the state in one sentence, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from noktvrn.interfaces.presenters.standing import Standing, run_standing, verdict_word
from noktvrn.interfaces.presenters.words import clock, count, sentence, short_run
from noktvrn.journal.run import RunState
from noktvrn.review.decision import Decision, DecisionState, Verdict
from noktvrn.services.views import RunSummary

_UNDER_WAY = {RunState.MAKING: "being made", RunState.FINISHING: "being finished"}

_NEXT = {
    RunState.NEEDS_DECISION: "noktvrn review show {name}",
    RunState.EXPIRED: "noktvrn review show {name}",
    RunState.FAILED: "noktvrn run retry {name}",
    RunState.CANCELLED: "noktvrn run resume {name}",
    RunState.PAUSED: "noktvrn run resume {name}",
    RunState.RELEASED: "noktvrn release show {name}",
    RunState.REJECTED: "",
}


def queue_sentence(waiting: int) -> str:
    """Return how many songs wait: ``"Seven songs wait for you."``."""
    if waiting == 0:
        return "Nothing waits for you."
    return sentence(count(waiting, "song waits", "songs wait") + " for you")


def song_name(summary: RunSummary) -> str:
    """Return what a run is called: its title with the artist, or its artist, or its number."""
    if summary.run.title and summary.artist_name:
        return f"{summary.run.title} by {summary.artist_name}"
    if summary.artist_name:
        return f"A song by {summary.artist_name}"
    return f"Run {short_run(summary.run.id)}"


def state_sentence(summary: RunSummary, now: datetime) -> str:
    """Return where a run stands, in one sentence that a person can act on."""
    run, decision, name = summary.run, summary.decision, song_name(summary)
    if run.state is RunState.NEEDS_DECISION:
        until = f" until {clock(run.review_deadline, now)}" if run.review_deadline else ""
        return f"{name} waits for your decision{until}."
    if run.state is RunState.EXPIRED:
        return f"Nobody decided about {name} in time. It can still be decided."
    if run.state is RunState.HELD and decision is not None:
        return f"{name}: {held_sentence(decision, now)}"
    if run.state in {RunState.FAILED, RunState.PAUSED} and run.failure is not None:
        _, word = run_standing(run.state)
        return f"{name} {word} at {run.failure.stage}: {sentence(run.failure.message)}"
    if run.state in {RunState.CANCELLED, RunState.REJECTED} and run.reason:
        return f"{name}: {run.reason[0].lower()}{sentence(run.reason)[1:]}"
    _, word = run_standing(run.state, decision)
    return f"{name} is {_UNDER_WAY.get(run.state, word)}."


def held_sentence(decision: Decision, now: datetime) -> str:
    """Return a decision that can be undone: ``"approved by R. via cli; can be undone until 14:12."``."""
    return f"{decision_words(decision)}; can be undone until {clock(decision.effective_at, now)}."


def decision_words(decision: Decision) -> str:
    """Return who decided what and where: ``"approved by R. via cli"``."""
    words = f"{verdict_word(decision.verdict)} by {decision.actor}"
    if decision.surface != decision.actor:
        words += f" via {decision.surface}"
    return words


def decided_at_words(decision: Decision, now: datetime) -> str:
    """Return who decided what, where and when: ``"approved by R. via cli at 14:02"``."""
    return f"{decision_words(decision)} at {clock(decision.decided_at, now)}"


def undone_at_words(decision: Decision, now: datetime) -> str:
    """Return who took a decision back, and when: ``"R. via web took back that it was approved, at 14:05"``."""
    when = f", at {clock(decision.undone_at, now)}" if decision.undone_at else ""
    return f"{decision.undone_by} took back that it was {verdict_word(decision.verdict)}{when}"


def consequence_sentence(decision: Decision) -> str:
    """Return what follows once a decision takes effect."""
    return {
        Verdict.APPROVE: "Then it is filmed and packaged as a release.",
        Verdict.REJECT: "Then the run ends and the artist learns from it.",
        Verdict.CHANGES: "Then a fresh take is made.",
    }[decision.verdict]


def next_command(summary: RunSummary, *, worker_alive: bool) -> str:
    """Return the one command that moves a run on; empty when nothing needs to be done."""
    name = short_run(summary.run.id)
    if summary.run.state in _NEXT:
        return _NEXT[summary.run.state].format(name=name)
    if not worker_alive:
        return "noktvrn worker"
    undoable = summary.decision is not None and summary.decision.state is DecisionState.HELD
    return f"noktvrn review undo {name}" if undoable else f"noktvrn run watch {name}"


def attention(summaries: Sequence[RunSummary]) -> int:
    """Return how many of these runs wait for a person."""
    return sum(run_standing(summary.run.state)[0] is Standing.NEEDS_YOU for summary in summaries)
