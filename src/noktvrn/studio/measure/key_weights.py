"""What each degree of a key, from its tonic on, is evidence for.

Softmax regression over the twenty-four keys (ridge .004), the same for every tonic, on songs of the eight genres and on
chord sheets of songs by other people that a synthesizer of sampled instruments played, and on bare chords; judged on
others, see
``docs/explanation/measuring.md``.
"""

from __future__ import annotations

from typing import Final

import numpy as np

MAJOR_WEIGHTS: Final = np.array(
    [
        [12.8, -14.1, 1.8, -3.7, 4.6, 6.5, -11.6, 2.2, 5.6, -4.4, -6.5, 7.5],
        [1.3, -9.0, 7.2, -5.1, 6.3, -2.5, -1.9, 3.4, 7.1, 3.4, -10.6, 1.2],
        [13.1, -7.4, -7.7, 1.4, -1.5, 6.6, -0.4, 7.7, 2.2, 6.8, -1.2, -7.5],
        [-2.9, -2.1, -2.0, 1.3, 4.2, 1.8, 1.7, -9.6, -6.2, 4.7, -4.3, 2.0],
    ]
)
MINOR_WEIGHTS: Final = np.array(
    [
        [31.0, -18.8, 10.8, 2.2, -2.5, -18.7, -3.9, 5.1, -1.5, -6.0, 3.7, -2.1],
        [-4.8, -10.2, 0.4, 6.5, 4.1, -1.1, -0.0, 0.6, 3.6, 2.0, 0.6, -2.4],
        [0.2, -13.2, -5.6, 3.1, -1.7, -1.1, -4.4, -0.1, 2.2, -1.6, 9.8, 0.3],
        [13.5, -4.7, -3.4, 4.5, -0.6, 14.1, -1.7, 6.6, 2.6, -6.1, -12.4, -1.1],
    ]
)
"""Rows: voices, bass, roots of major chords, roots of minor chords; columns: semitones above the tonic."""

MINOR_BIAS: Final = -0.77
