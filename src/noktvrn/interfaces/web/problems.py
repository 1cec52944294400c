"""From an error to an answer: a page for people, ``application/problem+json`` for programs (RFC 9457)."""

from __future__ import annotations

from typing import Any, Final

from noktvrn import errors
from noktvrn.interfaces.errors import Told

MEDIA_TYPE: Final = "application/problem+json"

_STATUSES: Final[dict[type[errors.NoktvrnError], int]] = {
    errors.NotFoundError: 404,
    errors.InvalidInputError: 400,
    errors.ParameterError: 400,
    errors.InvalidTransitionError: 409,
    errors.DecisionConflictError: 409,
    errors.VersionConflictError: 409,
    errors.NotSignedInError: 401,
    errors.NotAllowedError: 403,
    errors.TooManyAttemptsError: 429,
    errors.UserError: 400,
    errors.DatabaseUnavailableError: 503,
    errors.NoSpaceError: 507,
    errors.AssetMissingError: 410,
    errors.AssetCorruptError: 410,
    errors.CredentialsMissingError: 409,
    errors.ProviderError: 502,
    errors.NoktvrnError: 500,
}


def status_of(error: errors.NoktvrnError) -> int:
    """Return the HTTP status of an error: that of the nearest kind that has one."""
    return next(_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES)


def problem(told: Told, status: int) -> dict[str, Any]:
    """Return an error as a problem document."""
    return {
        "type": f"about:blank#{told.code}",
        "title": told.code.replace("_", " "),
        "status": status,
        "detail": told.message,
        "code": told.code,
        "stage": told.stage,
        "remedy": told.remedy,
        "retryable": told.retryable,
    }
