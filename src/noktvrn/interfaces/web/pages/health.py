"""For those who watch over the program: is it up, is it ready, its figures."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from noktvrn.errors import NoktvrnError, NotAllowedError
from noktvrn.interfaces.web.house import address_of, house_of
from noktvrn.interfaces.web.tokens import caller_of
from noktvrn.ports.access import Scope
from noktvrn.services.access import check_scope
from noktvrn.services.queue import queue_length
from noktvrn.services.web_address import is_loopback, is_own_name

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> Response:
    """Answer that the process is up; says nothing else, so anybody may ask."""
    return JSONResponse({"up": True})


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """Answer whether the records can be read; the reason stays in the log."""
    try:
        queue_length(house_of(request).label)
    except NoktvrnError:
        return JSONResponse({"ready": False}, 503)
    return JSONResponse({"ready": True})


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Figures in the text format of Prometheus: to this machine, and to tokens that may read."""
    if request.headers.get("authorization") or not is_loopback(address_of(request)):
        check_scope(caller_of(request), Scope.READ)
    elif _comes_from_elsewhere(request):
        raise NotAllowedError(
            "Figures are told to this machine only.", remedy="Send a token that has the scope read.", stage="metrics"
        )
    return Response(house_of(request).figures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _comes_from_elsewhere(request: Request) -> bool:
    """Whether a proxy on this machine, or a name that leads to it, lets somebody else ask."""
    web = house_of(request).label.settings.web
    through = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "via"))
    return through or not is_own_name(web, request.headers.get("host", "localhost"))
