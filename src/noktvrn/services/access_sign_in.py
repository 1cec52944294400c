"""Signing in: by password or by a link that works once; sessions of browsers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from noktvrn.errors import NotSignedInError, TooManyAttemptsError
from noktvrn.ports.access import Operator, PasswordHasher, SignInLink, WebSession
from noktvrn.services.access import DONE, Caller, digest_of_secret, record
from noktvrn.services.label import Label

SIGN_IN = "sign in"

WINDOW = timedelta(minutes=15)
MOST_PER_ADDRESS = 10
"""Refused attempts from one address within the window before it has to wait."""
MOST_PER_NAME = 50
"""The same for one name from anywhere; higher, so that a stranger cannot easily shut a person out."""

_SEEN_EVERY = timedelta(minutes=1)
_SECRET_BYTES = 32
_AGENT_LENGTH = 200
_ANSWERS_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that begins: its secret is told once and never kept."""

    operator: Operator
    secret: str
    session: WebSession


def make_link(label: Label, operator: Operator) -> tuple[str, SignInLink]:
    """Make a link's secret and store its digest.

    Returns:
        The secret, and the link as stored.
    """
    secret, now = secrets.token_urlsafe(_SECRET_BYTES), label.clock.now()
    lasts = timedelta(seconds=label.settings.web.link_s)
    link = SignInLink(digest_of_secret(secret), operator.id, now, now + lasts)
    with label.records.write() as unit:
        unit.access.add_link(link)
        unit.commit()
    return secret, link


def whose_link(label: Label, secret: str) -> Operator:
    """Return whom a link would sign in, without using it up.

    Raises:
        NotSignedInError: The link is unknown, used, or its time is over.
    """
    now = label.clock.now()
    with label.records.read() as unit:
        link = unit.access.link(digest_of_secret(secret))
        if link is None or link.used_at is not None or link.expires_at <= now:
            raise _bad_link()
        return unit.access.operator(link.operator_id)


def sign_in_with_link(label: Label, secret: str, *, address: str, agent: str) -> SignedIn:
    """Use up a link and begin a session.

    A good link lets in whatever failed before from the same address: nobody can guess its 256 bits, and whoever else
    shares the address must not be able to shut the operator out.

    Raises:
        TooManyAttemptsError: The link is not good, and too many attempts from this address failed.
        NotSignedInError: The link is unknown, used, or its time is over.
    """
    now = label.clock.now()
    with label.records.write() as unit:
        link = unit.access.use_link(digest_of_secret(secret), now)
        operator = None if link is None else unit.access.operator(link.operator_id)
        unit.commit()
    if operator is None or operator.disabled_at is not None:
        _check_attempts(label, address, None)
        _refuse(label, "", address, "link")
        raise _bad_link()
    return _begin(label, operator, address, agent, "link")


def sign_in_with_password(
    label: Label, hasher: PasswordHasher, name: str, password: str, *, address: str, agent: str
) -> SignedIn:
    """Check a password and begin a session.

    Raises:
        TooManyAttemptsError: Too many attempts from this address or for this name failed.
        NotSignedInError: Name and password do not fit; which of them is wrong is not told.
    """
    _check_attempts(label, address, name)
    with label.records.read() as unit:
        operator = unit.access.operator_named(name)
    good = hasher.verify(operator.password_hash if operator else None, password)
    if operator is None or not good or operator.disabled_at is not None:
        _refuse(label, name, address, "password")
        raise NotSignedInError(
            "Name and password do not fit.",
            remedy="Try again, or have a link made: noktvrn operator link NAME",
            stage="access",
        )
    return _begin(label, operator, address, agent, "password")


def session_of(label: Label, secret: str) -> tuple[Operator, WebSession]:
    """Return whose session a cookie's secret opens.

    Raises:
        NotSignedInError: There is none, it has expired, or its operator was shut out.
    """
    now, digest = label.clock.now(), digest_of_secret(secret)
    with label.records.read() as unit:
        session = unit.access.session(digest)
        operator = None if session is None else unit.access.operator(session.operator_id)
    if session is None or operator is None or session.expires_at <= now or operator.disabled_at is not None:
        raise NotSignedInError("The session is over.", remedy="Sign in again.", stage="access")
    if now - session.seen_at >= _SEEN_EVERY:
        with label.records.write() as unit:
            unit.access.touch_session(digest, now)
            unit.commit()
    return operator, session


def sign_out(label: Label, secret: str, caller: Caller) -> None:
    """End a session."""
    with label.records.write() as unit:
        unit.access.end_session(digest_of_secret(secret))
        unit.commit()
    record(label, caller, "sign out", "", DONE)


def forget_expired(label: Label) -> None:
    """Forget sessions, links and kept answers that are of no more use."""
    now = label.clock.now()
    with label.records.write() as unit:
        unit.access.forget_expired(now, now - _ANSWERS_KEPT)
        unit.commit()


def _begin(label: Label, operator: Operator, address: str, agent: str, how: str) -> SignedIn:
    secret, now = secrets.token_urlsafe(_SECRET_BYTES), label.clock.now()
    session = WebSession(
        digest=digest_of_secret(secret),
        operator_id=operator.id,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(seconds=label.settings.web.session_s),
        address=address,
        agent=agent[:_AGENT_LENGTH],
    )
    with label.records.write() as unit:
        unit.access.add_session(session)
        unit.commit()
    record(label, Caller(operator.name, "web", address), SIGN_IN, "", DONE, {"how": how})
    return SignedIn(operator, secret, session)


def _check_attempts(label: Label, address: str, name: str | None) -> None:
    since = label.clock.now() - WINDOW
    with label.records.read() as unit:
        from_here = unit.access.count_refused(SIGN_IN, since, address=address)
        for_name = 0 if name is None else unit.access.count_refused(SIGN_IN, since, actor=name)
    if from_here >= MOST_PER_ADDRESS or for_name >= MOST_PER_NAME:
        raise TooManyAttemptsError(
            f"Too many attempts to sign in failed within {WINDOW.seconds // 60} minutes.",
            remedy=f"Wait {WINDOW.seconds // 60} minutes, then try again.",
            stage="access",
        )


def _refuse(label: Label, name: str, address: str, how: str) -> None:
    record(label, Caller(name, "web", address), SIGN_IN, "", NotSignedInError.code, {"how": how})


def _bad_link() -> NotSignedInError:
    return NotSignedInError(
        "This link was used before, or its time is over.",
        remedy="Have a new one made: noktvrn operator link NAME",
        stage="access",
    )
