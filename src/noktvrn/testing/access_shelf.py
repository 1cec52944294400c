"""The repository of operators, sessions and tokens over the shelves of :mod:`noktvrn.testing.records`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from noktvrn.errors import NotFoundError
from noktvrn.ports.access import ApiToken, AuditEntry, KeptAnswer, Operator, SignInLink, WebSession
from noktvrn.testing.shelves import Shelves, conflict, kept, require


class AccessShelf:
    """Operators, links, sessions, tokens, the audit log and kept answers."""

    def __init__(self, shelves: Shelves) -> None:
        """See the class."""
        self._shelves = shelves

    def add_operator(self, operator: Operator) -> None:
        """Store a new operator."""
        if self.operator_named(operator.name) is not None:
            raise conflict("operator", operator.name)
        self._shelves.operators[operator.id] = kept(operator)

    def save_operator(self, operator: Operator) -> None:
        """Store a changed operator."""
        self._shelves.operators[operator.id] = replace(operator, name=self.operator(operator.id).name)

    def operator(self, operator_id: str) -> Operator:
        """Return the operator of an identifier."""
        if operator_id not in self._shelves.operators:
            raise _missing("operator", operator_id)
        return self._shelves.operators[operator_id]

    def operator_named(self, name: str) -> Operator | None:
        """Return the operator of a name, whatever its case."""
        key = _key(name)
        return next((each for each in self._shelves.operators.values() if _key(each.name) == key), None)

    def operators(self) -> list[Operator]:
        """List all by name."""
        return sorted(self._shelves.operators.values(), key=lambda each: _key(each.name))

    def add_link(self, link: SignInLink) -> None:
        """Store a link."""
        require(link.operator_id in self._shelves.operators, "operator", link.operator_id)
        self._shelves.links_in.setdefault(link.digest, kept(link))

    def use_link(self, digest: str, now: datetime) -> SignInLink | None:
        """Use up a link."""
        link = self._shelves.links_in.get(digest)
        if link is None or link.used_at is not None or link.expires_at <= now:
            return None
        used = self._shelves.links_in[digest] = replace(link, used_at=now)
        return used

    def link(self, digest: str) -> SignInLink | None:
        """Return a link as it stands."""
        return self._shelves.links_in.get(digest)

    def add_session(self, session: WebSession) -> None:
        """Store a session."""
        require(session.operator_id in self._shelves.operators, "operator", session.operator_id)
        self._shelves.sessions.setdefault(session.digest, kept(session))

    def session(self, digest: str) -> WebSession | None:
        """Return the session of a digest."""
        return self._shelves.sessions.get(digest)

    def touch_session(self, digest: str, now: datetime) -> None:
        """Store the last use."""
        if digest in self._shelves.sessions:
            self._shelves.sessions[digest] = replace(self._shelves.sessions[digest], seen_at=now)

    def end_session(self, digest: str) -> None:
        """Forget a session."""
        self._shelves.sessions.pop(digest, None)

    def end_sessions_of(self, operator_id: str) -> int:
        """Forget all sessions of an operator."""
        theirs = [key for key, each in self._shelves.sessions.items() if each.operator_id == operator_id]
        for digest in theirs:
            del self._shelves.sessions[digest]
        return len(theirs)

    def forget_expired(self, now: datetime, answers_before: datetime) -> None:
        """Forget what is of no more use."""
        shelves = self._shelves
        shelves.sessions = {key: each for key, each in shelves.sessions.items() if each.expires_at > now}
        shelves.links_in = {key: each for key, each in shelves.links_in.items() if each.expires_at > answers_before}
        shelves.answers = {key: each for key, each in shelves.answers.items() if each.created_at >= answers_before}

    def add_token(self, token: ApiToken) -> None:
        """Store a new token."""
        if any(each.name == token.name and each.revoked_at is None for each in self._shelves.tokens.values()):
            raise conflict("token", token.name)
        self._shelves.tokens[token.id] = kept(token)

    def token(self, digest: str) -> ApiToken | None:
        """Return the token of a digest."""
        return next((each for each in self._shelves.tokens.values() if each.digest == digest), None)

    def find_token(self, name: str) -> ApiToken:
        """Return the token of an identifier or a name."""
        named = [each for each in self.tokens() if name.strip() in {each.id, each.name}]
        if not named:
            raise _missing("token", name)
        return min(named, key=lambda each: each.revoked_at is not None)

    def tokens(self) -> list[ApiToken]:
        """List all, the newest first."""
        return sorted(self._shelves.tokens.values(), key=lambda each: each.id, reverse=True)

    def revoke_token(self, token_id: str, now: datetime) -> None:
        """Revoke a token; the first time stands."""
        token = self._shelves.tokens[token_id]
        self._shelves.tokens[token_id] = replace(token, revoked_at=token.revoked_at or now)

    def touch_token(self, token_id: str, now: datetime) -> None:
        """Store the last use."""
        self._shelves.tokens[token_id] = replace(self._shelves.tokens[token_id], used_at=now)

    def add_audit(self, entry: AuditEntry) -> None:
        """Append an entry."""
        number = len(self._shelves.audit) + 1
        self._shelves.audit[number] = kept(replace(entry, id=number))

    def audit(self, limit: int = 50, before: int | None = None) -> list[AuditEntry]:
        """List entries, newest first."""
        entries = [each for number, each in self._shelves.audit.items() if before is None or number < before]
        return entries[::-1][:limit]

    def count_refused(
        self, action: str, since: datetime, *, address: str | None = None, actor: str | None = None
    ) -> int:
        """Count what was refused."""
        return sum(
            each.action == action
            and each.at >= since
            and each.outcome != "done"
            and address in {None, each.address}
            and actor in {None, each.actor}
            for each in self._shelves.audit.values()
        )

    def keep_answer(self, answer: KeptAnswer) -> KeptAnswer | None:
        """Store an answer, or return the one that is there."""
        stored = self._shelves.answers.setdefault((answer.owner, answer.key), answer)
        return None if stored is answer else stored

    def complete_answer(self, answer: KeptAnswer) -> None:
        """Store status and body."""
        self._shelves.answers[(answer.owner, answer.key)] = answer

    def drop_answer(self, owner: str, key: str) -> None:
        """Forget a request."""
        self._shelves.answers.pop((owner, key), None)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _missing(kind: str, name: str) -> NotFoundError:
    return NotFoundError(f"There is no {kind} {name!r}.", remedy=f"See all: noktvrn {kind} list", stage="access")
