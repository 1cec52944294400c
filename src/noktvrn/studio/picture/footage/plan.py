"""Which clip fills which shot, and why: the whole footage of a film as values that can be kept and read again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a choice.

    Attributes:
        kind: ``"words"``, ``"mood"``, ``"energy"``, ``"success"``, ``"repetition"``, ``"shape"``, ``"health"`` or
            ``"chance"``.
        points: What it added to the clip's score.
        text: The reason for people.
    """

    kind: str
    points: float
    text: str


@dataclass(frozen=True, slots=True)
class PlannedShot:
    """A shot with its clip.

    Attributes:
        first_frame: Where it begins in the film.
        frames: How long it lasts.
        kind: Section that it lies in.
        fade_frames: Frames of crossfade from the shot before; 0 is a hard cut.
        digest: Clip.
        path: Its file.
        start_s: Moment of the clip that the shot begins with.
        brightness: Mean luma of the clip, 0..1.
        contrast: Standard deviation of its luma, 0..1.
        score: Sum of the points.
        reasons: Why this clip, the weightiest first.
    """

    first_frame: int
    frames: int
    kind: str
    fade_frames: int
    digest: str
    path: str
    start_s: float
    brightness: float
    contrast: float
    score: float = 0.0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Spare:
    """A clip that steps in where another one fails.

    Attributes:
        digest: Clip.
        path: Its file.
        duration_s: Its length.
        brightness: Mean luma, 0..1.
        contrast: Standard deviation of luma, 0..1.
    """

    digest: str
    path: str
    duration_s: float
    brightness: float
    contrast: float


@dataclass(frozen=True, slots=True)
class FootagePlan:
    """The footage of a film.

    Attributes:
        frames: Length of the film.
        frames_per_s: Its rate.
        shots: In order, without a gap; empty when there is no clip at all.
        spares: Clips that step in, the best first.
        credits: Who is owed to, one line each, in order of appearance.
    """

    frames: int
    frames_per_s: int
    shots: tuple[PlannedShot, ...] = ()
    spares: tuple[Spare, ...] = ()
    credits: tuple[str, ...] = ()

    @property
    def cuts(self) -> tuple[int, ...]:
        """Frames at which a shot begins, but for the first."""
        return tuple(shot.first_frame for shot in self.shots[1:])


@dataclass(frozen=True, slots=True)
class ClipShare:
    """How much of a film one clip fills.

    Attributes:
        digest: Clip.
        shots: Number of its shots.
        seconds: Their length together.
    """

    digest: str
    shots: int
    seconds: float


def shares_of(plan: FootagePlan) -> tuple[ClipShare, ...]:
    """Return how much of the film each clip fills, in order of appearance."""
    shots: dict[str, list[int]] = {}
    for shot in plan.shots:
        shots.setdefault(shot.digest, []).append(shot.frames)
    return tuple(
        ClipShare(digest, len(frames), round(sum(frames) / plan.frames_per_s, 3)) for digest, frames in shots.items()
    )
