"""Compiling every kernel of this room before somebody waits for it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from noktvrn.studio.measure.features import follow
from noktvrn.studio.picture.cover import CoverRequest, paint_cover
from noktvrn.studio.picture.film.cast import FORMS
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.film.sound import SAMPLE_RATE_HZ
from noktvrn.studio.picture.film.stage import Stage, StageRequest
from noktvrn.studio.picture.look import STYLE_FAMILIES, LookSpec
from noktvrn.studio.picture.pace import Cancelled, Pace, Progress, never, unwatched
from noktvrn.studio.picture.scene import Roles
from noktvrn.studio.picture.schemes import generate_palette


def warm_pictures(progress: Progress = unwatched, cancelled: Cancelled = never) -> None:
    """Paint one tiny cover of each style family and draw a few tiny frames with each spectrum form.

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
    for number in range(len(FORMS)):
        pace.at(0.8 + 0.2 * number / len(FORMS))
        _draw_frames((number + 0.5) / len(FORMS))
    pace.at(1.0)


def _look(family: str, seed: int, form: float) -> LookSpec:
    return LookSpec(
        family, generate_palette(seed), "geometric_extrabold", "grotesk_semibold", "bottom_left", {"form": form}
    )


def _draw_frames(dial: float) -> None:
    look = _look("silk", 1, dial)
    artwork = np.full((128, 128, 3), 90, np.uint8)
    stage = Stage(StageRequest(90, 160, Roles(*look.palette), look, "Warm", "Up", artwork, ((0.0, 1.0, "up"),), 1, 0.5))
    sound = follow(np.zeros(SAMPLE_RATE_HZ // 2, np.float32), SAMPLE_RATE_HZ, 30, 44)
    stage.prepared(sound, 15, 30)
    planes = Planes.empty(90, 160)
    for frame in (0, 7, 14):
        stage.draw(planes, frame)
