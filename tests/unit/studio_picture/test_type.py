from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.studio_picture.requests import look

from noktvrn.errors import ParameterError
from noktvrn.studio.picture.faces import FACES, covered_characters, lacking, load_font
from noktvrn.studio.picture.layouts import LEAST_CAP_HEIGHT, MARGIN, set_cover
from noktvrn.studio.picture.look import DISPLAY_FACES, LAYOUTS, TEXT_FACES
from noktvrn.studio.picture.typesetting import balanced_breaks, draw_block, fit_block
from noktvrn.studio.picture.wording import in_capitals, word

LONG = "All the Lights We Left On for Somebody Who Never Came Back Home"


@pytest.mark.parametrize("name", sorted(FACES))
def test_every_face_is_installed_and_shows_latin(name):
    assert lacking(name, "Ab9.,'") == ""
    assert load_font(name, 40).getlength("Ab") > 10


@pytest.mark.parametrize("name", [*DISPLAY_FACES, *TEXT_FACES])
def test_every_listed_face_exists(name):
    assert name in FACES


def test_a_missing_font_package_is_named_with_its_remedy():
    """In a process of its own, because faces that were loaded stay loaded."""
    lines = (
        "import sys; sys.modules['font_amatic_sc'] = None",
        "from noktvrn.errors import ToolMissingError",
        "from noktvrn.studio.picture.faces import load_font",
        "try: load_font('hand', 20)",
        "except ToolMissingError as missing: print(missing.remedy)",
    )
    told = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "Install the package font-amatic-sc."


def test_an_unknown_face_is_refused_with_the_names_that_exist():
    with pytest.raises(ParameterError) as refused:
        covered_characters("papyrus")
    assert "serif_light" in refused.value.remedy


@pytest.mark.parametrize("face", DISPLAY_FACES)
@pytest.mark.parametrize("text", ["Θάλασσα", "Белые ночи", "Żółć", "Ngày mới"])
def test_every_face_finds_a_stand_in_for_other_scripts(face, text):
    words = word(text, face)
    assert words.text == text
    assert words.missing == ""
    assert lacking(words.face, text) == ""


def test_characters_that_no_face_shows_are_left_out_and_reported():
    words = word("Neon 🌴 Heart", "serif_light")
    assert (words.text, words.missing) == ("Neon Heart", "🌴")


def test_compatibility_letters_become_plain_ones():
    words = word("𝕹𝖔𝖎𝖗", "serif_light")
    assert words.text == "Noir"
    assert "𝕹" in words.missing


def test_a_title_of_which_nothing_can_be_shown_gives_a_cover_without_text():
    cover = set_cover("🌴🌴", "Vela", look(), 300)
    assert cover.texts == ()
    assert cover.rendered == ()
    assert cover.missing == "🌴"


def test_greek_capitals_carry_no_accent():
    assert in_capitals("Θάλασσα") == "ΘΑΛΑΣΣΑ"
    assert in_capitals("Straße") == "Straße"


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=20), st.integers(1, 5))
def test_breaking_keeps_every_word_in_order(words, lines):
    text = " ".join(words)
    broken = balanced_breaks(text, lines, "sans_black", 0.0)
    assert " ".join(broken) == text
    assert len(broken) <= lines


def test_lines_are_balanced():
    first, second = balanced_breaks("a long road that bends", 2, "sans_black", 0.0)
    assert abs(len(first) - len(second)) <= 3


@pytest.mark.parametrize("text", ["O", "Midnight Rain", LONG])
def test_a_block_fits_its_box_and_touches_its_edges(text):
    block = fit_block(text, "geometric_extrabold", 500, 300)
    mask = draw_block(block)
    assert mask.shape[0] <= 304
    assert mask.shape[1] <= 504
    ink_rows, ink_columns = np.nonzero(mask > 60)
    assert ink_columns.min() <= 3
    assert ink_rows.min() <= 3
    assert mask.shape[0] - ink_rows.max() <= 5


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("title", ["O", "Midnight Rain", LONG, "Белые ночи"])
def test_type_stands_within_the_margins_and_is_large_enough(layout, title):
    size = 600
    cover = set_cover(title, "Nova Kestrel", look(layout=layout), size)
    assert cover.rendered == (title, "Nova Kestrel")
    for text in cover.texts:
        box = text.box(size)
        assert box.left >= MARGIN - 0.01
        assert box.top >= MARGIN - 0.01
        assert box.right <= 1 - MARGIN + 0.015
        assert box.bottom <= 1 - MARGIN + 0.015
    titles = [text for text in cover.texts if text.role == "title"]
    assert min(text.cap_height_px for text in titles) / size >= LEAST_CAP_HEIGHT


@pytest.mark.parametrize("layout", LAYOUTS)
def test_title_and_artist_do_not_touch(layout):
    title, artist = set_cover("Slow Tide, Returning", "Ines Harrow", look(layout=layout), 600).texts
    a, b = title.box(600), artist.box(600)
    assert a.right <= b.left or b.right <= a.left or a.bottom <= b.top or b.bottom <= a.top


def test_marks_above_capitals_do_not_meet_the_line_above():
    block = fit_block("Ho Chi Minh: Đêm mưa ở thành phố", "hand", 800, 400, most_lines=2)
    above, below = block.lines
    assert block.leading + below.ink_top - above.ink_bottom > 0


def test_a_title_in_a_stand_in_is_not_spaced_like_small_capitals():
    title, plain = "Ὄνειρα της νύχτας", "Oneira tis nychtas"
    greek, latin = (set_cover(text, "Lune", look(), 480).texts[0] for text in (title, plain))
    assert greek.cap_height_px > 0.6 * latin.cap_height_px
