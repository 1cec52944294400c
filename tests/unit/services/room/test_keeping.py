"""Answers that are given again."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

from pydantic import BaseModel

from noktvrn.errors import DatabaseUnavailableError
from noktvrn.ports.language import OrchestrationStatus, PromptMark, Role
from noktvrn.services.room.answers import request_key
from noktvrn.testing.clock import FrozenClock
from noktvrn.testing.identifiers import CountingIdentifiers
from noktvrn.testing.language_models import FakeLanguageModel, Says
from noktvrn.testing.records import InMemoryRecords
from noktvrn.testing.room import SONG, Song, build_request, fake_room
from noktvrn.types import ArtistId, RunId, Seed


class Other(BaseModel):
    title: str
    mood: int
    key: str = ""


CHANGES = {
    "role": Role.HELPER,
    "prompt_mark": PromptMark("author/title", "2"),
    "instructions": "Other.",
    "prompt": "Other.",
    "answer": Other,
    "language": "de",
    "artist_id": ArtistId("a2"),
    "run_id": RunId("r2"),
    "seed": Seed(2),
    "max_output_tokens": 5,
}


class House:
    def __init__(self, *models, **settings):
        self.clock, self.records, self.identifiers = FrozenClock(), InMemoryRecords(), CountingIdentifiers()
        self.models, self.settings = models, settings

    def ask(self, **changes):
        more = {"clock": self.clock, "identifiers": self.identifiers, "settings": self.settings}
        with fake_room(self.models, records=self.records, **more) as room:
            return room.ask(build_request(**changes))


def good(title="Night Bus"):
    return FakeLanguageModel("openai:luna", [Says(Song(title=title, mood=3))])


def test_the_very_same_request_is_answered_again_for_nothing():
    model = good()
    house = House(model)
    first, second = house.ask(cacheable=True), house.ask(cacheable=True)
    assert (second.status, second.value, second.ref) == (OrchestrationStatus.CACHED, first.value, first.ref)
    assert (second.cost_usd, second.attempts, len(model.calls)) == (0, (), 1)


def test_answers_are_kept_only_where_the_request_allows_it():
    model = good()
    house = House(model)
    house.ask()
    house.ask(cacheable=True)
    assert len(model.calls) == 2


def test_every_part_of_a_request_makes_it_another():
    plain = request_key(build_request())
    keys = {request_key(build_request(**{name: value})) for name, value in CHANGES.items()}
    assert len(keys) == len(CHANGES)
    assert plain not in keys
    assert {each.name for each in fields(build_request())} == {*CHANGES, "cacheable"}


def test_an_answer_that_is_too_old_is_not_given():
    model = good()
    house = House(model, answers_days=1)
    house.ask(cacheable=True)
    house.clock.advance(timedelta(days=1, seconds=1).total_seconds())
    assert house.ask(cacheable=True).status is OrchestrationStatus.ANSWERED


def test_an_answer_that_does_not_fit_its_type_any_more_is_not_given():
    house = House(good())
    house.ask(cacheable=True)
    with house.records.write() as unit:
        [stored] = house.records.shelves.stored_answers.values()
        from dataclasses import replace

        unit.room_state.keep_answer(replace(stored, value='{"title": 1}'), 10)
        unit.commit()
    assert house.ask(cacheable=True).status is OrchestrationStatus.ANSWERED


def test_a_vast_answer_is_not_kept():
    house = House(good("x" * 70_000))
    house.ask(cacheable=True)
    assert house.ask(cacheable=True).status is OrchestrationStatus.ANSWERED


def test_a_paid_answer_is_not_lost_when_it_cannot_be_kept(monkeypatch):
    def fail(*_):
        raise DatabaseUnavailableError("The disk is busy.", remedy="Try again.")

    monkeypatch.setattr("noktvrn.testing.room_state_shelf.RoomStateShelf.keep_answer", fail)
    house = House(FakeLanguageModel("a:b", [Says(SONG)]))
    result = house.ask(cacheable=True)
    assert (result.status, result.value) == (OrchestrationStatus.ANSWERED, SONG)
