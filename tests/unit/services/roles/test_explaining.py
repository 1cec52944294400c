"""Why a run stopped: models are believed where the journal bears them out, and nobody else is needed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from noktvrn.errors import InvalidTransitionError
from noktvrn.journal.run import RunState
from noktvrn.journal.steps import Failure, Step, StepOutcome
from noktvrn.ports.language import Fault
from noktvrn.services.explain_run import Explanation, explain_run
from noktvrn.settings import load_settings
from noktvrn.testing.builders import RUN_ID, build_artist, build_run, build_step
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.scripted_room import CLOSED, Reply, ScriptedRoom

FAILURE = Failure(
    code="step_timeout",
    message="The step film ran longer than 1800 s.",
    stage="film",
    remedy=f"Give it more time, then: noktvrn run resume {RUN_ID}",
    retryable=False,
)
DIAGNOSIS = {
    "cause": "The machine is too slow for a film of the whole song.",
    "quotes": ["ran longer than 1800 s", "the stars were wrong"],
    "sureness": 8,
}


def explained(
    diagnosis: Reply = DIAGNOSIS,
    repair: Reply = Fault.UNREACHABLE,
    *,
    failure: Failure | None = FAILURE,
    closed: bool = False,
    **flags: Any,
) -> tuple[Explanation, ScriptedRoom]:
    records = InMemoryRecords()
    state = RunState.FAILED if failure else RunState.MAKING
    with records.write() as unit:
        unit.artists.add(build_artist())
        unit.runs.add(build_run(state=state, failure=failure))
        unit.runs.add_step(build_step(step=Step.FILM, outcome=StepOutcome.FAILED, failure=failure))
        unit.commit()
    room = ScriptedRoom(
        {"analyzer/failure": [diagnosis], "engineer/failure": [repair]}, closed=CLOSED if closed else frozenset()
    )
    settings = load_settings({"home": "/nowhere", **flags}, {})
    label: Any = SimpleNamespace(records=records, room=room, settings=settings)
    return explain_run(label, RUN_ID), room


def repair(action: str, **fields: str) -> dict[str, str]:
    return {"action": action, "reason": "The film then fits into the time."} | fields


def test_without_models_the_journal_speaks():
    told, room = explained(closed=True)
    assert told.diagnosis.cause == FAILURE.message
    assert told.proposal.command == FAILURE.remedy
    assert told.written_by == ()
    assert room.asked == []


def test_a_cause_that_quotes_the_journal_is_told_with_its_quotes_and_its_author():
    told, _ = explained()
    assert told.diagnosis.cause == DIAGNOSIS["cause"]
    assert told.diagnosis.quotes == ("ran longer than 1800 s",)
    assert told.written_by == ("fake:scribe-1",)
    assert told.rounds[0]["outcome"] == "1 of 2 quotes stand in the journal"
    assert told.proposal.command == FAILURE.remedy


def test_a_cause_without_a_quote_that_stands_is_not_told():
    told, room = explained(DIAGNOSIS | {"quotes": ["the stars were wrong"]})
    assert told.diagnosis.cause == FAILURE.message
    assert told.written_by == ()
    assert room.prompts() == ["analyzer/failure"]


@pytest.mark.parametrize(
    ("proposed", "command"),
    [
        (repair("resume"), f"noktvrn run resume {RUN_ID}"),
        (repair("retry", step="cover"), f"noktvrn run retry {RUN_ID} --from cover"),
        (
            repair("set", key="worker.step_timeout_s", value="3600"),
            f"Set worker.step_timeout_s to 3600, then: noktvrn run resume {RUN_ID}",
        ),
        (repair("wait"), ""),
        (repair("ask"), ""),
    ],
)
def test_a_repair_that_is_possible_becomes_a_command(proposed: dict[str, str], command: str):
    told, _ = explained(repair=proposed)
    assert told.proposal.command == command
    assert told.proposal.reason == "The film then fits into the time."


@pytest.mark.parametrize(
    "proposed",
    [
        repair("retry", step="film; rm -rf /"),
        repair("retry", step="lifecycle"),
        repair("set", key="worker.step_timeout_s", value="a long time"),
        repair("set", key="worker.step_timeout_s", value="999999999"),
        repair("set", key="web.allow_public", value="true"),
        repair("set", key="models.openai.api_key", value="x"),
        repair("set", key="review.operator", value="me"),
        repair("reboot"),
        repair("resume", reason=" "),
    ],
)
def test_a_repair_that_is_not_possible_is_not_proposed(proposed: dict[str, str]):
    told, _ = explained(repair=proposed)
    assert told.proposal.command == FAILURE.remedy


def test_settings_of_doors_and_purses_are_not_told_to_models():
    flags = {"worker": {"nice": 3}, "web": {"public_url": "https://secret.example"}, "review": {"operator": "Ada"}}
    _, room = explained(repair=repair("wait"), **flags)
    told = " ".join(each.prompt for each in room.asked)
    assert "worker.nice: 3" in told
    assert "secret.example" not in told
    assert "Ada" not in told


def test_a_run_that_did_not_fail_has_nothing_to_explain():
    with pytest.raises(InvalidTransitionError, match="no failure to explain"):
        explained(failure=None)
