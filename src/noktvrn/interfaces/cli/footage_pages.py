"""What the footage commands answer, as rows for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noktvrn.interfaces.presenters.footage import SHORT_DIGEST, clip_standing, film_share
from noktvrn.interfaces.presenters.words import length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from noktvrn.interfaces.cli.terminal import Cell
    from noktvrn.services.footage import ClipView


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
