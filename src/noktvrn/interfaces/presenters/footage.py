"""Clips of the library in words and as JSON values: how each stands, what was measured, what became of its films."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noktvrn.interfaces.presenters.records import Json
from noktvrn.interfaces.presenters.standing import Standing
from noktvrn.interfaces.presenters.words import count, sentence, short_run, size
from noktvrn.ports.footage import ClipStanding
from noktvrn.services.as_json import as_json

if TYPE_CHECKING:
    from pathlib import Path

    from noktvrn.ports.footage import StoredClip
    from noktvrn.services.footage import ClipView, ScanReport
    from noktvrn.studio.picture.footage.facts import ClipRecord

SHORT_DIGEST = 8
"""Characters that name a clip on screen."""

_STANDINGS = {
    ClipStanding.USABLE: (Standing.DONE, "usable"),
    ClipStanding.REFUSED: (Standing.FAILED, "refused"),
    ClipStanding.GONE: (Standing.NEEDS_YOU, "gone"),
    ClipStanding.REMOVED: (Standing.IDLE, "removed"),
}
_SHOWN_REFUSALS = 12


def clip_standing(standing: ClipStanding) -> tuple[Standing, str]:
    """Return how a clip stands and the word for it."""
    return _STANDINGS[standing]


def scan_facts(folder: Path, report: ScanReport) -> list[tuple[str, str]]:
    """Return what a scan found."""
    refusals = [("Refused", why) for _, why in report.refused[:_SHOWN_REFUSALS]]
    more = len(report.refused) - _SHOWN_REFUSALS
    return [
        ("Folder", str(folder)),
        ("Clips", f"{count(len(report.added), 'new clip')}, {count(len(report.known), 'clip')} known before"),
        *([("Removed", f"{count(len(report.removed), 'clip')} left out, as you wished")] if report.removed else []),
        *([("Gone", ", ".join(clip.name for clip in report.gone))] if report.gone else []),
        *refusals,
        *([("", f"and {more} more: noktvrn footage list --all")] if more > 0 else []),
        *[("Credits", fault) for fault in report.faults],
    ]


def clip_facts(view: ClipView) -> list[tuple[str, str]]:
    """Return everything about one clip."""
    clip, facts = view.clip, view.clip.facts
    told = [
        ("Clip", f"{clip.name}, {_STANDINGS[clip.standing][1]}"),
        ("Digest", clip.digest),
        ("File", f"{clip.path}, {size(clip.size_bytes)}"),
    ]
    if facts is None:
        return [*told, ("Refused", clip.refusal)]
    return [
        *told,
        ("Picture", f"{facts.width_px} x {facts.height_px}, {facts.frames_per_s:.4g} frames/s"),
        ("Coding", f"{facts.codec}, {facts.pixel_format}"),
        ("Length", f"{facts.duration_s:.1f} s"),
        ("Looks", f"{facts.brightness:.0%} bright, {facts.contrast:.0%} contrast, moves {facts.motion:.0%}"),
        *([("Odd", sentence(remark)) for remark in facts.remarks]),
        ("Tags", ", ".join(clip.tags) or "none"),
        ("Credit", clip.credit.line or "nobody is named; see docs/how-to/use-your-own-footage.md"),
        ("Films", record_sentence(view.record)),
        *[
            ("", f"run {short_run(use.run_id)}, take {use.pass_no}, {use.film}: {count(use.shots, 'shot')}")
            for use in view.uses
        ],
    ]


def film_share(record: ClipRecord) -> str:
    """Return how many of a clip's films were approved, short enough for a list."""
    return f"{record.approved}/{record.films}" if record.films else "·"


def record_sentence(record: ClipRecord) -> str:
    """Return what became of a clip's films."""
    if not record.films:
        return "not used yet"
    parts = (
        (record.approved, "approved"),
        (record.changes, "sent back for changes"),
        (record.rejected, "rejected"),
    )
    judged = ", ".join(f"{number} {word}" for number, word in parts if number) or "none decided yet"
    return f"used in {count(record.films, 'take')}: {judged}"


def scan_record(folder: Path, report: ScanReport) -> Json:
    """Return what a scan found as JSON values."""
    return {
        "folder": str(folder),
        "added": [_brief(clip) for clip in report.added],
        "known": [_brief(clip) for clip in report.known],
        "removed": [_brief(clip) for clip in report.removed],
        "gone": [_brief(clip) for clip in report.gone],
        "refused": [{"path": str(path), "reason": why} for path, why in report.refused],
        "faults": report.faults,
    }


def clip_record(view: ClipView) -> Json:
    """Return a clip as JSON values."""
    clip: Json = as_json(view.clip)
    record = {**as_json(view.record), "success": round(view.record.success, 4)}
    return {**clip, "name": view.clip.name, "record": record, "uses": [as_json(use) for use in view.uses]}


def _brief(clip: StoredClip) -> dict[str, str]:
    return {"digest": clip.digest, "path": clip.path}
