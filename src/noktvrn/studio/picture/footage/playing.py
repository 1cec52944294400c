"""Reading a clip forwards at moments of the film's choosing: the last frame at or before a moment is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av.error

from noktvrn.studio.picture.footage.normalising import Normaliser, Planes8
from noktvrn.studio.picture.footage.opening import OpenClip


class ClipReader:
    """One pass through a part of a clip.

    Args:
        clip: Open clip.
        start_s: Moment of the first frame that is wanted.
        width_px: Even.
        height_px: Even.
    """

    def __init__(self, clip: OpenClip, start_s: float, width_px: int, height_px: int) -> None:
        """See the class."""
        self.path: Path = clip.path
        self._clip = clip
        self._normaliser = Normaliser(width_px, height_px, squeeze=float(clip.stream.sample_aspect_ratio or 1))
        if start_s > 0:
            clip.seek(start_s)
        self._frames: Iterator[tuple[float, Any]] = clip.frames()
        self._shown: tuple[float, Any] | None = None
        self._next = next(self._frames, None)
        self._given: float | None = None

    def at(self, time_s: float) -> Planes8 | bool:
        """Return the planes at a moment, which may not lie before that of the last call.

        Returns:
            The planes; True when they are those of the last call; False when the clip has ended before.
        """
        while self._next is not None and (self._shown is None or self._next[0] <= time_s + 1e-4):
            self._shown = self._next
            self._next = next(self._frames, None)
        if self._shown is None or (self._next is None and time_s - self._shown[0] > self._patience_s):
            return False
        if self._given == self._shown[0]:
            return True
        try:
            planes = self._normaliser(self._shown[1])
        except av.error.FFmpegError:
            return False
        self._given = self._shown[0]
        return planes

    @property
    def _patience_s(self) -> float:
        """How long the last frame may stand: as long as frames are apart, and a little more."""
        return max(1.5 / self._clip.rate, 0.05)
