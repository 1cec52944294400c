"""Releases: the list, one release with its player and files, and checking that it is whole."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import InvalidInputError, NotFoundError
from noktvrn.interfaces.errors import told
from noktvrn.interfaces.presenters.words import count, sentence
from noktvrn.interfaces.web.answers import page
from noktvrn.interfaces.web.drawing.wave import light_of, waves_of
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.paging import decode_cursor, encode_cursor
from noktvrn.interfaces.web.visitors import Reader, SignedForm, Visitor
from noktvrn.ports.repositories import ReleaseRecord
from noktvrn.services.access import audited
from noktvrn.services.label import Label
from noktvrn.services.look import list_releases, release_folder, show_release, show_run, verify_release
from noktvrn.services.media import release_files
from noktvrn.services.queue import with_cover
from noktvrn.services.release_text import release_text
from noktvrn.types import ArtistId

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 48


@router.get("/releases")
def listing(request: Request, visitor: Reader, artist: str = "", before: str | None = None) -> Response:
    """List releases, newest first."""
    label = house_of(request).label
    unfound = None
    try:
        found, names = _listed(label, artist, before)
    except NotFoundError as error:
        found, names, unfound = [], {}, told(error)
    shown = found[:PAGE_SIZE]
    more = encode_cursor(shown[-1].packaged_at.isoformat(), shown[-1].id) if len(found) > PAGE_SIZE else None
    return page(
        request,
        "releases",
        visitor,
        200 if unfound is None else 404,
        releases=shown,
        unfound=unfound,
        covers=with_cover(label, (each.run_id for each in shown)),
        names=names,
        more=more,
        artist=artist,
        before=before,
    )


def _listed(
    label: Label, artist: str, before: str | None
) -> tuple[list[ReleaseRecord], dict[ArtistId, tuple[str, str]]]:
    with label.records.read() as unit:
        artist_id = unit.artists.find(artist).id if artist else None
        found = unit.overview.releases(PAGE_SIZE + 1, artist_id=artist_id, before=position_of(before))
        return found, unit.overview.artist_names([each.artist_id for each in found])


@router.get("/releases/{release_id}")
def show(request: Request, release_id: str, visitor: Reader) -> Response:
    """Show one release."""
    return _release_page(request, visitor, release_id)


@router.post("/releases/{release_id}/verify")
def verify(request: Request, release_id: str, visitor: Reader, form: SignedForm) -> Response:
    """Check every byte of a release."""
    label = house_of(request).label
    release = show_release(label, release_id)
    with audited(label, visitor.caller, "release verify", release.id):
        report = verify_release(label, release.id)
    found = (
        f"Whole: {count(report.files_checked, 'file')} checked."
        if report.is_whole
        else sentence(count(len(report.problems), "problem"))
    )
    return _release_page(request, visitor, release.id, report=report, found=found)


def _release_page(request: Request, visitor: Visitor, release_id: str, **verified: object) -> Response:
    label = house_of(request).label
    release = show_release(label, release_id)
    folder = release_folder(label, release)
    files = release_files(folder)
    sizes = {name: (folder / name).stat().st_size for name in files if (folder / name).is_file()}
    view = show_run(label, release.run_id)
    beside = [each for each in list_releases(label, view.summary.artist_slug or None, 5) if each.id != release.id]
    return page(
        request,
        "release",
        visitor,
        release=release,
        summary=view.summary,
        folder=folder,
        about=release_text(folder),
        files=[(name, sizes.get(name)) for name in sorted(files)],
        player=next((name for name in files if name.endswith(".mp3")), None),
        film=next((name for name in ("video/film_16x9.mp4", "video/teaser_9x16.mp4") if name in files), None),
        cover="cover/cover.jpg" if "cover/cover.jpg" in files else None,
        waves=waves_of(label, release.run_id),
        light=light_of(label, release.run_id),
        beside=beside[:4],
        covers=with_cover(label, (each.run_id for each in [release, *beside])),
        verified=verified,
    )


def position_of(cursor: str | None) -> tuple[datetime, str] | None:
    """Return where a page of releases begins.

    Raises:
        InvalidInputError: The cursor is none of this list.
    """
    if not cursor:
        return None
    parts = decode_cursor(cursor, 2)
    try:
        at = datetime.fromisoformat(parts[0])
    except ValueError as exc:
        raise _bad_cursor() from exc
    if at.tzinfo is None:
        raise _bad_cursor()
    return at, parts[1]


def _bad_cursor() -> InvalidInputError:
    return InvalidInputError("The cursor is not one of this list.", remedy="Begin with the first page.", stage="paging")
