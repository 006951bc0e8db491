"""The inner loops run through numba where it is installed, and as plain Python where it is not, with the same result.

They use one-dimensional arrays only, so that plain Python can run them over lists, which it reads far faster than arrays.
KARMIKA_NUMBA=off switches numba off.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

Loop = TypeVar("Loop", bound=Callable[..., Any])

try:
    if os.environ.get("KARMIKA_NUMBA", "on") == "off":
        raise ImportError("switched off")
    import numba
except ImportError:
    numba = None  # type: ignore[assignment,unused-ignore]

HAS_NUMBA: bool = numba is not None


def compiled(loop: Loop) -> Loop:
    """Compile a loop, and keep the machine code on disk where a place for it can be written to."""
    if numba is None:
        return loop
    try:
        return numba.njit(loop, cache=True)  # type: ignore[no-any-return]
    except RuntimeError:  # no writable folder: compiled again in each process
        return numba.njit(loop)  # type: ignore[no-any-return]


def inlined(loop: Loop) -> Loop:
    """Like `compiled`, for what stands inside a loop: a call with many arrays costs more than the work itself."""
    if numba is None:
        return loop
    try:
        return numba.njit(loop, cache=True, forceinline=True)  # type: ignore[no-any-return]
    except RuntimeError:
        return numba.njit(loop, forceinline=True)  # type: ignore[no-any-return]
