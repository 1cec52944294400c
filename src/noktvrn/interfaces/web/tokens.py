"""Who asks over the API: the token in a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Security
from fastapi.security import HTTPBearer
from starlette.requests import Request

from noktvrn.errors import NotSignedInError
from noktvrn.interfaces.web.house import address_of, house_of
from noktvrn.ports.access import Scope
from noktvrn.services.access import Caller, check_scope
from noktvrn.services.access_tokens import authenticate

SURFACE = "api"

_bearer = HTTPBearer(
    scheme_name="token", auto_error=False, description="A token of `noktvrn token create`, as a bearer token."
)


def caller_of(request: Request) -> Caller:
    """Return whose token a request carries.

    Raises:
        NotSignedInError: It carries none, or one that is not good.
    """
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise NotSignedInError(
            "The request carries no token.",
            remedy="Send the header Authorization: Bearer TOKEN; make one: noktvrn token create NAME --scope read",
            stage="access",
        )
    token = authenticate(house_of(request).label, secret.strip())
    return Caller(token.name, SURFACE, address_of(request), frozenset(token.scopes), token.id)


def _with(scope: Scope) -> Callable[..., Caller]:
    def dependency(request: Request, credentials: Annotated[object, Security(_bearer)]) -> Caller:
        caller = caller_of(request)
        check_scope(caller, scope)
        return caller

    return dependency


ApiReader = Annotated[Caller, Security(_with(Scope.READ), scopes=[Scope.READ.value])]
"""A token that may see and hear everything."""
ApiDecider = Annotated[Caller, Security(_with(Scope.DECIDE), scopes=[Scope.DECIDE.value])]
"""A token that may decide."""
ApiSteerer = Annotated[Caller, Security(_with(Scope.OPERATE), scopes=[Scope.OPERATE.value])]
"""A token that may start and steer."""
ApiAdmin = Annotated[Caller, Security(_with(Scope.ADMIN), scopes=[Scope.ADMIN.value])]
"""A token that may see settings and the audit log."""
