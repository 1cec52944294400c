"""Kits: every piece rendered in velocity layers and variants, then mixed as one-shots."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from noktvrn.studio.genres.profile import Piece
from noktvrn.studio.score.notes import Hit
from noktvrn.studio.sound import drum_kernels
from noktvrn.studio.sound.jit import SAMPLE_RATE_HZ
from noktvrn.studio.sound.shapes import BlockF32
from noktvrn.types import child_seed

VARIANTS: Final = 2
LAYERS: Final = (0.45, 0.75, 1.01)
"""Upper ends of the velocity layers; softer layers are duller."""

HIT_COLUMNS: Final = 5


class Kit:
    """A kit ready to play.

    Args:
        pieces: Recipe of each piece.
        seed: Of the song.
        brightness: 0..1; opens or closes the noise of the softer layers.
    """

    def __init__(self, pieces: Mapping[str, Piece], seed: int, brightness: float) -> None:
        """Render all shots."""
        self._pieces = pieces
        shots: list[npt.NDArray[np.float32]] = []
        self._first: dict[str, int] = {}
        for name, piece in pieces.items():
            self._first[name] = len(shots)
            for variant in range(VARIANTS):
                raw = _render(piece, child_seed(seed, "kit", name, variant) & 0xFFFFFFFF)
                shots.extend(_layer(raw, layer, brightness) for layer in range(len(LAYERS)))
        self.bank = np.concatenate(shots)
        self.ends = np.cumsum([0, *map(len, shots)])

    @property
    def longest_frames(self) -> int:
        """Length of the longest shot."""
        return int(np.diff(self.ends).max())

    def rows(self, hits: tuple[Hit, ...], frames: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Return what :func:`mix_hits` reads: start, shot, gains of the sides, choke."""
        table = np.zeros((len(hits), HIT_COLUMNS))
        for index, (hit, frame) in enumerate(zip(hits, frames, strict=True)):
            piece = self._pieces[hit.piece]
            layer = next(i for i, top in enumerate(LAYERS) if hit.velocity < top)
            shot = self._first[hit.piece] + (index % VARIANTS) * len(LAYERS) + layer
            gain = 10.0 ** (piece.gain_db / 20.0) * hit.velocity**1.5
            angle = (piece.pan + 1.0) * math.pi / 4.0
            table[index] = frame, shot, gain * math.cos(angle) * 1.414, gain * math.sin(angle) * 1.414, 0.0
        self._choke(hits, table)
        return table

    def _choke(self, hits: tuple[Hit, ...], table: npt.NDArray[np.float64]) -> None:
        ringing: dict[str, int] = {}
        for index, hit in enumerate(hits):
            for silenced in self._pieces[hit.piece].chokes:
                if silenced in ringing:
                    before = ringing.pop(silenced)
                    table[before, 4] = max(table[index, 0] - table[before, 0], 1.0)
            ringing[hit.piece] = index


def _render(piece: Piece, seed: int) -> npt.NDArray[np.float32]:
    frames = int(piece.seconds * SAMPLE_RATE_HZ)
    shot = getattr(drum_kernels, piece.kernel)(frames, seed, *piece.settings)
    return np.asarray(shot / max(float(np.abs(shot).max()), 1e-9), dtype=np.float32)


def _layer(shot: npt.NDArray[np.float32], layer: int, brightness: float) -> npt.NDArray[np.float32]:
    """Darken a softer layer by mixing it with its own two-point average."""
    dull = (0.55, 0.25, 0.0)[layer] + 0.5 * (0.5 - brightness)
    if dull <= 0.0:
        return shot
    smooth = np.convolve(shot, np.array([0.25, 0.5, 0.25], np.float32))[: len(shot)]
    return np.asarray(shot * (1.0 - dull) + smooth * dull, dtype=np.float32)


def mix_hits(out: BlockF32, kit: Kit, rows: npt.NDArray[np.float64]) -> None:
    """Add hits to a stereo block; start frames are relative to it."""
    drum_kernels.mix_hits(out, kit.bank, kit.ends, rows)
