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
        [14.1, -15.3, 4.5, -2.5, 2.6, 4.9, -12.3, 2.7, 8.6, -6.6, -6.1, 6.5],
        [1.4, -10.0, 7.8, -7.0, 7.5, -3.0, -1.3, 4.2, 5.8, 4.1, -9.9, 1.4],
        [13.0, -6.7, -8.6, 1.5, -2.5, 8.8, -0.7, 8.2, 1.6, 7.3, -2.3, -8.2],
        [-3.2, -1.8, -2.7, 1.9, 4.8, -0.4, 0.8, -11.8, -2.1, 6.0, -4.3, 2.5],
    ]
)
MINOR_WEIGHTS: Final = np.array(
    [
        [34.0, -22.8, 14.4, 5.3, -2.4, -21.3, -5.1, 6.1, -1.4, -6.8, 3.7, -4.6],
        [-4.9, -9.3, -1.6, 5.9, 5.5, -2.0, 1.6, 2.6, 0.4, 2.8, 0.4, -2.4],
        [-0.1, -14.5, -5.4, 3.4, -1.8, -1.5, -5.0, -0.0, 2.2, -1.4, 12.7, -0.1],
        [13.3, -4.9, -6.7, 4.3, -0.4, 15.6, -2.2, 5.9, 7.0, -5.7, -10.6, -5.3],
    ]
)
"""Rows: voices, bass, roots of major chords, roots of minor chords; columns: semitones above the tonic."""

MINOR_BIAS: Final = -1.09
