"""Puts the page and the API together."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from urllib.parse import urlencode

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from noktvrn.errors import InvalidInputError, NoktvrnError, NotFoundError, NotSignedInError
from noktvrn.interfaces.errors import Told, explained, told, unexpected
from noktvrn.interfaces.logging import log_file, redactor_of
from noktvrn.interfaces.web import api, pages, static_files
from noktvrn.interfaces.web.answers import MOST_KEPT, go_to, page
from noktvrn.interfaces.web.api.speaking import KeyReusedError
from noktvrn.interfaces.web.describing import describe
from noktvrn.interfaces.web.errands import Errands
from noktvrn.interfaces.web.figures import Figures
from noktvrn.interfaces.web.form_pages import page_of_form
from noktvrn.interfaces.web.forms import Form, read_form
from noktvrn.interfaces.web.guard import Guard, HeadAnsweredError, TooLargeError, TooSlowError
from noktvrn.interfaces.web.house import House, house_of
from noktvrn.interfaces.web.levels import Levels
from noktvrn.interfaces.web.problems import MEDIA_TYPE, problem, status_of
from noktvrn.interfaces.web.pulse import EVERY_S, Pulse
from noktvrn.interfaces.web.scans import Scans
from noktvrn.interfaces.web.sheets import Sheets
from noktvrn.ports.access import PasswordHasher
from noktvrn.services.label import Label
from noktvrn.services.web_address import goes_by

logger = logging.getLogger(__name__)

THREADS = 8
"""Requests that are worked on at once; the others queue. Only one thread computes at a time, so more of them make each
wait for all: with 40, a page among fifty listeners took twice as long at the 95th percentile as with 6."""

_FOR_PROGRAMS = ("/api/", "/metrics", "/readyz", "/healthz")
_KEPT_FIELDS = {
    **{name: name for name in ("reason", "chip", "brief", "name", "genre", "seed", "autopilot", "days", "scope")},
    "artist": "for",
}
"""Fields that survive a sign-in, and how the address calls them: ``artist`` would filter the list of runs."""
_WRITTEN_FIELDS = ("reason", "brief")


def create_app(
    label: Label,
    hasher: PasswordHasher,
    *,
    secure: bool = False,
    origins: frozenset[str] = frozenset(),
    look_every_s: float = EVERY_S,
) -> FastAPI:
    """Return the page and the API over an open label.

    Args:
        label: The label's means.
        hasher: Checks passwords.
        secure: Whether browsers reach the page by HTTPS.
        origins: Further addresses under which it is reached, such as that of a proxy.
        look_every_s: Seconds between two looks for open pages.
    """
    pulse = Pulse(label, look_every_s)
    house = House(
        label=label,
        hasher=hasher,
        redact=redactor_of(label.settings),
        log_path=log_file(label.settings.home),
        secure=secure,
        origins=origins,
        pulse=pulse,
        figures=Figures(label, pulse),
        sheets=Sheets(label),
        scans=Scans(label),
        errands=Errands(label),
        levels=Levels(),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        yield
        await pulse.stop()
        await run_in_threadpool(house.scans.stop)
        house.levels.close()

    app = FastAPI(
        title="noktvrn",
        version=version("noktvrn"),
        description="The label for programs: the nouns and verbs of the command line.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.house = house
    for router in (static_files.router, *pages.ROUTERS, *api.ROUTERS):
        app.include_router(router)
    describe(app)
    app.add_exception_handler(NoktvrnError, _tell)
    app.add_exception_handler(HTTPException, _tell_http)
    app.add_exception_handler(RequestValidationError, _tell_invalid)
    app.add_middleware(Edge, house=house)
    web = label.settings.web
    app.add_middleware(
        Guard,
        goes_by=partial(goes_by, web),
        max_body_bytes=web.max_body_bytes,
        body_timeout_s=web.body_timeout_s,
        secure=secure,
    )
    return app


class Edge:
    """Counts each request, and turns what nobody foresaw into an answer; its traceback goes to the log.

    Args:
        app: What answers.
        house: The page's means.
    """

    def __init__(self, app: ASGIApp, house: House) -> None:
        """See the class."""
        self._app = app
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def counted_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                pattern = getattr(scope.get("route"), "path", "none")
                self._house.figures.count(scope["method"], pattern, status, time.perf_counter() - began)
            await send(message)

        try:
            await self._app(scope, receive, counted_send)
        except (HeadAnsweredError, TooLargeError, TooSlowError):
            raise
        except Exception as error:  # the outermost edge: everything becomes an answer
            known = explained(error)
            if known is None:
                logger.exception("The page made a mistake")
                known = unexpected(error, self._house.log_path if self._house.log_path.exists() else None)
            if status:
                return
            answer = _answer(Request(scope, receive), told(known), status_of(known))
            await answer(scope, receive, counted_send)


async def _tell(request: Request, error: Exception) -> Response:
    if not isinstance(error, NoktvrnError):
        raise error
    if _is_for_programs(request):
        return _answer(request, told(error), UNPROCESSABLE if isinstance(error, KeyReusedError) else status_of(error))
    where = await _where(request)
    door = isinstance(error, NotSignedInError)
    if door and len(where) <= MOST_KEPT:
        return go_to("/sign-in", next=where)
    words = await _words(request)
    if not words:
        return _answer(request, told(error), status_of(error))
    # An address holds only so much; the words stand on the page then, to be taken from there.
    where = where if len(where) <= MOST_KEPT else where.partition("?")[0]
    back = f"/sign-in?{urlencode({'next': where})}" if door else where
    return _answer(request, told(error), status_of(error), words=words, back=back)


async def _tell_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == NOT_FOUND:
        remedy = "See docs/reference/http.md." if _is_for_programs(request) else "Go to the overview."
        missing = NotFoundError("There is nothing at this address.", remedy=remedy, stage="request")
        return _answer(request, told(missing), NOT_FOUND)
    if error.status_code == NOT_ALLOWED and request.method == "GET" and not _is_for_programs(request):
        return go_to(page_of_form(request.url.path))  # A phone that wakes up opens the form's address.
    wrong = InvalidInputError(str(error.detail) + ".", remedy="See docs/reference/http.md.", stage="request")
    return _answer(request, told(wrong), error.status_code, dict(error.headers or {}))


async def _tell_invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    wrong = InvalidInputError(
        f"{place}: {first['msg']}.", remedy="Send what docs/reference/http.md describes.", stage="request"
    )
    return _answer(request, told(wrong), UNPROCESSABLE)


NOT_FOUND, NOT_ALLOWED, UNPROCESSABLE = 404, 405, 422


def _answer(
    request: Request,
    what: Told,
    status: int,
    headers: dict[str, str] | None = None,
    *,
    words: Sequence[str] = (),
    back: str = "",
) -> Response:
    what = what.redacted(house_of(request).redact)
    if _is_for_programs(request):
        extra = {"www-authenticate": "Bearer"} if status == UNAUTHORIZED else {}
        return JSONResponse(problem(what, status), status, {**extra, **(headers or {})}, MEDIA_TYPE)
    return page(request, "problem", None, status, error=what, words=words, back=back)


UNAUTHORIZED = 401


def _is_for_programs(request: Request) -> bool:
    return request.url.path.startswith(_FOR_PROGRAMS)


async def _where(request: Request) -> str:
    """Where to go after signing in; what was typed into a form goes along, so that it is not lost."""
    path = request.url.path
    if request.method == "GET":
        return f"{path}?{request.url.query}" if request.url.query else path
    path = page_of_form(path)
    form = await _typed(request)
    typed = [(kept, value) for name, kept in _KEPT_FIELDS.items() for value in form.texts(name)]
    return f"{path}?{urlencode(typed)}" if typed else path


async def _words(request: Request) -> tuple[str, ...]:
    """What somebody wrote into the form that was refused, as far as writing it again would cost them something."""
    form = await _typed(request)
    return tuple(text for name in _WRITTEN_FIELDS if (text := form.text(name)))


async def _typed(request: Request) -> Form:
    try:
        return await read_form(request) if request.method == "POST" else Form({})
    except InvalidInputError:
        return Form({})
