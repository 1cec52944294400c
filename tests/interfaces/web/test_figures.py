"""What charts show follows from the records, and charts show what they are given."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from noktvrn.interfaces.web.colours import hex_of
from noktvrn.interfaces.web.drawing.charts import DESKTOP_PX, outcome_chart, roll
from noktvrn.interfaces.web.forms import Form
from noktvrn.interfaces.web.paging import decode_cursor, encode_cursor
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Step
from noktvrn.ports.overview import OutcomeRow
from noktvrn.review.decision import Verdict
from noktvrn.roster.artist import Oklch
from noktvrn.services.evolution_history import evolution_history
from noktvrn.services.overview import Night, Outcome, StepDuration, fingerprint, first_id_at, outcome_of
from noktvrn.testing.builders import build_event, build_failure
from noktvrn.testing.clock import NOON


@pytest.mark.parametrize(
    ("state", "verdict", "outcome"),
    [
        (RunState.RELEASED, Verdict.APPROVE, Outcome.APPROVED),
        (RunState.HELD, Verdict.CHANGES, Outcome.CHANGES),
        (RunState.REJECTED, Verdict.REJECT, Outcome.REJECTED),
        (RunState.CANCELLED, None, Outcome.REJECTED),
        (RunState.FAILED, Verdict.APPROVE, Outcome.FAILED),
        (RunState.EXPIRED, None, Outcome.NEEDS_YOU),
        (RunState.MAKING, None, Outcome.UNDER_WAY),
    ],
)
def test_each_run_is_one_kind_of_note(state, verdict, outcome):
    assert outcome_of(OutcomeRow(NOON, state, verdict)) is outcome


def test_failures_are_alike_when_they_differ_only_in_numbers_and_names():
    one = build_failure(message="Part 'lead' of 01jz0testing00000000001001 is silent for 3.5 s.")
    other = build_failure(message="Part 'bass' of 01jz0testing00000000009999 is silent for 12 s.")
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(one) != fingerprint(build_failure(message="The disk is full."))


@given(st.integers(0, 4_000_000_000))
def test_identifiers_begin_with_their_time_in_order(seconds):
    at = NOON.replace(year=1970, month=1, day=1) + timedelta(seconds=seconds)
    assert len(first_id_at(at)) == 10
    assert first_id_at(at) < first_id_at(at + timedelta(milliseconds=1))


@given(st.integers(0, 60))
def test_a_note_is_one_run_until_there_are_too_many_and_none_is_lost(runs):
    night = Night(NOON.date(), (Outcome.APPROVED,) * runs)
    chart = outcome_chart([night], DESKTOP_PX)
    assert len(chart.notes) <= 8
    assert (len(chart.notes) - 1) * chart.each < runs <= len(chart.notes) * chart.each or runs == 0


def test_a_piano_roll_fits_its_width():
    durations = [StepDuration(Step.SONG, 0.5, 9.0, 14.0, (8.0, 9.0)), StepDuration(Step.TEASER, 14.0, 12.0, 20.0, ())]
    rows, whole_s, hairlines = roll(durations)
    assert whole_s >= 34.0
    assert hairlines[0] == 0
    assert all(row.left + row.whisker <= 100 for row in rows)


def test_the_distance_from_the_first_identity_is_the_greatest_of_its_dials():
    first = {"artist": {"sound": {"dials": {"energy": 0.5, "swing": 0.5}}}}
    change = {"field": "sound.dials.energy", "before": 0.5, "after": 0.62, "outcome": "applied"}
    refused = {"field": "sound.dials.swing", "before": 0.5, "after": 0.9, "outcome": "refused"}
    events = (build_event(details=first), build_event(kind="evolved", details={"changes": [change, refused]}))
    created, evolved = evolution_history(events)
    assert created.distance == 0.0
    assert evolved.distance == pytest.approx(0.12)
    assert evolved.changed == ("energy 0.5 to 0.62",)


@pytest.mark.parametrize(
    ("colour", "shown"),
    [
        (Oklch(0.0, 0.0, 0.0), "#000000"),
        (Oklch(1.0, 0.0, 0.0), "#ffffff"),
        (Oklch(0.6279553606, 0.2576833077, 29.2338851923), "#ff0000"),
    ],
)
def test_colours_are_shown_as_screens_show_them(colour, shown):
    assert hex_of(colour) == shown


@given(st.lists(st.text(max_size=40), min_size=1, max_size=3))
def test_a_cursor_comes_back_as_it_was_given_out(parts):
    cursor = encode_cursor(*parts)
    assume(len(cursor) <= 400)  # longer ones are none of ours
    assert decode_cursor(cursor, len(parts)) == parts


def test_text_of_a_form_ends_its_lines_as_everywhere():
    assert Form({"reason": ["a\r\nb"]}).text("reason") == "a\nb"
    assert Form({}).whole("seed") is None
