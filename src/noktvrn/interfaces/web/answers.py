"""Answers: pages from templates, compressed; redirects after a post; problems."""

from __future__ import annotations

import gzip
import shlex
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from noktvrn.interfaces.presenters import release_words, words
from noktvrn.interfaces.presenters.sentences import song_name
from noktvrn.interfaces.web.house import house_of
from noktvrn.services.queue import queue_length

if TYPE_CHECKING:
    from jinja2 import Environment

    from noktvrn.interfaces.web.visitors import Visitor

_HERE = Path(__file__).parent
_WORTH_PACKING = 800

MOST_KEPT = 2_000
"""Letters of an address that is kept while somebody signs in; a cookie holds 4,096, and proxies refuse long ones."""


def page(request: Request, template: str, visitor: Visitor | None, http_status: int = 200, **values: Any) -> Response:
    """Render a template as the answer to a request.

    Args:
        request: The request.
        template: Name without its ending.
        visitor: Who asks; None for pages that strangers see.
        http_status: HTTP status.
        **values: What the template shows; ``waiting_count`` where it is known already.
    """
    house = house_of(request)
    if "waiting_count" not in values:
        values["waiting_count"] = queue_length(house.label) if visitor else 0
    text = (
        environment()
        .get_template(f"{template}.html.jinja")
        .render(
            visitor=visitor,
            mark=visitor.mark() if visitor else "",
            now=house.label.clock.now(),
            nonce=request.state.nonce,
            here=request.url.path,
            static=static_address,
            **values,
        )
    )
    return packed(request, text.encode(), "text/html; charset=utf-8", http_status)


def packed(request: Request, body: bytes, media_type: str, status: int = 200, **headers: str) -> Response:
    """Return a body, compressed where the browser takes it."""
    answer = {name.replace("_", "-"): value for name, value in headers.items()} | {"vary": "accept-encoding, cookie"}
    if len(body) > _WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 5, mtime=0)
        answer["content-encoding"] = "gzip"
    return Response(body, status, answer, media_type)


def go_to(path: str, **query: str | list[str]) -> Response:
    """Send the browser to a page after a post."""
    return RedirectResponse(f"{path}?{urlencode(query, doseq=True)}" if query else path, status_code=303)


def safe_path(path: str) -> str:
    """Return a path of this page; the overview for anything else, such as another site's address."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if plain else "/"


@cache
def environment() -> Environment:
    """Return the templates: everything that is put into them is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "age": words.age,
        "clock": words.clock,
        "elapsed": words.elapsed,
        "playtime": words.length,
        "size": words.size,
        "sentence": words.sentence,
        "short": words.short_run,
        "spoken": _spoken,
        "called": song_name,
        "quoted": shlex.quote,
        "path": lambda text: quote(str(text), safe=""),
    }
    made.globals |= {"count": words.count, "release_text": release_words}
    return made


def _spoken(name: str) -> str:
    return name.replace("_", " ").replace(":", " ")


@cache
def static_address(name: str) -> str:
    """Return the address of a static file; it holds a digest, so that browsers may keep it for ever."""
    from noktvrn.interfaces.web.static_files import digest

    return f"/static/{name}?{digest(name)}"
