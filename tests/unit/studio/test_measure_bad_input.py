"""Whatever is given to be measured, the answer is figures or a sentence that says why not."""

import contextlib
import io
import math
import struct
from dataclasses import fields

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from noktvrn.errors import MediaUnreadableError
from noktvrn.studio.measure import measure_file, peaks
from noktvrn.studio.sound.mp3 import write_mp3

RATE = 44_100


def music(seconds=4.0, rate=RATE, channels=2):
    """A chord that pulses twice a second, in noise."""
    time_s = np.arange(int(seconds * rate)) / rate
    chord = sum(np.sin(2 * np.pi * hz * time_s) for hz in (220.0, 277.2, 329.6)) * 0.1 * (1.2 - (2 * time_s) % 1.0)
    noise = np.random.default_rng(5).normal(0, 0.01, (channels, len(time_s)))
    return (chord + noise).astype(np.float32)


def written(path, audio, rate=RATE, subtype=None):
    soundfile.write(path, audio.T, rate, subtype=subtype)
    return path


def refusal(path):
    """What the user is told; every refusal names the file, has a remedy and no trace of a library."""
    with pytest.raises(MediaUnreadableError) as caught:
        measure_file(path)
    assert path.name in caught.value.message
    assert caught.value.remedy
    assert "Errno" not in caught.value.message
    assert "0 channels" not in caught.value.message
    return caught.value.message


def sound_figures(found):
    """No figure is ever NaN; only levels of nothing may be minus infinity."""
    for field in fields(found):
        value = getattr(found, field.name)
        if isinstance(value, float):
            assert not math.isnan(value), field.name
            assert value < math.inf, field.name
    return found


@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg", "mp3", "m4a"])
@pytest.mark.parametrize("content", [b"", b"\x00" * 4096, b"not audio at all " * 500, bytes(range(256)) * 40])
def test_what_is_no_audio_is_refused_whatever_its_name(tmp_path, suffix, content):
    path = tmp_path / f"odd.{suffix}"
    path.write_bytes(content)
    refusal(path)


@pytest.mark.parametrize(("form", "suffix"), [("PNG", "wav"), ("JPEG", "mp3"), ("GIF", "flac"), ("WEBP", "ogg")])
def test_a_renamed_picture_is_refused(tmp_path, form, suffix):
    path = tmp_path / f"cover.{suffix}"
    Image.new("RGB", (64, 64), "teal").save(path, format=form)
    refusal(path)


@pytest.mark.parametrize("kept", [12, 44, 45, 60])
def test_a_header_without_music_is_refused(tmp_path, kept):
    whole = written(tmp_path / "whole.wav", music(1.0)).read_bytes()
    path = tmp_path / "cut.wav"
    path.write_bytes(whole[:kept])
    try:
        found = measure_file(path)
    except MediaUnreadableError:
        return
    assert sound_figures(found).duration_s <= (kept - 44) / 4 / RATE


@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_cut_recording_is_measured_as_far_as_it_goes_or_refused(tmp_path, suffix, share):
    whole = written(tmp_path / f"whole.{suffix}", music()).read_bytes()
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(whole[: int(len(whole) * share)])
    try:
        found = sound_figures(measure_file(path))
    except MediaUnreadableError:
        return
    assert found.duration_s <= 4.0
    assert -40.0 < found.loudness_lufs < 0.0


def test_a_cut_mp3_is_measured_as_far_as_it_goes(tmp_path):
    write_mp3(tmp_path / "whole.mp3", music())
    whole = (tmp_path / "whole.mp3").read_bytes()
    (tmp_path / "cut.mp3").write_bytes(whole[: len(whole) // 2])
    assert 1.0 < sound_figures(measure_file(tmp_path / "cut.mp3")).duration_s < 3.0


@pytest.mark.parametrize(
    ("rate", "channels"), [(8_000, 1), (11_025, 2), (44_100, 1), (96_000, 2), (192_000, 2), (48_000, 6), (8_000, 6)]
)
def test_unusual_rates_and_channels_are_measured(tmp_path, rate, channels):
    path = written(tmp_path / "odd.wav", music(3.0, rate, channels), rate, "PCM_24")
    found = sound_figures(measure_file(path))
    assert (found.sample_rate_hz, found.channels) == (rate, channels)
    assert found.duration_s == pytest.approx(3.0, abs=0.001)
    assert -40.0 < found.loudness_lufs < 0.0


@pytest.mark.parametrize(
    ("rate", "channels", "named"), [(4_000, 1, "4000 Hz"), (384_000, 2, "384000 Hz"), (RATE, 8, "8 channels")]
)
def test_what_is_out_of_range_is_refused_by_its_figure(tmp_path, rate, channels, named):
    path = written(tmp_path / "odd.wav", music(0.2, rate, channels), rate, "PCM_16")
    assert named in refusal(path)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_one_value_that_is_no_number_is_enough_to_refuse(tmp_path, value):
    audio = music(1.0)
    audio[1, 12_345] = value
    assert "not numbers" in refusal(written(tmp_path / "odd.wav", audio, subtype="FLOAT"))


@pytest.mark.parametrize("factor", [1e-30, 1e-7, 4.0, 1e6])
def test_levels_beyond_all_reason_still_have_figures(tmp_path, factor):
    path = written(tmp_path / "odd.wav", music(3.0) * np.float32(factor), subtype="FLOAT")
    sound_figures(measure_file(path))


@pytest.mark.parametrize("samples", [1, 2, 13, 1_000, 20_000])
def test_the_shortest_recordings_have_figures(tmp_path, samples):
    path = written(tmp_path / "short.wav", music(1.0)[:, :samples])
    assert sound_figures(measure_file(path)).duration_s == pytest.approx(samples / RATE)
    assert len(peaks(path, 10).rms) == min(samples, 10)


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0])
def test_recordings_of_one_value_have_figures(tmp_path, level):
    found = sound_figures(measure_file(written(tmp_path / "flat.wav", np.full((2, RATE * 8), level, np.float32))))
    assert found.dc_offset == pytest.approx(abs(level), abs=1e-3)
    assert found.bpm == 0.0


def test_a_header_that_promises_gigabytes_takes_none(tmp_path):
    whole = bytearray(written(tmp_path / "whole.wav", music(1.0), subtype="PCM_16").read_bytes())
    at = whole.index(b"data") + 4
    whole[at : at + 4] = struct.pack("<I", 0xFFFFFFF0)
    path = tmp_path / "liar.wav"
    path.write_bytes(whole)
    try:
        found = measure_file(path)
    except MediaUnreadableError:
        return
    assert sound_figures(found).duration_s == pytest.approx(1.0, abs=0.01)


def test_a_folder_and_an_absent_file_are_refused(tmp_path):
    refusal(tmp_path)
    assert "no such file" in refusal(tmp_path / "absent.wav")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.integers(0, 600), st.binary(min_size=1, max_size=8), st.sampled_from(["wav", "flac"]))
def test_damage_anywhere_near_the_header_is_figures_or_a_refusal(scratch, place, damage, suffix):
    whole = io.BytesIO()
    soundfile.write(whole, music(0.5).T, RATE, format=suffix.upper())
    content = bytearray(whole.getvalue())
    content[place : place + len(damage)] = damage
    path = scratch / f"damaged.{suffix}"
    path.write_bytes(content)
    with contextlib.suppress(MediaUnreadableError):
        sound_figures(measure_file(path))
