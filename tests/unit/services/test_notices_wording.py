"""What people read: every kind in plain words, whatever the text that it is made of."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.ports.notice_kinds import PAYLOADS, Decided, Digest, LifecycleChanged, NoticeKind, NoticePayload, RunFailed
from noktvrn.ports.notices import Form, Notice
from noktvrn.services.as_json import as_json, from_json
from noktvrn.services.notices.messages import _COUNTED, message_of, word_summary
from noktvrn.services.notices.rules import Plan
from noktvrn.services.notices.wording import word_notice
from noktvrn.testing.builders import RUN_ID
from noktvrn.testing.clock import NOON
from noktvrn.testing.notifier import check_message

_BASE = "https://label.example"
_HOSTILE = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "a\nb\r\n\x00\x1b[31m",
            "\u202egnp.exe",
            "\u2066x",
            "🎛️👩‍🎤",
            "x" * 1_000,
            "",
            "&amp;{0}%s",
        ]
    ),
)
_VALUES: dict[Any, st.SearchStrategy[Any]] = {
    str: _HOSTILE,
    int: st.integers(0, 10_000),
    float: st.floats(0, 1e6),
    bool: st.booleans(),
    datetime: st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
}


def _payloads(kind: type[NoticePayload]) -> st.SearchStrategy[NoticePayload]:
    """Any payload of a kind, with hostile text in every field that holds text."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # every payload is a dataclass
    st.register_type_strategy(datetime, _VALUES[datetime])
    return st.builds(kind, **{name: _VALUES.get(hints[name], st.from_type(hints[name])) for name in names})


every_payload = st.sampled_from(list(PAYLOADS.values())).flatmap(_payloads)


@given(every_payload)
@settings(max_examples=150)
def test_any_payload_becomes_a_message_that_keeps_the_promises_of_one(payload: NoticePayload) -> None:
    notice = Notice(7, NOON, payload.kind, payload.key, None, None, payload)
    plan = Plan(Form.SINGLE, 6, 7, (payload.kind,))
    words = word_notice(payload, UTC)
    message = message_of("desk", plan, words, (notice,), 1, base=_BASE, quiet=False)
    check_message(message)
    assert all(len(line) <= 500 for line in words.lines)
    assert message.loud is payload.loud


@given(every_payload)
@settings(max_examples=100)
def test_any_payload_comes_back_from_json_as_it_was(payload: NoticePayload) -> None:
    assert from_json(type(payload), as_json(payload)) == payload


@given(st.lists(every_payload, min_size=1, max_size=40))
@settings(max_examples=30)
def test_any_number_of_them_becomes_one_summary(payloads: list[NoticePayload]) -> None:
    told = tuple(Notice(n, NOON, each.kind, f"{n}", None, None, each) for n, each in enumerate(payloads))
    counts = {kind: sum(each.kind is kind for each in told) for kind in {each.kind for each in told}}
    plan = Plan(Form.SUMMARY, -1, len(told), tuple(counts))
    words = word_summary(told, counts, UTC)
    check_message(message_of("desk", plan, words, told, len(told), base=_BASE, quiet=True))


def test_every_kind_is_counted_in_a_summary() -> None:
    assert set(_COUNTED) == set(NoticeKind)


def test_what_calls_for_a_person_is_named_first_in_a_summary() -> None:
    failed = RunFailed(RUN_ID, None, 1, 1, "Night Bus", "Nova", "song", "render", "no", "Mend it.", False, False)
    changed = LifecycleChanged("a", 1, "Nova", "active", "paused", "why", "ana")  # type: ignore[arg-type]
    told = tuple(Notice(n, NOON, each.kind, str(n), None, None, each) for n, each in enumerate([failed, changed]))
    words = word_summary(told, {NoticeKind.RUN_FAILED: 1, NoticeKind.LIFECYCLE_CHANGED: 1}, UTC)
    assert words.title == "1 run failed or paused, 1 change of status"
    assert words.lines == ("Since 5 Jan 12:00:", "· Night Bus by Nova failed at song", "· Nova is paused now")


@pytest.mark.parametrize(("paused", "word"), [(False, "failed"), (True, "is paused")])
def test_a_failure_says_stage_cause_and_remedy(paused: bool, word: str) -> None:
    failed = RunFailed(
        RUN_ID, None, 1, 1, "Night Bus", "Nova", "wait_for_decision", "x", "the disk is full", "Free it.", True, paused
    )
    words = word_notice(failed, UTC)
    assert words.title == f"Night Bus by Nova {word} at wait for decision"
    assert words.lines == ("The disk is full", "Do: Free it.", "Trying again can help.")
    assert words.path == f"/runs/{RUN_ID}"


def test_a_run_without_a_name_is_called_by_its_number() -> None:
    failed = RunFailed(RUN_ID, None, 1, 1, "", "", "song", "x", "no", "Mend.", False, False)
    assert word_notice(failed, UTC).title == f"Run {RUN_ID[-8:]} failed at song"


def test_a_decision_says_who_where_and_why() -> None:
    decided = Decided("d", RUN_ID, None, 1, "Night Bus", "Nova", "reject", "ana", "web", "no hook", ("too slow",), NOON)
    words = word_notice(decided, UTC)
    assert words.title == "Night Bus by Nova: rejected by ana via web"
    assert words.lines[0] == "Why: too slow, no hook"
    by_itself = replace(decided, actor="autopilot", surface="autopilot", verdict="approve")
    assert word_notice(by_itself, UTC).title == "Night Bus by Nova: approved by autopilot"


def test_a_digest_leaves_out_what_did_not_happen() -> None:
    day = Digest(NOON - timedelta(days=1), NOON, 3, 1, 0, 0, 2, 0, 0, 4, (("too slow", 1),), 0.5)
    assert word_notice(day, UTC).lines == (
        "Decided: 4, approved 3, rejected 1, changes 0",
        "Approval rate: 75 %",
        "Released: 2",
        "Waiting now: 4",
        "Why: too slow (1)",
        "Cost: $0.50",
    )
