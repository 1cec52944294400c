"""What is let in: containers by their first bytes, codecs by name, sizes by number."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from noktvrn.errors import MediaUnreadableError

MOST_PIXELS: Final = 8192 * 4352
"""Largest frame: 8K, with room for the blocks of encoders."""

LONGEST_S: Final = 3 * 3600.0
"""Longest clip."""

SHORTEST_S: Final = 0.5
"""Shortest clip that can fill a shot."""

SUFFIXES: Final = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".mts", ".m2ts", ".3gp", ".qt", ".mjpeg"}
)
"""Endings of names that are taken for clips; what they hold is judged by their bytes."""

CODECS: Final = frozenset(
    {
        "av1", "libdav1d", "dnxhd", "ffv1", "h263", "h264", "hevc", "mjpeg", "mpeg1video", "mpeg2video", "mpeg4",
        "prores", "vp8", "vp9",
    }
)  # fmt: skip
"""Codecs that are decoded; others are rarely used by cameras and little tried by anybody."""

_MOV_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})
_STILLS = {b"\xff\xd8\xff": "a JPEG picture", b"\x89PNG": "a PNG picture", b"GIF8": "a GIF picture"}
_HEAD_BYTES = 1024


def container_of(path: Path) -> str:
    """Return the demuxer that a file's first bytes call for.

    Raises:
        MediaUnreadableError: Empty, not readable, or nothing that films are kept in; the message says what it is.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as exc:
        raise refused(path, f"cannot be read: {exc.strerror}", "Check the rights on the file.") from exc
    if not head:
        raise refused(path, "is empty", "Copy it again.")
    if head[4:8] in _MOV_BOXES:
        return "mov"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "matroska"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    for offset, stride in ((0, 188), (4, 192)):
        if all(head[at : at + 1] == b"G" for at in range(offset, min(len(head), offset + 3 * stride), stride)):
            return "mpegts"
    raise refused(path, f"is {_what_else(head)}, not a film", "Give MP4, MOV, MKV, WebM, AVI or TS files.")


def _what_else(head: bytes) -> str:
    for start, name in _STILLS.items():
        if head.startswith(start):
            return name
    text = head.lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head")):
        return "a web page"
    return "a file of unknown kind"


def refused(
    path: Path, why: str, remedy: str = "Take it out of the folder, or export it again."
) -> MediaUnreadableError:
    """Return the error for a clip that is not used."""
    return MediaUnreadableError(f"{path.name} {why}.", remedy=remedy, stage="footage")
