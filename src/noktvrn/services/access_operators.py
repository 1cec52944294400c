"""Operators: people who may sign in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from noktvrn.errors import InvalidInputError, NotFoundError
from noktvrn.ports.access import ALL_SCOPES, Operator, PasswordHasher, Scope
from noktvrn.services.access import MAX_NAME
from noktvrn.services.label import Label

MIN_PASSWORD, MAX_PASSWORD = 10, 200


def add_operator(label: Label, name: str, scopes: Collection[Scope] = ALL_SCOPES) -> Operator:
    """Add a person; a link lets them in for the first time.

    Raises:
        InvalidInputError: The name or the scopes cannot be used.
        VersionConflictError: The name is taken.
    """
    operator = Operator(
        id=label.identifiers.new_id(),
        name=checked_name(name, "operator"),
        scopes=checked_scopes(scopes),
        password_hash=None,
        created_at=label.clock.now(),
    )
    with label.records.write() as unit:
        unit.access.add_operator(operator)
        unit.commit()
    return operator


def first_operator(label: Label) -> Operator | None:
    """Add the operator that the settings name when there is none at all; None when there are some."""
    with label.records.read() as unit:
        if unit.access.operators():
            return None
    return add_operator(label, label.settings.review.operator)


def list_operators(label: Label) -> list[Operator]:
    """List all by name."""
    with label.records.read() as unit:
        return unit.access.operators()


def find_operator(label: Label, name: str) -> Operator:
    """Return an operator by name.

    Raises:
        NotFoundError: There is none of that name.
    """
    with label.records.read() as unit:
        found = unit.access.operator_named(name)
    if found is None:
        raise NotFoundError(f"There is no operator {name!r}.", remedy="See all: noktvrn operator list", stage="access")
    return found


def set_password(label: Label, hasher: PasswordHasher, name: str, password: str) -> Operator:
    """Give an operator a password; all their browsers have to sign in again.

    Raises:
        NotFoundError: There is none of that name.
        InvalidInputError: The password is too short or too long.
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise InvalidInputError(
            f"The password has {len(password)} characters; {MIN_PASSWORD} to {MAX_PASSWORD} are taken.",
            remedy="Four or five words that nobody would put together are long enough and easy to type.",
            stage="access",
        )
    return _change(label, replace(find_operator(label, name), password_hash=hasher.hash(password)))


def disable_operator(label: Label, name: str) -> Operator:
    """Shut an operator out at once; doing it again changes nothing.

    Raises:
        NotFoundError: There is none of that name.
    """
    operator = find_operator(label, name)
    if operator.disabled_at is not None:
        return operator
    return _change(label, replace(operator, disabled_at=label.clock.now()))


def enable_operator(label: Label, name: str) -> Operator:
    """Let an operator in again.

    Raises:
        NotFoundError: There is none of that name.
    """
    return _change(label, replace(find_operator(label, name), disabled_at=None))


def _change(label: Label, operator: Operator) -> Operator:
    with label.records.write() as unit:
        unit.access.save_operator(operator)
        unit.access.end_sessions_of(operator.id)
        unit.commit()
    return operator


def checked_name(name: str, what: str) -> str:
    """Return a name in one line.

    Raises:
        InvalidInputError: It is empty, too long, or cannot be printed.
    """
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= MAX_NAME or not tidy.isprintable():
        raise InvalidInputError(
            f"The {what} cannot be called {name[:MAX_NAME]!r}.",
            remedy=f"Give a name of 1 to {MAX_NAME} characters that can be printed.",
            stage="access",
        )
    return tidy


def checked_scopes(scopes: Collection[Scope]) -> tuple[Scope, ...]:
    """Return scopes in their order, each once.

    Raises:
        InvalidInputError: There are none.
    """
    if not scopes:
        raise InvalidInputError(
            "Without a scope nothing may be done.",
            remedy=f"Name one or more of: {', '.join(scope.value for scope in ALL_SCOPES)}.",
            stage="access",
        )
    return tuple(scope for scope in ALL_SCOPES if scope in scopes)
