"""The tonal balance of a master: which bands lead a mix to its genre's spectrum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.genres.profile import MasterStyle
from noktvrn.studio.measure.spectrum import (
    Spectrum,
    band_share_db,
    mean_spectrum,
    octave_levels_db,
    slope_db_per_octave,
)
from noktvrn.studio.sound import filters
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ
from noktvrn.studio.sound.patches import Band, Shape

MAX_TILT_DB: Final = 6.0
MAX_LOW_LIFT_DB: Final = 2.0
MAX_SHARE_CORRECTION_DB: Final = 8.0
FLATTEST_SLOPE: Final = -4.3
RUMBLE: Final = Band("highpass", 28.0)

Buffer = npt.NDArray[np.float32]

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
    power = power * _response((RUMBLE, *bands), power)
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
