"""From a plan of shots and the music to frames: finds the moment, calls its scene, opens and closes the film."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from noktvrn.studio.measure.features import BandEnergies
from noktvrn.studio.picture.film.camera import eased
from noktvrn.studio.picture.film.cutting import Shot
from noktvrn.studio.picture.film.furniture import Furniture
from noktvrn.studio.picture.film.moment import Moment
from noktvrn.studio.picture.film.place import Place, fill
from noktvrn.studio.picture.film.planes import Planes
from noktvrn.studio.picture.film.scenes import SCENES, Scene

BANDS: Final = 40
"""Bands that scenes follow."""

_PUSH = 0.9


class Compositor:
    """Draws any frame of a film, in any order."""

    def __init__(
        self,
        room: Furniture,
        shots: Sequence[Shot],
        sound: BandEnergies,
        frames: int,
        frames_per_s: int,
        scenes: Mapping[str, Scene] = SCENES,
        closing_s: float = 1.6,
    ) -> None:
        """Follow ``sound``, which has a row for each of ``frames`` frames; fade over the last ``closing_s``."""
        self._scenes, self._closing_s = scenes, closing_s
        self._room = room
        self._shots = tuple(shots)
        self._begins = [shot.first_frame for shot in self._shots]
        self._sound, self._frames, self._rate = sound, frames, frames_per_s
        self._flow = np.cumsum(sound.bass) * (_PUSH / frames_per_s)

    @property
    def missing(self) -> str:
        """Characters that no face could show, of the frames drawn so far."""
        return self._room.missing

    def draw(self, planes: Planes, frame: int) -> None:
        """Draw one frame, whole."""
        moment = self.moment(frame)
        self._scenes[moment.shot.scene](self._room, planes, moment)
        closing = 1.0 - eased((self._frames - 1 - frame) / (self._rate * self._closing_s))
        if closing > 0 and self._frames > self._rate * 3 * self._closing_s:
            fill(planes, Place(0, 0, self._room.width, self._room.height), moment.key.ground, closing)

    def moment(self, frame: int) -> Moment:
        """Return what is known about a frame."""
        number = bisect_right(self._begins, frame) - 1
        shot = self._shots[number]
        return Moment(
            frame=frame,
            time_s=frame / self._rate,
            shot=shot,
            number=number,
            share=(frame - shot.first_frame) / max(shot.end_frame - shot.first_frame, 1),
            shot_s=(frame - shot.first_frame) / self._rate,
            length_s=(shot.end_frame - shot.first_frame) / self._rate,
            key=self._room.key(shot.key),
            sound=self._sound,
            bass=float(self._sound.bass[frame]),
            onset=float(self._sound.onset[frame]),
            flow_s=float(self._flow[frame]),
        )
