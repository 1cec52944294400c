"""What records must do about operators, sign-ins, tokens, the audit log and kept answers.

Part of :mod:`noktvrn.testing.repository_contract`.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from noktvrn.errors import NotFoundError, VersionConflictError
from noktvrn.ports.access import ALL_SCOPES, ApiToken, AuditEntry, KeptAnswer, Operator, Scope, SignInLink, WebSession
from noktvrn.ports.repositories import Records
from noktvrn.testing.clock import NOON
from noktvrn.testing.identifiers import counted_id

_HOUR = timedelta(hours=1)
_ROBIN = Operator(counted_id(1), "Robin", ALL_SCOPES, None, NOON)
_LINK = SignInLink("aa" * 32, _ROBIN.id, NOON, NOON + _HOUR)
_SESSION = WebSession("bb" * 32, _ROBIN.id, NOON, NOON, NOON + _HOUR, "127.0.0.1", "a browser")
_TOKEN = ApiToken(counted_id(5), "studio", "cc" * 32, (Scope.READ, Scope.DECIDE), "Robin", NOON)
_ENTRY = AuditEntry(0, NOON, "Robin", "web", "sign in", "", "not_signed_in", "127.0.0.1", {"how": "password"})
_ANSWER = KeptAnswer("token", "key-1", "dd" * 32, 0, "", "", NOON)


def _with_robin(records: Records) -> None:
    with records.write() as unit:
        unit.access.add_operator(_ROBIN)
        unit.commit()


class AccessContract:
    """Operators, sign-ins, tokens."""

    def test_an_operator_is_found_by_name_whatever_its_case(self, records: Records) -> None:
        _with_robin(records)
        with records.read() as unit:
            assert unit.access.operator_named("  rOBIN ") == _ROBIN
            assert unit.access.operator_named("ana") is None
            assert unit.access.operators() == [_ROBIN]
            with pytest.raises(NotFoundError):
                unit.access.operator(counted_id(9))

    def test_a_name_is_taken_once_and_never_changes(self, records: Records) -> None:
        _with_robin(records)
        with records.write() as unit, pytest.raises(VersionConflictError):
            unit.access.add_operator(replace(_ROBIN, id=counted_id(2), name="robin"))
        with records.write() as unit:
            unit.access.save_operator(replace(_ROBIN, name="Other", password_hash="x", disabled_at=NOON))
            assert unit.access.operator(_ROBIN.id) == replace(_ROBIN, password_hash="x", disabled_at=NOON)

    def test_a_link_lets_in_once_and_not_after_its_end(self, records: Records) -> None:
        _with_robin(records)
        with records.write() as unit:
            unit.access.add_link(_LINK)
            unit.access.add_link(replace(_LINK, digest="ee" * 32))
            assert unit.access.use_link(_LINK.digest, NOON) == replace(_LINK, used_at=NOON)
            assert unit.access.use_link(_LINK.digest, NOON) is None
            assert unit.access.use_link("ee" * 32, NOON + _HOUR) is None
            assert unit.access.use_link("00" * 32, NOON) is None

    def test_sessions_end_by_hand_and_by_time(self, records: Records) -> None:
        _with_robin(records)
        with records.write() as unit:
            for digest in ("b0" * 32, "b1" * 32, "b2" * 32):
                unit.access.add_session(replace(_SESSION, digest=digest))
            unit.access.touch_session("b0" * 32, NOON + _HOUR / 2)
            touched = unit.access.session("b0" * 32)
            assert touched == replace(_SESSION, digest="b0" * 32, seen_at=NOON + _HOUR / 2)
            unit.access.end_session("b0" * 32)
            assert unit.access.session("b0" * 32) is None
            assert unit.access.end_sessions_of(_ROBIN.id) == 2
            unit.access.add_session(_SESSION)
            unit.access.forget_expired(NOON + _HOUR, NOON)
            assert unit.access.session(_SESSION.digest) is None

    def test_a_token_is_found_by_digest_and_by_name_and_its_name_is_free_again_once_it_is_revoked(
        self, records: Records
    ) -> None:
        with records.write() as unit:
            unit.access.add_token(_TOKEN)
            assert unit.access.token(_TOKEN.digest) == unit.access.find_token("studio") == _TOKEN
            unit.access.touch_token(_TOKEN.id, NOON + _HOUR)
            unit.access.revoke_token(_TOKEN.id, NOON + _HOUR)
            unit.access.revoke_token(_TOKEN.id, NOON + 2 * _HOUR)
            revoked = unit.access.find_token(_TOKEN.id)
            assert revoked == replace(_TOKEN, used_at=NOON + _HOUR, revoked_at=NOON + _HOUR)
            again = replace(_TOKEN, id=counted_id(6), digest="ff" * 32)
            unit.access.add_token(again)
            assert unit.access.tokens() == [again, revoked]
            assert unit.access.find_token("studio") == again
            unit.commit()
        with records.write() as unit, pytest.raises(VersionConflictError):
            unit.access.add_token(replace(_TOKEN, id=counted_id(7), digest="fe" * 32))

    def test_the_audit_log_is_read_backwards_page_by_page(self, records: Records) -> None:
        with records.write() as unit:
            for number in range(5):
                unit.access.add_audit(replace(_ENTRY, subject=f"run {number}", outcome="done"))
            first = unit.access.audit(limit=2)
            assert [entry.subject for entry in first] == ["run 4", "run 3"]
            assert [entry.subject for entry in unit.access.audit(9, first[-1].id)] == ["run 2", "run 1", "run 0"]
            assert first[0].details == {"how": "password"}

    def test_refusals_are_counted_by_action_time_address_and_name(self, records: Records) -> None:
        with records.write() as unit:
            unit.access.add_audit(_ENTRY)
            unit.access.add_audit(replace(_ENTRY, address="::1"))
            unit.access.add_audit(replace(_ENTRY, actor="ana"))
            unit.access.add_audit(replace(_ENTRY, outcome="done"))
            unit.access.add_audit(replace(_ENTRY, action="review approve"))
            unit.access.add_audit(replace(_ENTRY, at=NOON - _HOUR))
            assert unit.access.count_refused("sign in", NOON) == 3
            assert unit.access.count_refused("sign in", NOON, address="127.0.0.1") == 2
            assert unit.access.count_refused("sign in", NOON, actor="Robin") == 2

    def test_an_answer_is_kept_once_for_each_owner_and_key(self, records: Records) -> None:
        with records.write() as unit:
            assert unit.access.keep_answer(_ANSWER) is None
            assert unit.access.keep_answer(replace(_ANSWER, fingerprint="00")) == _ANSWER
            assert unit.access.keep_answer(replace(_ANSWER, owner="other")) is None
            done = replace(_ANSWER, status=201, media_type="application/json", body="{}")
            unit.access.complete_answer(done)
            assert unit.access.keep_answer(_ANSWER) == done
            unit.access.drop_answer("token", "key-1")
            assert unit.access.keep_answer(_ANSWER) is None
            unit.access.forget_expired(NOON, NOON + _HOUR)
            assert unit.access.keep_answer(_ANSWER) is None
