"""Operators, tokens and the audit log in words and as JSON values."""

from __future__ import annotations

from datetime import datetime

from noktvrn.interfaces.presenters.records import Json, instant
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.ports.access import ApiToken, AuditEntry, Operator, Scope
from noktvrn.services.access import DONE

SCOPE_WORDS: dict[Scope, str] = {
    Scope.READ: "see and hear everything",
    Scope.DECIDE: "approve, reject, ask for changes, undo",
    Scope.OPERATE: "start and steer runs and artists",
    Scope.ADMIN: "see settings and audit log, let others in",
}
"""What each scope allows, in words."""


def operator_standing(operator: Operator) -> tuple[Standing, str]:
    """Return how an operator stands and the word for it."""
    if operator.disabled_at is not None:
        return Standing.IDLE, "shut out"
    return Standing.DONE, "password" if operator.password_hash else "links only"


def token_standing(token: ApiToken, now: datetime) -> tuple[Standing, str]:
    """Return how a token stands and the word for it."""
    if token.revoked_at is not None:
        return Standing.IDLE, "revoked"
    if token.expires_at is not None and token.expires_at <= now:
        return Standing.IDLE, "expired"
    return Standing.DONE, "good"


def audit_standing(entry: AuditEntry) -> tuple[Standing, str]:
    """Return how an action came out and the word for it."""
    if entry.outcome == DONE:
        return Standing.DONE, DONE
    return Standing.FAILED, f"refused: {entry.outcome.replace('_', ' ')}"


def operator_record(operator: Operator) -> Json:
    """Return an operator; the hash of the password stays inside."""
    return {
        "id": operator.id,
        "name": operator.name,
        "scopes": [scope.value for scope in operator.scopes],
        "has_password": operator.password_hash is not None,
        "created_at": instant(operator.created_at),
        "disabled_at": instant(operator.disabled_at),
    }


def token_record(token: ApiToken) -> Json:
    """Return a token without its secret."""
    return {
        "id": token.id,
        "name": token.name,
        "scopes": [scope.value for scope in token.scopes],
        "created_by": token.created_by,
        "created_at": instant(token.created_at),
        "expires_at": instant(token.expires_at),
        "used_at": instant(token.used_at),
        "revoked_at": instant(token.revoked_at),
    }


def audit_record(entry: AuditEntry) -> Json:
    """Return an entry of the audit log."""
    return {
        "id": entry.id,
        "at": instant(entry.at),
        "actor": entry.actor,
        "surface": entry.surface,
        "action": entry.action,
        "subject": entry.subject,
        "outcome": entry.outcome,
        "address": entry.address,
        "details": dict(entry.details),
    }
