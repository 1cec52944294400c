from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from noktvrn.review.facts import GateLimits, Neighbour, OriginalityFacts
from noktvrn.review.findings import Severity
from noktvrn.review.likeness import (
    HARMONY_KEYS,
    MELODY_KEYS,
    Fingerprint,
    Likeness,
    compare,
    harmony_likeness,
    harmony_pieces,
    index_keys,
    melody_likeness,
    most_shared,
    rarest_within,
)
from noktvrn.review.originality import judge_originality

LIMITS = GateLimits()
seeds = st.integers(0, 2**32)
quickly = settings(max_examples=20, deadline=None)


def levels(seed: int, beats: int = 160) -> np.ndarray:
    """Levels of made-up music: a new chord each bar, and another note on each beat."""
    rng = np.random.Generator(np.random.PCG64(seed))
    music = rng.integers(0, 3, (beats, 12))
    for beat in range(beats):
        if beat % 4 == 0:
            chord = rng.choice(12, 3, replace=False)
        music[beat, chord] += 9
        music[beat, rng.integers(12)] += 4
    return np.minimum(music, 15)


def packed(music: np.ndarray) -> bytes:
    pairs = music.astype(np.uint8).reshape(-1, 2)
    return (pairs[:, 0] << 4 | pairs[:, 1]).tobytes()


@quickly
@given(seeds, st.integers(0, 11))
def test_a_song_is_the_same_in_every_key(seed: int, semitones: int) -> None:
    music = levels(seed)
    other = packed(np.roll(music, semitones, axis=1))
    assert harmony_likeness(packed(music), other) == 1.0
    assert harmony_pieces(packed(music)) == harmony_pieces(other)


@quickly
@given(seeds)
@example(21_656)  # leans on other notes than the whole
def test_a_part_of_a_song_is_found_in_it_and_likeness_is_mutual(seed: int) -> None:
    music = levels(seed)
    part, other = packed(music[37:120]), packed(levels(seed + 1))
    assert harmony_likeness(part, packed(music)) == 1.0
    assert harmony_likeness(part, other) == harmony_likeness(other, part)


@quickly
@given(seeds)
def test_songs_that_have_nothing_in_common_are_not_alike(seed: int) -> None:
    likeness = harmony_likeness(packed(levels(seed)), packed(levels(seed + 1)))
    assert likeness is not None
    assert likeness < 0.2


def test_a_song_counted_at_twice_the_tempo_is_found() -> None:
    music = levels(3)
    assert harmony_likeness(packed(music), packed(np.repeat(music, 2, axis=0))) == 1.0


def test_noise_in_the_recording_does_not_hide_a_copy() -> None:
    rng = np.random.Generator(np.random.PCG64(9))
    music = levels(5)
    noisy = np.clip(music + rng.integers(-2, 3, music.shape), 0, 15)
    assert (harmony_likeness(packed(music), packed(noisy)) or 0.0) > 0.8
    assert len(harmony_pieces(packed(music)) & harmony_pieces(packed(noisy))) > 10


def test_too_little_to_compare_is_no_likeness() -> None:
    assert harmony_likeness(b"", packed(levels(1))) is None
    assert harmony_likeness(packed(levels(1, 15)), packed(levels(1))) is None
    assert melody_likeness((), (1, 2)) is None
    assert Fingerprint((), packed(levels(1, 15))).is_empty


def test_one_chord_throughout_is_like_nothing_and_has_no_keys() -> None:
    drone = packed(np.tile(levels(1, 1), (100, 1)))
    assert harmony_likeness(drone, packed(levels(2))) == 0.0
    assert harmony_likeness(drone, drone) == 0.0
    assert index_keys(Fingerprint((), drone)) == ()


@given(st.sets(st.integers(0, 2**32 - 1), min_size=1, max_size=80), st.integers(1, 80))
def test_melody_is_the_share_of_the_smaller_one(pieces: set[int], kept: int) -> None:
    whole = tuple(sorted(pieces))
    part = whole[:kept]
    assert melody_likeness(part, whole) == pytest.approx(min(len(part) / 16, 1.0))
    assert melody_likeness(whole, part) == melody_likeness(part, whole)


@quickly
@given(seeds, st.lists(st.integers(0, 2**32 - 1), max_size=200, unique=True))
def test_keys_are_few_and_those_of_melody_and_harmony_differ(seed: int, melody: list[int]) -> None:
    keys = index_keys(Fingerprint(tuple(sorted(melody)), packed(levels(seed))))
    assert len(keys) == len(set(keys)) <= MELODY_KEYS + HARMONY_KEYS
    assert list(keys) == sorted(keys)
    assert sum(key < 2**32 for key in keys) == min(len(melody), MELODY_KEYS)
    assert max(keys) < 2**33


@pytest.mark.parametrize(
    ("melody", "harmony", "similarity", "why"),
    [
        (1.0, 0.0, 1.0, "melody"),
        (0.0, 1.0, 0.5, "harmony"),
        (0.9, 0.9, 0.9, "melody and harmony"),
        (0.1, 0.3, 0.2, "harmony"),
        (None, 0.9, 0.9, "harmony"),
        (0.9, None, 0.9, "melody"),
        (None, None, 0.0, "melody and harmony"),
    ],
)
def test_a_melody_makes_a_copy_and_a_harmony_alone_does_not(
    melody: float | None, harmony: float | None, similarity: float, why: str
) -> None:
    likeness = Likeness(melody, harmony)
    assert likeness.similarity == pytest.approx(similarity)
    assert likeness.why == why


def test_where_a_melody_is_short_the_harmony_counts_more() -> None:
    short = Fingerprint(tuple(range(8)), packed(levels(8)))
    assert compare(short, short).melody == 0.5
    assert compare(short, short).similarity == 1.0


def test_comparing_a_song_with_itself_reads_one() -> None:
    song = Fingerprint(tuple(range(40)), packed(levels(8)))
    assert compare(song, song).similarity == 1.0


@given(st.dictionaries(st.integers(), st.integers(1, 50), min_size=1), st.integers(1, 200))
def test_rare_keys_are_read_first_and_the_budget_holds(holders: dict[int, int], budget: int) -> None:
    chosen = rarest_within(holders, budget)
    assert chosen
    assert sum(holders[key] for key in chosen) <= max(budget, holders[chosen[0]])
    left = [holders[key] for key in holders if key not in chosen]
    assert max(holders[key] for key in chosen) <= min(left, default=math.inf)


def test_a_rare_key_outweighs_a_common_one() -> None:
    holders = {1: 1000, 2: 2}
    assert most_shared([(1, "common"), (2, "rare"), (1, "both"), (2, "both")], holders, 2) == ["both", "rare"]


def facts(similarity: float) -> OriginalityFacts:
    far = Neighbour("01b", "Far Away", "Ash", 0.1, 0.1, 0.0, "melody")
    near = Neighbour("01a", "Night Bus", "Nova Lux", similarity, similarity, 0.0, "melody")
    return OriginalityFacts((far, near), compared_with=2)


@pytest.mark.parametrize(
    ("similarity", "severity", "shown"),
    [
        (0.31, Severity.PASS, "0.31"),
        (0.599999, Severity.PASS, "0.59"),
        (0.6, Severity.NOTICE, "0.60"),
        (0.79999, Severity.NOTICE, "0.79"),
        (0.8, Severity.BLOCKING, "0.80"),
        (1.0, Severity.BLOCKING, "1.00"),
    ],
)
def test_the_nearest_song_is_named_and_weighs_by_its_likeness(
    similarity: float, severity: Severity, shown: str
) -> None:
    [finding] = judge_originality(facts(similarity), LIMITS)
    assert finding.severity is severity
    assert finding.value == f"{shown} to “Night Bus” by Nova Lux (melody)"
    assert finding.limit == "below 0.80"
    assert bool(finding.remedy) is (severity is not Severity.PASS)
    assert (finding.title, finding.redo_from) == ("Originality", "song")


def test_an_empty_catalogue_passes() -> None:
    [finding] = judge_originality(OriginalityFacts((), compared_with=0), LIMITS)
    assert (finding.severity, finding.value) == (Severity.PASS, "no song to compare with yet")


def test_a_song_that_was_not_compared_wants_a_look() -> None:
    [finding] = judge_originality(None, LIMITS)
    assert (finding.severity, finding.value, finding.redo_from) == (Severity.NOTICE, "not compared", "measure")
