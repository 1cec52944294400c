"""The master stage: tonal balance, glue, width, loudness, ceiling.

Order: rumble filter, tonal balance towards the genre's slope (:mod:`noktvrn.studio.sound.tone`), bus compressor, mono
lows and width, the tone of a reference where one is given (:mod:`noktvrn.studio.sound.matching`), the ride that gives
each section the loudness that its energy asks for (:mod:`noktvrn.studio.sound.ride`), soft clipping of tips, then
limiter and loudness (:mod:`noktvrn.studio.sound.limiter`). Works in place on one buffer. What one measurement tells
about the next stage is computed, not measured again.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from noktvrn.errors import RenderError
from noktvrn.studio.genres.profile import MasterStyle
from noktvrn.studio.measure.faults import sides
from noktvrn.studio.measure.loudness import STRETCHES_PER_SECOND, integrated_lufs, k_energies, k_weighting, weigh
from noktvrn.studio.measure.true_peak import peak_blocks, true_peak_dbtp
from noktvrn.studio.sound import dynamics, filters
from noktvrn.studio.sound.crew import Crew
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.limiter import BLOCK_FRAMES, apply_gain
from noktvrn.studio.sound.matching import Levels, match_spectrum
from noktvrn.studio.sound.patches import Band
from noktvrn.studio.sound.ride import (
    Curve,
    Form,
    Gains,
    Levelled,
    decibels,
    find_levels,
    first_ride,
    level_db,
    ride_block,
    ride_curve,
)
from noktvrn.studio.sound.tone import RUMBLE, balance_bands

FADE_OUT_S: Final = 1.2
RELEASE_S: Final = 0.09
MAX_CEILING_DROP_DB: Final = 2.5
CLIP_ABOVE_CEILING_DB: Final = 4.5
"""Peaks are rounded off to this much above the ceiling, so that the limiter has little left to do."""

WIDTH_RANGE: Final = (0.35, 1.8)
SECOND_WIDTH_RANGE: Final = (0.6, 1.4)
MONO_BELOW_HZ: Final = 150.0
STRETCH_FRAMES: Final = SAMPLE_RATE_HZ // STRETCHES_PER_SECOND
PEAK_FRAMES: Final = 4096
GAIN_MARGIN_DB: Final = 4.0
"""By so much the limiter's gain and the second ride may exceed the first guess; blocks below are not looked into."""

Buffer = npt.NDArray[np.float32]


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


class Heard(NamedTuple):
    """Mean squares of each 100 ms: as heard (K-weighted, sides summed), of the middle, and of the side."""

    weighted: Curve
    middle: Curve
    side: Curve


def master(
    mix: Buffer,
    style: MasterStyle,
    form: Form,
    brightness: float,
    progress: Callable[[float], None],
    reference: Levels | None = None,
    threads: int = 2,
) -> MasterReport:
    """Master a mix in place.

    Args:
        mix: (2, samples), any level.
        style: Targets of the genre.
        form: Sections in order; empty for no ride.
        brightness: 0..1, tilts the wanted slope by +-1 dB per octave.
        progress: Called with 0..1; may raise to stop.
        reference: Levels to which the tone is led, from :func:`noktvrn.studio.sound.matching.read_reference`.
        threads: Worker threads; the samples do not depend on it.

    Raises:
        RenderError: The mix is silent.
    """
    with Crew(mix.shape[1], threads) as crew:
        bands = crew.begin(balance_bands, mix, style, brightness)
        width = crew.begin(_wanted_width, mix, style)
        before = _loudness(crew, mix)
        if not math.isfinite(before):
            raise RenderError("The mix is silent.", remedy="Choose another seed or genre.", stage="song")
        progress(0.1)
        heard = _shape(crew, mix, (RUMBLE, *style.bands, *bands.result()), before, style, width.result(), progress)
        matching: tuple[float, ...] = ()
        if reference is not None:
            matching = decibels(match_spectrum(mix, reference, lambda share: progress(0.55 + 0.1 * share)))
            heard = _hear(mix)
        widen = _second_width(heard, style)
        ridden = first_ride(heard.weighted, form, style.dynamics_db) if form else np.zeros(0)
        style, expected = _expect(heard, form, ridden, style)
        clip = 10.0 ** ((style.ceiling_dbtp + CLIP_ABOVE_CEILING_DB) / 20.0) / expected
        crew.each(lambda first, frames: _ride_and_clip(mix, first, frames, form, ridden, widen, clip))
        progress(0.7)
        found = _level(crew, mix, style, form, ridden, expected)
        progress(0.8)
        crew.each(lambda first, frames: apply_gain(mix, first, frames, found.gains, found.gain))
        loudness, peak = _trim(crew, mix, style)
    progress(1.0)
    return MasterReport(
        loudness_lufs=loudness,
        true_peak_dbtp=peak,
        gain_db=level_db(found.gain),
        limiting_db=-level_db(found.limiting),
        width=width.result() * widen,
        balance_db=tuple(band.gain_db for band in bands.result()),
        ride_db=decibels(ridden + found.second_db),
        matching_db=matching,
    )


def _loudness(crew: Crew, mix: Buffer) -> float:
    left, right = crew.all(
        lambda: k_energies(mix[:1], SAMPLE_RATE_HZ),
        lambda: k_energies(mix[1:], SAMPLE_RATE_HZ),
    )
    return integrated_lufs(left + right)


def _wanted_width(mix: Buffer, style: MasterStyle) -> float:
    """Factor of the side that leads to the genre's width, within what a mix bears."""
    found = sides(mix, SAMPLE_RATE_HZ).side_to_mid_db
    low, high = WIDTH_RANGE
    return min(max(10.0 ** ((style.side_to_mid_db - found) / 20.0), low), high) if math.isfinite(found) else 1.0


def _shape(
    crew: Crew,
    mix: Buffer,
    bands: tuple[Band, ...],
    loudness_lufs: float,
    style: MasterStyle,
    width: float,
    progress: Callable[[float], None],
) -> Heard:
    """Filter in this thread; compress, widen and listen in another, one chunk behind."""
    sections = filters.design(bands)
    filter_state = filters.rest(sections)
    bus = _Bus(mix, loudness_lufs + style.threshold_db, style.ratio, width)
    behind: Future[None] | None = None
    for first, frames in crew.chunks:
        filters.filter_block(mix[:, first : first + frames], frames, sections, filter_state)
        if behind:
            behind.result()
        behind = crew.begin(bus.process, first, frames)
        progress(0.1 + 0.45 * (first + frames) / mix.shape[1])
    if behind:
        behind.result()
    return bus.heard


class _Bus:
    """Compressor, width, and an ear at their end."""

    def __init__(self, mix: Buffer, threshold_lufs: float, ratio: float, width: float) -> None:
        self._mix = mix
        self._settings = threshold_lufs, ratio, width
        self._compressor = np.zeros(2)
        self._width = np.zeros(2)
        self._curve = k_weighting(SAMPLE_RATE_HZ)
        self._ear = np.zeros((2, 4))
        self._weighted = np.zeros((2, mix.shape[1] // STRETCH_FRAMES + 1))
        self._squares = np.zeros((2, mix.shape[1] // STRETCH_FRAMES + 1))

    def process(self, first: int, frames: int) -> None:
        threshold_lufs, ratio, width = self._settings
        view = self._mix[:, first : first + frames]
        dynamics.compress(view, frames, threshold_lufs, ratio, 0.02, 0.18, 0.0, self._compressor)
        dynamics.narrow_lows(view, frames, MONO_BELOW_HZ, width, self._width)
        weigh(view, 0, frames, self._curve, self._ear, STRETCH_FRAMES, self._weighted, first)
        add_squares(view, first, STRETCH_FRAMES, self._squares)

    @property
    def heard(self) -> Heard:
        return Heard(self._weighted.sum(axis=0)[:-1] / STRETCH_FRAMES, *(self._squares[:, :-1] / STRETCH_FRAMES))


@kernel
def add_squares(audio: Buffer, at: int, stretch: int, sums: Curve) -> None:
    """Add the squares of middle and side to stretches; ``at`` is the position of the first frame in the whole."""
    frames = audio.shape[1]
    first = 0
    while first < frames:
        slot = (at + first) // stretch
        end = min((slot + 1) * stretch - at, frames)
        middle = side = 0.0
        for n in range(first, end):
            left, right = audio[0, n], audio[1, n]
            middle += (left + right) * (left + right)
            side += (left - right) * (left - right)
        sums[0, slot] += 0.25 * middle
        sums[1, slot] += 0.25 * side
        first = end


def _hear(mix: Buffer) -> Heard:
    squares = np.zeros((2, mix.shape[1] // STRETCH_FRAMES + 1))
    add_squares(mix, 0, STRETCH_FRAMES, squares)
    return Heard(k_energies(mix, SAMPLE_RATE_HZ), *(squares[:, :-1] / STRETCH_FRAMES))


def _second_width(heard: Heard, style: MasterStyle) -> float:
    """What equaliser, compressor and mono lows have left of the wanted width."""
    middle, side = float(heard.middle.sum()), float(heard.side.sum())
    if middle <= 0.0 or side <= 0.0:
        return 1.0
    missing_db = style.side_to_mid_db - 10.0 * math.log10(side / middle)
    low, high = SECOND_WIDTH_RANGE
    return float(min(max(10.0 ** (missing_db / 20.0), low), high))


def _expect(heard: Heard, form: Form, ridden_db: Gains, style: MasterStyle) -> tuple[MasterStyle, float]:
    """Foretell the gain (a factor) to the wanted loudness, and fit the ceiling to the crest that this gives.

    The ceiling is lowered where peaks would stand further above the mean level than the genre wants.
    """
    power = ride_curve(form, ridden_db, 0.5 * STRETCH_FRAMES, STRETCH_FRAMES, len(heard.middle)) ** 2
    gain_db = style.loudness_lufs - integrated_lufs(heard.weighted * power)
    rms_db = 10.0 * math.log10(float(((heard.middle + heard.side) * power).mean())) + gain_db
    lowest = style.ceiling_dbtp - MAX_CEILING_DROP_DB
    ceiling = max(min(style.ceiling_dbtp, rms_db + style.crest_db), lowest)
    return replace(style, ceiling_dbtp=ceiling), 10.0 ** (gain_db / 20.0)


def _ride_and_clip(
    mix: Buffer, first: int, frames: int, form: Form, ridden_db: Gains, width: float, clip: float
) -> None:
    """Ride, fade out at the end, and take the tips off drums before the limiter would duck everything for them."""
    view = mix[:, first : first + frames]
    dynamics.place_part(view, frames, 1.0, 1.0, width)
    if form:
        view *= ride_block(form, ridden_db, first, frames)
    fade = min(int(FADE_OUT_S * SAMPLE_RATE_HZ), mix.shape[1])
    begin = max(mix.shape[1] - fade, first)
    if begin < first + frames:
        place = (np.arange(begin, first + frames) - (mix.shape[1] - fade)) / max(fade - 1, 1)
        view[:, begin - first :] *= (np.cos(place * (math.pi / 2.0)) ** 2).astype(np.float32)
    dynamics.soft_clip(view, frames, clip)


def _level(crew: Crew, mix: Buffer, style: MasterStyle, form: Form, ridden_db: Gains, expected: float) -> Levelled:
    total = mix.shape[1]
    blocks = (total + BLOCK_FRAMES - 1) // BLOCK_FRAMES
    energies = np.zeros((2, blocks + 1))
    peaks = np.zeros(blocks)
    ceiling = 10.0 ** (style.ceiling_dbtp / 20.0)
    floor = ceiling / (expected * 10.0 ** (GAIN_MARGIN_DB / 20.0))

    def listen(channel: int) -> None:
        side = slice(channel, channel + 1)
        weigh(mix[side], 0, total, k_weighting(SAMPLE_RATE_HZ), np.zeros((1, 4)), BLOCK_FRAMES, energies[side], 0)

    def look(first: int, frames: int) -> None:
        part = slice(first // BLOCK_FRAMES, (first + frames + BLOCK_FRAMES - 1) // BLOCK_FRAMES)
        peak_blocks(mix, first, frames, BLOCK_FRAMES, floor, peaks[part])

    ears = [crew.begin(listen, 0), crew.begin(listen, 1)]
    crew.each(look)
    for ear in ears:
        ear.result()
    power = energies.sum(axis=0)[:blocks]
    wanted = style.loudness_lufs, ceiling, RELEASE_S, style.dynamics_db
    return find_levels(peaks, power, form, wanted, ridden_db)


def _trim(crew: Crew, mix: Buffer, style: MasterStyle) -> tuple[float, float]:
    """Measure what was made and take back what the meters still find too much."""
    ceiling = 10.0 ** (style.ceiling_dbtp / 20.0)

    def look(first: int, frames: int) -> float:
        peaks = np.zeros((frames + PEAK_FRAMES - 1) // PEAK_FRAMES)
        peak_blocks(mix, first, frames, PEAK_FRAMES, 0.9 * ceiling, peaks)
        return float(peaks.max())

    loudness = _loudness(crew, mix)
    highest = max(crew.each(look))
    peak = level_db(highest) if highest > 0.9 * ceiling else true_peak_dbtp(mix)
    excess = peak - (style.ceiling_dbtp + 0.15)
    if excess > 0.0:
        mix *= np.float32(10.0 ** (-excess / 20.0))
        loudness -= excess
        peak -= excess
    return loudness, peak


__all__ = ["MasterReport", "master"]
