"""One file of many pieces: packets are copied frame for frame, the sound is encoded beside them, tags are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np

from noktvrn.studio.picture.film.encode import WRITE_ERRORS, EncodeProfile, encoding_failure
from noktvrn.studio.picture.film.sound import SAMPLE_RATE_HZ
from noktvrn.studio.picture.pace import Pace
from noktvrn.studio.picture.palette import Floats

_REPORT_EVERY = 150


def join_pieces(
    pieces: Sequence[Path],
    sound: Iterable[Floats] | None,
    path: Path,
    profile: EncodeProfile,
    tags: dict[str, str],
    pace: Pace,
) -> None:
    """Write the film: the pieces one after the other, with sound.

    Args:
        pieces: Files of :mod:`~noktvrn.studio.picture.film.encode`, all of one profile.
        sound: Stereo at 48 kHz in chunks of any length; None for a silent film.
        path: Written whole; give the name of a part file.
        profile: Of the pieces.
        tags: Metadata.
        pace: Progress and cancellation.

    Raises:
        NoSpaceError: The disk is full.
        RenderError: A piece or the file is unfit.
        StepCancelledError: The pace was asked to stop.
    """
    try:
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as target:
            target.metadata.update(tags)
            _write(target, pieces, sound, profile, pace)
    except WRITE_ERRORS as exc:
        raise encoding_failure(path, exc) from exc


def _write(
    target: Any, pieces: Sequence[Path], sound: Iterable[Floats] | None, profile: EncodeProfile, pace: Pace
) -> None:
    with av.open(str(pieces[0])) as first:
        video = target.add_stream_from_template(first.streams.video[0])
    audio = None
    if sound is not None:
        audio = target.add_stream("aac", rate=SAMPLE_RATE_HZ, layout="stereo")
        audio.codec_context.bit_rate = profile.audio_kbps * 1000
    heard = _encoded(audio, sound) if audio is not None and sound is not None else iter(())
    heard_s = 0.0
    for number, (packet, time_s) in enumerate(_video_packets(pieces, video, profile.frames_per_s)):
        # in step, so that the writer never has to hold one stream back for the other
        while heard_s <= time_s and (chunk := next(heard, None)) is not None:
            heard_s, packets = chunk
            target.mux(packets)
        target.mux(packet)
        if number % _REPORT_EVERY == 0:
            pace.at(min(number / (len(pieces) * 600.0), 1.0))
    for _, packets in heard:
        target.mux(packets)
    pace.at(1.0)


def _video_packets(pieces: Sequence[Path], stream: Any, rate: int) -> Iterator[tuple[Any, float]]:
    """Give the packets of all pieces with the times that they have in the whole film."""
    unit = Fraction(1, rate)
    before = 0
    for piece in pieces:
        count = 0
        with av.open(str(piece)) as container:
            for packet in container.demux(container.streams.video[0]):
                if packet.dts is None or packet.pts is None:
                    continue
                old = packet.time_base
                dts, pts = (round(at * old / unit) + before for at in (packet.dts, packet.pts))
                packet.stream = stream
                packet.time_base, packet.dts, packet.pts, packet.duration = unit, dts, pts, 1
                count += 1
                yield packet, dts / rate
        before += count


def _encoded(stream: Any, sound: Iterable[Floats]) -> Iterator[tuple[float, list[Any]]]:
    """Encode chunk by chunk; gives how far the sound has come, and packets."""
    written = 0
    for chunk in sound:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(chunk, dtype=np.float32), "fltp", "stereo")
        frame.sample_rate = SAMPLE_RATE_HZ
        frame.pts = written
        frame.time_base = Fraction(1, SAMPLE_RATE_HZ)
        written += chunk.shape[1]
        yield written / SAMPLE_RATE_HZ, stream.encode(frame)
    yield written / SAMPLE_RATE_HZ, stream.encode(None)
