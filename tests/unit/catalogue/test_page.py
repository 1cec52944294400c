from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.catalogue.contents import PackageInput
from noktvrn.catalogue.metadata import MetadataFile
from noktvrn.catalogue.package import build_package
from noktvrn.catalogue.page.faces import page_faces
from noktvrn.catalogue.page.glow import glow_of
from noktvrn.catalogue.page.marks import placed_stanzas, section_marks
from noktvrn.catalogue.page.waveform import WATER_LINE, Peaks, bar_heights, draw_waveform
from noktvrn.catalogue.track import Section, Stanza


class Tags(HTMLParser):
    """Every start tag with its attributes, and the text outside style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._raw = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._raw = tag in {"style", "script"}

    def handle_endtag(self, tag):
        self._raw = False

    def handle_data(self, data):
        if not self._raw:
            self.text += data

    def values(self, *names: str) -> list[str]:
        return [value for _, attrs in self.tags for name, value in attrs.items() if name in names and value]


@pytest.fixture(scope="module")
def folder(package: PackageInput, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_package(package, tmp_path_factory.mktemp("releases")).folder


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


def test_what_is_said_about_the_release_stands_on_the_page(package: PackageInput, page: str) -> None:
    assert package.release.description is not None
    assert package.release.description in Tags(page).text
    assert "the &lt;rain&gt;" in page


def test_what_is_said_in_the_artists_language_stands_beside_it(package: PackageInput, folder: Path, page: str) -> None:
    told = package.release.translated
    assert told is not None
    assert told.text in Tags(page).text
    assert '<p dir="auto" lang="de">' in page
    kept = MetadataFile.read(folder / "metadata.json").release.translated
    assert kept is not None
    assert (kept.language, kept.text) == (told.language, told.text)


def test_a_release_that_nothing_is_said_about_has_no_empty_line_for_it(package: PackageInput, tmp_path: Path) -> None:
    silent = replace(package, release=replace(package.release, description=None, translated=None))
    assert 'class="about"' not in (build_package(silent, tmp_path).folder / "index.html").read_text(encoding="utf-8")


def test_everything_that_the_page_links_is_in_the_package(folder: Path, page: str) -> None:
    linked = [value.split("#")[0] for value in Tags(page).values("src", "href", "poster")]
    files = [value for value in linked if value and not value.startswith("data:")]
    assert len(files) >= 10
    assert [value for value in files if not (folder / value).is_file()] == []


def test_page_reaches_for_no_network(page: str) -> None:
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", page) == []
    assert "default-src 'none'" in page


def test_page_says_what_the_release_is(page: str) -> None:
    text = Tags(page).text
    for expected in (
        "Midnight Rain",
        "Nova Kestrel",
        "21 November 2026",
        "and wash me clean",
        "−14.0 LUFS",
        "104 bpm",
        "Music, lyrics, cover and video are made by AI.",
        "sha256sum -c SHA256SUMS",
    ):
        assert expected in text


def test_sound_and_film_have_controls_without_javascript(page: str) -> None:
    media = [attrs for tag, attrs in Tags(page).tags if tag in {"audio", "video"}]
    assert len(media) == 4
    assert all("controls" in attrs and "autoplay" not in attrs for attrs in media)


def test_pictures_buttons_and_fields_have_names(page: str) -> None:
    for tag, attrs in Tags(page).tags:
        if tag == "img":
            assert attrs["alt"]
        if tag in {"button", "input", "video"}:
            assert attrs["aria-label"]


def test_values_cannot_break_out_of_the_page(package: PackageInput, tmp_path: Path) -> None:
    nasty = "\"'><script>alert(1)</script>"
    track = replace(package.track, lyrics=(Stanza(nasty, (nasty,)),), sections=(Section(nasty, 0.0, 1.0),), key=nasty)
    release = replace(package.release, title=nasty, artist=nasty, label=nasty)
    built = build_package(replace(package, release=release, track=track), tmp_path)
    parsed = Tags((built.folder / "index.html").read_text(encoding="utf-8"))
    assert [tag for tag, _ in parsed.tags].count("script") == 1
    assert "alert(1)" in parsed.text


def test_page_stays_light(page: str) -> None:
    assert len(page) < 150_000


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=300),
    st.integers(1, 250),
)
def test_bars_stand_between_the_water_and_the_top(levels: list[float], bars: int) -> None:
    peaks = Peaks(min=tuple(-level for level in levels), max=tuple(levels), rms=tuple(levels))
    heights = bar_heights(peaks, bars)
    assert len(heights) == bars
    assert all(0 < height <= 1 for height in heights)
    assert draw_waveform(peaks, bars).path.count("M") == bars
    assert WATER_LINE == 70


def test_louder_stretches_give_higher_bars() -> None:
    level = tuple([0.1] * 50 + [0.4] * 50)
    heights = bar_heights(Peaks(min=level, max=level, rms=level), 10)
    assert heights[0] < 0.3 * heights[-1]
    assert heights[-1] == 1


def test_marks_stand_where_sections_begin() -> None:
    marks = section_marks([Section("intro", 0, 10), Section("pre-chorus", 10, 12), Section("late", 250, 260)], 200)
    assert [(mark.kind, mark.left_percent) for mark in marks] == [("intro", 0.0), ("pre chorus", 5.0)]
    assert [mark.fits_desktop for mark in marks] == [False, False]


def test_nth_verse_is_sung_in_the_nth_verse_section() -> None:
    sections = [Section("verse_1", 10, 20), Section("chorus", 20, 30), Section("verse_2", 30, 40)]
    stanzas = [Stanza("verse", ("a",)), Stanza("chorus", ("b",)), Stanza("verse", ("c",)), Stanza("bridge", ("d",))]
    assert [verse.start_s for verse in placed_stanzas(stanzas, sections)] == [10, 20, 30, None]


def test_bright_artwork_shines_less(tmp_path: Path) -> None:
    from PIL import Image

    for name, colour in (("dark", (20, 20, 60)), ("bright", (250, 250, 240))):
        Image.new("RGB", (64, 64), colour).save(tmp_path / f"{name}.jpg")
    assert glow_of(tmp_path / "dark.jpg").opacity == 0.4
    assert glow_of(tmp_path / "bright.jpg").opacity < 0.2


def test_faces_are_small_and_draw_the_letters_they_were_made_for() -> None:
    from PIL import Image, ImageDraw, ImageFont

    faces = page_faces("Größe Δ", ["Größe, wow"], ["é"])
    assert sum(len(face.address) for face in faces) < 60_000
    for face in faces:
        font = ImageFont.truetype(io.BytesIO(base64.b64decode(face.address.split(",")[1])), 40)
        letter = "ö" if face.style == "normal" and face.family == "Page Serif" else "e"
        picture = Image.new("L", (60, 60))
        ImageDraw.Draw(picture).text((5, 5), letter, font=font, fill=255)
        assert picture.getbbox() is not None
        assert 10 < font.getlength(letter) < 40
