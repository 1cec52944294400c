"""What the embedded writer says about a release."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from noktvrn.studio.words.bank import read_parts
from noktvrn.studio.words.genres import GENRES
from noktvrn.studio.words.library import themes
from noktvrn.studio.words.markup import expand
from noktvrn.studio.words.moods import MOODS
from noktvrn.studio.words.release_text import LONGEST_CONCEPT, ReleaseFacts, told_concept, write_release_text

MOST = 300
FACTS = ReleaseFacts(
    title="Slow Water",
    artist="Ferry Kadlec",
    genre="ambient",
    mood="hopeful",
    theme="the sea",
    other_themes=("last ferries", "winter"),
    concept="A harbour pilot goes on with the work although the boats have stopped coming.",
    person="first",
)
NAMES = (
    st.text(st.characters(categories=("L", "N"), include_characters=" '?!.-&{}[]|\\"), min_size=1, max_size=60)
    .map(lambda name: " ".join(name.split()))
    .filter(lambda name: any(sign.isalnum() for sign in name))
)


@st.composite
def planned_facts(draw: st.DrawFn) -> ReleaseFacts:
    bank = draw(st.sampled_from(sorted(themes().values(), key=lambda bank: bank.label)))
    concept = expand(draw(st.sampled_from(bank.concepts)), random.Random(draw(st.integers(0, 99))))
    asked = draw(st.sampled_from(("", " Asked for: my secret words.")))
    return ReleaseFacts(
        title=draw(NAMES),
        artist=draw(NAMES),
        genre=draw(st.sampled_from([style.spoken for style in GENRES.values()])),
        mood=draw(st.sampled_from(sorted(MOODS))),
        theme=bank.label,
        other_themes=tuple(draw(st.lists(st.sampled_from(sorted(themes())), max_size=3))),
        concept=concept + asked,
        person=draw(st.sampled_from(("first", "second", "third"))),
    )


@settings(max_examples=150)
@given(planned_facts(), st.integers(0, 2**31))
def test_a_text_is_short_names_the_song_and_is_fully_written_out(facts: ReleaseFacts, seed: int):
    text = write_release_text(facts, MOST, random.Random(seed))
    assert len(text) <= MOST
    assert f'"{facts.title}"' in text
    assert facts.artist in text
    assert text.endswith((".", "?", "!"))
    shorter, longer = sorted((facts.title, facts.artist), key=len)
    plain = text.replace(longer, "x").replace(shorter, "x")
    assert not re.search(r"[{}\[\]|]|\s\s", plain)
    assert "secret" not in text
    assert text == write_release_text(facts, MOST, random.Random(seed)), "the same facts and seed say the same"


@given(st.sampled_from(sorted(MOODS)))
def test_the_article_suits_the_mood(mood: str):
    texts = {write_release_text(replace(FACTS, mood=mood), MOST, random.Random(seed)) for seed in range(30)}
    wrong = "a" if mood[0] in "aeiou" and mood != "euphoric" else "an"
    assert not any(re.search(rf"\b{wrong} {mood}\b", text) for text in texts)


def test_a_band_with_a_plural_name_writes_in_the_plural():
    many = replace(FACTS, artist="The Cartographers")
    texts = " ".join(write_release_text(many, MOST, random.Random(seed)) for seed in range(60))
    assert "The Cartographers write about" in texts or "The Cartographers also write about" in texts
    assert not re.search(r"The Cartographers (?:also )?(?:writes|thinks|has)\b", texts)


def test_texts_of_one_song_vary():
    texts = [write_release_text(FACTS, MOST, random.Random(seed)) for seed in range(100)]
    assert len(set(texts)) > 80
    assert {len(re.findall(r"[.?!](?:\s|$)", text)) for text in texts} == {2, 3}


def test_every_row_of_the_bank_can_be_said():
    said = " ".join(write_release_text(FACTS, MOST, random.Random(seed)) for seed in range(400))
    for rows in read_parts("_releases").values():
        for row in rows:
            fixed = [part for part in re.split(r"\{\w+\}|\[[^\]]*\]", row) if len(part.strip(' .,:"')) > 3]
            assert all(part.strip() in said for part in fixed), row


def test_what_there_is_no_word_for_is_not_spoken_of():
    bare = replace(FACTS, concept="", other_themes=())
    texts = [write_release_text(bare, MOST, random.Random(seed)) for seed in range(40)]
    assert not any("writes about: " in text or "also writes" in text or "  " in text for text in texts)
    assert not any("one picture" in text for text in texts)


def test_sentences_that_do_not_fit_are_left_out():
    long = replace(FACTS, concept="A pilot " + "waits and " * 15 + "waits.")
    assert len(long.concept) <= LONGEST_CONCEPT
    for seed in range(20):
        assert len(write_release_text(long, 130, random.Random(seed))) <= 130


def test_a_concept_of_many_words_is_no_picture():
    wordy = replace(FACTS, concept="A pilot " + "waits and " * 30 + "waits.")
    assert not any("waits" in write_release_text(wordy, MOST, random.Random(seed)) for seed in range(10))


def test_a_name_that_begins_a_concept_stays_large():
    named = replace(FACTS, concept="Kadlec closes the hut for good.")
    texts = [write_release_text(named, MOST, random.Random(seed)) for seed in range(30)]
    assert not any("kadlec closes" in text for text in texts)


def test_what_the_operator_asked_for_is_not_told():
    assert told_concept("A boat waits. Asked for: something for my ex.") == "A boat waits."
    assert told_concept("A boat waits.") == "A boat waits."
