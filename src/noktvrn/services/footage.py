"""The footage library: take in what a source has, show it, and lay it along the film of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from noktvrn.catalogue.origin import LIBRARY
from noktvrn.journal.run import Run
from noktvrn.ports.footage import ClipStanding, ClipUse, FootageSource, Sighting, StoredClip
from noktvrn.ports.making import Cancelled, MadeBy, Progress, ignore_progress, never_cancelled
from noktvrn.ports.repositories import UnitOfWork
from noktvrn.services.label import Label
from noktvrn.studio.picture.footage.facts import Clip, ClipCredit, ClipRecord
from noktvrn.studio.picture.footage.plan import FootagePlan, shares_of
from noktvrn.types import Sha256

if TYPE_CHECKING:
    from noktvrn.studio.picture.footage.laying import FootageRequest


@dataclass(frozen=True, slots=True)
class ClipView:
    """A clip with what became of the films that it was in.

    Attributes:
        clip: The clip.
        record: What became of them.
        uses: The films, oldest first; only where one clip is shown.
    """

    clip: StoredClip
    record: ClipRecord
    uses: tuple[ClipUse, ...] = ()


@dataclass(slots=True)
class ScanReport:
    """What a look through a source found.

    Attributes:
        added: Clips that are new.
        known: Clips that were known, some perhaps in another place now.
        removed: Clips that a person had removed, which are left out.
        refused: Files that cannot be used, each with the reason.
        gone: Clips whose file is no longer where it was.
        faults: Lists of credits that cannot be read.
    """

    added: list[StoredClip] = field(default_factory=list)
    known: list[StoredClip] = field(default_factory=list)
    removed: list[StoredClip] = field(default_factory=list)
    refused: list[tuple[Path, str]] = field(default_factory=list)
    gone: list[StoredClip] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def scan_footage(
    label: Label,
    source: FootageSource,
    *,
    words: Sequence[str] = (),
    take_back: bool = False,
    progress: Progress = ignore_progress,
    cancelled: Cancelled = never_cancelled,
) -> ScanReport:
    """Take in every clip that a source has; each is stored at once, so that a stopped scan keeps what it saw.

    Args:
        label: The label.
        source: Where the clips come from.
        words: What is wanted of a source that has more than can be taken.
        take_back: Whether clips that were removed are used again, and refused ones examined again.
        progress: Told how far it is.
        cancelled: Asked several times a second.

    Raises:
        NotFoundError: The source is not there.
        StepCancelledError: ``cancelled`` answered True.
    """
    with label.records.read() as unit:
        before = {clip.digest: clip for clip in unit.footage.select()}
    report = ScanReport()
    seen: set[Sha256] = set()
    again = {digest for digest, clip in before.items() if take_back and clip.standing is ClipStanding.REFUSED}
    for sighting in source.look_through(before.keys() - again, words, progress, cancelled):
        report.faults += [fault for fault in sighting.faults if fault not in report.faults]
        if sighting.digest and sighting.digest in seen:
            continue
        seen.add(sighting.digest)
        _take_in(label, sighting, before.get(sighting.digest), report, take_back=take_back)
    _miss(label, [clip for digest, clip in before.items() if digest not in seen], report)
    return report


def _take_in(
    label: Label, sighting: Sighting, known: StoredClip | None, report: ScanReport, *, take_back: bool
) -> None:
    now = label.clock.now()
    if known is None or sighting.facts is not None or sighting.refusal:
        clip = _new(sighting, now)
    else:
        clip = _seen_again(sighting, known, now, take_back=take_back)
    if clip.standing is ClipStanding.REFUSED:
        report.refused.append((sighting.path, clip.refusal))
    elif clip.standing is ClipStanding.REMOVED:
        report.removed.append(clip)
    else:
        (report.known if known is not None else report.added).append(clip)
    if clip.digest:
        _store(label, clip)


def _new(sighting: Sighting, now: datetime) -> StoredClip:
    return StoredClip(
        digest=sighting.digest,
        path=str(sighting.path.absolute()),
        size_bytes=sighting.size_bytes,
        standing=ClipStanding.REFUSED if sighting.refusal else ClipStanding.USABLE,
        refusal=sighting.refusal,
        facts=sighting.facts,
        tags=sighting.tags,
        credit=sighting.credit,
        added_at=now,
        seen_at=now,
    )


def _seen_again(sighting: Sighting, known: StoredClip, now: datetime, *, take_back: bool) -> StoredClip:
    standing = known.standing
    if standing is ClipStanding.GONE or (take_back and standing is ClipStanding.REMOVED):
        standing = ClipStanding.USABLE
    return replace(
        known,
        path=str(sighting.path.absolute()),
        standing=standing,
        tags=sighting.tags,
        credit=sighting.credit,
        seen_at=now,
    )


def _miss(label: Label, unseen: Sequence[StoredClip], report: ScanReport) -> None:
    """Mark the clips whose file is nowhere; those of other folders stay as they are."""
    for clip in unseen:
        if clip.standing is ClipStanding.USABLE and not Path(clip.path).is_file():
            lost = replace(clip, standing=ClipStanding.GONE)
            _store(label, lost)
            report.gone.append(lost)


def _store(label: Label, clip: StoredClip) -> None:
    with label.records.write() as unit:
        unit.footage.save(clip)
        unit.commit()


def list_clips(label: Label, standings: Sequence[ClipStanding] | None = None) -> list[ClipView]:
    """List the library by path, with what became of each clip's films."""
    with label.records.read() as unit:
        records = unit.footage.records()
        return [ClipView(clip, records.get(clip.digest, ClipRecord())) for clip in unit.footage.select(standings)]


def show_clip(label: Label, name: str) -> ClipView:
    """Return everything about one clip.

    Raises:
        NotFoundError: No such clip, or more than one.
    """
    with label.records.read() as unit:
        clip = unit.footage.find(name)
        record = unit.footage.records().get(clip.digest, ClipRecord())
        return ClipView(clip, record, tuple(unit.footage.uses_of(clip.digest)))


def remove_clip(label: Label, name: str) -> StoredClip:
    """Use a clip no more; its file and its record are kept.

    Raises:
        NotFoundError: No such clip, or more than one.
    """
    with label.records.write() as unit:
        removed = replace(unit.footage.find(name), standing=ClipStanding.REMOVED)
        unit.footage.save(removed)
        unit.commit()
    return removed


def usable_clips(label: Label) -> tuple[Clip, ...]:
    """Return what films can choose from, each clip with its record; those whose file is gone are left out."""
    return tuple(
        Clip(view.clip.digest, Path(view.clip.path), view.clip.facts, view.clip.tags, view.clip.credit, view.record)
        for view in list_clips(label, (ClipStanding.USABLE,))
        if view.clip.facts is not None and Path(view.clip.path).is_file()
    )


def lay_footage(label: Label, request: FootageRequest) -> FootagePlan:
    """Cut a film over the library: the same request, library and decisions give the same plan.

    Args:
        label: The label.
        request: What the footage is laid along.

    Returns:
        A plan without shots when there is no clip; it is plain values, and can be handed to another process.
    """
    # numba is slow to load
    from noktvrn.studio.picture.footage.laying import plan_footage

    return plan_footage(request, usable_clips(label))


def footage_makers(label: Label, plan: FootagePlan) -> tuple[MadeBy, ...]:
    """Return who filmed what a plan shows, for the provenance of the film; clips of one credit stand together."""
    with label.records.read() as unit:
        stored = {clip.digest: clip for clip in unit.footage.select()}
    owed: dict[ClipCredit, list[StoredClip]] = {}
    for share in shares_of(plan):
        clip = stored.get(Sha256(share.digest))
        if clip is not None:
            owed.setdefault(clip.credit, []).append(clip)
    return tuple(
        MadeBy(
            provider=LIBRARY,
            model=credit.author or "not named",
            licence=credit.licence or "not stated",
            parameters={"source": credit.source, "clips": [clip.digest for clip in clips]},
        )
        for credit, clips in owed.items()
    )


def remember_uses(unit: UnitOfWork, run: Run, film: str, plan: FootagePlan, now: datetime) -> None:
    """Note which clips a film of the present take uses; what is decided about the take will count for them.

    Args:
        unit: Open to write; the caller commits.
        run: The run.
        film: ``"film"``, ``"teaser"`` or ``"canvas"``.
        plan: What the film shows.
        now: UTC.
    """
    uses = [
        ClipUse(Sha256(share.digest), run.id, run.pass_no, film, share.shots, share.seconds, now)
        for share in shares_of(plan)
    ]
    unit.footage.add_uses(uses)
