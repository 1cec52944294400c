"""Putting a clip on each shot: by words, mood, energy, by what has worked before, and never the same one in a row.

Every clip gets points for each reason; the most points win. The points of a reason are small numbers that people can
weigh: about one for a good fit, two for a very good one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from noktvrn.studio.picture.footage.cutting import Shot
from noktvrn.studio.picture.footage.facts import Clip
from noktvrn.studio.picture.footage.plan import FootagePlan, PlannedShot, Reason, Spare
from noktvrn.studio.picture.footage.tags import scenes_of_mood, words_of
from noktvrn.types import child_seed

Points: TypeAlias = npt.NDArray[np.float64]

FIRST_WORD: Final = 1.0
"""Points for a tag that the song speaks of; each further one adds half as much."""

MOOD: Final = 1.2
ENERGY: Final = 1.2
SUCCESS: Final = 3.0
"""Points between a clip that was always rejected and one that was always approved."""

USED_BEFORE: Final = -0.8
"""Points for each shot of the same film that a clip has already."""

JUST_SEEN: Final = -1.5
"""Points for a clip that was on within the last three shots."""

CHANCE: Final = 0.5

END_MARGIN_S: Final = 0.1
"""What is left over at the end of a clip."""

_RECENT = 3
_MOST_SPARES = 12
_SMALL_PX = 700
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Wish:
    """What the footage of a film should be like.

    Attributes:
        width_px: Of the film.
        height_px: Of the film.
        mood: One word; empty for none.
        words: What the song speaks of: title, lines, brief.
        seed: Everything that is left to chance follows from it.
    """

    width_px: int
    height_px: int
    mood: str = ""
    words: tuple[str, ...] = ()
    seed: int = 0


@dataclass(slots=True)
class _Standing:
    """What depends on the clip alone, and what the film has made of it so far."""

    clips: Sequence[Clip]
    fixed: dict[str, tuple[Points, list[str]]]
    motion: Points
    shots: npt.NDArray[np.int64]
    recent: list[int] = field(default_factory=list)
    taken: dict[int, list[tuple[float, float]]] = field(default_factory=dict)


def choose_clips(shots: Sequence[Shot], frames_per_s: int, clips: Sequence[Clip], wish: Wish) -> FootagePlan:
    """Choose a clip and a moment of it for every shot.

    Args:
        shots: The film's shots.
        frames_per_s: Its rate.
        clips: What there is; the order does not matter.
        wish: What is wanted.

    Returns:
        The plan; without shots when there are no clips.
    """
    frames = shots[-1].first_frame + shots[-1].frames if shots else 0
    ordered = sorted({clip.digest: clip for clip in clips}.values(), key=lambda clip: clip.digest)
    if not ordered or not shots:
        return FootagePlan(frames, frames_per_s)
    standing = _standing(ordered, wish)
    # a shot is still seen while the next one fades in over it
    tails = [*(shot.fade_frames for shot in shots[1:]), 0]
    chosen = tuple(
        _choose(number, shot, (shot.frames + tail) / frames_per_s, standing, wish.seed)
        for number, (shot, tail) in enumerate(zip(shots, tails, strict=True))
    )
    owed = (clip.credit.line for shot in chosen for clip in ordered if clip.digest == shot.digest)
    return FootagePlan(
        frames=frames,
        frames_per_s=frames_per_s,
        shots=chosen,
        spares=_spares(standing),
        credits=tuple(dict.fromkeys(line for line in owed if line)),
    )


def _standing(clips: Sequence[Clip], wish: Wish) -> _Standing:
    wanted, scenes = frozenset(words_of(wish.words)), scenes_of_mood(wish.mood)
    judged = {
        "words": [_words(clip, wanted) for clip in clips],
        "mood": [_mood(clip, scenes, wish.mood) for clip in clips],
        "success": [_success(clip) for clip in clips],
        "shape": [_shape(clip, wish) for clip in clips],
        "health": [_health(clip) for clip in clips],
    }
    fixed = {kind: (np.array([p for p, _ in each]), [text for _, text in each]) for kind, each in judged.items()}
    motion = np.array([clip.facts.motion for clip in clips])
    return _Standing(clips, fixed, motion, np.zeros(len(clips), np.int64))


def _words(clip: Clip, wanted: frozenset[str]) -> tuple[float, str]:
    shared = [tag for tag in clip.tags if tag in wanted]
    points = FIRST_WORD * (0.5 + 0.5 * len(shared)) if shared else 0.0
    return min(points, 2.5), f"the song speaks of {', '.join(shared[:4])}"


def _mood(clip: Clip, scenes: frozenset[str], mood: str) -> tuple[float, str]:
    shared = [tag for tag in clip.tags if tag in scenes]
    return min(MOOD * len(shared) ** 0.5, 2.0) if shared else 0.0, f"{', '.join(shared[:3])} suits {mood}"


def _success(clip: Clip) -> tuple[float, str]:
    record = clip.record
    points = SUCCESS * (record.success - 0.5)
    if not record.films:
        return 0.0, "not used before"
    judged = f"{record.approved} of {record.films} films with it were approved"
    return points, judged + (f", {record.rejected} rejected" if record.rejected else "")


def _shape(clip: Clip, wish: Wish) -> tuple[float, str]:
    facts = clip.facts
    shape, wanted = facts.width_px / facts.height_px, wish.width_px / wish.height_px
    share = min(shape, wanted) / max(shape, wanted)
    soft = min(facts.width_px, facts.height_px) < min(_SMALL_PX, wish.width_px, wish.height_px)
    text = f"{share:.0%} of its picture fits the film" + (", and it is small" if soft else "")
    return 0.8 * (share - 1) - (0.5 if soft else 0.0), text


def _health(clip: Clip) -> tuple[float, str]:
    return -2.0 * clip.facts.damage, f"{clip.facts.damage:.0%} of it is damaged"


def _choose(number: int, shot: Shot, seconds: float, standing: _Standing, seed: int) -> PlannedShot:
    chance = np.random.Generator(np.random.PCG64(child_seed(seed, "footage", number)))
    moving = _moving(standing, shot, chance.uniform(0, CHANCE, len(standing.clips)))
    total = np.sum([points for points, _ in standing.fixed.values()], axis=0)
    total += np.sum(list(moving.values()), axis=0)
    best = int(np.argmax(_allowed(total, standing, seconds)))
    clip = standing.clips[best]
    start_s = _moment(standing, best, seconds, float(chance.uniform()))
    reasons = _reasons(standing, moving, best, shot)
    standing.shots[best] += 1
    standing.recent.append(best)
    standing.taken.setdefault(best, []).append((start_s, start_s + seconds))
    return PlannedShot(
        first_frame=shot.first_frame,
        frames=shot.frames,
        kind=shot.kind,
        fade_frames=shot.fade_frames,
        digest=clip.digest,
        path=str(clip.path),
        start_s=start_s,
        brightness=clip.facts.brightness,
        contrast=clip.facts.contrast,
        score=round(float(total[best]), 3),
        reasons=reasons,
    )


def _moving(standing: _Standing, shot: Shot, chance: Points) -> dict[str, Points]:
    repetition = USED_BEFORE * standing.shots.astype(np.float64)
    for seen in set(standing.recent[-_RECENT:]):
        repetition[seen] += JUST_SEEN
    return {
        "energy": ENERGY * (0.5 - np.abs(standing.motion - shot.energy)),
        "repetition": repetition,
        "chance": chance,
    }


def _allowed(total: Points, standing: _Standing, seconds: float) -> Points:
    """Leave out the clip that is on, and clips that are too short, as long as there are others."""
    allowed = total.copy()
    if standing.recent and len(standing.clips) > 1:
        allowed[standing.recent[-1]] = _NEVER
    long_enough = np.array([clip.facts.duration_s >= seconds + END_MARGIN_S for clip in standing.clips])
    if np.any(long_enough & (allowed > _NEVER)):
        allowed[~long_enough] = _NEVER
    return allowed


def _moment(standing: _Standing, number: int, seconds: float, chance: float) -> float:
    """Return where to begin in a clip: where decoding begins at once, and as far as can be from what was shown."""
    clip, taken = standing.clips[number], standing.taken.get(number, [])
    last_s = clip.facts.duration_s - seconds - END_MARGIN_S
    open_s = [at for at in clip.facts.entries_s if at <= last_s] or [0.0]
    if not taken:
        return open_s[int(chance * len(open_s))]
    far = [min(abs(at - begin) for begin, _ in taken) for at in open_s]
    best = open_s[int(np.argmax(far))]
    # the same moment again would look like a mistake: go on where the shot before ended, as far as the clip goes
    return best if max(far) >= seconds else max(min(max(end for _, end in taken), last_s), 0.0)


def _reasons(standing: _Standing, moving: dict[str, Points], number: int, shot: Shot) -> tuple[Reason, ...]:
    moves = f"it moves {standing.motion[number]:.0%} where the {shot.kind} has {shot.energy:.0%} energy"
    used = int(standing.shots[number])
    texts = {"energy": moves, "repetition": f"{used} shots of this film have it", "chance": "left to chance"}
    said = [(kind, float(points[number]), texts[kind]) for kind, points in moving.items()]
    said += [(kind, float(points[number]), names[number]) for kind, (points, names) in standing.fixed.items()]
    kept = [Reason(kind, round(points, 3), text) for kind, points, text in said if abs(points) >= 0.005]
    return tuple(sorted(kept, key=lambda reason: -abs(reason.points)))


def _spares(standing: _Standing) -> tuple[Spare, ...]:
    total = np.sum([points for points, _ in standing.fixed.values()], axis=0)
    best = np.argsort(-total, kind="stable")[:_MOST_SPARES]
    return tuple(
        Spare(clip.digest, str(clip.path), clip.facts.duration_s, clip.facts.brightness, clip.facts.contrast)
        for clip in (standing.clips[int(number)] for number in best)
    )
