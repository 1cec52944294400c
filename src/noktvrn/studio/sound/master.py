"""The master stage: tonal balance, glue, width, loudness, ceiling.

Order: rumble filter, tonal balance towards the genre's slope, bus compressor, mono lows and width, the ride that
gives each section the loudness that its energy asks for, the tone of a reference where one is given
(:mod:`noktvrn.studio.sound.matching`), soft clipping of tips, then limiter and loudness
(:mod:`noktvrn.studio.sound.limiter`). Works in place on one buffer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.errors import RenderError
from noktvrn.studio.genres.profile import MasterStyle
from noktvrn.studio.measure.faults import sides
from noktvrn.studio.measure.loudness import (
    STRETCHES_PER_SECOND,
    integrated_lufs,
    k_energies,
    k_weighting,
    lufs,
    weigh,
)
from noktvrn.studio.measure.spectrum import (
    Spectrum,
    band_share_db,
    mean_spectrum,
    octave_levels_db,
    slope_db_per_octave,
)
from noktvrn.studio.measure.true_peak import peak_blocks, true_peak_dbtp
from noktvrn.studio.sound import dynamics, filters
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ
from noktvrn.studio.sound.limiter import BLOCK_FRAMES, apply_gain, find_gain
from noktvrn.studio.sound.matching import Levels, match_spectrum
from noktvrn.studio.sound.patches import Band, Shape

CHUNK: Final = BLOCK_FRAMES * 8192
FADE_OUT_S: Final = 1.2
RELEASE_S: Final = 0.09
MAX_TILT_DB: Final = 6.0
MAX_LOW_LIFT_DB: Final = 2.0
MAX_SHARE_CORRECTION_DB: Final = 8.0
MAX_CEILING_DROP_DB: Final = 2.5
FLATTEST_SLOPE: Final = -4.3
CLIP_ABOVE_CEILING_DB: Final = 4.5
"""Peaks are rounded off to this much above the ceiling, so that the limiter has little left to do."""

WIDTH_RANGE: Final = (0.35, 1.8)
MONO_BELOW_HZ: Final = 150.0
RIDE_SHARE: Final = 0.85
RIDE_LIMIT_DB: Final = 5.0
RIDE_RAMP_S: Final = 0.25

Buffer = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A section as the ride sees it: frames and planned energy 0..1."""

    first: int
    end: int
    energy: float


@dataclass(frozen=True, slots=True)
class MasterReport:
    """What mastering did.

    Attributes:
        loudness_lufs: Of the master.
        true_peak_dbtp: Of the master.
        gain_db: Into the limiter.
        limiting_db: Deepest reduction by the limiter.
        width: Factor of the side.
        balance_db: Tonal correction per band.
        ride_db: Gain per section.
        matching_db: Gain per third of an octave towards a reference; empty without one.
    """

    loudness_lufs: float
    true_peak_dbtp: float
    gain_db: float
    limiting_db: float
    width: float
    balance_db: tuple[float, ...]
    ride_db: tuple[float, ...]
    matching_db: tuple[float, ...] = ()


def master(
    mix: Buffer,
    style: MasterStyle,
    form: tuple[Stretch, ...],
    brightness: float,
    progress: Callable[[float], None],
    reference: Levels | None = None,
) -> MasterReport:
    """Master a mix in place.

    Args:
        mix: (2, samples), any level.
        style: Targets of the genre.
        form: Sections in order; empty for no ride.
        brightness: 0..1, tilts the wanted slope by +-1 dB per octave.
        progress: Called with 0..1; may raise to stop.
        reference: Levels to which the tone is led, from :func:`noktvrn.studio.sound.matching.read_reference`.

    Raises:
        RenderError: The mix is silent.
    """
    before = integrated_lufs(k_energies(mix, SAMPLE_RATE_HZ))
    if not math.isfinite(before):
        raise RenderError("the mix is silent", remedy="Choose another seed or genre.", stage="song")
    progress(0.1)
    bands = balance_bands(mix, style, brightness)
    progress(0.2)
    width = _wanted_width(mix, style)
    _shape(mix, style, bands, before, width, progress)
    ride = _ride(mix, form, style.dynamics_db)
    matching = _match(mix, reference, progress)
    _fade_out(mix)
    style = _with_ceiling_for_crest(mix, style)
    _round_off(mix, style)
    gain, gains = _level(mix, style)
    progress(0.7)
    for first in range(0, mix.shape[1], CHUNK):
        apply_gain(mix, first, min(CHUNK, mix.shape[1] - first), gains, gain)
    progress(0.8)
    loudness, peak = _trim(mix, style)
    progress(1.0)
    return MasterReport(
        loudness_lufs=loudness,
        true_peak_dbtp=peak,
        gain_db=20.0 * math.log10(gain),
        limiting_db=-20.0 * math.log10(float(gains.min())),
        width=width,
        balance_db=tuple(band.gain_db for band in bands),
        ride_db=ride,
        matching_db=matching,
    )


_BALANCE: Final[tuple[tuple[Shape, float, tuple[float, ...]], ...]] = (
    ("lowshelf", 110.0, (63.0,)),
    ("peak", 350.0, (250.0, 500.0)),
    ("peak", 2400.0, (2000.0, 4000.0)),
    ("highshelf", 7000.0, (8000.0, 16000.0)),
)
"""Shape and frequency of each balancing band, and the octaves that it listens to."""


def balance_bands(mix: Buffer, style: MasterStyle, brightness: float) -> tuple[Band, ...]:
    """Broad bands that lead the long-term spectrum two thirds of the way to the genre's slope."""
    levels = octave_levels_db(mix, SAMPLE_RATE_HZ)
    centres = np.array(sorted(levels))
    slope = style.slope_db_per_octave + 2.0 * (brightness - 0.5)
    # Levels are per octave band: a density that falls by s dB per octave falls by s + 3 per octave band.
    line = (slope + 3.01) * np.log2(centres / 1000.0)
    line -= np.where(centres < 60.0, 6.0, 0.0) + np.where(centres > 10000.0, 3.0, 0.0)
    error = dict(zip(centres, line - np.array([levels[c] for c in centres]), strict=True))
    middle = float(np.mean([error[c] for c in (125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0)]))
    bands = []
    for shape, hz, listened in _BALANCE:
        wanted = float(np.mean([error[c] for c in listened])) - middle
        most = MAX_LOW_LIFT_DB if shape == "lowshelf" else MAX_TILT_DB
        bands.append(Band(shape, hz, min(max(wanted * 0.67, -MAX_TILT_DB), most), 0.6))
    return (*bands, *_share_bands(mix, (*style.bands, *bands), style, brightness))


def _share_bands(mix: Buffer, bands: tuple[Band, ...], style: MasterStyle, brightness: float) -> tuple[Band, ...]:
    """Shelves that bring bass below its share, the slope below its limit and air above its share.

    They are 0 dB where ``bands`` alone reach that.
    """
    power = mean_spectrum(mix)
    power = power * _response((Band("highpass", 28.0), *bands), power)
    least_air_db = style.air_db + 6.0 * (brightness - 0.5)
    flattest = FLATTEST_SLOPE + 0.6 * (brightness - 0.5)
    low = _least(
        lambda gain: Band("lowshelf", 140.0, -gain),
        power,
        lambda heard: band_share_db(heard, SAMPLE_RATE_HZ, 20.0, 250.0) <= style.bass_db,
    )
    power = power * _response((low,), power)
    high = _least(
        lambda gain: Band("highshelf", 2500.0, -gain),
        power,
        lambda heard: slope_db_per_octave(heard, SAMPLE_RATE_HZ) <= flattest,
    )
    power = power * _response((high,), power)
    air = _least(
        lambda gain: Band("highshelf", 7500.0, gain),
        power,
        lambda heard: band_share_db(heard, SAMPLE_RATE_HZ, 6000.0, 20_000.0) >= least_air_db,
    )
    return low, high, air


def _least(shelf: Callable[[float], Band], power: Spectrum, fits: Callable[[Spectrum], bool]) -> Band:
    """The mildest shelf after which the spectrum fits; the strongest when none does."""
    for gain_db in np.arange(0.0, MAX_SHARE_CORRECTION_DB, 0.25):
        band = shelf(float(gain_db))
        if fits(power * _response((band,), power)):
            return band
    return shelf(MAX_SHARE_CORRECTION_DB)


def _response(bands: tuple[Band, ...], power: Spectrum) -> Spectrum:
    return filters.power_response(bands, np.linspace(0.0, SAMPLE_RATE_HZ / 2.0, len(power)))


def _wanted_width(mix: Buffer, style: MasterStyle) -> float:
    """Factor of the side that leads to the genre's width, within what a mix bears."""
    found = sides(mix, SAMPLE_RATE_HZ).side_to_mid_db
    low, high = WIDTH_RANGE
    return min(max(10.0 ** ((style.side_to_mid_db - found) / 20.0), low), high) if math.isfinite(found) else 1.0


def _shape(
    mix: Buffer,
    style: MasterStyle,
    bands: tuple[Band, ...],
    loudness_lufs: float,
    width: float,
    progress: Callable[[float], None],
) -> None:
    sections = filters.design((Band("highpass", 28.0), *style.bands, *bands))
    filter_state = filters.rest(sections)
    bus_state = np.zeros(2)
    width_state = np.zeros(2)
    total = mix.shape[1]
    for first in range(0, total, CHUNK):
        frames = min(CHUNK, total - first)
        view = mix[:, first : first + frames]
        filters.filter_block(view, frames, sections, filter_state)
        dynamics.compress(view, frames, loudness_lufs + style.threshold_db, style.ratio, 0.02, 0.18, 0.0, bus_state)
        dynamics.narrow_lows(view, frames, MONO_BELOW_HZ, width, width_state)
        progress(0.2 + 0.35 * (first + frames) / total)


def _ride(mix: Buffer, form: tuple[Stretch, ...], dynamics_db: float) -> tuple[float, ...]:
    """Lead each section most of the way to its planned loudness; steps are ramps of 0.25 s before the border."""
    if not form:
        return ()
    energies = k_energies(mix, SAMPLE_RATE_HZ)
    per_frame = STRETCHES_PER_SECOND / SAMPLE_RATE_HZ
    found = []
    for stretch in form:
        part = energies[int(stretch.first * per_frame) : max(int(stretch.end * per_frame), 1)]
        found.append(lufs(float(part.mean())) if len(part) and part.any() else -70.0)
    weights = np.array([stretch.end - stretch.first for stretch in form], dtype=np.float64)
    wanted = np.array([dynamics_db * stretch.energy for stretch in form])
    error = wanted - np.array(found)
    error -= float(np.average(error, weights=weights))
    gains_db = np.clip(RIDE_SHARE * error, -RIDE_LIMIT_DB, RIDE_LIMIT_DB)
    places: list[float] = []
    levels: list[float] = []
    for stretch, gain_db in zip(form, gains_db, strict=True):
        places.extend((stretch.first, max(stretch.end - RIDE_RAMP_S * SAMPLE_RATE_HZ, stretch.first + 1)))
        levels.extend((float(gain_db), float(gain_db)))
    for first in range(0, mix.shape[1], CHUNK):
        end = min(first + CHUNK, mix.shape[1])
        before, after = np.searchsorted(places, [first, end - 1])
        steady = before == after and levels[max(before - 1, 0)] == levels[min(before, len(levels) - 1)]
        frames = np.array([[first]]) if steady else np.arange(first, end)
        mix[:, first:end] *= (10.0 ** (np.interp(frames, places, levels) / 20.0)).astype(np.float32)
    return tuple(round(float(gain_db), 2) for gain_db in gains_db)


def _match(mix: Buffer, reference: Levels | None, progress: Callable[[float], None]) -> tuple[float, ...]:
    if reference is None:
        return ()
    gains_db = match_spectrum(mix, reference, lambda share: progress(0.55 + 0.1 * share))
    return tuple(round(float(gain_db), 2) for gain_db in gains_db)


def _fade_out(mix: Buffer) -> None:
    frames = min(int(FADE_OUT_S * SAMPLE_RATE_HZ), mix.shape[1])
    mix[:, -frames:] *= np.cos(np.linspace(0.0, math.pi / 2, frames, dtype=np.float32)) ** 2


def _with_ceiling_for_crest(mix: Buffer, style: MasterStyle) -> MasterStyle:
    """Lower the ceiling where peaks would stand further above the mean level than the genre wants."""
    power = float(np.mean([np.dot(side, side) / len(side) for side in mix]))
    rms_db = 10.0 * math.log10(power) + style.loudness_lufs - integrated_lufs(k_energies(mix, SAMPLE_RATE_HZ))
    lowest = style.ceiling_dbtp - MAX_CEILING_DROP_DB
    return replace(style, ceiling_dbtp=max(min(style.ceiling_dbtp, rms_db + style.crest_db), lowest))


def _round_off(mix: Buffer, style: MasterStyle) -> None:
    """Take the tips off drums before the limiter would have to duck everything for them."""
    missing_db = style.loudness_lufs - integrated_lufs(k_energies(mix, SAMPLE_RATE_HZ))
    ceiling = 10.0 ** ((style.ceiling_dbtp + CLIP_ABOVE_CEILING_DB - missing_db) / 20.0)
    dynamics.soft_clip(mix, mix.shape[1], ceiling)


def _level(mix: Buffer, style: MasterStyle) -> tuple[float, npt.NDArray[np.float64]]:
    total = mix.shape[1]
    blocks = (total + BLOCK_FRAMES - 1) // BLOCK_FRAMES
    energies = np.zeros((2, blocks + 1))
    weigh(mix, 0, total, k_weighting(SAMPLE_RATE_HZ), np.zeros((2, 4)), BLOCK_FRAMES, energies, 0)
    power = energies.sum(axis=0)[:blocks]
    stretch = SAMPLE_RATE_HZ // 10 // BLOCK_FRAMES
    usable = blocks // stretch * stretch
    now = integrated_lufs(power[:usable].reshape(-1, stretch).sum(axis=1) / (stretch * BLOCK_FRAMES))
    ceiling = 10.0 ** (style.ceiling_dbtp / 20.0)
    expected = 10.0 ** ((style.loudness_lufs - now + 2.0) / 20.0)
    peaks = np.zeros(blocks)
    peak_blocks(mix, 0, total, BLOCK_FRAMES, ceiling / expected, peaks)
    return find_gain(peaks, power, style.loudness_lufs, ceiling, RELEASE_S)


def _trim(mix: Buffer, style: MasterStyle) -> tuple[float, float]:
    """Measure what was made and take back what the meters still find too much."""
    loudness = integrated_lufs(k_energies(mix, SAMPLE_RATE_HZ))
    peak = true_peak_dbtp(mix)
    excess = peak - (style.ceiling_dbtp + 0.15)
    if excess > 0.0:
        mix *= np.float32(10.0 ** (-excess / 20.0))
        loudness -= excess
        peak -= excess
    return loudness, peak
