"""Array types that the kernels share.

A row of ``Notes`` holds: 0 start frame, 1 frames held, 2 frequency in Hz, 3 velocity 0..1, 4 brightness 0..1 with
0.5 as the patch's own, 5 seed below 2**32, 6 frequency to glide from (0: none).
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import numpy as np
import numpy.typing as npt

BlockF32: TypeAlias = Annotated[npt.NDArray[np.float32], "(2, frames)"]
MonoF32: TypeAlias = Annotated[npt.NDArray[np.float32], "(frames,)"]
Notes: TypeAlias = Annotated[npt.NDArray[np.float64], "(count, 7)"]
Vector: TypeAlias = Annotated[npt.NDArray[np.float64], "(count,)"]
State: TypeAlias = npt.NDArray[np.float64]
Frames: TypeAlias = npt.NDArray[np.int64]

NOTE_COLUMNS = 7
