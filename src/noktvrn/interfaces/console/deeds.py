"""Everything that the console changes: each deed through its service, written into the audit log, with its command.

A deed runs in a thread of its own. What it answers says what was done and which command line would have done the
same.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final

from noktvrn.interfaces.presenters.checklist import STEP_NAMES
from noktvrn.interfaces.presenters.commands import artist_command, decide_command, run_command
from noktvrn.interfaces.presenters.standing import verdict_word
from noktvrn.interfaces.presenters.words import short_run
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step
from noktvrn.review.decision import Verdict
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.services.access import Caller, audited
from noktvrn.services.create_artist import create_artist
from noktvrn.services.decide import decide, undo
from noktvrn.services.label import Label
from noktvrn.services.start_run import start_run
from noktvrn.services.steer_artist import pause_artist, resume_artist, retire_artist, set_autopilot
from noktvrn.services.steer_run import cancel_run, resume_run, retry_run
from noktvrn.services.views import RunSummary

SURFACE: Final = "console"
_KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a deed.

    Attributes:
        said: What was done, in a sentence or two.
        command: The command line that does the same.
        key: Identifier of the run or slug of the artist that it made; empty when it made none.
    """

    said: str
    command: str
    key: str = ""


class Deeds:
    """Deeds of one operator.

    Args:
        label: The label's means.
        actor: Name that stands on what is done.
    """

    def __init__(self, label: Label, actor: str) -> None:
        """See the class."""
        self._label, self._actor = label, actor

    def decide(self, run: RunSummary, verdict: Verdict, reason: str = "", chips: tuple[str, ...] = ()) -> Done:
        """Take a decision on the take that was shown.

        Raises:
            DecisionConflictError: Somebody decided otherwise meanwhile, or another take is there.
            InvalidTransitionError: The run waits for no decision.
            InvalidInputError: A reason is missing or too long.
        """
        with self._audited(f"review {verdict.value}", run.run.id, reason=reason, chips=list(chips)):
            decision = decide(
                self._label,
                run.run.id,
                verdict=verdict,
                actor=self._actor,
                surface=SURFACE,
                reason=reason,
                chips=chips,
                pass_no=run.run.pass_no,
            )
        said = f"{_title(run)}: {verdict_word(decision.verdict)}."
        return Done(said, decide_command(run.run.id, verdict, reason, chips))

    def undo(self, run: RunSummary) -> Done:
        """Take a decision back while it is held.

        Raises:
            InvalidTransitionError: There is none, or the time has run out.
        """
        with self._audited("review undo", run.run.id):
            undo(self._label, run.run.id, actor=self._actor, surface=SURFACE)
        return Done(f"Undone: {_title(run)} waits for a decision again.", undo_command(run.run.id))

    def retry(self, run: RunSummary, step: Step, *, same_seed: bool) -> Done:
        """Begin a fresh take at a step.

        Raises:
            InvalidTransitionError: The run is under way or has ended.
        """
        with self._audited("run retry", run.run.id, step=step.value):
            retry_run(self._label, run.run.id, step, same_seed, self._actor)
        return Done(f"{_title(run)} begins again at {STEP_NAMES[step].lower()}.", retry_command(run, step, same_seed))

    def resume_run(self, run: RunSummary) -> Done:
        """Go on with a run that was cancelled, failed or paused.

        Raises:
            InvalidTransitionError: The run is not at rest.
        """
        with self._audited("run resume", run.run.id):
            resume_run(self._label, run.run.id, self._actor)
        return Done(f"{_title(run)} goes on where it stopped.", run_command("resume", run.run.id))

    def cancel(self, run: RunSummary, reason: str = "") -> Done:
        """Stop a run; what it made is kept.

        Raises:
            InvalidTransitionError: The run has ended.
        """
        with self._audited("run cancel", run.run.id, reason=reason):
            cancel_run(self._label, run.run.id, self._actor, reason)
        options = ("--reason", reason) if reason else ()
        return Done(f"{_title(run)} is cancelled; what it made is kept.", run_command("cancel", run.run.id, *options))

    def start(self, *, brief: str, artist: str | None, seed: int | None, autopilot: bool | None) -> Done:
        """Start a run.

        Raises:
            NotFoundError: No such artist, or nobody can work.
            InvalidTransitionError: The artist is paused or retired.
            InvalidInputError: Brief or seed out of range.
        """
        with self._audited("run start", artist or "", brief=brief):
            run = start_run(self._label, brief=brief, artist=artist, seed=seed, autopilot=autopilot, actor=self._actor)
        return Done(f"Run {short_run(run.id)} is queued.", start_command(artist, brief, seed, autopilot), key=run.id)

    def create(self, *, brief: str, genre: str | None, name: str | None, seed: int | None, autopilot: bool) -> Done:
        """Create an artist from a brief.

        Raises:
            InvalidInputError: The brief is empty or too long, the genre unknown, the name taken.
            BadProviderResponseError: The writer found no sound artist.
        """
        with self._audited("artist create", name or "", brief=brief):
            made = create_artist(
                self._label, brief=brief, genre=genre, name=name, seed=seed, autopilot=autopilot, actor=self._actor
            )
        command = create_command(brief, genre, name, seed, autopilot)
        return Done(f"{made.artist.identity.name} is on the roster.", command, key=made.artist.slug)

    def autopilot(self, artist: Artist) -> Done:
        """Switch an artist's autopilot over."""
        on = not artist.autopilot
        with self._audited("artist autopilot", artist.slug, on=on):
            set_autopilot(self._label, artist.id, on, self._actor)
        who = "The label decides" if on else "You decide"
        return Done(
            f"{who} on the songs of {artist.identity.name}.",
            artist_command("autopilot", artist.slug, "on" if on else "off"),
        )

    def pause(self, artist: Artist) -> Done:
        """Let an artist rest, or work again if it rests.

        Raises:
            InvalidTransitionError: It is retired.
        """
        verb, act, word = (
            ("resume", resume_artist, "works again")
            if artist.status is LifecycleStatus.PAUSED
            else ("pause", pause_artist, "rests and starts no runs")
        )
        with self._audited(f"artist {verb}", artist.slug):
            act(self._label, artist.id, "", self._actor)
        return Done(f"{artist.identity.name} {word}.", artist_command(verb, artist.slug))

    def retire(self, artist: Artist) -> Done:
        """End an artist's career.

        Raises:
            InvalidTransitionError: It is retired.
        """
        with self._audited("artist retire", artist.slug):
            retire_artist(self._label, artist.id, "", self._actor)
        return Done(
            f"{artist.identity.name} is retired; its releases stay.",
            artist_command("retire", artist.slug),
        )

    def _audited(self, action: str, subject: str, **details: Any) -> AbstractContextManager[None]:
        kept = {name: value[:_KEPT] if isinstance(value, str) else value for name, value in details.items()}
        return audited(self._label, Caller(self._actor, SURFACE), action, subject, kept)


def undo_command(run_id: str) -> str:
    """Return the command that takes a decision back."""
    return shlex.join(["noktvrn", "review", "undo", short_run(run_id)])


def retry_command(run: RunSummary, step: Step, same_seed: bool) -> str:
    """Return the command that begins a fresh take."""
    return run_command("retry", run.run.id, "--from", step.value, *(["--same-seed"] if same_seed else []))


def start_command(artist: str | None, brief: str, seed: int | None, autopilot: bool | None) -> str:
    """Return the command that starts a run."""
    words = ["noktvrn", "run", "start"]
    words += ["--artist", artist] if artist else []
    words += ["--brief", brief.strip()] if brief.strip() else []
    words += ["--seed", str(seed)] if seed is not None else []
    words += [] if autopilot is None else ["--autopilot" if autopilot else "--no-autopilot"]
    return shlex.join(words)


def create_command(brief: str, genre: str | None, name: str | None, seed: int | None, autopilot: bool) -> str:
    """Return the command that creates an artist."""
    words = ["noktvrn", "artist", "create", "--brief", brief.strip() or "..."]
    words += ["--genre", genre] if genre else []
    words += ["--name", name] if name else []
    words += ["--seed", str(seed)] if seed is not None else []
    words += ["--autopilot"] if autopilot else []
    return shlex.join(words)


def run_commands(run: RunSummary) -> list[tuple[str, str]]:
    """Return what can be said about a run on a command line, the likeliest first: what it does, and the command."""
    name, state = run.run.id, run.run.state
    shown = [("see it", run_command("show", name)), ("watch it", run_command("watch", name))]
    if state in {RunState.NEEDS_DECISION, RunState.EXPIRED}:
        decisions = [(verdict.value, decide_command(name, verdict)) for verdict in Verdict]
        return [("hear it", shlex.join(["noktvrn", "review", "show", short_run(name)])), *decisions, *shown]
    if state is RunState.HELD:
        return [("undo", undo_command(name)), *shown]
    if state in {RunState.FAILED, RunState.PAUSED, RunState.CANCELLED}:
        return [("retry", run_command("retry", name)), ("resume", run_command("resume", name)), *shown]
    if state in {RunState.QUEUED, RunState.MAKING, RunState.FINISHING}:
        return [*reversed(shown), ("cancel", run_command("cancel", name))]
    return shown


def artist_commands(artist: Artist) -> list[tuple[str, str]]:
    """Return what can be said about an artist on a command line."""
    steer = "resume" if artist.status is LifecycleStatus.PAUSED else "pause"
    switch = "off" if artist.autopilot else "on"
    return [
        ("see it", artist_command("show", artist.slug)),
        ("start a run", start_command(artist.slug, "", None, None)),
        (f"autopilot {switch}", artist_command("autopilot", artist.slug, switch)),
        (steer, artist_command(steer, artist.slug)),
        ("retire", artist_command("retire", artist.slug)),
    ]


def _title(run: RunSummary) -> str:
    return run.run.title or f"Run {short_run(run.run.id)}"


Deed = Callable[[], Done]
"""One deed, ready to be done."""
