"""Any decoded frame as 8-bit 4:2:0 planes, BT.709 limited range, upright, cropped to fill the film's frame.

Light of high dynamic range is brought down by a table: the scaler's own conversion is right but takes two seconds to
begin with each clip, so it is asked once, for the colours of a lattice, and the table is read between its points.

References:
    ITU-R BT.709-6, BT.2100-2 (PQ and HLG); ISO/IEC 23091-2 for the numbers of matrices, transfers and primaries.
"""

from __future__ import annotations

import atexit
import tempfile
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

import av
import av.filter
import numpy as np
import numpy.typing as npt

PQ: Final = 16
"""Transfer number of PQ."""

HLG: Final = 18
"""Transfer number of HLG."""

_BT709, _BT601, _BT2020 = 1, 6, 9
_UNSPECIFIED = 2
_LIMITED, _FULL = 1, 2
_HD_LINES = 720
_LATTICE = 33
_TO_FILM = "out_color_matrix=bt709:out_range=tv"
_DOWN = "out_primaries=bt709:out_transfer=bt709:intent=perceptual"
_TURNS = {90: "transpose=clock", 180: "hflip,vflip", 270: "transpose=cclock"}

Planes8 = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]


def dynamic_range(frame: Any) -> str:
    """Return ``"sdr"``, ``"pq"`` or ``"hlg"``."""
    return {PQ: "pq", HLG: "hlg"}.get(int(frame.color_trc), "sdr")


def is_full_range(frame: Any) -> bool:
    """Whether a frame's luma uses 0..255."""
    return int(frame.color_range) == _FULL or frame.format.name.startswith("yuvj")


def rotation_deg(frame: Any) -> int:
    """Return by how much a frame is turned clockwise to be shown: 0, 90, 180 or 270."""
    return round(-float(frame.rotation) / 90) % 4 * 90


class Normaliser:
    """Turns frames into planes of one size; keeps its filters as long as the frames stay alike.

    Args:
        width_px: Even.
        height_px: Even.
        squeeze: How much wider than high a stored pixel is shown.
    """

    def __init__(self, width_px: int, height_px: int, squeeze: float = 1.0) -> None:
        """See the class."""
        self._size = (width_px, height_px)
        self._squeeze = squeeze if 0.1 < squeeze < 10 else 1.0
        self._kind: tuple[object, ...] = ()
        self._graph: Any = None

    def __call__(self, frame: Any) -> Planes8:
        """Return the planes of a frame, contiguous.

        Raises:
            av.error.FFmpegError: The frame cannot be converted.
        """
        kind = (
            frame.width,
            frame.height,
            frame.format.name,
            int(frame.colorspace),
            int(frame.color_range),
            int(frame.color_trc),
            rotation_deg(frame),
        )
        if kind != self._kind:
            self._graph, self._kind = _graph(frame, *self._size, self._squeeze), kind
        frame.time_base = Fraction(1, 1_000_000)
        frame.pts = 0
        self._graph.push(frame)
        return planes_of(self._graph.pull())


def planes_of(frame: Any) -> Planes8:
    """Return the planes of a 4:2:0 frame without what pads its lines."""
    y, u, v = (
        np.ascontiguousarray(
            np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        )
        for plane in frame.planes[:3]
    )
    return y, u, v


def _graph(frame: Any, width: int, height: int, squeeze: float) -> Any:
    turn = rotation_deg(frame)
    upright = (height, width) if turn in {90, 270} else (width, height)
    chain = [_crop(frame, *upright, squeeze), *_colours(frame, *upright), *filter(None, [_TURNS.get(turn, "")])]
    graph = av.filter.Graph()
    source = f"video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}:time_base=1/1000000:pixel_aspect=1/1"
    last = graph.add("buffer", f"{source}:colorspace={_matrix(frame)}:range={_range(frame)}")
    for step in ",".join(chain).split(","):
        name, _, arguments = step.partition("=")
        node = graph.add(name, arguments)
        last.link_to(node)
        last = node
    last.link_to(graph.add("buffersink"))
    graph.configure()
    return graph


def _crop(frame: Any, width: int, height: int, squeeze: float) -> str:
    """Return the middle part of a frame that has the wanted shape on the screen."""
    wanted = width / height / squeeze
    wide = min(frame.width, max(round(frame.height * wanted), 1))
    high = min(frame.height, max(round(frame.width / wanted), 1))
    return f"crop={wide}:{high}:{(frame.width - wide) // 2}:{(frame.height - high) // 2}"


def _colours(frame: Any, width: int, height: int) -> list[str]:
    size = f"scale={width}:{height}:flags=bicubic"
    if dynamic_range(frame) == "sdr":
        return [f"{size}:{_TO_FILM}", "format=yuv420p"]
    table = _table(int(frame.color_trc), _primaries(frame))
    return [
        size,
        "format=gbrp10le",
        f"lut3d={table}:interp=tetrahedral",
        f"scale={width}:{height}:{_TO_FILM}",
        "format=yuv420p",
    ]


def _matrix(frame: Any) -> int:
    if frame.format.name.startswith(("gbr", "rgb", "bgr", "rgba", "argb", "0rgb", "pal")):
        return 0
    named = int(frame.colorspace)
    if named not in {_UNSPECIFIED, 0, 3}:
        return named
    if dynamic_range(frame) != "sdr":
        return _BT2020
    return _BT709 if max(frame.width, frame.height) >= _HD_LINES * 16 // 9 else _BT601


def _range(frame: Any) -> int:
    return _FULL if is_full_range(frame) or _matrix(frame) == 0 else _LIMITED


def _primaries(frame: Any) -> int:
    named = int(frame.color_primaries)
    return named if named != _UNSPECIFIED else _BT2020


@cache
def _tables() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="noktvrn-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def _table(transfer: int, primaries: int) -> str:
    """Write the way from a bright picture to BT.709 as a table, and return its file."""
    steps = np.rint(np.linspace(0, 65535, _LATTICE)).astype(np.uint16)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    lattice = np.stack([red, green, blue], axis=-1).reshape(_LATTICE * _LATTICE, _LATTICE, 3)
    bright = av.VideoFrame.from_ndarray(np.ascontiguousarray(lattice), format="rgb48le")
    graph = av.filter.Graph()
    source = graph.add(
        "buffer",
        f"video_size={bright.width}x{bright.height}:pix_fmt=rgb48le:time_base=1/1000000:colorspace=0:range={_FULL}",
    )
    tag = graph.add("setparams", f"color_primaries={primaries}:color_trc={transfer}:colorspace=0:range={_FULL}")
    down = graph.add("scale", f"{bright.width}:{bright.height}:{_DOWN}:out_range=pc")
    plain, sink = graph.add("format", "rgb48le"), graph.add("buffersink")
    for first, second in ((source, tag), (tag, down), (down, plain), (plain, sink)):
        first.link_to(second)
    graph.configure()
    graph.push(bright)
    answer: Any = graph.pull()
    shown = np.asarray(answer.to_ndarray(format="rgb48le"), dtype=np.float64).reshape(-1, 3) / 65535
    path = _tables() / f"{transfer}-{primaries}.cube"
    lines = [f"LUT_3D_SIZE {_LATTICE}", *(f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in shown)]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    return str(path)
