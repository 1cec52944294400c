"""Operators and tokens over the API: who is let in."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from noktvrn.interfaces.presenters.access import operator_record, token_record
from noktvrn.interfaces.presenters.records import instant
from noktvrn.interfaces.web.api import models_house as models
from noktvrn.interfaces.web.api.speaking import PROBLEMS, once, tagged
from noktvrn.interfaces.web.forms import own_origin
from noktvrn.interfaces.web.granting import check_has, check_not_oneself, chosen_scopes
from noktvrn.interfaces.web.house import house_of
from noktvrn.interfaces.web.tokens import ApiAdmin
from noktvrn.ports.access import Operator
from noktvrn.services.access import Caller, audited
from noktvrn.services.access_operators import (
    add_operator,
    disable_operator,
    enable_operator,
    find_operator,
    list_operators,
    set_password,
)
from noktvrn.services.access_sign_in import make_link
from noktvrn.services.access_tokens import create_token, list_tokens, revoke_token
from noktvrn.services.web_address import sign_in_address

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)

_LINK, _TOKEN = frozenset({"link"}), frozenset({"token"})


@router.get("/operators", tags=["operator"], response_model=models.Operators)
def list_all(request: Request, caller: ApiAdmin) -> Response:
    """List who may sign in, and what they may do."""
    return tagged(request, {"operators": [operator_record(each) for each in list_operators(house_of(request).label)]})


@router.post("/operators", tags=["operator"], response_model=models.OperatorWithLink, status_code=201)
def add(request: Request, caller: ApiAdmin, wish: models.OperatorWish) -> Response:
    """Add a person; the link signs them in once, and is told this once."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "operator add", wish.name):
            operator = add_operator(label, wish.name, chosen_scopes(caller, wish.scopes))
        return _with_link(request, operator)

    return once(request, caller, wish.model_dump(mode="json"), work, 201, _LINK)


@router.post("/operators/{operator}/link", tags=["operator"], response_model=models.OperatorWithLink, status_code=201)
def link(request: Request, operator: str, caller: ApiAdmin) -> Response:
    """Make a link that signs a person in once; it is told this once."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "operator link", operator):
            found = _found(request, caller, operator)
        return _with_link(request, found)

    return once(request, caller, {}, work, 201, _LINK)


@router.post("/operators/{operator}/password", tags=["operator"], response_model=models.OperatorAnswer)
def password(request: Request, operator: str, caller: ApiAdmin, wish: models.PasswordWish) -> Response:
    """Set a person's password; all their browsers have to sign in again. What is sent here is never kept."""
    house = house_of(request)
    with audited(house.label, caller, "operator password", operator):
        found = _found(request, caller, operator)
        changed = set_password(house.label, house.hasher, found.name, wish.password.get_secret_value())
    return tagged(request, operator_record(changed))


@router.post("/operators/{operator}/disable", tags=["operator"], response_model=models.OperatorAnswer)
def disable(request: Request, operator: str, caller: ApiAdmin) -> Response:
    """Shut a person out at once, all their browsers included."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "operator disable", operator):
            found = _found(request, caller, operator)
            check_not_oneself(caller, found)
            return operator_record(disable_operator(label, found.name))

    return once(request, caller, {}, work)


@router.post("/operators/{operator}/enable", tags=["operator"], response_model=models.OperatorAnswer)
def enable(request: Request, operator: str, caller: ApiAdmin) -> Response:
    """Let a person in again."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "operator enable", operator):
            return operator_record(enable_operator(label, _found(request, caller, operator).name))

    return once(request, caller, {}, work)


@router.get("/tokens", tags=["token"], response_model=models.Tokens)
def tokens(request: Request, caller: ApiAdmin) -> Response:
    """List all tokens, without their secrets."""
    return tagged(request, {"tokens": [token_record(each) for each in list_tokens(house_of(request).label)]})


@router.post("/tokens", tags=["token"], response_model=models.TokenWithSecret, status_code=201)
def create(request: Request, caller: ApiAdmin, wish: models.TokenWish) -> Response:
    """Make a token; it is told this once and never kept."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "token create", wish.name):
            scopes = chosen_scopes(caller, wish.scopes)
            secret, token = create_token(label, wish.name, scopes, days=wish.days, actor=caller.name)
        return {**token_record(token), "token": secret}

    return once(request, caller, wish.model_dump(mode="json"), work, 201, _TOKEN)


@router.post("/tokens/{token}/revoke", tags=["token"], response_model=models.TokenAnswer)
def revoke(request: Request, token: str, caller: ApiAdmin) -> Response:
    """Make a token useless at once."""
    label = house_of(request).label

    def work() -> dict[str, Any]:
        with audited(label, caller, "token revoke", token):
            return token_record(revoke_token(label, token))

    return once(request, caller, {}, work)


def _found(request: Request, caller: Caller, name: str) -> Operator:
    found = find_operator(house_of(request).label, name)
    check_has(caller, found.scopes)
    return found


def _with_link(request: Request, operator: Operator) -> dict[str, Any]:
    label = house_of(request).label
    secret, made = make_link(label, operator)
    base = label.settings.web.public_url or own_origin(request)
    address = sign_in_address(base.rstrip("/"), secret)
    return {**operator_record(operator), "link": address, "link_expires_at": instant(made.expires_at)}
