import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from noktvrn.errors import ParameterError, StepCancelledError
from noktvrn.studio.genres import GENRES
from noktvrn.studio.plan import SongRequest, make_plan
from noktvrn.studio.report import metrics_rhythm, metrics_sound, metrics_structure
from noktvrn.studio.report.catalogue import likeness, make_report, rows_of, write_report
from noktvrn.studio.report.examine import Examined, score_figures, self_likeness
from noktvrn.studio.report.measures import ALL, BY_NAME, GROUPS
from noktvrn.studio.report.metrics_harmony import harmony_figures
from noktvrn.studio.score.compose import compose
from noktvrn.studio.score.theory import Key, parse_key
from noktvrn.studio.song import SongPart


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Two short songs of one genre, made and measured once."""
    return make_report(("lofi",), 2, tmp_path_factory.mktemp("report"), first_seed=3, length_s=30.0)


@pytest.fixture(scope="module")
def scores():
    return {genre: (plan := make_plan(SongRequest(genre, 6)), compose(plan)) for genre in GENRES}


def test_a_report_has_a_page_a_record_and_pictures_and_keeps_no_songs(report):
    folder = report.page.parent
    assert {path.name for path in folder.iterdir()} == {
        "report.md", "report.json", "spectrum.png", "melody.png", "harmony.png", "similarity.png"
    }  # fmt: skip
    text = report.page.read_text()
    assert "2 songs of 1 genre" in text
    for picture in report.pictures:
        assert f"({picture.name})" in text
        assert picture.stat().st_size < 150_000
        with Image.open(picture) as image:
            assert image.width >= 400


def test_the_record_holds_every_figure_and_no_infinity(report):
    record = json.loads(report.record.read_text(), parse_constant=pytest.fail)
    assert [song["seed"] for song in record["songs"]] == [3, 4]
    assert all(math.isfinite(value) for song in record["songs"] for value in song["figures"].values())
    assert {row["group"] for row in record["rows"]} == set(GROUPS)
    assert all(row["songs"] == 2 for row in record["rows"])


def test_masters_meet_the_technical_targets(report):
    for song in report.songs:
        for measure in ALL:
            if measure.group == "technical" and measure.name not in {"key_found", "tempo_error_percent"}:
                assert measure.holds(song.figures[measure.name], song.genre), measure.name


@pytest.mark.parametrize("genre", GENRES)
def test_scores_have_figures_that_lie_where_they_can(scores, genre):
    figures = score_figures(*scores[genre])
    assert set(figures) <= set(BY_NAME)
    assert all(math.isfinite(value) for value in figures.values())
    assert figures["chorus_likeness"] >= 0.9
    assert figures["voice_movement_semitones"] <= 2.5
    assert figures["phrase_cadence_share"] >= 0.7


def test_the_drummer_drifts_and_does_not_tremble(scores):
    figures = metrics_rhythm.rhythm_figures(*scores["indie_pop"])
    assert 0.2 <= figures["microtiming_lag1"] <= 0.5
    assert 2.0 <= figures["microtiming_std_ms"] <= 12.0
    assert figures["swing_error_percent"] < 3.0


def test_a_score_without_drums_has_no_rhythm(scores):
    plan, score = scores["house"]
    assert metrics_rhythm.rhythm_figures(plan, replace(score, hits=())) == {}


def test_memory_of_a_drummer_is_found_in_a_drift_and_not_in_noise():
    rng = np.random.Generator(np.random.PCG64(1))
    noise = rng.normal(size=4000)
    drift = [0.0]
    for value in noise:
        drift.append(0.37 * drift[-1] + value)
    assert metrics_rhythm.lag_one(drift) == pytest.approx(0.37, abs=0.05)
    assert metrics_rhythm.lag_one(list(noise)) == pytest.approx(0.0, abs=0.05)
    assert metrics_rhythm.lag_one([2.0, 2.0]) == 0.0


def test_doubled_outer_voices_are_found(scores):
    plan, score = scores["house"]
    chords = tuple(replace(span, voicing=(48 + n % 2, 52, 60 + n % 2)) for n, span in enumerate(score.chords[:8]))
    assert harmony_figures(plan, replace(score, chords=chords)).parallels == 1.0


def parts(*spans):
    return [SongPart(kind, start, end, 8, energy) for kind, start, end, energy in spans]


FORM = parts(("verse", 0.0, 10.0, 0.4), ("chorus", 10.0, 20.0, 0.9), ("verse", 20.0, 30.0, 0.45))


def test_a_louder_chorus_is_heard_as_a_lift():
    rate = 8000
    noise = np.random.Generator(np.random.PCG64(2)).normal(0.0, 0.05, (2, 30 * rate)).astype(np.float32)
    noise[:, 10 * rate : 20 * rate] *= 10.0 ** (4.0 / 20.0)
    features = np.repeat(np.array([[0.0, 0.0], [4.0, 8.0], [0.5, 0.0]]), 20, axis=0)
    figures = metrics_structure.sound_figures(noise, rate, FORM, features)
    assert figures["chorus_lift_db"] == pytest.approx(4.0, abs=0.2)
    assert figures["energy_correlation"] > 0.98
    assert figures["contrast"] > 100.0


def test_borders_count_when_they_are_heard_within_a_bar():
    assert metrics_structure.borders_found(FORM, [11.5, 26.0], 2.0) == 0.5
    assert metrics_structure.borders_found(FORM[:1], [], 2.0) == 1.0


def test_silence_has_a_floor_and_a_tone_its_level():
    assert metrics_sound.end_level_dbfs(np.zeros((2, 4000), np.float32), 8000) == -120.0
    assert metrics_sound.end_level_dbfs(np.full((2, 4000), 0.1, np.float32), 8000) == pytest.approx(-20.0, abs=0.01)


@pytest.mark.parametrize(
    ("found", "planned", "same"),
    [("A minor", "A minor", True), ("C major", "A minor", True), ("A minor", "A dorian", True),
     ("G major", "A dorian", True), ("A major", "A minor", False), ("", "A minor", False)],
)  # fmt: skip
def test_keys_count_as_found_when_they_are_the_same_or_share_all_notes(found, planned, same):
    assert metrics_sound.is_same_or_relative(found, parse_key(planned)) is same


@given(st.sets(st.integers(0, 50)), st.sets(st.integers(0, 50)))
def test_likeness_is_the_same_both_ways_and_whole_for_twins(one, other):
    assert likeness(frozenset(one), frozenset(other)) == likeness(frozenset(other), frozenset(one))
    assert likeness(frozenset(one), frozenset(one)) == (1.0 if one else 0.0)


@given(st.floats(allow_nan=True), st.sampled_from(ALL), st.sampled_from(GENRES))
def test_nothing_holds_that_is_no_number(value, measure, genre):
    low, high = measure.wanted(genre)
    assert measure.holds(value, genre) == (not math.isnan(value) and low - 1e-9 <= value <= high + 1e-9)


def test_a_stretch_is_most_like_itself():
    matrix = self_likeness(np.random.Generator(np.random.PCG64(3)).normal(size=(30, 20)))
    assert matrix.shape == (30, 30)
    assert np.allclose(np.diag(matrix), 1.0, atol=1e-5)
    assert np.abs(matrix).max() <= 1.0 + 1e-5


def examined(genre, seed, figures):
    return Examined(genre, seed, figures, (0.0,) * 30, np.eye(4, dtype=np.float32), tuple(FORM), frozenset(), 30.0)


def test_a_measure_holds_where_nine_in_ten_songs_are_inside():
    rows = {
        wrong: rows_of([examined("house", n, {"leaps": 0.9 if n < wrong else 0.1}) for n in range(10)])[0]
        for wrong in (1, 2)
    }
    assert (rows[1].holds, rows[1].inside, rows[1].median) == (True, 9, 0.1)
    assert not rows[2].holds


def test_what_misses_is_told_first(tmp_path):
    written = write_report([examined("house", 1, {"leaps": 0.9, "steps": 0.5})], tmp_path)
    text = written.page.read_text()
    assert text.index("| House | leaps | 0 to 0.18 | 0.9 | 0 of 1 |") < text.index("## All figures")


def test_impossible_reports_are_refused(tmp_path):
    with pytest.raises(ParameterError, match="0 songs"):
        make_report(("house",), 0, tmp_path)
    with pytest.raises(ParameterError, match="polka"):
        make_report(("polka",), 1, tmp_path)


def test_a_cancelled_report_leaves_no_songs_behind(tmp_path):
    with pytest.raises(StepCancelledError):
        make_report(("house",), 1, tmp_path, length_s=20.0, cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_modes_are_keys_too():
    assert metrics_sound.is_same_or_relative("D minor", Key(2, "dorian"))


@pytest.mark.parametrize("asked", range(1, 9))
def test_a_report_that_is_stopped_while_it_is_written_keeps_the_one_before(tmp_path, asked):
    before = write_report([examined("house", 1, {"leaps": 0.1})], tmp_path)
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    answers = iter([False] * asked + [True] * 9)
    with pytest.raises(StepCancelledError):
        write_report([examined("house", 2, {"leaps": 0.9})], tmp_path, cancelled=lambda: next(answers))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept
    assert before.page.is_file()
