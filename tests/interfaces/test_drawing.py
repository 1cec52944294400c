"""What is drawn fits the terminal, whatever the words; colour is never the only cue."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from noktvrn.interfaces.cli.drawing import plain_line, progress_bar, row_line
from noktvrn.interfaces.cli.terminal import Terminal, columns, marked
from noktvrn.interfaces.presenters.checklist import ChecklistRow
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.journal.steps import Step

WORDS = st.text(max_size=200)


@given(st.sampled_from(list(Standing)), WORDS, st.none() | st.floats(0, 1), st.integers(60, 140))
def test_a_row_of_the_checklist_is_one_line_that_fits(standing, note, progress, width):
    row = ChecklistRow(Step.SONG, standing, "Song", note, progress, "12 s")
    line = row_line(row, width)
    assert line.cell_len <= width
    assert "\n" not in line.plain
    assert line.plain.startswith(f"{standing.symbol} Song")
    assert line.plain.endswith("12 s")
    assert plain_line(row).plain.startswith(f"{standing.symbol} Song")


@given(st.floats(-1, 2), st.integers(4, 40))
def test_a_bar_keeps_its_length(fraction, cells):
    assert progress_bar(fraction, cells).cell_len == cells + len(" 100 %")


@given(st.lists(st.lists(st.text("abc é漢", max_size=12), min_size=1, max_size=4), max_size=6), st.integers(10, 200))
def test_columns_are_aligned_cut_at_the_width_and_bare_at_their_ends(rows, width):
    lines = columns(rows, ["head"], width=width)
    assert len(lines) == (len(rows) + 1 if rows else 0)
    assert all(line.cell_len <= width and line.plain == line.plain.rstrip() for line in lines)


def test_columns_stand_under_their_heads():
    lines = columns([["a", "bb"], ["aaaa", "b"]], ["x", "y"], width=80)
    assert [line.plain for line in lines] == ["x     y", "a     bb", "aaaa  b"]


@pytest.mark.parametrize(("color", "coloured"), [("always", True), ("auto", False), ("never", False)])
def test_colour_is_used_only_where_it_was_asked_for_or_helps(color, coloured):
    out = io.StringIO()
    Terminal(color=color, stdout=out, stderr=io.StringIO()).show(marked(Standing.DONE, "released"))
    assert ("\x1b[" in out.getvalue()) is coloured
    assert "✓ released" in Text.from_ansi(out.getvalue()).plain


def test_output_that_no_terminal_cuts_is_never_wrapped():
    out = io.StringIO()
    terminal = Terminal(stdout=out, stderr=io.StringIO())
    terminal.show("x" * 500)
    terminal.table([["a", "y" * 500]])
    assert out.getvalue() == f"{'x' * 500}\na  {'y' * 500}\n"


def test_json_is_all_that_is_said_when_json_was_asked_for():
    out, err = io.StringIO(), io.StringIO()
    terminal = Terminal(as_json=True, stdout=out, stderr=err)
    terminal.show("words")
    terminal.say("talk")
    terminal.next("noktvrn worker")
    terminal.table([["a"]])
    terminal.emit({"title": "Ночь"})
    assert out.getvalue() == '{\n  "title": "Ночь"\n}\n'
    assert err.getvalue() == ""
    assert not terminal.live
    assert not terminal.interactive
