"""What happened, as people are told of it; where they are told, a trial for each place, and telling what waits."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import InvalidInputError, NoktvrnError
from noktvrn.interfaces.errors import Told, told
from noktvrn.interfaces.presenters.notices import (
    notice_lines,
    notice_standing,
    notice_title,
    target_standing,
    target_words,
)
from noktvrn.interfaces.telling import all_targets, send_trial, tell_what_waits
from noktvrn.interfaces.web.answers import go_to, page
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.problems import status_of
from noktvrn.interfaces.web.visitors import Reader, SignedForm, Steerer, Visitor
from noktvrn.ports.notice_kinds import NoticeKind
from noktvrn.services.notices.deliver import Told as Delivered
from noktvrn.services.notices.look import list_notices, look_at_targets

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50
_TEST, _DELIVER = "notice test", "notice deliver"
_MOST_DIGITS = 18


@router.get("/notices")
def show(request: Request, visitor: Reader, kind: str = "", run: str = "", before: str = "") -> Response:
    """List what happened, the newest first."""
    kinds = (NoticeKind(kind),) if kind in set(NoticeKind) else None
    found = list_notices(
        house_of(request).label, kinds=kinds, run=run or None, limit=PAGE_SIZE + 1, before=_place(before)
    )
    shown = found[:PAGE_SIZE]
    return page(
        request,
        "notices",
        visitor,
        rows=[(each, notice_standing(each), notice_title(each), notice_lines(each)) for each in shown],
        kinds=[each.value for each in NoticeKind],
        kind=kind,
        run=run,
        more=shown[-1].id if len(found) > PAGE_SIZE else None,
    )


@router.get("/notices/targets")
def targets(request: Request, visitor: Reader) -> Response:
    """List the places where people are told, with what waits for each and why it fails."""
    return _targets(request, visitor)


@router.post("/notices/targets/{name}/test")
def test(request: Request, name: str, visitor: Steerer, form: SignedForm) -> Response:
    """Send a trial message to one place, now."""
    house = house_of(request)
    label = house.label
    try:
        house.errands.begin(
            _TEST, f"telling {name[:40]}", visitor.caller, _TEST, name, lambda: (name, send_trial(label, name))
        )
    except NoktvrnError as error:
        return _targets(request, visitor, error=told(error), status=status_of(error))
    return go_to("/notices/targets")


@router.post("/notices/deliver")
def deliver(request: Request, visitor: Steerer, form: SignedForm) -> Response:
    """Tell every place what waits for it, once."""
    house = house_of(request)
    try:
        house.errands.begin(_DELIVER, "telling all", visitor.caller, _DELIVER, "", lambda: tell_what_waits(house.label))
    except NoktvrnError as error:
        return _targets(request, visitor, error=told(error), status=status_of(error))
    return go_to("/notices/targets")


def _targets(request: Request, visitor: Visitor, *, error: Told | None = None, status: int = 200) -> Response:
    house = house_of(request)
    label = house.label
    now = label.clock.now()
    views = look_at_targets(label, all_targets(label))
    trial, delivery = house.errands.standing(_TEST), house.errands.standing(_DELIVER)
    came = delivery.result if delivery is not None and delivery.result is not None else {}
    return page(
        request,
        "targets",
        visitor,
        status,
        rows=[(each, target_standing(each, now), target_words(each, now)) for each in views],
        trial=trial,
        delivery=delivery,
        delivered=[(name, outcomes.count(Delivered.TOLD), _failed(outcomes)) for name, outcomes in came.items()],
        waiting=any(view.waiting and not view.telling for view in views),
        home=label.settings.home,
        error=error,
    )


def _failed(outcomes: list[Delivered]) -> bool:
    return bool({Delivered.FAILED, Delivered.GIVEN_UP} & set(outcomes))


def _place(before: str) -> int | None:
    if not before:
        return None
    if not (before.isascii() and before.isdecimal() and len(before) <= _MOST_DIGITS and int(before)):
        raise InvalidInputError(
            f"{before[:40]!r} is no place in the list.", remedy="Begin with the first page.", stage="notices"
        )
    return int(before)
