"""What records must do about what the orchestrator of language models keeps.

Part of :mod:`noktvrn.testing.repository_contract`.
"""

# ruff: noqa: D102 - the names of tests are sentences

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from noktvrn.ports.language import Fault, Role
from noktvrn.ports.repositories import Records
from noktvrn.ports.room_state import Closure, Conversation, Standing, StoredAnswer
from noktvrn.testing.builders import ARTIST_ID
from noktvrn.testing.clock import NOON
from noktvrn.types import ArtistId

_STANDING = Standing(Role.AUTHOR, "openai", "gpt-6-luna", 3.5, 0.25, 4.2, 0.0031, 0.75, 1.5, 4, NOON)
_CLOSURE = Closure(
    key="openai-1f",
    vendor="openai",
    model="",
    fault=Fault.OUT_OF_CREDIT,
    cause="No credit is left.",
    remedy="Add credit.",
    failures=1,
    needs_person=True,
    since=NOON,
    until=NOON + timedelta(hours=1),
)
_ANSWER = StoredAnswer("aa", "openai", "gpt-6-luna", '{"title":"Night Bus"}', NOON)
_TALK = Conversation(ARTIST_ID, Role.AUTHOR, "", (("A title?", "Night Bus"),), NOON)


class RoomStateContract:
    """Standings, closures, answers, conversations."""

    def test_a_standing_is_replaced_by_the_next(self, records: Records) -> None:
        other = replace(_STANDING, role=Role.CRITIC)
        with records.write() as unit:
            for standing in (other, _STANDING, replace(_STANDING, calls=5)):
                unit.room_state.save_standing(standing)
            assert unit.room_state.standings() == [replace(_STANDING, calls=5), other]
            assert unit.room_state.standing(Role.CRITIC, "openai", "gpt-6-luna") == other
            assert unit.room_state.standing(Role.HELPER, "openai", "gpt-6-luna") is None

    def test_a_closure_lasts_until_it_is_forgotten(self, records: Records) -> None:
        with records.write() as unit:
            unit.room_state.save_closure(_CLOSURE)
            unit.room_state.save_closure(replace(_CLOSURE, failures=2))
            unit.commit()
        with records.write() as unit:
            assert unit.room_state.closures() == [replace(_CLOSURE, failures=2)]
            assert unit.room_state.closure(_CLOSURE.key) == replace(_CLOSURE, failures=2)
            assert unit.room_state.reopen(_CLOSURE.key)
            assert not unit.room_state.reopen(_CLOSURE.key)
            assert unit.room_state.closure(_CLOSURE.key) is None

    def test_an_answer_is_found_until_it_is_too_old(self, records: Records) -> None:
        with records.write() as unit:
            unit.room_state.keep_answer(_ANSWER, 10)
            assert unit.room_state.answer("aa", NOON) == _ANSWER
            assert unit.room_state.answer("aa", NOON + timedelta(seconds=1)) is None
            assert unit.room_state.answer("bb", NOON) is None

    def test_the_oldest_answers_are_dropped(self, records: Records) -> None:
        with records.write() as unit:
            for number in range(5):
                at = NOON + timedelta(minutes=number)
                unit.room_state.keep_answer(replace(_ANSWER, key=f"k{number}", at=at), 3)
            found = [unit.room_state.answer(f"k{number}", NOON) is not None for number in range(5)]
        assert found == [False, False, True, True, True]

    def test_a_conversation_is_kept_for_each_artist_and_role(self, records: Records) -> None:
        longer = replace(_TALK, summary="Titles.", exchanges=(("A", "B"), ("C", "D")))
        with records.write() as unit:
            unit.room_state.save_conversation(_TALK)
            unit.room_state.save_conversation(longer)
            unit.commit()
        with records.read() as unit:
            assert unit.room_state.conversation(ARTIST_ID, Role.AUTHOR) == longer
            assert unit.room_state.conversation(ARTIST_ID, Role.CRITIC) is None

    def test_conversations_of_one_artist_are_listed_and_erased_alone(self, records: Records) -> None:
        theirs = replace(_TALK, artist_id=ArtistId("other"))
        of_critic = replace(_TALK, role=Role.CRITIC)
        with records.write() as unit:
            for talk in (of_critic, _TALK, theirs):
                unit.room_state.save_conversation(talk)
            assert unit.room_state.conversations(ARTIST_ID) == [_TALK, of_critic]
            assert unit.room_state.forget_conversation(ARTIST_ID, Role.AUTHOR)
            assert not unit.room_state.forget_conversation(ARTIST_ID, Role.AUTHOR)
            assert unit.room_state.conversations(ARTIST_ID) == [of_critic]
            assert unit.room_state.conversations(ArtistId("other")) == [theirs]
