"""The one way in which this room compiles a numeric kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

Scalar: TypeAlias = Any
"""A number inside kernels: a Python float or a NumPy float32, which have no common type but ``Any``."""


def kernel(function: Function) -> Function:
    """Compile ``function`` to machine code that is cached on disk and runs without the interpreter lock.

    ``fastmath`` lets sums be reordered: results agree between processors within rounding, not bit for bit.
    """
    return cast(Function, numba.njit(cache=True, nogil=True, fastmath=True, error_model="numpy")(function))
