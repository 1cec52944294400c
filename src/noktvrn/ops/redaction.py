"""Keeps secrets out of logs and messages: known values, the user part of addresses, and what looks like a key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pydantic import BaseModel

MASK: Final = "***"

_SHORTEST_SECRET: Final = 4
"""Shorter values occur in ordinary words, and masking them would make a text unreadable."""

_SHORTEST_TELLING: Final = 8
"""Shorter secrets are left in prose of persons, where they could be ordinary words."""

_USER_PART = re.compile(r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*://)[^/\s:@]*(?::[^/\s]*)?@(?=[^/\s@]+)")
_BEARER = re.compile(r"(?i)\b(?P<kind>bearer|basic)\s+[a-z0-9._~+/=-]{8,}")
_NAMED = re.compile(
    r"(?i)(?P<name>\b[\w-]*(?:api[_-]?key|token|secret|password|passwd)\b[\"']?\s*[=:]\s*)"
    r"(?:\"[^\"]*\"|'[^']*'|[^\s,;&\"']+)"
)


def known_secrets(section: BaseModel) -> list[str]:
    """Return the secrets in settings: the values that may appear in no log and no message."""
    return list(_secrets(section))


def _secrets(section: BaseModel) -> Iterator[str]:
    from pydantic import BaseModel, SecretStr

    for name in type(section).model_fields:
        value = getattr(section, name)
        for each in value.values() if isinstance(value, dict) else (value,):
            if isinstance(each, SecretStr):
                yield each.get_secret_value()
            elif isinstance(each, BaseModel):
                yield from _secrets(each)


class Redactor:
    """Masks secrets in text.

    Args:
        secrets: Values that must not appear anywhere.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}
        # The longest first, or a secret that holds another one would leave its rest behind.
        self._secrets = sorted(known, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return ``text`` with every secret masked."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        text = _USER_PART.sub(rf"\g<scheme>{MASK}@", text)
        text = _BEARER.sub(rf"\g<kind> {MASK}", text)
        return _NAMED.sub(rf"\g<name>{MASK}", text)

    def mask_known(self, text: str) -> str:
        """Return prose with every known secret masked, and with nothing else changed."""
        for secret in self._telling():
            text = text.replace(secret, MASK)
        return text

    def holds_known(self, text: str) -> bool:
        """Return whether prose holds a known secret."""
        return any(secret in text for secret in self._telling())

    def _telling(self) -> Iterator[str]:
        return (secret for secret in self._secrets if len(secret) >= _SHORTEST_TELLING)
