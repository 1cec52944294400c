"""Single frames of a film: at given moments, and the one that is fit for a poster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
import av.error
import numpy as np

from noktvrn.errors import ParameterError
from noktvrn.studio.picture.footage.limits import refused
from noktvrn.studio.picture.footage.normalising import Normaliser, rotation_deg
from noktvrn.studio.picture.footage.opening import OpenClip, opened
from noktvrn.studio.picture.previews.sheet import picture_of
from noktvrn.studio.picture.raster import Bytes

MOST_CANDIDATES: Final = 120
"""Key frames that are looked at for a poster."""

_PROOF_WIDTH = 320
_EDGE_S = 1.2
_AFTER_S = 0.35
_FADING = 0.03
_BEST_LOOKED_AT = 6
_HALF_FRAME_S = 0.02


@dataclass(frozen=True, slots=True)
class Poster:
    """A frame that stands for a film.

    Attributes:
        time_s: Where it is in the film.
        picture: 8-bit RGB of the film's size.
        sharpness: Deviation of its Laplacian, 0..1; fine detail counts.
        brightness: Mean luma, 0..1.
    """

    time_s: float
    picture: Bytes
    sharpness: float
    brightness: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    time_s: float
    sharpness: float
    brightness: float
    contrast: float
    clipped: float


def length_of(clip: OpenClip) -> float:
    """Return what a film says of its length in seconds; 0 when it says nothing."""
    stream = clip.stream
    told = stream.duration * stream.time_base if stream.duration else None
    return float(told) if told is not None else float(clip.container.duration or 0) / av.time_base


def frames_at(film: Path, times_s: Sequence[float], width_px: int, height_px: int) -> Iterator[Bytes]:
    """Yield the frame that is shown at each moment, cropped to fill the size; past the end the last one stands.

    Raises:
        MediaUnreadableError: The film cannot be decoded.
    """
    with opened(film) as clip:
        normaliser = Normaliser(width_px, height_px, float(clip.stream.sample_aspect_ratio or 1))
        for time_s in times_s:
            yield picture_of(normaliser(_frame_at(clip, time_s)))


def shape_of(film: Path) -> tuple[int, int, float]:
    """Return width and height of a film as it is shown, and its length in seconds.

    Raises:
        MediaUnreadableError: It cannot be decoded.
    """
    with opened(film) as clip:
        frame = _frame_at(clip, 0.0)
        size = (frame.width, frame.height)
        width, height = size[::-1] if rotation_deg(frame) in {90, 270} else size
        return width // 2 * 2, height // 2 * 2, length_of(clip)


def poster_at(film: Path, time_s: float) -> Poster:
    """Return the frame at a moment as a poster.

    Raises:
        MediaUnreadableError: The film cannot be decoded.
        ParameterError: The moment lies outside the film.
    """
    width, height, length_s = shape_of(film)
    if not 0 <= time_s <= max(length_s, 0.0):
        raise ParameterError(f"The film has no frame at {time_s:g} s.", remedy=f"Choose 0 to {length_s:.1f} s.")
    picture = next(frames_at(film, [time_s], width, height))
    judged = _judge(time_s, picture[:, :, 1].astype(np.float32) / 255)
    return Poster(time_s, picture, round(judged.sharpness, 4), round(judged.brightness, 4))


def choose_poster(film: Path) -> Poster:
    """Return the frame that stands best for a film: sharp, well lit, rich in contrast, and in no fade.

    Key frames are compared, which a film has at every cut or every two seconds.

    Raises:
        MediaUnreadableError: The film cannot be decoded.
    """
    width, height, length_s = shape_of(film)
    candidates = _candidates(film, width, height)
    if not candidates:
        raise refused(film, "holds no picture that decodes")
    inner = [each for each in candidates if _EDGE_S <= each.time_s <= length_s - _EDGE_S] or candidates
    ranked = sorted(inner, key=_worth, reverse=True)
    steady = next((each for each in ranked[:_BEST_LOOKED_AT] if not _fades(film, each, length_s)), ranked[0])
    return poster_at(film, min(steady.time_s, length_s))


def _candidates(film: Path, width: int, height: int) -> list[_Candidate]:
    proof_height = max(round(_PROOF_WIDTH * height / width / 2) * 2, 2)
    with opened(film) as clip:
        clip.stream.codec_context.skip_frame = "NONKEY"
        normaliser = Normaliser(_PROOF_WIDTH, proof_height, float(clip.stream.sample_aspect_ratio or 1))
        found: list[_Candidate] = []
        for time_s, frame in clip.frames():
            luma = (normaliser(frame)[0].astype(np.float32) - 16) / 219
            found.append(_judge(time_s, luma))
            if len(found) >= MOST_CANDIDATES:
                break
    return found


def _judge(time_s: float, luma: Any) -> _Candidate:
    around = luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:]
    laplacian = around - 4 * luma[1:-1, 1:-1]
    clipped = float(np.mean((luma > 0.985) | (luma < 0.004)))
    return _Candidate(time_s, float(laplacian.std()), float(luma.mean()), float(luma.std()), clipped)


def _worth(candidate: _Candidate) -> float:
    lit = 1 - abs(candidate.brightness - 0.42) / 0.42
    return min(candidate.sharpness / 0.12, 1.2) + 0.9 * lit + 1.6 * min(candidate.contrast, 0.3) - candidate.clipped


def _fades(film: Path, candidate: _Candidate, length_s: float) -> bool:
    """Whether the brightness changes so soon after a frame that it lies in a fade or a flash."""
    later_s = min(candidate.time_s + _AFTER_S, max(length_s - _HALF_FRAME_S, 0.0))
    after = next(frames_at(film, [later_s], 64, 36))
    before = next(frames_at(film, [candidate.time_s], 64, 36))
    return abs(float(after.mean()) - float(before.mean())) / 255 > _FADING


def _frame_at(clip: OpenClip, time_s: float) -> Any:
    """Return the last frame at or before a moment, or the first one after it."""
    clip.seek(max(time_s, 0.0))
    shown = None
    for at_s, frame in clip.frames():
        if shown is not None and at_s > time_s + 1e-4:
            break
        shown = frame
        if at_s > time_s:
            break
    if shown is None:
        raise refused(clip.path, f"holds no picture that decodes at {time_s:.1f} s")
    return shown
