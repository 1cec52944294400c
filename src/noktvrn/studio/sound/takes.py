"""Takes: a note that comes again is rendered once and added often.

Notes whose length, pitch, touch and glide agree within what an ear can tell share a take. One that comes again
within two seconds alternates between two takes, as a player's strokes do, so that repeats do not sound like a machine.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from noktvrn.studio.sound.instruments import play, release_frames
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ, kernel
from noktvrn.studio.sound.patches import Air, Patch, Sub
from noktvrn.studio.sound.shapes import BlockF32, Notes
from noktvrn.types import child_seed

HELD_STEP: Final = 448
"""Lengths are rounded to 10 ms."""

TOUCH_STEPS: Final = 12.0
"""Layers of velocity and of brightness; the level within a layer stays exact."""

SOON_S: Final = 2.0
BANK_FRAMES: Final = 1 << 20
"""At most 8 MB per part. What repeats least is rendered anew each time."""

Numbers: TypeAlias = Annotated[npt.NDArray[np.int64], "(notes,) or (takes,)"]


class Takes:
    """The notes of a part, and the takes that they share.

    Args:
        table: Notes in order of their start; the seeds are set here.
        patch: The sound.
        seed: Of the part.
    """

    def __init__(self, table: Notes, patch: Patch, seed: int) -> None:
        """Find what repeats, and lay out the bank."""
        self.table = table
        self._patch = patch
        touches = _touches(table)
        self._take, masters = _shared(table, touches)
        for take, row in enumerate(masters):
            table[self._take == take, 5] = child_seed(seed, take) & 0xFFFFFFFF
            touches[row, 5] = table[row, 5]
        self._masters = touches[masters]
        self._frames = self._masters[:, 1].astype(np.int64) + release_frames(patch)
        self._place = _places(np.bincount(self._take), self._frames)
        power = 1.2 if isinstance(patch, Air | Sub) else 1.4
        self._gain = (table[:, 3] / touches[:, 3]) ** power
        banked = self._place >= 0
        self._bank = np.zeros((2, int(self._frames[banked].sum())), np.float32)
        self._rendered = ~banked

    def render(self, out: BlockF32, first: int, last: int, offset: int) -> None:
        """Add notes ``first`` to ``last`` (exclusive) to ``out``, whose frame 0 is song frame ``offset``."""
        takes = self._take[first:last]
        self._record(np.unique(takes))
        banked = self._place[takes] >= 0
        rows = self.table[first:last][~banked]
        rows[:, 0] -= offset
        play(out, rows, self._patch)
        takes = takes[banked]
        starts = self.table[first:last, 0][banked].astype(np.int64) - offset
        _add(out, self._bank, starts, self._place[takes], self._frames[takes], self._gain[first:last][banked])

    def _record(self, takes: Numbers) -> None:
        new = takes[~self._rendered[takes]]
        self._rendered[new] = True
        rows = self._masters[new]
        rows[:, 0] = self._place[new]
        play(self._bank, rows, self._patch)


def _touches(table: Notes) -> Notes:
    """The notes with length, velocity and brightness rounded to the steps."""
    rounded = table.copy()
    rounded[:, 1] = np.maximum(np.round(table[:, 1] / HELD_STEP), 1.0) * HELD_STEP
    rounded[:, 3] = np.maximum(np.round(table[:, 3] * TOUCH_STEPS), 1.0) / TOUCH_STEPS
    rounded[:, 4] = np.round(table[:, 4] * TOUCH_STEPS) / TOUCH_STEPS
    return rounded


def _shared(table: Notes, touches: Notes) -> tuple[Numbers, Numbers]:
    """Return the take of each note, and the note from which each take is rendered."""
    takes = np.zeros(len(table), np.int64)
    masters: list[int] = []
    known: dict[tuple[float, ...], list[int]] = {}
    heard: dict[tuple[float, ...], tuple[float, int]] = {}
    for row, note in enumerate(touches):
        what = tuple(note[[1, 2, 3, 4, 6]].tolist())
        when, turn = heard.get(what, (-1e9, 1))
        turn = 1 - turn if table[row, 0] - when < SOON_S * SAMPLE_RATE_HZ else 0
        heard[what] = table[row, 0], turn
        variants = known.setdefault(what, [])
        if turn >= len(variants):
            variants.append(len(masters))
            masters.append(row)
        takes[row] = variants[turn]
    return takes, np.array(masters, np.int64)


def _places(uses: Numbers, frames: Numbers) -> Numbers:
    """Return where in the bank each take lies; -1 for those that come once or for which there is no room."""
    places = np.full(len(uses), -1, np.int64)
    end = 0
    for take in np.argsort(-uses, kind="stable"):
        if uses[take] > 1 and end + frames[take] <= BANK_FRAMES:
            places[take] = end
            end += int(frames[take])
    return places


@kernel
def _add(
    out: BlockF32, bank: BlockF32, starts: Numbers, places: Numbers, frames: Numbers, gains: npt.NDArray[np.float64]
) -> None:
    for row in range(starts.shape[0]):
        start, place = starts[row], places[row]
        gain = np.float32(gains[row])
        for channel in range(2):
            for n in range(min(frames[row], out.shape[1] - start)):
                out[channel, start + n] += bank[channel, place + n] * gain
