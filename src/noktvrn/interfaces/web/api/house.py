"""Failures, settings, the database and the audit log over the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import InvalidInputError
from noktvrn.interfaces.presenters.access import audit_record
from noktvrn.interfaces.presenters.records import failure_record, instant
from noktvrn.interfaces.presenters.settings import setting_entries
from noktvrn.interfaces.web.api import models
from noktvrn.interfaces.web.api.speaking import PROBLEMS, Cursor, Limit, next_cursor, place, tagged
from noktvrn.interfaces.web.database import database_standing
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.tokens import ApiAdmin, ApiReader
from noktvrn.services.access import audit_log
from noktvrn.services.overview import failures

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)


@router.get("/failures", tags=["run"], response_model=models.Failures)
def list_failures(
    request: Request,
    caller: ApiReader,
    artist: str | None = None,
    stage: str | None = None,
    code: str | None = None,
    days: Annotated[int | None, Query(ge=1, le=3_650)] = None,
) -> Response:
    """List failed runs by stage and cause, the largest group first: the newest ``read`` of the ``standing`` ones."""
    board = failures(house_of(request).label, artist=artist or None, stage=stage, code=code, days=days)
    told: list[dict[str, Any]] = [
        {
            "fingerprint": group.fingerprint,
            "failure": failure_record(group.failure),
            "count": group.count,
            "runs": [line.run.id for line in group.runs],
            "first_at": instant(group.first_at),
            "last_at": instant(group.last_at),
        }
        for group in board.groups
    ]
    return tagged(request, {"failures": told, "standing": board.standing, "read": board.read})


@router.get("/settings", tags=["house"], response_model=models.Settings)
def list_settings(request: Request, caller: ApiAdmin) -> Response:
    """List every setting; secrets are masked."""
    entries = setting_entries(house_of(request).label.settings)
    return tagged(request, {"settings": [asdict(entry) for entry in entries]})


@router.get("/database", tags=["house"], response_model=models.Database)
def database(request: Request, caller: ApiAdmin) -> Response:
    """Tell which revision the database has, and whether this program needs another."""
    standing = database_standing(house_of(request).label.settings)
    return tagged(request, {"database": standing.place, "is_current": standing.is_current, "words": standing.words})


@router.get("/audit", tags=["house"], response_model=models.Audit)
def audit(request: Request, caller: ApiAdmin, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """List who did what, from where, the newest first."""
    before = place(cursor)
    if before is not None and not (before.isdecimal() and len(before) < 19):
        raise InvalidInputError(
            "The cursor is not one of this list.", remedy="Begin with the first page.", stage="paging"
        )
    entries = audit_log(house_of(request).label, limit + 1, int(before) if before else None)
    body = {
        "entries": [audit_record(entry) for entry in entries[:limit]],
        "next": next_cursor(entries, limit, lambda entry: str(entry.id)),
    }
    return tagged(request, body)
