"""Server-sent events for open pages."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.visitors import Reader

router = APIRouter(include_in_schema=False)


@router.get("/events")
async def events(request: Request, visitor: Reader) -> Response:
    """Tell what changes from now on."""
    pulse = house_of(request).pulse
    pulse.check_room()
    return StreamingResponse(pulse.listen(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})
