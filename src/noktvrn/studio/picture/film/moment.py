"""What a scene is told about the frame it draws."""

from __future__ import annotations

from dataclasses import dataclass

from noktvrn.studio.measure.features import BandEnergies
from noktvrn.studio.picture.film.cutting import Shot
from noktvrn.studio.picture.film.keys import Key


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame of a film.

    Attributes:
        frame: Its number.
        time_s: Its time in the film.
        shot: The shot that it belongs to.
        number: Number of the shot.
        share: How much of the shot has passed, 0..1.
        shot_s: Seconds since the shot began.
        length_s: Length of the shot.
        key: Colours.
        sound: Curves of the whole film.
        bass: 0..1 at this frame.
        onset: 0..1 at this frame.
        flow_s: How far the music has pushed what flows, in seconds.
    """

    frame: int
    time_s: float
    shot: Shot
    number: int
    share: float
    shot_s: float
    length_s: float
    key: Key
    sound: BandEnergies
    bass: float
    onset: float
    flow_s: float
