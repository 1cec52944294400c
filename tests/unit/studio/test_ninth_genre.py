import sys

import pytest

from noktvrn.studio import genres
from noktvrn.studio.genres import genre_profile
from noktvrn.studio.measure import measure_file
from noktvrn.studio.plan import SongRequest, make_plan
from noktvrn.studio.report.examine import score_figures
from noktvrn.studio.report.measures import BY_NAME
from noktvrn.studio.score.compose import compose
from noktvrn.studio.song import make_song

DUB = '''
"""Dub: a slow house with long echoes."""

from dataclasses import replace

from noktvrn.studio.genres.house import PROFILE as HOUSE
from noktvrn.studio.genres.profile import RoomStyle, SectionShape

PROFILE = replace(
    HOUSE,
    slug="dub",
    title="Dub",
    bpm=(70.0, 74.0, 80.0),
    fold_bpm=(60.0, 100.0),
    modes={"dorian": 1.0},
    forms=(
        (
            SectionShape("intro", 4, 0.3, "verse", ("drums", "bass"), "low"),
            SectionShape("verse", 8, 0.5, "verse", ("drums", "bass", "chords", "lead"), "mid"),
            SectionShape("chorus", 8, 0.8, "chorus", ("drums", "bass", "chords", "lead", "pad"), "high"),
            SectionShape("outro", 4, 0.3, "verse", ("drums", "bass"), "low"),
        ),
    ),
    room=RoomStyle(seconds=2.8, echo_beats=0.75, echo_feedback=0.6),
)
'''


@pytest.fixture
def dub(monkeypatch, tmp_path):
    """A genre as somebody adds it: one module of data, and its name in the list."""
    (tmp_path / "dub.py").write_text(DUB)
    monkeypatch.setattr(genres, "__path__", [*genres.__path__, str(tmp_path)])
    monkeypatch.setattr(genres, "GENRES", (*genres.GENRES, "dub"))
    yield "dub"
    sys.modules.pop("noktvrn.studio.genres.dub", None)


def test_a_ninth_genre_is_a_module_of_data_and_makes_a_song(dub, tmp_path):
    made = make_song(SongRequest(dub, 4, length_s=22.0), tmp_path / "song")
    assert made.plan.genre == "dub"
    assert 70.0 <= made.bpm <= 80.0
    assert made.key.endswith("dorian")
    assert set(made.stems) >= {"drums", "bass", "lead", "space"}
    measured = measure_file(made.master)
    assert measured.loudness_lufs == pytest.approx(genre_profile(dub).master.loudness_lufs, abs=0.3)
    assert measured.true_peak_dbtp <= -1.0
    assert measured.clipped_samples == 0


def test_a_ninth_genre_is_measured_like_the_others(dub):
    plan = make_plan(SongRequest(dub, 4, length_s=120.0))
    figures = score_figures(plan, compose(plan))
    for name in ("strong_chord_share", "in_scale", "voice_movement_semitones", "phrase_cadence_share"):
        assert BY_NAME[name].holds(figures[name], dub), name


def test_the_list_of_genres_is_what_it_was_when_the_test_is_over():
    assert "dub" not in genres.GENRES
