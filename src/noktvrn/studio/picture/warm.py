"""Compiling every kernel of this room before somebody waits for it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from noktvrn.studio.measure.features import follow
from noktvrn.studio.picture.cover import CoverRequest, paint_cover
from noktvrn.studio.picture.film.compositor import BANDS, Compositor
from noktvrn.studio.picture.film.cutting import Shot
from noktvrn.studio.picture.film.furniture import Furniture
from noktvrn.studio.picture.film.lyrics import SungLine, SungWord
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.film.scenes import SCENES
from noktvrn.studio.picture.film.sound import SAMPLE_RATE_HZ
from noktvrn.studio.picture.film.treatments import TREATMENTS
from noktvrn.studio.picture.film.vertical import TALL_SCENES
from noktvrn.studio.picture.footage.grading import Grader, crossfaded, graded
from noktvrn.studio.picture.look import STYLE_FAMILIES, LookSpec
from noktvrn.studio.picture.pace import Cancelled, Pace, Progress, never, unwatched
from noktvrn.studio.picture.scene import Roles
from noktvrn.studio.picture.schemes import generate_palette


def warm_pictures(progress: Progress = unwatched, cancelled: Cancelled = never) -> None:
    """Paint one tiny cover of each style family and draw a tiny frame of each scene in each treatment.

    About half a minute where nothing is compiled, a second where the kernels are in the cache.

    Raises:
        StepCancelledError: ``cancelled`` answered True.
    """
    pace = Pace(progress, cancelled, what="compiling what paints and films")
    with tempfile.TemporaryDirectory() as folder:
        for number, family in enumerate(STYLE_FAMILIES):
            pace.at(0.8 * number / len(STYLE_FAMILIES))
            for seed in range(2):
                paint_cover(CoverRequest("Warm", "Up", _look(family, seed, 0.5), seed, size_px=64), Path(folder))
    for number, family in enumerate(TREATMENTS):
        pace.at(0.8 + 0.2 * number / len(TREATMENTS))
        _draw_frames(family)
    _grade_footage()
    pace.at(1.0)


def _look(family: str, seed: int, form: float) -> LookSpec:
    return LookSpec(
        family, generate_palette(seed), "geometric_extrabold", "grotesk_semibold", "bottom_left", {"form": form}
    )


def _draw_frames(family: str) -> None:
    look = replace(_look("silk", 1, 0.5), style_family=family)
    sound = follow(np.zeros(SAMPLE_RATE_HZ // 2, np.float32), SAMPLE_RATE_HZ, 30, BANDS)
    line = SungLine(0.0, 1.0, (SungWord(0.0, 0.5, "up"),))
    for size_px, scenes in (((160, 90), SCENES), ((90, 160), TALL_SCENES)):
        artwork = np.full((128, 128, 3), 90, np.uint8)
        room = Furniture(
            size_px, look, Roles(*look.palette), TREATMENTS[family], artwork, ("Warm", "Up"), (line,), ("up",), 1
        )
        shots = [
            Shot(number, number + 1, scene, ("home", "counter")[number % 2], "verse", number, 0.5)
            for number, scene in enumerate(scenes)
        ]
        compositor = Compositor(room, shots, sound, len(shots), 30, scenes)
        planes = Planes.empty(*size_px)
        for frame in range(len(shots)):
            compositor.draw(planes, frame)


def _grade_footage() -> None:
    planes = (np.full((90, 160), 90, np.uint8), np.full((45, 80), 120, np.uint8), np.full((45, 80), 130, np.uint8))
    grade = Grader(_look("silk", 1, 0.5)).grade(0.4, 0.2)
    crossfaded(planes, graded(planes, grade), 0.5)
