"""One song as one message: what it says and which buttons it has, at each moment of its life."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from noktvrn.interfaces.presenters.figures import figure_facts
from noktvrn.interfaces.presenters.findings import finding_rows
from noktvrn.interfaces.presenters.release_words import AS_SHOWN, HEADING, release_words
from noktvrn.interfaces.presenters.sentences import consequence_sentence, decision_words
from noktvrn.interfaces.presenters.standing import Standing, run_standing
from noktvrn.interfaces.presenters.words import clock, sentence
from noktvrn.interfaces.telegram.buttons import MOST, Act, Button, Keyboard, Press, number_of
from noktvrn.interfaces.telegram.markup import (
    CAPTION_LIMIT,
    Line,
    Span,
    bold,
    clipped,
    folded,
    italic,
    length_of,
    name,
    plain,
)
from noktvrn.interfaces.telegram.remedies import on_the_phone
from noktvrn.journal.run import DECIDABLE, Run, RunState
from noktvrn.review.decision import REASON_CHIPS, Decision, DecisionState, Verdict
from noktvrn.review.gate import findings_sentence
from noktvrn.services.steer_run import RESUMABLE
from noktvrn.services.views import ReviewView, RunSummary, RunView

FACTS: Final = ("Key", "Tempo", "Length")
MOST_FINDINGS: Final = 3
_CHIPS_IN_A_ROW: Final = 2
_LINE: Final = 180
"""Units of a finding, a reason or a cause that a message on a phone is worth."""

_ASKED: Final = {Act.ASK_REJECT: "reject", Act.ASK_CHANGES: "changes"}


@dataclass(frozen=True, slots=True)
class Card:
    """What a message says, and its buttons."""

    lines: tuple[Line, ...]
    keyboard: Keyboard = ()


def mark_of(song: RunSummary, take: int, asking: str, now: datetime) -> str:
    """Return a short mark that differs when a card about a take would; it needs nothing but a line of a list."""
    return f"{song.run.version}.{song.run.pass_no}.{take}.{asking}.{_undoable(song.decision, now):d}"


def card_of(
    view: RunView, review: ReviewView | None, *, take: int, asking: str, now: datetime, page: str, note: str = ""
) -> Card:
    """Return a song as a message.

    Args:
        view: Everything about its run.
        review: What is needed to decide; None when that cannot be read.
        take: The take that the message is about.
        asking: The verdict whose reason is asked for, or empty.
        now: The present, in the zone to show times in.
        page: Address of the page about it, or empty.
        note: What else is to be told, such as why there is no sound; may be empty.
    """
    run = view.summary.run
    head: list[Line] = [bold(name(run.title) or "A song without a title")]
    head.append(name(view.summary.artist_name) + (f" · take {take}" if take > 1 else ""))
    decision = _decision_on(view, take)
    if run.pass_no != take:
        return Card((*head, "", _passed_on(run, decision)))
    body: list[Line] = ["", *_state_lines(view, decision, asking, now)]
    if run.state in DECIDABLE or run.state is RunState.HELD:
        body += ["", *_facts(review)]
        body += [note] if note else []
    link = [Span("Open the page", link=page)] if page else []
    words = _release_words(review) if run.state in DECIDABLE else []
    if length_of((*head, *body, *words, *link)) <= CAPTION_LIMIT:
        body += words
    body += link
    return Card((*head, *body), _keyboard(view.summary, take, asking, now, decision))


def reason_of(act: Act, number: int) -> str | None:
    """Return the short reason that a button stands for; None when there is none of that number."""
    reasons = list(REASON_CHIPS)
    return reasons[number] if act in {Act.REJECT, Act.CHANGES} and number < len(reasons) else None


def asked_by(act: Act) -> str:
    """Return the verdict whose reason a button asks for; empty when it takes the question back."""
    return _ASKED.get(act, "")


def artist_line(song: RunSummary) -> str:
    """Return title and artist as one name of a list."""
    title = name(song.run.title, 60) or f"Untitled {song.run.id[-8:]}"
    return f"{title} · {name(song.artist_name, 40)}" if song.artist_name else title


def song_buttons(run_id: str, take: int) -> tuple[Button, ...]:
    """Return the buttons that show cover and teaser."""
    return (
        Button("Cover", Press(Act.COVER, run_id, min(take, MOST))),
        Button("Teaser", Press(Act.TEASER, run_id, min(take, MOST))),
    )


def undo_button(song: RunSummary, decision: Decision | None, take: int, now: datetime) -> Button | None:
    """Return the button that takes a held decision back; None when there is none to take back."""
    if decision is None or song.run.state is not RunState.HELD or not _undoable(decision, now):
        return None
    return Button("Undo", Press(Act.UNDO, song.run.id, take, number_of(decision.id)))


def _state_lines(view: RunView, decision: Decision | None, asking: str, now: datetime) -> list[Line]:
    run = view.summary.run
    standing, word = run_standing(run.state, decision)
    if run.state in DECIDABLE:
        return _waiting_lines(run, asking, now)
    if run.state is RunState.HELD and decision is not None:
        return [_said(Standing.RUNNING, decision), *_reason(decision), _held(decision, now)]
    if run.state in {RunState.FAILED, RunState.PAUSED} and run.failure is not None:
        failure = run.failure
        return [
            f"{standing.symbol} {sentence(f'{word} at {failure.stage}')}",
            clipped(plain(failure.message), _LINE),
            ["Do: ", clipped(plain(on_the_phone(failure.remedy)), _LINE)],
        ]
    if run.state is RunState.RELEASED:
        return [f"{standing.symbol} Released.", *([_said(None, decision)] if decision else [])]
    if decision is not None:
        follows = [] if run.state is RunState.REJECTED else [sentence(word)]
        return [_said(standing, decision), *_reason(decision), *follows]
    return [f"{standing.symbol} {sentence(word)}", *([plain(run.reason)] if run.reason else [])]


def _waiting_lines(run: Run, asking: str, now: datetime) -> list[Line]:
    if asking:
        asked = "reject it" if asking == Verdict.REJECT.value else "ask for changes"
        return [f"! Why do you {asked}? Pick a reason, or reply to this message in your own words."]
    if run.state is RunState.EXPIRED:
        return ["! Nobody decided in time. It can still be decided."]
    until = f" until {clock(run.review_deadline, now)}" if run.review_deadline else ""
    return [f"! Waits for your decision{until}."]


def _facts(review: ReviewView | None) -> Iterable[Line]:
    if review is None:
        return []
    facts = dict(figure_facts(review.figures))
    shown = [facts[each].partition(",")[0] for each in FACTS if each in facts]
    rows = [row for row in finding_rows(review.findings) if row.standing is not Standing.DONE][:MOST_FINDINGS]
    found: list[Line] = [
        clipped(f"{row.standing.symbol} {plain(row.title)}: {plain(row.value)}, allowed {plain(row.limit)}", _LINE)
        for row in rows
    ]
    return [" · ".join(shown), *found, findings_sentence(review.findings)]


def _release_words(review: ReviewView | None) -> list[Line]:
    """Return what the release will say about itself."""
    described = "" if review is None else plain(release_words(review).description)
    return [f"{HEADING}, {AS_SHOWN}:", folded(name(described, CAPTION_LIMIT))] if described else []


def _said(standing: Standing | None, decision: Decision) -> Line:
    words = name(decision_words(decision), _LINE)
    return f"{standing.symbol + ' ' if standing else ''}{sentence(words)}"


def _reason(decision: Decision) -> list[Line]:
    said = [*decision.chips, *([plain(decision.reason)] if decision.reason else [])]
    return [italic(clipped("; ".join(said), _LINE))] if said else []


def _held(decision: Decision, now: datetime) -> str:
    if _undoable(decision, now):
        return f"It can be undone until {clock(decision.effective_at, now)}. {consequence_sentence(decision)}"
    return consequence_sentence(decision)


def _passed_on(run: Run, decision: Decision | None) -> Line:
    if decision is not None:
        return [sentence(decision_words(decision)), f" Take {run.pass_no} follows."]
    return f"Take {run.pass_no} follows."


def _keyboard(song: RunSummary, take: int, asking: str, now: datetime, decision: Decision | None) -> Keyboard:
    run = song.run
    bound = min(take, MOST)
    if run.state in DECIDABLE:
        return _asking_keys(run.id, bound, asking) if asking else _deciding_keys(run.id, bound)
    if (undo := undo_button(song, decision, bound, now)) is not None:
        return ((undo,),)
    if run.state in RESUMABLE:
        return ((Button("Go on", Press(Act.GO_ON, run.id, bound)),),)
    return ()


def _deciding_keys(run_id: str, take: int) -> Keyboard:
    return (
        (
            Button("✓ Approve", Press(Act.APPROVE, run_id, take)),
            Button("Changes", Press(Act.ASK_CHANGES, run_id, take)),
            Button("Reject", Press(Act.ASK_REJECT, run_id, take)),
        ),
        song_buttons(run_id, take),
    )


def _asking_keys(run_id: str, take: int, asking: str) -> Keyboard:
    act = Act.REJECT if asking == Verdict.REJECT.value else Act.CHANGES
    chips = [Button(reason, Press(act, run_id, take, number)) for number, reason in enumerate(REASON_CHIPS)]
    return (*_in_rows(chips, _CHIPS_IN_A_ROW), (Button("Back", Press(Act.BACK, run_id, take)),))


def _in_rows(buttons: Sequence[Button], width: int) -> Keyboard:
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def _decision_on(view: RunView, take: int) -> Decision | None:
    standing = [each for each in view.decisions if each.pass_no == take and each.state is not DecisionState.UNDONE]
    return standing[-1] if standing else None


def _undoable(decision: Decision | None, now: datetime) -> bool:
    return decision is not None and decision.state is DecisionState.HELD and now < decision.effective_at
