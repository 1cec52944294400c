"""What each button does. Records only; whoever calls sends what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from noktvrn.errors import DecisionConflictError, NotAllowedError, NotFoundError
from noktvrn.interfaces.presenters.sentences import decision_words
from noktvrn.interfaces.presenters.words import clock, sentence
from noktvrn.interfaces.telegram.buttons import Act, Press, number_of
from noktvrn.interfaces.telegram.cards import Card, asked_by, reason_of
from noktvrn.interfaces.telegram.panels import (
    artist_panel,
    artists_panel,
    mute_panel,
    queue_panel,
    run_panel,
    runs_panel,
    status_panel,
)
from noktvrn.journal.steps import Step
from noktvrn.ports.access import Scope
from noktvrn.ports.chats import ChatUser, MessageKind
from noktvrn.review.decision import Decision, DecisionState, Verdict
from noktvrn.services.access import audited
from noktvrn.services.chats import SURFACE, caller_of, mute_chat
from noktvrn.services.chats_items import ask_reason, claim, show_again
from noktvrn.services.chats_start import start_once
from noktvrn.services.decide import decide, standing_decision, undo
from noktvrn.services.label import Label
from noktvrn.services.steer_artist import pause_artist, resume_artist, set_autopilot
from noktvrn.services.steer_run import cancel_run, resume_run, retry_run

_KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, where.

    Attributes:
        label: The label's means.
        user: Who.
        chat_id: In which chat.
        number: The message whose button was pressed, or that was written.
        now: The present, in the zone to show times in.
    """

    label: Label
    user: ChatUser
    chat_id: int
    number: int
    now: datetime

    def check(self, scope: Scope) -> None:
        """Refuse somebody whose role does not allow this.

        Raises:
            NotAllowedError: It does not.
        """
        if scope not in self.user.role.scopes:
            raise NotAllowedError(
                "You may decide, not steer runs and artists.",
                remedy="Whoever runs the label can pair you anew, with the role operate.",
                stage="telegram",
            )


@dataclass(frozen=True, slots=True)
class Reaction:
    """What comes of a press or a command.

    Attributes:
        answer: Said at once, at most 200 signs are shown.
        loud: Whether it is to be closed by hand, as an error is.
        panel: What the message becomes, or what is sent; None for nothing.
    """

    answer: str = ""
    loud: bool = False
    panel: Card | None = None


def pressed(visit: Visit, press: Press) -> Reaction:
    """Do what a button says.

    Raises:
        NoktvrnError: It cannot be done; the message says why and what to do.
    """
    scope, act = _ACTS[press.act]
    visit.check(scope)
    return act(visit, press)


def decide_here(visit: Visit, run_id: str, take: int, verdict: Verdict, reason: str, chips: tuple[str, ...]) -> str:
    """Decide on a take and return what to say.

    Raises:
        NoktvrnError: As :func:`noktvrn.services.decide.decide`.
    """
    details = {"reason": reason[:_KEPT], "chips": list(chips)}
    with audited(visit.label, caller_of(visit.user), f"review {verdict.value}", run_id, details):
        decision = decide(
            visit.label,
            run_id,
            verdict=verdict,
            actor=visit.user.name,
            surface=SURFACE,
            reason=reason,
            chips=chips,
            pass_no=take,
        )
    ask_reason(visit.label, visit.chat_id, run_id, take, "", None)
    return _decided(decision, visit.now)


def _decided(decision: Decision, now: datetime) -> str:
    until = f"; undo until {clock(decision.effective_at, now)}" if now < decision.effective_at else ""
    return sentence(f"{decision_words(decision)}{until}")


def _approve(visit: Visit, press: Press) -> Reaction:
    return Reaction(decide_here(visit, press.subject, press.take, Verdict.APPROVE, "", ()))


def _ask(visit: Visit, press: Press) -> Reaction:
    ask_reason(visit.label, visit.chat_id, press.subject, press.take, asked_by(press.act), visit.user.user_id)
    return Reaction("Why? Pick a reason, or reply in your words." if asked_by(press.act) else "")


def _with_reason(visit: Visit, press: Press) -> Reaction:
    chip = reason_of(press.act, press.number)
    if chip is None:
        raise NotFoundError(
            "This reason is not offered any more.", remedy="Press Back, then choose again.", stage="telegram"
        )
    verdict = Verdict.REJECT if press.act is Act.REJECT else Verdict.CHANGES
    return Reaction(decide_here(visit, press.subject, press.take, verdict, "", (chip,)))


def _undo(visit: Visit, press: Press) -> Reaction:
    label = visit.label
    with label.records.read() as unit:
        run = unit.runs.find(press.subject)
        standing = standing_decision(unit.decisions.of_run(run.id), run.pass_no)
    replaced = standing is not None and number_of(standing.id) != press.number
    if run.pass_no != press.take or replaced or (standing is not None and standing.state is DecisionState.UNDONE):
        raise DecisionConflictError(
            "That decision does not stand any more; somebody decided anew.",
            remedy="See how it stands: /run",
            stage="review",
        )
    with audited(label, caller_of(visit.user), "review undo", run.id):
        undo(label, run.id, actor=visit.user.name, surface=SURFACE)
    return Reaction("Undone. It waits for a decision again.", panel=_unless_shown(visit, press))


def _file(kind: MessageKind) -> Callable[[Visit, Press], Reaction]:
    def send(visit: Visit, press: Press) -> Reaction:
        claimed = claim(visit.label, visit.chat_id, kind, press.subject, press.take)
        return Reaction("It comes." if claimed is not None else "It was sent; see above.")

    return send


def _queue(visit: Visit, press: Press) -> Reaction:
    return Reaction(panel=queue_panel(visit.label, press.subject, visit.now))


def _show(visit: Visit, press: Press) -> Reaction:
    with visit.label.records.read() as unit:
        run = unit.runs.get(unit.runs.find(press.subject).id)
    show_again(visit.label, visit.chat_id, run)
    return Reaction("It comes.")


def _artists(visit: Visit, press: Press) -> Reaction:
    return Reaction(panel=artists_panel(visit.label, press.subject))


def _artist(visit: Visit, press: Press) -> Reaction:
    return Reaction(panel=artist_panel(visit.label, press.subject, visit.user, visit.now))


def _start(visit: Visit, press: Press) -> Reaction:
    label = visit.label
    key = f"start:{visit.chat_id}:{visit.number}:{press.subject}:{press.number}"
    with audited(label, caller_of(visit.user), "run start", press.subject):
        _, fresh = start_once(label, key, artist=press.subject, brief="", actor=visit.user.name)
    said = "Started." if fresh else "It was started before."
    panel = artist_panel(label, press.subject, visit.user, visit.now, "A song was started.", press.number + 1)
    return Reaction(said, panel=panel)


def _autopilot(on: bool) -> Callable[[Visit, Press], Reaction]:
    def switch(visit: Visit, press: Press) -> Reaction:
        return Reaction(*steer_artist(visit, "autopilot on" if on else "autopilot off", press.subject))

    return switch


def _steer(verb: str) -> Callable[[Visit, Press], Reaction]:
    def steer(visit: Visit, press: Press) -> Reaction:
        return Reaction(*steer_artist(visit, verb, press.subject))

    return steer


def steer_artist(visit: Visit, verb: str, name: str, reason: str = "") -> tuple[str, bool, Card]:
    """Pause or resume an artist or switch its autopilot; returns what to say and its panel.

    Raises:
        NoktvrnError: It cannot be done.
    """
    label, actor = visit.label, visit.user.name
    with audited(label, caller_of(visit.user), f"artist {verb}", name):
        if verb.startswith("autopilot"):
            artist = set_autopilot(label, name, verb.endswith(" on"), actor)
            said = f"Autopilot is {'on' if artist.autopilot else 'off'}."
        else:
            change = pause_artist if verb == "pause" else resume_artist
            artist = change(label, name, reason, actor)
            said = f"{artist.identity.name} is {artist.status.value}."
    return said, False, artist_panel(label, artist.id, visit.user, visit.now)


def _runs(visit: Visit, press: Press) -> Reaction:
    return Reaction(panel=runs_panel(visit.label, press.subject, visit.now))


def _run(visit: Visit, press: Press) -> Reaction:
    sure = press.act is Act.ASK_CANCEL
    return Reaction(panel=run_panel(visit.label, press.subject, visit.user, visit.now, sure=sure))


def _retry(visit: Visit, press: Press) -> Reaction:
    with audited(visit.label, caller_of(visit.user), "run retry", press.subject):
        retry_run(visit.label, press.subject, Step.SONG, False, visit.user.name)
    return Reaction("A fresh take was asked for.", panel=run_panel(visit.label, press.subject, visit.user, visit.now))


def _go_on(visit: Visit, press: Press) -> Reaction:
    with audited(visit.label, caller_of(visit.user), "run resume", press.subject):
        resume_run(visit.label, press.subject, visit.user.name)
    return Reaction("It goes on.", panel=_unless_item(visit, press))


def _cancel(visit: Visit, press: Press) -> Reaction:
    with audited(visit.label, caller_of(visit.user), "run cancel", press.subject):
        cancel_run(visit.label, press.subject, visit.user.name)
    return Reaction("Stopped.", panel=run_panel(visit.label, press.subject, visit.user, visit.now))


def _unless_item(visit: Visit, press: Press) -> Card | None:
    """A song's own message is redrawn by itself."""
    with visit.label.records.read() as unit:
        if unit.chats.message_at(visit.chat_id, visit.number) is not None:
            return None
    return run_panel(visit.label, press.subject, visit.user, visit.now)


def _unless_shown(visit: Visit, press: Press) -> Card | None:
    """A song that stands in the chat says itself how it stands."""
    with visit.label.records.read() as unit:
        if unit.chats.message_of(visit.chat_id, MessageKind.ITEM, press.subject, press.take) is not None:
            return None
    return run_panel(visit.label, press.subject, visit.user, visit.now)


def _status(visit: Visit, press: Press) -> Reaction:
    with visit.label.records.read() as unit:
        chat = unit.chats.chat(visit.chat_id)
    return Reaction(panel=status_panel(visit.label, chat, visit.now))


def _mute(visit: Visit, press: Press) -> Reaction:
    chat = mute_chat(visit.label, visit.chat_id, press.number or None)
    return Reaction(panel=mute_panel(chat, visit.now))


_ACTS: Final[Mapping[Act, tuple[Scope, Callable[[Visit, Press], Reaction]]]] = {
    Act.APPROVE: (Scope.DECIDE, _approve),
    Act.ASK_REJECT: (Scope.DECIDE, _ask),
    Act.ASK_CHANGES: (Scope.DECIDE, _ask),
    Act.BACK: (Scope.DECIDE, _ask),
    Act.REJECT: (Scope.DECIDE, _with_reason),
    Act.CHANGES: (Scope.DECIDE, _with_reason),
    Act.UNDO: (Scope.DECIDE, _undo),
    Act.COVER: (Scope.READ, _file(MessageKind.COVER)),
    Act.TEASER: (Scope.READ, _file(MessageKind.TEASER)),
    Act.QUEUE: (Scope.READ, _queue),
    Act.SHOW: (Scope.READ, _show),
    Act.ARTISTS: (Scope.READ, _artists),
    Act.ARTIST: (Scope.READ, _artist),
    Act.START: (Scope.OPERATE, _start),
    Act.AUTOPILOT_ON: (Scope.OPERATE, _autopilot(True)),
    Act.AUTOPILOT_OFF: (Scope.OPERATE, _autopilot(False)),
    Act.PAUSE: (Scope.OPERATE, _steer("pause")),
    Act.RESUME: (Scope.OPERATE, _steer("resume")),
    Act.RUNS: (Scope.READ, _runs),
    Act.RUN: (Scope.READ, _run),
    Act.ASK_CANCEL: (Scope.OPERATE, _run),
    Act.CANCEL: (Scope.OPERATE, _cancel),
    Act.RETRY: (Scope.OPERATE, _retry),
    Act.GO_ON: (Scope.OPERATE, _go_on),
    Act.STATUS: (Scope.READ, _status),
    Act.MUTE: (Scope.READ, _mute),
}
