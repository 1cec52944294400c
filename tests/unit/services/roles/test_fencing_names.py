"""Names of real artists stay out of prompts, famous or not."""

from __future__ import annotations

import pytest

from noktvrn.services.roles.fencing import LEFT_OUT, fence, without_real_artists


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("Eminem's flow and Radiohead’s sound", f"{LEFT_OUT}'s flow and {LEFT_OUT}’s sound"),
        ("Destiny's Child's harmonies", f"{LEFT_OUT}'s harmonies"),
        ("Ke$ha, A$AP Rocky, Florence + the Machine", f"{LEFT_OUT}, {LEFT_OUT}, {LEFT_OUT}"),
        ("#daftpunk @taylorswift13 Daft_Punk", f"#{LEFT_OUT} @{LEFT_OUT} {LEFT_OUT}"),
        ("hits by Zach Bryan (USA)", f"hits by {LEFT_OUT} (USA)"),
    ],
)
def test_a_famous_name_is_found_however_it_is_written(said, sent):
    assert without_real_artists(said)[0] == sent


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        (
            "like Karol G, Tilda Brask, Drake and The Midnight",
            f"like {LEFT_OUT}, {LEFT_OUT}, {LEFT_OUT} and {LEFT_OUT}",
        ),
        ("in the style of Joran Vell's first record", f"in the style of {LEFT_OUT}'s first record"),
        ("sounds like The National and the sea", f"sounds like {LEFT_OUT} and the sea"),
        ("for fans of Air and Queen.", f"for fans of {LEFT_OUT} and {LEFT_OUT}."),
        ("slow pop feat. Mira Holt", f"slow pop feat. {LEFT_OUT}"),
    ],
)
def test_whoever_is_named_as_an_influence_is_left_out_without_being_on_a_list(said, sent):
    assert without_real_artists(said)[0] == sent


@pytest.mark.parametrize(
    "said",
    [
        "dreamy air, future bass, a pink rose, a queen of nothing",
        "sounds like Berlin in winter, like Sunday morning rain",
        "like 80s radio, like 3 AM in Lisbon, like New York at night",
        "think UK Garage and Detroit Techno",
        "Like I said: songs like old letters, inspired by the sea",
        "the new order of things, a police siren, the midnight train",
    ],
)
def test_places_times_styles_and_common_words_stay(said):
    assert without_real_artists(said) == (said, 0)


def test_a_fence_tells_how_many_names_it_left_out():
    fenced = fence("brief", "like Nils Frahm, Tilda Brask", 500)
    assert fenced.names_left_out == 2
    assert "Frahm" not in fenced.text
    assert "Brask" not in fenced.text
