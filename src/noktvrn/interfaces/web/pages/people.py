"""People and keys: who may sign in, which programs are let in, and shutting either out."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.errors import InvalidInputError, NoktvrnError
from noktvrn.interfaces.errors import Told, told
from noktvrn.interfaces.presenters.access import SCOPE_WORDS, operator_standing, token_standing
from noktvrn.interfaces.presenters.words import clock
from noktvrn.interfaces.web.answers import go_to, page
from noktvrn.interfaces.web.forms import Form, own_origin
from noktvrn.interfaces.web.granting import check_has, check_not_oneself, chosen_scopes
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.problems import status_of
from noktvrn.interfaces.web.visitors import Admin, SignedForm, Visitor
from noktvrn.ports.access import ALL_SCOPES, Operator
from noktvrn.services.access import audited
from noktvrn.services.access_operators import (
    add_operator,
    disable_operator,
    enable_operator,
    list_operators,
    set_password,
)
from noktvrn.services.access_sign_in import make_link
from noktvrn.services.access_tokens import create_token, list_tokens, revoke_token
from noktvrn.services.web_address import sign_in_address

router = APIRouter(include_in_schema=False)

_MOST_TYPED = 60


@dataclass(frozen=True, slots=True)
class ToldOnce:
    """A secret that is shown now and never again.

    Attributes:
        what: What it is.
        secret: The link or the token.
        note: What it does and how long.
    """

    what: str
    secret: str
    note: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person had typed into one of the forms; kept when it was refused.

    Attributes:
        form: ``"operator"`` or ``"token"``; empty when neither was sent.
        name: The name.
        scopes: The scopes.
        days: After how many days the token ends, as typed.
    """

    form: str = ""
    name: str = ""
    scopes: tuple[str, ...] = ()
    days: str = ""


@router.get("/people")
def show(request: Request, visitor: Admin) -> Response:
    """List who is let in; what was typed before a sign-in comes back in the address."""
    asked = request.query_params
    kind = "" if "name" not in asked else "token" if "days" in asked else "operator"
    typed = Typed(kind, asked.get("name", "")[:_MOST_TYPED], tuple(asked.getlist("scope")), asked.get("days", "")[:4])
    return _people_page(request, visitor, typed=typed)


@router.post("/people")
def add(request: Request, visitor: Admin, form: SignedForm) -> Response:
    """Add a person, and show the link that lets them in."""
    label, typed = house_of(request).label, _typed("operator", form)
    try:
        with audited(label, visitor.caller, "operator add", typed.name):
            operator = add_operator(label, typed.name, chosen_scopes(visitor.caller, typed.scopes))
    except NoktvrnError as error:
        return _people_page(request, visitor, typed=typed, error=error)
    return _people_page(request, visitor, once=_link_for(request, visitor, operator))


@router.post("/people/{operator_id}/{verb}")
def steer(request: Request, operator_id: str, verb: str, visitor: Admin, form: SignedForm) -> Response:
    """Make a link for a person, set their password, shut them out or let them in again."""
    house = house_of(request)
    with house.label.records.read() as unit:
        operator = unit.access.operator(operator_id)
    try:
        with audited(house.label, visitor.caller, f"operator {verb[:20]}", operator.name):
            check_has(visitor.caller, operator.scopes)
            if verb == "password":
                set_password(house.label, house.hasher, operator.name, form.text("password"))
            elif verb == "disable":
                check_not_oneself(visitor.caller, operator)
                disable_operator(house.label, operator.name)
            elif verb == "enable":
                enable_operator(house.label, operator.name)
            elif verb != "link":
                raise InvalidInputError(
                    f"Nobody can be asked to {verb[:20]!r}.", remedy="Use a button.", stage="access"
                )
    except NoktvrnError as error:
        return _people_page(request, visitor, error=error)
    if verb == "link":
        return _people_page(request, visitor, once=_link_for(request, visitor, operator))
    return go_to("/people")


@router.post("/tokens")
def create(request: Request, visitor: Admin, form: SignedForm) -> Response:
    """Make a token and show it this once."""
    label, typed = house_of(request).label, _typed("token", form)
    try:
        with audited(label, visitor.caller, "token create", typed.name):
            secret, token = create_token(
                label,
                typed.name,
                chosen_scopes(visitor.caller, typed.scopes),
                days=_days(typed.days),
                actor=visitor.caller.name,
            )
    except NoktvrnError as error:
        return _people_page(request, visitor, typed=typed, error=error)
    ends = f" until {clock(token.expires_at, label.clock.now())}" if token.expires_at else ""
    note = f"It may {', '.join(token.scopes)}{ends}. Nobody can show it again."
    return _people_page(request, visitor, once=ToldOnce(f"The token {token.name}", secret, note))


@router.post("/tokens/{token_id}/revoke")
def revoke(request: Request, token_id: str, visitor: Admin, form: SignedForm) -> Response:
    """Make a token useless at once."""
    label = house_of(request).label
    try:
        with audited(label, visitor.caller, "token revoke", token_id):
            revoke_token(label, token_id)
    except NoktvrnError as error:
        return _people_page(request, visitor, error=error)
    return go_to("/people")


def _people_page(
    request: Request,
    visitor: Visitor,
    *,
    typed: Typed | None = None,
    once: ToldOnce | None = None,
    error: NoktvrnError | None = None,
) -> Response:
    label = house_of(request).label
    now = label.clock.now()
    refused: Told | None = None if error is None else told(error)
    typed = typed or Typed()
    return page(
        request,
        "people",
        visitor,
        200 if error is None else status_of(error),
        operators=[(each, operator_standing(each)) for each in list_operators(label)],
        tokens=[(each, token_standing(each, now)) for each in list_tokens(label)],
        scopes=[(scope.value, SCOPE_WORDS[scope]) for scope in ALL_SCOPES if visitor.caller.may(scope)],
        typed=typed,
        typed_command=_command(typed),
        once=once,
        error=refused,
    )


def _typed(kind: str, form: Form) -> Typed:
    return Typed(kind, form.text("name"), form.texts("scope"), form.text("days").strip())


def _days(text: str) -> float | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_TYPED):
        raise InvalidInputError(
            f"{text[:40]!r} is no number of days.", remedy="Leave it empty, or give digits only.", stage="access"
        )
    return float(text)


def _link_for(request: Request, visitor: Visitor, operator: Operator) -> ToldOnce:
    """Make a link to the address under which the page is reached now."""
    label = house_of(request).label
    secret, link = make_link(label, operator)
    base = label.settings.web.public_url or own_origin(request)
    until = clock(link.expires_at, label.clock.now())
    return ToldOnce(
        f"A link for {operator.name}",
        sign_in_address(base.rstrip("/"), secret),
        f"It signs {operator.name} in once, until {until}. Nobody can show it again.",
    )


def _command(typed: Typed) -> str:
    """Return the command that does what was typed; empty when nothing was."""
    if not typed.form:
        return ""
    words = ["noktvrn", *(("operator", "add") if typed.form == "operator" else ("token", "create"))]
    words += [typed.name or "NAME", *(part for scope in typed.scopes for part in ("--scope", scope))]
    return shlex.join([*words, *(("--days", typed.days) if typed.days else ())])
