"""One wording for every surface: numbers, instants, states, checklists, findings, sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.interfaces.presenters import words
from noktvrn.interfaces.presenters.artists import dial_words
from noktvrn.interfaces.presenters.checklist import STEP_NAMES, checklist, current_row
from noktvrn.interfaces.presenters.findings import finding_rows
from noktvrn.interfaces.presenters.records import instant, run_record
from noktvrn.interfaces.presenters.sentences import (
    consequence_sentence,
    held_sentence,
    next_command,
    queue_sentence,
    state_sentence,
)
from noktvrn.interfaces.presenters.standing import (
    Standing,
    artist_standing,
    outcome_standing,
    run_standing,
    severity_standing,
)
from noktvrn.journal.run import Run, RunState
from noktvrn.journal.steps import ORDER, Failure, Step, StepOutcome, StepRecord
from noktvrn.review.decision import Decision, DecisionState, Verdict
from noktvrn.review.findings import Finding, Severity
from noktvrn.roster.artist import Dials, LifecycleStatus
from noktvrn.services.views import RunSummary
from noktvrn.types import ArtistId, RunId, Seed

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=timezone(timedelta(hours=1)))
RUN_ID = RunId("01m7xyv34agmrzmznbfq1t9ggn")


def _run(state: RunState = RunState.MAKING, **changes: object) -> Run:
    run = Run(
        id=RUN_ID, artist_id=ArtistId("a"), brief="", seed=Seed(7), autopilot=False, state=state,
        created_at=NOW, updated_at=NOW, title="Glass Rain",
    )  # fmt: skip
    return replace(run, **changes)  # type: ignore[arg-type]


def _summary(run: Run, decision: Decision | None = None) -> RunSummary:
    return RunSummary(run, "nova-lux", "Nova Lux", Step.SONG, decision)


def _decision(verdict: Verdict = Verdict.APPROVE, state: DecisionState = DecisionState.HELD) -> Decision:
    return Decision(
        id="d", run_id=RUN_ID, pass_no=1, verdict=verdict, actor="R.", surface="telegram", reason="", chips=(),
        artefacts={}, decided_at=NOW, effective_at=NOW + timedelta(minutes=10), state=state,
    )  # fmt: skip


def _step(step: Step, outcome: StepOutcome = StepOutcome.SUCCEEDED, **changes: object) -> StepRecord:
    ended = None if outcome in {StepOutcome.RUNNING, StepOutcome.WAITING} else NOW
    record = StepRecord(RUN_ID, 1, step, 1, outcome, NOW - timedelta(seconds=12), ended)
    return replace(record, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("waiting", "says"),
    [
        (0, "Nothing waits for you."),
        (1, "One song waits for you."),
        (7, "Seven songs wait for you."),
        (13, "13 songs wait for you."),
    ],
)
def test_the_queue_is_said_in_a_sentence(waiting, says):
    assert queue_sentence(waiting) == says


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.4, "59 s"), (83, "1 min 23 s"), (7_500, "2 h 05 min")],
)
def test_work_is_timed_as_people_say_it(seconds, says):
    assert words.elapsed(seconds) == says


@given(st.integers(min_value=0, max_value=10**15))
def test_a_size_has_at_most_three_digits_and_a_unit(size):
    number, unit = words.size(size).split(" ")
    assert len(number.replace(".", "")) <= 4
    assert unit in {"B", "kB", "MB", "GB", "TB"}


def test_instants_are_local_and_as_short_as_they_stay_clear():
    assert words.clock(datetime(2026, 11, 21, 13, 12, tzinfo=UTC), NOW) == "14:12"
    assert words.clock(datetime(2026, 11, 28, 13, 2, tzinfo=UTC), NOW) == "Sat 28 Nov 14:02"
    assert words.clock(datetime(2027, 1, 2, 23, 30, tzinfo=UTC), NOW) == "Sun 3 Jan 2027 00:30"


def test_ages_grow_coarser():
    ages = [words.age(NOW - timedelta(seconds=seconds), NOW) for seconds in (5, 300, 7_200, 90_000, 200_000)]
    assert ages == ["just now", "5 min ago", "2 h ago", "1 day ago", "2 days ago"]


def test_json_instants_are_utc_with_a_z():
    assert instant(NOW) == "2026-11-21T13:02:00.000Z"
    assert instant(None) is None


def test_every_state_outcome_status_and_severity_has_a_symbol_and_a_word():
    stands = [run_standing(state) for state in RunState]
    stands += [outcome_standing(outcome) for outcome in StepOutcome]
    stands += [artist_standing(status) for status in LifecycleStatus]
    stands += [severity_standing(severity) for severity in Severity]
    assert all(standing.symbol in "✓●!✗·" and word for standing, word in stands)
    assert set(STEP_NAMES) == set(Step)


def test_a_held_decision_is_named_with_its_time_to_undo():
    assert run_standing(RunState.HELD, _decision())[1] == "approved, held"
    assert run_standing(RunState.HELD, _decision(state=DecisionState.UNDONE))[1] == "held"
    assert held_sentence(_decision(), NOW) == "approved by R. via telegram; can be undone until 14:12."
    assert {consequence_sentence(_decision(verdict)) for verdict in Verdict}.__len__() == 3


@pytest.mark.parametrize("state", list(RunState))
def test_every_state_is_a_sentence_about_the_song_and_has_a_way_on(state):
    failure = Failure("render", "The disk filled up", "song", "Free some space.", True)
    run = _run(state, failure=failure if state is RunState.FAILED else None)
    summary = _summary(run, _decision() if state is RunState.HELD else None)
    text = state_sentence(summary, NOW)
    assert "Glass Rain by Nova Lux" in text
    assert text.endswith(".")
    following = next_command(summary, worker_alive=True)
    assert (following == "") == (state is RunState.REJECTED)
    if state is RunState.FAILED:
        assert "failed at song: The disk filled up." in text


def test_what_is_queued_without_a_worker_asks_for_one():
    assert next_command(_summary(_run(RunState.QUEUED)), worker_alive=False) == "noktvrn worker"


def test_a_checklist_has_a_row_for_each_step_in_order():
    steps = [
        _step(Step.BRIEF, note="night drives"),
        _step(Step.SONG, StepOutcome.RUNNING, progress=0.4, note="bass", attempt=2),
    ]
    rows = checklist(_run(), steps, NOW)
    assert [row.step for row in rows] == list(ORDER)
    by_step = {row.step: row for row in rows}
    assert (by_step[Step.BRIEF].standing, by_step[Step.BRIEF].time) == (Standing.DONE, "12 s")
    assert by_step[Step.SONG].note == "bass, attempt 2"
    assert by_step[Step.SONG].progress == 0.4
    assert by_step[Step.COVER].standing is Standing.IDLE
    current = current_row(rows)
    assert current is not None
    assert current.step is Step.SONG


def test_a_fresh_take_keeps_rows_of_earlier_steps_and_clears_the_rest():
    run = _run(pass_no=2, from_step=Step.COVER)
    steps = [_step(Step.SONG, note="kept"), _step(Step.COVER, note="old"), _step(Step.GATE, StepOutcome.FAILED)]
    by_step = {row.step: row for row in checklist(run, steps, NOW)}
    assert by_step[Step.SONG].note == "kept"
    assert by_step[Step.COVER].standing is Standing.IDLE
    assert by_step[Step.GATE].note == ""
    fresh = [*steps, _step(Step.COVER, pass_no=2, note="new")]
    assert {row.step: row.note for row in checklist(run, fresh, NOW)}[Step.COVER] == "new"


def test_a_failed_step_shows_its_cause_and_a_wait_shows_no_clock():
    failure = Failure("render", "no codec", "teaser", "Install it.", False)
    steps = [
        _step(Step.TEASER, StepOutcome.FAILED, failure=failure, note="frame 3"),
        _step(Step.WAIT_FOR_DECISION, StepOutcome.WAITING),
    ]
    by_step = {row.step: row for row in checklist(_run(), steps, NOW)}
    assert by_step[Step.TEASER].note == "no codec"
    assert by_step[Step.WAIT_FOR_DECISION].time == ""
    assert by_step[Step.WAIT_FOR_DECISION].note == "waits for you"


def _finding(severity: Severity) -> Finding:
    return Finding("loudness", "Loudness", severity, "-9.0 LUFS", "-14.0 ± 0.3 LUFS", "Master it again.", "song")


def test_findings_put_what_blocks_first():
    found = [_finding(Severity.PASS), _finding(Severity.NOTICE), _finding(Severity.BLOCKING), _finding(Severity.PASS)]
    assert [row.word for row in finding_rows(found)] == ["blocks", "look", "pass", "pass"]


def test_dials_are_words_with_the_strongest_first():
    assert dial_words(Dials()) == "in the middle of its genre"
    assert dial_words(Dials(darkness=0.9, density=0.35)) == "dark, sparse"


def test_the_record_of_a_run_names_states_and_steps_by_their_slugs():
    record = run_record(_summary(_run(RunState.NEEDS_DECISION)))
    assert (record["state"], record["step"], record["short_id"]) == ("needs_decision", "song", "fq1t9ggn")
