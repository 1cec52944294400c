"""What happened: decisions that are wanted, failures, releases, budgets, as people are told of them."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import InvalidInputError
from noktvrn.interfaces.presenters.notices import notice_lines, notice_standing, notice_title
from noktvrn.interfaces.web.answers import page
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.visitors import Reader
from noktvrn.ports.notice_kinds import NoticeKind
from noktvrn.services.notices.look import list_notices

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50
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


def _place(before: str) -> int | None:
    if not before:
        return None
    if not (before.isascii() and before.isdecimal() and len(before) <= _MOST_DIGITS and int(before)):
        raise InvalidInputError(
            f"{before[:40]!r} is no place in the list.", remedy="Begin with the first page.", stage="notices"
        )
    return int(before)
