"""Titles and lyrics of one artist over many songs."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from noktvrn.studio.words.genres import GENRES, style_of
from noktvrn.studio.words.library import bank_for, themes
from noktvrn.studio.words.lyrics import LyricPlan, write_lyrics
from noktvrn.studio.words.markup import Speaker
from noktvrn.studio.words.sounds import last_word, nearly_rhymes, rhymes, words_of
from noktvrn.studio.words.titles import fold_title, title_case, write_title

THEMES = ("night drives", "letting go", "new love", "departures")


def songs(count, genre="synthwave", remember=True):
    titles, sung, written = [], set(), []
    for number in range(count):
        rng = random.Random(number)
        bank = themes()[THEMES[number % len(THEMES)]]
        title = write_title(bank, Speaker(), rng, taken=titles)
        known = frozenset(sung) if remember else frozenset()
        plan = LyricPlan(bank, style_of(genre), "melancholic", "couplet", Speaker(), sung=known)
        sections = write_lyrics(plan, title, rng)
        titles.append(title.text)
        sung |= {line.lower() for section in sections for line in section.lines}
        written.append((title, sections))
    return written


@pytest.fixture(scope="module")
def fifty():
    return songs(50)


def verses(sections):
    return [line for section in sections if section.kind in {"verse", "bridge"} for line in section.lines]


def test_fifty_songs_of_one_artist_hardly_repeat_a_line(fifty):
    lines = [line.lower() for _, sections in fifty for line in verses(sections)]
    assert len(set(lines)) / len(lines) >= 0.9


def test_within_a_song_no_verse_line_comes_twice(fifty):
    for _, sections in fifty:
        lines = [line.lower() for line in verses(sections)]
        assert len(set(lines)) == len(lines)


def test_the_chorus_is_the_same_each_time_and_holds_the_title_twice(fifty):
    for title, sections in fifty:
        choruses = [section.lines for section in sections if section.kind == "chorus"]
        assert len(set(choruses)) == 1
        holding = [line for line in choruses[0] if fold_title(title.text) in fold_title(line)]
        assert len(holding) >= 2


def test_couplets_of_a_verse_rhyme(fifty):
    for _, sections in fifty:
        for section in sections:
            if section.kind == "verse":
                ends = [last_word(line) for line in section.lines]
                pairs = zip(ends[::2], ends[1::2], strict=True)
                assert all(rhymes(one, other) or nearly_rhymes(one, other) for one, other in pairs), section.lines


@pytest.mark.parametrize("rhyme", ["couplet", "alternate", "loose"])
@pytest.mark.parametrize("genre", ["trap", "ambient", "indie_pop"])
def test_each_form_and_rhyme_gives_whole_sections(rhyme, genre):
    style = style_of(genre)
    bank = bank_for("winter", seed=1)
    rng = random.Random(8)
    plan = LyricPlan(bank, style, "cold", rhyme, Speaker())
    sections = write_lyrics(plan, write_title(bank, Speaker(), rng, taken=()), rng)
    assert [section.kind for section in sections] == list(style.form)
    assert all(len(section.lines) == style.verse_lines for section in sections if section.kind == "verse")


def test_words_of_the_brief_come_up_in_the_lyrics():
    bank = themes()["the sea"]
    counts = []
    for wanted in (frozenset(), frozenset({"lighthouse", "ferry", "harbour"})):
        hits = 0
        for seed in range(12):
            rng = random.Random(seed)
            title = write_title(bank, Speaker(), rng, taken=(), wanted=wanted)
            plan = LyricPlan(bank, style_of("ambient"), "serene", "couplet", Speaker(), wanted=wanted)
            text = " ".join(line for section in write_lyrics(plan, title, rng) for line in section.lines)
            hits += len({"lighthouse", "ferry", "harbour"} & set(words_of(text)))
        counts.append(hits)
    assert counts[1] > counts[0]


def test_two_hundred_titles_of_one_artist_differ_and_suit_the_stores():
    taken = []
    for number in range(200):
        bank = themes()[THEMES[number % len(THEMES)]]
        title = write_title(bank, Speaker(), random.Random(number), taken=taken).text
        assert title == title_case(title)
        assert not title.isupper()
        assert not re.search(r"feat\.|\bft\.|[\[\]|_^*]", title, re.IGNORECASE)
        assert 2 <= len(title) <= 60
        taken.append(title)
    assert len({fold_title(title) for title in taken}) == 200


def test_titles_never_run_out():
    bank = themes()["winter"]
    taken = []
    for number in range(400):
        taken.append(write_title(bank, Speaker(), random.Random(number), taken=taken).text)
    assert len({fold_title(title) for title in taken}) == 400
    assert any(", Pt. 2" in title for title in taken)


def test_no_couplet_closes_more_than_an_eighth_of_all_bridges():
    closing, bridges = Counter[str](), 0
    for seed in range(200):
        rng = random.Random(seed)
        bank = list(themes().values())[seed % len(themes())]
        title = write_title(bank, Speaker(), rng, taken=())
        style = GENRES["indie_pop"]
        song = write_lyrics(LyricPlan(bank, style, "tender", "couplet", Speaker()), title, rng)
        ends = {section.lines[-1].split()[-1].lower() for section in song if section.kind == "bridge"}
        closing.update(ends)
        bridges += len(ends)
    assert bridges == 200
    assert max(closing.values()) <= bridges / 8, closing.most_common(3)
