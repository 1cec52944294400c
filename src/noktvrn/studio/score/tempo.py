"""The tempo of a song from beat to beat: steps of even tempo, and the one function from beats to seconds.

Players push towards a chorus, breathe in a bridge and slow down at the end; machines that dance do none of it. How much
is the genre's :class:`noktvrn.studio.genres.profile.TempoStyle`. The usual tempo holds for most of the song, so that
the song has one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from noktvrn.studio.genres.profile import TempoStyle

BEATS_PER_BAR: Final = 4
MAX_CHANGED: Final = 0.18
"""Share of the beats that may leave the usual tempo."""

RESTING: Final = frozenset({"bridge", "break"})


@dataclass(frozen=True, slots=True)
class TempoStep:
    """Even tempo from a beat on.

    Attributes:
        beat: First beat.
        bpm: Tempo.
        time_s: Seconds from beat 0 to ``beat``.
    """

    beat: float
    bpm: float
    time_s: float


class Stretch(Protocol):
    """A section, as far as the tempo looks at it."""

    @property
    def kind(self) -> str:
        """Such as ``"verse"``."""
        ...

    @property
    def first_bar(self) -> int:
        """Counted from 0."""
        ...

    @property
    def bars(self) -> int:
        """Length."""
        ...


def tempo_steps(changes: Iterable[tuple[float, float]]) -> tuple[TempoStep, ...]:
    """Build a map from beats and the tempo in bpm that holds from each on, ascending, the first at beat 0."""
    steps: list[TempoStep] = []
    for beat, bpm in changes:
        if steps and steps[-1].bpm == bpm:
            continue
        steps.append(TempoStep(beat, bpm, seconds_at(steps, beat) if steps else 0.0))
    return tuple(steps)


def step_at(steps: Sequence[TempoStep], beat: float) -> TempoStep:
    """Return the step in which a beat lies; the first before the song, the last after it."""
    return steps[max(bisect_right(steps, beat, key=lambda step: step.beat) - 1, 0)]


def seconds_at(steps: Sequence[TempoStep], beat: float) -> float:
    """Seconds from beat 0 to a beat."""
    step = step_at(steps, beat)
    return step.time_s + (beat - step.beat) * 60.0 / step.bpm


def write_tempo(style: TempoStyle, bpm: float, sections: Sequence[Stretch]) -> tuple[TempoStep, ...]:
    """Lay the tempo of a song.

    Args:
        style: What players of the genre do.
        bpm: Usual tempo.
        sections: The form.

    Returns:
        Steps; the usual tempo holds for at least four fifths of the beats.
    """
    end = (sections[-1].first_bar + sections[-1].bars) * BEATS_PER_BAR
    curve = [1.0] * end
    for place, section in enumerate(sections):
        first = section.first_bar * BEATS_PER_BAR
        if section.kind in RESTING and 0 < place < len(sections) - 1:
            _rest(curve, first, section.bars * BEATS_PER_BAR, style.rest)
        if section.kind == "chorus" and place and sections[place - 1].kind not in {"chorus", *RESTING}:
            _push(curve, first, min(style.push_bars, sections[place - 1].bars / 2), style.push)
    _slow_down(curve, min(style.closing_bars * BEATS_PER_BAR, end // 12), style.closing)
    changes = [(float(beat), round(bpm * ratio, 4)) for beat, ratio in enumerate(curve)]
    # What rings on after the form keeps the tempo that the end has come to.
    return tempo_steps(changes)


def _rest(curve: list[float], first: int, beats: int, ratio: float) -> None:
    """Play a section slower, unless too much of the song would leave its tempo."""
    changed = sum(value != 1.0 for value in curve) + beats
    if ratio != 1.0 and changed <= MAX_CHANGED * len(curve):
        curve[first : first + beats] = [ratio] * beats


def _push(curve: list[float], chorus: int, bars: float, push: float) -> None:
    """Gain a little speed in the bars before a chorus."""
    beats = int(bars * BEATS_PER_BAR)
    if push == 0.0 or sum(value != 1.0 for value in curve) + beats > MAX_CHANGED * len(curve):
        return
    for place in range(beats):
        curve[chorus - beats + place] = 1.0 + push * (place + 1) / beats


def _slow_down(curve: list[float], beats: int, ratio: float) -> None:
    """Slow down to a ratio as runners stop: speed falls with the cube root (Friberg and Sundberg, JASA 1999)."""
    for place in range(beats if ratio != 1.0 else 0):
        share = (place + 1) / beats
        curve[len(curve) - beats + place] = float((1.0 + (ratio**3 - 1.0) * share) ** (1.0 / 3.0))
