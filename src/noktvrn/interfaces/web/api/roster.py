"""Artists and releases over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from noktvrn.errors import InvalidInputError
from noktvrn.interfaces.presenters.records import artist_record, artist_view_record, release_record
from noktvrn.interfaces.web.api import models
from noktvrn.interfaces.web.api.runs import MEDIA, UNCHANGED
from noktvrn.interfaces.web.api.speaking import PROBLEMS, Cursor, Limit, check_tag, next_cursor, once, place, tagged
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.pages.media import SANDBOX
from noktvrn.interfaces.web.pages.releases import position_of
from noktvrn.interfaces.web.tokens import ApiReader, ApiSteerer
from noktvrn.ports.repositories import ReleaseRecord
from noktvrn.roster.artist import Artist, LifecycleStatus
from noktvrn.services.access import Caller, audited
from noktvrn.services.create_artist import create_artist
from noktvrn.services.label import Label
from noktvrn.services.look import release_folder, show_artist, show_release, verify_release
from noktvrn.services.media import release_file
from noktvrn.services.release_text import release_text
from noktvrn.services.steer_artist import pause_artist, resume_artist, retire_artist, set_autopilot
from noktvrn.services.views import ArtistView

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

_HISTORY = 100
"""Events, runs and releases of an artist that are told at once; the lists tell all."""


@router.get("/artists", tags=["artist"], response_model=models.Artists)
def list_artists(
    request: Request,
    caller: ApiReader,
    words: str = "",
    status: LifecycleStatus | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """List the roster by name."""
    label = house_of(request).label
    statuses = [status] if status else None
    with label.records.read() as unit:
        found = unit.overview.artists(limit + 1, after=place(cursor), words=words, statuses=statuses)
    body = {
        "artists": [artist_record(artist) for artist in found[:limit]],
        "next": next_cursor(found, limit, lambda artist: str(artist.slug)),
    }
    return tagged(request, body)


@router.post("/artists", tags=["artist"], response_model=models.ArtistAnswer, status_code=201)
def create(request: Request, caller: ApiSteerer, wish: models.ArtistWish) -> Response:
    """Create an artist from a brief."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "artist create", wish.name or "", {"brief": wish.brief[:200]}):
            made = create_artist(
                label,
                brief=wish.brief,
                genre=wish.genre,
                name=wish.name,
                seed=wish.seed,
                autopilot=wish.autopilot,
                actor=caller.name,
            )
        return artist_record(made.artist)

    return once(request, caller, wish.model_dump(mode="json"), work, 201)


@router.get("/artists/{artist}", tags=["artist"], response_model=models.ArtistWholeAnswer, responses=UNCHANGED)
def show(request: Request, artist: str, caller: ApiReader) -> Response:
    """Show an artist with its latest history."""
    return tagged(request, _whole(house_of(request).label, artist))


@router.post("/artists/{artist}/autopilot", tags=["artist"], response_model=models.ArtistAnswer)
def autopilot(request: Request, artist: str, caller: ApiSteerer, wish: models.AutopilotWish) -> Response:
    """Let the label decide about an artist's songs, or decide yourself."""
    return _steer(
        request, caller, artist, "autopilot", lambda label: set_autopilot(label, artist, wish.on, caller.name), wish
    )


@router.post("/artists/{artist}/pause", tags=["artist"], response_model=models.ArtistAnswer)
def pause(
    request: Request, artist: str, caller: ApiSteerer, wish: Annotated[models.ReasonWish | None, Body()] = None
) -> Response:
    """Let an artist rest."""
    why = wish.reason if wish else ""
    return _steer(request, caller, artist, "pause", lambda label: pause_artist(label, artist, why, caller.name))


@router.post("/artists/{artist}/resume", tags=["artist"], response_model=models.ArtistAnswer)
def resume(
    request: Request, artist: str, caller: ApiSteerer, wish: Annotated[models.ReasonWish | None, Body()] = None
) -> Response:
    """Let a paused artist work again."""
    why = wish.reason if wish else ""
    return _steer(request, caller, artist, "resume", lambda label: resume_artist(label, artist, why, caller.name))


@router.post("/artists/{artist}/retire", tags=["artist"], response_model=models.ArtistAnswer)
def retire(request: Request, artist: str, caller: ApiSteerer, wish: models.RetirementWish) -> Response:
    """End an artist's career for good; `confirm` says the slug again."""

    def work(label: Label) -> Artist:
        known = show_artist(label, artist).artist
        if wish.confirm != known.slug:
            raise InvalidInputError(
                f"Retiring cannot be taken back; {wish.confirm!r} is not {known.slug!r}.",
                remedy=f"Send {known.slug!r} as confirm.",
                stage="artist",
            )
        return retire_artist(label, known.id, wish.reason, caller.name)

    return _steer(request, caller, artist, "retire", work, wish)


@router.get("/releases", tags=["release"], response_model=models.Releases)
def list_releases(
    request: Request, caller: ApiReader, artist: str | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """List releases, newest first."""
    label = house_of(request).label
    with label.records.read() as unit:
        artist_id = unit.artists.find(artist).id if artist else None
        found = unit.overview.releases(limit + 1, artist_id=artist_id, before=position_of(cursor))
    body = {
        "releases": [_release(each) for each in found[:limit]],
        "next": next_cursor(found, limit, _packaged_at, lambda each: str(each.id)),
    }
    return tagged(request, body)


@router.get("/releases/{release}", tags=["release"], response_model=models.ReleaseWholeAnswer, responses=UNCHANGED)
def show_one(request: Request, release: str, caller: ApiReader) -> Response:
    """Show a release."""
    label = house_of(request).label
    found = show_release(label, release)
    return tagged(request, {**_release(found), "description": release_text(release_folder(label, found))})


@router.post("/releases/{release}/verify", tags=["release"], response_model=models.Verification)
def verify(request: Request, release: str, caller: ApiReader) -> Response:
    """Check every byte of a release, its records, its provenance and that its media open."""
    label = house_of(request).label
    with audited(label, caller, "release verify", release):
        report = verify_release(label, release)
    problems = [{"file": each.file, "what": each.what, "remedy": each.remedy} for each in report.problems]
    return tagged(request, {"whole": report.is_whole, "files_checked": report.files_checked, "problems": problems})


@router.get("/releases/{release}/files/{name:path}", tags=["release"], responses=MEDIA, response_class=Response)
def file(request: Request, release: str, name: str, caller: ApiReader) -> Response:
    """One file of a release; parts of it by Range."""
    found = release_file(house_of(request).label, release, name)
    headers = {"etag": f'"{found.sha256}"', "cache-control": "private, no-cache", "content-security-policy": SANDBOX}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(None, 304, headers)
    return FileResponse(found.path, headers=headers, media_type=found.media_type)


def _steer(
    request: Request, caller: Caller, artist: str, verb: str, change: Any, wish: models.Wish | None = None
) -> Response:
    label = house_of(request).label

    def work() -> dict[str, Any]:
        check_tag(request, lambda: _whole(label, artist))
        with audited(label, caller, f"artist {verb}", artist):
            return artist_record(change(label))

    return once(request, caller, wish.model_dump(mode="json") if wish else {}, work)


def _whole(label: Label, artist: str) -> dict[str, Any]:
    view = show_artist(label, artist)
    recent = ArtistView(view.artist, view.events[-_HISTORY:], view.runs[:_HISTORY], view.releases[:_HISTORY])
    body = artist_view_record(recent)
    for release in body["releases"]:
        release.pop("path")
    return body


def _release(release: ReleaseRecord) -> dict[str, Any]:
    body = release_record(release)
    body.pop("path")
    return body


def _packaged_at(release: ReleaseRecord) -> str:
    at: datetime = release.packaged_at
    return at.isoformat()
