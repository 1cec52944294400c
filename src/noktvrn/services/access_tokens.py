"""Tokens: how programs are let in."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from noktvrn.errors import InvalidInputError, NotSignedInError
from noktvrn.ports.access import ApiToken, Scope
from noktvrn.services.access import digest_of_secret
from noktvrn.services.access_operators import checked_name, checked_scopes
from noktvrn.services.label import Label

PREFIX = "nkt_"
"""Begins every token, so that people and scanners know one when they see it."""

MAX_DAYS = 3_650
_SECRET_BYTES = 32
_SEEN_EVERY = timedelta(minutes=1)


def create_token(
    label: Label, name: str, scopes: Collection[Scope], *, days: float | None, actor: str
) -> tuple[str, ApiToken]:
    """Make a token.

    Args:
        label: The label's means.
        name: What it is for.
        scopes: What it may do.
        days: After how many days it ends; None never.
        actor: Who makes it.

    Returns:
        The token itself, which is told once and never kept, and its record.

    Raises:
        InvalidInputError: Name, scopes or days cannot be used.
        VersionConflictError: A good token has that name.
    """
    if days is not None and not 0 < days <= MAX_DAYS:
        raise InvalidInputError(
            f"A token cannot last {days:g} days.", remedy=f"Give more than 0 and at most {MAX_DAYS}.", stage="access"
        )
    secret, now = PREFIX + secrets.token_urlsafe(_SECRET_BYTES), label.clock.now()
    token = ApiToken(
        id=label.identifiers.new_id(),
        name=checked_name(name, "token"),
        digest=digest_of_secret(secret),
        scopes=checked_scopes(scopes),
        created_by=actor,
        created_at=now,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    with label.records.write() as unit:
        unit.access.add_token(token)
        unit.commit()
    return secret, token


def authenticate(label: Label, secret: str) -> ApiToken:
    """Return the record of a token that is good.

    Raises:
        NotSignedInError: It is unknown, revoked, or its time is over.
    """
    now = label.clock.now()
    with label.records.read() as unit:
        token = unit.access.token(digest_of_secret(secret))
    if token is None or token.revoked_at is not None or (token.expires_at is not None and token.expires_at <= now):
        raise NotSignedInError(
            "The token is not good: unknown, revoked, or its time is over.",
            remedy="Make a new one: noktvrn token create NAME --scope read",
            stage="access",
        )
    if token.used_at is None or now - token.used_at >= _SEEN_EVERY:
        with label.records.write() as unit:
            unit.access.touch_token(token.id, now)
            unit.commit()
    return token


def list_tokens(label: Label) -> list[ApiToken]:
    """List all, the newest first, revoked ones included."""
    with label.records.read() as unit:
        return unit.access.tokens()


def revoke_token(label: Label, name: str) -> ApiToken:
    """Make a token useless at once; the first time stands.

    Raises:
        NotFoundError: There is none of that name or identifier.
    """
    with label.records.write() as unit:
        token = unit.access.find_token(name)
        unit.access.revoke_token(token.id, label.clock.now())
        unit.commit()
        return unit.access.find_token(token.id)
