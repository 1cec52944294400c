"""Every couplet and title of the banks, in every person."""

from __future__ import annotations

import random
import re

import pytest

from noktvrn.studio.words.bank import TITLE_KINDS, read_couplets, read_parts
from noktvrn.studio.words.genres import GENRES
from noktvrn.studio.words.library import themes
from noktvrn.studio.words.lyrics import MAX_SYLLABLES, MIN_SYLLABLES
from noktvrn.studio.words.markup import Speaker, expand, suits, voice
from noktvrn.studio.words.moods import FAMILIES, MOODS
from noktvrn.studio.words.sounds import last_word, nearly_rhymes, rhymes, syllables

SHARED = {part: read_couplets(rows) for part, rows in read_parts("_choruses").items()}
POOLS = {label: (*b.scene, *b.story, *b.turn, *b.chorus) for label, b in themes().items()} | SHARED
MODAL = re.compile(
    r"\b(?:can|could|would|will|should|might|must|did|don't|doesn't|didn't|won't|can't|she'll|he'd|she'd|to) (\w+s)\b"
)
NO_VERBS = {
    "his",
    "this",
    "always",
    "hers",
    "us",
    "pass",
    "miss",
    "mars",
    "shows",
    "bus",
    "leeds",
    "wales",
    "guess",
    "rooms",
    "streets",
    "was",
}


def wordings(couplet, speaker, tries=12):
    rng = random.Random(4)
    for _ in range(tries):
        first, bar, second = voice(expand(couplet.template, rng), speaker).partition(" / ")
        assert bar
        yield first, second


@pytest.mark.parametrize("label", sorted(POOLS))
def test_couplets_rhyme_scan_and_leave_no_notation(label):
    for couplet in POOLS[label]:
        for first, second in wordings(couplet, Speaker()):
            assert rhymes(last_word(first), last_word(second)) or nearly_rhymes(last_word(first), last_word(second)), (
                first,
                second,
            )
            for line in (first, second):
                assert MIN_SYLLABLES <= syllables(line) <= MAX_SYLLABLES, line
                assert not set("[]|_^*/") & set(line), line
                assert not re.search(r"\b(\w+) \1\b", line.replace("had had", "")), line


@pytest.mark.parametrize("label", sorted(POOLS))
def test_the_third_person_conjugates_where_it_must_and_nowhere_else(label):
    for couplet in POOLS[label]:
        for pair in wordings(couplet, Speaker("third")):
            for line in pair:
                assert not [verb for verb in MODAL.findall(line.lower()) if verb not in NO_VERBS], line
                assert not re.search(
                    r"(?<!will )\b(she|he) (am|are|were|have|do|know|see|feel|keep|want|need|hold)\b", line
                ), line
                assert not re.search(r"\b(I|me|my|I'm|I've|I'll|we|our)\b", line), line


def test_the_second_person_agrees():
    for couplets in POOLS.values():
        for couplet in couplets:
            if not suits(couplet.template, Speaker("second")):
                continue
            for pair in wordings(couplet, Speaker("second"), tries=6):
                for line in pair:
                    assert not re.search(r"\b(you|they) (was|am|is|has|does|wasn't)\b(?!.*\?)", line), line


OBJECT = re.compile(
    r"\b(with|to|for|from|beside|behind|past|of|saw|see|told|tell|hear|heard|found|met|showed|gave|brought|taught|sent|miss"
    r"|missed|through|without|let|lost|in) (they|he|she)\b"
)


@pytest.mark.parametrize("person", ["second", "third"])
def test_whom_something_is_done_to_is_them_and_him(person):
    for couplets in POOLS.values():
        for couplet in couplets:
            for pair in wordings(couplet, Speaker(person), tries=6):
                for line in pair:
                    assert not OBJECT.search(line), line


def test_orders_are_sung_only_to_somebody_who_is_there():
    rng = random.Random(1)
    hooks = [frame.replace("{t}", "the harbour") for rows in read_parts("_hooks").values() for frame in rows]
    couplets = [couplet.template for couplets in POOLS.values() for couplet in couplets]
    for template in (*hooks, *couplets):
        for person, lost in (
            ("second", r"(give|take|carry|tell|wait for|meet|find) (you|your)"),
            ("third", "hold his"),
        ):
            said = expand(template, rng)
            if suits(said, Speaker(person)):
                line = voice(said, Speaker(person))
                assert not re.match(rf"(so |and )?{lost}\b", line, re.IGNORECASE), line


def test_closing_lines_scan():
    rng = random.Random(1)
    for row in read_parts("_closers")["lines"]:
        line = voice(expand(row, rng), Speaker())
        assert MIN_SYLLABLES <= syllables(line) <= MAX_SYLLABLES, line


@pytest.mark.parametrize("label", sorted(themes()))
def test_a_theme_is_rich_enough(label):
    bank = themes()[label]
    assert {title.kind for title in bank.titles} == set(TITLE_KINDS)
    assert len(bank.scene) >= 12
    assert len(bank.story) >= 12
    assert len(bank.turn) >= 4
    assert len(bank.chorus) >= 4
    assert len(bank.concepts) >= 5
    assert len(bank.images) >= 6


def test_genres_and_moods_name_only_what_exists():
    for style in GENRES.values():
        assert set(style.themes) <= set(themes())
        assert set(style.moods) <= set(MOODS)
        assert len(style.themes) >= 3
    assert {mood.family for mood in MOODS.values()} == set(FAMILIES)
    assert set(FAMILIES) <= set(SHARED)
