import json

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from noktvrn.errors import MediaUnreadableError, ParameterError
from noktvrn.studio.measure.decoding import decode
from noktvrn.studio.song import SongRequest, make_song
from noktvrn.studio.sound.matching import (
    CENTRES_HZ,
    LIMIT_DB,
    match_spectrum,
    matching_curve_db,
    matching_taps,
    read_reference,
    third_octave_levels_db,
)

RATE = 44_100
BANDS = len(CENTRES_HZ)


def noise(seconds, seed=1, rate=RATE, channels=2):
    rng = np.random.default_rng(seed)
    return rng.normal(0, 0.1, (channels, int(seconds * rate))).astype(np.float32)


def darkened(audio):
    """Falls by 6 dB per octave above 1 kHz or so."""
    return lfilter([0.13], [1.0, -0.87], audio, axis=1).astype(np.float32)


def centred(levels):
    return levels - np.nanmean(levels)


def test_a_mix_comes_to_the_tone_of_a_reference_that_is_not_far_off():
    reference = noise(6.0, seed=2)
    reference += 0.6 * darkened(reference)
    mix = noise(6.0)
    wanted = third_octave_levels_db(reference, RATE)
    before = np.abs(centred(third_octave_levels_db(mix, RATE)) - centred(wanted)).mean()
    match_spectrum(mix, wanted, lambda _: None)
    after = np.abs(centred(third_octave_levels_db(mix, RATE)) - centred(wanted)).mean()
    assert after < 0.25 * before
    assert after < 0.3


@settings(max_examples=40)
@given(st.lists(st.floats(-90.0, 10.0), min_size=BANDS, max_size=BANDS), st.integers(0, BANDS - 3))
def test_gains_stay_within_their_limit_and_know_nothing_of_loudness(levels, unknown):
    mix, reference = np.zeros(BANDS), np.array(levels)
    reference[BANDS - unknown :] = np.nan
    curve = matching_curve_db(mix, reference)
    assert curve.shape == (BANDS,)
    assert np.abs(curve).max() <= LIMIT_DB
    assert np.allclose(curve, matching_curve_db(mix, reference + 12.0))


def test_an_equal_spectrum_changes_nothing_but_the_last_bits():
    mix = noise(2.0)
    levels = third_octave_levels_db(mix, RATE)
    changed = mix.copy()
    assert np.abs(match_spectrum(changed, levels, lambda _: None)).max() < 1e-9
    inside = slice(5000, -5000)
    assert np.abs(changed[:, inside] - mix[:, inside]).max() < 1e-3


def test_the_filter_is_symmetric_and_shifts_nothing():
    taps = matching_taps(np.linspace(-4.0, 4.0, BANDS))
    assert np.allclose(taps, taps[::-1])
    click = np.zeros((2, 20_000), np.float32)
    click[:, 10_000] = 1.0
    match_spectrum(click, third_octave_levels_db(darkened(noise(2.0)), RATE), lambda _: None)
    assert np.abs(click[0]).argmax() == 10_000


def test_what_a_low_rate_cannot_tell_is_unknown_and_the_rest_is_matched():
    levels = third_octave_levels_db(noise(3.0, rate=8_000, channels=1), 8_000)
    assert np.isnan(levels[-1])
    assert np.isfinite(levels[0])
    assert np.isfinite(matching_curve_db(third_octave_levels_db(noise(1.0), RATE), levels)).all()


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (48_000, 6), (192_000, 2)])
def test_any_recording_can_be_a_reference(tmp_path, rate, channels):
    path = tmp_path / "reference.wav"
    soundfile.write(path, noise(5.5, rate=rate, channels=channels).T, rate, subtype="PCM_16")
    levels = centred(read_reference(path))
    # White noise rises by 1 dB from third to third, whatever its sample rate.
    assert np.nanmedian(np.diff(levels)) == pytest.approx(1.0, abs=0.3)


def test_silent_short_and_damaged_references_are_refused(tmp_path):
    soundfile.write(tmp_path / "silent.wav", np.zeros((RATE * 6, 2)), RATE)
    soundfile.write(tmp_path / "short.wav", noise(2.0).T, RATE)
    (tmp_path / "garbage.wav").write_bytes(b"not audio at all" * 100)
    with pytest.raises(ParameterError, match="is silent"):
        read_reference(tmp_path / "silent.wav")
    with pytest.raises(ParameterError, match="at least 5 s"):
        read_reference(tmp_path / "short.wav")
    for name in ("garbage.wav", "absent.wav"):
        with pytest.raises(MediaUnreadableError):
            read_reference(tmp_path / name)


def distance_db(path, wanted):
    audio = decode(path).audio
    return np.abs(centred(third_octave_levels_db(audio, RATE)) - centred(wanted)).mean()


def test_a_song_is_mastered_to_the_tone_of_a_reference(quiet_song, tmp_path):
    path = tmp_path / "liked.wav"
    soundfile.write(path, (0.3 * darkened(noise(6.0)) + 0.03 * noise(6.0, seed=3)).T, RATE)
    asked = quiet_song.plan
    request = SongRequest(
        "lofi", 5, bpm=asked.bpm, key=asked.key.name, mood=asked.mood, energy=0.4, length_s=30.0, reference=path
    )
    matched = make_song(request, tmp_path / "song")
    wanted = read_reference(path)
    assert distance_db(matched.master, wanted) < 0.6 * distance_db(quiet_song.master, wanted)
    assert matched.loudness_lufs == pytest.approx(-14.0, abs=0.3)
    assert matched.true_peak_dbtp <= -1.0
    record = json.loads(matched.record.read_text())
    assert record["reference"] == "liked.wav"
    assert len(record["master"]["matching_db"]) == BANDS
    stems = [soundfile.read(folder["bass"])[0] for folder in (matched.stems, quiet_song.stems)]
    assert np.array_equal(*stems)


def test_a_song_without_a_reference_says_so(quiet_song):
    record = json.loads(quiet_song.record.read_text())
    assert record["reference"] is None
    assert record["master"]["matching_db"] == []


def test_a_reference_that_cannot_be_used_is_refused_before_anything_is_written(tmp_path):
    (tmp_path / "liked.wav").write_bytes(b"no sound")
    with pytest.raises(MediaUnreadableError):
        make_song(SongRequest("lofi", 5, reference=tmp_path / "liked.wav"), tmp_path / "song")
    assert not (tmp_path / "song").exists()
