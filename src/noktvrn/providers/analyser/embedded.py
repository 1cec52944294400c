"""Measures recordings with the studio: loudness, peaks, tempo, key, form, faults. No key, no network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from noktvrn.errors import StepCancelledError
from noktvrn.ports.analyser import AudioFigures, Measured, MeasureRequest
from noktvrn.ports.making import Cancelled, MadeBy, Progress
from noktvrn.studio.engine_version import ENGINE_VERSION

NAME: Final = "embedded"
LICENCE: Final = "figures, no rights of others"
STRETCHES: Final = 1000
_FIGURES: Final = tuple(AudioFigures.__dataclass_fields__)


class EmbeddedAnalyser:
    """Measures the file itself."""

    name = NAME

    def measure(self, request: MeasureRequest, out_dir: Path, progress: Progress, cancelled: Cancelled) -> Measured:
        """Measure a recording and write ``peaks.json`` and ``fingerprint.json`` below ``out_dir``.

        Raises:
            MediaUnreadableError: The recording or the score cannot be read.
            ParameterError: The declared key is no key.
            StepCancelledError: ``cancelled`` answered True.
        """
        # numba and scipy are slow to load
        from noktvrn.studio.measure.decoding import decode
        from noktvrn.studio.measure.fingerprint import from_digits, with_score, write_fingerprint
        from noktvrn.studio.measure.measurement import measure_decoded
        from noktvrn.studio.measure.peaks import waveform

        progress(0.0, "decoding")
        decoded = decode(request.audio, cancelled)
        progress(0.4, "measuring")
        found = measure_decoded(
            decoded,
            genre=request.genre,
            declared_bpm=request.declared_bpm,
            declared_key=request.declared_key,
            cancelled=cancelled,
        )
        _stop_if(cancelled)
        shape = waveform(decoded.audio, decoded.sample_rate_hz, STRETCHES)
        out_dir.mkdir(parents=True, exist_ok=True)
        peaks = out_dir / "peaks.json"
        part = out_dir / "peaks.json.part"
        columns = {"min": shape.minimum, "max": shape.maximum, "rms": shape.rms}
        text = json.dumps({name: [round(float(v), 4) for v in values] for name, values in columns.items()})
        part.write_text(text, encoding="utf-8")
        part.replace(peaks)
        progress(0.8, "taking the fingerprint")
        taken = with_score(from_digits(found.fingerprint), request.score)
        _stop_if(cancelled)
        fingerprint = out_dir / "fingerprint.json"
        write_fingerprint(fingerprint, taken)
        progress(1.0, "done")
        return Measured(
            figures=AudioFigures(**{name: getattr(found, name) for name in _FIGURES}),
            peaks=peaks,
            made_by=MadeBy(provider=NAME, model=f"noktvrn-studio {ENGINE_VERSION}", licence=LICENCE),
            fingerprint=fingerprint,
        )


def _stop_if(cancelled: Cancelled) -> None:
    if cancelled():
        raise StepCancelledError("measuring was stopped", remedy="Start it again to measure.", stage="measure")
