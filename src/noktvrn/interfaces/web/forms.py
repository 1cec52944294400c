"""Forms: read within bounds, and believed only when they come from this page."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from noktvrn.errors import InvalidInputError, NotAllowedError

FIELD = "csrf"
MAX_FIELDS = 60
_KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")
_SALT_BYTES = 8


@dataclass(frozen=True, slots=True)
class Form:
    """Fields of a form."""

    fields: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str:
        """Return the first value of a field; empty when there is none. Browsers send CRLF, which is made LF."""
        values = self.fields.get(name, ())
        return values[0].replace("\r\n", "\n") if values else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all values of a field that are not empty."""
        return tuple(value for value in self.fields.get(name, ()) if value)

    def whole(self, name: str) -> int | None:
        """Return a field as a whole number; None when it is empty.

        Raises:
            InvalidInputError: It is none.
        """
        text = self.text(name).strip()
        if not text:
            return None
        if not text.removeprefix("-").isdecimal() or len(text) > 20:
            raise InvalidInputError(
                f"{text[:40]!r} is no whole number.", remedy=f"Leave {name} empty, or give digits only.", stage=name
            )
        return int(text)


async def read_form(request: Request) -> Form:
    """Read a form without files.

    Raises:
        InvalidInputError: It is no form, or has too many fields.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise InvalidInputError(
            f"The request is {kind[:60] or 'of no kind'!r} and not a form.",
            remedy="Send it from the page.",
            stage="form",
        )
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as form:
        fields: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
    return Form(fields)


def form_mark(secret: str) -> str:
    """Return what a form of this session carries; another each time, so that compression cannot betray it."""
    salt = secrets.token_hex(_SALT_BYTES)
    return f"{salt}.{_seal(secret, salt)}"


def check_mark(secret: str, mark: str, request: Request, origins: frozenset[str]) -> None:
    """Refuse a form that did not come from a page of this session.

    Raises:
        NotAllowedError: The mark is wrong, or another site sent it.
    """
    salt, _, seal = mark.partition(".")
    origin = request.headers.get("origin")
    foreign = origin is not None and origin not in origins and origin != own_origin(request)
    if foreign or not hmac.compare_digest(seal.encode(), _seal(secret, salt).encode()):
        raise NotAllowedError(
            "This form does not come from a page of your session, so nothing was done.",
            remedy="Load the page again and repeat what you did.",
            stage="form",
        )


def _seal(secret: str, salt: str) -> str:
    return hmac.new(secret.encode(), f"form:{salt}".encode(), hashlib.sha256).hexdigest()


def own_origin(request: Request) -> str:
    """Return the address under which the browser reaches the page, as browsers name it in ``Origin``."""
    return f"{request.url.scheme}://{request.headers.get('host', '')}"
