"""The waveform of a run, with its sections: drawn from stored peaks, once for a phone and once for a desktop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from noktvrn.catalogue.page.glow import Glow, glow_of
from noktvrn.catalogue.page.marks import Mark, section_marks
from noktvrn.catalogue.page.waveform import Waveform, draw_waveform, read_peaks
from noktvrn.catalogue.track import Section
from noktvrn.errors import NoktvrnError
from noktvrn.services.label import Label
from noktvrn.services.media import run_asset

_PHONE_BARS = 80
_DESKTOP_BARS = 190


@dataclass(frozen=True, slots=True)
class Waves:
    """A waveform in both sizes."""

    phone: Waveform
    desktop: Waveform


def waves_of(label: Label, run_id: str) -> Waves | None:
    """Return the waveform of the present take of a run; None when no peaks are stored or they cannot be read."""
    try:
        path, asset = run_asset(label, run_id, "peaks")
        return _drawn(path, asset.ref.sha256)
    except NoktvrnError:
        return None


def light_of(label: Label, run_id: str) -> Glow | None:
    """Return the light that the cover throws upon the page; None when there is no cover."""
    try:
        path, asset = run_asset(label, run_id, "thumbnail")
        return _glow(path, asset.ref.sha256)
    except NoktvrnError:
        return None


def marks_of(sections: Sequence[Mapping[str, Any]], duration_s: float) -> tuple[Mark, ...]:
    """Return the sections of a song as marks above its waveform."""
    form = [Section(str(each["kind"]), float(each["start_s"]), float(each["end_s"])) for each in sections]
    return section_marks(form, duration_s) if duration_s > 0 else ()


@lru_cache(maxsize=64)
def _drawn(path: Path, sha256: str) -> Waves:
    peaks = read_peaks(path)
    return Waves(draw_waveform(peaks, _PHONE_BARS), draw_waveform(peaks, _DESKTOP_BARS))


@lru_cache(maxsize=64)
def _glow(path: Path, sha256: str) -> Glow:
    return glow_of(path)
