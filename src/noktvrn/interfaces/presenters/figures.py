"""Measured figures of a recording as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from noktvrn.interfaces.presenters.words import figure, length

_FIGURES: tuple[tuple[str, str, str, int], ...] = (
    ("loudness_lufs", "Loudness", "LUFS", 1),
    ("true_peak_dbtp", "True peak", "dBTP", 1),
    ("loudness_range_lu", "Loudness range", "LU", 1),
    ("crest_db", "Crest", "dB", 1),
    ("stereo_correlation", "Stereo correlation", "", 2),
)


def figure_facts(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the figures that help to decide, each with its heading; those that were not measured are left out."""
    facts: list[tuple[str, str]] = []
    if "duration_s" in figures:
        facts.append(("Length", length(figures["duration_s"])))
    if figures.get("bpm"):
        facts.append(("Tempo", _sure(f"{figures['bpm']:.1f} bpm", figures.get("bpm_confidence"))))
    if figures.get("key"):
        facts.append(("Key", _sure(str(figures["key"]), figures.get("key_confidence"))))
    facts += [(name, figure(figures[key], unit, places)) for key, name, unit, places in _FIGURES if key in figures]
    if "sample_rate_hz" in figures and figures.get("bits_per_sample"):
        facts.append(("File", f"{figures['bits_per_sample']} bit, {figures['sample_rate_hz'] / 1_000:.1f} kHz"))
    return facts


def _sure(text: str, confidence: float | None) -> str:
    return text if confidence is None else f"{text}, {confidence:.0%} sure"
