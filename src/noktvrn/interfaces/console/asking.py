"""The forms of the console: what each asks, and which deed follows from the answer."""

from __future__ import annotations

from typing import Final

from noktvrn.errors import InvalidInputError
from noktvrn.interfaces.console.deeds import (
    Deed,
    Deeds,
    create_command,
    retry_command,
    start_command,
)
from noktvrn.interfaces.console.forms import Asking, Picks, Typed, Words
from noktvrn.interfaces.presenters.checklist import STEP_NAMES
from noktvrn.interfaces.presenters.commands import artist_command, decide_command, run_command
from noktvrn.interfaces.presenters.words import short_run
from noktvrn.journal.steps import FINISHING, REPEATABLE, Step
from noktvrn.review.decision import REASON_CHIPS, Verdict
from noktvrn.roster.artist import Artist
from noktvrn.services.views import RunSummary

_BY_NAME: Final = {STEP_NAMES[step].lower(): step for step in (*REPEATABLE, *FINISHING)}
_SAME_SEED: Final = "the same seed"
_DECIDERS: Final = {"as the artist is set": None, "the label": True, "you": False}
_VERBS: Final = {Verdict.REJECT: "Reject", Verdict.CHANGES: "Ask for changes"}
_FOLLOWS: Final = {
    Verdict.REJECT: "The run ends, and the artist learns from what you say.",
    Verdict.CHANGES: "A fresh take is made, from the step that your reasons name.",
}


def ask_decision(deeds: Deeds, run: RunSummary, verdict: Verdict) -> Asking:
    """Return the form of a rejection or a wish for changes."""

    def deed(typed: Typed) -> Deed:
        return lambda: deeds.decide(run, verdict, typed.word("reason"), typed.picked["chips"])

    return Asking(
        key=f"{verdict.value} {run.run.id} {run.run.pass_no}",
        title=f"{_VERBS[verdict]}: {_title(run)}",
        aside=run.artist_name,
        about=_FOLLOWS[verdict],
        fields=(
            Picks("chips", "Reasons", tuple(REASON_CHIPS), words="reason"),
            Words("reason", "In your words", "what the artist should learn from it"),
        ),
        verb=_VERBS[verdict],
        deed=deed,
        command=lambda typed: decide_command(run.run.id, verdict, typed.word("reason"), typed.picked["chips"]),
        subject=run,
    )


def ask_retry(deeds: Deeds, run: RunSummary, advised: Step | None) -> Asking:
    """Return the form that asks where a fresh take begins."""
    advised_name = STEP_NAMES[advised].lower() if advised is not None else ""

    def step(typed: Typed) -> Step:
        return _BY_NAME.get(typed.one("step"), advised or Step.SONG)

    def same(typed: Typed) -> bool:
        return bool(typed.picked.get("seed"))

    return Asking(
        key=f"retry {run.run.id}",
        title=f"Retry: {_title(run)}",
        aside=run.artist_name,
        about="Earlier steps keep what they made; this one and those behind it are made afresh.",
        fields=(
            Picks("step", "From", tuple(_BY_NAME), (advised_name,) if advised_name else (), single=True),
            Picks("seed", "With", (_SAME_SEED,)),
        ),
        verb="Retry",
        deed=lambda typed: lambda: deeds.retry(run, step(typed), same_seed=same(typed)),
        command=lambda typed: retry_command(run, step(typed), same(typed)),
    )


def ask_cancel(deeds: Deeds, run: RunSummary) -> Asking:
    """Return the form that asks whether to stop a run."""

    def command(typed: Typed) -> str:
        reason = typed.word("reason")
        return run_command("cancel", run.run.id, *(("--reason", reason) if reason else ()))

    return Asking(
        key=f"cancel {run.run.id}",
        title=f"Cancel the run of {_title(run)}?",
        aside=run.artist_name,
        about="Work under way ends within a second. What it made is kept, and it can be resumed.",
        fields=(Words("reason", "Why", "as you like"),),
        verb="Cancel the run",
        deed=lambda typed: lambda: deeds.cancel(run, typed.word("reason")),
        command=command,
        careful=True,
    )


def ask_retire(deeds: Deeds, artist: Artist) -> Asking:
    """Return the form that asks whether to end a career."""
    return Asking(
        key=f"retire {artist.slug}",
        title=f"Retire {artist.identity.name}?",
        aside=artist.slug,
        about="There is no way back. Its releases stay; it starts no more runs.",
        fields=(),
        verb="Retire for good",
        deed=lambda typed: lambda: deeds.retire(artist),
        command=lambda typed: artist_command("retire", artist.slug),
        careful=True,
    )


def ask_start(deeds: Deeds, artist: Artist | None) -> Asking:
    """Return the form that starts a run."""

    def deed(typed: Typed) -> Deed:
        seed, decides = _seed(typed), _DECIDERS.get(typed.one("decides"))
        return lambda: deeds.start(
            brief=typed.word("brief"), artist=typed.word("artist") or None, seed=seed, autopilot=decides
        )

    def command(typed: Typed) -> str:
        decides = _DECIDERS.get(typed.one("decides"))
        return start_command(typed.word("artist") or None, typed.word("brief"), _seed_shown(typed), decides)

    return Asking(
        key=f"start {artist.slug if artist else ''}",
        title="Start a run",
        aside=artist.identity.name if artist else "the label chooses the artist",
        about="One trip from brief to release. A worker makes the song; then it waits for a decision.",
        fields=(
            Words("brief", "Brief", "left to the artist"),
            Words("artist", "Artist", "the label chooses", artist.slug if artist else ""),
            Words("seed", "Seed", "a fresh one"),
            Picks("decides", "Who decides", tuple(_DECIDERS), (next(iter(_DECIDERS)),), single=True),
        ),
        verb="Start",
        deed=deed,
        command=command,
    )


def ask_new_artist(deeds: Deeds, genres: tuple[str, ...]) -> Asking:
    """Return the form that creates an artist."""

    def genre(typed: Typed) -> str | None:
        return typed.one("genre").replace(" ", "_") or None

    def autopilot(typed: Typed) -> bool:
        return bool(typed.picked.get("decides"))

    def deed(typed: Typed) -> Deed:
        seed = _seed(typed)
        return lambda: deeds.create(
            brief=typed.word("brief"),
            genre=genre(typed),
            name=typed.word("name") or None,
            seed=seed,
            autopilot=autopilot(typed),
        )

    return Asking(
        key="new artist",
        title="New artist",
        aside="a candidate on the roster",
        about="Say who it should be; the writer makes up the rest, and the genre too when none is picked.",
        fields=(
            Words("brief", "Brief", "night drives, analogue synths, a little lonely"),
            Words("name", "Name", "invented"),
            Picks("genre", "Genre", _readable(genres), single=True),
            Words("seed", "Seed", "a fresh one"),
            Picks("decides", "Decisions", ("autopilot: the label decides",)),
        ),
        verb="Create",
        deed=deed,
        command=lambda typed: create_command(
            typed.word("brief"), genre(typed), typed.word("name") or None, _seed_shown(typed), autopilot(typed)
        ),
    )


def _readable(genres: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(genre.replace("_", " ") for genre in genres)


def _seed(typed: Typed) -> int | None:
    word = typed.word("seed")
    if not word:
        return None
    if not (word.isascii() and word.isdigit()):
        raise InvalidInputError(f"The seed {word[:40]!r} is no whole number.", remedy="Use digits only.", stage="seed")
    return int(word)


def _seed_shown(typed: Typed) -> int | None:
    word = typed.word("seed")
    return int(word) if word.isascii() and word.isdigit() else None


def _title(run: RunSummary) -> str:
    return run.run.title or f"run {short_run(run.run.id)}"
