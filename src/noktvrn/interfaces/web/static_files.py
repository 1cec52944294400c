"""Style sheet, script and faces."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import NotFoundError
from noktvrn.interfaces.web.answers import packed
from noktvrn.interfaces.web.fonts import font_files, font_style

router = APIRouter(include_in_schema=False)

_FOR_EVER = "public, max-age=31536000, immutable"
_KINDS = {
    "style.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@cache
def content(name: str) -> bytes:
    """Return a static file; the style sheet begins with the faces."""
    text = (Path(__file__).parent / "static" / name).read_text(encoding="utf-8")
    return ((font_style() if name == "style.css" else "") + text).encode()


@cache
def digest(name: str) -> str:
    """Return the digest that stands in a static file's address."""
    return hashlib.sha256(content(name)).hexdigest()[:10]


@router.get("/static/fonts/{name}")
def font(name: str) -> Response:
    """One file of one face."""
    if name not in font_files():
        raise NotFoundError("There is no such face.", remedy="Load the page again.", stage="static")
    return Response(font_files()[name].content, 200, {"cache-control": _FOR_EVER}, "font/woff")


@router.get("/static/{name}")
def static(request: Request, name: str) -> Response:
    """One static file."""
    if name not in _KINDS:
        raise NotFoundError("There is no such file.", remedy="Load the page again.", stage="static")
    return packed(request, content(name), _KINDS[name], cache_control=_FOR_EVER)
