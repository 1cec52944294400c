"""The one way in which the studio compiles its inner loops.

Kernels are cached on disk (``NUMBA_CACHE_DIR`` when the caller sets it), release the interpreter lock, and may
reorder sums (``reassoc``, ``contract``): results are bit-equal on one class of processor, and within -120 dBFS between
classes. Inputs of recursive filters get ``ANTI_DENORMAL`` added, because numba leaves denormals to the
hardware and a silent tail would otherwise run fifteen times slower.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

SAMPLE_RATE_HZ: Final = 44_100
"""The rate at which everything in the studio is synthesised."""

ANTI_DENORMAL: Final = 1e-15
"""Far below 24 bits (-300 dBFS), far above the smallest normal float."""


def kernel(function: Function) -> Function:
    """Compile a numeric function on first use."""
    compiled = numba.njit(
        cache=True,
        nogil=True,
        # A kernel that calls another as a function may find that one compiled twice, and which of them runs
        # would depend on whether the cache was warm: same song, other last bits.
        forceinline=True,
        error_model="numpy",
        fastmath={"reassoc", "contract", "nsz", "arcp"},
    )(function)
    return cast("Function", compiled)
