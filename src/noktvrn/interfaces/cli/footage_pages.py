"""What the footage commands answer, as rows for people and JSON values for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from noktvrn.interfaces.presenters.footage import SHORT_DIGEST, clip_standing, film_share
from noktvrn.interfaces.presenters.words import length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from noktvrn.interfaces.cli.terminal import Cell
    from noktvrn.ports.footage import StoredClip
    from noktvrn.services.footage import ClipView, ScanReport


def scan_record(folder: Path, report: ScanReport) -> dict[str, Any]:
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


def clip_row(view: ClipView) -> Sequence[Cell]:
    """Return a clip as a row of the list."""
    from noktvrn.interfaces.cli.terminal import marked

    clip, facts = view.clip, view.clip.facts
    return [
        marked(*clip_standing(clip.standing)),
        clip.digest[:SHORT_DIGEST],
        clip.name,
        length(facts.duration_s) if facts is not None else "",
        f"{facts.width_px} x {facts.height_px}" if facts is not None else "",
        film_share(view.record),
        ", ".join(clip.tags) if facts is not None else clip.refusal,
    ]


def clip_record(view: ClipView) -> dict[str, Any]:
    """Return a clip as JSON values."""
    from noktvrn.services.as_json import as_json

    clip: dict[str, Any] = as_json(view.clip)
    record = {**as_json(view.record), "success": round(view.record.success, 4)}
    return {**clip, "name": view.clip.name, "record": record, "uses": [as_json(use) for use in view.uses]}


def _brief(clip: StoredClip) -> dict[str, str]:
    return {"digest": clip.digest, "path": clip.path}
