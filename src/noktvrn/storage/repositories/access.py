"""Operators and how they sign in, tokens, the audit log, answers that are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, or_, select, update

from noktvrn.errors import NotFoundError, VersionConflictError
from noktvrn.ports.access import ApiToken, AuditEntry, KeptAnswer, Operator, SignInLink, WebSession
from noktvrn.storage.repositories.rows import RowMapping
from noktvrn.storage.repositories.statements import execute_counted, insert_if_free
from noktvrn.storage.tables import api_tokens, audit, kept_answers, operators, sign_in_links, web_sessions

_OPERATORS = RowMapping(Operator, operators)
_LINKS = RowMapping(SignInLink, sign_in_links)
_SESSIONS = RowMapping(WebSession, web_sessions)
_TOKENS = RowMapping(ApiToken, api_tokens)
_AUDIT = RowMapping(AuditEntry, audit)
_ANSWERS = RowMapping(KeptAnswer, kept_answers)


class SqlAccessRepository:
    """Implements :class:`noktvrn.ports.access.AccessRepository`."""

    def __init__(self, connection: Connection) -> None:
        """See the class."""
        self._connection = connection

    def add_operator(self, operator: Operator) -> None:
        """Store a new operator."""
        row = {**_OPERATORS.to_row(operator), "key": name_key(operator.name)}
        if not insert_if_free(self._connection, operators, row):
            raise VersionConflictError(
                f"There is an operator {operator.name!r} already.",
                remedy="Choose another name, or see who is there: noktvrn operator list",
                stage="access",
            )

    def save_operator(self, operator: Operator) -> None:
        """Store a changed operator."""
        row = _OPERATORS.to_row(operator)
        del row["name"]
        if execute_counted(self._connection, update(operators).where(operators.c.id == operator.id).values(**row)) == 0:
            raise _no_operator(operator.name)

    def operator(self, operator_id: str) -> Operator:
        """Return the operator of an identifier."""
        found = self._connection.execute(select(*_OPERATORS.columns).where(operators.c.id == operator_id)).one_or_none()
        if found is None:
            raise _no_operator(operator_id)
        return _OPERATORS.from_row(found)

    def operator_named(self, name: str) -> Operator | None:
        """Return the operator of a name, whatever its case."""
        named = select(*_OPERATORS.columns).where(operators.c.key == name_key(name))
        found = self._connection.execute(named).one_or_none()
        return None if found is None else _OPERATORS.from_row(found)

    def operators(self) -> list[Operator]:
        """List all by name."""
        return _OPERATORS.from_rows(self._connection.execute(select(*_OPERATORS.columns).order_by(operators.c.key)))

    def add_link(self, link: SignInLink) -> None:
        """Store a link."""
        insert_if_free(self._connection, sign_in_links, _LINKS.to_row(link))

    def use_link(self, digest: str, now: datetime) -> SignInLink | None:
        """Use up a link; the condition is part of the statement, so that two that meet cannot both use it."""
        good = (
            (sign_in_links.c.digest == digest) & sign_in_links.c.used_at.is_(None) & (sign_in_links.c.expires_at > now)
        )
        if execute_counted(self._connection, update(sign_in_links).where(good).values(used_at=now)) == 0:
            return None
        return self.link(digest)

    def link(self, digest: str) -> SignInLink | None:
        """Return a link as it stands."""
        found = self._connection.execute(select(*_LINKS.columns).where(sign_in_links.c.digest == digest)).one_or_none()
        return None if found is None else _LINKS.from_row(found)

    def add_session(self, session: WebSession) -> None:
        """Store a session."""
        insert_if_free(self._connection, web_sessions, _SESSIONS.to_row(session))

    def session(self, digest: str) -> WebSession | None:
        """Return the session of a digest."""
        found = self._connection.execute(
            select(*_SESSIONS.columns).where(web_sessions.c.digest == digest)
        ).one_or_none()
        return None if found is None else _SESSIONS.from_row(found)

    def touch_session(self, digest: str, now: datetime) -> None:
        """Store the last use."""
        execute_counted(
            self._connection, update(web_sessions).where(web_sessions.c.digest == digest).values(seen_at=now)
        )

    def end_session(self, digest: str) -> None:
        """Forget a session."""
        self._connection.execute(delete(web_sessions).where(web_sessions.c.digest == digest))

    def end_sessions_of(self, operator_id: str) -> int:
        """Forget all sessions of an operator."""
        return self._connection.execute(delete(web_sessions).where(web_sessions.c.operator_id == operator_id)).rowcount

    def forget_expired(self, now: datetime, answers_before: datetime) -> None:
        """Forget what is of no more use."""
        self._connection.execute(delete(web_sessions).where(web_sessions.c.expires_at <= now))
        self._connection.execute(delete(sign_in_links).where(sign_in_links.c.expires_at <= answers_before))
        self._connection.execute(delete(kept_answers).where(kept_answers.c.created_at < answers_before))

    def add_token(self, token: ApiToken) -> None:
        """Store a new token."""
        if not insert_if_free(self._connection, api_tokens, _TOKENS.to_row(token)):
            raise VersionConflictError(
                f"There is a token {token.name!r} that is good.",
                remedy="Choose another name, or revoke that one: noktvrn token revoke",
                stage="access",
            )

    def token(self, digest: str) -> ApiToken | None:
        """Return the token of a digest."""
        found = self._connection.execute(select(*_TOKENS.columns).where(api_tokens.c.digest == digest)).one_or_none()
        return None if found is None else _TOKENS.from_row(found)

    def find_token(self, name: str) -> ApiToken:
        """Return the token of an identifier or a name; of several of one name, the good one, then the newest."""
        named = or_(api_tokens.c.id == name.strip().lower(), api_tokens.c.name == name.strip())
        order = (api_tokens.c.revoked_at.is_not(None), api_tokens.c.id.desc())
        found = self._connection.execute(select(*_TOKENS.columns).where(named).order_by(*order).limit(1)).one_or_none()
        if found is None:
            raise NotFoundError(f"There is no token {name!r}.", remedy="See all: noktvrn token list", stage="access")
        return _TOKENS.from_row(found)

    def tokens(self) -> list[ApiToken]:
        """List all, the newest first."""
        return _TOKENS.from_rows(self._connection.execute(select(*_TOKENS.columns).order_by(api_tokens.c.id.desc())))

    def revoke_token(self, token_id: str, now: datetime) -> None:
        """Revoke a token; the first time stands."""
        first = func.coalesce(api_tokens.c.revoked_at, now)
        execute_counted(
            self._connection, update(api_tokens).where(api_tokens.c.id == token_id).values(revoked_at=first)
        )

    def touch_token(self, token_id: str, now: datetime) -> None:
        """Store the last use."""
        execute_counted(self._connection, update(api_tokens).where(api_tokens.c.id == token_id).values(used_at=now))

    def add_audit(self, entry: AuditEntry) -> None:
        """Append an entry; the database counts its identifier."""
        row = _AUDIT.to_row(entry)
        del row["id"]
        execute_counted(self._connection, audit.insert().values(**row))

    def audit(self, limit: int = 50, before: int | None = None) -> list[AuditEntry]:
        """List entries, newest first."""
        listing = select(*_AUDIT.columns).order_by(audit.c.id.desc()).limit(limit)
        if before is not None:
            listing = listing.where(audit.c.id < before)
        return _AUDIT.from_rows(self._connection.execute(listing))

    def count_refused(
        self, action: str, since: datetime, *, address: str | None = None, actor: str | None = None
    ) -> int:
        """Count what was refused."""
        refused = (audit.c.action == action) & (audit.c.at >= since) & (audit.c.outcome != "done")
        if address is not None:
            refused &= audit.c.address == address
        if actor is not None:
            refused &= audit.c.actor == actor
        return self._connection.execute(select(func.count()).select_from(audit).where(refused)).scalar_one()

    def keep_answer(self, answer: KeptAnswer) -> KeptAnswer | None:
        """Store an answer, or return the one that is there."""
        if insert_if_free(self._connection, kept_answers, _ANSWERS.to_row(answer)):
            return None
        mine = (kept_answers.c.owner == answer.owner) & (kept_answers.c.key == answer.key)
        found = self._connection.execute(select(*_ANSWERS.columns).where(mine)).one()
        return _ANSWERS.from_row(found)

    def complete_answer(self, answer: KeptAnswer) -> None:
        """Store status and body."""
        mine = (kept_answers.c.owner == answer.owner) & (kept_answers.c.key == answer.key)
        said = {"status": answer.status, "media_type": answer.media_type, "body": answer.body}
        execute_counted(self._connection, update(kept_answers).where(mine).values(**said))

    def drop_answer(self, owner: str, key: str) -> None:
        """Forget a request."""
        self._connection.execute(delete(kept_answers).where(kept_answers.c.owner == owner, kept_answers.c.key == key))


def name_key(name: str) -> str:
    """Return a name as it is compared: without its case and the blanks around it."""
    return " ".join(name.split()).casefold()


def _no_operator(name: str) -> NotFoundError:
    return NotFoundError(f"There is no operator {name!r}.", remedy="See all: noktvrn operator list", stage="access")
