"""What roles remember of an artist: bounded, once for each piece of work, nobody else's, and no secrets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.ports.language import Role
from noktvrn.services.room.conversation import (
    LONGEST_LINE,
    LONGEST_SUMMARY,
    LONGEST_TEXT,
    LONGEST_WORDS,
    as_reminder,
    with_words,
)
from noktvrn.services.room.memory import Memory
from noktvrn.testing.builders import ARTIST_ID
from noktvrn.testing.clock import NOON, FrozenClock
from noktvrn.testing.records import InMemoryRecords
from noktvrn.types import ArtistId


def memory(keep: int = 2) -> Memory:
    return Memory(InMemoryRecords(), FrozenClock(), keep, lambda text: text.replace("sk-secret", "***"))


def reminder(of: Memory, role: Role = Role.AUTHOR, besides: str = "", artist: ArtistId = ARTIST_ID) -> str:
    return as_reminder(of.recall(artist, role, besides))


def test_what_was_said_is_remembered_for_this_artist_and_role_alone():
    mind = memory()
    assert reminder(mind) == ""
    mind.remember(ARTIST_ID, Role.AUTHOR, "1", "night trains: a glove on the seat.")
    assert reminder(mind) == "- night trains: a glove on the seat."
    assert reminder(mind, Role.REFLECTOR) == ""
    assert reminder(mind, artist=ArtistId("other")) == ""


def test_a_piece_of_work_is_remembered_once_and_does_not_see_itself():
    mind = memory()
    mind.remember(ARTIST_ID, Role.AUTHOR, "1", "first")
    before = reminder(mind, besides="2")
    mind.remember(ARTIST_ID, Role.AUTHOR, "2", "second")
    assert reminder(mind, besides="2") == before, "a step that is done twice is reminded of the same"
    mind.remember(ARTIST_ID, Role.AUTHOR, "2", "second, again")
    assert reminder(mind) == "- first\n- second, again"


def test_secrets_are_masked_before_anything_is_kept():
    mind = memory()
    mind.remember(ARTIST_ID, Role.AUTHOR, "1", "the code is sk-secret")
    assert reminder(mind) == "- the code is ***"


def test_older_things_are_put_in_short_when_there_are_twice_as_many():
    mind = memory(keep=2)
    for number in range(5):
        assert mind.due(mind.recall(ARTIST_ID, Role.AUTHOR)) is None
        mind.remember(ARTIST_ID, Role.AUTHOR, str(number), f"song {number} " + "x" * 200)
    due = mind.due(mind.recall(ARTIST_ID, Role.AUTHOR))
    assert due is not None
    assert due.marks == ("0", "1", "2")
    mind.shorten(ARTIST_ID, Role.AUTHOR, due, ["three songs, sk-secret"])
    mind.shorten(ARTIST_ID, Role.AUTHOR, due, ["somebody did it meanwhile"])
    assert reminder(mind).split("\n")[0] == "- three songs, ***"
    assert [line[:8] for line in reminder(mind).split("\n")[1:]] == ["- song 3", "- song 4"]


def test_two_hundred_turns_stay_within_bounds_without_any_model():
    mind = memory(keep=4)
    for number in range(200):
        mind.remember(ARTIST_ID, Role.AUTHOR, str(number), f"theme {number}: " + "long words " * 200)
        talk = mind.recall(ARTIST_ID, Role.AUTHOR)
        assert talk is not None
        assert len(talk.exchanges) <= 9
        assert len(talk.summary) <= LONGEST_SUMMARY
        assert len(as_reminder(talk)) <= LONGEST_TEXT
        assert f"theme {number}: " in as_reminder(talk), "the latest is never dropped"
    assert "theme 196: " in reminder(mind)
    assert "theme 3: " not in reminder(mind)


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.text(max_size=900)), max_size=40),
    st.integers(0, 5),
)
def test_a_memory_never_grows_beyond_its_bounds(said: list[tuple[str, str]], keep: int):
    talk = None
    for mark, words in said:
        talk = with_words(talk, ARTIST_ID, Role.AUTHOR, mark, words, keep, NOON)
        assert len(talk.exchanges) <= 2 * keep + 1
        assert all(len(words) <= LONGEST_WORDS and "\n" not in words for _, words in talk.exchanges)
        assert all(len(line) <= LONGEST_LINE for line in talk.summary.split("\n"))
        assert len(talk.summary) <= LONGEST_SUMMARY
        assert len(as_reminder(talk)) <= LONGEST_TEXT


@pytest.mark.parametrize("words", ["a\u202eb\nc\x07", "a b c", "a\u2028b\tc"])
def test_what_is_remembered_is_one_plain_line(words: str):
    talk = with_words(None, ARTIST_ID, Role.AUTHOR, "1", words, 2, NOON)
    assert as_reminder(talk) == "- a b c"
