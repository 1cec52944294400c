"""The command of the command line that does what a button does."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

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


def start_command(*, artist: str = "", brief: str = "", seed: str = "", autopilot: bool | None = None) -> str:
    """Return the command that starts a run with what was wished; what is empty is left to the label."""
    words = ["noktvrn", "run", "start", *_options({"--artist": artist, "--brief": brief, "--seed": seed})]
    if autopilot is not None:
        words.append("--autopilot" if autopilot else "--no-autopilot")
    return shlex.join(words)


def create_command(*, brief: str, genre: str = "", name: str = "", seed: str = "", autopilot: bool = False) -> str:
    """Return the command that creates an artist with what was wished."""
    wished = {"--brief": brief or "...", "--genre": genre, "--name": name, "--seed": seed}
    words = ["noktvrn", "artist", "create", *_options(wished), *(["--autopilot"] if autopilot else [])]
    return shlex.join(words).replace("'...'", '"..."')


def _options(wished: Mapping[str, str]) -> list[str]:
    return [part for option, value in wished.items() if value for part in (option, value)]
