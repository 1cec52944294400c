"""Who may use the label over the network, and what everybody did: operators, sign-ins, tokens, the audit log.

Secrets never reach the records: what is kept of a sign-in link, a session and a token is the SHA-256 digest of 256
random bits, and of a password its argon2 hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Scope(StrEnum):
    """What somebody may do; the order of definition is the order of power, and none includes another."""

    READ = "read"
    DECIDE = "decide"
    OPERATE = "operate"
    ADMIN = "admin"


ALL_SCOPES: tuple[Scope, ...] = tuple(Scope)


@dataclass(frozen=True, slots=True)
class Operator:
    """A person who may sign in.

    Attributes:
        id: The operator.
        name: Name that stands on decisions; unique whatever its case.
        scopes: What the person may do.
        password_hash: Argon2 hash; None while only links let the person in.
        created_at: UTC.
        disabled_at: When the person was shut out; None while they may sign in.
    """

    id: str
    name: str
    scopes: tuple[Scope, ...]
    password_hash: str | None
    created_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A link that signs a person in once.

    Attributes:
        digest: SHA-256 of its secret.
        operator_id: Whom it signs in.
        created_at: UTC.
        expires_at: UTC.
        used_at: When it was used; None while it was not.
    """

    digest: str
    operator_id: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WebSession:
    """A signed-in browser.

    Attributes:
        digest: SHA-256 of the cookie's secret.
        operator_id: Who.
        created_at: UTC.
        seen_at: UTC; last use, to the minute.
        expires_at: UTC.
        address: From where it was opened.
        agent: What the browser calls itself, cut off.
    """

    digest: str
    operator_id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token of a program.

    Attributes:
        id: The token.
        name: What it is for.
        digest: SHA-256 of its secret.
        scopes: What it may do.
        created_by: Who made it.
        created_at: UTC.
        expires_at: UTC; None never.
        used_at: UTC; last use, to the minute.
        revoked_at: UTC; None while it is good.
    """

    id: str
    name: str
    digest: str
    scopes: tuple[Scope, ...]
    created_by: str
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that somebody did or tried; append-only.

    Attributes:
        id: Counts up; 0 before it is stored.
        at: UTC.
        actor: Name of the operator or token; what was typed when nobody is known by it.
        surface: ``"web"``, ``"api"`` or ``"cli"``.
        action: What, as in the command line: ``"review approve"``, ``"sign in"``.
        subject: Identifier of what it was done to; empty when to nothing.
        outcome: ``"done"``, or the code of the error that refused it.
        address: From where; empty for this machine's own command line.
        details: JSON values.
    """

    id: int
    at: datetime
    actor: str
    surface: str
    action: str
    subject: str
    outcome: str
    address: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The answer to a request that carried an idempotency key.

    Attributes:
        owner: Who sent it.
        key: The key.
        fingerprint: Digest of method, path and body.
        status: HTTP status; 0 while the request is under way.
        media_type: Of the body.
        body: What was answered.
        created_at: UTC.
    """

    owner: str
    key: str
    fingerprint: str
    status: int
    media_type: str
    body: str
    created_at: datetime


class AccessRepository(Protocol):
    """Operators, links, sessions, tokens, the audit log and answers that are kept."""

    def add_operator(self, operator: Operator) -> None:
        """Raises ``VersionConflictError`` when the name is taken."""
        ...

    def save_operator(self, operator: Operator) -> None:
        """Store a changed operator; the name never changes."""
        ...

    def operator(self, operator_id: str) -> Operator:
        """Raises ``NotFoundError``."""
        ...

    def operator_named(self, name: str) -> Operator | None:
        """The operator of that name, whatever its case."""
        ...

    def operators(self) -> list[Operator]:
        """All, by name."""
        ...

    def add_link(self, link: SignInLink) -> None:
        """Store a link."""
        ...

    def use_link(self, digest: str, now: datetime) -> SignInLink | None:
        """MUST mark a link as used and return it, once: a second call, and one after its end, answers None."""
        ...

    def link(self, digest: str) -> SignInLink | None:
        """The link as it stands."""
        ...

    def add_session(self, session: WebSession) -> None:
        """Store a session."""
        ...

    def session(self, digest: str) -> WebSession | None:
        """The session of a digest, expired ones included."""
        ...

    def touch_session(self, digest: str, now: datetime) -> None:
        """Store the last use."""
        ...

    def end_session(self, digest: str) -> None:
        """Forget a session."""
        ...

    def end_sessions_of(self, operator_id: str) -> int:
        """Forget all sessions of an operator and answer how many there were."""
        ...

    def forget_expired(self, now: datetime, answers_before: datetime) -> None:
        """Forget sessions and links that have expired, and kept answers that are older than given."""
        ...

    def add_token(self, token: ApiToken) -> None:
        """Store a token. Raises ``VersionConflictError`` when a good one has its name."""
        ...

    def token(self, digest: str) -> ApiToken | None:
        """The token of a digest, revoked and expired ones included."""
        ...

    def find_token(self, name: str) -> ApiToken:
        """Find by id or name. Raises ``NotFoundError``."""
        ...

    def tokens(self) -> list[ApiToken]:
        """All, the newest first."""
        ...

    def revoke_token(self, token_id: str, now: datetime) -> None:
        """Make a token useless; the first time stands."""
        ...

    def touch_token(self, token_id: str, now: datetime) -> None:
        """Store the last use."""
        ...

    def add_audit(self, entry: AuditEntry) -> None:
        """Append an entry."""
        ...

    def audit(self, limit: int = 50, before: int | None = None) -> list[AuditEntry]:
        """Entries, the newest first; ``before`` pages on."""
        ...

    def count_refused(
        self, action: str, since: datetime, *, address: str | None = None, actor: str | None = None
    ) -> int:
        """How often an action was refused since then, from an address or for a name."""
        ...

    def keep_answer(self, answer: KeptAnswer) -> KeptAnswer | None:
        """MUST store an answer unless its owner has one under its key, which is returned then."""
        ...

    def complete_answer(self, answer: KeptAnswer) -> None:
        """Store status and body of a request that was under way."""
        ...

    def drop_answer(self, owner: str, key: str) -> None:
        """Forget a request that came to nothing, so that it can be sent again."""
        ...


class PasswordHasher(Protocol):
    """Turns passwords into hashes that are slow to guess."""

    def hash(self, password: str) -> str:
        """MUST return a salted hash with its parameters."""
        ...

    def verify(self, hashed: str | None, password: str) -> bool:
        """MUST take as long for no hash as for a wrong password, so that names cannot be told apart by time."""
        ...
