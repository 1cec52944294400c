"""Signing in and out."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import NotSignedInError, TooManyAttemptsError
from noktvrn.interfaces.errors import told
from noktvrn.interfaces.web.answers import MOST_KEPT, go_to, page, safe_path
from noktvrn.interfaces.web.forms import FIELD, Form, check_mark, form_mark, read_form
from noktvrn.interfaces.web.house import address_of, house_of
from noktvrn.interfaces.web.problems import status_of
from noktvrn.interfaces.web.visitors import SignedForm, Visitor, visitor_of
from noktvrn.services.access_sign_in import (
    WINDOW,
    SignedIn,
    sign_in_with_link,
    sign_in_with_password,
    sign_out,
    whose_link,
)

router = APIRouter(include_in_schema=False)

STRANGER = "noktvrn_stranger"
"""Cookie of somebody who is about to sign in; forms of strangers are sealed with it, so that no other site can send
one."""

WHERE = "noktvrn_where"
"""Cookie of where somebody wanted to go, so that a link from the command line leads there too."""

_KEPT_S = 900


async def _strangers_form(request: Request) -> Form:
    form = await read_form(request)
    check_mark(request.cookies.get(STRANGER, ""), form.text(FIELD), request, house_of(request).origins)
    return form


StrangersForm = Annotated[Form, Depends(_strangers_form)]


@router.get("/sign-in")
def ask(request: Request, next: str = "/") -> Response:
    """Ask for name and password."""
    return _ask(request, safe_path(next))


@router.post("/sign-in")
def check(request: Request, form: StrangersForm) -> Response:
    """Check name and password."""
    house, where, name = house_of(request), safe_path(form.text("next") or "/"), form.text("name")
    agent, address = request.headers.get("user-agent", ""), address_of(request)
    try:
        signed_in = sign_in_with_password(
            house.label, house.hasher, name, form.text("password"), address=address, agent=agent
        )
    except (NotSignedInError, TooManyAttemptsError) as error:
        return _ask(request, where, name=name, error=error)
    return _let_in(request, signed_in, where)


@router.get("/sign-in/link")
def show_link(request: Request, key: str = "", next: str = "") -> Response:
    """Ask whether to use a link up: whatever merely looks at it, such as a preview in a messenger, must not."""
    try:
        operator = whose_link(house_of(request).label, key)
    except NotSignedInError as error:
        return _ask(request, safe_path(next or "/"), error=error)
    stranger = _stranger(request)
    where = safe_path(next or unquote(request.cookies.get(WHERE, "/")))
    answer = page(request, "link", None, operator=operator, key=key, where=where, stranger=form_mark(stranger))
    return _remember(request, answer, stranger, where)


@router.post("/sign-in/link")
def use_link(request: Request, form: StrangersForm) -> Response:
    """Use a link up."""
    agent, address = request.headers.get("user-agent", ""), address_of(request)
    where = safe_path(form.text("next") or "/")
    try:
        signed_in = sign_in_with_link(house_of(request).label, form.text("key"), address=address, agent=agent)
    except (NotSignedInError, TooManyAttemptsError) as error:
        return _ask(request, where, error=error)
    return _let_in(request, signed_in, where)


@router.post("/sign-out")
def leave(request: Request, visitor: Annotated[Visitor, Depends(visitor_of)], form: SignedForm) -> Response:
    """End the session."""
    house = house_of(request)
    sign_out(house.label, visitor.secret, visitor.caller)
    answer = go_to("/sign-in")
    answer.delete_cookie(house.cookie, secure=house.secure, httponly=True, samesite="lax")
    return answer


def _ask(
    request: Request, where: str, name: str = "", error: NotSignedInError | TooManyAttemptsError | None = None
) -> Response:
    stranger = _stranger(request)
    status = 200 if error is None else status_of(error)
    shown = None if error is None else told(error)
    answer = page(request, "sign_in", None, status, where=where, name=name, stranger=form_mark(stranger), error=shown)
    if isinstance(error, TooManyAttemptsError):
        answer.headers["retry-after"] = str(WINDOW.seconds)
    return _remember(request, answer, stranger, where)


def _stranger(request: Request) -> str:
    import secrets

    return request.cookies.get(STRANGER) or secrets.token_urlsafe(24)


def _remember(request: Request, answer: Response, stranger: str, where: str) -> Response:
    secure = house_of(request).secure
    answer.set_cookie(STRANGER, stranger, httponly=True, samesite="lax", secure=secure, path="/sign-in")
    if len(where) <= MOST_KEPT:
        answer.set_cookie(
            WHERE, quote(where), max_age=_KEPT_S, httponly=True, samesite="lax", secure=secure, path="/sign-in"
        )
    return answer


def _let_in(request: Request, signed_in: SignedIn, where: str) -> Response:
    house = house_of(request)
    answer = go_to(where)
    answer.set_cookie(
        house.cookie,
        signed_in.secret,
        max_age=int(house.label.settings.web.session_s),
        httponly=True,
        samesite="lax",
        secure=house.secure,
    )
    answer.delete_cookie(STRANGER, path="/sign-in")
    answer.delete_cookie(WHERE, path="/sign-in")
    return answer
