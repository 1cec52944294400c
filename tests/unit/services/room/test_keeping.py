"""Answers that are given again, and conversations that are remembered."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from noktvrn.errors import DatabaseUnavailableError
from noktvrn.ports.language import OrchestrationStatus, PromptMark, Role
from noktvrn.services.room.answers import request_key
from noktvrn.services.room.conversation import (
    LONGEST_SUMMARY,
    LONGEST_TEXT,
    earlier_turns,
    with_exchange,
)
from noktvrn.testing.builders import ARTIST_ID
from noktvrn.testing.clock import NOON, FrozenClock
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
    "remembers": True,
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


def test_a_role_remembers_what_it_said_to_an_artist():
    model = good()
    house = House(model)
    house.ask(remembers=True, artist_id=ARTIST_ID, prompt="First?")
    house.ask(remembers=True, artist_id=ARTIST_ID, prompt="Second?")
    house.ask(remembers=True, artist_id=ArtistId("other"), prompt="Third?")
    house.ask(artist_id=ARTIST_ID, prompt="Fourth?")
    house.ask(remembers=True, artist_id=ARTIST_ID, role=Role.CRITIC, prompt="Fifth?")
    earlier = [[(turn.is_ours, turn.text) for turn in call.earlier] for call in model.calls]
    assert earlier == [[], [(True, "First?"), (False, SONG.model_dump_json())], [], [], []]


def test_without_an_artist_nothing_is_remembered():
    model = good()
    house = House(model)
    house.ask(remembers=True)
    house.ask(remembers=True)
    assert model.calls[1].earlier == ()


def test_older_exchanges_are_remembered_in_short():
    model = good()
    house = House(model, exchanges=1)
    for number in range(3):
        house.ask(remembers=True, artist_id=ARTIST_ID, prompt=f"Question {number}?")
    [ours, theirs] = model.calls[2].earlier
    assert ours.text.startswith("Earlier answers of yours in short")
    assert "Night Bus\n\nQuestion 1?" in ours.text
    assert theirs.text == SONG.model_dump_json()


@given(st.lists(st.tuples(st.text(max_size=300), st.text(max_size=300)), max_size=40), st.integers(0, 5), st.booleans())
def test_a_conversation_never_grows_beyond_its_bounds(exchanges, keep, long):
    talk = None
    for asked, answered in exchanges:
        filler = "long words " * 500 if long else ""
        talk = with_exchange(talk, ARTIST_ID, Role.AUTHOR, asked + filler, answered + filler, keep, NOON)
    turns = earlier_turns(talk)
    assert len(turns) <= max(2, 2 * keep)
    assert sum(len(turn.text) for turn in turns) <= max(2, 2 * keep) * LONGEST_TEXT + LONGEST_SUMMARY + 200
    assert [turn.is_ours for turn in turns] == [True, False] * (len(turns) // 2)
    if talk is not None:
        assert len(talk.exchanges) == min(keep, len(exchanges))


@pytest.mark.parametrize("answer", ['{"a": "x\\u202e\\u0007y"}', '{"a": ["one", {"b": "two"}], "n": 3}', "cut off {"])
def test_a_summary_is_one_plain_line_for_each_answer(answer):
    talk = with_exchange(None, ARTIST_ID, Role.AUTHOR, "?", answer, 0, NOON)
    assert talk.summary in {"x y", "one / two", "cut off {"}
    assert len(talk.summary.splitlines()) == 1


def test_a_paid_answer_is_not_lost_when_it_cannot_be_kept(monkeypatch):
    def fail(*_):
        raise DatabaseUnavailableError("The disk is busy.", remedy="Try again.")

    monkeypatch.setattr("noktvrn.testing.room_state_shelf.RoomStateShelf.keep_answer", fail)
    house = House(FakeLanguageModel("a:b", [Says(SONG)]))
    result = house.ask(cacheable=True)
    assert (result.status, result.value) == (OrchestrationStatus.ANSWERED, SONG)
