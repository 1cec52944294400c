"""Lines, bars and signs: whatever they are given, they keep their width and steer no terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from noktvrn.interfaces.console.bars import Mark, likeness_bar, mark_line, progress_bar, wave_lines
from noktvrn.interfaces.console.lines import columns, ends, facts, fill, fit, join, same, say, strung, wrap
from noktvrn.interfaces.console.signs import in_ascii, knows_unicode, printable
from noktvrn.interfaces.console.strip import countdown
from noktvrn.interfaces.console.tones import _ROLES, Colours, colours_of, palette

words = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
widths = st.integers(min_value=1, max_value=90)


@given(words, widths)
def test_a_line_is_never_wider_than_its_room(text, width):
    assert fit(say(text), width).cell_len <= width
    assert fill(say(text), width).cell_len == width


@given(words, words, widths)
def test_words_at_both_ends_keep_to_the_room(left, right, width):
    assert ends(say(left), say(right), width).cell_len <= max(width, 0)


@given(words, st.integers(min_value=8, max_value=60))
def test_wrapped_text_keeps_to_its_room_and_loses_no_letter(text, width):
    lines = wrap(text, width)
    assert all(line.cell_len <= width for line in lines)
    kept = "".join(line.plain for line in lines)
    assert "".join(kept.split()) == "".join(printable(text).split())


@given(words)
def test_nothing_that_is_said_steers_the_terminal(text):
    shown = printable(text)
    assert "\x1b" not in shown
    assert all(letter.isprintable() for letter in shown)


@pytest.mark.parametrize("text", ["\x1b[2J", "a\x07b", "\u202eevil", "line\nbreak", "\x9b31m", "tab\there"])
def test_what_would_steer_is_taken_out(text):
    assert not {"\x1b", "\x07", "\u202e", "\n", "\x9b", "\t"} & set(printable(text))


@given(words)
def test_ascii_is_as_wide_as_what_it_stands_for(text):
    shown = printable(text)
    assert in_ascii(shown).isascii()
    if all(cell_len(letter) for letter in shown):
        assert len(in_ascii(shown)) == cell_len(shown)


def test_a_locale_without_the_signs_is_known():
    assert knows_unicode("utf-8")
    assert not knows_unicode("ANSI_X3.4-1968")
    assert not knows_unicode("latin-1")
    assert not knows_unicode("no such encoding")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=90), st.integers(1, 9), st.none() | st.floats(0, 1))
def test_a_waveform_has_its_lines_and_its_reflection(heights, rows, share):
    for swaps in (True, False):
        lines = wave_lines(heights, rows, share, swaps=swaps)
        assert len(lines) == rows + 1
        assert all(line.cell_len == len(heights) for line in lines)


def test_the_head_stands_between_what_was_played_and_what_was_not():
    above = wave_lines([1.0] * 10, 1, 0.5)[0]
    roles = [str(span.style) for span in above.spans]
    assert roles == ["played"] * 5 + ["head"] + ["wave"] * 4
    assert {str(span.style) for span in wave_lines([1.0] * 10, 1, None)[0].spans} == {"wave"}


@given(st.lists(st.tuples(st.text("abcde", min_size=1, max_size=9), st.floats(0, 200)), max_size=9), widths)
def test_sections_keep_to_the_width_of_the_waveform(parts, width):
    marks = [Mark(kind, start) for kind, start in sorted(parts, key=lambda part: part[1])]
    assert mark_line(marks, 200.0, width).cell_len <= width


def test_sections_stand_where_they_begin():
    marks = [Mark("verse", 0.0), Mark("chorus", 50.0, wanted=True), Mark("x", 99.0)]
    assert mark_line(marks, 100.0, 40).plain == "verse               ╵chorus !          ╵"
    assert mark_line([], 100.0, 40).plain == ""


@given(st.floats(-1, 2), st.integers(4, 40))
def test_bars_keep_their_width(value, width):
    assert progress_bar(value, width).cell_len == width
    assert likeness_bar(value, 0.8, width).cell_len == width


def test_a_likeness_past_the_limit_is_marked():
    assert "fail" in {str(span.style) for span in likeness_bar(0.95, 0.8, 10).spans}
    assert "fail" not in {str(span.style) for span in likeness_bar(0.6, 0.8, 10).spans}


@pytest.mark.parametrize(
    ("seconds", "shown"), [(598.4, "9:58"), (59.9, "0:59"), (-3, "0:00"), (7_261, "2:01:01"), (0, "0:00")]
)
def test_a_hold_counts_down_as_a_clock(seconds, shown):
    assert countdown(seconds) == shown


def test_lines_that_differ_in_their_role_only_are_not_the_same():
    assert not same(say("x", "ink"), say("x", "needs"))
    assert same(say("x", "ink"), say("x", "ink"))
    assert same(None, None)
    assert not same(None, say("x"))


def test_facts_stand_in_columns_and_strung_facts_keep_to_one_line():
    lines = [line.plain for line in facts([("Key", "A minor"), ("Tempo", "105 bpm " * 6)], 30)]
    assert lines[0] == "Key    A minor"
    assert lines[2].startswith("       ")
    assert strung([("Key", "A minor"), ("Tempo", "105 bpm")], 16, headings=False).plain == "A minor  105 bpm"
    assert strung([("Key", "A minor"), ("Tempo", "105 bpm")], 15, headings=False).plain == "A minor"
    assert columns([say("a")], [say("b"), say("c")], 3, 1)[1].plain == "    c"
    assert join("a", say("b")).plain == "ab"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm-256color"}, Colours.FULL),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, Colours.FULL),
        ({"TERM": "linux"}, Colours.SIXTEEN),
        ({"TERM": "dumb"}, Colours.NONE),
        ({}, Colours.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, Colours.NONE),
    ],
)
def test_colours_are_those_of_the_terminal(environment, expected):
    assert colours_of(environment) is expected
    assert colours_of(environment, "full") is Colours.FULL


def test_every_palette_knows_every_role():
    assert _ROLES[Colours.FULL].keys() == _ROLES[Colours.SIXTEEN].keys() == _ROLES[Colours.NONE].keys()
    for colours in Colours:
        for role in _ROLES[colours]:
            palette(colours).get_style(role)


def test_without_colours_no_role_has_one():
    for role in _ROLES[Colours.NONE]:
        style = palette(Colours.NONE).get_style(role)
        assert style.color is None
        assert style.bgcolor is None
