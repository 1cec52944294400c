"""Which part of an artwork a film shows: the figure, without the quiet that the cover kept free for its text."""

from __future__ import annotations

import numpy as np

from noktvrn.studio.picture.raster import Bytes, shrink

_SIDE = 60
_SHARES = (0.62, 0.7, 0.78, 0.86, 0.94)
_ENOUGH = 0.985
_STIR = 10.0


def framed(artwork: Bytes) -> Bytes:
    """Return the smallest square of an artwork that holds nearly all of its figure.

    The figure is what differs from the artwork's most common colour. An artwork that is figure all over comes back
    whole.
    """
    edge = min(artwork.shape[:2])
    small = shrink(artwork[:edge, :edge], _SIDE, _SIDE)
    away = np.abs(small - np.median(small.reshape(-1, 3), axis=0)).sum(axis=2)
    figure = np.maximum(away - _STIR, 0.0)
    total = float(figure.sum())
    sums = np.pad(figure.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    for share in _SHARES:
        cells = round(_SIDE * share)
        held = sums[cells:, cells:] - sums[:-cells, cells:] - sums[cells:, :-cells] + sums[:-cells, :-cells]
        if total > 0 and float(held.max()) >= _ENOUGH * total:
            best = np.argwhere(held >= 0.995 * held.max())
            row, column = (round(float(at)) for at in best.mean(axis=0))
            top, left, side = row * edge // _SIDE, column * edge // _SIDE, cells * edge // _SIDE
            return np.ascontiguousarray(artwork[top : top + side, left : left + side])
    return artwork[:edge, :edge]
