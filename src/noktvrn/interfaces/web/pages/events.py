"""Server-sent events for open pages."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from noktvrn.errors import NotSignedInError, StorageError
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.pulse import Subject
from noktvrn.interfaces.web.visitors import Reader, visitor_of
from noktvrn.ports.access import Scope

router = APIRouter(include_in_schema=False)

Name = Annotated[str, Query(max_length=60)]


@router.get("/events")
async def events(request: Request, visitor: Reader, run: Name = "", artist: Name = "") -> Response:
    """Tell what changes from now on; of the run or the artist that the page is about, however many others move.

    It ends with the session: who was shut out hears no more.
    """
    pulse = house_of(request).pulse
    pulse.check_room()
    return StreamingResponse(
        pulse.listen(Subject(run, artist), partial(_may_listen, request)),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


def _may_listen(request: Request) -> bool:
    try:
        return visitor_of(request).may(Scope.READ)
    except NotSignedInError:
        return False
    except StorageError:  # nothing new is heard of records that cannot be read; the page need not begin anew for it
        return True
