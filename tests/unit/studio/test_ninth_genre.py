import re
import sys
from pathlib import Path

import pytest

from noktvrn.studio import genres
from noktvrn.studio.genres import genre_profile
from noktvrn.studio.measure import measure_file
from noktvrn.studio.plan import SongRequest, make_plan
from noktvrn.studio.report.examine import score_figures
from noktvrn.studio.report.measures import BY_NAME
from noktvrn.studio.score.compose import compose
from noktvrn.studio.song import make_song

DOCS = Path(__file__).resolve().parents[3] / "docs"
DUB = re.findall(r"(?ms)^```python\n(.*?)^```", (DOCS / "how-to" / "add-a-genre.md").read_text(encoding="utf-8"))[0]


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


@pytest.mark.parametrize("genre", genres.GENRES)
def test_every_genre_has_its_row_in_the_docs(genre):
    profile = genre_profile(genre)
    paces = " or ".join(f"{pace:g}" for pace in sorted(set(profile.harmony.bars_per_chord)))
    rows = (DOCS / "explanation" / "genres.md").read_text(encoding="utf-8").splitlines()
    row = next(row for row in rows if row.startswith(f"| {profile.title} |"))
    assert f"| {profile.bpm[0]:g} to {profile.bpm[2]:g} |" in row
    assert f"| {', '.join(profile.modes)} | {paces} | {profile.groove.jitter_ms:g} ms |" in row
    assert f"| {profile.master.loudness_lufs:g} LUFS | {profile.master.slope_db_per_octave:g} dB/oct |" in row
