"""Examining a clip: its packets are counted, and a dozen places of it are decoded and measured."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import av.error
import numpy as np
import numpy.typing as npt

from noktvrn.studio.picture.footage.facts import ClipFacts
from noktvrn.studio.picture.footage.limits import SHORTEST_S, refused
from noktvrn.studio.picture.footage.normalising import (
    Normaliser,
    Planes8,
    dynamic_range,
    is_full_range,
    rotation_deg,
)
from noktvrn.studio.picture.footage.opening import OpenClip, opened
from noktvrn.studio.picture.palette import Oklch, oklab_from_srgb, oklch

PLACES: Final = 12
"""How many places of a clip are looked at."""

_FRAMES_EACH = 4
_PROOF = (96, 54)
_MOST_PACKETS = 400_000
_MOST_ENTRIES = 64
_MOST_DAMAGE = 0.5
_HECTIC = 0.055
"""Mean change of luma within a thirtieth of a second, as a share of its range, that counts as hectic."""

_SHORT_OF_CLAIM = 0.97


@dataclass(slots=True)
class _Packets:
    times_s: list[float] = field(default_factory=list)
    entries_s: list[float] = field(default_factory=list)


@dataclass(slots=True)
class _Looks:
    wanted: int = 0
    decoded: int = 0
    lumas: list[npt.NDArray[np.uint8]] = field(default_factory=list)
    chromas: list[tuple[float, float]] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    first: Any = None


def probe_clip(path: Path) -> ClipFacts:
    """Open a clip, measure it, and say what is odd about it.

    Not to be called on files of strangers in a process that matters: see
    :class:`~noktvrn.studio.picture.footage.decoder.Decoder`.

    Raises:
        MediaUnreadableError: It is not usable; the message says why.
    """
    with opened(path) as clip:
        packets = _count(clip)
    with opened(path) as clip:
        looks = _look(clip, packets)
        return _facts(clip, packets, looks)


def _count(clip: OpenClip) -> _Packets:
    found = _Packets()
    for packet in clip.packets():
        stamp = packet.pts if packet.pts is not None else packet.dts
        if packet.size == 0 or stamp is None:
            continue
        at_s = float(stamp * packet.time_base) - clip.origin_s
        found.times_s.append(at_s)
        if packet.is_keyframe:
            found.entries_s.append(max(at_s, 0.0))
        if len(found.times_s) >= _MOST_PACKETS:
            break
    if not found.times_s:
        raise refused(clip.path, "holds no picture that can be read")
    found.times_s.sort()
    return found


def _look(clip: OpenClip, packets: _Packets) -> _Looks:
    looks = _Looks()
    stream = clip.stream
    normaliser = Normaliser(*_PROOF, squeeze=float(stream.sample_aspect_ratio or 1))
    last_s = packets.times_s[-1]
    for place in range(PLACES):
        wanted_s = last_s * place / PLACES
        if place:
            clip.seek(wanted_s)
        _look_at(clip, normaliser, looks)
        if place == 0 and looks.decoded == 0:
            break
    if looks.decoded == 0:
        raise refused(clip.path, "holds no picture that decodes")
    return looks


def _look_at(clip: OpenClip, normaliser: Normaliser, looks: _Looks) -> None:
    looks.wanted += _FRAMES_EACH
    earlier: tuple[float, npt.NDArray[np.uint8]] | None = None
    got = 0
    for at_s, frame in clip.frames():
        try:
            planes = normaliser(frame)
        except av.error.FFmpegError:
            continue
        if looks.first is None:
            looks.first = frame
        _remember(looks, planes, at_s, earlier)
        earlier = (at_s, planes[0])
        got += 1
        if got == _FRAMES_EACH:
            break
    looks.decoded += got


def _remember(looks: _Looks, planes: Planes8, at_s: float, earlier: tuple[float, npt.NDArray[np.uint8]] | None) -> None:
    y, u, v = planes
    looks.lumas.append(y)
    looks.chromas.append((float(u.mean()), float(v.mean())))
    if earlier is not None and 0 < at_s - earlier[0] < 0.5:
        change = float(np.abs(y.astype(np.int16) - earlier[1]).mean()) / 219
        looks.changes.append(change / max((at_s - earlier[0]) * 30, 0.2))


def _facts(clip: OpenClip, packets: _Packets, looks: _Looks) -> ClipFacts:
    rate = _rate(clip, packets)
    claimed_s = float(clip.stream.duration * clip.stream.time_base) if clip.stream.duration else _claim(clip)
    duration_s = packets.times_s[-1] + 1 / rate
    if duration_s < SHORTEST_S:
        raise refused(clip.path, f"is only {duration_s:.2f} s long", f"Give clips of at least {SHORTEST_S} s.")
    # a short clip has fewer frames than are asked for, which is no damage
    wanted = min(looks.wanted, len(packets.times_s))
    damage = round(1 - min(looks.decoded / wanted, 1.0), 3)
    if damage > _MOST_DAMAGE:
        raise refused(clip.path, f"is damaged: {damage:.0%} of the frames that were tried do not decode")
    turn = rotation_deg(looks.first)
    width, height = looks.first.width, looks.first.height
    luma = (np.stack(looks.lumas).astype(np.float32) - 16) / 219
    facts = ClipFacts(
        duration_s=round(duration_s, 3),
        claimed_s=round(claimed_s, 3),
        width_px=height if turn in {90, 270} else width,
        height_px=width if turn in {90, 270} else height,
        frames_per_s=round(rate, 3),
        has_steady_rate=_is_steady(packets),
        rotation_deg=turn,
        codec=clip.stream.codec_context.name,
        container=clip.format,
        pixel_format=looks.first.format.name,
        dynamic_range=dynamic_range(looks.first),
        is_full_range=is_full_range(looks.first),
        has_sound=bool(clip.container.streams.audio),
        brightness=round(float(np.clip(luma.mean(), 0, 1)), 4),
        contrast=round(float(luma.std()), 4),
        motion=round(min(float(np.mean(looks.changes)) / _HECTIC, 1.0) if looks.changes else 0.0, 4),
        colour=_colour(float(luma.mean()), looks.chromas),
        entries_s=_thinned(packets.entries_s),
        damage=damage,
    )
    return _with_remarks(facts)


def _claim(clip: OpenClip) -> float:
    return float(clip.container.duration or 0) / av.time_base


def _rate(clip: OpenClip, packets: _Packets) -> float:
    span_s = packets.times_s[-1] - packets.times_s[0]
    counted = (len(packets.times_s) - 1) / span_s if span_s > 0 else 0.0
    return counted if 1 <= counted <= 480 else clip.rate


def _is_steady(packets: _Packets) -> bool:
    gaps = np.diff(np.asarray(packets.times_s))
    gaps = gaps[gaps > 1e-6]
    # time stamps of whole milliseconds wobble by one: Matroska keeps no more
    return gaps.size == 0 or bool(np.percentile(gaps, 95) - np.percentile(gaps, 5) < 0.0025)


def _thinned(entries_s: list[float]) -> tuple[float, ...]:
    ordered = sorted(set(entries_s)) or [0.0]
    step = max(1, -(-len(ordered) // _MOST_ENTRIES))
    return tuple(round(at, 3) for at in ordered[::step])


def _colour(luma: float, chromas: list[tuple[float, float]]) -> Oklch:
    """Return the mean colour; the inverse of the BT.709 matrix, taken once for the mean."""
    u, v = np.asarray(chromas).mean(axis=0)
    blue, red = (u - 128) / 224 * 1.8556, (v - 128) / 224 * 1.5748
    green = -(0.2126 * red + 0.0722 * blue) / 0.7152
    rgb = np.clip(luma + np.array([red, green, blue]), 0, 1)
    lightness, chroma, hue = oklch(oklab_from_srgb(rgb))
    return round(lightness, 4), round(chroma, 4), round(hue, 1)


def _with_remarks(facts: ClipFacts) -> ClipFacts:
    remarks = (
        (not facts.has_steady_rate, "its frames are not equally far apart"),
        (bool(facts.rotation_deg), f"it is turned by {facts.rotation_deg}° to stand upright"),
        (facts.dynamic_range != "sdr", f"its light is {facts.dynamic_range.upper()} and is brought down"),
        (facts.is_full_range, "its luma uses the full range"),
        (facts.height_px > facts.width_px, "it stands upright: a wide film shows its middle"),
        (min(facts.width_px, facts.height_px) < 700, "it is small and looks soft in a film"),
        (0 < facts.duration_s < facts.claimed_s * _SHORT_OF_CLAIM, _shortfall(facts)),
        (facts.damage > 0, f"{facts.damage:.0%} of the frames that were tried do not decode"),
    )
    return replace(facts, remarks=tuple(text for holds, text in remarks if holds))


def _shortfall(facts: ClipFacts) -> str:
    return f"it says {facts.claimed_s:.1f} s and ends after {facts.duration_s:.1f} s"
