"""Where a film cuts: on downbeats, faster where the music opens, softly only where a section begins calmly.

All borders are rounded to frames from the beginning of the film, never from the cut before: nothing adds up.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Protocol

from noktvrn.studio.picture.film.cutting import Part
from noktvrn.types import child_seed

FADE_S: Final = 0.6
"""Longest crossfade."""

OPEN_KINDS: Final = frozenset({"chorus", "drop", "hook"})
"""Sections that may cut on half bars and always begin with a hard cut."""

CALM_KINDS: Final = frozenset({"intro", "outro", "break", "breakdown", "bridge", "interlude"})
"""Sections that hold each shot for two bars at least."""

_OPEN_PATTERNS = ((1.0, 1.0, 0.5, 0.5), (0.5, 0.5, 1.0), (1.0, 1.0, 1.0, 0.5, 0.5), (1.0, 0.5, 0.5, 1.0, 1.0))
_GENTLE_OPEN_PATTERNS = ((1.0, 1.0), (2.0, 1.0, 1.0))
_VERSE_PATTERNS = ((2.0,), (2.0, 1.0, 1.0), (1.0, 1.0, 2.0))
_SLOW_VERSE_PATTERNS = ((2.0,), (4.0, 2.0), (2.0, 2.0, 4.0))
_CALM_PATTERNS = ((4.0,), (2.0, 2.0), (4.0, 2.0))
_SHORTEST_S = 0.4
_GRID_S = 2.0


class Section(Protocol):
    """A part of the form; any object with these attributes is one."""

    @property
    def kind(self) -> str:
        """Such as ``"verse"`` or ``"chorus"``."""
        ...

    @property
    def start_s(self) -> float:
        """Start in seconds of the film."""
        ...

    @property
    def end_s(self) -> float:
        """End in seconds of the film."""
        ...

    @property
    def energy(self) -> float:
        """0..1."""
        ...


@dataclass(frozen=True, slots=True)
class Shot:
    """A stretch of the film that one clip fills.

    Attributes:
        first_frame: Where it begins.
        frames: How long it lasts.
        kind: Section that it lies in.
        energy: Of that section, 0..1.
        fade_frames: Frames of crossfade from the shot before, counted from its beginning; 0 is a hard cut.
    """

    first_frame: int
    frames: int
    kind: str
    energy: float
    fade_frames: int = 0


@dataclass(frozen=True, slots=True)
class _Cut:
    time_s: float
    section: Section
    opens_section: bool


def plan_shots(
    downbeats_s: Sequence[float],
    sections: Sequence[Section],
    frames: int,
    frames_per_s: int,
    seed: int,
    longest_s: float = 60.0,
) -> tuple[Shot, ...]:
    """Lay shots over a whole film.

    Args:
        downbeats_s: Starts of bars in seconds of the film; without at least two the film is cut every two seconds.
        sections: The form in seconds of the film; empty counts as one verse.
        frames: Length of the film.
        frames_per_s: Its rate.
        seed: Chooses among patterns of shot lengths.
        longest_s: Longest shot that a clip can fill; longer ones are divided on half bars.

    Returns:
        Shots that follow each other without a gap from frame 0 to the end; none shorter than half a bar in a chorus,
        a bar in a verse and two bars in a calm section, but for what is left over at a section's end.
    """
    length_s = frames / frames_per_s
    grid = _grid(downbeats_s, length_s)
    form = list(sections) or [Part("verse", 0.0, length_s, 0.5)]
    rng = Random(child_seed(seed, "cuts"))
    cuts = [cut for first, last in _runs(grid, form) for cut in _cuts(grid, first, last, form, rng, longest_s)]
    return _shots(cuts, frames, frames_per_s)


def _grid(downbeats_s: Sequence[float], length_s: float) -> list[float]:
    """Return the borders of bars from 0 to the end; what hangs over at both ends belongs to the bar beside it."""
    inside = sorted({float(at) for at in downbeats_s if 0 < at < length_s})
    if len(inside) < 2:
        inside = [_GRID_S * bar for bar in range(1, int(length_s / _GRID_S))]
    if not inside:
        return [0.0, length_s]
    bar_s = inside[1] - inside[0] if len(inside) > 1 else _GRID_S
    head = [0.0] if inside[0] > bar_s / 2 else []
    tail = [length_s] if length_s - inside[-1] > bar_s / 2 else []
    grid = [*head, *inside, *tail]
    grid[0] = 0.0
    return [*grid[:-1], length_s]


def _runs(grid: Sequence[float], form: Sequence[Section]) -> list[tuple[int, int]]:
    """Return the bars ``(first, after_last)`` of each section that holds the middle of any."""
    owners = [_owner(form, (begin + end) / 2) for begin, end in itertools.pairwise(grid)]
    borders = [0, *(bar for bar in range(1, len(owners)) if owners[bar] != owners[bar - 1]), len(owners)]
    return list(itertools.pairwise(borders))


def _owner(form: Sequence[Section], time_s: float) -> int:
    for number, section in enumerate(form):
        if section.start_s <= time_s < section.end_s:
            return number
    return min(
        range(len(form)), key=lambda number: min(abs(form[number].start_s - time_s), abs(form[number].end_s - time_s))
    )


def _cuts(
    grid: Sequence[float], first: int, last: int, form: Sequence[Section], rng: Random, longest_s: float
) -> list[_Cut]:
    section = form[_owner(form, (grid[first] + grid[first + 1]) / 2)]
    pattern = _pattern(section, rng)
    at, step, cuts = float(first), 0, []
    while at < last:
        length = pattern[step % len(pattern)]
        bar_s = grid[int(at) + 1] - grid[int(at)]
        # the bars at both ends hold what hangs over, so that their middle is no beat
        shortest = 0.5 if 0 < int(at) < len(grid) - 2 and bar_s / 2 >= _SHORTEST_S else 1.0
        length = max(length, shortest)
        while length > shortest and length * bar_s > longest_s:
            length /= 2
        if at % 1 and length >= 1:
            length = 0.5  # back onto the bar before anything longer begins
        cuts.append(_Cut(_time(grid, at), section, opens_section=at == first))
        at, step = at + length, step + 1
    return cuts


def _pattern(section: Section, rng: Random) -> tuple[float, ...]:
    if section.kind in OPEN_KINDS:
        return rng.choice(_OPEN_PATTERNS if section.energy >= 0.55 else _GENTLE_OPEN_PATTERNS)
    if section.kind in CALM_KINDS:
        return rng.choice(_CALM_PATTERNS)
    return rng.choice(_VERSE_PATTERNS if section.energy >= 0.4 else _SLOW_VERSE_PATTERNS)


def _time(grid: Sequence[float], bar: float) -> float:
    whole = int(bar)
    return grid[whole] + (bar - whole) * (grid[whole + 1] - grid[whole])


def _shots(cuts: Sequence[_Cut], frames: int, frames_per_s: int) -> tuple[Shot, ...]:
    placed: list[tuple[int, _Cut]] = []
    for cut in cuts:
        frame = round(cut.time_s * frames_per_s)
        if frame < frames and (not placed or frame > placed[-1][0]):
            placed.append((frame, cut))
    ends = [*(frame for frame, _ in placed[1:]), frames]
    shots: list[Shot] = []
    for (begin, cut), end in zip(placed, ends, strict=True):
        before = shots[-1].frames if shots else 0
        soft = cut.opens_section and cut.section.kind not in OPEN_KINDS
        fade = min(round(FADE_S * frames_per_s), (end - begin) // 2, before // 2) if soft else 0
        shots.append(Shot(begin, end - begin, cut.section.kind, float(cut.section.energy), fade))
    return tuple(shots)
