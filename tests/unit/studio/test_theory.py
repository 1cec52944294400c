import pytest
from hypothesis import given
from hypothesis import strategies as st

from noktvrn.errors import ParameterError
from noktvrn.studio.genres import GENRES, genre_profile
from noktvrn.studio.score.theory import MODES, Key, chord_of, extended, frequency_hz, parse_key


@given(st.integers(0, 11), st.sampled_from(sorted(MODES)))
def test_a_key_is_read_back_from_its_name(tonic, mode):
    assert parse_key(Key(tonic, mode).name) == Key(tonic, mode)


@pytest.mark.parametrize(
    ("text", "key"),
    [("Am", Key(9, "minor")), ("C", Key(0, "major")), ("bb major", Key(10, "major")), ("F♯ minor", Key(6, "minor"))],
)
def test_short_spellings_are_understood(text, key):
    assert parse_key(text) == key


def test_numerals_count_from_the_major_scale():
    key = parse_key("A minor")
    assert chord_of("bVI", key).pitch_classes == (5, 9, 0)
    assert chord_of("i7", key).pitch_classes == (9, 0, 4, 7)
    assert chord_of("V7", key).function == "D"


def test_unknown_numerals_are_refused():
    with pytest.raises(ParameterError):
        chord_of("VIIIx", parse_key("C"))


@pytest.mark.parametrize("genre", GENRES)
def test_every_chord_of_every_genre_can_be_read(genre):
    style = genre_profile(genre).harmony
    for tables, key in ((style.minor_loops, Key(2, "minor")), (style.major_loops, Key(2, "major"))):
        for loops in tables.values():
            for symbol in " ".join(loops).split():
                assert chord_of(symbol, key).intervals
    for symbol in (*style.minor_cadences, *style.major_cadences):
        assert chord_of(symbol, Key(0, "minor")).function in {"D", "S"}


@given(st.sampled_from(["i", "bIII", "iv", "bVI", "bVII", "I", "ii", "vi", "V"]), st.integers(0, 2))
def test_added_colour_stays_in_the_scale(symbol, level):
    key = Key(4, "minor" if symbol in {"i", "bIII", "iv", "bVI", "bVII"} else "major")
    chord = chord_of(extended(symbol, key, level), key)
    assert set(chord.pitch_classes) <= set(key.scale)


def test_concert_pitch():
    assert frequency_hz(69) == 440.0
    assert frequency_hz(57) == pytest.approx(220.0)
