"""Flashes: counted as web accessibility does, and kept from happening by calming what the music may move.

A flash is a pair of opposing changes of relative luminance of 0.1 or more, where the darker state is below 0.8. A film
is safe when no quarter of the picture flashes more than three times within any second.

References:
    WCAG 2.2, success criterion 2.3.1, and its definition of the general flash.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import av
import av.error
import numpy as np
import numpy.typing as npt

from noktvrn.errors import MediaUnreadableError
from noktvrn.studio.measure.features import BandEnergies
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.palette import Floats
from noktvrn.studio.picture.raster import Bytes

MOST_FLASHES: Final = 3
"""Flashes within a second that are still safe."""

_STEP = 0.1
_DARKEST_OF_BRIGHT = 0.8
_CELLS = 6
_SHARE_OF_PICTURE = 0.25
_CALM_SWINGS_PER_S = 2.0
_SWING = 0.3

Lights = npt.NDArray[np.float64]


def cell_lights(luma: Bytes) -> Lights:
    """Return the mean relative luminance of 6 x 6 cells of a luma plane, flat."""
    rows = np.array_split(luma[::6, ::6], _CELLS, axis=0)
    means = [[float(cell.mean()) for cell in np.array_split(row, _CELLS, axis=1)] for row in rows]
    return np.asarray(np.clip((np.array(means).ravel() - 16.0) / 219.0, 0.0, 1.0) ** 2.4)


def watched(draw: Callable[[Planes, int], None], lights: list[Floats]) -> Callable[[Planes, int], None]:
    """Return ``draw`` that also keeps how light the cells of each frame are."""

    def draw_and_keep(planes: Planes, frame: int) -> None:
        draw(planes, frame)
        lights.append(cell_lights(planes.y).astype(np.float32))

    return draw_and_keep


def most_flashes(lights: Lights, frames_per_s: float) -> int:
    """Count the flashes of the worst second.

    Args:
        lights: Shape ``(frames, cells)``, relative luminance 0..1.
        frames_per_s: Rate.

    Returns:
        Flashes that at least a quarter of the cells show within the same second.
    """
    changes = np.stack([_changes(lights[:, cell]) for cell in range(lights.shape[1])], axis=1)
    window = max(round(frames_per_s), 1)
    summed = np.pad(changes.cumsum(axis=0), ((1, 0), (0, 0)))
    begin = np.maximum(np.arange(1, len(summed)) - window, 0)
    in_window = summed[1:] - summed[begin]
    place = max(int(np.ceil(lights.shape[1] * _SHARE_OF_PICTURE)), 1)
    worst = np.sort(in_window, axis=1)[:, -place]
    return int(worst.max(initial=0)) // 2


def _changes(light: Lights) -> npt.NDArray[np.int64]:
    """Mark the frames at which a cell has changed by a step against the direction of its last change."""
    marks = np.zeros(len(light), np.int64)
    low = high = float(light[0])
    rising: bool | None = None
    for frame, value in enumerate(light):
        low, high = min(low, float(value)), max(high, float(value))
        if rising is not True and value - low >= _STEP and low < _DARKEST_OF_BRIGHT:
            rising, high, marks[frame] = True, float(value), 1
        elif rising is not False and high - value >= _STEP and value < _DARKEST_OF_BRIGHT:
            rising, low, marks[frame] = False, float(value), 1
    return marks


def film_flashes(path: Path) -> int:
    """Count the flashes of the worst second of a finished film.

    Raises:
        MediaUnreadableError: It cannot be decoded.
    """
    try:
        with av.open(str(path)) as container:
            video = container.streams.video[0]
            video.thread_type = "AUTO"
            lights = [cell_lights(_luma(frame)) for frame in container.decode(video)]
            rate = float(video.average_rate or 30)
    except (av.error.FFmpegError, OSError, IndexError) as exc:
        raise MediaUnreadableError(f"{path.name} cannot be decoded: {exc}.", remedy="Make the film again.") from exc
    return most_flashes(np.array(lights), rate) if lights else 0


def _luma(frame: av.VideoFrame) -> Bytes:
    plane = frame.planes[0]
    rows: Bytes = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def calmed(sound: BandEnergies) -> BandEnergies:
    """Return the curves with what swings faster than twice a second made small; calm music comes back as it was."""
    return replace(
        sound,
        bands=_calmed(sound.bands, sound.fps),
        bass=_calmed(sound.bass[:, None], sound.fps)[:, 0],
        onset=_calmed(sound.onset[:, None], sound.fps)[:, 0],
    )


def _calmed(curves: Floats, frames_per_s: float) -> Floats:
    """Lead each frame towards a mean over half a second, as far as all curves together swing around it."""
    together = curves.mean(axis=1)
    unrest = _swings_per_s(together, frames_per_s)
    share = np.clip((unrest - _CALM_SWINGS_PER_S) / 1.0, 0.0, 1.0)
    if not share.any():
        return curves
    width = max(round(frames_per_s), 1)
    kernel = np.hanning(width + 2)[1:-1]
    kernel /= kernel.sum()
    padded = np.pad(curves, ((width // 2, width - 1 - width // 2), (0, 0)), mode="edge")
    smooth = np.stack([np.convolve(padded[:, band], kernel, mode="valid") for band in range(curves.shape[1])], axis=1)
    wide = np.convolve(share, np.ones(width) / width, mode="same")[:, None]
    return np.asarray(curves + np.clip(wide * 1.5, 0.0, 1.0) * (smooth - curves), dtype=np.float32)


def _swings_per_s(curve: Floats, frames_per_s: float) -> Lights:
    """Return for each frame how many pairs of opposing swings lie within the second around it."""
    marks = np.zeros(len(curve))
    low = high = float(curve[0])
    rising = False
    for frame, value in enumerate(curve):
        low, high = min(low, float(value)), max(high, float(value))
        if not rising and value - low >= _SWING:
            rising, high, marks[frame] = True, float(value), 0.5
        elif rising and high - value >= _SWING:
            rising, low, marks[frame] = False, float(value), 0.5
    width = max(round(frames_per_s), 1)
    return np.asarray(np.convolve(marks, np.ones(width), mode="same"))
