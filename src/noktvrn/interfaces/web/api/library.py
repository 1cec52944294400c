"""Clips for films over the API."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.interfaces.presenters.footage import clip_record
from noktvrn.interfaces.web.api import models_house as models
from noktvrn.interfaces.web.api.runs import UNCHANGED
from noktvrn.interfaces.web.api.speaking import PROBLEMS, Cursor, Limit, once, page_of, tagged
from noktvrn.interfaces.web.house import House, house_of
from noktvrn.interfaces.web.tokens import ApiReader, ApiSteerer
from noktvrn.ports.footage import ClipStanding
from noktvrn.services.access import audited
from noktvrn.services.footage import list_clips, remove_clip, show_clip

router = APIRouter(prefix="/api/v1", tags=["footage"], responses=PROBLEMS)


@router.get("/footage", response_model=models.Clips)
def list_all(
    request: Request,
    caller: ApiReader,
    standing: ClipStanding | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """List the clips of the library by path, all or those of one standing."""
    found = list_clips(house_of(request).label, None if standing is None else (standing,))
    shown, further = page_of(found, limit, cursor, lambda view: view.clip.digest)
    return tagged(request, {"clips": [clip_record(view) for view in shown], "next": further})


@router.get("/footage/scan", response_model=models.Scan)
def scanning(request: Request, caller: ApiReader) -> Response:
    """Tell how the last look through the folder of clips stands."""
    return tagged(request, _scan(house_of(request)))


@router.post("/footage/scan", response_model=models.Scan, status_code=202)
def scan(request: Request, caller: ApiSteerer, wish: Annotated[models.ScanWish | None, Body()] = None) -> Response:
    """Begin to look through the folder of the settings; ask again how it stands."""
    house, wanted = house_of(request), wish or models.ScanWish()

    def work() -> dict[str, Any]:
        house.scans.begin(caller, take_back=wanted.take_back)
        return _scan(house)

    return once(request, caller, wanted.model_dump(mode="json"), work, 202)


@router.get("/footage/{clip}", response_model=models.Clip, responses=UNCHANGED)
def show(request: Request, clip: str, caller: ApiReader) -> Response:
    """Show what was measured of a clip, who it is owed to, and what became of its films."""
    return tagged(request, clip_record(show_clip(house_of(request).label, clip)))


@router.post("/footage/{clip}/remove", response_model=models.Clip)
def remove(request: Request, clip: str, caller: ApiSteerer) -> Response:
    """Use a clip no more; its file is left alone, and a scan with ``take_back`` brings it back."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "footage remove", clip):
            removed = remove_clip(label, clip)
        return clip_record(show_clip(label, removed.digest))

    return once(request, caller, {}, work)


def _scan(house: House) -> dict[str, Any]:
    standing = house.scans.standing
    error = standing.error
    return {
        "folder": str(house.scans.folder),
        "under_way": standing.under_way,
        "fraction": round(standing.fraction, 3),
        "found": [{"name": name, "value": value} for name, value in standing.found],
        "error": None if error is None else {"code": error.code, "message": error.message, "remedy": error.remedy},
    }
