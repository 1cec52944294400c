"""Notices, and where people are told of them, over the API; Telegram among them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import InvalidInputError
from noktvrn.interfaces.presenters.chats import bot_record, chat_record, person_record
from noktvrn.interfaces.presenters.notices import notice_record, target_record
from noktvrn.interfaces.presenters.records import instant
from noktvrn.interfaces.telegram.account import BOT, asked
from noktvrn.interfaces.telling import all_targets, send_trial, tell_what_waits
from noktvrn.interfaces.web.api import models_house as models
from noktvrn.interfaces.web.api.speaking import PROBLEMS, Cursor, Limit, next_cursor, once, place, tagged
from noktvrn.interfaces.web.granting import check_role
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.tokens import ApiAdmin, ApiReader, ApiSteerer
from noktvrn.ports.notice_kinds import NoticeKind
from noktvrn.services.access import audited
from noktvrn.services.chats import find_chat, list_people, make_pairing_code, mute_chat, revoke
from noktvrn.services.notices.look import list_notices, look_at_targets

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

_CODE = frozenset({"code"})


@router.get("/notices", tags=["notice"], response_model=models.Notices)
def notices(
    request: Request,
    caller: ApiReader,
    kind: Annotated[list[NoticeKind] | None, Query(max_length=40)] = None,
    run: Annotated[str | None, Query(max_length=60)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """List what happened, the newest first."""
    label = house_of(request).label
    found = list_notices(label, kinds=tuple(kind) if kind else None, run=run, limit=limit + 1, before=_before(cursor))
    body = {
        "notices": [notice_record(notice) for notice in found[:limit]],
        "next": next_cursor(found, limit, lambda notice: str(notice.id)),
    }
    return tagged(request, body)


@router.get("/notices/targets", tags=["notice"], response_model=models.Targets)
def targets(request: Request, caller: ApiReader) -> Response:
    """List the places where people are told, with what waits for each and why it fails; no addresses."""
    label = house_of(request).label
    return tagged(request, {"targets": [target_record(each) for each in look_at_targets(label, all_targets(label))]})


@router.post("/notices/targets/{target}/test", tags=["notice"], response_model=models.Trial)
def test(request: Request, target: str, caller: ApiSteerer) -> Response:
    """Send a trial message to one place, now, whatever its quiet hours."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "notice test", target):
            message = send_trial(label, target)
        return {"target": target, "message": message.id, "told": True}

    return once(request, caller, {}, work)


@router.post("/notices/deliver", tags=["notice"], response_model=models.Delivered)
def deliver(request: Request, caller: ApiSteerer) -> Response:
    """Tell every place what waits for it, once; a worker and the page do so by themselves."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "notice deliver"):
            came = tell_what_waits(label)
        return {"targets": {name: [told.value for told in outcomes] for name, outcomes in came.items()}}

    return once(request, caller, {}, work)


@router.get("/telegram", tags=["telegram"], response_model=models.Telegram)
def telegram(request: Request, caller: ApiReader) -> Response:
    """List people who were paired, the chats that are told what waits, and how the bot stands."""
    label = house_of(request).label
    people, chats = list_people(label)
    with label.records.read() as unit:
        bot = unit.chats.bot(BOT)
    body = {
        "bot": bot_record(bot),
        "people": [person_record(each) for each in people],
        "chats": [chat_record(each) for each in chats],
    }
    return tagged(request, body)


@router.post("/telegram/check", tags=["telegram"], response_model=models.BotChecked)
def check(request: Request, caller: ApiSteerer) -> Response:
    """Ask Telegram whether the token is good and how updates come."""
    label = house_of(request).label
    with audited(label, caller, "telegram check"):
        found = asked(label.settings)
    return tagged(request, {"username": found.username, "webhook": found.webhook or None, "fault": found.fault or None})


@router.post("/telegram/pair", tags=["telegram"], response_model=models.PairingCode, status_code=201)
def pair(request: Request, caller: ApiAdmin, wish: Annotated[models.PairWish | None, Body()] = None) -> Response:
    """Make a code that lets one person in, once; it is told this once."""
    label, wanted = house_of(request).label, wish or models.PairWish()

    def work() -> dict[str, Any]:
        check_role(label, caller, wanted.role, wanted.name)
        secret, code = make_pairing_code(label, wanted.role, wanted.name, caller.name, caller)
        return {
            "code": secret,
            "role": code.role.value,
            "name": code.name or None,
            "expires_at": instant(code.expires_at),
        }

    return once(request, caller, wanted.model_dump(mode="json"), work, 201, _CODE)


@router.post("/telegram/people/{person}/revoke", tags=["telegram"], response_model=models.Person)
def shut_out(request: Request, person: str, caller: ApiAdmin) -> Response:
    """Shut a person out at once; chats that only they paired are told nothing more."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "telegram revoke", person):
            return person_record(revoke(label, person).user)

    return once(request, caller, {}, work)


@router.post("/telegram/chats/{chat}/mute", tags=["telegram"], response_model=models.Chat)
def mute(
    request: Request, chat: str, caller: ApiSteerer, wish: Annotated[models.MuteWish | None, Body()] = None
) -> Response:
    """Send nothing new to a chat for some hours; none lets it be told again."""
    label, wanted = house_of(request).label, wish or models.MuteWish()

    def work() -> dict[str, Any]:
        with audited(label, caller, "telegram mute", chat):
            return chat_record(mute_chat(label, find_chat(label, chat).id, wanted.hours or None))

    return once(request, caller, wanted.model_dump(mode="json"), work)


def _before(cursor: str | None) -> int | None:
    before = place(cursor)
    if before is not None and not (before.isascii() and before.isdecimal() and len(before) < 19 and int(before)):
        raise InvalidInputError(
            "The cursor is not one of this list.", remedy="Begin with the first page.", stage="paging"
        )
    return int(before) if before else None
