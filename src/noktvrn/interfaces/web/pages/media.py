"""Sound, pictures and films of runs and releases, to those who may hear them; players ask for ranges."""

from __future__ import annotations

import os
import re
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from noktvrn.errors import NotFoundError
from noktvrn.interfaces.web.house import House, house_of
from noktvrn.interfaces.web.stills import SIDES_PX, still
from noktvrn.interfaces.web.visitors import Reader
from noktvrn.services.glance import glance_at
from noktvrn.services.media import release_file, run_asset

router = APIRouter(include_in_schema=False)

_KEPT = "private, max-age=31536000, immutable"
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; sandbox"
"""What was made is never trusted with scripts, whatever its type."""

_PLAIN_RANGE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{1,15})")
_SMALL_BYTES = 512 * 1024


@router.get("/media/runs/{run_id}/{name}")
def run_media(request: Request, run_id: str, name: str, visitor: Reader) -> Response:
    """One asset of the present take of a run."""
    path, asset = run_asset(house_of(request).label, run_id, name)
    return _media(request, path, asset.ref.media_type, asset.ref.sha256)


@router.get("/media/releases/{release_id}/{name:path}")
def release_media(request: Request, release_id: str, name: str, visitor: Reader) -> Response:
    """One file of a release."""
    found = release_file(house_of(request).label, release_id, name)
    inline = found.media_type.startswith(("audio/", "image/", "video/"))
    file_name = None if inline else found.path.name
    return _media(request, found.path, found.media_type, found.sha256, file_name=file_name)


@router.get("/level/{run_id}/{side}.mp3")
def level(request: Request, run_id: str, side: str, visitor: Reader) -> Response:
    """A song under review (side ``a``) or the release beside it (``b``), each at the loudness of the quieter one."""
    house: House = house_of(request)
    glance = glance_at(house.label, run_id)
    beside = house.sheets.beside(glance.summary.run, glance.earlier)
    if beside is None or side not in {"a", "b"}:
        raise NotFoundError("There is nothing to compare with.", remedy="Load the page again.", stage="media")
    gain_db = beside.gain_here_db if side == "a" else beside.gain_there_db
    path, asset = run_asset(house.label, glance.summary.run.id if side == "a" else beside.run_id, "preview")
    if gain_db == 0.0:
        return _media(request, path, asset.ref.media_type, asset.ref.sha256)
    quieter, name = house.levels.rendition(path, asset.ref.sha256, gain_db)
    return _media(request, quieter, "audio/mpeg", name)


@router.get("/stills/{run_id}/{name}/{side_px}.jpg")
def picture(request: Request, run_id: str, name: str, side_px: int, visitor: Reader) -> Response:
    """A picture of a run, made small."""
    house: House = house_of(request)
    if side_px not in SIDES_PX or name not in {"thumbnail", "artwork", "poster"}:
        raise NotFoundError("There is no such picture.", remedy="Load the page again.", stage="media")
    path, asset = run_asset(house.label, run_id, name)
    tag = f'"{asset.ref.sha256[:32]}-{side_px}"'
    headers = {"etag": tag, "cache-control": _KEPT}
    if request.headers.get("if-none-match") == tag:
        return Response(None, 304, headers)
    return Response(still(path, asset.ref.sha256, side_px), 200, headers, "image/jpeg")


def _media(request: Request, path: Path, media_type: str, sha256: str, file_name: str | None = None) -> Response:
    tag = f'"{sha256}"'
    # The address of an asset does not hold its digest: a fresh take has the same one. So browsers ask each time.
    headers = {"etag": tag, "cache-control": "private, no-cache", "content-security-policy": SANDBOX}
    if request.headers.get("if-none-match") == tag:
        return Response(None, 304, headers)
    if file_name is None and (part := _small_part(request)) is not None:
        return _answer_part(path, part, media_type, headers)
    return FileResponse(path, headers=headers, media_type=media_type, filename=file_name)


def _small_part(request: Request) -> tuple[int, int] | None:
    """Return the first and last byte of a part that fits into one answer; None for anything else."""
    asked = _PLAIN_RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or "if-range" in request.headers:
        return None
    first, last = int(asked[1]), int(asked[2])
    return (first, last) if 0 <= last - first < _SMALL_BYTES else None


def _answer_part(path: Path, part: tuple[int, int], media_type: str, headers: dict[str, str]) -> Response:
    """Answer a part from memory: a player asks for hundreds, and streaming each costs several turns of a thread."""
    with path.open("rb") as file:
        size_bytes = os.fstat(file.fileno()).st_size
        if part[0] >= size_bytes:
            return Response(None, 416, {**headers, "content-range": f"bytes */{size_bytes}"})
        file.seek(part[0])
        body = file.read(part[1] - part[0] + 1)
    placed = f"bytes {part[0]}-{part[0] + len(body) - 1}/{size_bytes}"
    return Response(body, 206, {**headers, "accept-ranges": "bytes", "content-range": placed}, media_type)
