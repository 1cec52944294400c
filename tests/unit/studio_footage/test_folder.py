"""What a folder says of its clips: names, lists of credits, and what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.errors import MediaUnreadableError, NotFoundError
from noktvrn.studio.picture.footage.crediting import notes_on
from noktvrn.studio.picture.footage.facts import ClipCredit
from noktvrn.studio.picture.footage.folder import digest_of, find_clips, tags_in_names
from noktvrn.studio.picture.footage.tags import MOST_TAGS, scenes_of_mood, tags_of, words_of


@pytest.fixture
def library(tmp_path) -> Path:
    for name in ("Night City/neon_street-01.MP4", "sea/waves.mov", "sea/.hidden.mp4", ".trash/old.mp4", "notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (tmp_path / "folder.mp4").mkdir()
    return tmp_path


def test_clips_are_found_in_order_without_hidden_ones(library):
    assert [path.name for path in find_clips(library)] == ["neon_street-01.MP4", "waves.mov"]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(NotFoundError, match="no folder"):
        find_clips(tmp_path / "missing")


def test_names_of_folders_and_files_are_tags(library):
    assert tags_in_names(library / "Night City" / "neon_street-01.MP4", library, ("Rain",)) == (
        "rain",
        "night",
        "city",
        "neon",
        "street",
    )


def test_what_cameras_write_is_no_tag():
    assert tags_of(["DJI_0042", "IMG-final copy", "Straßen", "été 4K 1080p"]) == ("strassen", "été")


@given(st.lists(st.text(max_size=40), max_size=60))
def test_tags_are_few_lowercase_and_each_once(texts):
    tags = tags_of(texts)
    assert len(tags) == len(set(tags)) <= MOST_TAGS
    assert all(tag == tag.casefold() and len(tag) > 1 for tag in tags)


def test_a_mood_calls_for_scenes_and_kindred_moods():
    assert {"rain", "lonely"} <= scenes_of_mood("Wistful")
    assert scenes_of_mood("purple") == scenes_of_mood("") == frozenset()
    assert words_of(["Waves, waves & a glass"]) == ("wave", "glass")


def test_credits_come_from_the_nearest_list_and_tags_add_up(library):
    (library / "credits.toml").write_text('author = "Ada Moll"\nlicence = "CC BY 4.0"\ntags = ["blue"]')
    (library / "sea" / "credits.toml").write_text(
        'source = "own archive"\n["waves.mov"]\nauthor = "Ben Ito"\ntags = ["dawn", 7]'
    )
    sea = notes_on(library / "sea" / "waves.mov", library)
    assert sea.credit == ClipCredit("Ben Ito", "CC BY 4.0", "own archive")
    assert sea.credit.line == "Ben Ito (CC BY 4.0), own archive"
    assert sea.tags == ("blue", "dawn")
    (library / "sea" / "waves.toml").write_text('author = "Cy\\u001b[31m  Ora"')
    assert notes_on(library / "sea" / "waves.mov", library).credit.author == "Cy [31m Ora"
    city = notes_on(library / "Night City" / "neon_street-01.MP4", library)
    assert city.credit == ClipCredit("Ada Moll", "CC BY 4.0", "")


@pytest.mark.parametrize("content", [b"author = ", b"\xff\xfe", b"x" * 300_000])
def test_a_list_that_cannot_be_read_is_said_and_harms_nothing(library, content):
    (library / "credits.toml").write_bytes(content)
    notes = notes_on(library / "sea" / "waves.mov", library)
    assert notes.credit == ClipCredit()
    assert "credits.toml" in notes.faults[0]


def test_clips_are_known_by_their_bytes(library):
    first, second = find_clips(library)
    assert digest_of(first) != digest_of(second)
    assert len(digest_of(first)) == 64
    with pytest.raises(MediaUnreadableError, match="cannot be read"):
        digest_of(library / "gone.mp4")
