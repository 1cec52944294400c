from __future__ import annotations

import struct
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms
from tests.unit.studio_picture.requests import PAPER, SMALL_PX, look, request

from noktvrn.errors import MediaUnreadableError, NoSpaceError, ParameterError, StepCancelledError
from noktvrn.studio.picture.cover import paint_cover, roles_of_artwork, song_roles
from noktvrn.studio.picture.examine import inspect_cover
from noktvrn.studio.picture.files import read_picture, srgb_profile, write_jpeg, written_aside
from noktvrn.studio.picture.fingerprint import TWIN_DISTANCE, difference_hash, distance, hash_of
from noktvrn.studio.picture.inking import LEAST_CONTRAST
from noktvrn.studio.picture.look import LAYOUTS, STYLE_FAMILIES
from noktvrn.studio.picture.warm import warm_pictures


def test_a_cover_is_what_stores_ask_for(painted):
    facts = painted.facts
    assert (facts.width_px, facts.height_px, facts.mode, facts.format) == (SMALL_PX, SMALL_PX, "RGB", "JPEG")
    assert facts.has_icc_profile
    assert facts.dpi == 300
    assert facts.text_matches
    assert painted.rendered_text == ("Midnight Rain", "Nova Kestrel")
    assert painted.missing_glyphs == ""


def test_cover_artwork_and_proofs_are_written_and_nothing_else(painted):
    names = {path.name for path in painted.cover.parent.iterdir()}
    assert names == {"cover.jpg", "artwork.jpg", "cover_64.jpg", "cover_300.jpg"}
    with Image.open(painted.proofs[0]) as proof:
        assert proof.size == (64, 64)


@pytest.mark.parametrize("family", STYLE_FAMILIES)
@pytest.mark.parametrize("night", [True, False])
def test_every_family_paints_a_legible_sharp_cover(family, night, tmp_path):
    layout = LAYOUTS[STYLE_FAMILIES.index(family) % len(LAYOUTS)]
    result = paint_cover(request(look=look(family, layout, night=night)), tmp_path)
    assert min(result.title_contrast, result.artist_contrast) >= LEAST_CONTRAST
    assert result.facts.tonal_range > 0.3
    assert result.facts.sharpness > 100


@pytest.mark.parametrize("family", STYLE_FAMILIES)
def test_every_variant_of_a_family_paints(family, tmp_path):
    for variant in (0.02, 0.22, 0.42, 0.62, 0.82, 0.99):
        wanted = request(look=look(family, variant=variant), size_px=96, seed=11)
        assert paint_cover(wanted, tmp_path).facts.tonal_range > 0.2


def test_the_same_request_paints_the_same_cover(painted, tmp_path):
    again = paint_cover(request(), tmp_path)
    assert again.cover.read_bytes() == painted.cover.read_bytes()


def test_an_avoided_cover_is_not_painted_again(painted, tmp_path):
    other = paint_cover(request(avoid_hashes=(painted.facts.difference_hash,)), tmp_path)
    assert distance(other.facts.difference_hash, painted.facts.difference_hash) == other.nearest_distance
    assert other.nearest_distance > TWIN_DISTANCE * 0.8


def test_an_emoji_title_is_painted_without_it_and_says_so(tmp_path):
    result = paint_cover(request(title="Neon 🌴 Heart"), tmp_path)
    assert result.missing_glyphs == "🌴"
    assert not result.facts.text_matches
    assert result.facts.missing_text == ("Neon 🌴 Heart",)


def test_a_cover_without_text_has_no_contrast_to_measure(tmp_path):
    result = paint_cover(request(title="🌴"), tmp_path)
    assert (result.rendered_text, result.title_contrast, result.title_cap_height) == ((), 0.0, 0.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"energy": 1.2},
        {"title": "  "},
        {"title": "x" * 400},
        {"size_px": 10},
        {"look": replace(look(), style_family="oil")},
        {"look": replace(look(), layout="sideways")},
        {"look": replace(look(), display_face="papyrus")},
        {"look": replace(look(), palette=PAPER[:3])},
        {"look": replace(look(), palette=((1.4, 0.1, 0.0), *PAPER[1:]))},
        {"look": look(scale=2.0)},
    ],
)
def test_impossible_requests_are_refused_with_a_remedy(wrong, tmp_path):
    with pytest.raises(ParameterError) as refused:
        paint_cover(request(**wrong), tmp_path)
    assert refused.value.remedy
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("after", [0, 3, 12])
def test_a_cancelled_cover_leaves_nothing(after, tmp_path):
    asked = []
    with pytest.raises(StepCancelledError):
        paint_cover(request("silk"), tmp_path, cancelled=lambda: asked.append(1) or len(asked) > after)
    assert list(tmp_path.iterdir()) == []


def test_progress_rises_to_the_end(tmp_path):
    told: list[float] = []
    paint_cover(request(), tmp_path, progress=lambda fraction, _what: told.append(fraction))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_a_full_disk_is_told_as_such(tmp_path):
    with pytest.raises(NoSpaceError), written_aside(tmp_path / "cover.jpg"):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_picture_is_unreadable(tmp_path):
    fake = tmp_path / "cover.jpg"
    fake.write_text("not a picture")
    with pytest.raises(MediaUnreadableError):
        inspect_cover(fake, "a", "b", ())
    with pytest.raises(MediaUnreadableError):
        difference_hash(tmp_path / "absent.jpg")


def test_hashes_are_near_for_siblings_and_far_for_strangers(painted, tmp_path):
    picture = read_picture(painted.cover)
    softer = tmp_path / "softer.jpg"
    write_jpeg(picture, softer, quality=40)
    assert distance(hash_of(picture), difference_hash(softer)) < 20
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    assert distance(hash_of(picture), hash_of(noise)) > 80


def test_distance_refuses_what_is_no_hash():
    with pytest.raises(ParameterError):
        distance("zz", "00")
    with pytest.raises(ParameterError):
        distance("00", "00")


def test_what_moves_beside_an_artwork_takes_its_turn_of_hue(painted):
    turned = song_roles(look(), 7, "")
    found = roles_of_artwork(look(), read_picture(painted.artwork))
    assert abs((turned.dominant[2] - found.dominant[2] + 180) % 360 - 180) < 16


def test_warming_reports_to_the_end_and_can_be_stopped():
    told: list[float] = []
    warm_pictures(lambda fraction, _what: told.append(fraction))
    assert told[-1] == 1.0
    with pytest.raises(StepCancelledError):
        warm_pictures(cancelled=lambda: True)


def test_the_colour_profile_carries_no_moment_so_that_equal_pictures_are_equal_files() -> None:
    profile = srgb_profile()
    assert struct.unpack(">6H", profile[24:36]) == (2026, 1, 1, 0, 0, 0)
    assert not any(profile[84:100]), "a digest of other bytes would be wrong"
    assert ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile))).startswith("sRGB")
