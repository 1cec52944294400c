"""Figures of recordings: loudness, peaks, tempo, key, form, balance, faults; waveforms and features for pictures."""

from noktvrn.studio.measure.measurement import Measurement, measure_file
from noktvrn.studio.measure.peaks import Peaks, peaks

__all__ = ["Measurement", "Peaks", "measure_file", "peaks"]
