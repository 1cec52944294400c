"""Behind the pages of the label: failures, downloads, settings, the audit log."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from noktvrn.errors import InvalidInputError, NotFoundError
from noktvrn.interfaces.presenters.access import audit_standing
from noktvrn.interfaces.presenters.settings import setting_entries
from noktvrn.interfaces.web.answers import page
from noktvrn.interfaces.web.database import database_standing
from noktvrn.interfaces.web.downloads import KINDS, as_csv, as_json_lines, rows_of
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.logs import LogTail
from noktvrn.interfaces.web.visitors import Admin, Reader
from noktvrn.services.access import audit_log, audited
from noktvrn.services.overview import failures

router = APIRouter(include_in_schema=False)

AUDIT_PAGE_SIZE = 100
_SPANS = (1, 7, 28, 90)
_MOST_DIGITS = 4
_LOG_LINES, _LOGGED_GROUPS = 12, 20


@router.get("/failures")
def failed(
    request: Request, visitor: Reader, artist: str = "", stage: str = "", code: str = "", days: str = ""
) -> Response:
    """List failures by what they share."""
    house = house_of(request)
    within = _span(days)
    board = failures(house.label, artist=artist or None, stage=stage or None, code=code or None, days=within)
    groups = board.groups
    tail = LogTail(house.log_path)
    logs = {group.fingerprint: tail.about(group.runs[0].run.id, _LOG_LINES) for group in groups[:_LOGGED_GROUPS]}
    return page(
        request,
        "failures",
        visitor,
        groups=groups,
        total=sum(group.count for group in groups),
        standing=board.standing,
        read=board.read,
        stages=board.stages,
        codes=board.codes,
        spans=_SPANS,
        artist=artist,
        stage=stage,
        code=code,
        days=within,
        logs=logs,
    )


def _span(days: str) -> int | None:
    """Read a number of days from a filter; browsers send an empty one for all time."""
    if not days:
        return None
    if not (days.isascii() and days.isdecimal() and len(days) <= _MOST_DIGITS and int(days)):
        raise InvalidInputError(
            f"{days[:40]!r} is no number of days.", remedy="Choose one of the filter's.", stage="failures"
        )
    return int(days)


@router.get("/downloads")
def downloads(request: Request, visitor: Reader) -> Response:
    """Name what can be taken away as tables."""
    return page(request, "downloads", visitor, kinds=KINDS)


@router.get("/downloads/{name}")
def download(request: Request, name: str, visitor: Reader) -> Response:
    """One table, as CSV or JSON lines."""
    kind, _, ending = name.partition(".")
    if kind not in KINDS or ending not in {"csv", "jsonl"}:
        raise NotFoundError(
            f"There is no table {name[:60]!r}.", remedy=f"There are: {', '.join(KINDS)}.", stage="downloads"
        )
    label = house_of(request).label
    with audited(label, visitor.caller, "download", name):
        rows = rows_of(label, kind)
    lines = as_csv(rows) if ending == "csv" else as_json_lines(rows)
    media_type = "text/csv; charset=utf-8" if ending == "csv" else "application/jsonl"
    headers = {"content-disposition": f'attachment; filename="noktvrn-{kind}.{ending}"'}
    return StreamingResponse(lines, media_type=media_type, headers=headers)


@router.get("/settings")
def settings(request: Request, visitor: Admin) -> Response:
    """Show every setting, read-only, and the revision of the database; secrets are masked."""
    label = house_of(request).label
    return page(
        request,
        "settings",
        visitor,
        entries=setting_entries(label.settings),
        database=database_standing(label.settings),
        home=label.settings.home,
    )


@router.get("/audit")
def audit(request: Request, visitor: Admin, before: int | None = None) -> Response:
    """Show who did what, from where."""
    entries = audit_log(house_of(request).label, AUDIT_PAGE_SIZE + 1, before)
    shown = entries[:AUDIT_PAGE_SIZE]
    return page(
        request,
        "audit",
        visitor,
        entries=[(entry, audit_standing(entry)) for entry in shown],
        more=shown[-1].id if len(entries) > AUDIT_PAGE_SIZE else None,
    )
