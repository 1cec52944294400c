"""The command of the command line that does what a button does."""

from __future__ import annotations

import shlex

from noktvrn.interfaces.presenters.words import short_run
from noktvrn.review.decision import Verdict

_VERBS = {Verdict.APPROVE: "approve", Verdict.REJECT: "reject", Verdict.CHANGES: "changes"}


def decide_command(run_id: str, verdict: Verdict, reason: str = "", chips: tuple[str, ...] = ()) -> str:
    """Return the command of a decision."""
    words = ["noktvrn", "review", _VERBS[verdict], short_run(run_id)]
    for chip in chips:
        words += ["--chip", chip]
    if reason or (verdict is not Verdict.APPROVE and not chips):
        words += ["--reason", reason or "..."]
    return shlex.join(words).replace("'...'", '"..."')


def run_command(verb: str, run_id: str, *options: str) -> str:
    """Return a command about a run."""
    return shlex.join(["noktvrn", "run", verb, short_run(run_id), *options])


def artist_command(verb: str, slug: str, *options: str) -> str:
    """Return a command about an artist."""
    return shlex.join(["noktvrn", "artist", verb, slug, *options])
