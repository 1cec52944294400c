"""Timed lyrics for other players: SubRip, LRC with word tags, and Advanced SubStation with karaoke tags."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from noktvrn.errors import ParameterError
from noktvrn.studio.picture.files import written_aside
from noktvrn.studio.picture.film.lyrics import SungLine

FORMATS: Final = (".srt", ".lrc", ".ass")
"""Endings of files that can be written."""

_ASS_HEAD = """[Script Info]
ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080
WrapStyle: 0

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, \
MarginV, Encoding
Style: Default,Sans,64,&H00FFFFFF,&H80FFFFFF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,0,2,2,96,96,72,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def check_ending(path: Path) -> None:
    """Refuse a file that captions cannot be written to.

    Raises:
        ParameterError: Another ending than ``.srt``, ``.lrc``, ``.ass``.
    """
    if path.suffix.lower() not in FORMATS:
        raise ParameterError(f"Captions cannot be written as {path.suffix!r}.", remedy=f"Use {', '.join(FORMATS)}.")


def write_subtitles(lines: Sequence[SungLine], path: Path) -> Path:
    """Write timed lines in the format that the ending of ``path`` names.

    Raises:
        ParameterError: Another ending than ``.srt``, ``.lrc``, ``.ass``.
        NoSpaceError: The disk is full.
        RenderError: The file cannot be written.
    """
    writers = {".srt": as_srt, ".lrc": as_lrc, ".ass": as_ass}
    check_ending(path)
    with written_aside(path) as part:
        part.write_text(writers[path.suffix.lower()](lines), encoding="utf-8")
    return path


def as_srt(lines: Sequence[SungLine]) -> str:
    """Return the lines as SubRip text."""
    blocks = (
        f"{number}\n{_srt_time(line.start_s)} --> {_srt_time(line.end_s)}\n{line.text}\n"
        for number, line in enumerate(lines, 1)
    )
    return "\n".join(blocks)


def as_lrc(lines: Sequence[SungLine]) -> str:
    """Return the lines as LRC with a tag before each word and one at the end of the line."""
    rows = []
    for line in lines:
        words = " ".join(f"<{_lrc_time(word.start_s)}> {word.text}" for word in line.words)
        rows.append(f"[{_lrc_time(line.start_s)}] {words} <{_lrc_time(line.words[-1].end_s)}>")
    return "\n".join(rows) + "\n" if rows else ""


def as_ass(lines: Sequence[SungLine]) -> str:
    """Return the lines as Advanced SubStation, with a sweep over each word."""
    return _ASS_HEAD + "".join(
        f"Dialogue: 0,{_ass_time(line.start_s)},{_ass_time(line.end_s)},Default,,0,0,0,,{_swept(line)}\n"
        for line in lines
    )


def _swept(line: SungLine) -> str:
    at_s, parts = line.start_s, []
    for word in line.words:
        pause = round((word.start_s - at_s) * 100)
        parts.append((rf"{{\k{pause}}}" if pause > 0 else "") + rf"{{\kf{round((word.end_s - word.start_s) * 100)}}}")
        parts.append(word.text.replace("{", "(").replace("}", ")") + " ")
        at_s = word.end_s
    return "".join(parts).rstrip()


def _srt_time(seconds: float) -> str:
    thousandths = round(max(seconds, 0.0) * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02},{rest % 1000:03}"


def _lrc_time(seconds: float) -> str:
    hundredths = round(max(seconds, 0.0) * 100)
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes:02}:{rest // 100:02}.{rest % 100:02}"


def _ass_time(seconds: float) -> str:
    hundredths = round(max(seconds, 0.0) * 100)
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest // 100:02}.{rest % 100:02}"
