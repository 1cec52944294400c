"""The cut: which scene stands from which frame to which, in which colours. A plan, made before anything is drawn.

Every cut falls on a downbeat. Verses are held for four bars, choruses cut every two or four, drops quicker; nothing is
shown for less than ``SHORTEST_SHOT_S``, so that a film never flickers however fast the song is.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from noktvrn.studio.picture.film.treatments import GROUPS, Treatment

SHORTEST_SHOT_S: Final = 1.3
"""No shot is shorter."""

TITLE_S: Final = (3.5, 9.0)
"""Least and most time of the title."""

CREDITS_S: Final = (4.0, 10.0)
"""Least and most time of the credits."""

_LEAP_OF_A_DROP = 0.38
_RHYTHMS: Final = {
    "opening": (4,),
    "verse": (4, 4),
    "lift": (4, 2, 2),
    "chorus": (4, 2, 2),
    "drop": (2, 1, 1, 2, 2),
    "rest": (4, 4),
    "closing": (4,),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the recording.

    Attributes:
        kind: Such as ``"verse"``.
        start_s: Start.
        end_s: End.
        energy: 0..1.
    """

    kind: str
    start_s: float
    end_s: float
    energy: float


@dataclass(frozen=True, slots=True)
class Shot:
    """What stands between two cuts.

    Attributes:
        first_frame: Its first frame.
        end_frame: The frame after its last.
        scene: Name of the scene.
        key: Name of the colour key.
        group: Group of the section.
        take: How many shots of this scene came before.
        energy: Of the section, 0..1.
    """

    first_frame: int
    end_frame: int
    scene: str
    key: str
    group: str
    take: int
    energy: float


def cuts_of(shots: Sequence[Shot]) -> tuple[int, ...]:
    """Return the frames on which a new shot begins, without the film's own beginning."""
    return tuple(shot.first_frame for shot in shots[1:])


def plan_shots(
    parts: Sequence[Part],
    downbeats_s: Sequence[float],
    frames: int,
    frames_per_s: int,
    treatment: Treatment,
    *,
    has_footage: bool = False,
) -> tuple[Shot, ...]:
    """Plan a film.

    Args:
        parts: Sections in order.
        downbeats_s: Starts of bars, ascending; a recording without any is one long bar and is not cut.
        frames: Length of the film, at least 1.
        frames_per_s: Rate.
        treatment: Scenes and keys.
        has_footage: Whether footage takes the place of the artwork's scenes.

    Returns:
        Shots that follow each other without a gap from frame 0 to ``frames``.
    """
    rate = frames_per_s
    bars = sorted({round(beat * rate) for beat in downbeats_s if 0 < round(beat * rate) < frames})
    spans = _with_title_and_credits(_groups(parts, bars, frames, rate), bars, frames, rate)
    shots: list[Shot] = []
    taken: dict[str, int] = {}
    seen: dict[str, int] = {}
    for first, end, group, energy in spans:
        visit = seen.get(group, 0)
        seen[group] = visit + 1
        keys = treatment.keys.get(group, ("home",))
        scenes = _scenes(treatment, group, has_footage)
        edges = [first, *_inner_cuts(first, end, bars, _RHYTHMS.get(group, (4,)), rate), end]
        for number, (begin, after) in enumerate(itertools.pairwise(edges)):
            # a repeated section begins with its other scene
            scene = scenes[(number + visit) % len(scenes)] if group != "chorus" else scenes[number % len(scenes)]
            take = taken.get(scene, 0)
            taken[scene] = take + 1
            shots.append(Shot(begin, after, scene, keys[visit % len(keys)], group, take, energy))
    return tuple(shots)


def _scenes(treatment: Treatment, group: str, has_footage: bool) -> tuple[str, ...]:
    if group in {"opening", "title", "closing", "credits"}:
        verse = treatment.scenes.get("verse", ("detail",))
        # what stands between the title and the first verse is not the scene with which that begins
        own = {"opening": verse[-1:], "closing": verse[:1]}.get(group, (group,))
        return ("footage",) if has_footage and group in {"opening", "closing"} else own
    scenes = treatment.scenes.get(group, ("plate", "detail"))
    if not has_footage:
        return scenes
    kept = {"chorus": ("footage", "open"), "drop": ("footage", "words"), "lift": ("footage", "words")}
    return kept.get(group, ("footage",))


def _groups(parts: Sequence[Part], bars: Sequence[int], frames: int, rate: int) -> list[tuple[int, int, str, float]]:
    """Return first frame, end frame, group and energy of each section, begun on the bar nearest to its start."""
    begun: list[tuple[int, str, float]] = []
    for part in parts:
        wanted = round(part.start_s * rate)
        first = min(bars, key=lambda bar: abs(bar - wanted), default=0) if begun else 0
        if first < frames and (not begun or first > begun[-1][0]):
            begun.append((first, _group_of(part, parts), part.energy))
    begun = begun or [(0, "verse", 0.5)]
    ends = [first for first, _, _ in begun[1:]] + [frames]
    return [(first, end, group, energy) for (first, group, energy), end in zip(begun, ends, strict=True)]


def _group_of(part: Part, parts: Sequence[Part]) -> str:
    """Return the group of a section; a chorus that comes out of quiet, and the last of several, is a drop."""
    group = GROUPS.get(part.kind, "verse")
    if group != "chorus":
        return group
    choruses = [other for other in parts if GROUPS.get(other.kind) == "chorus"]
    before = max((other for other in parts if other.start_s < part.start_s), key=lambda o: o.start_s, default=None)
    out_of_quiet = before is not None and part.energy - before.energy >= _LEAP_OF_A_DROP
    return "drop" if out_of_quiet or (len(choruses) > 1 and part is choruses[-1]) else "chorus"


def _with_title_and_credits(
    spans: list[tuple[int, int, str, float]], bars: Sequence[int], frames: int, rate: int
) -> list[tuple[int, int, str, float]]:
    """Give the title the begin of the film, and the credits its end, each up to a bar line."""
    if not bars or frames < (TITLE_S[0] + CREDITS_S[0] + SHORTEST_SHOT_S) * rate:
        return [(0, frames, "title", 0.5)]
    first_end = spans[0][1] if spans[0][2] == "opening" else frames
    # a short film has short ones
    title_s, credits_s = (min(most, max(0.13 * frames / rate, 5.5)) for _, most in (TITLE_S, CREDITS_S))
    title_end = _bar_between(bars, TITLE_S[0] * rate, min(title_s * rate, max(first_end, TITLE_S[0] * rate)))
    last_begin = spans[-1][0] if spans[-1][2] == "closing" else 0
    credits_at = _bar_between(
        bars,
        # what stands between title and credits is a shot of its own
        max(frames - credits_s * rate, last_begin, (title_end or 0) + SHORTEST_SHOT_S * rate),
        frames - CREDITS_S[0] * rate,
        wants_last=False,
    )
    edge, close = title_end or 0, credits_at or frames
    inner = [(max(a, edge), min(b, close), group, energy) for a, b, group, energy in spans]
    kept = [span for span in inner if span[1] - span[0] >= SHORTEST_SHOT_S * rate]
    kept = _joined(kept, edge, close)
    title = [(0, edge, "title", 0.4)] if edge else []
    credits = [(close, frames, "credits", 0.3)] if close < frames else []
    return [*title, *kept, *credits]


def _joined(spans: list[tuple[int, int, str, float]], first: int, end: int) -> list[tuple[int, int, str, float]]:
    """Close the gaps that dropped spans left."""
    if not spans:
        return [(first, end, "verse", 0.5)] if end > first else []
    begins = [first, *(span[0] for span in spans[1:]), end]
    return [(a, b, group, energy) for a, b, (_, _, group, energy) in zip(begins, begins[1:], spans, strict=False)]


def _bar_between(bars: Sequence[int], least: float, most: float, wants_last: bool = True) -> int | None:
    inside = [bar for bar in bars if least <= bar <= most]
    if inside:
        return inside[-1] if wants_last else inside[0]
    return next((bar for bar in bars if bar >= least), None) if wants_last else None


def _inner_cuts(first: int, end: int, bars: Sequence[int], rhythm: tuple[int, ...], rate: int) -> list[int]:
    """Return the cuts inside a span: after as many bars as the rhythm says, never leaving a shot that is too short."""
    inside = [bar for bar in bars if first < bar < end]
    cuts: list[int] = []
    counted, at, begun = 0, 0, first
    for bar in inside:
        counted += 1
        is_long = bar - begun >= SHORTEST_SHOT_S * rate and end - bar >= max(
            SHORTEST_SHOT_S * rate, 0.4 * (bar - begun)
        )
        if counted >= rhythm[at % len(rhythm)] and is_long:
            cuts.append(bar)
            counted, at, begun = 0, at + 1, bar
    return cuts
