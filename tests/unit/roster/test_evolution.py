"""How far an artist may drift."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.errors import InvalidInputError
from noktvrn.roster.evolution import (
    DEFAULT_FIELDS,
    TEMPO_GAP_BPM,
    ChangeOutcome,
    EvolutionLimits,
    FieldLimit,
    apply_changes,
    value_of,
)
from noktvrn.testing.builders import build_artist

ARTIST = build_artist()
LIMITS = EvolutionLimits(tempo_bounds_bpm=(80.0, 120.0))


@dataclass(frozen=True)
class Wish:
    field: str
    after: float
    reason: str = "Because."


def apply(*wishes, artist=ARTIST, limits=LIMITS, origin=None):
    return apply_changes(artist, wishes, limits, origin=origin)


def test_a_small_step_is_applied_whole():
    before = ARTIST.sound.dials.brightness
    changed, (change,) = apply(Wish("sound.dials.brightness", before + 0.05))
    assert changed.sound.dials.brightness == pytest.approx(before + 0.05)
    assert change.outcome is ChangeOutcome.APPLIED
    assert change.limit == ""


def test_a_large_step_is_cut_and_says_so():
    changed, (change,) = apply(Wish("voice.breath", 0.95))
    assert change.outcome is ChangeOutcome.CLAMPED
    assert change.after == pytest.approx(change.before + 0.08)
    assert changed.voice.breath == change.after
    assert "0.08" in change.limit


@pytest.mark.parametrize("field", ["identity.name", "sound.genre", "seed", "look.motif.scale", "sound.dials.nothing"])
def test_the_signature_never_drifts(field):
    changed, (change,) = apply(Wish(field, 1.0))
    assert changed == ARTIST
    assert change.outcome is ChangeOutcome.REFUSED
    assert "signature" in change.limit


def test_a_value_moves_once_per_run_and_few_values_move():
    wishes = [Wish(f"sound.dials.{name}", 0.55) for name in ("brightness", "density", "swing", "darkness", "energy")]
    _, book = apply(Wish("sound.dials.brightness", 0.56), *wishes)
    assert [change.outcome is ChangeOutcome.REFUSED for change in book] == [False, True, False, False, False, True]


def test_an_artist_stays_near_what_it_was_created_as():
    artist = ARTIST
    for _ in range(30):
        artist, _ = apply(Wish("sound.dials.darkness", 1.0), artist=artist, origin=ARTIST)
    drift = artist.sound.dials.darkness - ARTIST.sound.dials.darkness
    assert drift <= DEFAULT_FIELDS["sound.dials.darkness"].max_drift + 1e-9


_FIELDS = st.sampled_from([*DEFAULT_FIELDS, "identity.name", "sound.genre", "version"])
_VALUES = st.floats(allow_nan=True, allow_infinity=True) | st.floats(-2, 250)


@given(st.lists(st.builds(Wish, _FIELDS, _VALUES), max_size=12))
def test_no_proposal_breaks_a_limit(wishes):
    changed, book = apply(*wishes, origin=ARTIST)
    assert len(book) == len(wishes)
    for change in book:
        if change.outcome is ChangeOutcome.REFUSED:
            assert change.limit
            continue
        limit = DEFAULT_FIELDS[change.field]
        assert abs(change.after - change.before) <= limit.max_step + 1e-9
        assert limit.low <= change.after <= limit.high
        assert value_of(changed, change.field) == change.after
        assert math.copysign(1, change.after - change.before) == math.copysign(1, change.proposed - change.before)
    sound = changed.sound
    assert sound.tempo_max_bpm - sound.tempo_min_bpm >= TEMPO_GAP_BPM
    assert sound.tempo_min_bpm >= 80
    assert sound.tempo_max_bpm <= 120
    assert replace(changed, sound=ARTIST.sound, voice=ARTIST.voice) == ARTIST


def test_values_are_read_by_path():
    assert value_of(ARTIST, "sound.tempo_min_bpm") == ARTIST.sound.tempo_min_bpm
    with pytest.raises(InvalidInputError):
        value_of(ARTIST, "sound.genre")


def test_limits_that_hold_no_value_are_refused():
    with pytest.raises(InvalidInputError):
        FieldLimit(1.0, 0.0, 0.1)
