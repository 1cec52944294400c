"""Who steers the label from Telegram: pairing, shutting out, chats that are told, and how the bot stands."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import InvalidInputError, NoktvrnError
from noktvrn.interfaces.errors import told
from noktvrn.interfaces.presenters.chats import ROLE_WORDS, bot_lines, chat_standing, person_standing
from noktvrn.interfaces.presenters.words import clock
from noktvrn.interfaces.telegram.account import BOT, asked
from noktvrn.interfaces.telegram.bot import TRIED_AGAIN_S
from noktvrn.interfaces.web.answers import go_to, page
from noktvrn.interfaces.web.granting import check_role
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.pages.people import ToldOnce
from noktvrn.interfaces.web.problems import status_of
from noktvrn.interfaces.web.visitors import Admin, Reader, SignedForm, Steerer, Visitor
from noktvrn.ports.chats import ChatRole
from noktvrn.services.access import audited
from noktvrn.services.chats import find_chat, list_people, make_pairing_code, mute_chat, revoke

router = APIRouter(include_in_schema=False)

_CHECK = "telegram check"
MUTED_H = 8.0
"""How long the button mutes a chat; other times are for the command line and the chat itself."""


@router.get("/telegram")
def show(request: Request, visitor: Reader) -> Response:
    """List people who were paired, the chats that are told what waits, and how the bot stands."""
    return _telegram(request, visitor)


@router.post("/telegram/pair")
def pair(request: Request, visitor: Admin, form: SignedForm) -> Response:
    """Make a code that lets one person in, and show it this once."""
    label, name, role = house_of(request).label, form.text("name"), form.text("role")
    try:
        chosen = _role(role)
        check_role(label, visitor.caller, chosen, name)
        secret, code = make_pairing_code(label, chosen, name, visitor.caller.name, visitor.caller)
    except NoktvrnError as error:
        return _telegram(request, visitor, name=name, role=role, error=error)
    with label.records.read() as unit:
        username = unit.chats.bot(BOT).username
    until = clock(code.expires_at, label.clock.now())
    note = f"Say it to {f'@{username}' if username else 'your bot'} on the phone. It works once, until {until}."
    once = ToldOnce(
        f"A code for somebody who {ROLE_WORDS[code.role]}", f"/start {secret}", f"{note} Nobody can show it again."
    )
    return _telegram(request, visitor, once=once)


@router.post("/telegram/people/{person}/revoke")
def shut_out(request: Request, person: str, visitor: Admin, form: SignedForm) -> Response:
    """Shut a person out at once."""
    label = house_of(request).label
    try:
        with audited(label, visitor.caller, "telegram revoke", person):
            revoke(label, person)
    except NoktvrnError as error:
        return _telegram(request, visitor, error=error)
    return go_to("/telegram")


@router.post("/telegram/chats/{chat}/mute")
def mute(request: Request, chat: str, visitor: Steerer, form: SignedForm) -> Response:
    """Send nothing new to a chat for a while, or let it be told again."""
    label, again = house_of(request).label, form.text("switch") == "off"
    try:
        with audited(label, visitor.caller, "telegram mute", chat):
            mute_chat(label, find_chat(label, chat).id, None if again else MUTED_H)
    except NoktvrnError as error:
        return _telegram(request, visitor, error=error)
    return go_to("/telegram")


@router.post("/telegram/check")
def check(request: Request, visitor: Steerer, form: SignedForm) -> Response:
    """Ask Telegram whether the token is good and how updates come."""
    house = house_of(request)
    settings = house.label.settings
    try:
        house.errands.begin(_CHECK, "asking Telegram", visitor.caller, _CHECK, "", lambda: asked(settings))
    except NoktvrnError as error:
        return _telegram(request, visitor, error=error)
    return go_to("/telegram")


def _telegram(
    request: Request,
    visitor: Visitor,
    *,
    name: str = "",
    role: str = ChatRole.OPERATE.value,
    once: ToldOnce | None = None,
    error: NoktvrnError | None = None,
) -> Response:
    house = house_of(request)
    label = house.label
    now = label.clock.now()
    people, chats = list_people(label)
    with label.records.read() as unit:
        bot = unit.chats.bot(BOT)
    return page(
        request,
        "telegram",
        visitor,
        200 if error is None else status_of(error),
        people=[(each, person_standing(each), ROLE_WORDS[each.role]) for each in people],
        chats=[(each, chat_standing(each, now), _is_muted(each.muted_until, now)) for each in chats],
        bot=bot,
        bot_lines=bot_lines(bot, TRIED_AGAIN_S, now),
        has_token=label.settings.telegram.token is not None,
        roles=[(each.value, ROLE_WORDS[each]) for each in ChatRole if all(map(visitor.caller.may, each.scopes))],
        muted_h=MUTED_H,
        name=name,
        role=role,
        once=once,
        errand=house.errands.standing(_CHECK),
        error=None if error is None else told(error),
    )


def _is_muted(until: datetime | None, now: datetime) -> bool:
    return until is not None and now < until


def _role(word: str) -> ChatRole:
    if word not in set(ChatRole):
        raise InvalidInputError(
            f"There is no role {word[:40]!r}.", remedy="Choose one of the form's.", stage="telegram"
        )
    return ChatRole(word)
