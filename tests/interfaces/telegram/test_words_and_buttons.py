"""Text and buttons keep within what Telegram takes, whatever stands in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.errors import ConfigError, ParameterError
from noktvrn.interfaces.telegram.buttons import MAX_BYTES, MOST, Act, Button, Press, Signer
from noktvrn.interfaces.telegram.links import page_of
from noktvrn.interfaces.telegram.markup import (
    Span,
    bold,
    clipped,
    code,
    folded,
    length_of,
    name,
    plain,
    rendered,
    units,
)
from noktvrn.interfaces.telegram.times import is_quiet
from noktvrn.settings import Settings, TelegramSettings
from noktvrn.testing.telegram import rules
from noktvrn.testing.telegram.server import TOKEN

TEXTS = st.text(alphabet=st.characters(codec=None), max_size=300)
PIECES = st.one_of(
    TEXTS,
    st.builds(
        Span,
        TEXTS,
        st.sampled_from(["", "b", "i", "code", "blockquote expandable"]),
        st.sampled_from(["", 'https://label.example/?a=1&b="2"']),
    ),
)
PRESSES = st.builds(
    Press,
    st.sampled_from(Act),
    st.text(alphabet="0123456789abcdefghjkmnpqrstvwxyz", max_size=26),
    st.integers(0, MOST),
    st.integers(0, MOST),
)


@given(st.lists(st.one_of(PIECES, st.lists(PIECES, max_size=4)), max_size=12), st.integers(2, 1_024))
def test_rendered_text_is_whole_html_within_its_limit(lines, limit):
    html = rendered(lines, limit)
    shown = rules.parsed_text(html, "HTML")
    assert rules.units(shown) <= limit


@given(TEXTS)
def test_names_are_one_line_that_turns_nothing_around(text):
    shown = name(text, 80)
    assert "\n" not in shown
    assert not set(shown) & set("\u202e\u202d\u200f\x00")
    assert units(shown) <= 82
    assert plain(plain(text)) == plain(text)


@given(TEXTS, st.integers(0, 50))
def test_cut_text_is_never_longer_than_asked(text, limit):
    assert units(clipped(text, limit)) <= limit


@given(st.lists(st.one_of(PIECES, st.lists(PIECES, min_size=1, max_size=4)), max_size=12))
def test_the_length_of_lines_is_that_of_what_is_read(lines):
    assert length_of(lines) >= rules.units(rules.parsed_text(rendered(lines, 100_000), "HTML"))


def test_a_folded_text_is_closed_by_the_name_of_its_tag():
    assert rendered([folded("a & b")]) == "<blockquote expandable>a &amp; b</blockquote>"


def test_text_is_escaped_and_its_tags_are_closed_where_it_is_cut():
    assert rendered([bold("<b>&"), code("x")]) == "<b>&lt;b&gt;&amp;</b>\n<code>x</code>"
    assert rendered([bold("x" * 50)], 10) == "<b>" + "x" * 9 + "…</b>"


@given(PRESSES, st.integers(-(2**52), 2**52))
def test_what_stands_behind_a_button_fits_and_is_read_back_in_its_chat_alone(press, chat_id):
    signer = Signer(TOKEN)
    written = signer.written(chat_id, press)
    assert 1 <= len(written.encode()) <= MAX_BYTES
    assert signer.read(chat_id, written) == press
    assert signer.read(chat_id + 1, written) is None
    assert Signer(TOKEN + "x").read(chat_id, written) is None


@given(PRESSES, st.data())
def test_a_button_that_was_changed_in_one_place_says_nothing(press, data):
    signer = Signer(TOKEN)
    written = signer.written(1, press)
    place = data.draw(st.integers(0, len(written) - 1))
    sign = data.draw(st.characters(codec="utf-8"))
    changed = written[:place] + sign + written[place + 1 :]
    read = signer.read(1, changed)
    assert read is None or (changed == written and read == press)


@given(TEXTS)
def test_anything_else_says_nothing(text):
    assert Signer(TOKEN).read(1, text) is None


def test_what_does_not_fit_behind_a_button_is_refused():
    with pytest.raises(ParameterError):
        Signer(TOKEN).written(1, Press(Act.APPROVE, "0" * 27))
    with pytest.raises(ParameterError):
        Signer(TOKEN).written(1, Press(Act.APPROVE, "", MOST + 1))


def test_words_of_buttons_are_cut_and_never_empty():
    rows = Signer(TOKEN).keyboard(1, ((Button("\u202e \n", Press(Act.QUEUE)), Button("x" * 200, Press(Act.QUEUE))), ()))
    assert [button["text"] for button in rows[0]] == ["…", "x" * 59 + "…"]


def _at(hour, minute=0):
    return datetime(2026, 11, 21, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begins", "ends", "hour", "quiet"),
    [
        ("22:00", "07:30", 23, True),
        ("22:00", "07:30", 7, True),
        ("22:00", "07:30", 8, False),
        ("09:00", "17:00", 9, True),
        ("09:00", "17:00", 17, False),
        ("", "", 3, False),
    ],
)
def test_quiet_hours_may_span_midnight(begins, ends, hour, quiet):
    settings = TelegramSettings(quiet_from=begins, quiet_to=ends, zone="UTC")
    assert is_quiet(_at(hour), settings) is quiet


def test_quiet_hours_follow_the_clocks_of_their_zone():
    settings = TelegramSettings(quiet_from="22:00", quiet_to="23:00", zone="Europe/Berlin")
    assert is_quiet(_at(21, 30), settings)
    assert is_quiet(datetime(2026, 7, 1, 20, 30, tzinfo=UTC), settings)
    with pytest.raises(ConfigError, match="not set"):
        is_quiet(_at(1), TelegramSettings(quiet_from="22:00"))
    with pytest.raises(ConfigError, match="Mars"):
        is_quiet(_at(1), TelegramSettings(quiet_from="22:00", quiet_to="23:00", zone="Mars/Here"))


def test_only_addresses_that_a_phone_can_open_are_linked():
    here = Settings()
    assert page_of(here, "/review/x") == ""
    public = here.model_copy(update={"web": here.web.model_copy(update={"public_url": "https://label.example/"})})
    assert page_of(public, "/review/x") == "https://label.example/review/x"
