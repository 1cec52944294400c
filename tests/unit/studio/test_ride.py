"""Sections get the loudness that their energy asks for, where it is heard: after the limiter."""

import numpy as np
import pytest

from noktvrn.studio.genres.profile import MasterStyle
from noktvrn.studio.measure.loudness import k_energies, lufs
from noktvrn.studio.sound.crew import CHUNK_FRAMES, Crew
from noktvrn.studio.sound.master import master
from noktvrn.studio.sound.ride import RAMP_S, Stretch, first_ride, missing_db, ride_block, ride_curve, section_lufs

RATE = 44_100
PART = 6 * RATE
FORM = (Stretch(0, PART, 0.55), Stretch(PART, 2 * PART, 0.9), Stretch(2 * PART, 3 * PART, 0.4))


def song(levels):
    rng = np.random.default_rng(5)
    noise = rng.normal(0.0, 0.03, (2, len(levels) * PART)).astype(np.float32)
    noise[1] = 0.6 * noise[0] + 0.4 * noise[1]
    noise[:, :: RATE // 4] += 0.5
    for index, level in enumerate(levels):
        noise[:, index * PART : (index + 1) * PART] *= level
    return noise


@pytest.fixture(scope="module", params=[(1.0, 1.0, 1.0), (1.0, 1.3, 0.8), (1.2, 1.0, 0.7)])
def mastered(request):
    mix = song(request.param)
    report = master(mix, MasterStyle(dynamics_db=9.0), FORM, 0.5, lambda _: None)
    energies = k_energies(mix, RATE)
    return report, [lufs(float(energies[10 * p : 10 * p + 60].mean())) for p in (0, 6, 12)]


def test_the_loudest_section_stands_over_the_others_as_planned(mastered):
    report, levels = mastered
    assert levels[1] - levels[0] == pytest.approx(9.0 * 0.35, abs=0.4)
    assert report.loudness_lufs == pytest.approx(-14.0, abs=0.3)
    assert len(report.ride_db) == 3


def test_nothing_is_missing_once_sections_stand_as_planned():
    found = np.array([-15.0, -15.0 + 9.0 * 0.35, -15.0 - 9.0 * 0.15])
    assert np.abs(missing_db(found, FORM, 9.0)).max() < 1e-9


def test_the_first_ride_is_bounded_and_silence_has_a_level():
    energies = np.zeros(180)
    energies[60:120] = 0.1
    assert section_lufs(energies, FORM, 10 / RATE)[0] == -70.0
    assert np.abs(first_ride(energies, FORM, 9.0)).max() <= 5.0


def test_a_ride_stands_still_and_ramps_before_the_border():
    gains_db = np.array([-6.0, 0.0, 3.0])
    curve = ride_curve(FORM, gains_db, 0.0, 1.0, 3 * PART)
    assert curve[PART // 2] == pytest.approx(10 ** (-6.0 / 20.0))
    assert curve[PART] == pytest.approx(1.0)
    assert curve[-1] == pytest.approx(10 ** (3.0 / 20.0))
    ramp = curve[PART - int(RAMP_S * RATE) : PART]
    assert (np.diff(ramp) > 0.0).all()
    assert np.abs(np.diff(curve)).max() < 1e-3
    whole = np.concatenate(
        [
            np.broadcast_to(ride_block(FORM, gains_db, first, 10_000), 10_000)
            for first in range(0, 3 * PART - 10_000, 10_000)
        ]
    )
    assert np.allclose(whole, curve[: len(whole)], rtol=0.0, atol=1e-6)


def test_a_crew_answers_in_order_whatever_its_size():
    for threads in (1, 3):
        with Crew(5 * CHUNK_FRAMES + 7, threads) as crew:
            assert crew.each(lambda first, frames: (first, frames)) == crew.chunks
            assert crew.all(lambda: "a", lambda: "b") == ["a", "b"]
        assert sum(frames for _, frames in crew.chunks) == 5 * CHUNK_FRAMES + 7
