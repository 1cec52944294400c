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
        [12.0, -15.0, 3.5, -1.7, 2.1, 6.1, -11.1, 1.9, 7.4, -5.2, -6.1, 7.2],
        [1.6, -9.3, 8.1, -6.3, 6.5, -2.2, -1.8, 3.6, 5.8, 3.7, -10.3, 1.6],
        [13.8, -6.9, -8.7, 1.5, -2.4, 7.6, -0.4, 8.1, 2.9, 6.8, -2.0, -8.2],
        [-4.5, -2.2, -3.0, 1.8, 5.2, -0.2, 1.4, -11.1, -2.9, 6.2, -4.1, 2.2],
    ]
)
MINOR_WEIGHTS: Final = np.array(
    [
        [31.9, -21.2, 12.8, 4.1, -2.4, -20.1, -4.9, 6.7, 0.2, -7.4, 3.3, -4.0],
        [-5.5, -9.4, -0.5, 6.2, 4.4, -0.7, -0.6, 1.9, 2.1, 2.4, 0.3, -1.6],
        [0.3, -13.8, -4.4, 3.5, -2.0, -1.3, -5.1, -0.3, 1.8, -2.1, 11.3, -0.0],
        [13.0, -5.0, -6.2, 5.7, -0.3, 14.0, -2.0, 5.5, 5.9, -6.3, -9.0, -4.2],
    ]
)
"""Rows: voices, bass, roots of major chords, roots of minor chords; columns: semitones above the tonic."""

MINOR_BIAS: Final = -0.99
