"""Telling: one by one, summed up instead of floods, in quiet hours, after failures, and after a process that died."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.errors import (
    AuthenticationFailedError,
    ContentRejectedError,
    NoktvrnError,
    ProviderUnavailableError,
    RateLimitedError,
)
from noktvrn.ports.language import Role
from noktvrn.ports.ledger import CallState, LedgerEntry
from noktvrn.ports.notice_kinds import ArtistCreated, Decided, DecisionUndone, Digest, NeedsDecision, NoticePayload
from noktvrn.ports.notices import Form, TargetState
from noktvrn.services.notices.deliver import CLAIM_S, SWEEP_EVERY, Delivery, Target, Told
from noktvrn.services.notices.digest import count_day
from noktvrn.services.notices.loop import deliver_all
from noktvrn.services.notices.rules import TargetRules, WhenQuiet
from noktvrn.services.notices.targets import DEFAULT_KINDS
from noktvrn.services.notices.times import QuietHours
from noktvrn.testing.clock import NOON, FrozenClock
from noktvrn.testing.identifiers import counted_id
from noktvrn.testing.notifier import FakeNotifier
from noktvrn.testing.records import InMemoryRecords
from noktvrn.types import ArtistId, RunId

BERLIN = ZoneInfo("Europe/Berlin")
RULES = TargetRules(kinds=DEFAULT_KINDS, zone=BERLIN)
_WHO = {"provider": "desk", "operation": "tell", "remedy": "Wait."}


def waits(number: int) -> NeedsDecision:
    run_id = RunId(counted_id(number))
    return NeedsDecision(run_id, ArtistId(counted_id(1)), 1, f"Song {number}", "Nova Lux", "All pass.", None)


def decided(number: int, verdict: str, *chips: str) -> Decided:
    return Decided(
        counted_id(number), RunId(counted_id(1)), None, 1, "Song", "Nova", verdict, "ana", "web", "", chips, NOON
    )


@dataclass
class Post:
    """A label with one target, and a way to let time pass."""

    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    rules: TargetRules = RULES
    records: InMemoryRecords = field(default_factory=InMemoryRecords)
    clock: FrozenClock = field(default_factory=FrozenClock)

    def __post_init__(self) -> None:
        self.delivery = self.process("w-1")
        self.round()  # the target is seen for the first time, with nothing behind it

    @property
    def target(self) -> Target:
        return Target("desk", self.notifier, self.rules)

    def process(self, owner: str) -> Delivery:
        return Delivery(self.records, self.clock, owner=owner, base="https://label.example")

    def happen(self, *payloads: NoticePayload) -> None:
        with self.records.write() as unit:
            for payload in payloads:
                unit.notices.add(payload, self.clock.now())
            unit.commit()

    def round(self) -> list[Told]:
        return deliver_all(self.delivery, [self.target])["desk"]

    def wait(self, seconds: float) -> list[Told]:
        self.clock.advance(seconds)
        return self.round()

    @property
    def state(self) -> TargetState:
        with self.records.read() as unit:
            (state,) = unit.notices.targets()
        return state

    @property
    def titles(self) -> list[str]:
        return [message.title for message in self.notifier.told]


def down() -> ProviderUnavailableError:
    return ProviderUnavailableError("It is down.", **_WHO)


def test_what_happens_is_told_once_in_its_order_with_a_link() -> None:
    post = Post()
    post.happen(waits(1), waits(2))
    assert post.round() == [Told.TOLD, Told.TOLD]
    assert post.wait(3_600) == []
    assert post.titles == ["Song 1 by Nova Lux waits for you", "Song 2 by Nova Lux waits for you"]
    assert post.notifier.told[0].url == f"https://label.example/review/{counted_id(1)}"
    assert post.state.told == 2


def test_what_happened_before_a_target_was_first_seen_is_not_told() -> None:
    records = InMemoryRecords()
    with records.write() as unit:
        unit.notices.add(waits(1), NOON)
        unit.commit()
    assert Post(records=records).titles == []


def test_a_target_is_told_only_of_the_kinds_that_it_wants() -> None:
    post = Post()
    created = ArtistCreated(ArtistId(counted_id(9)), "Nova", "nova", "house", "ana")
    post.happen(created, waits(1), replace(created, artist_id=ArtistId(counted_id(10))))
    post.round()
    assert post.titles == ["Song 1 by Nova Lux waits for you"]


def test_decisions_and_failures_may_make_a_sound_and_progress_is_silent() -> None:
    post = Post(rules=replace(RULES, kinds=(*DEFAULT_KINDS, decided(1, "approve").kind)))
    post.happen(waits(1), decided(2, "approve"))
    post.round()
    assert [message.loud for message in post.notifier.told] == [True, False]


class TestFloods:
    def test_five_hundred_at_once_become_one_summary(self) -> None:
        post = Post()
        post.happen(*(waits(number) for number in range(500)))
        assert post.round() == [Told.TOLD]
        (message,) = post.notifier.told
        assert (message.form, message.count, message.title) == (Form.SUMMARY, 500, "500 songs wait for you")
        assert "Song 499 by Nova Lux waits for you" in message.body
        assert "and 488 more" in message.body
        assert post.wait(3_600) == []

    def test_a_flood_that_goes_on_is_told_in_one_summary_each_window(self) -> None:
        post = Post()
        for number in range(500):
            post.happen(waits(number))
            post.wait(1)
        post.wait(300)
        # Six single ones, then a summary for each window of five minutes.
        assert len(post.notifier.told) <= 6 + 500 / 300 + 2
        assert sum(message.count for message in post.notifier.told) == 500

    def test_after_as_many_messages_as_make_a_flood_a_target_has_peace_until_the_window_ends(self) -> None:
        post = Post()
        for number in range(8):
            post.happen(waits(number))
            post.wait(10)
        assert len(post.titles) == 6
        post.wait(300)
        assert [message.count for message in post.notifier.told] == [1] * 8

    def test_several_that_are_older_than_a_day_are_summed_up(self) -> None:
        post = Post()
        post.happen(waits(1), waits(2))
        post.clock.advance(90_000)
        post.happen(waits(3))
        post.round()
        assert [message.count for message in post.notifier.told] == [3]

    @given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 400)), max_size=12), st.integers(1, 8))
    @settings(max_examples=40)
    def test_everything_is_told_exactly_once_and_no_window_holds_more_messages_than_allowed(
        self, bursts: list[tuple[int, int]], flood_over: int
    ) -> None:
        post = Post(rules=replace(RULES, flood_over=flood_over))
        number = 0
        at: list[datetime] = []
        post.notifier = FakeNotifier(on_tell=lambda message: at.append(post.clock.now()))
        for size, pause_s in bursts:
            post.happen(*(waits(number + place) for place in range(size)))
            number += size
            post.wait(pause_s)
        for _ in range(3):
            post.wait(301)
        ids = [notice.id for message in post.notifier.told for notice in message.notices]
        assert len(ids) == number
        assert ids == sorted(set(ids))
        window = timedelta(seconds=RULES.flood_within_s)
        for begin in at:
            assert sum(begin <= when < begin + window for when in at) <= 2 * flood_over


class TestQuietHours:
    NIGHT = replace(RULES, quiet=QuietHours(time(22), time(7, 30), BERLIN))

    def test_messages_wait_for_the_end_of_the_night(self) -> None:
        post = Post(rules=self.NIGHT)
        post.clock.set(datetime(2026, 1, 5, 23, tzinfo=BERLIN).astimezone(NOON.tzinfo))
        post.happen(waits(1))
        assert post.round() == []
        assert post.wait(8.4 * 3_600) == []
        assert post.wait(0.1 * 3_600) == [Told.TOLD]

    def test_messages_come_silently_where_that_is_wanted(self) -> None:
        post = Post(rules=replace(self.NIGHT, when_quiet=WhenQuiet.SILENT))
        post.clock.set(datetime(2026, 1, 5, 23, tzinfo=BERLIN).astimezone(NOON.tzinfo))
        post.happen(waits(1))
        post.round()
        post.wait(9 * 3_600)
        post.happen(waits(2))
        post.round()
        assert [message.loud for message in post.notifier.told] == [False, True]


class TestFailures:
    def test_a_target_that_is_down_is_tried_ever_more_seldom_and_told_once_when_it_is_back(self) -> None:
        post = Post(FakeNotifier(fails=[down()] * 4))
        post.happen(waits(1))
        pauses = []
        for _ in range(4):
            assert post.round() == [Told.FAILED]
            assert post.round() == [], "it is left alone"
            assert post.state.retry_at is not None
            pauses.append((post.state.retry_at - post.clock.now()).total_seconds())
            post.clock.advance(pauses[-1])
        assert [5 <= pauses[0] <= 6.25, 10 <= pauses[1] <= 12.5, 20 <= pauses[2] <= 25] == [True] * 3
        failed = post.state.failure
        assert failed is not None
        assert (post.state.failures, failed.message) == (4, "It is down.")
        assert post.round() == [Told.TOLD]
        assert post.titles == ["Song 1 by Nova Lux waits for you"]
        assert replace(post.state, failures=0, failure=None) == post.state

    def test_a_target_that_asks_to_wait_is_not_tried_sooner(self) -> None:
        limited = RateLimitedError("Slow down.", retry_after_s=120.0, **_WHO)
        post = Post(FakeNotifier(fails=[limited]))
        post.happen(waits(1))
        post.round()
        assert post.wait(119.9) == []
        assert post.wait(31) == [Told.TOLD]

    def test_a_refused_key_is_tried_seldom_and_goes_on_when_it_is_mended(self) -> None:
        post = Post(FakeNotifier(fails=[AuthenticationFailedError("No.", **_WHO)]))
        post.happen(waits(1))
        post.round()
        assert post.wait(59) == []
        assert post.wait(17) == [Told.TOLD]

    def test_a_message_that_is_refused_for_good_is_given_up_and_the_next_one_follows(self) -> None:
        refused = [ContentRejectedError("Too much.", **_WHO)] * 3
        post = Post(FakeNotifier(fails=refused))
        post.happen(waits(1), waits(2))
        came = [outcome for _ in range(4) for outcome in post.wait(60)]
        assert came == [Told.FAILED, Told.FAILED, Told.GIVEN_UP, Told.TOLD]
        assert post.titles == ["Song 2 by Nova Lux waits for you"]
        assert (post.state.told, post.state.skipped) == (1, 1)

    def test_a_library_that_breaks_is_a_failure_like_any_other(self) -> None:
        def break_once(message: object) -> None:
            post.notifier = FakeNotifier()
            raise ZeroDivisionError

        post = Post()
        post.notifier = FakeNotifier(on_tell=break_once)
        post.happen(waits(1))
        assert post.round() == [Told.FAILED]
        assert post.state.failure is not None
        assert "ZeroDivisionError" in post.state.failure.message
        assert post.wait(60) == [Told.TOLD]

    def test_a_target_that_was_down_for_days_is_told_everything_in_one_summary(self) -> None:
        post = Post(FakeNotifier(fails=[down()]))
        post.happen(waits(1))
        post.round()
        post.clock.advance(3 * 86_400)
        post.happen(waits(2))
        assert post.round() == [Told.TOLD]
        assert [message.count for message in post.notifier.told] == [2]

    def test_one_target_that_is_down_holds_up_no_other(self) -> None:
        post = Post()
        bad, good = FakeNotifier("bad", fails=[down()]), FakeNotifier("good")
        targets = [Target("bad", bad, RULES), Target("good", good, RULES)]
        deliver_all(post.delivery, targets)
        post.happen(waits(1))
        assert deliver_all(post.delivery, targets) == {"bad": [Told.FAILED], "good": [Told.TOLD]}


class Killed(BaseException):
    """Stands for a process that ends at once."""


class TestDeaths:
    def test_a_process_that_dies_after_the_delivery_makes_one_repeat_that_says_so_with_the_same_identifier(
        self,
    ) -> None:
        post = Post()
        post.happen(*(waits(number) for number in range(9)))
        _die_once_told(post)
        other = post.process("w-2")
        assert other.deliver(post.target) is Told.BUSY, "it may be under way still"
        post.happen(waits(9))
        post.clock.advance(CLAIM_S)
        assert other.deliver(post.target) is Told.TOLD
        first, second = post.notifier.told
        assert (first.id, first.title, first.body) == (second.id, second.title, second.body)
        assert (first.repeated, second.repeated) == (False, True)
        assert len(post.notifier.heard) == 1
        post.wait(600)
        assert [message.count for message in post.notifier.heard] == [9, 1]

    def test_a_process_that_dies_before_the_delivery_loses_nothing(self) -> None:
        def die(message: object) -> None:
            post.notifier = FakeNotifier()
            raise Killed

        post = Post()
        post.notifier = FakeNotifier(on_tell=die)
        post.happen(waits(1))
        with pytest.raises(Killed):
            post.round()
        post.clock.advance(CLAIM_S)
        post.delivery = post.process("w-2")
        assert post.round() == [Told.TOLD]

    def test_two_processes_do_not_tell_the_same(self) -> None:
        post = Post()
        other = post.process("w-2")
        seen: list[Told] = []
        post.notifier = FakeNotifier(on_tell=lambda message: seen.append(other.deliver(post.target)))
        post.happen(waits(1), waits(2))
        post.round()
        assert seen == [Told.BUSY, Told.BUSY]
        assert len(post.titles) == 2

    def test_a_process_that_was_asleep_for_too_long_does_not_undo_what_another_did(self) -> None:
        post = Post()
        post.happen(waits(1), waits(2))
        other = post.process("w-2")

        def sleep_through(message: object) -> None:
            post.clock.advance(CLAIM_S)
            awake = Target("desk", FakeNotifier(), RULES)
            assert [other.deliver(awake), other.deliver(awake)] == [Told.TOLD, Told.TOLD]

        post.notifier = FakeNotifier(on_tell=sleep_through)
        post.delivery.deliver(post.target)
        assert (post.state.told, post.state.claimed_by) == (2, None)
        assert post.wait(600) == []


def _die_once_told(post: Post) -> None:
    """Deliver, and end before it is written down."""
    save: Callable[..., None] = post.delivery._save
    post.delivery._save = _die  # type: ignore[method-assign]  # a death at this very moment has no other door
    with pytest.raises(Killed):
        post.round()
    post.delivery._save = save  # type: ignore[method-assign]


def _die(state: TargetState) -> None:
    raise Killed


class TestDigest:
    MORNING = replace(RULES, digest_at=time(9))

    def test_the_past_day_is_told_at_its_hour_in_the_targets_own_time(self) -> None:
        post = Post(rules=self.MORNING)
        post.happen(decided(1, "approve"), decided(2, "reject", "too slow"), decided(3, "approve"))
        post.happen(DecisionUndone(counted_id(3), RunId(counted_id(1)), None, 1, "", "", "approve", "ana", "web"))
        assert post.wait(19.9 * 3_600) == [], "it is 8:54 in Berlin"
        assert post.wait(0.2 * 3_600) == [Told.TOLD]
        (message,) = post.notifier.told
        payload = message.notices[0].payload
        assert isinstance(payload, Digest)
        assert (payload.approved, payload.rejected, payload.undone, payload.reasons) == (1, 1, 1, (("too slow", 1),))
        assert "Approval rate: 50 %" in message.body
        assert message.title == "The day since 5 Jan 09:00: 1 approved, 0 waiting"
        assert post.wait(3_600) == []

    def test_what_the_day_cost_is_told_where_it_cost_anything(self) -> None:
        post = Post(rules=self.MORNING)
        call = LedgerEntry(
            counted_id(1), "e", NOON, "2026-01-05", Role.AUTHOR, "p", "d", None, None, "v", "m", NOON, Decimal(2)
        )
        calls = [
            replace(call, state=CallState.SETTLED, cost_usd=Decimal("0.25")),
            replace(call, id=counted_id(2), state=CallState.LOST),
            replace(call, id=counted_id(3), at=NOON - timedelta(days=2), cost_usd=Decimal(99)),
        ]
        with post.records.write() as unit:
            for each in calls:
                unit.ledger.reserve(each, ())
            unit.commit()
        post.happen(decided(1, "approve"))
        post.wait(20 * 3_600)
        assert "Cost: $2.25" in post.notifier.told[0].body

    def test_a_day_without_anything_is_not_told(self) -> None:
        post = Post(rules=self.MORNING)
        assert post.wait(2 * 86_400) == []

    def test_a_digest_is_never_part_of_a_summary(self) -> None:
        post = Post(rules=self.MORNING)
        post.happen(decided(1, "approve"), *(waits(number) for number in range(20)))
        post.wait(86_400)
        post.happen(*(waits(number) for number in range(20, 40)))
        for _ in range(3):
            post.wait(301)
        kinds = [
            [str(kind) for kind in sorted({notice.kind for notice in message.notices})]
            for message in post.notifier.told
        ]
        assert kinds == [["needs_decision"], ["digest"], ["needs_decision"]]

    def test_targets_with_the_same_hour_share_a_digest_and_others_have_their_own(self) -> None:
        post = Post(rules=self.MORNING)
        evening = Target("evening", FakeNotifier("evening"), replace(RULES, digest_at=time(20)))
        plain = Target("plain", FakeNotifier("plain"), RULES)
        targets = [post.target, replace(post.target, name="again"), evening, plain]
        deliver_all(post.delivery, targets)
        post.happen(decided(1, "approve"))
        for _ in range(24):
            post.clock.advance(3_600)
            deliver_all(post.delivery, targets)
        assert [len(each.notifier.told) for each in targets] == [2, 2, 1, 0]  # type: ignore[attr-defined]

    def test_missed_days_are_not_made_up_for(self) -> None:
        post = Post(rules=self.MORNING)
        post.happen(decided(1, "approve"))
        post.clock.advance(5 * 86_400)
        post.happen(decided(2, "approve"))
        assert post.round() == []

    @given(st.lists(st.sampled_from(["approve", "reject", "changes"]), max_size=20), st.data())
    def test_every_decision_is_counted_once_or_taken_back(self, verdicts: list[str], data: st.DataObject) -> None:
        made = [decided(number, verdict, "too slow") for number, verdict in enumerate(verdicts)]
        undone = data.draw(st.lists(st.sampled_from(made), unique=True)) if made else []
        back = [DecisionUndone(each.decision_id, each.run_id, None, 1, "", "", "", "", "") for each in undone]
        digest = count_day([*made, *back], NOON - timedelta(days=1), NOON, waiting=0)
        assert digest.approved + digest.rejected + digest.changes + digest.undone == len(made)
        assert sum(count for _, count in digest.reasons) == digest.rejected + digest.changes
        assert digest.approval_rate is None or 0 <= digest.approval_rate <= 1


def test_what_is_old_is_forgotten_and_the_rest_is_told() -> None:
    post = Post()
    post.happen(decided(1, "approve"))
    post.clock.advance(91 * 86_400)
    post.happen(waits(1))
    post.delivery.sweep()
    post.clock.advance(SWEEP_EVERY.total_seconds())
    post.round()
    with post.records.read() as unit:
        assert [notice.payload for notice in unit.notices.select()] == [waits(1)]
    assert len(post.titles) == 1


def test_an_error_of_the_records_is_not_taken_for_one_of_the_target() -> None:
    post = Post()
    post.happen(waits(1))
    with post.records.write() as unit:
        post.records.wait_s = 0.01
        with pytest.raises(NoktvrnError, match="Another unit of work"):
            post.delivery.deliver(post.target)
        unit.commit()
    assert post.round() == [Told.TOLD]
