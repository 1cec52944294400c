"""The library of clips that films may show: the list, one clip, looking through the folder, using a clip no more."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import NoktvrnError
from noktvrn.interfaces.errors import Told, told
from noktvrn.interfaces.presenters.footage import SHORT_DIGEST, clip_facts, clip_standing, film_share
from noktvrn.interfaces.web.answers import go_to, page
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.problems import status_of
from noktvrn.interfaces.web.visitors import Reader, SignedForm, Steerer, Visitor
from noktvrn.ports.footage import ClipStanding
from noktvrn.services.access import audited
from noktvrn.services.footage import list_clips, remove_clip, show_clip

router = APIRouter(include_in_schema=False)


@router.get("/footage")
def listing(request: Request, visitor: Reader, which: str = "") -> Response:
    """List the clips that films choose from, or all."""
    return _library(request, visitor, which=which)


@router.post("/footage")
def scan(request: Request, visitor: Steerer, form: SignedForm) -> Response:
    """Look through the folder of the settings."""
    try:
        house_of(request).scans.begin(visitor.caller, take_back=form.text("take_back") == "on")
    except NoktvrnError as error:
        return _library(request, visitor, error=told(error), status=status_of(error))
    return go_to("/footage")


@router.get("/footage/{digest}")
def show(request: Request, digest: str, visitor: Reader) -> Response:
    """Show what was measured of a clip, and what became of its films."""
    view = show_clip(house_of(request).label, digest)
    return page(
        request,
        "clip",
        visitor,
        clip=view.clip,
        standing=clip_standing(view.clip.standing),
        facts=clip_facts(view)[1:],
        is_used=view.clip.standing is ClipStanding.USABLE,
        short=view.clip.digest[:SHORT_DIGEST],
    )


@router.post("/footage/{digest}/remove")
def remove(request: Request, digest: str, visitor: Steerer, form: SignedForm) -> Response:
    """Use a clip no more; its file is left alone."""
    label = house_of(request).label
    with audited(label, visitor.caller, "footage remove", digest):
        removed = remove_clip(label, digest)
    return go_to(f"/footage/{removed.digest}")


def _library(
    request: Request, visitor: Visitor, *, which: str = "", error: Told | None = None, status: int = 200
) -> Response:
    house = house_of(request)
    every = which == "all"
    clips = list_clips(house.label, None if every else (ClipStanding.USABLE,))
    return page(
        request,
        "footage",
        visitor,
        status,
        rows=[(view.clip, clip_standing(view.clip.standing), film_share(view.record)) for view in clips],
        every=every,
        scan=house.scans.standing,
        folder=house.scans.folder,
        error=error,
    )
