"""Sung lines: reading and writing their times, setting them, lighting them, keeping them readable."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.studio_picture.requests import NIGHT, PAPER

from noktvrn.errors import MediaUnreadableError, ParameterError
from noktvrn.studio.picture.film.furniture import show_times
from noktvrn.studio.picture.film.karaoke import lay_words, set_words
from noktvrn.studio.picture.film.keys import KEYS, key_of
from noktvrn.studio.picture.film.lyrics import SungLine, SungWord, moved, parse_lrc, read_lrc, spread_words
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.film.subtitles import as_ass, as_lrc, as_srt, write_subtitles
from noktvrn.studio.picture.palette import contrast_ratio, luminance, srgb
from noktvrn.studio.picture.scene import Roles
from noktvrn.studio.picture.schemes import generate_palette

LINE = SungLine(
    1.0,
    4.0,
    (
        SungWord(1.0, 1.3, "Neon"),
        SungWord(1.4, 1.9, "rivers"),
        SungWord(2.0, 2.6, "running"),
        SungWord(2.7, 3.0, "through"),
        SungWord(3.05, 3.4, "me"),
    ),
)


def planes_of(luma: int, width: int = 640, height: int = 200) -> Planes:
    planes = Planes.empty(width, height)
    planes.y[:], planes.u[:], planes.v[:] = luma, 128, 128
    return planes


def test_enhanced_lrc_keeps_the_time_of_every_word():
    lines = parse_lrc("[ar:Nova]\n[00:12.00]<00:12.10> Hold <00:12.60> the <00:12.90> line <00:13.50>\n[00:14.00]next")
    assert [word.text for word in lines[0].words] == ["Hold", "the", "line"]
    assert [word.start_s for word in lines[0].words] == pytest.approx([12.1, 12.6, 12.9])
    assert lines[0].words[-1].end_s == pytest.approx(13.5)
    assert lines[1].text == "next"


def test_plain_lrc_repeats_lines_obeys_its_offset_and_ends_lines_at_empty_ones():
    lines = parse_lrc("[offset:+500]\n[00:10.00][00:20.00]Stay here\n[00:13.00]\n")
    assert [line.start_s for line in lines] == [9.5, 19.5]
    assert lines[0].end_s == 12.5
    assert lines[0].words[0].start_s == 9.5


@given(st.lists(st.tuples(st.floats(0.3, 4.0), st.text("abcdefgh ", min_size=1, max_size=30)), max_size=8))
def test_what_is_written_as_lrc_is_read_as_it_was(stretches):
    at, lines = 0.0, []
    for length_s, text in stretches:
        line = spread_words(at, at + length_s, text)
        if line is not None:
            lines.append(line)
        at += length_s + 0.5
    read = parse_lrc(as_lrc(lines))
    assert [line.text for line in read] == [line.text for line in lines]
    for own, other in zip(lines, read, strict=True):
        assert [w.start_s for w in other.words] == pytest.approx([w.start_s for w in own.words], abs=0.011)


def test_lines_are_written_for_other_players(tmp_path):
    assert as_srt([LINE]).splitlines()[:3] == ["1", "00:00:01,000 --> 00:00:04,000", LINE.text]
    assert r"{\kf30}Neon {\k10}{\kf50}rivers" in as_ass([LINE])
    assert write_subtitles([LINE], tmp_path / "song.lrc").read_text().startswith("[00:01.00] <00:01.00> Neon")
    with pytest.raises(ParameterError):
        write_subtitles([LINE], tmp_path / "song.txt")


@pytest.mark.parametrize("content", [b"no times at all", b"\xff\xfe\x00", b""])
def test_lyrics_without_times_are_refused(content, tmp_path):
    path = tmp_path / "song.lrc"
    path.write_bytes(content)
    with pytest.raises(MediaUnreadableError):
        read_lrc(path)


def test_lines_move_into_the_time_of_an_excerpt():
    assert [line.start_s for line in moved([LINE], -0.5, 10.0)] == [0.5]
    assert moved([LINE], -9.0, 10.0) == ()


def test_lines_are_shown_a_little_early_and_never_two_at_once():
    lines = [spread_words(at, at + 2.0, "one two three") for at in (1.0, 3.0, 9.0)]
    shown = show_times([line for line in lines if line is not None])
    assert shown[0][0] == pytest.approx(0.55)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(shown))
    assert all(begin <= line.start_s for (begin, _, _), line in zip(shown, lines, strict=True))


@pytest.mark.parametrize(("face", "width"), [("geometric_extrabold", 600), ("serif_regular", 260), ("hand", 300)])
def test_every_word_lights_up_within_80_ms_of_its_time(face, width):
    words = set_words(LINE, face, width, 180, 60, "left", 3)
    key = key_of(Roles(*NIGHT), "home")
    frames = []
    for frame in range(4 * 30):
        planes = planes_of(20)
        lay_words(planes, words, 10, 8, (key.sung, key.quiet), frame / 30)
        frames.append(planes.y.astype(int))
    row_tops = [0, *words.row_ends.tolist()]
    for span in words.spans:
        rows = slice(8 + row_tops[span.row], 8 + row_tops[span.row + 1])
        columns = slice(10 + int(span.left_px) + 4, 10 + int(span.right_px) - 4)
        begun = next(f for f, y in enumerate(frames) if np.abs(y - frames[0])[rows, columns].max() > 6)
        whole = next(f for f, y in enumerate(frames) if (y == frames[-1])[rows, columns].all())
        assert begun / 30 == pytest.approx(span.start_s, abs=0.08)
        assert whole / 30 <= span.start_s + 0.2 + 0.1


def test_words_run_to_the_left_where_their_script_does():
    line = spread_words(0.0, 2.0, "שלום עולם")
    words = set_words(line, "geometric_extrabold", 500, 100, 60, "left", 1)
    assert words.runs_left
    assert words.spans[0].left_px > words.spans[1].left_px


def test_words_that_no_face_shows_leave_the_others_their_line():
    words = set_words(spread_words(0.0, 2.0, "hello 🜁🜂 you"), "grotesk_bold", 500, 100, 60, "left", 1)
    assert len(words.spans) == 2
    assert words.missing
    assert set_words(spread_words(0.0, 1.0, "🜁🜂"), "grotesk_bold", 500, 100, 60, "left", 1) is None


@pytest.mark.parametrize("luma", [16, 70, 128, 190, 235])
@pytest.mark.parametrize(("palette", "name"), [(NIGHT, "home"), (PAPER, "home"), (NIGHT, "accent")])
def test_words_are_readable_over_anything(luma, palette, name):
    key = key_of(Roles(*palette), name)
    words = set_words(LINE, "grotesk_bold", 560, 120, 64, "left", 2)
    planes = planes_of(luma)
    noise = np.random.default_rng(1).integers(-18, 18, planes.y.shape)
    planes.y[:] = np.clip(planes.y + noise, 16, 235)
    lay_words(planes, words, 20, 20, (key.sung, key.quiet), 2.0)
    under = words.alpha == 0
    around = planes.y[20 : 20 + under.shape[0], 20 : 20 + under.shape[1]][under].astype(float)
    lights = ((np.percentile(around, [5, 95]) - 16) / 219) ** 2.2
    for colour in (key.sung, key.quiet):
        own = float(luminance(srgb(colour)))
        assert min(contrast_ratio(own, float(light)) for light in lights) >= 4.4


@given(st.integers(0, 10_000), st.sampled_from(KEYS))
def test_every_key_keeps_text_readable_on_its_ground(seed, name):
    key = key_of(Roles(*generate_palette(seed)), name)
    lights = [float(luminance(srgb(stop))) for stop in (*key.stops, key.ground)]
    for colour in (key.ink, key.sung, key.quiet):
        own = float(luminance(srgb(colour)))
        assert min(contrast_ratio(own, light) for light in lights) >= 4.4
