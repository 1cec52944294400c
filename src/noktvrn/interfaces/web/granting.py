"""Nobody gives others what they do not have, or shuts themselves out."""

from __future__ import annotations

import shlex
from collections.abc import Collection

from noktvrn.errors import InvalidInputError, NotAllowedError
from noktvrn.ports.access import Operator, Scope
from noktvrn.ports.chats import ChatRole
from noktvrn.services.access import Caller, record
from noktvrn.services.chats import PAIR
from noktvrn.services.label import Label


def chosen_scopes(caller: Caller, words: Collection[str]) -> tuple[Scope, ...]:
    """Return scopes by their names; nobody gives what they do not have.

    Raises:
        InvalidInputError: One is unknown.
        NotAllowedError: The caller lacks one.
    """
    unknown = sorted(set(words) - set(Scope))
    if unknown:
        raise InvalidInputError(
            f"There is no scope {unknown[0][:40]!r}.", remedy=f"There are: {', '.join(Scope)}.", stage="access"
        )
    scopes = tuple(Scope(word) for word in words)
    check_has(caller, scopes)
    return scopes


def check_has(caller: Caller, scopes: Collection[Scope]) -> None:
    """Refuse a caller who lacks one of these scopes.

    Raises:
        NotAllowedError: Naming the one that is missing.
    """
    lacking = [scope.value for scope in scopes if not caller.may(scope)]
    if lacking:
        raise NotAllowedError(
            f"{caller.name} may not {lacking[0]}, and so cannot let others do it.",
            remedy="Ask somebody who may, or use the command line: noktvrn operator, noktvrn token.",
            stage="access",
        )


def check_role(label: Label, caller: Caller, role: ChatRole, name: str) -> None:
    """Refuse whoever would let a phone do what they may not do themselves; the audit log says that they tried.

    Raises:
        NotAllowedError: Naming the scope that is missing.
    """
    try:
        check_has(caller, role.scopes)
    except NotAllowedError as refusal:
        record(label, caller, f"{PAIR} code", name, refusal.code, {"role": role.value})
        raise


def check_not_oneself(caller: Caller, operator: Operator) -> None:
    """Refuse whoever would shut themselves out.

    Raises:
        InvalidInputError: They would.
    """
    if operator.id == caller.owner:
        raise InvalidInputError(
            "You would shut yourself out.",
            remedy=f"Ask somebody else, or: noktvrn operator disable {shlex.quote(operator.name)}",
            stage="access",
        )
