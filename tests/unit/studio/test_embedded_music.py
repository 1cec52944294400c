import json

import pytest

from noktvrn.errors import ParameterError, StepCancelledError
from noktvrn.ports.analyser import MeasureRequest
from noktvrn.ports.making import ignore_progress, never_cancelled
from noktvrn.ports.music import SongRequest
from noktvrn.providers.analyser.embedded import EmbeddedAnalyser
from noktvrn.providers.music.embedded import EmbeddedMusic


def request(**changes):
    values = {
        "genre": "lofi", "bpm": 84.0, "key": "A minor", "mood": "dreamy", "energy": 0.5, "length_s": 20.0,
        "dials": {"brightness": 0.6}, "seed": 3, "title": "Rain", "artist": "Nova",
    }  # fmt: skip
    return SongRequest(**{**values, **changes})


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return EmbeddedMusic().make_song(request(), tmp_path_factory.mktemp("made"), ignore_progress, never_cancelled)


def test_a_song_comes_with_everything_that_was_promised(made):
    for path in (made.master, made.preview, made.score, *made.stems.values()):
        assert path.stat().st_size > 100
    assert made.bpm == 84.0
    assert made.key == "A minor"
    assert made.sections[-1].end_s == pytest.approx(made.duration_s)
    assert made.made_by.seed == 3
    assert made.made_by.provider == "embedded"
    json.dumps({"plan": made.plan, "parameters": made.made_by.parameters})


def test_its_own_analyser_agrees(made, tmp_path):
    asked = MeasureRequest(made.preview, "lofi", made.bpm, made.key)
    measured = EmbeddedAnalyser().measure(asked, tmp_path, ignore_progress, never_cancelled)
    assert measured.figures.loudness_lufs == pytest.approx(-14.0, abs=0.4)
    assert measured.figures.bpm == pytest.approx(84.0, rel=0.01)
    shape = json.loads(measured.peaks.read_text())
    assert len(shape["min"]) == len(shape["max"]) == len(shape["rms"]) == 1000


def test_unknown_dials_are_refused(tmp_path):
    with pytest.raises(ParameterError, match="loudness"):
        EmbeddedMusic().make_song(request(dials={"loudness": 1.0}), tmp_path, ignore_progress, never_cancelled)


def test_both_stop_when_asked(made, tmp_path):
    with pytest.raises(StepCancelledError):
        EmbeddedMusic().make_song(request(), tmp_path, ignore_progress, lambda: True)
    with pytest.raises(StepCancelledError):
        EmbeddedAnalyser().measure(
            MeasureRequest(made.master, None, None, None), tmp_path, ignore_progress, lambda: True
        )
