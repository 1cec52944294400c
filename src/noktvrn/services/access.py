"""Who asks, what they may do, and the log of what they did."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from noktvrn.errors import NoktvrnError, NotAllowedError
from noktvrn.ports.access import AuditEntry, Scope
from noktvrn.services.label import Label

DONE = "done"
MAX_NAME = 60
_SHORTENED = 200
"""Characters that the audit log keeps of what a stranger typed."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks for something.

    Attributes:
        name: Name that stands on what is done.
        surface: ``"web"``, ``"api"``, ``"cli"``, ``"console"`` or ``"telegram"``.
        address: From where; empty on this machine's own command line.
        scopes: What they may do.
        owner: Identifier of the operator or token.
    """

    name: str
    surface: str
    address: str = ""
    scopes: frozenset[Scope] = field(default_factory=frozenset)
    owner: str = ""

    def may(self, scope: Scope) -> bool:
        """Return whether they have a scope."""
        return scope in self.scopes


def check_scope(caller: Caller, scope: Scope) -> None:
    """Refuse a caller without a scope.

    Raises:
        NotAllowedError: Naming the scope that is missing.
    """
    if not caller.may(scope):
        raise NotAllowedError(
            f"{caller.name} may not do this: the scope {scope.value!r} is missing.",
            remedy=f"Use a token that has it: noktvrn token create NAME --scope {scope.value}",
            stage="access",
        )


def record(
    label: Label, caller: Caller, action: str, subject: str, outcome: str, details: Mapping[str, Any] | None = None
) -> None:
    """Append an entry to the audit log."""
    entry = AuditEntry(
        id=0,
        at=label.clock.now(),
        actor=_clean(caller.name),
        surface=caller.surface,
        action=action,
        subject=_clean(subject),
        outcome=outcome,
        address=_clean(caller.address),
        details=dict(details or {}),
    )
    with label.records.write() as unit:
        unit.access.add_audit(entry)
        unit.commit()


@contextmanager
def audited(
    label: Label, caller: Caller, action: str, subject: str = "", details: Mapping[str, Any] | None = None
) -> Iterator[None]:
    """Log the action of a block: as done, or with the code of the error that refused it."""
    try:
        yield
    except NoktvrnError as refusal:
        record(label, caller, action, subject, refusal.code, details)
        raise
    record(label, caller, action, subject, DONE, details)


def audit_log(label: Label, limit: int = 50, before: int | None = None) -> list[AuditEntry]:
    """List what was done and tried, the newest first."""
    with label.records.read() as unit:
        return unit.access.audit(limit, before)


def digest_of_secret(secret: str) -> str:
    """Return what is kept of a secret of 256 random bits; no salt, since nobody can guess such a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _clean(text: str) -> str:
    kept = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return kept[:_SHORTENED]
