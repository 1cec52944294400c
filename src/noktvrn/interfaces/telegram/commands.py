"""What each command does, and what becomes of words that are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from noktvrn.errors import InvalidInputError
from noktvrn.interfaces.telegram.cards import Card
from noktvrn.interfaces.telegram.markup import name
from noktvrn.interfaces.telegram.panels import (
    artist_panel,
    artists_panel,
    help_panel,
    mute_panel,
    queue_panel,
    run_panel,
    runs_panel,
    status_panel,
)
from noktvrn.interfaces.telegram.presses import Reaction, Visit, decide_here, steer_artist
from noktvrn.ports.access import Scope
from noktvrn.review.decision import Verdict
from noktvrn.services.access import audited
from noktvrn.services.chats import caller_of, mute_chat
from noktvrn.services.chats_items import asked_of, message_at
from noktvrn.services.chats_start import start_once

_MOST_WORDS: Final = 2_000
_UNDECIDED: Final = (
    "Nothing was decided. To say why in your own words, reply to the song's message, or pick a reason there."
)


def word_of(text: str, username: str) -> tuple[str, str] | None:
    """Return the command of a text and what follows it; None when it is none, or is meant for another bot."""
    if not text.startswith("/"):
        return None
    first, _, rest = text[1:].partition(" ")
    word, _, meant_for = first.partition("@")
    if meant_for and meant_for.casefold() != username.casefold():
        return None
    return word.casefold(), rest.strip()[:_MOST_WORDS]


def commanded(visit: Visit, word: str, rest: str, key: str) -> Reaction:
    """Carry out a command.

    Args:
        visit: Who asks, where.
        word: The command.
        rest: What follows it.
        key: What makes the command one, so that it starts a song once.

    Raises:
        NoktvrnError: It cannot be done; the message says why and what to do.
    """
    act = _COMMANDS.get(word)
    if act is None:
        return Reaction(panel=Card((f"There is no command /{name(word, 30)}. See /help",)))
    return act(visit, rest, key)


def said(visit: Visit, text: str, reply_to: int | None, *, group: bool) -> Reaction | None:
    """Take words that are no command: a reason, where one was asked for and they reply to it.

    Other words decide nothing: whoever was asked may as well be saying something else.

    Raises:
        NoktvrnError: The decision cannot be taken.
    """
    open_questions = asked_of(visit.label, visit.chat_id, visit.user.user_id)
    asked = next((each for each in open_questions if each.message_id == reply_to), None)
    if reply_to is not None and asked is not None and text.strip():
        verdict = Verdict(asked.asking)
        return Reaction(decide_here(visit, asked.subject, asked.pass_no, verdict, text.strip(), ()))
    if group and (reply_to is None or message_at(visit.label, visit.chat_id, reply_to) is None):
        return None
    if reply_to is not None:
        return Reaction(panel=Card(("Press Changes or Reject first, then say why.",)))
    return Reaction(panel=Card((_UNDECIDED if open_questions else "Say /help to see what can be said here.",)))


def _queue(visit: Visit, rest: str, key: str) -> Reaction:
    return Reaction(panel=queue_panel(visit.label, "", visit.now))


def _artists(visit: Visit, rest: str, key: str) -> Reaction:
    return Reaction(panel=artists_panel(visit.label, "", rest.casefold()))


def _artist(visit: Visit, rest: str, key: str) -> Reaction:
    if not rest:
        return _artists(visit, rest, key)
    return Reaction(panel=artist_panel(visit.label, rest, visit.user, visit.now))


def _run(visit: Visit, rest: str, key: str) -> Reaction:
    first, _, more = rest.partition(" ")
    if first.casefold() == "start":
        return _start(visit, more.strip(), key)
    if not rest:
        return Reaction(panel=runs_panel(visit.label, "", visit.now))
    return Reaction(panel=run_panel(visit.label, rest, visit.user, visit.now))


def _start(visit: Visit, rest: str, key: str) -> Reaction:
    visit.check(Scope.OPERATE)
    artist, _, brief = rest.partition(" ")
    if not artist:
        raise _unclear("Whose song?", "/run start nova-lux")
    with audited(visit.label, caller_of(visit.user), "run start", artist):
        run, _ = start_once(visit.label, key, artist=artist, brief=brief.strip(), actor=visit.user.name)
    return Reaction(panel=run_panel(visit.label, run.id, visit.user, visit.now, "Started."))


def _status(visit: Visit, rest: str, key: str) -> Reaction:
    with visit.label.records.read() as unit:
        chat = unit.chats.chat(visit.chat_id)
    return Reaction(panel=status_panel(visit.label, chat, visit.now))


def _autopilot(visit: Visit, rest: str, key: str) -> Reaction:
    visit.check(Scope.OPERATE)
    artist, _, switch = rest.rpartition(" ")
    if not artist or switch.casefold() not in {"on", "off"}:
        raise _unclear("On or off, and for whom?", "/autopilot nova-lux on")
    _, _, panel = steer_artist(visit, f"autopilot {switch.casefold()}", artist)
    return Reaction(panel=panel)


def _pause(visit: Visit, rest: str, key: str) -> Reaction:
    return _rest_or_work(visit, "pause", rest)


def _resume(visit: Visit, rest: str, key: str) -> Reaction:
    return _rest_or_work(visit, "resume", rest)


def _rest_or_work(visit: Visit, verb: str, rest: str) -> Reaction:
    visit.check(Scope.OPERATE)
    artist, _, reason = rest.partition(" ")
    if not artist:
        raise _unclear("Whom?", f"/{verb} nova-lux")
    _, _, panel = steer_artist(visit, verb, artist, reason)
    return Reaction(panel=panel)


def _mute(visit: Visit, rest: str, key: str) -> Reaction:
    with visit.label.records.read() as unit:
        chat = unit.chats.chat(visit.chat_id)
    if rest:
        chat = mute_chat(visit.label, visit.chat_id, _hours(rest))
    return Reaction(panel=mute_panel(chat, visit.now))


def _hours(rest: str) -> float | None:
    word = rest.casefold().removesuffix("h").strip()
    if word in {"off", "0"}:
        return None
    try:
        return float(word.replace(",", "."))
    except ValueError as exc:
        raise _unclear("For how many hours?", "/mute 8 or /mute off") from exc


def _help(visit: Visit, rest: str, key: str) -> Reaction:
    return Reaction(panel=help_panel(visit.user))


def _unclear(what: str, example: str) -> InvalidInputError:
    return InvalidInputError(what, remedy=f"Say it like this: {example}", stage="telegram")


_COMMANDS: Final[Mapping[str, Callable[[Visit, str, str], Reaction]]] = {
    "queue": _queue,
    "artists": _artists,
    "artist": _artist,
    "run": _run,
    "runs": _run,
    "status": _status,
    "autopilot": _autopilot,
    "pause": _pause,
    "resume": _resume,
    "mute": _mute,
    "help": _help,
    "start": _help,
}
