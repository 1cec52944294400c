"""What an artist learns from one decision: proposals of small changes, and a sentence that sums them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from noktvrn.studio.words.wishes import understand

DIAL_STEP: Final = 0.08
TEMPO_STEP_BPM: Final = 3.0
REINFORCEMENT: Final = 0.15
"""Share of the distance to an approved song that its artist moves."""

_CHIPS_OF_FINDINGS: Final = {
    "duration_short": "too short",
    "duration_long": "too long",
    "stereo": "mix is muddy",
    "spectrum": "mix is muddy",
    "originality": "too close to the last",
    "similarity": "too close to the last",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision and what it was about.

    Attributes:
        title: The song.
        verdict: ``"approve"``, ``"reject"`` or ``"changes"``.
        said: Chips and reason.
        unmet: Codes of findings that did not pass.
        measured: Figures of the song: ``"bpm"``, and names of dials.
        history: Earlier verdicts, oldest first.
    """

    title: str
    verdict: str
    said: tuple[str, ...]
    unmet: tuple[str, ...]
    measured: Mapping[str, float]
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One value that should move, and why."""

    path: str
    before: float
    after: float
    reason: str


def draw_lessons(
    judged: Judged, dials: Mapping[str, float], tempo_bpm: tuple[float, float]
) -> tuple[str, tuple[Lesson, ...]]:
    """Return a sentence on what was learned, and the changes that follow from it; none is a good answer."""
    lessons = _reinforced(judged, dials, tempo_bpm) if judged.verdict == "approve" else ()
    lessons = (*_asked_for(judged, dials, tempo_bpm), *lessons)
    first: dict[str, Lesson] = {}
    for lesson in lessons:
        first.setdefault(lesson.path, lesson)
    kept = tuple(lesson for lesson in first.values() if lesson.after != lesson.before)
    return _summary(judged, kept), kept


def _asked_for(judged: Judged, dials: Mapping[str, float], tempo_bpm: tuple[float, float]) -> tuple[Lesson, ...]:
    found = [_CHIPS_OF_FINDINGS[code] for code in judged.unmet if code in _CHIPS_OF_FINDINGS]
    wanted = understand((*judged.said, *found))
    weight = 0.5 if judged.verdict == "approve" else 1.0 + 0.25 * min(2, _losses(judged.history))
    lessons = [
        _dial(name, dials[name], step * DIAL_STEP * weight, f"{_quoted(judged)} asks for {_spoken(wanted.spoken)}.")
        for name, step in wanted.dials.items()
        if name in dials
    ]
    if wanted.tempo:
        step = wanted.tempo * TEMPO_STEP_BPM * weight
        reason = f"{_quoted(judged)} asks for {_spoken(wanted.spoken)}."
        edges = (("sound.tempo_max_bpm", tempo_bpm[1]), ("sound.tempo_min_bpm", tempo_bpm[0]))
        ordered = edges if step > 0 else tuple(reversed(edges))
        lessons += [Lesson(path, value, round(value + step, 2), reason) for path, value in ordered]
    if not lessons and judged.verdict == "reject" and _losses(judged.history) >= 1:
        reason = f"{_losses(judged.history) + 1} songs in a row were turned down without a reason that names a cause."
        lessons.append(_dial("complexity", dials.get("complexity", 0.5), -DIAL_STEP / 2, reason))
    return tuple(lessons)


def _reinforced(judged: Judged, dials: Mapping[str, float], tempo_bpm: tuple[float, float]) -> tuple[Lesson, ...]:
    reason = f"{judged.title!r} was approved; the artist leans a little towards it."
    lessons = [
        _dial(name, value, REINFORCEMENT * (song - value), reason)
        for name, value in dials.items()
        if (song := judged.measured.get(name, judged.measured.get(f"dials.{name}"))) is not None
    ]
    bpm = judged.measured.get("bpm")
    if bpm is not None and tempo_bpm[0] <= bpm <= tempo_bpm[1]:
        step = round(REINFORCEMENT * (bpm - sum(tempo_bpm) / 2), 2)
        if abs(step) >= 0.2:
            edges = (("sound.tempo_min_bpm", tempo_bpm[0]), ("sound.tempo_max_bpm", tempo_bpm[1]))
            ordered = tuple(reversed(edges)) if step > 0 else edges
            lessons += [Lesson(path, value, round(value + step, 2), reason) for path, value in ordered]
    return tuple(lessons)


def _dial(name: str, before: float, step: float, reason: str) -> Lesson:
    after = round(min(1.0, max(0.0, before + step)), 4)
    return Lesson(f"sound.dials.{name}", before, after if abs(after - before) >= 0.002 else before, reason)


def _losses(history: Sequence[str]) -> int:
    count = 0
    for verdict in reversed(history):
        if verdict == "approve":
            break
        count += 1
    return count


def _quoted(judged: Judged) -> str:
    said = next((text for text in judged.said if text.strip()), "")
    return f'"{said.strip()}"' if said else "The gate"


def _spoken(clauses: Sequence[str]) -> str:
    return " and ".join(clauses[:3]) if len(clauses) < 3 else ", ".join(clauses[:2]) + f" and {clauses[2]}"


_VERBS: Final = {"approve": "approved", "reject": "rejected", "changes": "sent back for changes"}


def _summary(judged: Judged, lessons: Sequence[Lesson]) -> str:
    said = "; ".join(text.strip() for text in judged.said if text.strip())
    opening = f'"{judged.title}" was {_VERBS.get(judged.verdict, judged.verdict)}'
    opening += f": {said.rstrip('.')}." if said else "."
    if not lessons:
        return f"{opening} Nothing in the artist's sound follows from it."
    moved = ", ".join(
        f"{lesson.path.rsplit('.', 1)[-1].replace('_', ' ')} {lesson.before:g} to {lesson.after:g}"
        for lesson in lessons
    )
    return f"{opening} Proposed: {moved}."
