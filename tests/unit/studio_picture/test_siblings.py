"""Covers of one artist are siblings and no twins, and an artwork without text is composed for itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.studio_picture.requests import NIGHT, PAPER, look, request

from noktvrn.roster.evolution import DEFAULT_FIELDS
from noktvrn.studio.picture.cover import paint_cover
from noktvrn.studio.picture.families import weave
from noktvrn.studio.picture.families.voronoi import clearance
from noktvrn.studio.picture.files import read_picture
from noktvrn.studio.picture.fingerprint import TWIN_DISTANCE, difference_hash, distance
from noktvrn.studio.picture.look import MOTIF_DIALS, STYLE_FAMILIES
from noktvrn.studio.picture.palette import oklab_from_srgb
from noktvrn.studio.picture.scene import Box, Roles, Scene, circle_in

TITLES = ("Midnight Rain", "Glass Harbour", "Ember")
HOME = dict.fromkeys(MOTIF_DIALS, 0.45)
_DRIFT = DEFAULT_FIELDS["sound.dials.energy"].max_drift or 0.0


def tints(path):
    """Mean and spread of the colours, without their lightness."""
    lab = oklab_from_srgb(read_picture(path)[::3, ::3].reshape(-1, 3) / 255.0)
    return np.concatenate([lab[:, 1:].mean(axis=0), lab[:, 1:].std(axis=0)])


@pytest.mark.parametrize("family", ["silk", "tile_grid", "aura", "halftone", "weave"])
def test_covers_of_one_artist_that_know_each_other_are_no_twins(family, tmp_path):
    hashes: list[str] = []
    for song, title in enumerate(TITLES):
        wanted = request(title=title, look=look(family, **HOME), seed=40 + song, size_px=96, avoid_hashes=tuple(hashes))
        hashes.append(paint_cover(wanted, tmp_path).facts.difference_hash)
    # a study is judged at its own size, so the finished cover may be a little nearer
    assert min(distance(a, b) for a, b in combinations(hashes, 2)) > 0.7 * TWIN_DISTANCE


@pytest.mark.parametrize("family", ["silk", "weave", "stipple"])
def test_a_look_that_drifts_as_far_as_an_artist_may_keeps_its_colours_and_is_new(family, tmp_path):
    """Dials may go as far as the roster lets an artist's dials go; colours, faces and layout are the signature."""
    drifted = {dial: min(value + _DRIFT, 1.0) for dial, value in HOME.items()}
    first, later, stranger = (
        paint_cover(request(look=wanted, size_px=96, seed=3), tmp_path / name).artwork
        for name, wanted in (
            ("first", look(family, **HOME)),
            ("later", look(family, **drifted)),
            ("stranger", replace(look(family, **HOME), palette=tuple(Roles(*NIGHT).turned(140)))),
        )
    )
    own, drifted_to, others = tints(first), tints(later), tints(stranger)
    assert np.linalg.norm(own - drifted_to) < 0.7 * np.linalg.norm(own - others)
    assert distance(difference_hash(first), difference_hash(later)) > TWIN_DISTANCE


@pytest.mark.parametrize("family", STYLE_FAMILIES)
def test_the_artwork_without_text_is_the_same_work_with_no_room_kept_for_text(family, tmp_path):
    painted = paint_cover(request(look=look(family, "top_left", **HOME), size_px=128, seed=5), tmp_path)
    cover, artwork = read_picture(painted.cover).astype(float), read_picture(painted.artwork).astype(float)
    assert np.linalg.norm(tints(painted.cover) - tints(painted.artwork)) < 0.09
    # what stands in the cover's upper third is type; in the artwork it is picture, near the height of the middle
    upper, middle = artwork[8:44].mean(axis=2).std(), artwork[44:84].mean(axis=2).std()
    assert upper > 0.12 * middle
    assert np.abs(cover - artwork).mean() > 1


@pytest.mark.parametrize("title", ["I", "Ж", "x" * 200, "The long road " * 14, "Ωκεανός", "שלום", "Zażółć gęślą jaźń"])
def test_titles_of_any_length_and_script_are_set_whole(title, tmp_path):
    painted = paint_cover(request("stipple", title=title.strip(), size_px=160), tmp_path)
    assert painted.missing_glyphs == ""
    assert painted.facts.text_matches
    assert min(painted.title_contrast, painted.artist_contrast) >= 4.5


@given(st.floats(0.0, 0.7), st.floats(0.2, 1.0), st.floats(0.0, 0.7), st.floats(0.2, 1.0))
def test_most_of_a_figure_stays_on_the_sheet(left, width, top, height):
    room = Box(left, top, min(left + width, 1.0), min(top + height, 1.0))
    x, y, radius = circle_in(room)
    assert room.left - radius <= x <= room.right + radius
    seen = min(y + radius, 1.0) - max(y - radius, 0.0)
    assert seen >= 2 * radius * 0.55


def scene(**more) -> Scene:
    values = {"calm": Box(0.06, 0.7, 0.8, 0.94), "focus": Box(0.06, 0.06, 0.94, 0.64), "seed": 3, **more}
    return Scene(96, Roles(*NIGHT), {}, 0.5, **values)


def test_no_ribbon_runs_under_the_text():
    kinds = weave.arrange(scene(), 8, 0.2)
    assert (kinds[1:6, 1:-1] > 0).all()
    assert (kinds[7:, :] == 0).all()
    assert (weave.arrange(scene(textless=True), 8, 0.2) > 0).all()


def test_places_under_the_text_have_no_clearance():
    at = np.array([0.5], np.float32)
    assert clearance(scene(), at, np.array([0.8], np.float32))[0] <= 0
    assert clearance(scene(), at, np.array([0.1], np.float32))[0] > 0.3
    assert clearance(scene(textless=True), at, np.array([0.8], np.float32))[0] > 1


def test_an_artists_song_keeps_the_home_variant_half_of_the_time():
    choices = ("a", "b", "c", "d", "e")
    picked = [
        Scene(96, Roles(*PAPER), {"variant": 0.3}, 0.5, seed, scene().calm, scene().focus).pick("variant", choices)
        for seed in range(300)
    ]
    assert 0.45 < picked.count("b") / 300 < 0.70
    assert set(picked) == set(choices)
