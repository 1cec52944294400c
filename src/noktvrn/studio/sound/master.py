"""The master stage: tonal balance, glue, width, loudness, ceiling.

Order: rumble filter, tonal balance towards the genre's slope, bus compressor, mono lows and width, then
limiter and loudness (:mod:`noktvrn.studio.sound.limiter`). Works in place on one buffer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.errors import RenderError
from noktvrn.studio.genres.profile import MasterStyle
from noktvrn.studio.measure.loudness import integrated_lufs, k_energies, k_weighting, weigh
from noktvrn.studio.measure.spectrum import octave_levels_db
from noktvrn.studio.measure.true_peak import peak_blocks, true_peak_dbtp
from noktvrn.studio.sound import dynamics, filters
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ
from noktvrn.studio.sound.limiter import BLOCK_FRAMES, apply_gain, find_gain
from noktvrn.studio.sound.patches import Band, Shape

CHUNK: Final = BLOCK_FRAMES * 8192
FADE_OUT_S: Final = 1.2
RELEASE_S: Final = 0.09
MAX_TILT_DB: Final = 4.5

Buffer = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class MasterReport:
    """What mastering did: final loudness and true peak, input gain, deepest limiting, tonal correction per band."""

    loudness_lufs: float
    true_peak_dbtp: float
    gain_db: float
    limiting_db: float
    balance_db: tuple[float, ...]


def master(mix: Buffer, style: MasterStyle, brightness: float, progress: Callable[[float], None]) -> MasterReport:
    """Master a mix in place.

    Args:
        mix: (2, samples), any level.
        style: Targets of the genre.
        brightness: 0..1, tilts the wanted slope by +-1 dB per octave.
        progress: Called with 0..1; may raise to stop.

    Raises:
        RenderError: The mix is silent.
    """
    before = integrated_lufs(k_energies(mix, SAMPLE_RATE_HZ))
    if not math.isfinite(before):
        raise RenderError("the mix is silent", remedy="Choose another seed or genre.", stage="song")
    progress(0.1)
    bands = balance_bands(mix, style, brightness)
    progress(0.2)
    _shape(mix, style, bands, before, progress)
    _fade_out(mix)
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
        balance_db=tuple(band.gain_db for band in bands),
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
        bands.append(Band(shape, hz, min(max(wanted * 0.67, -MAX_TILT_DB), MAX_TILT_DB), 0.6))
    return tuple(bands)


def _shape(
    mix: Buffer, style: MasterStyle, bands: tuple[Band, ...], loudness_lufs: float, progress: Callable[[float], None]
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
        dynamics.narrow_lows(view, frames, 110.0, style.width, width_state)
        progress(0.2 + 0.35 * (first + frames) / total)


def _fade_out(mix: Buffer) -> None:
    frames = min(int(FADE_OUT_S * SAMPLE_RATE_HZ), mix.shape[1])
    mix[:, -frames:] *= np.cos(np.linspace(0.0, math.pi / 2, frames, dtype=np.float32)) ** 2


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
