"""What leads from one section into the next: risers, reverse swells, impacts, falls; and the bed under all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from noktvrn.studio.genres.profile import SceneryStyle
from noktvrn.studio.plan import PlannedSection
from noktvrn.studio.score.notes import Scene


def write_scenes(
    style: SceneryStyle, sections: tuple[PlannedSection, ...], tension: Sequence[float], beats: float
) -> list[Scene]:
    """Place scenes at the borders where the energy changes enough to be announced; tension makes risers louder."""
    scenes: list[Scene] = []
    for before, after in pairwise(sections):
        border = float(after.first_bar * 4)
        step = after.energy - before.energy
        if step >= 0.15:
            length = min(style.riser_bars, before.bars / 2) * 4.0
            tense = tension[before.end_bar - 1] if tension else 0.5
            scenes.append(Scene(border - length, length, "riser", style.riser * min(0.3 + 0.4 * tense + step, 1.0)))
            scenes.append(Scene(border - 2.0, 2.0, "reverse", style.reverse))
            scenes.append(Scene(border, 8.0, "impact", style.impact * min(0.6 + step, 1.0)))
        elif step <= -0.15:
            scenes.append(Scene(border, 8.0, "fall", style.fall))
        else:
            scenes.append(Scene(border - 2.0, 2.0, "reverse", style.reverse * 0.7))
    if style.bed > 0.0:
        scenes.append(Scene(0.0, beats, "bed", style.bed))
    return [scene for scene in scenes if scene.level > 0.0]
