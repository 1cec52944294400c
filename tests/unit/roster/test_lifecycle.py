"""When an artist's status changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.errors import InvalidInputError, InvalidTransitionError
from noktvrn.roster.artist import LifecycleStatus
from noktvrn.roster.lifecycle import (
    ArtistHistory,
    LifecycleSettings,
    Outcome,
    PastOutcome,
    next_status,
    pause,
    resume,
    retire,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SETTINGS = LifecycleSettings()


def history(outcomes, since=None):
    start = NOW - timedelta(days=len(outcomes))
    past = tuple(PastOutcome(Outcome(o), start + timedelta(days=n)) for n, o in enumerate(outcomes))
    return ArtistHistory(past, since)


def change(status, outcomes, since=None):
    return next_status(status, history(outcomes, since), SETTINGS, NOW)


def test_a_candidate_becomes_active_after_three_approvals():
    assert change(LifecycleStatus.CANDIDATE, ["approved"] * 2) is None
    found = change(LifecycleStatus.CANDIDATE, ["approved", "rejected", "approved", "approved"])
    assert found.after is LifecycleStatus.ACTIVE
    assert "3" in found.reason


def test_an_active_artist_evolves_after_a_poor_stretch():
    found = change(LifecycleStatus.ACTIVE, ["approved", "rejected", "changes", "changes"])
    assert found.after is LifecycleStatus.EVOLVING
    assert "3 of the last 4" in found.reason


def test_an_active_artist_stays_when_most_is_approved():
    assert change(LifecycleStatus.ACTIVE, ["rejected", "approved", "approved", "changes"]) is None


def test_an_evolving_artist_settles_after_two_approvals_in_a_row():
    assert change(LifecycleStatus.EVOLVING, ["approved", "changes", "approved"]) is None
    assert change(LifecycleStatus.EVOLVING, ["changes", "approved", "approved"]).after is LifecycleStatus.ACTIVE


def test_five_lost_takes_in_a_row_pause_an_artist():
    lost = ["rejected", "failed", "failed", "rejected", "failed"]
    found = change(LifecycleStatus.ACTIVE, lost)
    assert found.after is LifecycleStatus.PAUSED
    assert "5" in found.reason
    assert change(LifecycleStatus.CANDIDATE, [*lost[:2], "changes", *lost[2:]]) is None


def test_what_was_answered_by_an_earlier_change_does_not_count_again():
    assert change(LifecycleStatus.ACTIVE, ["failed"] * 5, since=NOW - timedelta(hours=1)) is None


def test_outcomes_beyond_memory_are_forgotten():
    old = tuple(PastOutcome(Outcome.APPROVED, NOW - timedelta(days=200 + n)) for n in range(5))
    assert next_status(LifecycleStatus.CANDIDATE, ArtistHistory(old), SETTINGS, NOW) is None


@given(st.sampled_from(LifecycleStatus), st.lists(st.sampled_from([o.value for o in Outcome]), max_size=12))
def test_paused_and_retired_never_change_by_themselves_and_no_change_is_to_the_same(status, outcomes):
    found = change(status, outcomes)
    if status in {LifecycleStatus.PAUSED, LifecycleStatus.RETIRED}:
        assert found is None
    if found is not None:
        assert found.after is not status
        assert found.after is not LifecycleStatus.RETIRED
        assert any(character.isdigit() for character in found.reason)
        assert found.reason.endswith(".")


@given(st.lists(st.sampled_from([o.value for o in Outcome]), max_size=10))
def test_the_order_in_which_outcomes_are_given_does_not_matter(outcomes):
    told = history(outcomes)
    turned = ArtistHistory(tuple(reversed(told.outcomes)))
    for status in LifecycleStatus:
        assert next_status(status, told, SETTINGS, NOW) == next_status(status, turned, SETTINGS, NOW)


def test_nothing_leaves_retirement_by_hand():
    for act in (pause, resume, retire):
        with pytest.raises(InvalidTransitionError, match="retired"):
            act(LifecycleStatus.RETIRED, by="R.", now=NOW)


def test_a_pause_ends_by_hand_and_says_who_and_why():
    paused = pause(LifecycleStatus.EVOLVING, by="R.", now=NOW, why="on holiday")
    assert paused.reason == "Paused by R.: on holiday."
    resumed = resume(paused.after, by="R.", now=NOW, was=paused.before)
    assert resumed.after is LifecycleStatus.EVOLVING
    with pytest.raises(InvalidTransitionError):
        pause(paused.after, by="R.", now=NOW)
    with pytest.raises(InvalidTransitionError):
        resume(LifecycleStatus.ACTIVE, by="R.", now=NOW)


@pytest.mark.parametrize("wrong", [{"losses_to_pause": 0}, {"stretch": 2}, {"memory_days": 0}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(InvalidInputError):
        LifecycleSettings(**wrong)
