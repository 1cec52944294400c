"""Footage for one film in one call: find, examine, cut, choose, grade."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from noktvrn.errors import MediaUnreadableError
from noktvrn.studio.picture.footage.choosing import END_MARGIN_S, Wish, choose_clips
from noktvrn.studio.picture.footage.crediting import notes_on
from noktvrn.studio.picture.footage.cutting import FADE_S, Section, plan_shots
from noktvrn.studio.picture.footage.decoder import Decoder
from noktvrn.studio.picture.footage.facts import Clip, ClipFacts
from noktvrn.studio.picture.footage.folder import digest_of, find_clips, tags_in_names
from noktvrn.studio.picture.footage.grading import Grader
from noktvrn.studio.picture.footage.plan import FootagePlan
from noktvrn.studio.picture.footage.track import CutFootage
from noktvrn.studio.picture.look import LookSpec
from noktvrn.studio.picture.pace import Cancelled, Pace, Progress, never, unwatched


@dataclass(frozen=True, slots=True)
class FootageRequest:
    """What the footage of a film is laid along.

    Attributes:
        look: The artist's look.
        width_px: Of the film; even.
        height_px: Of the film; even.
        frames: Length of the film.
        frames_per_s: Its rate.
        downbeats_s: Starts of bars in seconds of the film; may be empty.
        sections: The form in seconds of the film; may be empty.
        mood: One word; empty for none.
        words: What the song speaks of: title, lines, brief.
        seed: Everything random follows from it.
    """

    look: LookSpec
    width_px: int
    height_px: int
    frames: int
    frames_per_s: int
    downbeats_s: tuple[float, ...]
    sections: tuple[Section, ...]
    mood: str = ""
    words: tuple[str, ...] = ()
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Finds:
    """What a folder holds.

    Attributes:
        clips: Usable clips.
        refused: ``(file, why)`` of the others.
        faults: Lists of credits that could not be read.
    """

    clips: tuple[Clip, ...]
    refused: tuple[tuple[Path, str], ...] = ()
    faults: tuple[str, ...] = ()


def plan_footage(request: FootageRequest, clips: Sequence[Clip]) -> FootagePlan:
    """Cut a film and choose its clips; the same request and clips give the same plan.

    Returns:
        A plan without shots when there are no clips.
    """
    longest_s = max((clip.facts.duration_s for clip in clips), default=60.0) - FADE_S - END_MARGIN_S
    shots = plan_shots(
        request.downbeats_s, request.sections, request.frames, request.frames_per_s, request.seed, longest_s
    )
    wish = Wish(request.width_px, request.height_px, request.mood, request.words, request.seed)
    return choose_clips(shots, request.frames_per_s, clips, wish)


def open_plan(
    plan: FootagePlan, look: LookSpec, mood: str, width_px: int, height_px: int, notes: tuple[str, ...] = ()
) -> CutFootage:
    """Return the track that plays a plan; close it, or use it as a context manager."""
    return CutFootage(plan, Grader(look, mood), width_px, height_px, notes=notes)


def open_footage(
    folder: Path, request: FootageRequest, progress: Progress = unwatched, cancelled: Cancelled = never
) -> CutFootage:
    """Examine a folder's clips and lay them along a film; needs no database.

    Args:
        folder: Folder of clips; those that are not usable are left out, and the track's notes say why.
        request: What the footage is laid along.
        progress: Told the share of the clips that is examined.
        cancelled: Asked between two clips.

    Returns:
        The track; close it, or use it as a context manager.

    Raises:
        NotFoundError: There is no such folder.
        MediaUnreadableError: It holds no clip that can be used; the message says why of the first.
        StepCancelledError: ``cancelled`` answered True.
    """
    finds = examine_folder(folder, progress, cancelled)
    if not finds.clips:
        first = f": {finds.refused[0][1]}" if finds.refused else "."
        raise MediaUnreadableError(
            f"{folder} holds no clip that can be used{first}",
            remedy="Put MP4, MOV, MKV, WebM, AVI or TS files there, or leave footage out.",
            stage="footage",
        )
    plan = plan_footage(request, finds.clips)
    return open_plan(plan, request.look, request.mood, request.width_px, request.height_px, _notes(finds, plan))


def _notes(finds: Finds, plan: FootagePlan) -> tuple[str, ...]:
    left_out = (f"clip left out: {why}" for _, why in finds.refused)
    owed = (f"credit owed: {credit}" for credit in plan.credits)
    return (*left_out, *finds.faults, *owed)


def examine_folder(
    folder: Path,
    progress: Progress = unwatched,
    cancelled: Cancelled = never,
    probe: Callable[[Path], ClipFacts] | None = None,
) -> Finds:
    """Examine every clip of a folder, each in the decoding process.

    Args:
        folder: Folder of clips.
        progress: Told the share that is examined.
        cancelled: Asked between two clips.
        probe: What examines one file; a :class:`~noktvrn.studio.picture.footage.decoder.Decoder` when None.

    Raises:
        NotFoundError: There is no such folder.
        StepCancelledError: ``cancelled`` answered True.
    """
    pace = Pace(progress, cancelled, what="looking at the footage")
    paths = find_clips(folder)
    clips: dict[str, Clip] = {}
    refused: list[tuple[Path, str]] = []
    faults: dict[str, None] = {}
    with Decoder(cancelled=cancelled) as decoder:
        for number, path in enumerate(paths):
            pace.at(number / len(paths))
            notes = notes_on(path, folder)
            faults |= dict.fromkeys(notes.faults)
            try:
                digest = digest_of(path, cancelled)
                facts = (probe or decoder.probe)(path)
            except MediaUnreadableError as exc:
                refused.append((path, exc.message))
                continue
            tags = tags_in_names(path, folder, notes.tags)
            clips.setdefault(digest, Clip(digest, path, facts, tags, notes.credit))
    pace.at(1.0)
    return Finds(tuple(clips.values()), tuple(refused), tuple(faults))
