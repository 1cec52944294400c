"""Words over the bars of the sections that they were written for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.ports.music import SongSection
from noktvrn.ports.writer import LyricSection
from noktvrn.services.steps.timing import lines_over_form

BAR_S = 2.0
KINDS = ("intro", "verse", "chorus", "bridge", "break", "outro")


def song(*parts: tuple[str, int]) -> tuple[list[SongSection], list[float]]:
    sections, bar = [], 0
    for kind, bars in parts:
        sections.append(SongSection(kind, bar * BAR_S, (bar + bars) * BAR_S, bars, 0.5))
        bar += bars
    return sections, [place * BAR_S for place in range(bar)]


def test_each_line_begins_on_a_downbeat_of_its_section_and_ends_where_the_next_begins():
    sections, downbeats = song(("intro", 2), ("verse", 8), ("chorus", 8))
    words = [LyricSection("verse", ("a", "b", "c", "d")), LyricSection("chorus", ("e", "f"))]
    lines = lines_over_form(words, sections, downbeats)
    assert [(line.text, line.start_s, line.end_s) for line in lines] == [
        ("a", 4.0, 8.0), ("b", 8.0, 12.0), ("c", 12.0, 16.0), ("d", 16.0, 20.0), ("e", 20.0, 28.0), ("f", 28.0, 36.0),
    ]  # fmt: skip


def test_the_second_verse_gets_the_second_words_and_a_third_those_of_the_last():
    sections, downbeats = song(("verse", 2), ("verse", 2), ("verse", 2))
    words = [LyricSection("verse", ("one",)), LyricSection("verse", ("two",))]
    assert [line.text for line in lines_over_form(words, sections, downbeats)] == ["one", "two", "two"]


def test_words_of_a_section_that_the_song_lacks_are_left_out():
    sections, downbeats = song(("intro", 4), ("outro", 4))
    assert lines_over_form([LyricSection("bridge", ("nobody",))], sections, downbeats) == ()


@given(
    parts=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 16)), min_size=1, max_size=8),
    counts=st.dictionaries(st.sampled_from(("verse", "chorus", "bridge")), st.integers(0, 12)),
)
def test_lines_never_overlap_and_never_leave_the_song(parts, counts):
    sections, downbeats = song(*parts)
    words = [LyricSection(kind, tuple(f"{kind} {n}" for n in range(count))) for kind, count in counts.items()]
    lines = lines_over_form(words, sections, downbeats)
    assert all(a.end_s <= b.start_s for a, b in pairwise(lines))
    assert all(0 <= line.start_s < line.end_s <= sections[-1].end_s for line in lines)
    assert all(line.start_s == pytest.approx(round(line.start_s / BAR_S) * BAR_S) for line in lines)
