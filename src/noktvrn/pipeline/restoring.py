"""Errors that a child process told, as errors again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from noktvrn.errors import ModelCallError, NoktvrnError, ProviderError


def restore(fields: Mapping[str, Any]) -> NoktvrnError:
    """Rebuild an error from :meth:`noktvrn.errors.NoktvrnError.as_dict`; an unknown code gives the root class."""
    kind = _by_code(NoktvrnError).get(str(fields["code"]), NoktvrnError)
    error = kind.__new__(kind)
    NoktvrnError.__init__(
        error, str(fields["message"]), remedy=str(fields["remedy"]), stage=fields.get("stage") and str(fields["stage"])
    )
    if isinstance(error, ProviderError):
        error.provider = str(fields.get("provider", "unknown"))
        error.operation = str(fields.get("operation", "unknown"))
    if isinstance(error, ModelCallError) and "fault" in fields:
        error.fault = str(fields["fault"])
    return error


def _by_code(kind: type[NoktvrnError]) -> dict[str, type[NoktvrnError]]:
    found = {kind.code: kind}
    for child in kind.__subclasses__():
        found |= _by_code(child)
    return found
