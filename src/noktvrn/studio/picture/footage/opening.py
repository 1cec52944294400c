"""Opening a clip with every door but the file itself shut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import av.error

from noktvrn.studio.picture.footage.limits import CODECS, LONGEST_S, MOST_PIXELS, container_of, refused

_PROBE_BYTES = "8000000"
_THREADS = 2
_MOST_ERRORS = 200
_ATTACHED = av.stream.Disposition.attached_pic


@dataclass(slots=True)
class OpenClip:
    """A clip that is being read.

    Attributes:
        path: Its file.
        format: Its demuxer.
        container: Open container.
        stream: Its first video stream that is no picture of an album.
        errors: How often a packet did not decode.
    """

    path: Path
    format: str
    container: Any
    stream: Any
    errors: int = 0

    @property
    def rate(self) -> float:
        """Mean frames per second; 25 when the file does not say."""
        return float(self.stream.average_rate or self.stream.guessed_rate or 25)

    @property
    def origin_s(self) -> float:
        """Time stamp of the first frame."""
        return float((self.stream.start_time or 0) * self.stream.time_base)

    def seek(self, time_s: float) -> None:
        """Go to the last entry at or before a time; a file without an index stays at its beginning."""
        try:
            self.container.seek(int((time_s + self.origin_s) / self.stream.time_base), stream=self.stream)
        except av.error.FFmpegError:
            self.errors += 1

    def packets(self) -> Iterator[Any]:
        """Yield the stream's packets as long as they can be read, then an empty one that drains the decoder."""
        reading = self.container.demux(self.stream)
        while self.errors < _MOST_ERRORS:
            try:
                packet = next(reading, None)
            except av.error.FFmpegError:
                self.errors += 1
                return
            if packet is None:
                return
            yield packet

    def frames(self) -> Iterator[tuple[float, Any]]:
        """Yield ``(time_s, frame)`` from where it stands; what does not decode, or only with holes, is left out."""
        expected_s = 0.0
        for packet in self.packets():
            try:
                decoded = packet.decode()
            except av.error.FFmpegError:
                self.errors += 1
                continue
            for frame in decoded:
                at_s = expected_s if frame.pts is None else float(frame.pts * frame.time_base) - self.origin_s
                expected_s = at_s + 1 / self.rate
                if frame.width * frame.height > MOST_PIXELS:
                    raise refused(self.path, f"turns into {frame.width} x {frame.height} pixels half way")
                if frame.is_corrupt:
                    self.errors += 1
                else:
                    yield at_s, frame


@contextmanager
def opened(path: Path) -> Iterator[OpenClip]:
    """Open a clip: known container, allowed codec, sizes within limits, no other file or address within reach.

    Raises:
        MediaUnreadableError: With what is wrong with it.
    """
    format_name = container_of(path)
    options = {"protocol_whitelist": "file", "probesize": _PROBE_BYTES}
    try:
        container = av.open(str(path), format=format_name, options=options)
    except (av.error.FFmpegError, OSError, ValueError) as exc:
        if format_name == "mov" and isinstance(exc, av.error.InvalidDataError):
            raise refused(path, "has no index: it was cut off, or its recording never ended", "Copy it again.") from exc
        raise refused(path, f"cannot be opened: {getattr(exc, 'strerror', None) or exc}") from exc
    with container:
        yield OpenClip(path, format_name, container, _video(path, container))


def _video(path: Path, container: Any) -> Any:
    stream = next((each for each in container.streams.video if not each.disposition & _ATTACHED), None)
    if stream is None:
        raise refused(path, "holds no moving picture")
    context = stream.codec_context
    if context is None or context.name not in CODECS:
        name = context.name if context is not None else "unknown"
        raise refused(path, f"is coded as {name}, which is not decoded", "Export it as H.264.")
    pixels = context.width * context.height
    if pixels > MOST_PIXELS:
        raise refused(path, f"has {context.width} x {context.height} pixels", "Export it with at most 8K.")
    if pixels == 0:
        raise refused(path, "says of its picture no size, or one beyond all bounds")
    claimed_s = float(container.duration or 0) / av.time_base
    if claimed_s > LONGEST_S:
        raise refused(path, f"says that it lasts {claimed_s / 3600:.0f} hours", "Cut it.")
    context.thread_count = _THREADS
    stream.thread_type = "AUTO"
    context.options = {"max_pixels": str(MOST_PIXELS)}
    return stream
