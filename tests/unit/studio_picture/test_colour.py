from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.errors import ParameterError
from noktvrn.studio.picture.moods import MOODS
from noktvrn.studio.picture.palette import (
    contrast_ratio,
    gradient,
    in_gamut,
    luminance,
    oklab,
    oklab_from_srgb,
    oklch,
    srgb,
    srgb_from_oklab,
    tone_ramp,
)
from noktvrn.studio.picture.schemes import generate_palette

colours = st.tuples(st.floats(0.02, 0.98), st.floats(0.0, 0.37), st.floats(0, 359.9))


@given(st.tuples(*[st.floats(0, 1)] * 3))
def test_a_colour_survives_the_way_to_oklab_and_back(rgb):
    assert np.allclose(srgb_from_oklab(oklab_from_srgb(np.array(rgb))), rgb, atol=2e-3)


@given(colours)
def test_clipping_to_srgb_keeps_hue_and_lightness(colour):
    lightness, chroma, hue_deg = oklch(oklab_from_srgb(srgb(colour)))
    assert lightness == pytest.approx(colour[0], abs=0.012)
    assert chroma <= colour[1] + 0.01
    if chroma > 0.03:
        assert abs((hue_deg - colour[2] + 180) % 360 - 180) < 4


@given(st.lists(colours, min_size=2, max_size=5))
def test_a_tone_ramp_rises_in_lightness(stops):
    lightness = oklab_from_srgb(tone_ramp(stops, 64))[:, 0]
    assert (np.diff(lightness) > -1e-3).all()
    assert lightness[0] < 0.2
    assert lightness[-1] > 0.88


def test_a_gradient_begins_and_ends_with_its_stops():
    stops = ((0.2, 0.05, 260.0), (0.8, 0.1, 80.0))
    ramp = gradient(stops, 11)
    assert np.allclose(ramp[[0, -1]], [srgb(stops[0]), srgb(stops[1])], atol=1e-3)


def test_black_on_white_has_the_highest_contrast():
    assert contrast_ratio(float(luminance([0, 0, 0])), float(luminance([1, 1, 1]))) == pytest.approx(21.0)


def test_oklch_of_oklab_is_the_same_colour():
    assert oklch(oklab((0.6, 0.1, 120.0))) == pytest.approx((0.6, 0.1, 120.0))


@given(st.integers(0, 2**63 - 1), st.sampled_from(["", *sorted(MOODS)]), st.floats(0, 1))
def test_ground_and_ink_of_every_palette_are_far_apart(seed, mood, energy):
    palette = generate_palette(seed, mood, energy)
    ground, ink = (float(luminance(srgb(palette[index]))) for index in (0, 4))
    assert contrast_ratio(ground, ink) >= 9
    assert in_gamut(palette[3]) or mood
    assert all(0 <= lightness <= 1 and 0 <= hue < 360 for lightness, _, hue in palette)


def test_the_same_seed_gives_the_same_palette():
    assert generate_palette(5, "dreamy") == generate_palette(5, "dreamy")
    assert generate_palette(5, "dreamy") != generate_palette(6, "dreamy")


def test_an_energy_outside_its_range_is_refused():
    with pytest.raises(ParameterError, match="energy"):
        generate_palette(1, energy=1.5)
