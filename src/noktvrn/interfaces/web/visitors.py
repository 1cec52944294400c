"""Who asks: the session behind a browser's cookie, and what it may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from noktvrn.errors import NotSignedInError
from noktvrn.interfaces.web.forms import FIELD, Form, check_mark, form_mark, read_form
from noktvrn.interfaces.web.house import address_of, house_of
from noktvrn.ports.access import Scope
from noktvrn.services.access import Caller, check_scope
from noktvrn.services.access_sign_in import session_of

SURFACE = "web"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in browser.

    Attributes:
        caller: Who, and what they may do.
        secret: Secret of the session.
    """

    caller: Caller
    secret: str

    def mark(self) -> str:
        """Return what this visitor's forms carry."""
        return form_mark(self.secret)

    def may(self, scope: str) -> bool:
        """Return whether the visitor has a scope; templates ask by its name."""
        return self.caller.may(Scope(scope))


def visitor_of(request: Request) -> Visitor:
    """Return who is behind a request.

    Raises:
        NotSignedInError: Nobody that is known.
    """
    house = house_of(request)
    secret = request.cookies.get(house.cookie, "")
    if not secret:
        raise NotSignedInError("Nobody is signed in here.", remedy="Sign in first.", stage="access")
    operator, _ = session_of(house.label, secret)
    scopes = frozenset(operator.scopes)
    return Visitor(Caller(operator.name, SURFACE, address_of(request), scopes, operator.id), secret)


def _with(scope: Scope) -> Callable[[Visitor], Visitor]:
    def dependency(visitor: Annotated[Visitor, Depends(visitor_of)]) -> Visitor:
        check_scope(visitor.caller, scope)
        return visitor

    return dependency


Reader = Annotated[Visitor, Depends(_with(Scope.READ))]
"""May see and hear everything."""
Decider = Annotated[Visitor, Depends(_with(Scope.DECIDE))]
"""May decide."""
Steerer = Annotated[Visitor, Depends(_with(Scope.OPERATE))]
"""May start and steer."""
Admin = Annotated[Visitor, Depends(_with(Scope.ADMIN))]
"""May see settings and the audit log."""


async def _signed_form(request: Request, visitor: Annotated[Visitor, Depends(visitor_of)]) -> Form:
    form = await read_form(request)
    check_mark(visitor.secret, form.text(FIELD), request, house_of(request).origins)
    return form


SignedForm = Annotated[Form, Depends(_signed_form)]
"""A form that came from a page of this session."""
