"""Small odd clips, made when tests need them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]


def sliding(frames: int, width: int = 96, height: int = 54, level: int = 90, step: int = 3) -> list[Picture]:
    """A bright bar that moves right over a slope that is red at the left and blue at the right."""
    pictures = []
    slope = np.linspace(0, 1, width)
    for number in range(frames):
        picture = np.full((height, width, 3), level, np.float64)
        picture[..., 0] += 60 * (1 - slope)
        picture[..., 2] += 60 * slope
        left = number * step % width
        picture[:, left : left + max(width // 10, 1)] = 235
        pictures.append(np.clip(picture, 0, 255).astype(np.uint8))
    return pictures


def counted(frames: int, width: int = 96, height: int = 54) -> list[Picture]:
    """Even pictures whose grey tells their number: 20 + 4 each."""
    return [np.full((height, width, 3), min(20 + 4 * number, 250), np.uint8) for number in range(frames)]


def write_clip(
    path: Path,
    pictures: Sequence[Picture],
    *,
    rate: int = 30,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    options: Mapping[str, str] | None = None,
    container: Mapping[str, str] | None = None,
    times_ms: Sequence[int] | None = None,
    context: Mapping[str, Any] | None = None,
    entry_every: int = 12,
) -> Path:
    """Encode pictures as a file of the kind that its name ends with."""
    path.parent.mkdir(parents=True, exist_ok=True)
    quick = {"preset": "ultrafast", "x265-params": "log-level=none"} if codec.startswith("libx26") else {}
    with av.open(str(path), "w", options=dict(container or {})) as film:
        stream: Any = film.add_stream(codec, rate=rate, options={**quick, **(options or {})})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = pixels
        stream.codec_context.gop_size = entry_every
        for name, value in (context or {}).items():
            setattr(stream.codec_context, name, value)
        if times_ms is not None:
            stream.codec_context.time_base = Fraction(1, 1000)
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            if context and context.get("color_range") == 2:
                frame = frame.reformat(format=pixels, dst_color_range="JPEG")
            if times_ms is not None:
                frame.pts, frame.time_base = times_ms[number], Fraction(1, 1000)
            film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    return path


def write_sound(path: Path, seconds: float = 0.5) -> Path:
    """Encode silence as a file without any picture."""
    with av.open(str(path), "w") as film:
        stream: Any = film.add_stream("aac", rate=48_000, layout="stereo")
        frame = av.AudioFrame.from_ndarray(np.zeros((2, int(48_000 * seconds)), np.float32), "fltp", "stereo")
        frame.sample_rate = 48_000
        film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    return path


def turned(source: Path, target: Path) -> Path:
    """Copy an MP4 whose track says that it is to be turned by 90° clockwise, as phones write it."""
    content = bytearray(source.read_bytes())
    matrix = content.index(b"tkhd") + 44
    content[matrix : matrix + 36] = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    target.write_bytes(content)
    return target


def cut_off(source: Path, target: Path, share: float) -> Path:
    """Copy the first part of a file."""
    content = source.read_bytes()
    target.write_bytes(content[: int(len(content) * share)])
    return target


def rotted(source: Path, target: Path, every: int, *, begin: float = 0.4, end: float = 0.9) -> Path:
    """Copy a file with a byte wrong here and there between two shares of its length."""
    content = bytearray(source.read_bytes())
    for place in range(int(len(content) * begin), int(len(content) * end), every):
        content[place] ^= 0xA5
    target.write_bytes(content)
    return target


def bomb(path: Path) -> Path:
    """An AVI that says that its pictures are 14,000 pixels wide and high."""
    write_clip(path, sliding(4), codec="ffv1", pixels="yuv420p")
    content = bytearray(path.read_bytes())
    header = content.index(b"strf") + 8
    content[header + 4 : header + 12] = struct.pack("<2i", 14_000, 14_000)
    path.write_bytes(content)
    return path


PQ = {"color_primaries": 9, "color_trc": 16, "colorspace": 9}


def write_usable(folder: Path) -> dict[str, Path]:
    """Write a clip of each odd kind that can be used."""
    front = {"movflags": "+faststart"}
    plain = write_clip(folder / "plain.mp4", sliding(45), container=front)
    long = write_clip(folder / "long.mp4", sliding(90), container=front)
    uneven = [0, 20, 70, 80, 200, 210, 260, 400, 410, 500, 520, 640, 660, 800, 820, 900]
    makers: Iterable[tuple[str, Callable[[Path], Path], str]] = (
        ("uneven", lambda path: write_clip(path, sliding(16), times_ms=uneven), "mkv"),
        ("turned", lambda path: turned(plain, path), "mp4"),
        (
            "bright",
            lambda path: write_clip(
                path, sliding(18, 160, 90), codec="libx265", pixels="yuv420p10le", context=PQ, container=front
            ),
            "mp4",
        ),
        (
            "odd",
            lambda path: write_clip(
                path, sliding(20, 97, 55), codec="mjpeg", pixels="yuvj444p", context={"color_range": 2}
            ),
            "mkv",
        ),
        ("short_of_claim", lambda path: cut_off(long, path, 0.62), "mp4"),
        ("rotten", lambda path: rotted(long, path, 211), "mp4"),
        ("rgb", lambda path: write_clip(path, sliding(20), codec="ffv1", pixels="bgr0"), "mkv"),
        ("slow", lambda path: write_clip(path, counted(24), rate=12, options={"qp": "10"}), "mov"),
    )
    made = {name: make(folder / f"{name}.{ending}") for name, make, ending in makers}
    return {"plain": plain, **made}


def write_unusable(folder: Path) -> dict[str, Path]:
    """Write a file of each kind that has to be refused."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = write_clip(folder / "whole.mov", sliding(30))
    files = {
        "no_index": cut_off(plain, folder / "no_index.mp4", 0.6),
        "page": folder / "page.mp4",
        "empty": folder / "empty.mov",
        "noise": folder / "noise.mkv",
        "still": folder / "still.mp4",
        "sound": write_sound(folder / "sound.mp4"),
        "bomb": bomb(folder / "bomb.avi"),
        "blink": write_clip(folder / "blink.mp4", sliding(5)),
    }
    plain.unlink()
    files["page"].write_text("<!DOCTYPE html>\n<html><body>404 Not Found</body></html>")
    files["empty"].write_bytes(b"")
    files["noise"].write_bytes(bytes(range(7, 250)) * 40)
    files["still"].write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    return files
