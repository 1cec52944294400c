"""Playing a plan: the planes of each frame of the film, whatever the clips turn out to be."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from noktvrn.errors import MediaUnreadableError
from noktvrn.studio.picture.film.background import FramePlanes
from noktvrn.studio.picture.footage.decoder import ClipPlayer, Decoder
from noktvrn.studio.picture.footage.grading import Grade, Grader, crossfaded, graded
from noktvrn.studio.picture.footage.plan import FootagePlan, PlannedShot


@dataclass(frozen=True, slots=True)
class Substitution:
    """A place of the film at which another picture stands than was planned.

    Attributes:
        frame: First frame of it.
        planned: Digest of the planned clip.
        shown: Digest of the clip that stepped in; empty when the last picture stood still, or the field was drawn.
        reason: Why.
    """

    frame: int
    planned: str
    shown: str
    reason: str


@dataclass(slots=True)
class _Source:
    """What fills a shot from some frame on."""

    digest: str
    path: Path
    start_s: float
    from_frame: int
    grade: Grade
    player: ClipPlayer | None = None


@dataclass(slots=True)
class _Screen:
    """A shot while it is shown."""

    number: int
    shot: PlannedShot
    source: _Source
    tried: set[str]
    last_frame: int = -1
    picture: FramePlanes | None = None
    stands_still: bool = False


class CutFootage:
    """Footage laid along a film; a context manager that ends the decoding process.

    Implements :class:`noktvrn.studio.picture.film.background.FootageTrack`.

    Args:
        plan: Shots with their clips.
        grader: Colours.
        width_px: Even.
        height_px: Even.
        decoder: Where clips are decoded; closed with this.
        notes: What is to be told of the folder that the clips are from: files left out, credits owed.
    """

    def __init__(
        self,
        plan: FootagePlan,
        grader: Grader,
        width_px: int,
        height_px: int,
        decoder: Decoder | None = None,
        notes: tuple[str, ...] = (),
    ) -> None:
        """See the class."""
        self.plan = plan
        self.notes = notes
        self.substitutions: list[Substitution] = []
        self._grader = grader
        self._size = (width_px, height_px)
        self._decoder = decoder or Decoder()
        self._begins = [shot.first_frame for shot in plan.shots]
        self._screens: dict[int, _Screen] = {}
        self._unusable: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the decoding process."""
        self.close()

    def close(self) -> None:
        """End the decoding process."""
        self._screens.clear()
        self._decoder.close()

    def planes(self, frame: int) -> FramePlanes | None:
        """See :class:`noktvrn.studio.picture.film.background.FootageTrack`."""
        if not 0 <= frame < self.plan.frames or not self._begins:
            return None
        number = bisect_right(self._begins, frame) - 1
        self._leave_all_but(number)
        picture = self._shown(number, frame)
        shot = self.plan.shots[number]
        way = (frame - shot.first_frame + 1) / (shot.fade_frames + 1)
        if number == 0 or way >= 1 or picture is None:
            return picture
        before = self._shown(number - 1, frame)
        return picture if before is None else crossfaded(before, picture, way)

    def _leave_all_but(self, number: int) -> None:
        for other in [known for known in self._screens if known not in {number, number - 1}]:
            player = self._screens.pop(other).source.player
            if player is not None:
                player.close()

    def _shown(self, number: int, frame: int) -> FramePlanes | None:
        screen = self._screens.get(number)
        if screen is None or frame < screen.last_frame:
            screen = self._screens[number] = self._raised(number)
        while not screen.stands_still and frame != screen.last_frame:
            failure = self._advance(screen, frame)
            if not failure:
                break
            self._substitute(screen, frame, failure)
        screen.last_frame = frame
        return screen.picture

    def _raised(self, number: int) -> _Screen:
        shot = self.plan.shots[number]
        grade = self._grader.grade(shot.brightness, shot.contrast)
        source = _Source(shot.digest, Path(shot.path), shot.start_s, shot.first_frame, grade)
        return _Screen(number, shot, source, {shot.digest})

    def _advance(self, screen: _Screen, frame: int) -> str:
        """Bring a shot to a frame; return why that cannot be done, or nothing."""
        source = screen.source
        if source.digest in self._unusable:
            return self._unusable[source.digest]
        time_s = source.start_s + (frame - source.from_frame) / self.plan.frames_per_s
        lived = self._decoder.generation
        try:
            if source.player is None or source.player.generation != lived:
                source.player = self._decoder.open(source.path, time_s, *self._size)
            shows = source.player.show(time_s)
        except MediaUnreadableError as exc:
            self._unusable[source.digest] = exc.message
            return exc.message
        if shows == "nothing":
            return f"{source.path.name} ends before {time_s:.1f} s."
        if shows == "planes" or screen.picture is None:
            screen.picture = graded(source.player.planes, source.grade)
        return ""

    def _substitute(self, screen: _Screen, frame: int, reason: str) -> None:
        neighbours = {
            self.plan.shots[near].digest
            for near in (screen.number - 1, screen.number + 1)
            if 0 <= near < len(self.plan.shots)
        }
        out = screen.tried | self._unusable.keys()
        spares = [spare for spare in self.plan.spares if spare.digest not in out]
        spares.sort(key=lambda spare: spare.digest in neighbours)
        if not spares:
            screen.stands_still = True
            self._note(Substitution(frame, screen.shot.digest, "", reason))
            return
        spare = spares[0]
        screen.tried.add(spare.digest)
        grade = self._grader.grade(spare.brightness, spare.contrast)
        screen.source = _Source(spare.digest, Path(spare.path), 0.0, frame, grade)
        self._note(Substitution(frame, screen.shot.digest, spare.digest, reason))

    def _note(self, substitution: Substitution) -> None:
        if substitution not in self.substitutions:
            self.substitutions.append(substitution)
