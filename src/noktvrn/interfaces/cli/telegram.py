"""``noktvrn telegram``: who may steer the label from Telegram, and whether the bot can work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from noktvrn.interfaces.cli.command import noun, verb
from noktvrn.interfaces.cli.session import Session

if TYPE_CHECKING:
    from noktvrn.interfaces.cli.terminal import Cell
    from noktvrn.ports.chats import ChatRole
    from noktvrn.services.label import Label

app = noun(
    "telegram",
    "Let people decide and steer from Telegram.",
    ("noktvrn telegram pair --name Robin", "noktvrn telegram list", "noktvrn telegram check"),
)


@verb(
    app,
    "pair",
    examples=("noktvrn telegram pair --name Robin", "noktvrn telegram pair --role decide --name Ana"),
)
def pair(
    session: Session,
    role: Annotated[
        str, typer.Option("--role", metavar="ROLE", help="decide: hear and decide; operate: steer as well.")
    ] = "operate",
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Name that stands on decisions; Telegram's when not given.")
    ] = "",
) -> None:
    """Print a code that lets one person in, once: type it to the bot on the phone."""
    from noktvrn.interfaces.presenters.chats import ROLE_WORDS
    from noktvrn.interfaces.presenters.records import instant
    from noktvrn.interfaces.presenters.words import clock
    from noktvrn.services.chats import make_pairing_code

    chosen = _role(role)
    with session.label() as label:
        secret, code = make_pairing_code(label, chosen, name, session.actor)
        with label.records.read() as unit:
            username = unit.chats.bot("telegram").username
    told = {"code": secret, "role": code.role.value, "name": code.name or None, "expires_at": instant(code.expires_at)}
    session.terminal.emit({**told, "bot": username or None})
    session.terminal.show(secret)
    whom = f"@{username}" if username else "your bot"
    session.terminal.say(f"On the phone, say to {whom}: /start {secret}")
    until = clock(code.expires_at, session.now())
    session.terminal.say(f"It works once, until {until}. Whoever uses it {ROLE_WORDS[code.role]}.")
    if session.settings.telegram.token is None:
        session.terminal.say("No token of a bot is set yet: NOKTVRN_TELEGRAM__TOKEN")


@verb(app, "list", examples=("noktvrn telegram list",))
def list_(session: Session) -> None:
    """List people who were paired, and the chats that are told what waits."""
    from noktvrn.interfaces.cli.terminal import marked
    from noktvrn.interfaces.presenters.chats import chat_record, chat_standing, person_record, person_standing
    from noktvrn.services.chats import list_people

    now = session.now()
    with session.label() as label:
        people, chats = list_people(label)
    session.terminal.emit(
        {"people": [person_record(each) for each in people], "chats": [chat_record(each) for each in chats]}
    )
    if not people:
        session.terminal.say("Nobody was paired yet.")
        session.terminal.next("noktvrn telegram pair --name NAME")
    rows: list[list[Cell]] = [
        [marked(*person_standing(each)), each.name, each.role.value, str(each.user_id)] for each in people
    ]
    session.terminal.table(rows, ("", "person", "role", "number"))
    rows = [
        [marked(*chat_standing(each, now)), each.title, "group" if each.is_group else "chat", str(each.id)]
        for each in chats
    ]
    session.terminal.table(rows, ("", "chat", "", "number"))


@verb(app, "revoke", examples=("noktvrn telegram revoke Robin",))
def revoke(
    session: Session, name: Annotated[str, typer.Argument(metavar="NAME", help="Name or number of the person.")]
) -> None:
    """Shut a person out at once; chats that only they paired are told nothing more."""
    from noktvrn.interfaces.presenters.chats import person_record
    from noktvrn.services.chats import revoke as shut_out

    with session.label() as label, session.audited(label, "telegram revoke", name):
        revoked = shut_out(label, name)
    session.terminal.emit(person_record(revoked.user))
    session.terminal.show(f"{revoked.user.name} is shut out.")
    for chat in revoked.silenced:
        session.terminal.say(f"{chat.title} is told nothing more until somebody who is let in says something there.")


@verb(app, "mute", examples=("noktvrn telegram mute Robin --hours 8", "noktvrn telegram mute Robin --off"))
def mute(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="CHAT", help="Name or number of the chat.")],
    hours: Annotated[float, typer.Option("--hours", metavar="N", help="For how long.")] = 8.0,
    off: Annotated[bool, typer.Option("--off", help="Tell it again.")] = False,
) -> None:
    """Send nothing new to a chat for a while; what waits is sent once afterwards."""
    from noktvrn.interfaces.presenters.chats import chat_record, chat_standing
    from noktvrn.services.chats import find_chat, mute_chat

    with session.label() as label, session.audited(label, "telegram mute", name):
        chat = mute_chat(label, find_chat(label, name).id, None if off else hours)
    session.terminal.emit(chat_record(chat))
    session.terminal.show(f"{chat.title}: {chat_standing(chat, session.now())[1]}.")


@verb(app, "check", examples=("noktvrn telegram check",))
def check(session: Session) -> int:
    """Ask Telegram whether the token is good, how updates come, and say what is wrong."""
    from noktvrn.interfaces.presenters.chats import bot_lines, bot_record, is_stale
    from noktvrn.interfaces.telegram.account import BOT, asked
    from noktvrn.interfaces.telegram.bot import TRIED_AGAIN_S, WATCH_S
    from noktvrn.services.chats import list_people

    told = asked(session.settings)
    with session.label() as label:
        with label.records.read() as unit:
            bot = unit.chats.bot(BOT)
        people, _ = list_people(label)
    wanted = session.settings.telegram.webhook_url
    let_in = sum(each.revoked_at is None for each in people)
    session.terminal.emit(
        {
            **bot_record(bot),
            "username": told.username,
            "webhook": told.webhook or None,
            "webhook_fault": told.fault or None,
            "people": let_in,
        }
    )
    session.terminal.show(f"✓ The token is good: @{told.username}")
    way = f"come by webhook: {told.webhook}" if told.webhook else "are asked for (long polling)"
    session.terminal.show(f"✓ Updates {way}")
    if told.webhook != wanted:
        when = f"tries to set that again each {WATCH_S:.0f} s" if bot.holder else "sets that when it begins"
        session.terminal.show(f"! The settings want it otherwise; the bot {when}.")
    if told.fault:
        session.terminal.show(f"! Telegram could not deliver: {told.fault}")
    session.terminal.show(*bot_lines(bot, TRIED_AGAIN_S, session.now()))
    if not let_in:
        session.terminal.show("! Nobody was paired: noktvrn telegram pair")
    astray = bool(bot.holder) and told.webhook != wanted
    return 1 if astray or told.fault or (bot.problem and not is_stale(bot.problem)) else 0


@contextmanager
def telegram_beside(session: Session, where: str, label: Label | None = None) -> Iterator[None]:
    """Run the bot beside a command that lasts, if the settings want it there; without a token nothing is loaded."""
    telegram = session.settings.telegram
    if telegram.token is None or telegram.run_in != where:
        yield
        return
    from noktvrn.interfaces.telegram.beside import bot_beside

    tell: Callable[[str], None] = session.terminal.say
    if label is not None:
        with _farewell(), bot_beside(label, where, tell):
            yield
        return
    with session.label() as own, bot_beside(own, where, tell):
        yield


@contextmanager
def _farewell() -> Iterator[None]:
    """Take SIGTERM for Ctrl-C: the server of the page passes it on once it has stopped, and the bot is to stop too."""
    import signal

    from noktvrn.ops.signals import on_signals

    def leave() -> None:
        raise KeyboardInterrupt

    with on_signals(leave, signal.SIGTERM):
        yield


def _role(word: str) -> ChatRole:
    from noktvrn.errors import InvalidInputError
    from noktvrn.ports.chats import ChatRole

    if word not in set(ChatRole):
        raise InvalidInputError(
            f"There is no role {word!r}.", remedy="Use --role decide or --role operate.", stage="telegram"
        )
    return ChatRole(word)
